// What code and schemas write in the place of a value: calls, references, types, identities of objects; and what looks alike and stays.
import { testGroups } from '../../groups.ts';

testGroups({
  'enum constants under names of keys': {
    finds: [['apiKey=AB12CD34', 'apiKey=[CREDENTIAL]']],
    leaves: ['RequestHeader(apiKey=FIND_COORDINATOR, apiVersion=6)', 'apiKey=METADATA, apiKey=FETCH'],
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
  'types that say what is done with a secret': {
    leaves: [
      'password: PasswordHash;',
      'function login(user: User, password: HashedPassword): boolean',
      'token: EncryptedToken',
    ],
    finds: [
      ['password: PasswordHash1', 'password: [CREDENTIAL]'],
      ['password: "PasswordHash"', 'password: "[CREDENTIAL]"'],
      ['password=HashedPassword', 'password=[CREDENTIAL]'],
    ],
  },
  'identities of objects and accounts': {
    leaves: [
      'token=com.acme.Token@39f978d',
      'password=[C@1b2c3d4e',
      'secretKey: javax.crypto.spec.SecretKeySpec@fffe8a1b',
      'TargetUserSid=S-1-5-21-5317356063-0638925640-123610224-5233',
    ],
    finds: [['password=Winter@2024', 'password=[CREDENTIAL]']],
  },
  'code that names a secret': {
    leaves: [
      'self.passwd = password_mgr',
      'privateKey: privateKey',
      'idToken = json.value',
      'opts[authTokenKey] = response.token',
      'const auth = !er.headers',
      "await read.password('Password:', creds.password)",
      'set --client-key=~/.kube/admin.key',
      '--from-file=ssh-privatekey=path/to/id_rsa',
    ],
    finds: [['client_key=9fK2mQ7xTz81LpWc', 'client_key=[CREDENTIAL]']],
  },
});
