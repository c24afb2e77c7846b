// Uploads to each lake, where the client of none is installed; prints the error of each.
import { mkdirSync, writeFileSync } from 'node:fs';
import { databricksVolumeTarget, oneLakeTarget, uploadLogs } from 'laketrace';

mkdirSync('logs');
writeFileSync('logs/app.2026-01-31T12-00-00.000Z.jsonl', '{"message":"x"}\n');
const lakehouse = { workspace: 'sales', lakehouse: 'logs' };
const credential = async () => ({ token: 'opaque', expiresOn: new Date(Date.now() + 3_600_000) });
const errors = [];
for (const target of [
  oneLakeTarget(lakehouse),
  oneLakeTarget({ ...lakehouse, credential }),
  databricksVolumeTarget({ host: 'https://workspace.example', catalog: 'main', schema: 'ops', volume: 'logs' }),
]) {
  const report = await uploadLogs({ directory: 'logs', target });
  errors.push(report.errors.map(String).join());
}
console.log(JSON.stringify(errors));
