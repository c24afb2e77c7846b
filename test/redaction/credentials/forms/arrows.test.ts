// The secret after an arrow: `get("token") -> …`, `Map(user -> app, password -> …)`, `password <- "…"`; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { testKinds } from '../../planted.ts';

testKinds({
  arrows: {
    values: ['hunter2', 'Winter#2024', 'lantern', 'q7Zk29vLmX04'],
    finds: [
      "password <- '<V>'",
      "password -> '<V>'",
      "password → '<V>'",
      'password → "<V>"',
      "password ⇒ '<V>'",
      '"password" -> "<V>"',
      "'password' → '<V>'",
      'password ← "<V>"',
      "'password' <- '<V>'",
      'passcode -> "<V>"',
      'api_key <- "<V>"',
      'secret <- "<V>"',
      'db_password <- "<V>"',
      'password→"<V>"',
      'password->"<V>"',
      'password<-"<V>"',
    ],
  },
});

testGroups({
  arrows: {
    finds: [
      ['get("token") -> 9fK2mQ7xTz81LpWc', 'get("token") -> [CREDENTIAL]'],
      ['Map(user -> app, password -> lantern)', 'Map(user -> app, password -> [CREDENTIAL])'],
      ['"secret" -> "abcd1234"', '"secret" -> "[CREDENTIAL]"'],
      ["'password' -> 'hunter2'", "'password' -> '[CREDENTIAL]'"],
    ],
    leaves: [
      'token -> expression',
      'rule: secret -> ciphertext, key -> value',
      'password -> hash migration done',
      'warning: unexpected token --> src/main.rs:10:5',
      'fn parse(token: &str) -> Result<Token>',
      'def login(password: str) -> bool:',
    ],
  },
});
