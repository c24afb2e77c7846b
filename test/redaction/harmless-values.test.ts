// Sentences about options, files named passwd, names that end in a credential's word, code and templates: not one may change.
import { type Group, testGroups } from './groups.ts';
import { assemble, filled, HEXADECIMAL } from './secrets.ts';

const MD5 = filled(HEXADECIMAL, 32);
const ACCOUNT = assemble('1234', '5678', '9012');

const GROUPS: Readonly<Record<string, Group>> = {
  'options in a sentence': {
    leaves: [
      'WARNING! Using --password via the CLI is insecure. Use --password-stdin.',
      'error: the --password flag cannot be used together with --password-stdin',
      'You must provide --secret-key when using --access-key',
      'deprecated: --auth-token will be removed in v3',
      'with --password prompts the user twice',
      'use --password instead.',
    ],
    finds: [
      ['app --password falcon db', 'app --password [CREDENTIAL] db'],
      ['app --password hunter2 --user x', 'app --password [CREDENTIAL] --user x'],
      ['app --password Via the', 'app --password [CREDENTIAL] the'],
    ],
  },
  'files named passwd': {
    leaves: [` /etc/pam.d/passwd ${MD5}`, `Conffiles: /etc/passwd ${MD5}`, ` /etc/pam.d/chpasswd ${MD5}`],
    finds: [['login with user/password Winter#2024x', 'login with user/password [CREDENTIAL]']],
  },
  'names of other things': {
    leaves: [
      '"input_token": "NextToken", "output_token": "NextToken", "limit_key": "MaxResults"',
      '<a accesskey="n" href="x.html">Next</a>',
      'hash key: sessions',
      'aws kinesis split-shard --new-starting-hash-key 10',
      `"encryptionKey": "arn:aws:kms:us-east-1:${ACCOUNT}:key/abc"`,
      `arn:aws:secretsmanager:us-west-2:${ACCOUNT}:secret:MyTestDatabaseSecret-a1b2c3`,
      '"lastModifiedSecret": 1556312220.133',
      '--private-key file://my_private_key.pem',
      '"AWS::SecretsManager::Secret": "a6ad2a4dc85ed032"',
      '"AWS::CodeBuild::SourceCredential": "b84e190d9ebbbfe1"',
    ],
    finds: [
      ['"output_token": "q7Zk29vLmX04"', '"output_token": "[CREDENTIAL]"'],
      [`hash_key=${MD5}`, 'hash_key=[CREDENTIAL]'],
      ['--private-key Zx81kqPw7', '--private-key [CREDENTIAL]'],
      ['"dbSecret": "a6ad2a4dc85ed032"', '"dbSecret": "[CREDENTIAL]"'],
    ],
  },
  'code and templates': {
    leaves: [
      'password = random_password.db.result',
      'password: !vault |',
      "password: !Sub '{{resolve:secretsmanager:db:SecretString:password}}'",
      'password: "{ { vault_db_password } }"',
      'if (password === confirmPassword) {',
      'password: Option<String>,',
      'isScalar = (token) => !!token &&',
      'user_pass = (self.username + ":" + self.password).encode()',
    ],
    finds: [
      ['password = random_Password1', 'password = [CREDENTIAL]'],
      ['password: !vault7', 'password: [CREDENTIAL]'],
      ['password=confirm4Password', 'password=[CREDENTIAL]'],
    ],
  },
  prose: {
    leaves: [
      'hash algorithm for password: pbkdf2_sha256 iterations=600000',
      '`npm profile set password`: Change your password.',
      'password "too weak"; minimum entropy 50 bits',
      "COMMENT ON COLUMN users.password IS 'bcrypt hash'",
      'auth_pass: skipped',
    ],
    finds: [
      ["the password is 'bcrypt hash'", "the password is '[CREDENTIAL]'"],
      ['`password`: `Winter#2024`', '`password`: `[CREDENTIAL]`'],
    ],
  },
};

testGroups(GROUPS);
