// Addresses, cards and IBANs in spellings that machines give them: escapes, entities, wide groups, parts of a name.
import { type Group, testGroups } from './groups.ts';
import { assemble } from './secrets.ts';

const GROUPS = ['4111', '1111', '1111', '1111'];
const CARD = assemble(...GROUPS);
const IBAN = assemble('DE89', '370400440532013000');

const TABLES: Readonly<Record<string, Group>> = {
  'encoded @': {
    finds: [
      ['{"email":"ann.lee\\u0040example.com"}', '{"email":"[EMAIL]"}'],
      ['<td>ann&#64;example.com</td>', '<td>[EMAIL]</td>'],
      ['<td>ann&#x40;example.com</td>', '<td>[EMAIL]</td>'],
      ['<td>ann&commat;example.com</td>', '<td>[EMAIL]</td>'],
    ],
    leaves: ['\\u0040odata.nextLink', 'logo\\u00402x.png', '&#64; example.com', 'a&#65;example.com'],
  },
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
};

testGroups(TABLES);
