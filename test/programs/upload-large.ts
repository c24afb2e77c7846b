// Uploads the files of a directory to OneLake and says how long it took and how much memory it had at most: a program, for the memory's sake.
import { oneLakeTarget } from '../../src/upload/targets/one-lake-target.ts';
import { uploadLogs } from '../../src/upload/upload-logs.ts';

const [endpoint = '', token = '', directory = ''] = process.argv.slice(2);
const target = oneLakeTarget({ workspace: 'nightly', lakehouse: 'logs', endpoint, credential: () => token });
const report = await uploadLogs({ directory, include: '*.jsonl', target });
const seconds = report.milliseconds / 1000;
// In KiB, whatever the system's own unit is.
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
console.log(JSON.stringify({ ok: report.ok, files: report.files, seconds, cpuSeconds, peakMegabytes: maxRSS / 1024 }));
