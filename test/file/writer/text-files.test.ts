// Text formats: a header, an encoding, and no character that forges a line.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../../src/file/options/file-options.ts';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { namesIn } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

async function log(
  directory: string,
  bodies: readonly string[],
  options: RotatingFileLogRecordExporterOptions = {},
): Promise<void> {
  const format = ({ body }: { body?: unknown }) => String(body);
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', format, ...options });
  for (const body of bodies) {
    exporter.append(logRecord(body));
    await exporter.forceFlush();
  }
  await exporter.shutdown();
}

/** The contents of the text files, oldest first. */
function contents(directory: string, encoding: BufferEncoding = 'utf8'): string[] {
  const names = namesIn(directory);
  expect(names.at(-1)).toBe('app.log');
  return names.map((name) => readFileSync(join(directory, name), encoding));
}

describe('a header', () => {
  test('begins each new file, not one that is continued', async () => {
    const directory = temporaryDirectory();
    const options = { header: 'time;message', rotation: '24 B' };
    await log(directory, ['one'], options);
    await log(directory, ['two', 'three', 'four'], options);
    expect(contents(directory)).toEqual(['time;message\none\ntwo\n', 'time;message\nthree\nfour\n']);
  });

  test('counts for the limit', async () => {
    const directory = temporaryDirectory();
    await log(directory, ['1234', '1234', '1234'], { header: 'H', rotation: '12 B' });
    expect(contents(directory)).toEqual(['H\n1234\n1234\n', 'H\n1234\n']);
  });

  test('may have several lines and a line end of its own', async () => {
    const directory = temporaryDirectory();
    await log(directory, ['one'], { header: '# a\n# b\n' });
    expect(contents(directory)).toEqual(['# a\n# b\none\n']);
  });
});

describe('an encoding', () => {
  test('latin1: what it has no character for becomes a question mark, never a line end', async () => {
    const directory = temporaryDirectory();
    // The low bytes of U+010A and U+010D are those of LF and CR; the last is a pair of code units.
    await log(directory, ['café ÿ', 'a\u010ab\u010dc\u0100d', 'smile \u{1f600}'], { encoding: 'latin1', header: 'é' });
    expect(contents(directory, 'latin1')).toEqual(['é\ncafé ÿ\na?b?c?d\nsmile ?\n']);
  });

  test('utf8', async () => {
    const directory = temporaryDirectory();
    await log(directory, ['café \u010a \u{1f600}'], { encoding: 'utf8' });
    expect(contents(directory)).toEqual(['café \u010a \u{1f600}\n']);
  });

  test.each(['utf16le', 'ascii', 'base64', ''])('%j is refused', (encoding) => {
    const options = { directory: '/nowhere', format: () => '', encoding: encoding as never };
    expect(() => new RotatingFileLogRecordExporter(options)).toThrow(
      /^encoding: .* is not accepted; accepted is 'utf8'/,
    );
  });

  test('a header or another encoding than UTF-8 is refused for JSON, which neither can be', () => {
    expect(() => new RotatingFileLogRecordExporter({ header: 'H' })).toThrow(/^header: "H" is not accepted/);
    expect(() => new RotatingFileLogRecordExporter({ encoding: 'latin1' })).toThrow(
      /^encoding: "latin1" is not accepted/,
    );
  });
});
