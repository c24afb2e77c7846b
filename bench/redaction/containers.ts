// The formats that people log a named value in: each takes a key and a value and gives the line.

import {
  csvEscape,
  encode,
  type Fragment,
  fragment,
  jsonEscape,
  pythonEscape,
  sqlEscape,
  urlEscape,
  xmlEscape,
} from './sample.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface Container {
  readonly name: string;
  /**
   * @param key name of the field; what it names is up to the caller
   * @param value what the field holds, with its planted parts
   */
  readonly embed: (key: string, value: Fragment, random: SeededRandom) => Fragment;
}

const HOSTS = ['db-1.internal', 'ingest.prod.example', 'worker-7', 'node01.cluster.local'];
const LOGGERS = ['org.example.orders.Loader', 'payments.api', 'etl.bronze', 'com.acme.crm.SyncJob', 'http.server'];

function time(random: SeededRandom): string {
  return new Date(
    Date.UTC(
      2026,
      random.int(0, 11),
      random.int(1, 28),
      random.int(0, 23),
      random.int(0, 59),
      random.int(0, 59),
      random.int(0, 999),
    ),
  ).toISOString();
}

/** The head of a log line in one of the usual layouts. */
export function logHead(random: SeededRandom): string {
  const at = time(random);
  return random.pick([
    '',
    `${at} INFO  ${random.pick(LOGGERS)} - `,
    `${at.replace('T', ' ').replace('Z', '')} [main] ERROR ${random.pick(LOGGERS)} : `,
    `[${at}] WARN (${random.int(100, 9999)} on ${random.pick(HOSTS)}): `,
    `${at.slice(2, 19).replaceAll('-', '/').replace('T', ' ')} INFO ${random.pick(LOGGERS)}: `,
    `Nov 24 10:${random.int(10, 59)}:07 ${random.pick(HOSTS)} app[${random.int(100, 9999)}]: `,
    `level=info ts=${at} caller=main.go:${random.int(10, 400)} msg=`,
  ]);
}

/** `customer_email` as `customerEmail`, `Customer-Email`, `CUSTOMER_EMAIL`… as the format would write it. */
export const camel = (key: string): string => key.replace(/[_-](\w)/g, (_, letter: string) => letter.toUpperCase());
export const pascal = (key: string): string => camel(key).replace(/^\w/, (letter) => letter.toUpperCase());
export const kebab = (key: string): string => key.replaceAll('_', '-');
export const upper = (key: string): string => key.toUpperCase().replaceAll('-', '_');
export const train = (key: string): string => kebab(key).replace(/(^|-)\w/g, (letter) => letter.toUpperCase());

const json = (value: Fragment): Fragment => encode(value, jsonEscape);
const twice = (value: Fragment): Fragment => json(json(value));

