// The secrets in a column of a table whose header names it: `df.show()`, psql, MySQL, Markdown, CSV; and what looks alike and stays.
import { expect, test } from 'vitest';
import { redactText } from '../../../../src/redaction/index.ts';
import { testKinds } from '../../planted.ts';
import { filled, MIXED } from '../../secrets.ts';

const VALUES = ['hunter2', 'Winter#2024', 'lantern', 'q7Zk29vLmX04'];

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

testKinds({
  tables: {
    values: VALUES,
    finds: [
      "┌─────────┬────────┬────────────┐\n│ (index) │ user   │ password   │\n├─────────┼────────┼────────────┤\n│ 0       │ 'ann'  │ '<V>' │\n│ 1       │ 'bob'  │ '<V>' │\n└─────────┴────────┴────────────┘",
      '┌────┬──────────┐\n│ id │ password │\n├────┼──────────┤\n│ 1  │ <V> │\n└────┴──────────┘',
      '╔════╦══════════╗\n║ id ║ password ║\n╠════╬══════════╣\n║ 1  ║ <V> ║\n╚════╩══════════╝',
      '┏━━━━┳━━━━━━━━━━┓\n┃ id ┃ password ┃\n┡━━━━╇━━━━━━━━━━┩\n│ 1  │ <V> │\n└────┴──────────┘',
      '-[ RECORD 1 ]------\nid       | 1\npassword | <V>\n-[ RECORD 2 ]------\nid       | 2\npassword | <V>',
      '-[ RECORD 1 ]-----\nusername     | ann\ndb_password  | <V>\ncreated      | 2024-01-01',
      '-RECORD 0----------\n id       | 1   \n password | <V> \n-RECORD 1----------\n id       | 2   \n password | <V> ',
      '+---+--------+\n|id |password|\n+---+--------+\n|1  |<V>|\n+---+--------+',
      '*************************** 1. row ***************************\n      id: 1\npassword: <V>',
      '| id | password |\n|:--:|---------:|\n| 1 | `<V>` |',
      '| password | id |\n|---|---|\n| <V> | 1 |',
      'password | id\n---------+----\n <V> | 1\n(1 row)',
      '| DB_PASSWORD | x |\n|---|---|\n| <V> | 1 |',
      '{"log":"| id | password |\\n|----|----------|\\n| 1 | <V> |"}',
      '{"log":"┌────┬──────────┐\\n│ id │ password │\\n├────┼──────────┤\\n│ 1  │ <V> │\\n└────┴──────────┘"}',
      '{"log":"-[ RECORD 1 ]--\\npassword | <V>\\n"}',
      '{"log":"id,password\\n1,<V>\\n2,<V>"}',
      'id;user;password\n1;ann;<V>\n2;bob;<V>',
      'id|user|password\n1|ann|<V>',
    ],
    leaves: [
      '┌────┬──────────┐\n│ id │ password │\n├────┼──────────┤\n│ 1  │ null │\n└────┴──────────┘',
      '│ password │ string │',
      '| password | string | required |',
      '-[ RECORD 1 ]-\npassword | ',
      'user password login\nwas not found here',
      'path,password\nC:\\new,null',
      '| token | count |\n|---|---|\n| foo | 3 |',
      'password | required',
    ],
  },
});

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
