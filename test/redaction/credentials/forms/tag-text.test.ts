// The text of a tag that is named like a secret, up to the tag that closes it; and text of other tags, which stays.
import { testGroups } from '../../groups.ts';

testGroups({
  'texts of tags': {
    finds: [
      ['<password>correct horse</password>', '<password>[CREDENTIAL]</password>'],
      ['<password1>Winter#2024</password1>', '<password1>[CREDENTIAL]</password1>'],
      ['<db:password>Winter#2024</db:password>', '<db:password>[CREDENTIAL]</db:password>'],
      ['<clientSecret>Winter#2024</clientSecret>', '<clientSecret>[CREDENTIAL]</clientSecret>'],
    ],
    leaves: ['<password></password>', '<passwordPolicy>strict</passwordPolicy>', '<title>correct horse</title>'],
  },
});
