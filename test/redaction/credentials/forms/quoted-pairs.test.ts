// The secret of a name and a value that stand side by side in quotes: `.option("password", "…")`, `['token', '…']`; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { testKinds } from '../../planted.ts';
import { filled, MIXED } from '../../secrets.ts';

const SECRET = filled(MIXED, 24);

testKinds({
  'definitions of constants': {
    values: ['hunter2', 'Winter#2024', 'lantern', 'q7Zk29vLmX04'],
    finds: [
      "define('DB_PASSWORD', '<V>');",
      'define("DB_PASSWORD", "<V>");',
      "define( 'DB_PASSWORD', '<V>' );",
      "define('DB_PASSWORD','<V>');",
      "os.environ.setdefault('DB_PASSWORD', '<V>')",
      'setenv("DB_PASSWORD", "<V>", 1)',
      "putenv('DB_PASSWORD', '<V>')",
      'conf.set("db.password", "<V>")',
      'setProperty("password", "<V>")',
      'props.put("password", "<V>")',
      '.option("password", "<V>")',
      "config('password', '<V>')",
      '#define DB_PASSWORD "<V>"',
      '#define PASSWORD "<V>"',
      '(setq password "<V>")',
      '(def password "<V>")',
      '(define password "<V>")',
      'set password "<V>"',
      'set(PASSWORD "<V>")',
      "constant('PASSWORD', '<V>')",
      'putenv("DB_PASSWORD=<V>")',
    ],
  },
});

testGroups({
  'quoted pairs': {
    finds: [
      ['.option("password", "Winter2024!")', '.option("password", "[CREDENTIAL]")'],
      [
        '.option("user", "etl").option("password", "lantern")',
        '.option("user", "etl").option("password", "[CREDENTIAL]")',
      ],
      ["conf.set('spark.app.db.password', 'copper-falcon')", "conf.set('spark.app.db.password', '[CREDENTIAL]')"],
      ['setProperty("trustStorePassword","meadow1")', 'setProperty("trustStorePassword","[CREDENTIAL]")'],
      ["[('user', 'app'), ('password', 'hunter2')]", "[('user', 'app'), ('password', '[CREDENTIAL]')]"],
      ['[["user","app"],["password","lantern"]]', '[["user","app"],["password","[CREDENTIAL]"]]'],
      ['put(\\"api_key\\", \\"abc123def\\")', 'put(\\"api_key\\", \\"[CREDENTIAL]\\")'],
      ['s:8:"password";s:7:"hunter2";', 's:8:"password";s:7:"[CREDENTIAL]";'],
    ],
    leaves: [
      "paths: ['user.password', 'auth.token'], only: ['secret', 'nested.secret']",
      'required: ["username", "password", "email"]',
      'fields: ["password", "email"], only: (\'token\', \'id\')',
      'errors.add("password", "too_short")',
      'messages.put("password", "must not be blank")',
      't("password", "Passwort")',
      'select("id", "password", "created_at")',
      'getenv("PASSWORD", "default")',
      'df.drop("token", "secret")',
      'tokenizer.add_tokens(["[EOS]", "token"], "x")',
    ],
  },
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
});
