// What is done in each runner and realm: logging in a context, and into files in the ways that meet errors of `fs`, and reading all of it back.
const { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { gunzipSync } = require('node:zlib');

const RECORDS = 200;

/** Texts of all records in a directory, sorted. */
function bodiesIn(directory) {
  const lines = readdirSync(directory)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) => {
      const bytes = readFileSync(join(directory, name));
      return String(name.endsWith('.gz') ? gunzipSync(bytes) : bytes)
        .trimEnd()
        .split('\n');
    });
  const records = lines.flatMap((line) =>
    JSON.parse(line).resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords)),
  );
  return records.map(({ body }) => body.stringValue).sort();
}

/** Logs through two processors with one name into a directory that is not there yet; one of them loses it on the way. */
async function logBy({ LakeTraceLogRecordProcessor, LoggerProvider }, enqueue) {
  const root = mkdtempSync(join(tmpdir(), 'laketrace-runner-'));
  const directory = join(root, 'a', 'b');
  const errors = [];
  const options = { directory, name: 'app', rotation: '8 KB', compression: 'gzip', enqueue };
  const providers = [1, 2].map(
    () =>
      new LoggerProvider({
        processors: [
          new LakeTraceLogRecordProcessor({
            file: options,
            attributes: { team: 'data', list: [1, 2] },
            onError: (error) => errors.push(error.message),
          }),
        ],
      }),
  );
  try {
    const emit = (text) => {
      for (const [index, provider] of providers.entries()) {
        provider.getLogger('runner').emit({ severityNumber: 9, body: `${index} ${text} jo@example.com` });
      }
    };
    emit('before');
    await Promise.all(providers.map((provider) => provider.forceFlush()));
    const before = bodiesIn(directory);
    // Somebody deletes the logs of a running program.
    rmSync(directory, { recursive: true });
    for (let n = 0; n < RECORDS; n++) emit(String(n).padStart(4, '0'));
    await Promise.all(providers.map((provider) => provider.shutdown()));
    const left = readdirSync(directory);
    return { before, after: bodiesIn(directory), archives: left.filter((name) => name.endsWith('.gz')).length, errors };
  } finally {
    if (existsSync(root)) rmSync(root, { recursive: true });
  }
}

/** Logs within a context, what is recorded and what has it written, and gives what a sink gets. */
async function logInContext({ contextualize, LakeTraceLogRecordProcessor, LoggerProvider }) {
  const seen = [];
  const sinks = [({ body, attributes }) => void seen.push([body, { ...attributes }])];
  const processor = new LakeTraceLogRecordProcessor({ file: false, sinks, recorder: true, resource: false });
  const provider = new LoggerProvider({ processors: [processor] });
  const logger = provider.getLogger('runner');
  await contextualize({ job: 'load' }, async () => {
    logger.emit({ severityNumber: 5, body: 'debug' });
    await undefined;
    logger.emit({ severityNumber: 17, body: 'error' });
  });
  logger.emit({ severityNumber: 9, body: 'outside' });
  await provider.shutdown();
  return JSON.stringify(seen);
}

/** Logs by a logger that prints as well, and gives what it has written; a flush that is never called back would not end. */
async function logByName({ getLogger }) {
  const root = mkdtempSync(join(tmpdir(), 'laketrace-runner-'));
  try {
    const logger = getLogger('runner', { logDir: root, format: '{level} {message} {extra}', maskPii: true });
    logger.info('by name, for jo@example.com', { n: 1 });
    const isWritten = await logger.flush();
    const line = readFileSync(logger.logFilePath, 'utf8');
    return `${isWritten} ${await logger.close()} ${line}`;
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Throws where anything of it is not as it should be. */
async function smoke(modules) {
  const inContext = await logInContext(modules);
  const wantedInContext =
    '[["debug",{"job":"load","laketrace.recorded":true}],["error",{"job":"load"}],["outside",{}]]';
  if (inContext !== wantedInContext) throw new Error(`in a context: ${inContext}`);
  const byName = await logByName(modules);
  if (byName !== 'true true INFO by name, for [EMAIL] n=1\n') throw new Error(`by name: ${byName}`);
  for (const enqueue of [false, true]) {
    const { before, after, archives, errors } = await logBy(modules, enqueue);
    const wanted = [0, 1].flatMap((index) =>
      Array.from({ length: RECORDS }, (_, n) => `${index} ${String(n).padStart(4, '0')} [EMAIL]`),
    );
    const problems = [
      before.join() !== '0 before [EMAIL],1 before [EMAIL]' && `before: ${before.join()}`,
      after.join() !== wanted.join() && `${after.length} of ${wanted.length} records: ${after.slice(0, 3).join()} …`,
      archives < 4 && `${archives} archives`,
      errors.length > 0 && `errors: ${errors.join()}`,
    ].filter(Boolean);
    if (problems.length > 0) throw new Error(`enqueue ${enqueue}: ${problems.join('; ')}`);
  }
}

module.exports = { smoke };
