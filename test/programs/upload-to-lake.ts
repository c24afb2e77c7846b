// Uploads the closed files of a directory to a lake over the network, one after the other, and says what became of them: a program, to be killed.
//
// upload-to-lake.ts <OneLake|Databricks> <address> <directory>, with the token in LAKE_TOKEN
import { databricksVolumeTarget, oneLakeTarget, uploadLogs } from '../../src/index.ts';

const [, , kind = '', address = '', directory = ''] = process.argv;
const token = () => process.env['LAKE_TOKEN'] ?? '';
const target =
  kind === 'OneLake'
    ? oneLakeTarget({ workspace: 'nightly', lakehouse: 'logs', endpoint: address, credential: token })
    : databricksVolumeTarget({ catalog: 'main', schema: 'default', volume: 'logs', host: address, auth: token });
const { files } = await uploadLogs({ directory, target, concurrency: 1 });
console.log(JSON.stringify(files.map(({ outcome }) => outcome)));
