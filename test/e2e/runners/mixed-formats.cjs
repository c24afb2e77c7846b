// One module format's processor with the other's exporter, guard, allow-list, redactor, console sink, format and filter.
// Arguments: the format of the processor, `esm` or `cjs`, and a directory.
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { LoggerProvider } = require('@opentelemetry/sdk-logs');

const [, , format, directory] = process.argv;

async function main() {
  const [esm, cjs] = [await import('laketrace'), require('laketrace')];
  const [ours, theirs] = format === 'esm' ? [esm, cjs] : [cjs, esm];
  const file = new theirs.RotatingFileLogRecordExporter({ directory, name: 'file', format: ours.otlpJson() });
  const sink = new theirs.RotatingFileLogRecordExporter({ directory, name: 'sink' });
  const printed = [];
  const stream = new (require('node:stream').Writable)({
    write(chunk, _encoding, done) {
      printed.push(String(chunk));
      done();
    },
  });
  const processor = new ours.LakeTraceLogRecordProcessor({
    file,
    leakGuard: new theirs.LeakGuard({ maxRecordSize: '1 KB', action: 'drop' }),
    allowAttributes: new theirs.AttributeAllowList({ allow: ['kept'], strict: true }),
    redaction: theirs.createRedactor({ keys: ['kept.secret'] }),
    filter: theirs.filters.not(theirs.filters.pattern(/noise/)),
    sinks: [sink, new theirs.ConsoleLogRecordSink({ stream })],
  });
  const provider = new LoggerProvider({ processors: [processor] });
  const logger = provider.getLogger('mixed');
  logger.emit({ severityNumber: 9, body: 'for jo@example.com', attributes: { kept: 'yes', other: 'no' } });
  logger.emit({ severityNumber: 9, body: 'x'.repeat(10_000) });
  logger.emit({ severityNumber: 9, body: 'noise' });
  await provider.shutdown();
  const { dropped } = processor.stats().records;
  const recordsOf = (name) =>
    readFileSync(join(directory, `${name}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n')
      .flatMap((line) => JSON.parse(line).resourceLogs.flatMap((r) => r.scopeLogs.flatMap((s) => s.logRecords)))
      .map(({ body, attributes }) => [body.stringValue, ...attributes.map(({ key }) => key)]);
  const refusals = [
    { file: new theirs.LeakGuard() },
    { leakGuard: file },
    { console: new theirs.ConsoleLogRecordSink() },
  ];
  const errors = refusals.map((options) => {
    try {
      new ours.LakeTraceLogRecordProcessor({ file: false, ...options });
      return 'taken';
    } catch (error) {
      return error.name;
    }
  });
  console.log(
    JSON.stringify({
      files: readdirSync(directory).sort(),
      file: recordsOf('file'),
      sink: recordsOf('sink'),
      printed: printed.length,
      dropped,
      errors,
      inDefaultDirectory: existsSync('logs'),
      written: processor.stats().file.records.written,
    }),
  );
}

main();
