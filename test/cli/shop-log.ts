// A log for tests of verbs: written by the exporter, rotated once and compressed, with all that a verb may have to show.
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { logRecord } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** 2026-01-31T12:00:00Z in seconds since the epoch. */
const NOON = 1_769_860_800;
const RESOURCE = resourceFromAttributes({ 'service.name': 'shop', 'host.name': 'till-1', 'process.pid': 7 });
const TRACE = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

/** Drives a terminal, forges a line, hides and turns text around: where it were printed as it is. */
export const HOSTILE =
  '\x1b[2J\x1b]8;;http://evil.example\x07link\x1b]8;;\x07\r\n2026 ERROR forged \x9b31m\u202egnp.exe\0';

interface Parts {
  readonly scope?: string;
  readonly attributes?: Record<string, unknown>;
  readonly trace?: boolean;
}

function at(seconds: number, level: string, number: number, body: string, parts: Parts = {}): ReadableLogRecord {
  const { scope = 'shop.orders', attributes = {}, trace = false } = parts;
  const hrTime: [number, number] = [NOON + Math.floor(seconds), Math.round((seconds % 1) * 1e9)];
  return logRecord(body, {
    ...{ hrTime, hrTimeObserved: hrTime, severityNumber: number, severityText: level, resource: RESOURCE },
    ...{ attributes: attributes as ReadableLogRecord['attributes'], instrumentationScope: { name: scope } },
    ...(trace && { spanContext: TRACE }),
  });
}

const EARLIER = [
  at(0, 'INFO', 9, 'started', { attributes: { version: '1.2' } }),
  at(0.5, 'DEBUG', 5, 'row 1 accepted', { attributes: { stage: 'load', rows: 10 } }),
  at(1, 'DEBUG', 5, 'row 2 accepted', { attributes: { stage: 'load', rows: 2000 } }),
  at(1.25, 'WARNING', 13, 'refund for [EMAIL]', { attributes: { card: '[CREDIT_CARD]' }, trace: true }),
];

const LATER = [
  at(2, 'ERROR', 17, 'order 17 failed', {
    trace: true,
    attributes: {
      duration_ms: 1500,
      'exception.type': 'TimeoutError',
      'exception.message': 'the bank did not answer',
      'exception.stacktrace': 'TimeoutError: the bank did not answer\n    at pay (/app/pay.ts:3:9)',
    },
  }),
  at(2.5, 'INFO', 9, 'order 18 paid', { attributes: { duration_ms: 20, user: { city: 'Oslo' } } }),
  at(60, 'INFO', 9, HOSTILE, { scope: 'shop.\x1b[31mweb', attributes: { [`agent\x1b[0m`]: `curl \x1b[5m"x"` } }),
  at(61, 'INFO', 9, 'stopped', {}),
];

/** How `cat` shows it without colours. */
export const SHOP_LINES: readonly string[] = [
  '2026-01-31 12:00:00.000 INFO     shop.orders started version=1.2',
  '2026-01-31 12:00:00.500 DEBUG    shop.orders row 1 accepted stage=load rows=10',
  '2026-01-31 12:00:01.000 DEBUG    shop.orders row 2 accepted stage=load rows=2000',
  '2026-01-31 12:00:01.250 WARNING  shop.orders refund for [EMAIL] card=[CREDIT_CARD]',
  '2026-01-31 12:00:02.000 ERROR    shop.orders order 17 failed duration_ms=1500\n' +
    '    TimeoutError: the bank did not answer\n' +
    '        at pay (/app/pay.ts:3:9)',
  '2026-01-31 12:00:02.500 INFO     shop.orders order 18 paid duration_ms=20 user={"city":"Oslo"}',
  '2026-01-31 12:01:00.000 INFO     shop.\\x1b[31mweb \\x1b[2J\\x1b]8;;http://evil.example\\x07link\\x1b]8;;\\x07\\r\\n' +
    '2026 ERROR forged \\x9b31m\\u202egnp.exe\\x00 agent\\x1b[0m="curl \\u001b[5m\\"x\\""',
  '2026-01-31 12:01:01.000 INFO     shop.orders stopped',
];

/** Lines of it by their places, each with its end. */
export function shopText(...places: readonly number[]): string {
  return places.map((place) => `${SHOP_LINES.at(place)}\n`).join('');
}

/** Writes it, and returns its directory. */
export async function shopLog(): Promise<string> {
  const directory = temporaryDirectory();
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'shop', compression: 'gzip' });
  const write = (records: ReadableLogRecord[]) => new Promise((resolve) => exporter.export(records, resolve));
  await write(EARLIER);
  await exporter.rotate();
  await write(LATER);
  await exporter.shutdown();
  return directory;
}
