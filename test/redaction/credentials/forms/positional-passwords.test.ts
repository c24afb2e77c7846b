// Passwords that a command takes by their place, without an option: `htpasswd -b file user V`, `net use … /user:app V`; and what looks alike and stays.
import { describe, expect, test } from 'vitest';
import { POSITIONAL_COMMANDS } from '../../../../src/redaction/credentials/forms/positional-passwords.ts';
import { redactText } from '../../../../src/redaction/index.ts';
import { testGroups } from '../../groups.ts';
import { testCommands } from '../../planted.ts';
import { filled, MIXED } from '../../secrets.ts';

const MIXED_40 = filled(MIXED, 40);

const SECRET = filled(MIXED, 24);

testGroups({
  'passwords by their place in a command': {
    finds: [
      ['htpasswd -b .htpasswd app lantern', 'htpasswd -b .htpasswd app [CREDENTIAL]'],
      ['rabbitmqctl change_password app lantern', 'rabbitmqctl change_password app [CREDENTIAL]'],
      ['neo4j-admin dbms set-initial-password lantern', 'neo4j-admin dbms set-initial-password [CREDENTIAL]'],
      ['mysqladmin -u root password lantern', 'mysqladmin -u root password [CREDENTIAL]'],
      ['sqlplus -s app/lantern@//db:1521/x', 'sqlplus -s app/[CREDENTIAL]@//db:1521/x'],
      ['ConvertTo-SecureString "lantern" -AsPlainText', 'ConvertTo-SecureString "[CREDENTIAL]" -AsPlainText'],
      ['net use Z: \\\\srv\\share /user:app lantern', 'net use Z: \\\\srv\\share /user:app [CREDENTIAL]'],
      ['net use Z: \\\\srv\\share lantern /user:app', 'net use Z: \\\\srv\\share [CREDENTIAL] /user:app'],
      ['net user app lantern /add', 'net user app [CREDENTIAL] /add'],
      ['cmdkey /add:srv /user:app /pass:lantern', 'cmdkey /add:srv /user:app /pass:[CREDENTIAL]'],
      ['curl -uapp:lantern https://x', 'curl -uapp:[CREDENTIAL] https://x'],
      ['http -a app:lantern GET https://x', 'http -a app:[CREDENTIAL] GET https://x'],
      ['smbclient //srv/share -U app%lantern', 'smbclient //srv/share -U app%[CREDENTIAL]'],
      ['snmpwalk -v3 -A lantern -X meadow host', 'snmpwalk -v3 -A [CREDENTIAL] -X [CREDENTIAL] host'],
      ['redis-cli --pass lantern ping', 'redis-cli --pass [CREDENTIAL] ping'],
      [
        "echo 'lantern' | docker login -u app --password-stdin",
        "echo '[CREDENTIAL]' | docker login -u app --password-stdin",
      ],
      ['echo lantern | sudo -S apt-get update', 'echo [CREDENTIAL] | sudo -S apt-get update'],
      ['curl -b "session=a1b2c3d4" https://x', 'curl -b "session=[CREDENTIAL]" https://x'],
    ],
    leaves: [
      'htpasswd -c .htpasswd app',
      'net use Z: \\\\srv\\share /user:app *',
      'net user app /add',
      'opened /usr/bin/x /user:5 /add',
      'ConvertTo-SecureString $plain -AsPlainText',
      'curl -u 1000 -utils',
      'echo done | sudo -S',
      'ls -S -A -X; sort -k 2; tool --pass 2 --fail 0',
      'sqlplus /nolog',
      'echo "$PASSWORD" | docker login --password-stdin',
    ],
  },
  commands: {
    finds: [
      [
        '##vso[task.setvariable variable=dbPassword]fMT8*IMv7l8',
        '##vso[task.setvariable variable=dbPassword][CREDENTIAL]',
      ],
      [
        '##vso[task.setvariable variable=x;issecret=true]fMT8*IMv7l8',
        '##vso[task.setvariable variable=x;issecret=true][CREDENTIAL]',
      ],
      ['dotnet user-secrets set "Db:Password" "Winter#2024"', 'dotnet user-secrets set "Db:Password" "[CREDENTIAL]"'],
      ['pulumi config set --secret dbPassword Winter2024', 'pulumi config set --secret dbPassword [CREDENTIAL]'],
      [`gem push --key ${MIXED_40} x.gem`, 'gem push --key [CREDENTIAL] x.gem'],
      ['ssh-keygen -t rsa -N "Winter#2024" -f key', 'ssh-keygen -t rsa -N "[CREDENTIAL]" -f key'],
      [`{"kty":"oct","k":"${MIXED_40}"}`, '{"kty":"oct","k":"[CREDENTIAL]"}'],
      [`{"k":"${MIXED_40}","alg":"HS256","kty":"oct"}`, '{"k":"[CREDENTIAL]","alg":"HS256","kty":"oct"}'],
      [
        `composer config http-basic.repo.acme.io app ${MIXED_40}`,
        'composer config http-basic.repo.acme.io app [CREDENTIAL]',
      ],
      ['enable secret 5 a1B2c3D4e5F6g7', 'enable secret 5 [CREDENTIAL]'],
      ['snmp-server community Falcon37x RO', 'snmp-server community [CREDENTIAL] RO'],
      ["EXEC sp_addlogin 'app', 'Winter#2024'", "EXEC sp_addlogin 'app', '[CREDENTIAL]'"],
      ["SELECT crypt('Winter#2024', gen_salt('bf'))", "SELECT crypt('[CREDENTIAL]', gen_salt('bf'))"],
      [
        '-AccountPassword (ConvertTo-SecureString "rocket$67" -AsPlainText',
        '-AccountPassword (ConvertTo-SecureString "[CREDENTIAL]" -AsPlainText',
      ],
    ],
    leaves: [
      'gem push --key work x.gem',
      'composer config http-basic.repo.acme.io --unset',
      '{"kty":"RSA","kid":"2024-01","use":"sig","alg":"RS256"}',
      '##vso[task.setvariable variable=tokenCount]5',
      '##vso[task.setvariable variable=buildNumber]20240102.3',
      'dotnet user-secrets set --help',
      'pulumi config set --secret dbPassword',
      'ssh-keygen -t rsa -N "" -f key',
      'ConvertTo-SecureString "$env:PW" -AsPlainText',
      "SELECT crypt($1, gen_salt('bf'))",
    ],
  },
  'commands of platforms': {
    finds: [
      [
        `aws ssm put-parameter --name /prod/db --type SecureString --value ${SECRET} --overwrite`,
        'aws ssm put-parameter --name /prod/db --type SecureString --value [CREDENTIAL] --overwrite',
      ],
      [`xfreerdp /u:ann /p:${SECRET} /v:host`, 'xfreerdp /u:ann /p:[CREDENTIAL] /v:host'],
      [`npm config set //npm.test/:_authToken ${SECRET}`, 'npm config set //npm.test/:_authToken [CREDENTIAL]'],
      [`snyk auth ${SECRET}`, 'snyk auth [CREDENTIAL]'],
      [`wrangler secret put NAME <<< ${SECRET}`, 'wrangler secret put NAME <<< [CREDENTIAL]'],
      [
        `echo -n "${SECRET}" | gcloud secrets create db --data-file=-`,
        'echo -n "[CREDENTIAL]" | gcloud secrets create db --data-file=-',
      ],
    ],
    leaves: [
      'aws ssm put-parameter --name /prod/size --type String --value 42',
      'copy /p:x64 /v:detailed',
      'bc <<< 1+1',
      'echo hello | gcloud storage cp --data-file=-x',
    ],
  },
});

describe('by its place', () => {
  const [vague, sure] = [true, false].map((isVague) =>
    POSITIONAL_COMMANDS.filter((command) => (command.isVague ?? false) === isVague).map(({ example }) => example),
  ) as [string[], string[]];
  testCommands(sure);
  testCommands(vague, true);

  test.each(POSITIONAL_COMMANDS.map(({ example }) => example))(
    '%s, where a variable stands for the password',
    (example) => {
      const line = example.replace('<V>', '$DB_PASSWORD');
      expect(redactText(line)).toBe(line);
    },
  );
});
