// Private keys in PEM or PGP armour, the whole block; and what looks alike and stays.

import { testGroups } from '../groups.ts';
import { assemble, filled, MIXED } from '../secrets.ts';

const DASHES = '-'.repeat(5);

testGroups({
  'private keys with the name of a container on each line': {
    finds: [
      [
        assemble(
          'app_1 | ',
          DASHES,
          'BEGIN RSA PRIVATE KEY',
          DASHES,
          '\napp_1 | ',
          filled(MIXED, 64),
          '\napp_1 | ',
          DASHES,
          'END RSA PRIVATE KEY',
          DASHES,
        ),
        'app_1 | [PRIVATE_KEY]',
      ],
    ],
    leaves: [],
  },
});
