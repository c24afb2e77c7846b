// Secrets in multi-part forms: a header names the field, and its value stands below an empty line; other fields stay.
import { testGroups } from '../../groups.ts';

const field = (name: string, value: string, end = '\r\n', type = `Content-Type: text/plain${end}`) =>
  `Content-Disposition: form-data; name="${name}"${end}${type}${end}${value}${end}--boundary`;

testGroups({
  'multi-part forms': {
    finds: ['\r\n', '\n', String.raw`\r\n`, String.raw`\n`].flatMap((end) =>
      ['password', 'client_secret', 'db_password']
        .map((name) => [field(name, 'correct horse battery', end), field(name, '[CREDENTIAL]', end)] as const)
        .concat([[field('password', 'lantern', end, ''), field('password', '[CREDENTIAL]', end, '')]]),
    ),
    leaves: [
      field('comment', 'correct horse battery'),
      field('password', ''),
      'Content-Disposition: form-data; name="password"\r\ncorrect horse battery',
    ],
  },
});
