// Secrets in URLs: passwords before the host, the secret path of webhooks; and whole URLs when asked for; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { testKinds } from '../../planted.ts';

testKinds({
  'users with a domain': {
    values: ['hunter2', 'Winter#2024', 'lantern'],
    label: '[URL_PASSWORD]',
    finds: [
      'smb://ACME\\jane:<V>@host/share',
      'smb://ACME;jane:<V>@host/share',
      'cifs://ACME\\jane:<V>@host/share',
      '"smb://ACME\\\\jane:<V>@host/share"',
      'http://ACME\\jane:<V>@proxy:8080',
      'http://ACME%5Cjane:<V>@proxy:8080',
      'ldap://ACME\\jane:<V>@dc',
    ],
  },
});

testGroups({
  'users of URLs': {
    leaves: ['beeline -u jdbc:hive2://hs2:10000/default -n hive', 'curl -u https://host:8080/path'],
    finds: [
      [
        'https://x-access-token:Winter2024@github.test/a/b.git',
        'https://x-access-token:[URL_PASSWORD]@github.test/a/b.git',
      ],
      ['databricks://token:Winter2024@adb.test:443/default', 'databricks://token:[URL_PASSWORD]@adb.test:443/default'],
    ],
  },
});
