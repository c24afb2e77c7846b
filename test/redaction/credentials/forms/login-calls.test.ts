// The password of a user and a password in the brackets of a call that logs in: `auth=('app', '…')`, `NetworkCredential("app", "…")`; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { testKinds } from '../../planted.ts';

testKinds({
  'the third argument': {
    values: ['monkey', ['ottq', '7zz9'].join('')],
    finds: [
      'new ClientSecretCredential("tenant","client","<V>")',
      "new ClientSecretCredential('tenant', 'client', '<V>', {})",
      'ClientSecretCredential("tenant", "client", "<V>")',
    ],
    leaves: ['new ClientSecretCredential("tenant", "client", secret)'],
  },
});

testGroups({
  'calls that connect': {
    finds: [
      [
        "PDO->__construct('mysql:host=db', 'root', 'lantern', Array)",
        "PDO->__construct('mysql:host=db', 'root', '[CREDENTIAL]', Array)",
      ],
      [
        "mysqli_connect('localhost', 'app', 'lantern', 'shop')",
        "mysqli_connect('localhost', 'app', '[CREDENTIAL]', 'shop')",
      ],
      ['getConnection("jdbc:x", "app", "lantern")', 'getConnection("jdbc:x", "app", "[CREDENTIAL]")'],
      ['lftp -u app,lantern sftp://host', 'lftp -u app,[CREDENTIAL] sftp://host'],
    ],
    leaves: ["PDO->__construct('sqlite:/x.db')", 'getConnection("primary", "app")', 'sort -u a,b'],
  },
  'calls that log in': {
    finds: [
      ["auth=('app', 'lantern')", "auth=('app', '[CREDENTIAL]')"],
      ['new NetworkCredential("app", "lantern")', 'new NetworkCredential("app", "[CREDENTIAL]")'],
      ['withCredentials(\\"app\\", \\"lantern\\")', 'withCredentials(\\"app\\", \\"[CREDENTIAL]\\")'],
    ],
    leaves: [
      'format("%s", "lantern") and (\'app\', \'lantern\')',
      'login("app", "must not be empty")',
      'auth=("app", get_password())',
      'require_auth("basic", "digest")',
      "'OAuth': ('oauth_get_sbs', 'oauth_urlencode')",
      'AccessToken("access.key", "access.secret")',
    ],
  },
});