/** Structured formats with a field's name beside its value. */
export const fieldContainers: readonly Container[] = [
  {
    name: 'json',
    embed: (k, v, r) => fragment`{"level":30,"time":${r.int(1.7e12, 1.8e12)},"${k}":"${json(v)}","ok":true}`,
  },
  {
    name: 'json spaced',
    embed: (k, v, r) => fragment`{"event": "updated", "${camel(k)}": "${json(v)}", "attempt": ${r.int(1, 9)}}`,
  },
  {
    name: 'json pretty',
    embed: (k, v) => fragment`request body:\n{\n  "id": 42,\n  "${k}" : "${json(v)}",\n  "tags": []\n}`,
  },
  {
    name: 'json nested',
    embed: (k, v, r) => fragment`{"request":{"id":"${r.guid()}","body":{"${camel(k)}":"${json(v)}"}},"status":200}`,
  },
  {
    name: 'json in json',
    embed: (k, v) => fragment`{"severity":"INFO","message":"payload {\\"${k}\\":\\"${twice(v)}\\",\\"n\\":1}"}`,
  },
  {
    name: 'json escaped twice',
    embed: (k, v) =>
      fragment`{"log":"{\\"msg\\":\\"{\\\\\\"${k}\\\\\\": \\\\\\"${encode(twice(v), jsonEscape)}\\\\\\"}\\"}"}`,
  },
  {
    name: 'json array of pairs',
    embed: (k, v) => fragment`[{"name":"${k}","value":"${json(v)}"},{"name":"region","value":"west"}]`,
  },
  { name: 'key=value', embed: (k, v, r) => fragment`${logHead(r)}updated id=${r.int(1, 1e6)} ${k}=${v} status=ok` },
  {
    name: 'key=value, comma',
    embed: (k, v, r) => fragment`${logHead(r)}Request[id=${r.int(1, 1e6)}, ${camel(k)}=${v}, retry=false]`,
  },
  {
    name: 'logfmt quoted',
    embed: (k, v, r) => fragment`ts=${time(r)} level=warn ${k}="${json(v)}" dur=${r.int(1, 900)}ms`,
  },
  { name: 'key: value', embed: (k, v, r) => fragment`${logHead(r)}${k}: ${v}` },
  { name: 'Title Key: value', embed: (k, v, r) => fragment`${logHead(r)}${pascal(k)}: ${v}` },
  { name: 'yaml', embed: (k, v) => fragment`service:\n  name: orders\n  ${k}: ${v}\n  replicas: 3\n` },
  { name: 'yaml quoted', embed: (k, v) => fragment`spec:\n  ${camel(k)}: "${json(v)}"\n  region: west\n` },
  { name: 'toml', embed: (k, v) => fragment`[service]\nname = "orders"\n${k} = "${json(v)}"\n` },
  { name: 'ini', embed: (k, v) => fragment`[default]\nregion = west\n${k} = ${v}\nretries = 3\n` },
  {
    name: 'python dict',
    embed: (k, v, r) =>
      fragment`${logHead(r)}{'id': ${r.int(1, 1e6)}, '${k}': '${encode(v, pythonEscape)}', 'ok': True}`,
  },
  {
    name: 'python repr',
    embed: (k, v, r) => fragment`${logHead(r)}Settings(host='db', ${k}='${encode(v, pythonEscape)}', port=5432)`,
  },
  {
    name: 'java toString',
    embed: (k, v, r) => fragment`${logHead(r)}Config{host='db', ${camel(k)}='${v}', timeout=30}`,
  },
  {
    name: 'java map',
    embed: (k, v, r) => fragment`${logHead(r)}params {id=${r.int(1, 1e6)}, ${camel(k)}=${v}, lang=en}`,
  },
  {
    name: 'ruby hash',
    embed: (k, v, r) => fragment`${logHead(r)}Parameters: {"utf8"=>"1", "${k}"=>"${json(v)}", "commit"=>"Save"}`,
  },
  { name: 'ruby symbols', embed: (k, v) => fragment`#<Account id: 7, ${k}: "${json(v)}", active: true>` },
  { name: 'php print_r', embed: (k, v) => fragment`Array\n(\n    [id] => 7\n    [${k}] => ${v}\n)\n` },
  { name: 'go struct', embed: (k, v) => fragment`config: {Host:db ${pascal(k)}:${v} Port:5432}` },
  { name: 'rust debug', embed: (k, v) => fragment`Config { host: "db", ${k}: "${json(v)}", port: 5432 }` },
  { name: 'js inspect', embed: (k, v) => fragment`{ id: 7, ${camel(k)}: '${encode(v, pythonEscape)}', active: true }` },
  {
    name: 'xml element',
    embed: (k, v) => fragment`<request><id>7</id><${camel(k)}>${encode(v, xmlEscape)}</${camel(k)}></request>`,
  },
  {
    name: 'xml attribute',
    embed: (k, v) => fragment`<service name="orders" ${camel(k)}="${encode(v, xmlEscape)}" retries="3"/>`,
  },
  {
    name: 'xml property',
    embed: (k, v) => fragment`<property><name>${k}</name><value>${encode(v, xmlEscape)}</value></property>`,
  },
  { name: 'xml add key', embed: (k, v) => fragment`<add key="${pascal(k)}" value="${encode(v, xmlEscape)}" />` },
  {
    name: 'url query',
    embed: (k, v, r) => fragment`GET /v1/orders?page=${r.int(1, 9)}&${k}=${encode(v, urlEscape)}&sort=asc HTTP/1.1`,
  },
  {
    name: 'access log',
    embed: (k, v, r) =>
      fragment`10.0.0.${r.int(2, 250)} - - [24/Nov/2026:10:11:12 +0000] "GET /login?${k}=${encode(v, urlEscape)} HTTP/1.1" 302 ${r.int(100, 9000)} "-" "curl/8.5.0"`,
  },
  {
    name: 'form body',
    embed: (k, v, r) => fragment`${logHead(r)}POST /session body: user=7&${k}=${encode(v, urlEscape)}&remember=1`,
  },
  {
    name: 'header',
    embed: (k, v, r) => fragment`> POST /v1/orders HTTP/2\n> X-${train(k)}: ${v}\n> X-Request-Id: ${r.guid()}\n`,
  },
  { name: 'env', embed: (k, v) => fragment`PATH=/usr/bin:/bin\n${upper(k)}=${v}\nLANG=C.UTF-8\n` },
  {
    name: 'env export',
    embed: (k, v) => fragment`declare -x LANG="C.UTF-8"\ndeclare -x ${upper(k)}="${v}"\ndeclare -x SHLVL="1"\n`,
  },
  { name: 'java properties', embed: (k, v) => fragment`app.region=west\napp.${kebab(k)}=${v}\napp.retries=3\n` },
  {
    name: 'stack trace',
    embed: (k, v, r) =>
      fragment`${logHead(r)}java.lang.IllegalArgumentException: bad request: ${camel(k)}=${v}\n\tat org.example.orders.Loader.load(Loader.java:${r.int(20, 400)})\n\tat java.base/java.lang.Thread.run(Thread.java:840)`,
  },
  {
    name: 'python traceback',
    embed: (k, v) =>
      fragment`Traceback (most recent call last):\n  File "/srv/app/load.py", line 31, in connect\n    raise ValueError(f"refused: {cfg}")\nValueError: refused: {'${k}': '${encode(v, pythonEscape)}'}`,
  },
  {
    name: 'multi-part form',
    embed: (k, v, r) => fragment`--${r.hex(16)}\r\nContent-Disposition: form-data; name="${k}"\r\n\r\n${v}\r\n`,
  },
  { name: 'protobuf text', embed: (k, v) => fragment`request { id: 7 ${k}: "${json(v)}" region: "west" }` },
  { name: 'terraform output', embed: (k, v) => fragment`Outputs:\n\n${k} = "${json(v)}"\nregion = "west"\n` },
  {
    name: 'terraform plan',
    embed: (k, v) =>
      fragment`  # azurerm_thing.main will be created\n  + resource "azurerm_thing" "main" {\n      + name     = "orders"\n      + ${k} = "${json(v)}"\n    }`,
  },
  {
    name: 'spark conf',
    embed: (k, v) =>
      fragment`26/11/24 10:11:12 INFO SparkSubmit: --conf spark.app.${camel(k)}=${v} --conf spark.sql.shuffle.partitions=4`,
  },
];

