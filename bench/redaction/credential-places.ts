// Where CREDENTIAL values are logged: connection strings, commands, statements, cookies and settings files.

import { fragment } from './sample.ts';
import { credential, host, name, type Place, places, user } from './secret-places.ts';
import { opaque, password } from './secret-values.ts';
import { ALPHABET, type SeededRandom } from './seeded-random.ts';

const A = ALPHABET;
type R = SeededRandom;
const plain = (r: R) => credential(password(r, 'plain'));
const rich = (r: R) => credential(password(r, 'symbols').replaceAll('#', '_'));
const key = (r: R) => credential(opaque(r));

/** ADO.NET, JDBC, ODBC, libpq and driver strings. */
const CONNECTIONS: readonly Place[] = places('CREDENTIAL', [
  [
    'ADO.NET',
    (r) =>
      fragment`Server=tcp:${name(r)}.database.windows.net,1433;Database=sales;User ID=${user(r)};Password=${rich(r)};Encrypt=True;`,
  ],
  ['ADO.NET, Pwd', (r) => fragment`Data Source=${host(r)};Initial Catalog=sales;Uid=${user(r)};Pwd=${rich(r)};`],
  [
    'ADO.NET, at the end',
    (r) => fragment`Host=${host(r)};Port=5432;Database=sales;Username=${user(r)};Password=${plain(r)}`,
  ],
  [
    'JDBC SQL Server',
    (r) =>
      fragment`jdbc:sqlserver://${host(r)}:1433;databaseName=sales;user=${user(r)};password=${rich(r)};encrypt=true`,
  ],
  ['JDBC MySQL', (r) => fragment`jdbc:mysql://${host(r)}:3306/sales?user=${user(r)}&password=${plain(r)}&useSSL=true`],
  ['JDBC Oracle', (r) => fragment`jdbc:oracle:thin:${user(r)}/${plain(r)}@//${host(r)}:1521/ORCL`],
  [
    'JDBC Databricks',
    (r) =>
      fragment`jdbc:databricks://adb-1.azuredatabricks.net:443/default;transportMode=http;ssl=1;AuthMech=3;UID=token;PWD=${credential(r.hex(36))}`,
  ],
  [
    'JDBC Snowflake',
    (r) => fragment`jdbc:snowflake://acme.snowflakecomputing.com/?db=sales&user=${user(r)}&password=${plain(r)}`,
  ],
  [
    'ODBC',
    (r) =>
      fragment`DRIVER={ODBC Driver 18 for SQL Server};SERVER=${host(r)};UID=${user(r)};PWD=${rich(r)};TrustServerCertificate=yes`,
  ],
  ['ODBC, braces', (r) => fragment`DRIVER={PostgreSQL};SERVER=${host(r)};UID=${user(r)};PWD={${rich(r)}};`],
  [
    'libpq',
    (r) => fragment`host=${host(r)} port=5432 dbname=sales user=${user(r)} password=${plain(r)} sslmode=require`,
  ],
  ['libpq, quoted', (r) => fragment`psql "host=${host(r)} user=${user(r)} password='${rich(r)}'"`],
  [
    'StackExchange.Redis',
    (r) =>
      fragment`${name(r)}.redis.cache.windows.net:6380,password=${credential(`${r.bytes(32).toString('base64')}`)},ssl=True,abortConnect=False`,
  ],
  [
    'kafka JAAS',
    (r) =>
      fragment`sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="${user(r)}" password="${rich(r)}";`,
  ],
  ['go DSN', (r) => fragment`dsn=${user(r)}:${plain(r)}@tcp(${host(r)}:3306)/sales?parseTime=true`],
]);

