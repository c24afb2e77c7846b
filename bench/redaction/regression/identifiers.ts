// Regression set without planted values: lines full of identifiers that must stay (docs/privacy.md#what-is-found); generated, so that chance has many tries at a false hit.
import type { CleanLine } from '../clean-corpus.ts';
import { ALPHABET, SeededRandom } from '../seeded-random.ts';

type Line = (r: SeededRandom) => string;
const A = ALPHABET;
const ms = (r: SeededRandom): number => r.int(1_690_000_000_000, 1_790_000_000_000);
const table = (r: SeededRandom): string =>
  `${r.pick(['bronze', 'silver', 'gold'])}.${r.pick(['orders', 'secrets_audit', 'tokens', 'password_resets', 'keys'])}_${r.int(1, 9)}`;

const LINES: readonly (readonly [string, Line])[] = [
  ['trace', (r) => `trace_id=${r.hex(32)} span_id=${r.hex(16)} parent=${r.hex(16)} flags=01`],
  ['trace', (r) => `{"traceId":"${r.hex(32)}","spanId":"${r.hex(16)}","severityNumber":9}`],
  ['trace', (r) => `traceparent: 00-${r.hex(32)}-${r.hex(16)}-01`],
  ['trace', (r) => `trace ${r.digits(32)} span ${r.digits(16)}`],
  ['guid', (r) => `request ${r.guid()} took ${r.int(1, 900)} ms (correlation ${r.guid().toUpperCase()})`],
  ['guid', (r) => `{"workspaceId":"${r.guid()}","artifactId":"${r.guid()}","capacityId":"${r.guid()}"}`],
  ['guid', (r) => `abfss://${r.guid()}@onelake.dfs.fabric.microsoft.com/${r.guid()}/Tables/${table(r)}`],
  ['epoch', (r) => `ts=${Math.floor(ms(r) / 1000)} ms=${ms(r)} us=${ms(r)}${r.digits(3)} ns=${ms(r)}${r.digits(6)}`],
  ['epoch', (r) => `{"timeUnixNano":"${ms(r)}${r.digits(6)}","observedTimeUnixNano":"${ms(r)}${r.digits(6)}"}`],
  ['epoch', (r) => `window [${ms(r)}${r.digits(3)}, ${ms(r)}${r.digits(3)}) committed at ${ms(r)}`],
  [
    'spark',
    (r) =>
      `Submitted application application_${ms(r)}_${String(r.int(1, 9999)).padStart(4, '0')} attempt appattempt_${ms(r)}_0001_000001`,
  ],
  [
    'spark',
    (r) =>
      `Running task ${r.int(0, 199)}.0 in stage ${r.int(0, 500)}.0 (TID ${r.int(0, 1e6)}) on app-2026112410${r.digits(4)}-${r.digits(4)}`,
  ],
  [
    'spark',
    (r) =>
      `SparkContext: local-${ms(r)} executor ${r.int(0, 64)} lost shuffle_${r.int(0, 99)}_${r.int(0, 999)}_0 broadcast_${r.int(0, 999)}_piece0`,
  ],
  [
    'databricks',
    (r) => `cluster ${r.digits(4)}-${r.digits(6)}-${r.chars(A.lowerDigit, 8)} job ${r.digits(15)} run ${r.digits(15)}`,
  ],
  [
    'databricks',
    (r) =>
      `job_id=${r.digits(r.int(14, 16))} run_id=${r.digits(r.int(14, 16))} parentRunId=${r.digits(15)} taskKey=load`,
  ],
  [
    'databricks',
    (r) =>
      `https://adb-${r.digits(16)}.${r.int(1, 19)}.azuredatabricks.net/?o=${r.digits(16)}#notebook/${r.digits(16)}/command/${r.digits(16)}`,
  ],
  [
    'databricks',
    (r) =>
      `{"notebook_id":${r.int(1e15, 9e15)},"org_id":"${r.digits(16)}","cluster_id":"${r.digits(4)}-${r.digits(6)}-${r.chars(A.lowerDigit, 8)}"}`,
  ],
  [
    'databricks',
    (r) => `statement_id=01ef${r.hex(4)}-${r.hex(4)}-1${r.hex(3)}-${r.hex(4)}-${r.hex(12)} warehouse ${r.hex(16)}`,
  ],
  [
    'version',
    (r) =>
      `upgraded org.apache.spark:spark-sql_2.13:4.0.${r.int(0, 9)} -> 4.${r.int(1, 9)}.0-rc.${r.int(1, 9)}+build.${r.int(1, 9999)}`,
  ],
  ['version', (r) => `pkg lodash@4.17.${r.int(0, 30)} @types/node@24.${r.int(0, 30)}.2 left-pad@^1.3.0 from npm`],
  ['hash', (r) => `commit ${r.hex(40)} tree ${r.hex(40)} (HEAD -> main, tag: v1.${r.int(0, 99)}.0)`],
  ['hash', (r) => `sha256:${r.hex(64)} image lake/loader@sha256:${r.hex(64)} size ${r.int(1e6, 1e9)}`],
  ['hash', (r) => `etag "${r.hex(32)}" md5 ${r.hex(32)} sha512-${r.bytes(64).toString('base64')}`],
  ['hash', (r) => `"integrity": "sha512-${r.bytes(64).toString('base64')}",`],
  [
    'count',
    (r) => `read ${r.int(1, 2e9)} rows, ${r.int(1, 2e15)} bytes, ${r.digits(12)} total, offset ${r.digits(13)}`,
  ],
  [
    'count',
    (r) =>
      `token count=${r.int(1, 9000)} max_tokens=${r.int(1, 9000)} prompt_tokens: ${r.int(1, 900)}, "total_tokens":${r.int(1, 900)}`,
  ],
  ['word', (r) => `unexpected token } in JSON at position ${r.int(1, 900)}`],
  ['word', (r) => `password policy updated: minimum length ${r.int(8, 16)}, rotation ${r.int(30, 90)} days`],
  ['word', (r) => `Password authentication failed for user app (attempt ${r.int(1, 5)})`],
  ['word', (r) => `secret scope kv-${r.int(1, 99)} listed; 12 keys, 0 secrets changed`],
  ['word', (r) => `primary key: id, foreign key: region_${r.int(1, 9)} -> regions.id, partition key: day`],
  ['word', (r) => `cache key=orders:${r.int(1, 9999)}:west ttl=${r.int(1, 900)} sort_key=amount keys=[a, b]`],
  [
    'word',
    (r) =>
      `auth: enabled, token_type=bearer, password=null, secret=None, api_key="", token: undefined (${r.int(1, 99)})`,
  ],
  [
    'word',
    (r) => `password=**** secret=[REDACTED] api_key=<hidden> token=\${TOKEN} pwd=$DB_PASS attempt ${r.int(1, 99)}`,
  ],
  ['word', (r) => `TokenExpiredError: jwt expired at 2026-11-24T10:${r.int(10, 59)}:00.000Z; Bearer token missing`],
  ['word', (r) => `parsed tokens: SELECT, FROM, WHERE (${r.int(3, 40)}); next token: IDENTIFIER`],
  ['word', (r) => `pass 2 of 3: passed ${r.int(1, 999)}, failed 0; bypass=false; compass: north`],
  [
    'word',
    (r) => `author=build authority=https://login.example authorized: true authentication: kerberos (${r.int(1, 9)})`,
  ],
  [
    'host',
    (r) =>
      `Connecting to node-${r.int(1, 99)}.lake.example.com:${r.int(1000, 65000)} from 10.0.${r.int(0, 255)}.${r.int(1, 254)}`,
  ],
  ['host', (r) => `https://lake.example.com:8443/v1/tables/${table(r)}?page=${r.int(1, 99)}&key=region&sort=desc`],
  ['host', (r) => `jdbc:postgresql://db.example.com:5432/sales?user=app&sslmode=require timeout ${r.int(1, 99)}`],
  [
    'path',
    (r) =>
      `/dbfs/mnt/raw/${r.int(2020, 2026)}/11/24/part-${String(r.int(0, 199)).padStart(5, '0')}-${r.guid()}-c000.snappy.parquet`,
  ],
  [
    'path',
    (r) =>
      `at org.example.auth.TokenService.refresh(TokenService.java:${r.int(10, 999)}) ~[auth-2.${r.int(0, 9)}.jar:?]`,
  ],
  ['path', (r) => `/etc/ssl/private/key-${r.int(1, 9)}.pem and /home/app/.ssh/id_ed25519.pub are readable`],
  [
    'maven',
    (r) =>
      `Downloading from central: https://repo.example/org/slf4j/slf4j-api/2.0.${r.int(1, 17)}/slf4j-api-2.0.${r.int(1, 17)}.pom`,
  ],
  [
    'delta',
    (r) =>
      `DeltaLog: snapshot version ${r.int(0, 9999)} txnId ${r.guid()} checkpoint ${String(r.int(0, 9999)).padStart(20, '0')}.json`,
  ],
  [
    'date',
    (r) =>
      `2026-11-${r.int(10, 28)} 10:11:12,${r.digits(3)} batch 2026112410${r.digits(4)} id ${r.digits(3)}-${r.digits(3)}-${r.digits(4)} part ${r.digits(2)}-${r.digits(3)}-${r.digits(4)}`,
  ],
  [
    'number',
    (r) => `sum=${r.digits(9)}.${r.digits(12)} avg=0.${r.digits(16)} hash=-${r.digits(18)} seed ${r.digits(19)}`,
  ],
  [
    'number',
    (r) =>
      `[${Array.from({ length: 8 }, () => r.digits(r.int(3, 6))).join(', ')}] matrix ${r.digits(4)} ${r.digits(4)} ${r.digits(3)}`,
  ],
  [
    'email-like',
    (r) =>
      `java.lang.Object@${r.hex(7)} user@host getty@tty${r.int(1, 6)}.service @Override name@ @scope/pkg@1.${r.int(0, 9)}.0`,
  ],
];

/** At most `count` lines, every shape in its turn. */
export function identifierLines(seed: number, count: number): CleanLine[] {
  const random = new SeededRandom(seed + 3000);
  return Array.from({ length: count }, (_, index) => {
    const [source, make] = LINES[index % LINES.length] as readonly [string, Line];
    return { source: `identifiers/${source}`, line: make(random) };
  });
}
