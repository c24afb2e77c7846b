// Secrets behind what a terminal shows nothing of: colours, characters without a width, and a NUL or carriage return by accident.
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { redactText } from '../../../src/redaction/index.ts';
import { unseenMarks } from '../../../src/redaction/scan/encodings.ts';
import { Scan } from '../../../src/redaction/scan/scan.ts';
import { testKinds } from '../planted.ts';

const WORD = 'monkey';
const KEY = ['ottq', '7zz9'].join('');
const GREEN = '\x1b[32m';
const PLAIN = '\x1b[39m';

test.each([
  ['a password', { password: WORD }],
  ['a key', { apiKey: KEY }],
  ['a quoted name', { database: { 'db-password': WORD } }],
  ['one of several', { user: 'bob', password: WORD, host: 'db' }],
])('masks what inspect prints with colours: %s', (_, value) => {
  const text = inspect(value, { colors: true });
  expect(redactText(text)).toBe(text.replace(WORD, '[CREDENTIAL]').replace(KEY, '[CREDENTIAL]'));
});

testKinds({
  'colours of jq and of terminals': {
    values: [WORD, KEY],
    finds: [
      '\x1b[34;1m"password"\x1b[0m\x1b[1;39m:\x1b[0m \x1b[0;32m"<V>"\x1b[0m\x1b[1;39m',
      '\x1b[34;1m"password"\x1b[0m\x1b[1;39m\x1b[1;39m:\x1b[0m\x1b[0;32m"<V>"\x1b[0m',
      '\x1b[36mpassword\x1b[39m\x1b[2m=\x1b[22m<V> next=1',
      'pass\x1b[1mword\x1b[0m=<V>',
      'password: \x1b[1m<V>\x1b[0m',
      '\x1b[38;5;12mpassword\x1b[0m: \x1b[38;2;1;2;3m<V>\x1b[0m\n',
    ],
    leaves: [`${GREEN}password${PLAIN}: ${GREEN}null${PLAIN}`, `${GREEN}tokens${PLAIN}: ${GREEN}12${PLAIN}`],
  },
  'characters without a width': {
    values: [WORD, KEY],
    finds: ['\u200b', '\u00ad', '\u200d', '\u200e', '\u2060', '\ufeff'].flatMap((mark) => [
      `password${mark}=<V>`,
      `password${mark}: <V>`,
      `password:${mark} <V>`,
      `"password"${mark}: "<V>"`,
      `pass${mark}word=<V>`,
    ]),
    leaves: ['zero\u200bwidth text', 'soft\u00adhyphen: text'],
  },
  'a NUL or carriage return': {
    values: [WORD, KEY],
    finds: [
      'password\0=<V>',
      'password\0: <V>',
      'password=\0<V>',
      'password\r=<V>',
      'password\r: <V>',
      'DB_PASSWORD=<V>\0PATH=/bin\0',
    ],
    leaves: ['PATH=/bin\0HOME=/root\0', 'password:\r\nnext'],
  },
});

test.each([
  ['a text that ends in a separator, which has none', 'rows of the plan:', false],
  ['a NUL at the end', 'password=\0', true],
])('scans once more without the marks: %s', (_, text, isScannedAgain) => {
  const scan = new Scan(new Set());
  scan.load(text);
  for (let at = 0; at < text.length; at++)
    if (unseenMarks.pairs.includes((scan.at(at) << 8) | scan.at(at + 1))) unseenMarks.find(scan, at);
  expect(scan.hasEscapes).toBe(isScannedAgain);
});
