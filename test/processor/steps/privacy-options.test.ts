// The options that keep a record clean, on their way through the processor: filters, sanitize, allow-list, leak guard.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { verifyIntegrity } from '../../../src/integrity/verify/verify-integrity.ts';
import { filters } from '../../../src/processor/filters/filters.ts';
import { LakeTraceLogRecordProcessor } from '../../../src/processor/log-record-processor.ts';
import type { LakeTraceLogRecordProcessorOptions } from '../../../src/processor/processor-options.ts';
import { AttributeAllowList } from '../../../src/processor/steps/attribute-allow-list.ts';
import { bodiesIn } from '../../support/log-directory.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { turn } from '../../support/turn.ts';

/** A stream that remembers what was written to it. */
class Screen extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

/** A provider with our processor, and one after it that sees what leaves. */
function setUp(options: LakeTraceLogRecordProcessorOptions) {
  const later = new InMemoryLogRecordExporter();
  const got: ReadableLogRecord[] = [];
  const errors: string[] = [];
  const processor = new LakeTraceLogRecordProcessor({
    file: false,
    resource: false,
    onError: (error) => errors.push(error.message),
    ...options,
    sinks: [(record: ReadableLogRecord) => got.push(record), ...(options.sinks ?? [])],
  });
  const provider = new LoggerProvider({ processors: [processor, new SimpleLogRecordProcessor({ exporter: later })] });
  return {
    processor,
    provider,
    logger: provider.getLogger('app'),
    got,
    errors,
    later: () => later.getFinishedLogRecords(),
  };
}

describe('filters', () => {
  test('drop by the processor, each counted under its reason, and by a sink for this sink alone', () => {
    const only: unknown[] = [];
    const { processor, logger, got } = setUp({
      filter: [
        filters.levels({ 'org.noisy.*': 'ERROR' }),
        filters.not(filters.pattern(/^GET \/health/)),
        filters.rateLimit(3, '1 hour', 'user'),
        function businessHours({ attributes }) {
          return attributes['at'] !== 'night';
        },
      ],
      sinks: [
        {
          sink: ({ body }: ReadableLogRecord) => only.push(body),
          filter: filters.attribute('audit', true),
          name: 'audit',
        },
      ],
    });
    logger.emit({ severityNumber: 9, body: 'GET /health' });
    logger.emit({ severityNumber: 9, body: 'night', attributes: { at: 'night' } });
    for (let i = 0; i < 5; i++)
      logger.emit({ severityNumber: 9, body: `user ${i}`, attributes: { user: 'u', audit: i === 0 } });
    expect(got.map(({ body }) => body)).toEqual(['user 0', 'user 1', 'user 2']);
    expect(only).toEqual(['user 0']);
    expect(processor.stats().records).toEqual({
      received: 7,
      passed: 3,
      dropped: { not: 1, businessHours: 1, 'rate-limit': 2 },
    });
    expect(Object.values(processor.stats().sinks)).toContainEqual({
      name: 'audit',
      records: 1,
      filtered: 2,
      dropped: { attribute: 2 },
      failed: 0,
    });
  });

  test('that throw drop nothing, and are reported', async () => {
    const { logger, got, errors, processor } = setUp({
      filter: [
        filters.attribute('n', () => {
          throw new Error('a broken predicate');
        }),
        filters.level('INFO'),
      ],
    });
    logger.emit({ severityNumber: 9, body: 'kept', attributes: { n: 1 } });
    expect(got).toHaveLength(1);
    await turn();
    expect(errors).toEqual(['a broken predicate']);
    expect(processor.stats().errors['filter']).toBe(1);
  });
});

