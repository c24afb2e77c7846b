// Secrets in property lists, where key and value are two tags: `<key>password</key>`, `<string>V</string>`; and what looks alike and stays.
import { testGroups } from '../../groups.ts';

testGroups({
  'property lists and pairs of fields': {
    finds: [
      ['<key>password</key>\n\t<string>lantern</string>', '<key>password</key>\n\t<string>[CREDENTIAL]</string>'],
      [
        '{"Name":"/prod/db/password","Type":"SecureString","Value":"lantern"}',
        '{"Name":"/prod/db/password","Type":"SecureString","Value":"[CREDENTIAL]"}',
      ],
    ],
    leaves: ['<key>password</key>\n<true/>', '<key>name</key><string>password</string>'],
  },
});
