// A user from a password where both stand in one value or side by side: `credentials: app:…`, `user=app pass=…`; and what looks alike and stays.
import { testGroups } from '../../groups.ts';

testGroups({
  'pass and credentials of a user': {
    finds: [
      ['{"user":"app","pass":"falcon-copper"}', '{"user":"app","pass":"[CREDENTIAL]"}'],
      ['user: app, pass: lantern', 'user: app, pass: [CREDENTIAL]'],
      ['"pass":"Winter-falcon-42"', '"pass":"[CREDENTIAL]"'],
      ['ansible_become_pass=lantern', 'ansible_become_pass=[CREDENTIAL]'],
      ['credentials: app:Winter2024', 'credentials: app:[CREDENTIAL]'],
      ['credentials=app/Winter2024', 'credentials=app/[CREDENTIAL]'],
    ],
    leaves: [
      'pass: 12 fail: 0',
      'pass: 5/7, "pass": "98.5%", pass=12ms',
      'option pass 2 of 3',
      '"pass": true, "pass": "yes"',
      'pass=inline, first_pass: done',
      'credentials: provider:default, credentials=kube-system/db-creds',
      'credentials: file:/etc/creds.json',
    ],
  },
});
