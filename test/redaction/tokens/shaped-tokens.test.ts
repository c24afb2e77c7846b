// Vendors' tokens that have a common prefix or none, by the whole of their shape; and what looks alike and stays.

import { testGroups } from '../groups.ts';
import { filled, HEXADECIMAL, MIXED } from '../secrets.ts';

testGroups({
  'tokens known by their shape': {
    finds: [
      [`${filled(HEXADECIMAL, 32)}-us12`, '[CREDENTIAL]'],
      [`airtable pat${'B'}${filled(MIXED, 13)}.${filled(HEXADECIMAL, 64)}`, 'airtable [CREDENTIAL]'],
      [`notion secret_${filled(MIXED, 43)}`, 'notion [CREDENTIAL]'],
      [`AZURE_DEVOPS_EXT_PAT=${filled('abcdefgh234567', 52)}`, 'AZURE_DEVOPS_EXT_PAT=[CREDENTIAL]'],
    ],
    leaves: ['pat=src/main/java/com.example.Pattern1', 'region eu-us2 cafe-us1', 'pattern.c0ffee'],
  },
});
