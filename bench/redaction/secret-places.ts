// The places where only context tells a secret: connection strings, URLs, headers, commands, statements, files.

import { encode, type Fragment, fragment, jsonEscape, type Piece, plant, urlEscape } from './sample.ts';
import { jwt } from './secret-tokens.ts';
import { accountKey, awsSecret, opaque, password, pem } from './secret-values.ts';
import { ALPHABET, type SeededRandom } from './seeded-random.ts';

export interface Place {
  readonly entity: string;
  readonly variant: string;
  readonly make: (random: SeededRandom) => Fragment;
}

type Make = (random: SeededRandom) => Fragment;
const A = ALPHABET;

function places(entity: string, list: readonly (readonly [string, Make])[]): Place[] {
  return list.map(([variant, make]) => ({ entity, variant, make }));
}

const name = (r: SeededRandom): string => r.pick(['orders', 'lake', 'crm', 'billing', 'ingest']) + r.int(1, 99);
const host = (r: SeededRandom): string =>
  r.pick(['db.example.com', '10.1.2.3', 'pg-1.internal', `${name(r)}.database.example`]);
const user = (r: SeededRandom): string => r.pick(['app', 'root', 'svc_etl', 'admin', 'reader']);

const azure = (value: string): Piece => plant('AZURE_KEY', value);
const sas = (value: string): Piece => plant('AZURE_SAS', value);
const aws = (value: string): Piece => plant('AWS_KEY', value);
const credential = (value: string): Piece => plant('CREDENTIAL', value);
const bearer = (value: string): Piece => plant('BEARER_TOKEN', value);
const url = (value: string): Piece => plant('URL_PASSWORD', value);

const key32 = (r: SeededRandom): string => r.bytes(32).toString('base64');
const signature = (r: SeededRandom): string => encodeURIComponent(key32(r));

const AZURE: readonly Place[] = places('AZURE_KEY', [
  [
    'storage connection string',
    (r) =>
      fragment`DefaultEndpointsProtocol=https;AccountName=${name(r)};AccountKey=${azure(accountKey(r))};EndpointSuffix=core.windows.net`,
  ],
  [
    'storage connection string, endpoints',
    (r) =>
      fragment`BlobEndpoint=https://${name(r)}.blob.core.windows.net/;AccountName=${name(r)};AccountKey=${azure(accountKey(r))}`,
  ],
  [
    'service bus connection string',
    (r) =>
      fragment`Endpoint=sb://${name(r)}.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=${azure(key32(r))}`,
  ],
  [
    'event hub connection string',
    (r) =>
      fragment`Endpoint=sb://${name(r)}.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=${azure(key32(r))};EntityPath=telemetry`,
  ],
  [
    'cosmos connection string',
    (r) => fragment`AccountEndpoint=https://${name(r)}.documents.azure.com:443/;AccountKey=${azure(accountKey(r))};`,
  ],
  [
    'IoT hub connection string',
    (r) =>
      fragment`HostName=${name(r)}.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey=${azure(key32(r))}`,
  ],
  [
    'app configuration',
    (r) =>
      fragment`Endpoint=https://${name(r)}.azconfig.io;Id=${r.chars(A.base62, 4)}-l0-s0:${r.chars(A.base62, 20)};Secret=${azure(key32(r))}`,
  ],
  [
    'signalR',
    (r) => fragment`Endpoint=https://${name(r)}.service.signalr.net;AccessKey=${azure(key32(r))};Version=1.0;`,
  ],
  [
    'communication services',
    (r) => fragment`endpoint=https://${name(r)}.communication.azure.com/;accesskey=${azure(accountKey(r))}`,
  ],
  [
    'spark conf',
    (r) => fragment`spark.hadoop.fs.azure.account.key.${name(r)}.dfs.core.windows.net=${azure(accountKey(r))}`,
  ],
  ['spark conf, spaced', (r) => fragment`fs.azure.account.key.${name(r)}.dfs.core.windows.net ${azure(accountKey(r))}`],
  [
    'spark.conf.set',
    (r) => fragment`spark.conf.set("fs.azure.account.key.${name(r)}.dfs.core.windows.net", "${azure(accountKey(r))}")`,
  ],
  [
    'spark oauth secret',
    (r) => fragment`fs.azure.account.oauth2.client.secret.${name(r)}.dfs.core.windows.net=${azure(opaque(r))}`,
  ],
  ['storage environment', (r) => fragment`AZURE_STORAGE_KEY=${azure(accountKey(r))}`],
  [
    'az command',
    (r) => fragment`az storage blob list --account-name ${name(r)} --account-key ${azure(accountKey(r))} -c data`,
  ],
  [
    'az login',
    (r) =>
      fragment`az login --service-principal -u ${r.guid()} -p ${azure(`${r.chars(A.base62, 3)}8Q~${r.chars(A.base62, 34)}`)} --tenant ${r.guid()}`,
  ],
  [
    'client secret form',
    (r) =>
      fragment`grant_type=client_credentials&client_id=${r.guid()}&client_secret=${azure(opaque(r).replace(/[+/=]/g, 'x'))}&scope=.default`,
  ],
  ['subscription key header', (r) => fragment`Ocp-Apim-Subscription-Key: ${azure(r.hex(32))}`],
  ['api-key header', (r) => fragment`-H "api-key: ${azure(r.hex(32))}" -H "Content-Type: application/json"`],
  [
    'function code',
    (r) => fragment`POST https://${name(r)}.azurewebsites.net/api/load?code=${azure(r.chars(A.base64url, 54))}%3D%3D`,
  ],
]);

