// What stands for a secret that is not there: our own labels, other tools' masks, variables, literals, status words; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { assemble } from '../../secrets.ts';

testGroups({
  'masks and placeholders': {
    leaves: [
      '  + password = (sensitive value)',
      '  ~ access_key = (known after apply)',
      'password = @password, token: :password',
      'UPDATE users SET password = @p1, secret = :secret WHERE id = $1',
      'MYSQL_PWD=$1',
      'Password={0};',
      assemble('POSTGRES_PASSWORD=$', '{POSTGRES_PASSWORD:?required}'),
      'PASSWORD=`openssl rand -hex 16`',
      'login --password=DOCKER_PASSWORD',
      "user_pass = '%s:%s' % (user, word)",
    ],
    finds: [
      ['password=@Winter2024', 'password=[CREDENTIAL]'],
      ['PWD={Winter;2024};', 'PWD={[CREDENTIAL]};'],
      ['password: `lantern`', 'password: `[CREDENTIAL]`'],
    ],
  },
  'translations of the word password': {
    leaves: [
      '"password": "Passwort"',
      '{"password":"Mot de passe","user":"Utilisateur"}',
      'password: Contrase\u00f1a',
      'password = Wachtwoord',
      '"password": "\u041f\u0430\u0440\u043e\u043b\u044c"',
      '"password": "\u5bc6\u7801"',
      "password: 'Senha:'",
    ],
    // As people choose it.
    finds: [
      ['"password": "passwort"', '"password": "[CREDENTIAL]"'],
      ['password=Passwort1', 'password=[CREDENTIAL]'],
      ['"password": "Passwort!"', '"password": "[CREDENTIAL]"'],
    ],
  },
  'placeholders in angle brackets': {
    leaves: [
      'access_token=<password>, host=db',
      'https://user:<password>@host/',
      '[-storepass <password>]     password for keystore integrity',
      ' -u, --user <user:password> Server user and password',
      'resolved with a `<CryptoKey>` object.',
    ],
    finds: [
      ['<password>Winter2024!</password>', '<password>[CREDENTIAL]</password>'],
      ['<a><password>Winter2024!', '<a><password>[CREDENTIAL]'],
      ['"<password>Winter2024!<\\/password>"', '"<password>[CREDENTIAL]<\\/password>"'],
    ],
  },
});