/** Rows and statements, where no name stands beside the value. */
export const rowContainers: readonly Container[] = [
  { name: 'csv', embed: (_k, v, r) => fragment`${r.int(1, 1e6)},${v},west,${r.int(1, 500)}.50,2026-11-24` },
  { name: 'csv quoted', embed: (_k, v, r) => fragment`"${r.int(1, 1e6)}","${encode(v, csvEscape)}","west"` },
  { name: 'tsv', embed: (_k, v, r) => fragment`${r.int(1, 1e6)}\t${v}\twest\tactive` },
  { name: 'semicolon', embed: (_k, v, r) => fragment`${r.int(1, 1e6)};${v};west` },
  { name: 'pipe table', embed: (_k, v, r) => fragment`|${r.int(1, 1e6)}|${v}|west|` },
  {
    name: 'spark show',
    embed: (_k, v) => fragment`+---+--------+\n| id|   value|\n+---+--------+\n|  1|${v}|\n+---+--------+`,
  },
  { name: 'spark row', embed: (_k, v, r) => fragment`[${r.int(1, 1e6)},${v},2026-11-24 10:11:12.0]` },
  { name: 'scala case class', embed: (_k, v, r) => fragment`Customer(${r.int(1, 1e6)},${v},true)` },
  {
    name: 'sql insert',
    embed: (k, v, r) =>
      fragment`INSERT INTO accounts (id, ${k}, region) VALUES (${r.int(1, 1e6)}, '${encode(v, sqlEscape)}', 'west')`,
  },
  {
    name: 'sql where',
    embed: (k, v) => fragment`SELECT id FROM accounts WHERE ${k} = '${encode(v, sqlEscape)}' AND region = 'west'`,
  },
  { name: 'sql in', embed: (k, v) => fragment`DELETE FROM accounts WHERE ${k} IN ('${encode(v, sqlEscape)}', 'none')` },
  {
    name: 'sql parameters',
    embed: (_k, v, r) => fragment`DETAIL:  parameters: $1 = '${r.int(1, 1e6)}', $2 = '${encode(v, sqlEscape)}'`,
  },
  {
    name: 'sql duplicate',
    embed: (k, v) =>
      fragment`ERROR: duplicate key value violates unique constraint "accounts_${k}_key"\nDETAIL:  Key (${k})=(${v}) already exists.`,
  },
  { name: 'json array', embed: (_k, v, r) => fragment`["${json(v)}","west",${r.int(1, 99)}]` },
  {
    name: 'kafka record',
    embed: (_k, v, r) =>
      fragment`CreateTime:${r.int(1.7e12, 1.8e12)}\tPartition:3\tOffset:${r.int(1, 1e7)}\tkey-${r.int(1, 99)}\t${v}`,
  },
  {
    name: 'url path',
    embed: (_k, v, r) => fragment`DELETE /v2/accounts/${encode(v, urlEscape)}/orders/${r.int(1, 1e5)} 404`,
  },
];
