// Uploads the closed log files of a directory to a bucket of S3, by a target of one's own.
//
//   AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… S3_BUCKET=logs node examples/s3-upload/main.mjs <directory>
import { defaultLogDirectory, uploadLogs } from 'laketrace';
import { s3Target } from './s3-target.mjs';

const {
  AWS_REGION = 'us-east-1',
  AWS_ACCESS_KEY_ID = '',
  AWS_SECRET_ACCESS_KEY = '',
  S3_BUCKET = 'logs',
} = process.env;
const { S3_ENDPOINT = `https://s3.${AWS_REGION}.amazonaws.com` } = process.env;
const [directory = defaultLogDirectory()] = process.argv.slice(2);

const target = s3Target({
  endpoint: S3_ENDPOINT,
  region: AWS_REGION,
  bucket: S3_BUCKET,
  prefix: 'app',
  accessKeyId: AWS_ACCESS_KEY_ID,
  secretAccessKey: AWS_SECRET_ACCESS_KEY,
});
const report = await uploadLogs({ directory, target });
for (const { outcome, remote, error } of report.files) console.log(outcome, error?.message ?? remote);
if (!report.ok) process.exitCode = 1;
