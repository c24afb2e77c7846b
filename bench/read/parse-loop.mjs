// Reads the lines of a file, decompressed where it is gzip, and parses each: what any program that reads such a log has to do.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

const [, , path] = process.argv;
const bytes = createReadStream(path);
const input = path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
for await (const line of createInterface({ input })) JSON.parse(line);