const SAS: readonly Place[] = places('AZURE_SAS', [
  [
    'account SAS',
    (r) =>
      fragment`https://${name(r)}.blob.core.windows.net/data/a.parquet?sv=2022-11-02&ss=bfqt&srt=sco&sp=rwdlacupx&se=2027-01-01T00:00:00Z&st=2026-11-01T00:00:00Z&spr=https&sig=${sas(signature(r))}`,
  ],
  [
    'service SAS',
    (r) =>
      fragment`https://${name(r)}.dfs.core.windows.net/raw/in?sp=r&st=2026-11-01T08%3A00%3A00Z&se=2026-11-30T08%3A00%3A00Z&spr=https&sv=2023-11-03&sr=c&sig=${sas(signature(r))}`,
  ],
  [
    'user delegation SAS',
    (r) =>
      fragment`?skoid=${r.guid()}&sktid=${r.guid()}&skt=2026-11-24T10%3A00%3A00Z&sks=b&skv=2022-11-02&se=2026-11-25&sp=racwdl&sv=2022-11-02&sr=b&sig=${sas(signature(r))}`,
  ],
  [
    'SAS, sig first',
    (r) => fragment`GET /raw/x.csv?sig=${sas(signature(r))}&se=2027-01-01T00%3A00%3A00Z&sp=r&sv=2021-08-06&sr=b 200`,
  ],
  [
    'SAS, unencoded',
    (r) => fragment`SharedAccessSignature=sv=2022-11-02&ss=b&srt=o&sp=r&se=2027-01-01T00:00:00Z&sig=${sas(key32(r))}`,
  ],
  [
    'service bus SAS',
    (r) =>
      fragment`Authorization: SharedAccessSignature sr=https%3a%2f%2f${name(r)}.servicebus.windows.net%2f&sig=${sas(signature(r))}&se=1795000000&skn=send`,
  ],
  [
    'SAS in JSON',
    (r) =>
      fragment`{"url":"https://${name(r)}.blob.core.windows.net/x?sv=2022-11-02\\u0026sr=b\\u0026sp=r\\u0026sig=${sas(signature(r))}"}`,
  ],
  [
    'logic app',
    (r) =>
      fragment`https://prod-12.westeurope.logic.azure.com:443/workflows/${r.hex(32)}/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${sas(r.chars(A.base64url, 43))}`,
  ],
]);

const AWS: readonly Place[] = places('AWS_KEY', [
  [
    'credentials file',
    (r) =>
      fragment`[default]\naws_access_key_id = ${aws(`AKIA${r.chars(A.base32, 16)}`)}\naws_secret_access_key = ${aws(awsSecret(r))}\n`,
  ],
  ['environment', (r) => fragment`export AWS_SECRET_ACCESS_KEY=${aws(awsSecret(r))}`],
  [
    'STS answer',
    (r) =>
      fragment`{"Credentials":{"AccessKeyId":"${aws(`ASIA${r.chars(A.base32, 16)}`)}","SecretAccessKey":"${aws(awsSecret(r))}","SessionToken":"${aws(`IQoJb3JpZ2luX2VjE${r.bytes(300).toString('base64')}`)}","Expiration":"2026-11-24T11:00:00Z"}}`,
  ],
  ['hadoop conf', (r) => fragment`spark.hadoop.fs.s3a.secret.key=${aws(awsSecret(r))}`],
  ['camel case', (r) => fragment`S3Client(region=eu-west-1, secretAccessKey=${aws(awsSecret(r))})`],
  [
    'python keyword',
    (r) =>
      fragment`boto3.client('s3', aws_access_key_id='${aws(`AKIA${r.chars(A.base32, 16)}`)}', aws_secret_access_key='${aws(awsSecret(r))}')`,
  ],
  [
    'copy statement',
    (r) =>
      fragment`COPY sales FROM 's3://lake/in' CREDENTIALS 'aws_access_key_id=${aws(`AKIA${r.chars(A.base32, 16)}`)};aws_secret_access_key=${aws(awsSecret(r))}'`,
  ],
  ['configure command', (r) => fragment`aws configure set aws_secret_access_key ${aws(awsSecret(r))} --profile etl`],
  [
    'presigned URL',
    (r) =>
      fragment`https://lake.s3.amazonaws.com/a.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${aws(`AKIA${r.chars(A.base32, 16)}`)}%2F20261124%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Expires=900&X-Amz-Signature=${aws(r.hex(64))}`,
  ],
  [
    'duckdb secret',
    (r) =>
      fragment`CREATE SECRET s (TYPE s3, KEY_ID '${aws(`AKIA${r.chars(A.base32, 16)}`)}', SECRET '${aws(awsSecret(r))}', REGION 'eu-west-1')`,
  ],
]);

