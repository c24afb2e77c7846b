// What an Authorization header carries, and Bearer and Basic credentials that stand without one; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { filled, HEXADECIMAL, MIXED } from '../../secrets.ts';

testGroups({
  'headers and cookies': {
    finds: [
      [
        `Authorization: Digest username="a", response="${filled(HEXADECIMAL, 32)}", qop=auth`,
        'Authorization: Digest username="a", response="[BEARER_TOKEN]", qop=auth',
      ],
      [`Authorization: SharedKey lake:${filled(MIXED, 43)}=`, 'Authorization: SharedKey lake:[BEARER_TOKEN]'],
      ['{"cookies":{"session":"a1b2c3d4","theme":"dark"}}', '{"cookies":{"session":"[CREDENTIAL]","theme":"dark"}}'],
      ['\\"cookies\\":{\\"sid\\":\\"a1b2c3d4\\"}', '\\"cookies\\":{\\"sid\\":\\"[CREDENTIAL]\\"}'],
    ],
    leaves: ['{"cookies":{"theme":"dark","lang":"en"}}', 'cookies: {} cookie: {count: 5}'],
  },
});
