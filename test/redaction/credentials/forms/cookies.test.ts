// Session and login cookies in Cookie and Set-Cookie headers, also as objects; and the cookies that everybody may see, which stay.
import { testGroups } from '../../groups.ts';

testGroups({
  headers: {
    finds: [
      ['Cookie: theme=dark; session=xyz123456', 'Cookie: theme=dark; session=[CREDENTIAL]'],
      ['cookie: _ga=GA1.2.3; connect.sid=abcdef123', 'cookie: _ga=GA1.2.3; connect.sid=[CREDENTIAL]'],
      ['Set-Cookie: auth_token=abcdef123; Path=/; HttpOnly', 'Set-Cookie: auth_token=[CREDENTIAL]; Path=/; HttpOnly'],
      ['Set-Cookie: __Host-app=abcdef123; Secure; Path=/', 'Set-Cookie: __Host-app=[CREDENTIAL]; Secure; Path=/'],
      [
        "curl -H 'Cookie: sid=abcdef123; csrf=ghijkl456' https://shop.example",
        "curl -H 'Cookie: sid=[CREDENTIAL]; csrf=[CREDENTIAL]' https://shop.example",
      ],
    ],
    leaves: [
      'Cookie: id=42; visited=1; n=123456789',
      'Set-Cookie: cart=deleted; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      'Cookie: theme=dark; lang=en',
      'Set-Cookie: locale=en-GB; Path=/; Max-Age=3600',
      'Cookie: _ga=GA1.2.3.4',
    ],
  },
  'whatever the name': {
    finds: [
      ['Cookie: a=lantern; b=hunter2', 'Cookie: a=[CREDENTIAL]; b=[CREDENTIAL]'],
      ['Cookie: a="hunter2"; sid=123456789', 'Cookie: a="[CREDENTIAL]"; sid=[CREDENTIAL]'],
      [
        'Set-Cookie: a=hunter2; Expires=Wed, 09 Jun 2027 10:18:14 GMT; HttpOnly, b=hunter2; Path=/; Secure',
        'Set-Cookie: a=[CREDENTIAL]; Expires=Wed, 09 Jun 2027 10:18:14 GMT; HttpOnly, b=[CREDENTIAL]; Path=/; Secure',
      ],
      [
        '"set-cookie":["a=hunter2; Path=/; HttpOnly","theme=dark","b=hunter2"],"location":"/x?y=lantern"',
        '"set-cookie":["a=[CREDENTIAL]; Path=/; HttpOnly","theme=dark","b=[CREDENTIAL]"],"location":"/x?y=lantern"',
      ],
      ["[ 'set-cookie', 'a=hunter2; Path=/' ]", "[ 'set-cookie', 'a=[CREDENTIAL]; Path=/' ]"],
      ["[(b'cookie', b'a=hunter2')]", "[(b'cookie', b'a=[CREDENTIAL]')]"],
      ['{"name":"Cookie","value":"a=hunter2"}', '{"name":"Cookie","value":"a=[CREDENTIAL]"}'],
    ],
    leaves: ["['Cookie', 'Host']", 'set-cookie header: foo=bar'],
  },
  objects: {
    finds: [
      [
        '"cookies":[{"name":"x","value":"hunter2","httpOnly":true,"expires":12.5},{"name":"theme","value":"dark"}]',
        '"cookies":[{"name":"x","value":"[CREDENTIAL]","httpOnly":true,"expires":12.5},{"name":"theme","value":"dark"}]',
      ],
      ["cookies: {\n  theme: 'dark',\n  x: 'hunter2'\n}", "cookies: {\n  theme: 'dark',\n  x: '[CREDENTIAL]'\n}"],
      ['cookies: {"theme":"dark","session":"xyz123456"}', 'cookies: {"theme":"dark","session":"[CREDENTIAL]"}'],
      [String.raw`{\"cookies\":{\"sid\":\"abcdef123\"}}`, String.raw`{\"cookies\":{\"sid\":\"[CREDENTIAL]\"}}`],
    ],
    leaves: ['cookies: {"theme":"dark","lang":"en"}'],
  },
});
