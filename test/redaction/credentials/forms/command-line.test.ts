// Secrets that stand after an option of a command line, or after a word that a blank parts from them; and what looks alike and stays.
import { describe, expect, test } from 'vitest';
import { SHORT_OPTIONS } from '../../../../src/redaction/credentials/forms/command-line.ts';
import { redactText } from '../../../../src/redaction/index.ts';
import { testGroups } from '../../groups.ts';
import { testCommands, testKinds } from '../../planted.ts';

testKinds({
  'options with more behind the word': {
    values: ['hunter2', 'Winter#2024', 'lantern', 'q7Zk29vLmX04'],
    finds: [
      '--password-prod <V>',
      '--password-prod=<V>',
      '--db-password-prod <V>',
      '--password_prod <V>',
      "--password-main '<V>'",
      'run --password-for-db <V> --x',
      '--passwordProd <V>',
      '--prod-password <V>',
      'x -password-prod <V>',
      '--secret-prod <V>',
      '--api-key-prod <V>',
      'spark.password.prod <V>',
      'spark.db.password.main <V>',
      '--password2 <V>',
      "run --db-password-prod '<V>' --verbose",
      'mvn deploy --password-stage <V>',
      '"--password-prod", "<V>"',
    ],
  },
});

testGroups({
  'options of database tools': {
    finds: [
      ["mysqldump -uroot -p'lantern' shop", "mysqldump -uroot -p'[CREDENTIAL]' shop"],
      ['keytool -importkeystore -deststorepass lantern -v', 'keytool -importkeystore -deststorepass [CREDENTIAL] -v'],
      [
        'beeline -u jdbc:hive2://hs2:10000/default -n hive -p lantern',
        'beeline -u jdbc:hive2://hs2:10000/default -n hive -p [CREDENTIAL]',
      ],
      ['mosquitto_pub -h broker -u dev -P lantern -t a', 'mosquitto_pub -h broker -u dev -P [CREDENTIAL] -t a'],
      ['twine upload -u __token__ -p lantern dist/*', 'twine upload -u __token__ -p [CREDENTIAL] dist/*'],
      ['gh secret set DB_PASSWORD --body "lantern"', 'gh secret set DB_PASSWORD --body "[CREDENTIAL]"'],
      ['SQL> CONNECT app/lantern@ORCL', 'SQL> CONNECT app/[CREDENTIAL]@ORCL'],
      ['[0 10.0.0.3:53210] "auth" "default" "lantern"', '[0 10.0.0.3:53210] "auth" "default" "[CREDENTIAL]"'],
    ],
    leaves: [
      'gh pr create --body "fixes it"',
      'failed to connect app/web to db',
      'ssh -P 22 host',
      '{"auth": "default"}',
    ],
  },
  'options and keywords beside a secret': {
    finds: [
      ['twine upload -u app -p lantern dist/*', 'twine upload -u app -p [CREDENTIAL] dist/*'],
      ["['mysql', '-u', 'app', '-plantern42', 'db']", "['mysql', '-u', 'app', '-p[CREDENTIAL]', 'db']"],
      ['az keyvault secret set --name x --value lantern', 'az keyvault secret set --name x --value [CREDENTIAL]'],
      [
        'secrets.put(scope="s", key="k", string_value="lantern")',
        'secrets.put(scope="s", key="k", string_value="[CREDENTIAL]")',
      ],
      ["KeyVaultSecret(name='sql', value='lantern')", "KeyVaultSecret(name='sql', value='[CREDENTIAL]')"],
      ['username admin password 7 0822455D0A16', 'username admin password 7 [CREDENTIAL]'],
      ['ENV DB_PASSWORD lantern', 'ENV DB_PASSWORD [CREDENTIAL]'],
      ['- password.............lantern', '- password.............[CREDENTIAL]'],
      ["setSecretKey('a1b2c3d4e5')", "setSecretKey('[CREDENTIAL]')"],
    ],
    leaves: [
      'docker run -u app -p 8080:80 nginx',
      'mkdir -p a && su -u app -c ls',
      'config set --name x --value lantern',
      'message { string_value: "lantern" }',
      "getSecretKey('sql-1a2b3c4d') lookupApiKey('a1b2c3d4e5')",
      'ENV DB_HOST lantern',
      'password.............',
      'PASSWORD...................|netrw-passwd|',
      'Token:                     "#f8f8f2", case "pass": stats.files.passed += 1',
      'password 8 characters at least',
    ],
  },
});

describe('by an option of one letter', () => {
  testCommands(SHORT_OPTIONS.flatMap(({ examples }) => examples));

  test('each letter has its example', () => {
    for (const { letters, examples } of SHORT_OPTIONS) {
      expect(examples.map((example) => / -(\w) <V>/.exec(example)?.[1]).join('')).toBe(letters);
    }
  });

  test.each(SHORT_OPTIONS.flatMap(({ examples }) => examples))('%s of another command is no password', (example) => {
    const [, option = ''] = / (-\w <V>)/.exec(example) ?? [];
    const line = `make ${option.replace('<V>', 'lantern')} all`;
    expect(redactText(line)).toBe(line);
  });
});