const SCHEMES = [
  'postgres',
  'postgresql',
  'mysql',
  'mariadb',
  'mongodb',
  'mongodb+srv',
  'amqp',
  'amqps',
  'rediss',
  'clickhouse',
  'postgresql+psycopg2',
  'mssql+pyodbc',
  'ftp',
  'sftp',
  'https',
  'http',
  'ldap',
  'smtp',
  'snowflake',
  'nats',
  'cockroachdb',
  'elasticsearch',
  'trino',
];
const at = (r: SeededRandom): string => `${host(r)}:${r.int(1000, 9999)}/${name(r)}`;

const URLS: readonly Place[] = places('URL_PASSWORD', [
  ['scheme', (r) => fragment`${r.pick(SCHEMES)}://${user(r)}:${url(password(r, 'plain'))}@${at(r)}`],
  [
    'scheme',
    (r) =>
      fragment`${r.pick(SCHEMES)}://${user(r)}:${url(password(r, 'symbols').replaceAll('#', '_'))}@${at(r)}?retryWrites=true`,
  ],
  [
    'scheme, percent-encoded',
    (r) => fragment`${r.pick(SCHEMES)}://${user(r)}:${url(urlEscape(password(r, 'hard')))}@${at(r)}`,
  ],
  ['redis, no user', (r) => fragment`redis://:${url(password(r, 'plain'))}@${host(r)}:6379/0`],
  [
    'mongo, replica set',
    (r) =>
      fragment`mongodb://${user(r)}:${url(password(r, 'plain'))}@a.example:27017,b.example:27017/db?replicaSet=rs0`,
  ],
  ['jdbc with user', (r) => fragment`jdbc:postgresql://${user(r)}:${url(password(r, 'plain'))}@${at(r)}`],
  ['user with at sign', (r) => fragment`https://jane%40corp.example:${url(password(r, 'plain'))}@${host(r)}/repo.git`],
  [
    'git remote',
    (r) =>
      fragment`fatal: unable to access 'https://ci:${url(opaque(r).replace(/[+/=]/g, 'x'))}@git.example.com/data/etl.git/': The requested URL returned error: 403`,
  ],
  [
    'raw at sign in password',
    (r) => fragment`postgres://${user(r)}:${url(`${password(r, 'plain')}@${r.chars(A.base62, 4)}`)}@${at(r)}`,
  ],
  [
    'escaped slashes',
    (r) => fragment`{"dsn":"amqp:\\/\\/${user(r)}:${url(password(r, 'plain'))}@${host(r)}:5672\\/vhost"}`,
  ],
  [
    'in a traceback',
    (r) =>
      fragment`sqlalchemy.exc.OperationalError: could not connect (Background on this error at: url=postgresql://${user(r)}:${url(password(r, 'plain'))}@${at(r)})`,
  ],
  ['proxy', (r) => fragment`HTTPS_PROXY=http://${user(r)}:${url(password(r, 'plain'))}@proxy.example:3128`],
]);

const basic = (r: SeededRandom): string => Buffer.from(`${user(r)}:${password(r)}`).toString('base64');

