// What has the look of `name: value` and is something else: a test's result, a logger, a shell's expansion, a URL's user; and what looks alike and stays.
import { testGroups } from '../../groups.ts';

testGroups({
  'results of tests': {
    leaves: [
      '--- PASS: TestBuilderWrite2 (0.00s)',
      '    --- PASS: FuzzReplace/seed#14 (0.00s)',
      'PASS: 12 of 12',
      'PASS: gcc.dg/pr12345.c -O2 (test for excess errors)',
      'PASS: check-strtod-10',
    ],
    finds: [
      ['USER: app\nPASS: Winter2024!', 'USER: app\nPASS: [CREDENTIAL]'],
      ['PASS: Falcon2020', 'PASS: [CREDENTIAL]'],
      ['SMTP_PASS: Winter2024!', 'SMTP_PASS: [CREDENTIAL]'],
    ],
  },
  'paths that git shows renamed': {
    leaves: [
      ' src/{token => tokens}/pem.ts | 3 +-',
      ' rename src/redaction/{token => tokens}/pem.ts (100%)',
      '{password => passwords}/x.ts',
      'src/{api_key => api-key}.ts',
    ],
    finds: [
      ['{password => hunter2}', '{password => [CREDENTIAL]}'],
      ['{ password => hunter2 }.', '{ password => [CREDENTIAL] }.'],
      ['x/{token => q8x3vz7kf2m1}', 'x/{token => [CREDENTIAL]}'],
    ],
  },
  loggers: {
    leaves: [
      'WARNING:services.auth:psycopg2.OperationalError: server closed the connection',
      'INFO:core.password:cache_miss_ratio=0.12',
      'DEBUG:token:provider=azure',
    ],
    finds: [['WARNING:core.config:password=Winter2024!', 'WARNING:core.config:password=[CREDENTIAL]']],
  },
});
