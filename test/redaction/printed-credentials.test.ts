// Credentials as Go, PostgreSQL, Flink and command lines print them.
import { type Group, testGroups } from './groups.ts';
import { filled, MIXED } from './secrets.ts';

const SECRET = filled(MIXED, 24);

const TABLES: Readonly<Record<string, Group>> = {
  'how programs print a name and its value': {
    finds: [
      [`Header: "X-Api-Key":[]string{"${SECRET}"}`, 'Header: "X-Api-Key":[]string{"[CREDENTIAL]"}'],
      [`'Authorization': 'Snowflake Token="${SECRET}"'`, `'Authorization': 'Snowflake Token="[BEARER_TOKEN]"'`],
      [
        `DETAIL:  Key (api_token)=(${SECRET}) already exists.`,
        'DETAIL:  Key (api_token)=([CREDENTIAL]) already exists.',
      ],
      [
        `Loading configuration property: rest.key-password, ${SECRET}`,
        'Loading configuration property: rest.key-password, [CREDENTIAL]',
      ],
      [`basic.auth.user.info=ann:${SECRET}`, 'basic.auth.user.info=[CREDENTIAL]'],
      [`GET /contacts?hapikey=${SECRET}&n=1`, 'GET /contacts?hapikey=[CREDENTIAL]&n=1'],
      [`azure_search_key=${SECRET}`, 'azure_search_key=[CREDENTIAL]'],
      [`has\u0142o: ${SECRET}`, 'has\u0142o: [CREDENTIAL]'],
    ],
    leaves: [
      'Header: "X-Api-Key":[]string{}',
      'DETAIL:  Key (order_id)=(4711) already exists.',
      'Loading configuration property: state.backend, rocksdb',
      'search_key=orders',
      'has\u0144o: orders',
    ],
  },
  commands: {
    finds: [
      [
        `aws ssm put-parameter --name /prod/db --type SecureString --value ${SECRET} --overwrite`,
        'aws ssm put-parameter --name /prod/db --type SecureString --value [CREDENTIAL] --overwrite',
      ],
      [`xfreerdp /u:ann /p:${SECRET} /v:host`, 'xfreerdp /u:ann /p:[CREDENTIAL] /v:host'],
      [`npm config set //npm.test/:_authToken ${SECRET}`, 'npm config set //npm.test/:_authToken [CREDENTIAL]'],
      [`snyk auth ${SECRET}`, 'snyk auth [CREDENTIAL]'],
      [`wrangler secret put NAME <<< ${SECRET}`, 'wrangler secret put NAME <<< [CREDENTIAL]'],
      [
        `echo -n "${SECRET}" | gcloud secrets create db --data-file=-`,
        'echo -n "[CREDENTIAL]" | gcloud secrets create db --data-file=-',
      ],
    ],
    leaves: [
      'aws ssm put-parameter --name /prod/size --type String --value 42',
      'copy /p:x64 /v:detailed',
      'bc <<< 1+1',
      'echo hello | gcloud storage cp --data-file=-x',
    ],
  },
};

testGroups(TABLES);
