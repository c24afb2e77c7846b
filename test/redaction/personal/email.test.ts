// E-mail addresses around an `@`; and what looks alike and stays.
import { testGroups } from '../groups.ts';

testGroups({
  'quoted names with @': {
    leaves: [
      '{"@odata.context":"https://graph/$metadata#users","@odata.nextLink":"https://graph/v1"}',
      '{\\"a\\":\\"b\\",\\"@odata.nextLink\\":1}',
      '{"a": true, "b": "@example.com"}',
      '["x", "@types.node"]',
    ],
    finds: [
      ['to "john doe"@example.com', 'to [EMAIL]'],
      ['{"m":"\\"john doe\\"@example.com"}', '{"m":"[EMAIL]"}'],
    ],
  },
});
