// E-mail addresses whose @ is an escape of JSON or an entity of HTML: `ann\u0040example.com`, `ann&#64;example.com`; and what looks alike and stays.
import { testGroups } from '../groups.ts';

testGroups({
  'encoded @': {
    finds: [
      ['{"email":"ann.lee\\u0040example.com"}', '{"email":"[EMAIL]"}'],
      ['<td>ann&#64;example.com</td>', '<td>[EMAIL]</td>'],
      ['<td>ann&#x40;example.com</td>', '<td>[EMAIL]</td>'],
      ['<td>ann&commat;example.com</td>', '<td>[EMAIL]</td>'],
    ],
    leaves: ['\\u0040odata.nextLink', 'logo\\u00402x.png', '&#64; example.com', 'a&#65;example.com'],
  },
});