const BEARER: readonly Place[] = places('BEARER_TOKEN', [
  ['header', (r) => fragment`Authorization: Bearer ${bearer(opaque(r))}`],
  ['header, lower case', (r) => fragment`authorization: bearer ${bearer(opaque(r))}`],
  ['header, JWT', (r) => fragment`Authorization: Bearer ${bearer(jwt(r))}`],
  ['basic', (r) => fragment`Authorization: Basic ${bearer(basic(r))}`],
  ['proxy basic', (r) => fragment`Proxy-Authorization: Basic ${bearer(basic(r))}`],
  ['JSON headers', (r) => fragment`{"headers":{"Authorization":"Bearer ${bearer(opaque(r))}","Accept":"*/*"}}`],
  ['python headers', (r) => fragment`{'Authorization': 'Bearer ${bearer(opaque(r))}', 'Accept': '*/*'}`],
  ['header pairs', (r) => fragment`[('host', 'api.example'), ('authorization', 'Basic ${bearer(basic(r))}')]`],
  [
    'curl',
    (r) => fragment`curl -sS -X POST -H "Authorization: Bearer ${bearer(opaque(r))}" https://api.example/v1/jobs`,
  ],
  [
    'curl trace',
    (r) =>
      fragment`> GET /v1/jobs HTTP/1.1\r\n> Host: api.example\r\n> Authorization: Basic ${bearer(basic(r))}\r\n> Accept: */*`,
  ],
  ['token scheme', (r) => fragment`Authorization: token ${bearer(r.hex(40))}`],
  ['ApiKey scheme', (r) => fragment`Authorization: ApiKey ${bearer(r.bytes(40).toString('base64'))}`],
  ['gRPC metadata', (r) => fragment`metadata={authorization=Bearer ${bearer(opaque(r))}, user-agent=grpc-java/1.60}`],
  [
    'go header map',
    (r) => fragment`map[Accept:[*/*] Authorization:[Bearer ${bearer(opaque(r))}] User-Agent:[Go-http-client/1.1]]`,
  ],
  ['alone', (r) => fragment`using credentials Bearer ${bearer(r.chars(A.base64url, 43))}`],
]);

const PEMS: readonly Place[] = places('PRIVATE_KEY', [
  ['block', (r) => pemWith(r, (text) => text)],
  ['block, CRLF', (r) => pemWith(r, (text) => text.replaceAll('\n', '\r\n'))],
  [
    'escaped in JSON',
    (r) =>
      fragment`{"type":"service_account","project_id":"lake-1","private_key":"${pemWith(r, jsonEscape)}\\n","client_email":"etl@lake-1.iam.gserviceaccount.com"}`,
  ],
  ['escaped twice', (r) => fragment`{"log":"{\\"key\\":\\"${pemWith(r, (text) => jsonEscape(jsonEscape(text)))}\\"}"}`],
  ['indented in YAML', (r) => fragment`tls:\n  key: |\n    ${pemWith(r, (text) => text.replaceAll('\n', '\n    '))}\n`],
  ['on one line', (r) => fragment`SSH_KEY="${pemWith(r, (text) => text.replaceAll('\n', ' '))}"`],
  ['cut off', (r) => pemWith(r, (text) => text).slice(0, 2)],
  [
    'in a sentence',
    (r) => fragment`could not parse key ${pemWith(r, (text) => text)}\nretrying with the next provider`,
  ],
  ['escaped in environment', (r) => fragment`TLS_PRIVATE_KEY=${pemWith(r, (text) => text.replaceAll('\n', '\\n'))}`],
  [
    'base64 in kubeconfig',
    (r) =>
      fragment`users:\n- name: admin\n  user:\n    client-key-data: ${plant('PRIVATE_KEY', Buffer.from(whole(r)).toString('base64'))}`,
  ],
]);

function whole(r: SeededRandom): string {
  const { begin, body, end } = pem(r);
  return begin + body + end;
}

function pemWith(r: SeededRandom, encoder: (text: string) => string): Fragment {
  const { begin, body, end } = pem(r);
  return encode([begin, plant('PRIVATE_KEY', body), end], encoder);
}

const NPM: readonly Place[] = places('NPM_TOKEN', [
  [
    'npmrc',
    (r) => fragment`//registry.npmjs.org/:_authToken=${plant('NPM_TOKEN', `np${'m_'}${r.chars(A.base62, 36)}`)}`,
  ],
  ['npmrc, GUID', (r) => fragment`//npm.example.com/:_authToken=${plant('NPM_TOKEN', r.guid())}`],
  [
    'npmrc, basic',
    (r) => fragment`registry=https://npm.example.com/\n_auth=${plant('NPM_TOKEN', basic(r))}\nalways-auth=true`,
  ],
  [
    'npmrc, password',
    (r) => fragment`//npm.example.com/:_password=${plant('NPM_TOKEN', Buffer.from(password(r)).toString('base64'))}`,
  ],
]);

export const PLACES: readonly Place[] = [...AZURE, ...SAS, ...AWS, ...URLS, ...BEARER, ...PEMS, ...NPM];
export { credential, host, name, places, user };