const COMMANDS: readonly Place[] = places('CREDENTIAL', [
  ['mysql -p', (r) => fragment`mysql -h ${host(r)} -u ${user(r)} -p${plain(r)} sales`],
  ['--password=', (r) => fragment`mysqldump --user=${user(r)} --password=${plain(r)} sales`],
  ['--password', (r) => fragment`docker login registry.example.com --username ${user(r)} --password ${plain(r)}`],
  ['docker login -p', (r) => fragment`docker login -u ${user(r)} -p ${plain(r)} registry.example.com`],
  ['sshpass', (r) => fragment`sshpass -p '${rich(r)}' ssh ${user(r)}@10.1.2.3 uptime`],
  ['export', (r) => fragment`export DB_PASSWORD='${rich(r)}'`],
  ['set', (r) => fragment`set API_KEY=${key(r)}`],
  ['powershell', (r) => fragment`$env:CLIENT_SECRET = "${key(r)}"`],
  ['PGPASSWORD', (r) => fragment`PGPASSWORD=${plain(r)} pg_dump -h ${host(r)} sales`],
  ['curl -u', (r) => fragment`curl -u ${user(r)}:${plain(r)} https://api.example/v1/status`],
  ['curl --user', (r) => fragment`curl --user "${user(r)}:${rich(r)}" https://api.example/v1/status`],
  ['curl -d', (r) => fragment`curl -d 'username=${user(r)}&password=${plain(r)}' https://api.example/login`],
  ['curl X-Api-Key', (r) => fragment`curl -H 'X-Api-Key: ${key(r)}' https://api.example/v1/status`],
  ['wget', (r) => fragment`wget --user=${user(r)} --password=${plain(r)} https://files.example/a.zip`],
  ['redis-cli', (r) => fragment`redis-cli -h ${host(r)} -a ${plain(r)} ping`],
  ['sqlcmd', (r) => fragment`sqlcmd -S ${host(r)} -U ${user(r)} -P ${plain(r)} -Q "SELECT 1"`],
  ['ldapsearch', (r) => fragment`ldapsearch -x -D cn=admin,dc=example -w ${plain(r)} -b dc=example`],
  ['kubectl', (r) => fragment`kubectl create secret generic db --from-literal=password=${plain(r)}`],
  ['helm', (r) => fragment`helm upgrade orders ./chart --set postgresql.auth.password=${plain(r)} --wait`],
  ['terraform -var', (r) => fragment`terraform apply -var="db_password=${plain(r)}" -auto-approve`],
  ['keytool', (r) => fragment`keytool -list -keystore a.jks -storepass ${plain(r)}`],
  ['openssl', (r) => fragment`openssl pkcs12 -in a.p12 -passin pass:${plain(r)} -nodes`],
  ['spark-submit', (r) => fragment`spark-submit --conf spark.ssl.keyStorePassword=${plain(r)} --class Main app.jar`],
  ['java -D', (r) => fragment`java -Djavax.net.ssl.trustStorePassword=${plain(r)} -jar app.jar`],
  ['vault kv put', (r) => fragment`vault kv put secret/db password=${plain(r)}`],
  ['--api-key', (r) => fragment`loader --api-key ${key(r)} --region west`],
  ['--token', (r) => fragment`deploy --token=${key(r)} --env prod`],
  ['dockerfile', (r) => fragment`Step 4/9 : ENV DB_PASS=${plain(r)}`],
]);

const STATEMENTS: readonly Place[] = places('CREDENTIAL', [
  ['create user', (r) => fragment`LOG:  statement: CREATE USER etl WITH PASSWORD '${rich(r)}';`],
  ['alter role', (r) => fragment`ALTER ROLE etl LOGIN PASSWORD '${rich(r)}'`],
  ['identified by', (r) => fragment`CREATE USER 'etl'@'%' IDENTIFIED BY '${rich(r)}'`],
  ['create login', (r) => fragment`CREATE LOGIN etl WITH PASSWORD = N'${rich(r)}', CHECK_POLICY = ON`],
  [
    'scoped credential',
    (r) => fragment`CREATE DATABASE SCOPED CREDENTIAL c WITH IDENTITY = 'app', SECRET = '${key(r)}'`,
  ],
  ['master key', (r) => fragment`CREATE MASTER KEY ENCRYPTION BY PASSWORD = '${rich(r)}'`],
  [
    'jdbc options',
    (r) => fragment`CREATE TABLE t USING jdbc OPTIONS (url 'jdbc:x', user '${user(r)}', password '${rich(r)}')`,
  ],
  ['update', (r) => fragment`UPDATE users SET password = '${rich(r)}' WHERE id = 7`],
  ['set with quotes', (r) => fragment`SET SESSION api_key = '${key(r)}'`],
]);

const COOKIES: readonly Place[] = places('CREDENTIAL', [
  ['Cookie', (r) => fragment`Cookie: theme=dark; sessionid=${credential(r.chars(A.lowerDigit, 32))}; lang=en`],
  ['Set-Cookie', (r) => fragment`Set-Cookie: JSESSIONID=${credential(r.chars(A.HEX, 32))}; Path=/; HttpOnly; Secure`],
  [
    'connect.sid',
    (r) => fragment`cookie: connect.sid=s%3A${credential(`${r.chars(A.base64url, 32)}.${r.chars(A.base62, 43)}`)}`,
  ],
  ['PHPSESSID', (r) => fragment`Cookie: PHPSESSID=${credential(r.chars(A.lowerDigit, 26))}`],
  ['auth cookie', (r) => fragment`< set-cookie: auth_token=${key(r)}; Max-Age=3600; SameSite=Lax`],
  ['session JSON', (r) => fragment`{"cookies":{"session":"${key(r)}","theme":"dark"}}`],
  ['ASP.NET', (r) => fragment`Cookie: .AspNetCore.Cookies=${credential(`CfDJ8${r.chars(A.base64url, 150)}`)}`],
]);

