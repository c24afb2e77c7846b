// Secrets in tables as programs draw them: boxes, records of one field a line, tables in a string of JSON.
import { type Kind, testKinds } from './planted.ts';

const VALUES = ['hunter2', 'Winter#2024', 'lantern', 'q7Zk29vLmX04'];

const KINDS: Readonly<Record<string, Kind>> = {
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
  'cells beside a name': {
    values: ['hunter2', 'Winter#2024'],
    finds: ['│ password │ <V> │', "│ dbPassword │ '<V>' │", 'path,password\nC:\\new\\x,<V>\nD:\\next,<V>'],
  },
};

testKinds(KINDS);
