// A user and a password in a list, as HTTP clients take them, or as credentials; and the ways to log in and roles that are listed alike, which stay.
import { testGroups } from '../../groups.ts';

testGroups({
  'a list called auth': {
    finds: [
      ['{"auth":["ann","q8x3vz7k"]}', '{"auth":["ann","[CREDENTIAL]"]}'],
      ["basic_auth: [ 'ann', 'Winter-falcon_42' ]", "basic_auth: [ 'ann', '[CREDENTIAL]' ]"],
      ["auth: [\n    'ann',\n    'q8x3vz7k'\n  ]", "auth: [\n    'ann',\n    '[CREDENTIAL]'\n  ]"],
      [String.raw`{\"auth\":[\"ann\",\"q8x3vz7k\"]}`, String.raw`{\"auth\":[\"ann\",\"[CREDENTIAL]\"]}`],
      ['{"auth":["ann","q8x3vz7k', '{"auth":["ann","[CREDENTIAL]'],
    ],
    leaves: [
      "auth: [ 'basic', 'bearer' ]",
      '"auth":["oauth2","saml2"]',
      'auth: ["required","admin"]',
      '{"auth":["read:all","write:all","q8x3vz7k"]}',
      '{"auth":[]}',
      'auth: [basic, v2]',
    ],
  },
  'a list called credentials': {
    finds: [
      ['credentials: [ann, hunter2]', 'credentials: [ann, [CREDENTIAL]]'],
      ['{"credentials":["ann","q8x3vz7k"]}', '{"credentials":["ann","[CREDENTIAL]"]}'],
      ["creds=['ann', 'Winter#2024']", "creds=['ann', '[CREDENTIAL]']"],
    ],
    leaves: [
      'credentials: [db-prod-1, db-prod-2]',
      '{"credentials":["kv-main","kv-backup"]}',
      'credentials: [aws, gcp]',
      'credentials: [ann, hunter2, bob]',
    ],
  },
});
