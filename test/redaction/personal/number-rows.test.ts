// A card from a window of a row of numbers: columns of counters, and hex dumps with their groups of four; and what looks alike and stays.

import { testGroups } from '../groups.ts';
import { assemble } from '../secrets.ts';

const CARD = assemble('4111', ' 1111', ' 1111', ' 1111');

testGroups({
  'rows of numbers': {
    leaves: [
      `cpu ${CARD} 0 0`,
      `cpu 9103 ${CARD} 1897 0 0`,
      '00000410: 5500 0000 1200 0000 0000 0000 0000 0000  U...............',
      '00000c10: 9491 9606 0000 0600 2202 0000 1000 0000  ........".......',
      `0000c010: ${CARD}  AAAA`,
      'cpu 5658 5272 1598 8873 8718 0 0',
      'cpu 3214 1186 5812 1799 5790 0 0',
    ],
    finds: [
      [`paid with ${CARD} 12/29 123`, 'paid with [CREDIT_CARD] 12/29 123'],
      [`paid with ${CARD} 12 29 123`, 'paid with [CREDIT_CARD] 12 29 123'],
      [`paid with ${CARD} 1229`, 'paid with [CREDIT_CARD] 1229'],
      [`paid with ${CARD} 123`, 'paid with [CREDIT_CARD] 123'],
      [`order 17 ${CARD} paid`, 'order 17 [CREDIT_CARD] paid'],
      [`${CARD} 5 items`, '[CREDIT_CARD] 5 items'],
    ],
  },
});
