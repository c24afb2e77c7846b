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
      [
        'password:\n\n  - lantern # old\n  # the new ones\n  - "meadow" # new\n  - hunter2',
        'password:\n\n  - [CREDENTIAL] # old\n  # the new ones\n  - "[CREDENTIAL]" # new\n  - [CREDENTIAL]',
      ],
      [
        'db:\n  password:\n    current: hunter2\n    old: "lantern"\n    user: bob12345\n  port: 5432',
        'db:\n  password:\n    current: [CREDENTIAL]\n    old: "[CREDENTIAL]"\n    user: bob12345\n  port: 5432',
      ],
      ['api_key:\n  eu:\n    prod: a1b2c3d4\n', 'api_key:\n  eu:\n    prod: [CREDENTIAL]\n'],
      ['{"m":"password:\\n  a: hunter2\\n"}', '{"m":"password:\\n  a: [CREDENTIAL]\\n"}'],
    ],
    leaves: [
      'password:\n  is too short',
      'secret:\n  secretName: db\n  items: []',
      'password:\n  - required\n  - minLength: 8',
      'token:\nnext: value',
      'password:\n  type: string\n  example: hunter2',
      'password:\n  env: DB_PASSWORD\n  enabled: true\n  place: lantern',
      'Enter password:\nLogin incorrect',
      'errors:\n  password:\n    - must have a digit',
    ],
  },
});
