// The password of a line of PostgreSQL's password file: `host:port:database:user:password`; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { filled, MIXED } from '../../secrets.ts';

testGroups({
  'password files and hashes': {
    finds: [
      ['db.example.com:5432:sales:app:lantern', 'db.example.com:5432:sales:app:[CREDENTIAL]'],
      ['*:*:*:app:lantern', '*:*:*:app:[CREDENTIAL]'],
      [`app:${['$apr1', filled(MIXED, 8), filled(MIXED, 22)].join('$')}`, 'app:[CREDENTIAL]'],
      [`${['$2y', '10', filled(MIXED, 53)].join('$')} stored`, '[CREDENTIAL] stored'],
      [
        `root:${['$6', filled(MIXED, 16), filled(MIXED, 86)].join('$')}:19000:0:99999:7:::`,
        'root:[CREDENTIAL]:19000:0:99999:7:::',
      ],
      [
        'PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 2\nAAAA\nBBBB==\nPrivate-MAC: 00',
        'PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 2\n[PRIVATE_KEY]\nPrivate-MAC: 00',
      ],
    ],
    leaves: [
      'listening on db.example.com:5432: connection ok',
      'db.example.com:5432:idle:app:0',
      'at 12:56:07:sales:app:done',
      'awk $1 $2 $6$7; Foo$1$2.class; $anonfun$main$1',
      '$2a$ is the prefix of bcrypt',
    ],
  },
});
