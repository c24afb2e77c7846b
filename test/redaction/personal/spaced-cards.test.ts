// Card numbers whose groups more than one character parts, or a plus: `4111  1111 …`, `4111 - 1111 …`, where a word says card; and what looks alike and stays.
import { testGroups } from '../groups.ts';

const GROUPS = ['4111', '1111', '1111', '1111'];

testGroups({
  'wide groups of a card': {
    finds: [
      [`card number ${GROUPS.join('  ')} accepted`, 'card number [CREDIT_CARD] accepted'],
      [`card number ${GROUPS.join(' - ')} accepted`, 'card number [CREDIT_CARD] accepted'],
      [`card=${GROUPS.join('+')}&x=1`, 'card=[CREDIT_CARD]&x=1'],
    ],
    leaves: [
      `sum ${GROUPS.join('+')}`,
      `row ${GROUPS.join('  ')}`,
      `card rows 1234  ${GROUPS.join('  ')}`,
      `card ${GROUPS.join(' - ')} - 12345678`,
    ],
  },
});
