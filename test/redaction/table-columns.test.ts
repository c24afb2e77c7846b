// Columns of tables whose header names a secret, and tables and sentences that have none.
import { expect, test } from 'vitest';
import { redactText } from '../../src/redaction/index.ts';
import { filled, MIXED } from './secrets.ts';

const SECRET = filled(MIXED, 24);

const TABLES: Readonly<Record<string, readonly string[]>> = {
  'df.show()': [
    '+---+--------+------------+',
    '|id |username|password    |',
    '+---+--------+------------+',
    '|1  |loader  |V           |',
    '|2  |writer  |V           |',
    '+---+--------+------------+',
    'only showing top 2 rows, password apart',
  ],
  psql: [
    ' id | username | password ',
    '----+----------+----------',
    '  1 | ann      | V',
    '  2 | ann      | ',
    '(2 rows)',
  ],
  MySQL: [
    '+----+-------+----------+',
    '| id | login | password |',
    '+----+-------+----------+',
    '|  1 | ann   | V |',
    '+----+-------+----------+',
  ],
  Markdown: ['| User | Password |', '|---|---|', '| ann | V |', '', '| other | table |'],
  CSV: ['id,user,password,created', '7,ann,V,2025-01-01', '8,bob,V,2025-01-01', 'done'],
  'CSV in quotes': ['"id","user","api_key","active"', '"3","ann","V","true"'],
  'lines of Windows': ['id,password\r', '7,V\r', '8,V\r'],
  TSV: ['user\tsecret\tregion', 'ann\tV\teu', 'bob\tV\teu'],
  'a table within a log line': ['2025-01-02 INFO result:', 'id,db_password', '1,V', '2,V'],
};

test.each(Object.entries(TABLES))('%s', (_, lines) => {
  const table = lines.join('\n');
  const masked = table.replaceAll(/\bV\b/g, '[CREDENTIAL]');
  for (const value of [SECRET, 'hunter2', 'Autumn-17!']) {
    if (/secret|api_key/.test(table) && value !== SECRET) continue;
    expect(redactText(table.replaceAll(/\bV\b/g, value))).toBe(masked);
    expect(redactText(masked)).toBe(masked);
  }
});

test.each([
  'token,count\nfoo,3\nbar,4',
  'token\tlemma\nwalking\twalk',
  'id,password_changed,x\n1,true,2',
  'Invalid password, retry\nlater, or never',
  'user, password\nann, bob',
  '| Option | password |\nfoo | bar |',
  '| id | password |\n|----|----------|\n| 1 | NULL |\n| 2 | ******** |',
  'password\nhunter',
  'id,password',
  'id,password\n',
  'id,password\n1;2\n3,hunter2x',
])('stays: %j', (text) => expect(redactText(text)).toBe(text));

test.each([200, 20_000])('a table of %d rows', (count) => {
  const rows = (value: string): string =>
    Array.from({ length: count }, (_, n) => `${n},user${n},${value}${n % 2 === 0 ? '' : 'x'}`).join('\n');
  const text = redactText(`id,user,password\n${rows('Autumn17')}`);
  expect(text).not.toContain('Autumn17');
  expect(text.split('[CREDENTIAL]')).toHaveLength(count + 1);
});

test('a table of rows that are all alike', () => {
  const rows = (value: string): string => `7,ann,${value}\n`.repeat(10_000);
  expect(redactText(`id,user,password\n${rows('Autumn17')}`)).toBe(`id,user,password\n${rows('[CREDENTIAL]')}`);
});

test('several columns of a long table', () => {
  const row = (a: string, b: string, c: string, n: number): string => `${n},${a}${n}x,${b}${n}y,${c}${n}z`;
  const rows = Array.from({ length: 10_000 }, (_, n) => row('Autumn', 'Winter', 'Summer', n)).join('\n');
  const masked = Array.from({ length: 10_000 }, (_, n) => `${n},[CREDENTIAL],[CREDENTIAL],[CREDENTIAL]`).join('\n');
  expect(redactText(`id,password,old_password,api_key\n${rows}`)).toBe(`id,password,old_password,api_key\n${masked}`);
});
