// A misspelt or misplaced option is answered with the name that was meant and the level it belongs on, and its value is not shown.
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { LakeTraceLogRecordProcessor } from '../../src/processor/log-record-processor.ts';
import type { LakeTraceLogRecordProcessorOptions } from '../../src/processor/processor-options.ts';
import { createRedactor, redactStream } from '../../src/redaction/index.ts';
import { ConfigurationError } from '../../src/spec/configuration-error.ts';

function errorOf(make: () => unknown): ConfigurationError {
  try {
    make();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).name).toBe('ConfigurationError');
    return error as ConfigurationError;
  }
  return expect.fail('nothing was thrown');
}

const processor = (options: unknown) => () =>
  new LakeTraceLogRecordProcessor(options as LakeTraceLogRecordProcessorOptions);
const exporter = { export: () => undefined, forceFlush: async () => undefined, shutdown: async () => undefined };

describe('the nearest name', () => {
  test.each([
    [{ minimumSevrity: 'WARN' }, 'minimumSevrity: there is no such option; did you mean minimumSeverity?'],
    [{ minimum_severity: 'WARN' }, 'minimum_severity: there is no such option; did you mean minimumSeverity?'],
    [{ level: 'WARN' }, 'level: there is no such option; did you mean minimumSeverity?'],
    [{ minSeverity: 'WARN' }, 'minSeverity: there is no such option; did you mean minimumSeverity?'],
    [{ shutdownTimeout: 5 }, 'shutdownTimeout: there is no such option; did you mean shutdownTimeoutMillis?'],
    [
      { batch: { exporter, scheduledDelay: 5 } },
      'batch.scheduledDelay: there is no such option; did you mean scheduledDelayMillis?',
    ],
    [{ levle: 'WARN' }, 'levle: there is no such option; did you mean minimumSeverity?'],
    [{ Redaction: false }, 'Redaction: there is no such option; did you mean redaction?'],
    [{ redcation: false }, 'redcation: there is no such option; did you mean redaction?'],
    [{ onErorr: () => undefined }, 'onErorr: there is no such option; did you mean onError?'],
    [{ file: { rotatoin: '1 MB' } }, 'file.rotatoin: there is no such option; did you mean rotation?'],
    [{ file: { maxFiles: 5 } }, 'file.maxFiles: there is no such option; did you mean retention?'],
    [{ file: { flush: { intervall: 5 } } }, 'file.flush.intervall: there is no such option; did you mean interval?'],
    [
      { file: { rotation: { sise: 5, at: '18:30' } } },
      'file.rotation.sise: there is no such option; did you mean size?',
    ],
    [{ file: { rotation: { sise: 5 } } }, 'file.rotation.sise: there is no such option; did you mean size?'],
    [{ file: { retention: [{ file: 5 }] } }, 'file.retention[0].file: there is no such option; did you mean files?'],
    [{ file: { rotate: '1 MB' } }, 'file.rotate: there is no such option; did you mean rotation?'],
    [{ fileName: 'app' }, 'fileName: there is no such option; did you mean file.name?'],
    [{ resource: { alsoon: 'record' } }, 'resource.alsoon: there is no such option; did you mean alsoOn?'],
    [{ file: { integrity: { keys: 'x' } } }, 'file.integrity.keys: there is no such option; did you mean key?'],
    [{ redaction: { haskKey: 'x' } }, 'redaction.haskKey: there is no such option; did you mean hashKey?'],
    [{ redaction: { mask: { EMIAL: 'stars' } } }, 'redaction.mask.EMIAL: there is no such entity; did you mean EMAIL?'],
    [
      { leakGuard: { maxRecrdSize: 1 } },
      'leakGuard.maxRecrdSize: there is no such option; did you mean maxRecordSize?',
    ],
    [{ batch: { exporter, maxQueSize: 5 } }, 'batch.maxQueSize: there is no such option; did you mean maxQueueSize?'],
    [{ console: { formatt: () => '' } }, 'console.formatt: there is no such option; did you mean format?'],
    [{ allowAttributes: { allowed: ['a'] } }, 'allowAttributes.allowed: there is no such option; did you mean allow?'],
    [
      { sinks: [{ sink: () => undefined, level: 5 }] },
      'sinks[0].level: there is no such option; did you mean minimumSeverity?',
    ],
  ])('%j', (options, message) => expect(errorOf(processor(options)).message).toBe(message));

  test('of a list where nothing is near', () => {
    expect(errorOf(() => redactStream({ colour: 1 } as never)).message).toBe(
      'colour: there is no such option; there are redactor, maxLineLength, entities, keys, patterns, allow, mask, hashKey, maxDepth, onError',
    );
  });
});

describe('the right level', () => {
  test.each([
    [{ rotation: '1 MB' }, 'rotation: there is no such option; it belongs in file: { rotation: … }'],
    [{ directory: '/logs' }, 'directory: there is no such option; it belongs in file: { directory: … }'],
    [{ hash_key: 'x' }, 'hash_key: there is no such option; it belongs in redaction: { hashKey: … }'],
    [{ maxQueueSize: 5 }, 'maxQueueSize: there is no such option; it belongs in batch: { maxQueueSize: … }'],
    [{ rotatoin: '1 MB' }, 'rotatoin: there is no such option; did you mean file.rotation?'],
    [
      { file: { redaction: false } },
      'file.redaction: there is no such option; redaction belongs beside file, not in it',
    ],
    [
      { redaction: { isolate: true } },
      'redaction.isolate: there is no such option; isolate belongs beside redaction, not in it',
    ],
    [{ console: { batch: {} } }, 'console.batch: there is no such option; batch belongs beside console, not in it'],
  ])('%j', (options, message) => expect(errorOf(processor(options)).message).toBe(message));
});

test('a file exporter of its own says the same without a level', () => {
  expect(errorOf(() => new RotatingFileLogRecordExporter({ dirname: '/logs' } as never)).message).toBe(
    'dirname: there is no such option; did you mean directory?',
  );
});

describe('nothing of the value shows', () => {
  const secret = ['kingfisher', 'lantern', '47'].join('-');

  test.each([
    ['a misspelt key', () => createRedactor({ haskKey: secret } as never)],
    ['headers in the wrong place', processor({ batch: { exporter, headers: { authorization: secret } } })],
    ['a key of integrity under another name', processor({ file: { integrity: { secret } } })],
    ['a pattern that is none', () => createRedactor({ patterns: [{ name: 'X', pattern: `${secret}(` }] })],
    ['a short hash key', () => createRedactor({ hashKey: secret.slice(0, 7) })],
  ])('%s', (_, make) => {
    const error = errorOf(make);
    for (const shown of [error.message, inspect(error, { depth: 10 }), JSON.stringify(error), error.stack ?? '']) {
      // The stack quotes this file's lines only by number.
      expect(shown).not.toContain(secret.slice(0, 7));
    }
  });

  test('nor of a name that is long or not plain', () => {
    const { message } = errorOf(processor({ [`${'x'.repeat(60)}${secret}`]: 1 }));
    expect(message).not.toContain(secret);
    expect(errorOf(processor({ 'a\n\u001b[2Jb': 1 })).message).toMatch(/^"a\\n\\u001b\[2Jb": there is no such option/);
  });
});

test('a hostile name ends in an answer at once', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'ſ', 'x'.repeat(100_000)];
  for (const name of names) {
    const options = JSON.parse(`{${JSON.stringify(name)}: 1}`);
    expect(errorOf(processor(options)).message).toMatch(/there is no such option; (?:there are|did you mean) /);
  }
});
