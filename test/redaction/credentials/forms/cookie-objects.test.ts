// Cookies as objects, by name, and in lists with their attributes; and the settings of cookies, which stay.
import { testGroups } from '../../groups.ts';

testGroups({
  objects: {
    finds: [
      [
        '{"cookies":{"a":1,"b":null,"c":{"d":1},"e":"","cart":"q8x3vz7k"}}',
        '{"cookies":{"a":1,"b":null,"c":{"d":1},"e":"","cart":"[CREDENTIAL]"}}',
      ],
      ["cookies: Map(1) { 'cart' => 'q8x3vz7k' }", "cookies: Map(1) { 'cart' => '[CREDENTIAL]' }"],
      [
        "{ key: 1, cookie: { key: 'cart', value: 'q8x3vz7k', maxAge: 5 } }",
        "{ key: 1, cookie: { key: 'cart', value: '[CREDENTIAL]', maxAge: 5 } }",
      ],
      [
        '"cookies":[{"name":"x","value":"hunter2","httpOnly":true,"expires":12.5},{"name":"theme","value":"dark"}]',
        '"cookies":[{"name":"x","value":"[CREDENTIAL]","httpOnly":true,"expires":12.5},{"name":"theme","value":"dark"}]',
      ],
      ["cookies: {\n  theme: 'dark',\n  x: 'hunter2'\n}", "cookies: {\n  theme: 'dark',\n  x: '[CREDENTIAL]'\n}"],
      ['cookies: {"theme":"dark","session":"xyz123456"}', 'cookies: {"theme":"dark","session":"[CREDENTIAL]"}'],
      [
        '{"cookie":{"name":"cart","path":"/","value":"hunter2"}}',
        '{"cookie":{"name":"cart","path":"/","value":"[CREDENTIAL]"}}',
      ],
      ['{"cookies":{"name":"hunter2","x":"lantern"}}', '{"cookies":{"name":"[CREDENTIAL]","x":"[CREDENTIAL]"}}'],
      [String.raw`{\"cookies\":{\"sid\":\"abcdef123\"}}`, String.raw`{\"cookies\":{\"sid\":\"[CREDENTIAL]\"}}`],
    ],
    leaves: [
      'cookies: {"theme":"dark","lang":"en"}',
      "cookie: { secure: true, maxAge: 86400, sameSite: 'strict' }",
      '{"cookie":{"name":"connect.sid","secure":true,"maxAge":86400}}',
      '{"cookies":{"policy":"strict","sameSite":"strict","enabled":true}}',
      "cookie: { name: 'theme', description: 'Stores the chosen theme' }",
      "session({ cookie: { name: 'cart', domain: 'example.com' } })",
      '{"cookies":{"cart":{"name":"cart","purpose":"keeps what is in it","duration":"1 year"}}}',
    ],
  },
});
