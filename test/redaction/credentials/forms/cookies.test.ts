// Session and login cookies in Cookie and Set-Cookie headers; and the cookies that everybody may see, which stay.
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
      'Cookie: name=value; name2=value2',
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
  'headers that do not begin with a clean pair': {
    finds: [
      ['Cookie: a; b=q8x3vz7k', 'Cookie: a; b=[CREDENTIAL]'],
      ['Cookie: $Version=1; sid=q8x3vz7k', 'Cookie: $Version=1; sid=[CREDENTIAL]'],
      ['Cookie: ; a=lantern', 'Cookie: ; a=[CREDENTIAL]'],
      ['Cookie: a b; c=q8x3vz7k', 'Cookie: a b; c=[CREDENTIAL]'],
      ['Cookie: a[0]=1; x@y=2; sid=q8x3vz7k', 'Cookie: a[0]=1; x@y=2; sid=[CREDENTIAL]'],
      ['Cookie: a={"x":1,"y":"z"}; sid=q8x3vz7k', 'Cookie: a=[CREDENTIAL]; sid=[CREDENTIAL]'],
      ['{cookie: q8x3vz7k}', '{cookie: [CREDENTIAL]}'],
      ['Cookie: theme=dark\n  sid=q8x3vz7k', 'Cookie: theme=dark\n  sid=[CREDENTIAL]'],
      ['Cookie: theme=dark\r\nCookie: a; sid=q8x3vz7k', 'Cookie: theme=dark\r\nCookie: a; sid=[CREDENTIAL]'],
      ['curl -b "a; b=q8x3vz7k" http://x', 'curl -b "a; b=[CREDENTIAL]" http://x'],
    ],
    leaves: [
      'cookie: disabled',
      'cookie: see docs; mode=strict',
      'cookie policy: accepted; version=3',
      'Cookie: theme=dark; tz=Europe/Berlin; consent=accepted; _ga=GA1.2.123456789.1234567890',
      'cookie: cookie-parser-1.4.7',
    ],
  },
});
