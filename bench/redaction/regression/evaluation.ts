// Regression set: lines of an evaluation by somebody who had not seen the rules, mostly the forms that it found missing and its false hits.
import type { CleanLine } from '../clean-corpus.ts';
import { samplesOf } from '../line-templates.ts';
import type { CorpusOptions, Sample } from '../sample.ts';
import { ALPHABET, SeededRandom } from '../seeded-random.ts';

const L = String.raw;
const ESC = '\u001b';

const SECRET_LINES: readonly string[] = [
  // Configurations and platforms
  L`26/02/08 11:24:35 ERROR DriverCorral$: (spark.hadoop.fs.s3a.secret.key,{awsSecret})`,
  L`spark.hadoop.fs.azure.account.key.stlake.dfs.core.windows.net={azureKey}`,
  L`AIRFLOW__CORE__FERNET_KEY={b64url}`,
  L`AZURE_DEVOPS_EXT_PAT={ado}`,
  L`Endpoint=https://cfg.azconfig.io;Id=abc-l0-s0:XyZ;Secret={busKey}`,
  L`Endpoint=sb://evh.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={busKey};EntityPath=orders`,
  L`10:15:02.123 INFO HikariDataSource.init DB_PW={key}`,
  L`{"Parameter":{"Name":"/prod/db/password","Type":"SecureString","Value":"{phrase}","Version":3}}`,
  L`{"ParameterKey":"DBPassword","ParameterValue":"{phrase}"}`,
  L`  tls.key: LS0t, password: {phrase}`,
  L`    Environment:\n      DB_HOST:      10.1.2.3\n      DB_PASSWORD:  {phrase}`,
  L`  + master_password = "{phrase}" -> "{phrase}"`,
  // Sentences
  `Jenkins initial setup is required.\nPlease use the following password to proceed to installation:\n\n{md5}\n\nThis may also be found at: /var`,
  'Password for the elastic user (reset with `bin/x -u elastic`):\n  {key}',
  'Password for the [elastic] user successfully reset.\nNew value: {key}',
  `argocd admin initial-password -n argocd\n{key}\n\n This password must be only used for first time login.`,
  L`Unseal Key 1: {b64url}`,
  L`Setting password for root to {pw}`,
  L`Changed password for admin to '{phrase}'`,
  L`A temporary password is generated for root@localhost: {pwRich}`,
  L`verifying signature with secret {md5}`,
  L`session token is {md5}`,
  L`Welcome! Your API key is: {key}`,
  L`Invalid token: {sigHex}`,
  L`Invalid API key: {key}`,
  L`svc_etl@api's password: {phrase}`,
  L`[sudo] password for app: {phrase}`,
  // What languages print
  L`Config { host: "db", password: Some("{phrase}"), port: 5432 }`,
  L` Password: (string) (len=21) "{phrase}",`,
  `  ["password"]=>\n  string(22) "{phrase}"`,
  L` $ password: chr "{phrase}"`,
  L`{user,"app"},{password,"{phrase}"},{port,5432}`,
  L`[{username,<<"app">>},{password,<<"{phrase}">>}]`,
  L`#0 /app/db.php(12): PDO->__construct('mysql:host=db;dbname=app', 'root', '{phrase}', Array)`,
  L`#0 /var/www/html/db.php(7): mysqli_connect('localhost', 'app', '{phrase}', 'shop')`,
  L`Creating client with {'service_name': 's3', 'aws_secret_access_key': '{awsSecret}', 'region_name': 'us-east-1'}`,
  L`creds: {AccessKeyID:x SecretAccessKey:{awsSecret} SessionToken: Source:EnvConfigCredentials}`,
  // Markup, tables, terminals
  `\t<key>password</key>\n\t<string>{phrase}</string>`,
  L`&lt;password&gt;{phrase}&lt;/password&gt;`,
  L`| db_password              | {phrase} |`,
  L`| api_key | {key} | prod |`,
  L`Password ............ {phrase}`,
  `${ESC}[32mpassword${ESC}[0m=${ESC}[33m{phrase}${ESC}[0m`,
  `${ESC}[36mpassword=${ESC}[0m{phrase} host=db`,
  L`REDIS_PASSWORD -> {key}`,
  // Commands
  L`mysqldump -uroot -p'{phrase}' --single-transaction shop`,
  L`keytool -importkeystore -srckeystore a.p12 -deststorepass {phrase} -destkeystore b.jks`,
  L`beeline -u jdbc:hive2://hs2:10000/default -n hive -p {phrase} -e "show tables"`,
  L`mosquitto_pub -h broker -u dev -P {phrase} -t a/b -m 1`,
  L`twine upload -u __token__ -p {phrase} dist/*`,
  L`gh secret set DB_PASSWORD --body "{phrase}"`,
  L`lftp -u app,{phrase} sftp://host`,
  L`SQL> CONNECT reporting/{key}@ORCLPDB1`,
  L`echo "app:{phrase}" | chpasswd`,
  L`sonar-scanner -Dsonar.host.url=https://s -Dsonar.login={phrase}`,
  L`Step 7/12 : ENV DB_PASSWORD {phrase}`,
  L`curl -H "X-JFrog-Art-Api: {key}" https://api/x`,
  // Protocols and SQL
  L`[0 10.0.0.3:53210] "auth" "default" "{phrase}"`,
  L`CREATE USER app IDENTIFIED WITH mysql_native_password BY '{phrase}'`,
  L`SELECT * FROM dblink('host=db1 user=app password={key} dbname=x', 'select 1') AS t(a int);`,
  L`':authority', 'api'\n':path', '/v1'\n'authorization', 'Bearer {bearer}'`,
  L`POST https://http-intake.logs.datadoghq.com/v1/input/{md5}`,
  L`https://x-access-token:{github}@github.com/a/b.git`,
  L`databricks://token:{dapi}@adb-1.2.azuredatabricks.net:443/default`,
];

