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
    leaves: ['Cookie: theme=dark; lang=en', 'Set-Cookie: locale=en-GB; Path=/; Max-Age=3600', 'Cookie: _ga=GA1.2.3.4'],
  },
  objects: {
    finds: [
      ['cookies: {"theme":"dark","session":"xyz123456"}', 'cookies: {"theme":"dark","session":"[CREDENTIAL]"}'],
      [String.raw`{\"cookies\":{\"sid\":\"abcdef123\"}}`, String.raw`{\"cookies\":{\"sid\":\"[CREDENTIAL]\"}}`],
    ],
    leaves: ['cookies: {"theme":"dark","lang":"en"}'],
  },
});