const FILES: readonly Place[] = places('CREDENTIAL', [
  ['netrc', (r) => fragment`machine api.example.com login ${user(r)} password ${plain(r)}`],
  ['netrc, lines', (r) => fragment`machine api.example.com\n  login ${user(r)}\n  password ${plain(r)}\n`],
  ['pgpass', (r) => fragment`.pgpass: ${host(r)}:5432:sales:${user(r)}:${plain(r)}`],
  ['my.cnf', (r) => fragment`[client]\nuser=${user(r)}\npassword="${rich(r)}"\n`],
  [
    'docker config',
    (r) =>
      fragment`{"auths":{"registry.example.com":{"auth":"${credential(Buffer.from(`${user(r)}:${password(r)}`).toString('base64'))}"}}}`,
  ],
  [
    'kubernetes secret',
    (r) =>
      fragment`apiVersion: v1\nkind: Secret\ndata:\n  password: ${credential(Buffer.from(password(r)).toString('base64'))}\ntype: Opaque`,
  ],
  ['kubernetes env', (r) => fragment`env:\n- name: DB_PASSWORD\n  value: "${plain(r)}"\n`],
  ['kubeconfig token', (r) => fragment`users:\n- name: ci\n  user:\n    token: ${key(r)}\n`],
  ['compose', (r) => fragment`environment:\n  - POSTGRES_PASSWORD=${plain(r)}\n  - TZ=UTC`],
  ['appsettings', (r) => fragment`{"ConnectionStrings":{"Main":"Server=db;User Id=${user(r)};Password=${rich(r)};"}}`],
  ['spring', (r) => fragment`spring.datasource.username=${user(r)}\nspring.datasource.password=${rich(r)}\n`],
  [
    'maven settings',
    (r) => fragment`<server><id>nexus</id><username>${user(r)}</username><password>${plain(r)}</password></server>`,
  ],
  [
    'hadoop xml',
    (r) => fragment`<property><name>javax.jdo.option.ConnectionPassword</name><value>${plain(r)}</value></property>`,
  ],
  ['htpasswd', (r) => fragment`htpasswd -b /etc/nginx/users ${user(r)} ${plain(r)}`],
  ['databrickscfg', (r) => fragment`[DEFAULT]\nhost = https://adb-1.azuredatabricks.net\ntoken = ${key(r)}\n`],
  ['terraform sensitive', (r) => fragment`      ~ admin_password = "${plain(r)}" -> "${plain(r)}"`],
  ['dbutils printed', (r) => fragment`dbutils.secrets.get(scope="kv", key="sql-password") = ${plain(r)}`],
  ['ansible', (r) => fragment`ansible_become_pass: ${plain(r)}`],
]);

const PROSE: readonly Place[] = places('CREDENTIAL', [
  ['password is', (r) => fragment`The password is ${plain(r)}`],
  ['password for user', (r) => fragment`password for ${user(r)}: ${plain(r)}`],
  ['temporary password', (r) => fragment`Temporary password: ${rich(r)}`],
  ['with password', (r) => fragment`login as ${user(r)} with password '${rich(r)}' failed`],
  ['api key', (r) => fragment`Using API key: ${key(r)}`],
  ['access token', (r) => fragment`refreshed access token ${key(r)}`],
  ['credentials pair', (r) => fragment`trying credentials ${user(r)}/${plain(r)}`],
  ['auth tuple', (r) => fragment`auth=('${user(r)}', '${plain(r)}')`],
]);

export const CREDENTIAL_PLACES: readonly Place[] = [...CONNECTIONS, ...COMMANDS, ...STATEMENTS, ...COOKIES, ...FILES];
/** Free prose and words of other languages: reported apart, nobody promises them. */
export const PROSE_PLACES: readonly Place[] = PROSE;

/** Names that call a value a credential. */
export const CREDENTIAL_KEYS: readonly string[] = [
  'password',
  'passwd',
  'pwd',
  'db_password',
  'user_password',
  'admin_pass',
  'new_password',
  'passphrase',
  'secret',
  'client_secret',
  'app_secret',
  'secret_key',
  'api_key',
  'apikey',
  'api_secret',
  'access_token',
  'refresh_token',
  'auth_token',
  'session_token',
  'token',
  'private_token',
  'encryption_key',
  'signing_key',
  'shared_secret',
  'webhook_secret',
  'service_password',
  'smtp_password',
  'keystore_password',
  'ldap_bind_password',
  'access_key',
  'bearer_token',
  'csrf_token',
  'credentials',
  'master_key',
  'x_api_key',
  'otp_secret',
  'jwt_secret',
];
export const FOREIGN_KEYS: readonly string[] = [
  'passwort',
  'kennwort',
  'contrasena',
  'contraseña',
  'mot_de_passe',
  'mdp',
  'senha',
  'wachtwoord',
  'haslo',
  'пароль',
  'パスワード',
  '密码',
];