describe('sanitize', () => {
  const body = 'in\nERROR forged \x1b]8;;http://x.test\x07link \u202eright \u200bhidden\t.';
  // With escapes that are valid in JSON, and with the tab, which a format may part its columns by.
  const safeLine = 'in\\nERROR forged \\u001b]8;;http://x.test\\u0007link \\u202eright \\u200bhidden\t.';

  test('makes the finished lines of text sinks safe to print, and gives format functions and all others the body as it was', async () => {
    const directory = temporaryDirectory();
    const [screen, stream] = [new Screen(), new Screen()];
    const seen: unknown[] = [];
    const bodyOf = (record: ReadableLogRecord) => {
      seen.push(record.body);
      return `${record.body}`;
    };
    const { provider, logger, got, later } = setUp({
      console: { stream: screen, format: 'pretty' },
      file: { directory, name: 'json' },
      sinks: [{ sink: stream, format: bodyOf }],
    });
    logger.emit({ severityNumber: 9, body });
    await provider.forceFlush();
    expect(screen.text).toMatch(/^[^\n]*in\\nERROR forged \\x1b]8;;[^\n]*\n$/);
    expect(seen).toEqual([body]);
    expect(stream.text).toBe(`${safeLine}\n`);
    expect(bodiesIn(readFileSync(join(directory, 'json.jsonl'), 'utf8'))).toEqual([body]);
    expect(got[0]?.body).toBe(body);
    expect(later()[0]?.body).toBe(body);
    await provider.shutdown();
  });

  test('does so for text files', async () => {
    const directory = temporaryDirectory();
    for (const [sanitize, expected] of [
      [true, safeLine],
      [false, safeLine.replace('\\u200b', '\u200b')],
    ] as const) {
      const name = `text-${sanitize}`;
      const { provider, logger } = setUp({ sanitize, file: { directory, name, format: (record) => `${record.body}` } });
      logger.emit({ severityNumber: 9, body });
      await provider.shutdown();
      expect(readFileSync(join(directory, `${name}.log`), 'utf8')).toBe(`${expected}\n`);
    }
  });

  test('false: still no record is two lines', async () => {
    const screen = new Screen();
    const { provider, logger } = setUp({
      sanitize: false,
      sinks: [{ sink: screen, format: (record) => `${record.body}` }],
    });
    logger.emit({ severityNumber: 9, body });
    await provider.shutdown();
    expect(screen.text.split('\n')).toHaveLength(2);
    expect(screen.text).not.toContain('\x1b');
  });

  test('is checked', () => {
    expect(() => setUp({ sanitize: 'yes' as never })).toThrow('sanitize: ');
    expect(() => setUp({ console: { sanitize: 1 as never } })).toThrow('console.sanitize: ');
  });
});

describe('allowAttributes', () => {
  test.each([
    [true, { ok: 1 }],
    [false, { ok: 1, ssn: '[NOT ALLOWED]', 'http.cookie': '[NOT ALLOWED]' }],
  ])('strict: %s, for sinks and later processors, and for records that are not kept here', async (strict, expected) => {
    const { logger, got, later, errors } = setUp({
      allowAttributes: { allow: ['ok'], strict },
      minimumSeverity: 'INFO',
    });
    for (const severityNumber of [9, 5]) {
      logger.emit({ severityNumber, body: 'x', attributes: { ok: 1, ssn: 's', 'http.cookie': 'c' } });
    }
    expect(got.map(({ attributes }) => attributes)).toEqual([expected]);
    expect(later().map(({ attributes }) => attributes)).toEqual([expected, expected]);
    const what = strict ? 'dropped' : 'its value is masked';
    await turn();
    expect(errors).toEqual([
      `the attribute "ssn" is not in the allow-list: ${what}`,
      `the attribute "http.cookie" is not in the allow-list: ${what}`,
    ]);
  });

  test('isolate: the caller’s record stays as it was', () => {
    const { logger, got, later } = setUp({ allowAttributes: { allow: ['ok'], strict: true }, isolate: true });
    logger.emit({ severityNumber: 9, body: 'x', attributes: { ok: 1, ssn: 's' } });
    expect(got[0]?.attributes).toEqual({ ok: 1 });
    expect(later()[0]?.attributes).toEqual({ ok: 1, ssn: 's' });
  });

  test.each([true, false])(
    'strict: %s, beside static attributes and those of resource.alsoOn, which are as configured',
    (strict) => {
      const { logger, got } = setUp({
        attributes: { team: 'lake', stage: 'load' },
        allowAttributes: { allow: ['ok', 'stage'], strict },
        resource: { alsoOn: 'record', keys: ['service.*'] },
      });
      logger.emit({
        severityNumber: 9,
        attributes: { ok: 1, team: 'not ours', stage: 'own', 'service.name': 'not ours', 'service.secret': 's' },
      });
      expect(got[0]?.attributes).toEqual({
        ok: 1,
        stage: 'own',
        team: 'lake',
        'service.name': expect.stringMatching(/^unknown_service/),
        ...(!strict && { 'service.secret': '[NOT ALLOWED]' }),
      });
    },
  );

  test.each([
    ['attributes, an AttributeAllowList', { attributes: new AttributeAllowList({ allow: ['ok'], strict: true }) }],
    ['attributes, exactly { allow: […], strict }', { attributes: { allow: ['ok'], strict: true } }],
    [
      'allowAttributes, an AttributeAllowList',
      { allowAttributes: new AttributeAllowList({ allow: ['ok'], strict: true }) },
    ],
  ])('is taken as %s', (_, options) => {
    const { logger, got } = setUp(options);
    logger.emit({ severityNumber: 9, attributes: { ok: 1, ssn: 's' } });
    expect(got[0]?.attributes).toEqual({ ok: 1 });
  });

  test.each([
    { attributes: { allow: 'http.*', strict: true } },
    { attributes: { allow: 'http.*' } },
    { attributes: { allowed: ['http.*'] } },
    { attributes: { Allow: ['http.*'] } },
    { attributes: { allow_list: ['http.*'], strict: true } },
    { attributes: { 'allow list': 'http.*' } },
    { attributes: { alow: ['http.*'] } },
    { attributes: { include: ['http.*', 'run.id'] } },
    { attributes: { only: [/^http/] } },
    { attributes: { blocklist: ['db.*'] } },
    { attributes: { allow: ['http.*'], strikt: true } },
    { attributes: { allow: ['http.*'], team: 'lake' } },
    { attributes: { allow: new Set(['http.*']) } },
    { attributes: { strict: true, team: 'lake' } },
    { allowAttributes: ['http.*'] },
    { allowAttributes: 'http.*' },
    { allowAttributes: true },
    { allowAttributes: null },
    { allowAttributes: {} },
    { allowAttributes: { allow: 'http.*' } },
    { allowAttributes: { allow: ['http.*'], strict: 'yes' } },
    { allowAttributes: { allowed: ['http.*'] } },
    { allowAttributes: { allow: ['http.*'] }, attributes: { allow: ['http.*'] } },
    { allowAttributes: { allow: ['a'] }, attributes: new AttributeAllowList({ allow: ['a'] }) },
  ])('%j, which would let everything through, is refused', (options) => {
    expect(() => setUp(options as never)).toThrow(/^(?:attributes|allowAttributes)\b.*(?:allow|strict|list)/);
  });

  test('a static attribute of another name is taken, whatever its value', () => {
    const attributes = { allowance: 7, alloy: 'steel', tags: ['a'], 'allow.reason': 'x' };
    const { logger, got } = setUp({ attributes });
    logger.emit({ severityNumber: 9 });
    expect(got[0]?.attributes).toEqual(attributes);
  });
});

