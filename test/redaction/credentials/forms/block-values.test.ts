// Secrets that stand below their name: YAML's block scalars, values on the next line, lists of `- value` lines; and what looks alike and stays.
import { testGroups } from '../../groups.ts';

testGroups({
  'values below their name': {
    finds: [
      ['password:\n  hunter2\nnext: 1', 'password:\n  [CREDENTIAL]\nnext: 1'],
      ['db:\n  api_key: |\n    a1b2c3d4\n', 'db:\n  api_key: |\n    [CREDENTIAL]\n'],
      ['client_secret: >-\n  a1b2c3d4e5', 'client_secret: >-\n  [CREDENTIAL]'],
      ['{"m":"password:\\n  hunter2\\n"}', '{"m":"password:\\n  [CREDENTIAL]\\n"}'],
      ['passwords:\n- lantern\n- "meadow"\n- hunter2', 'passwords:\n- [CREDENTIAL]\n- "[CREDENTIAL]"\n- [CREDENTIAL]'],
    ],
    leaves: [
      'password:\n  is too short',
      'secret:\n  secretName: db\n  items: []',
      'password:\n  - required\n  - minLength: 8',
      'token:\nnext: value',
      'Enter password:\nLogin incorrect',
      'errors:\n  password:\n    - must have a digit',
    ],
  },
});
