// Whose value a `value` or `default` is, where the name of the secret stands apart from it; and what looks alike and stays.
import { testGroups } from '../../groups.ts';

testGroups({
  'values apart from their name': {
    finds: [
      [
        '{"ParameterKey":"DBPassword","ParameterValue":"lantern"}',
        '{"ParameterKey":"DBPassword","ParameterValue":"[CREDENTIAL]"}',
      ],
      [
        '{"name": "API_TOKEN", "secret": true, "value": "abcd1234"}',
        '{"name": "API_TOKEN", "secret": true, "value": "[CREDENTIAL]"}',
      ],
      ['variable "db_password" {\n  default = "lantern"\n}', 'variable "db_password" {\n  default = "[CREDENTIAL]"\n}'],
      ['["password"]=> string(7) "lantern"', '["password"]=> string(7) "[CREDENTIAL]"'],
    ],
    leaves: [
      'variable "region" {\n  default = "west"\n}',
      '{"name":"region","secret":false,"value":"west"}',
      'variable "password_length" {\n  default = 16\n}',
    ],
  },
});
