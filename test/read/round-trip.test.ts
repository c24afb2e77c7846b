// Whatever the options of the exporter are: all records are read back, in order, and nothing else.
import { rmSync } from 'node:fs';
import { asyncProperty, constantFrom, assert as holds, integer, record } from 'fast-check';
import { expect, test } from 'vitest';
import { flatJson, RotatingFileLogRecordExporter, type RotatingFileLogRecordExporterOptions } from '../../src/index.ts';
import { logRecord } from '../support/log-records.ts';
import { readBack } from '../support/read-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const NAMES = { timestamp: 'wann', level: 'wie schlimm', message: 'was' };

test('random options', async () => {
  const options = record({
    format: constantFrom(
      'otlp',
      'json',
      'text',
      'logfmt',
      'ecs',
      flatJson({ serialize: true }),
      flatJson({ rename: NAMES }),
    ),
    compression: constantFrom(undefined, 'gzip', 'zstd', 'zip'),
    compressAfter: constantFrom(0, 2),
    rotation: constantFrom(false, '3 KB', '20 KB'),
    integrity: constantFrom(undefined, true, { key: 'k'.repeat(32) }),
    header: constantFrom(undefined, '# one line\n', '# one\nof two lines\n'),
    encoding: constantFrom('utf8', 'latin1'),
    flush: constantFrom('record', 'turn'),
  });
  await holds(
    asyncProperty(options, integer({ min: 1, max: 120 }), async (chosen, count) => {
      const directory = temporaryDirectory();
      const { header, encoding, ...others } = chosen;
      // Formats of JSON have neither.
      const isText = chosen.format === 'text' || chosen.format === 'logfmt';
      const all = isText ? { ...others, header, encoding } : others;
      const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      const exporter = new RotatingFileLogRecordExporter({
        directory,
        name: 'app',
        ...given,
      } as RotatingFileLogRecordExporterOptions);
      const bodies = Array.from({ length: count }, (_, n) => `${n} grüße "an" a=b | [c] \\ {d}`);
      for (const [n, body] of bodies.entries()) {
        exporter.append(
          logRecord(body, {
            hrTime: [1_769_860_800 + n, 0],
            hrTimeObserved: [1_769_860_800 + n, 0],
            attributes: { n },
          }),
        );
        if (n % 10 === 9) await exporter.forceFlush();
      }
      await exporter.shutdown();
      const { records, messages, problems } = await readBack(directory);
      expect(problems).toEqual([]);
      expect(messages).toEqual(bodies);
      expect(records.map(({ extra }) => Number(extra.n))).toEqual(bodies.map((_, n) => n));
      rmSync(directory, { recursive: true });
    }),
    { numRuns: 25 },
  );
});