describe('leakGuard', () => {
  test('reports, by default, and lets everything through', async () => {
    const { logger, got, errors, processor } = setUp({ leakGuard: true });
    logger.emit({ severityNumber: 9, body: 'x', attributes: { name: 'Ada', ssn: 'the number' } });
    expect(got).toHaveLength(1);
    await turn();
    expect(errors).toEqual([expect.stringContaining('"name", "ssn"')]);
    expect(errors.join()).not.toMatch(/Ada|the number/);
    expect(processor.stats().errors['leak-guard']).toBe(1);
  });

  test('drops, and counts', () => {
    const { logger, got, processor } = setUp({ leakGuard: { action: 'drop', maxRecordSize: '1 KB' } });
    logger.emit({ severityNumber: 9, body: 'x'.repeat(2_000) });
    logger.emit({ severityNumber: 9, body: 'y' });
    expect(got.map(({ body }) => body)).toEqual(['y']);
    expect(processor.stats().records).toMatchObject({ passed: 1, dropped: { 'leak-guard': 1 } });
  });

  test('truncates', () => {
    const { logger, got } = setUp({ leakGuard: { action: 'truncate', maxRecordSize: '1 KB' } });
    logger.emit({ severityNumber: 9, body: 'x'.repeat(2_000), attributes: { user: 'u', password: 'p', ok: 1 } });
    expect(got[0]?.body).toMatch(/^x{500,1000}\[\d+ bytes cut\]$/);
    expect(got[0]?.attributes).toEqual({ ok: 1 });
  });
});

test('file: { integrity }: what the processor wrote verifies', async () => {
  const directory = temporaryDirectory();
  const key = ['a key', 'of the', 'tests'].join(' ');
  const { provider, logger } = setUp({ file: { directory, name: 'app', integrity: { key } } });
  for (let i = 0; i < 10; i++) logger.emit({ severityNumber: 9, body: `record ${i}` });
  await provider.shutdown();
  expect(await verifyIntegrity([join(directory, 'app.jsonl')], { key })).toMatchObject({ ok: true });
  expect(() => setUp({ file: { directory, integrity: { key: '' } } })).toThrow('file.integrity.key: ');
});
