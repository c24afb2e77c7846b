// Puts one file into OneLake and prints what came of it: a program, as certificates are read when a process starts.
import { inspect } from 'node:util';
import { oneLakeTarget } from '../../src/upload/targets/one-lake-target.ts';
import { fileToUpload } from '../support/upload-file.ts';

const [endpoint = '', token = '', path = '', remote = ''] = process.argv.slice(2);
const target = oneLakeTarget({ workspace: 'nightly', lakehouse: 'logs', endpoint, credential: () => token });
const { signal } = new AbortController();
console.log(inspect(await target.put(fileToUpload(path, remote), { signal }).catch((error: Error) => error.message)));
