// What rules remember of a text is forgotten with it: a text is masked alike whatever came before.
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/redaction/index.ts';
import { Remembered } from '../../../src/redaction/scan/memory.ts';
import { Scan } from '../../../src/redaction/scan/scan.ts';

describe('a number that a rule remembers', () => {
  it('has its initial value in each text until it is set there', () => {
    const upTo = new Remembered(-1);
    const scan = new Scan(new Set());
    scan.load('one text');
    expect(upTo.of(scan)).toBe(-1);
    upTo.set(scan, 5);
    expect(upTo.of(scan)).toBe(5);
    scan.load('another');
    expect(upTo.of(scan)).toBe(-1);
  });

  it('is known to a scan that is older than it', () => {
    const scan = new Scan(new Set());
    scan.load('one text');
    const late = new Remembered(7);
    scan.load('another');
    expect(late.of(scan)).toBe(7);
  });

  it('is of one scan', () => {
    const upTo = new Remembered();
    const [one, other] = [new Scan(new Set()), new Scan(new Set())];
    one.load('text');
    other.load('text');
    upTo.set(one, 3);
    expect([upTo.of(one), upTo.of(other)]).toEqual([3, 0]);
  });
});

describe('a redactor', () => {
  const texts: readonly string[] = [
    `password=${'k7Rw'}pQ2x and more`,
    `db://ann:${'k7Rw'}pQ2x@db.example.com/ann@example.com`,
    'Cookie: session=a1b2c3d4e5f6; theme=dark',
    `name|password\n----|----\nann|${'k7Rw'}pQ2x\n`,
    "[SQL: UPDATE users SET password=? WHERE users.id = ?]\n[parameters: ('k7RwpQ2x', 5)]",
    'write to ann@example.com',
    'https://example.com/a?b=c',
  ];

  it.each(texts)('masks %j alike after each other text', (text) => {
    const fresh = createRedactor({ entities: 'all' }).redactText(text);
    expect(fresh).not.toBe(text);
    const redactor = createRedactor({ entities: 'all' });
    for (const other of texts) {
      redactor.redactText(other);
      expect(redactor.redactText(text)).toBe(fresh);
    }
  });
});
