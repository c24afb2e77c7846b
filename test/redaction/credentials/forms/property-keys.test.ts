// Secrets that a blank alone parts from their key: `spark.x.password V`, `refreshed access token V`; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { filled, MIXED } from '../../secrets.ts';

testGroups({
  'keys with nothing but a blank behind': {
    finds: [
      ['spark.datasource.password Winter1991_', 'spark.datasource.password [CREDENTIAL]'],
      ['javax.jdo.option.ConnectionPassword\tmeadow', 'javax.jdo.option.ConnectionPassword\t[CREDENTIAL]'],
      [
        "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'hunter2');",
        "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET '[CREDENTIAL]');",
      ],
      [
        "CREATE SECRET (\n  TYPE huggingface,\n  TOKEN 'lantern-4711'\n)",
        "CREATE SECRET (\n  TYPE huggingface,\n  TOKEN '[CREDENTIAL]'\n)",
      ],
      [`refreshed access token ${filled(MIXED, 30)}`, 'refreshed access token [CREDENTIAL]'],
    ],
    leaves: [
      "unexpected token 'else' (token 'the end')",
      'the property ssl.keystore.password is missing',
      'set spark.redis.auth.password to something else',
      'org.apache.kafka.secret generation 5 done',
      'invalid api key supplied',
      'partition key 3f2504e0-4f89-11d3-9a0c-0305e82c3301',
      'x.token expected',
    ],
  },
});
