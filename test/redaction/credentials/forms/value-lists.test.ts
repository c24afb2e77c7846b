// The secrets of a list under one name: `"passwords": ["…", "…"]`, `api_keys=[…, …]`; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { filled, HEXADECIMAL, MIXED } from '../../secrets.ts';

testGroups({
  'lists of values': {
    finds: [
      ['"passwords": ["lantern", "hunter2"]', '"passwords": ["[CREDENTIAL]", "[CREDENTIAL]"]'],
      ["api_keys=['a1b2c3', 'd4e5f6']", "api_keys=['[CREDENTIAL]', '[CREDENTIAL]']"],
      [`tokens: [${filled(MIXED, 24)}, ${filled(HEXADECIMAL, 40)}]`, 'tokens: [[CREDENTIAL], [CREDENTIAL]]'],
      ['\\"passwords\\":[\\"lantern\\",\\"meadow\\"]', '\\"passwords\\":[\\"[CREDENTIAL]\\",\\"[CREDENTIAL]\\"]'],
    ],
    leaves: [
      '"tokens": ["the", "cat", "##ing", "hello123"]',
      'tokens: 1234, passwords: 7 found',
      '"secrets": ["db-credentials", "tls-cert-2026"]',
      '"password": ["required", "min:8", "confirmed"]',
      "{'password': ['This field is required.'], 'token': ['Invalid.']}",
      'apiKeys=[PRODUCE(0): 0 to 9, FETCH(1)]',
      'password: [hidden] passwords: []',
      '"passwords": ["can not be blank"]',
    ],
  },
});
