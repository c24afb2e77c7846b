// What a bundle has to carry: the processor with a worker's codec, the logger people know, one call for all, and what is loaded on use.
import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import * as resources from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  directoryTarget,
  getLogger,
  LakeTraceLogRecordProcessor,
  readLogRecords,
  setupLakeTrace,
  uploadLogs,
  verifyIntegrity,
} from 'laketrace';

async function run(directory) {
  const email = ['ann', 'example.org'].join('@');

  const files = { rotation: '4 KB', integrity: true };
  const processors = ['gzip', 'zstd', 'bz2', 'zip'].map(
    (compression) => new LakeTraceLogRecordProcessor({ file: { ...files, directory, name: compression, compression } }),
  );
  const provider = new LoggerProvider({ processors });
  for (let i = 0; i < 20; i++) provider.getLogger('bundled').emit({ severityNumber: 9, body: `${i} for ${email}` });
  await provider.shutdown();

  const log = getLogger('known', { logDir: directory, stdout: false, sdk: { LoggerProvider, resources } });
  log.info(`for ${email}`);
  await log.close();

  const { logger, shutdown } = setupLakeTrace({
    file: { directory, name: 'set-up' },
    sdk: { LoggerProvider, resources },
  });
  logger.emit({ severityNumber: 9, body: 'set up' });
  await shutdown();

  const records = {};
  for await (const { loggerName, body, source } of readLogRecords(directory)) {
    const from = `${source.file.split('/').at(-1).split('.')[0]} ${loggerName}`;
    records[from] ??= [];
    records[from].push(body);
  }
  const chain = readdirSync(directory)
    .filter((name) => name.startsWith('gzip.'))
    .sort();
  const { ok, problems } = await verifyIntegrity(chain.map((name) => join(directory, name)));
  const suffixes = [...new Set(readdirSync(directory).map(extname))].sort();
  const uploaded = await uploadLogs({ directory, target: directoryTarget(`${directory}/../lake`), name: 'gzip' });
  console.log(JSON.stringify({ records, suffixes, ok, problems, uploaded: uploaded.ok && uploaded.files.length > 0 }));
}

run(process.argv[2]);