const PII_LINES: readonly string[] = [
  L`card number {cardGrouped} accepted`,
  L`paid with {card} exp 12/29`,
  L`paid with {cardGrouped} 12/29 123`,
  L`%B{card}^DOE/JOHN^27121011000000000000?`,
  L`key pay_{card}_retry`,
  L`order 17 {cardGrouped} paid`,
  L`{"pan":"{card}","exp":"1229"}`,
  L`account {ibanGrouped} credited`,
  L`{"iban":"{iban}"}`,
  L`acct_{ibanDashed} moved`,
  L`ssn={ssn} verified`,
  L`social security number {ssnBare}`,
  L`From: "Lee" <{mail}>`,
  L`{"to":["{mail}","{mail}"]}`,
  L`user={mail}&x=1`,
  L`SELECT * FROM u WHERE mail = '{mailApostrophe}'`,
];

type Line = (r: SeededRandom) => string;

/** What has no secret in it and looks as if it had; `r` fills in what differs from line to line. */
const LOOK_ALIKES: readonly Line[] = [
  (r) => `--- PASS: TestBuilder${r.chars(ALPHABET.upper, 1)}rite${r.int(1, 99)} (0.0${r.int(0, 9)}s)`,
  (r) => `    --- PASS: FuzzReplace/seed#${r.int(1, 99)} (0.00s)`,
  (r) =>
    `{"@odata.context":"https://graph/v1.0/$metadata#users","@odata.nextLink":"https://graph/v1.0/users?$top=${r.int(1, 99)}"}`,
  (r) =>
    `EventID=4624 TargetUserSid=S-1-5-21-${r.digits(10)}-${r.digits(10)}-${r.digits(9)}-${r.digits(4)} KeyLength=0`,
  (r) => `[Lcom.acme.Token;@${r.hex(6)} com.acme.SecretKey@${r.hex(8)} token=com.acme.Token@${r.hex(7)}`,
  () => '      ~ master_password = (sensitive value)',
  () => '      + access_key = (known after apply)',
  (r) =>
    `user=app ${r.pick(['password', 'api_key', 'access_token'])} = ${r.pick(['@password', ':password', '$1'])} host=db`,
  () => ['-e POSTGRES_PASSWORD=$', '{POSTGRES_PASSWORD:?required}'].join(''),
  (r) => `PASSWORD=\`openssl rand -hex ${r.int(8, 64)}\``,
  () => 'access_token=<password>, host=db',
  () => '[-storepass <password>]     password for keystore integrity',
  (r) => `${r.pick(['has_password', 'show_password', 'use_token'])}=${r.int(0, 1)}`,
  (r) =>
    ` |-- ${r.pick(['access_token', 'password_hash', 'api_key'])}: ${r.pick(['binary', 'string', 'long'])} (nullable = true)`,
  () => 'func Decrypt(b *pem.Block, password []byte) ([]byte, error)',
  () => '        password: BinaryLike, privateKey: KeyLike,',
  (r) => `${r.pick(['WARNING', 'INFO', 'DEBUG'])}:core.password:cache_miss_ratio=0.${r.digits(2)}`,
  () => 'WARNING:services.auth:psycopg2.OperationalError: server closed the connection unexpectedly',
  (r) => `cpu ${r.digits(4)} ${r.digits(4)} ${r.digits(4)} ${r.digits(4)} ${r.digits(4)} 0 0`,
  (r) =>
    `0000${r.hex(3)}0: ${Array.from({ length: 8 }, () => r.pick([r.hex(4), r.digits(4), '0000'])).join(' ')}  ................`,
  (r) => `Conf passwd (1:4.13+dfsg1-1+deb12u${r.int(1, 9)} Debian:12.15/oldstable [amd64])`,
  () => '  existingSecret: "pg-auth"',
  () => 'pg_dump: creating CONSTRAINT "public.api_keys api_keys_pkey"',
  () => 'change password: /account/password',
  () => ' -storepasswd        Changes the store password of a keystore',
  () => '  -W, --password           force password prompt (should happen automatically)',
  () => '        self.passwd = password_mgr',
  (r) => `GET /items?pageToken=${r.chars(ALPHABET.base64url, 24)}&limit=${r.int(1, 99)}`,
  (r) => `token=IDENTIFIER text=${r.pick(['foo', 'bar'])} at ${r.int(1, 99)}:${r.int(1, 99)}`,
  (r) => `Error: secret "db-credentials-${r.chars(ALPHABET.lowerDigit, 5)}" not found`,
  () => "Access denied for user 'app'@'10.0.0.3' (using password: YES)",
  (r) => `GET /api/items?page=${r.int(1, 99)}&sort_key=price&key=name&tokens=${r.int(1, 9)} HTTP/1.1`,
];

/** The secrets of the evaluation's lines. */
export function evaluationSecrets(options: CorpusOptions): Sample[] {
  return samplesOf(SECRET_LINES, options.seed + 20_000, Math.ceil(options.perEntity / 20));
}

/** The addresses, cards, IBANs and social security numbers of its lines. */
export function evaluationPii(options: CorpusOptions): Sample[] {
  return samplesOf(PII_LINES, options.seed + 30_000, Math.ceil(options.perEntity / 10));
}

/** `rounds` lines of each look-alike: none may change. */
export function lookAlikeLines(seed: number, rounds: number): CleanLine[] {
  const r = new SeededRandom(seed);
  return Array.from({ length: rounds }, () =>
    LOOK_ALIKES.map((line) => ({ source: 'look-alike', line: line(r) })),
  ).flat();
}
