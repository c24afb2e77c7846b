// The number lexer: at the start of a run of digits it tells payment cards, US social security and taxpayer numbers, routing and NHS numbers; and what looks alike and stays.

import { testGroups } from '../groups.ts';
import { assemble } from '../secrets.ts';

const GROUPS = ['4111', '1111', '1111', '1111'];

const CARD = assemble(...GROUPS);

const IBAN = assemble('DE89', '370400440532013000');

testGroups({
  'parts of a name': {
    finds: [
      [`key pay_${CARD}_retry`, 'key pay_[CREDIT_CARD]_retry'],
      [`acct_${IBAN}_2025`, 'acct_[IBAN]_2025'],
    ],
    leaves: [`job_id_${CARD}_done`, `x_${IBAN.toLowerCase()}_y`, `pay_${CARD.slice(0, 15)}2_retry`],
  },
  'numbers of people': {
    finds: [
      ['SS Number: 536904399', 'SS Number: [US_SSN]'],
      ['ss#: 536904399', 'ss#: [US_SSN]'],
      ['soc_sec_no: 536904399', 'soc_sec_no: [US_SSN]'],
      [`iban=${IBAN.replaceAll(/(.{4})(?=.)/g, '$1+')}&x=1`, 'iban=[IBAN]&x=1'],
    ],
    leaves: ['hh:mm:ss 536904399', 'process 536904399', 'mass number 536904399'],
  },
});
