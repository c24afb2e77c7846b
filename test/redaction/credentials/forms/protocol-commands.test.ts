// Passwords in the commands of text protocols and their settings: Redis AUTH and requirepass, PASS of FTP and POP3, IMAP LOGIN; and what looks alike and stays.
import { testGroups } from '../../groups.ts';

testGroups({
  'commands of protocols': {
    finds: [
      ['requirepass lantern', 'requirepass [CREDENTIAL]'],
      ['sentinel auth-pass main lantern', 'sentinel auth-pass main [CREDENTIAL]'],
      ['redis AUTH lantern', 'redis AUTH [CREDENTIAL]'],
      ['AUTH default Winter2024', 'AUTH default [CREDENTIAL]'],
      ['[0 10.0.0.1:5123] "AUTH" "lantern"', '[0 10.0.0.1:5123] "AUTH" "[CREDENTIAL]"'],
      ['AUTH PLAIN AGFwcABsYW50ZXJu', 'AUTH PLAIN [CREDENTIAL]'],
      ['ftp> PASS lantern', 'ftp> PASS [CREDENTIAL]'],
      ['C: a1 LOGIN app lantern', 'C: a1 LOGIN app [CREDENTIAL]'],
    ],
    leaves: [
      'requirepass is not set in redis.conf',
      'the requirepass directive of a server',
      'AUTH failed: wrong number of arguments',
      '250-AUTH PLAIN LOGIN',
      '250 AUTH CRAM-MD5',
      'PASS src/redaction/scan.test.ts',
      'PASS 12 tests',
      '> PASS (hidden)',
      'user LOGIN failed twice',
    ],
  },
});
