// The real programs whose logs make the clean corpus: what each needs, and how it is run to say a lot.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GO_MAIN, GO_TEST, JAVA_TROUBLE, PYTHON_TROUBLE, SPARK_JOBS, SPARK_LOG4J } from './clean-programs.ts';
import type { Workshop } from './clean-workshop.ts';

export interface CleanSource {
  readonly name: string;
  /** Programs without which the source is skipped. */
  readonly needs: readonly string[];
  /** Returns the raw log text. */
  readonly collect: (shop: Workshop) => string;
}

function spark(shop: Workshop): string {
  const venv = join(shop.cache, 'pyspark-venv');
  if (!existsSync(join(venv, 'bin/spark-submit'))) {
    shop.run('python3', ['-m', 'venv', venv]);
    shop.run(join(venv, 'bin/pip'), ['install', '-q', 'pyspark==4.0.1'], { timeout: 900_000 });
  }
  const job = shop.write('jobs.py', SPARK_JOBS);
  const data = join(shop.root, 'node_modules/vega-datasets/data');
  let text = '';
  for (const [level, layout] of [
    ['INFO', '%d{yy/MM/dd HH:mm:ss} %p %c{1}: %m%n%ex'],
    ['DEBUG', '%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%t] %c - %m%n%ex'],
  ] as const) {
    const config = shop.write(`log4j2-${level}.properties`, SPARK_LOG4J(layout));
    text += shop.run(join(venv, 'bin/python'), [job, data, join(shop.directory, `out-${level}`), level], {
      env: {
        PYSPARK_SUBMIT_ARGS: `--driver-java-options -Dlog4j2.configurationFile=file:${config} pyspark-shell`,
        SPARK_LOCAL_IP: '127.0.0.1',
      },
      timeout: 420_000,
    });
  }
  return text;
}

function maven(shop: Workshop): string {
  shop.write('pom.xml', shop.read(join(shop.root, 'bench/redaction/clean-pom.xml')));
  shop.write(
    'src/main/java/org/example/Ledger.java',
    'package org.example; public class Ledger { public int sum(int a, int b) { return Math.addExact(a, b); } }',
  );
  shop.write(
    'src/test/java/org/example/LedgerTest.java',
    `package org.example; import static org.junit.jupiter.api.Assertions.*; import org.junit.jupiter.api.Test;
     class LedgerTest { @Test void adds() { assertEquals(5, new Ledger().sum(2, 3)); }
       @Test void overflows() { assertEquals(1, new Ledger().sum(Integer.MAX_VALUE, 1)); } }`,
  );
  const repository = `-Dmaven.repo.local=${join(shop.directory, 'm2')}`;
  const first = shop.run('mvn', ['-B', repository, 'package'], { timeout: 400_000 });
  return first + shop.run('mvn', ['-B', '-X', '-e', repository, 'verify'], { timeout: 300_000 });
}

function npm(shop: Workshop): string {
  shop.write('package.json', JSON.stringify({ name: 'clean', version: '1.0.0', private: true }));
  const flags = ['--loglevel', 'silly', '--cache', join(shop.directory, 'cache'), '--no-fund'];
  const install = shop.run('npm', ['install', ...flags, 'express@4.21.2', 'pino@10.4.0', 'chalk@5.4.1']);
  return (
    install + shop.run('npm', ['ls', '--all', ...flags]) + shop.run('npm', ['install', ...flags, 'left-padd-x@99'])
  );
}

function debian(shop: Workshop): string {
  const logs =
    shop.read('/var/log/dpkg.log') + shop.read('/var/log/apt/history.log') + shop.read('/var/log/apt/term.log');
  const debug = [
    '-o',
    'Debug::pkgProblemResolver=1',
    '-o',
    'Debug::pkgDepCache::Marker=1',
    '-o',
    'Debug::Acquire::http=0',
  ];
  return (
    logs +
    shop.run('apt-get', [...debug, '-s', 'install', 'gnome-core', 'nginx', 'postgresql-contrib']) +
    shop.run('dpkg', ['-l']) +
    shop.shell('dpkg --audit; apt-cache policy | head -200; dpkg -s bash coreutils libc6 openssl git')
  );
}

function postgresql(shop: Workshop): string {
  const bin = '/usr/lib/postgresql/15/bin';
  const home = join(shop.directory, 'pg');
  const options =
    '-c log_statement=all -c log_min_messages=debug1 -c log_duration=on -c log_connections=on -c log_disconnections=on' +
    ` -c log_lock_waits=on -c log_checkpoints=on -c log_autovacuum_min_duration=0 -c unix_socket_directories=${home}` +
    " -c listen_addresses=127.0.0.1 -c port=54329 -c log_line_prefix='%m [%p] %q%u@%d %a %c '";
  const sql = shop.write(
    'work.sql',
    `CREATE TABLE orders (id bigint PRIMARY KEY, region text, amount numeric(12,2), placed timestamptz);
     INSERT INTO orders SELECT i, 'r' || i % 7, i * 1.25, now() - i * interval '1 hour' FROM generate_series(1, 5000) i;
     CREATE INDEX ON orders (region); ANALYZE VERBOSE orders; VACUUM (VERBOSE) orders;
     EXPLAIN (ANALYZE, BUFFERS, VERBOSE) SELECT region, sum(amount) FROM orders GROUP BY region ORDER BY 2 DESC;
     SELECT * FROM missing_table; INSERT INTO orders VALUES (1, 'dup', 0, now()); SELECT 1/0; SELECT 'a'::int;
     DO $$ BEGIN RAISE WARNING 'batch % is late by % rows', 42, 1200; END $$; CHECKPOINT;`,
  );
  const steps = [
    `mkdir -p ${home} && chown postgres ${home} && chmod 644 ${sql}`,
    `su postgres -s /bin/sh -c "${bin}/initdb -D ${home}/data -A trust"`,
    `su postgres -s /bin/sh -c "${bin}/pg_ctl -D ${home}/data -w -l ${home}/server.log -o \\"${options}\\" start"`,
    `su postgres -s /bin/sh -c "${bin}/psql -h 127.0.0.1 -p 54329 -f ${sql} postgres"`,
    `su postgres -s /bin/sh -c "${bin}/pgbench -h 127.0.0.1 -p 54329 -i -s 1 postgres"`,
    `su postgres -s /bin/sh -c "${bin}/pgbench -h 127.0.0.1 -p 54329 -c 4 -t 120 -P 1 -r postgres"`,
    `su postgres -s /bin/sh -c "${bin}/pg_dump -h 127.0.0.1 -p 54329 -v -s postgres"`,
    `su postgres -s /bin/sh -c "${bin}/pg_ctl -D ${home}/data -m fast stop"`,
    `cat ${home}/server.log`,
  ];
  return shop.shell(`${steps.map((step) => `${step} 2>&1`).join('\n')}\n`);
}

function git(shop: Workshop): string {
  const env = { GIT_TRACE: '1', GIT_TRACE_SETUP: '1', GIT_TRACE_PERFORMANCE: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  const who = 'git -c user.name="Build Robot" -c user.email=build@ci.example';
  const make = `for i in $(seq 1 60); do echo "row $i" >> data.txt; ${who} commit -qam "Load batch $i (#$((i * 7)))"; done`;
  return shop.shell(
    `git init -q repo && cd repo && touch data.txt && git add . && ${make}
     git log --stat; git log --format=raw -n 60; git reflog; git fsck --verbose --full; git gc --aggressive; git count-objects -v
     GIT_TRACE_PACKET=1 GIT_CURL_VERBOSE=1 git clone --bare file://$PWD ../copy.git; git log -p -n 20; git ls-files --debug -s
     git cat-file --batch-check --batch-all-objects; git push ../missing.git; git merge nothing; git blame -l data.txt`,
    { env },
  );
}

function go(shop: Workshop): string {
  shop.write('go.mod', 'module example.org/clean\n\ngo 1.21\n\nrequire golang.org/x/text v0.14.0\n');
  shop.write('main.go', GO_MAIN);
  shop.write('main_test.go', GO_TEST);
  const env = { GOFLAGS: '-mod=mod', GOCACHE: join(shop.directory, 'gocache'), GOPATH: join(shop.directory, 'gopath') };
  const text = shop.shell(
    'go mod download -x 2>&1; go build -x -o app . 2>&1; go vet -x . 2>&1; go test -v -race=false ./... 2>&1; ./app 2>&1; go env | grep -v -i proxy; go version -m app; go list -m -json all; go list -deps -json . | head -1500',
    { env, timeout: 400_000 },
  );
  shop.shell('chmod -R u+w gopath', { env });
  return text;
}

function java(shop: Workshop): string {
  shop.write('Trouble.java', JAVA_TROUBLE);
  const run = 'java -Xmx64m -Xlog:gc*=debug,safepoint,class+load,os+thread,startuptime:stdout:time,uptime,level,tags';
  return shop.shell(
    `javac Trouble.java && ${run} Trouble; java -XX:+PrintFlagsFinal -version; java -XshowSettings:all -version 2>&1; java -Xlog:jit*=debug,module*=debug Trouble | head -4000`,
  );
}

function python(shop: Workshop): string {
  const script = shop.write('trouble.py', PYTHON_TROUBLE);
  return shop.shell(
    `python3 ${script} 2>&1; python3 -v -c 'import json, ssl, sqlite3, asyncio' 2>&1 | head -2500
     python3 -m venv venv && venv/bin/pip install -vvv --no-cache-dir requests==2.32.3 pandas==2.2.3 2>&1
     venv/bin/pip download -vvv no-such-package-here==1 2>&1; venv/bin/python -m unittest -v test.test_textwrap 2>&1`,
    { timeout: 400_000 },
  );
}

function node(shop: Workshop): string {
  const server = shop.write(
    'server.mjs',
    `import http from 'node:http';
     const s = http.createServer((q, r) => r.end('ok')).listen(0, '127.0.0.1', async () => {
       for (let i = 0; i < 30; i++) await (await fetch('http://127.0.0.1:' + s.address().port + '/v1/rows?page=' + i)).text();
       s.close(); Promise.reject(new RangeError('offset 4096 is out of range [0, 1024)')); });`,
  );
  const tsc = join(shop.root, 'node_modules/.bin/tsc');
  return (
    shop.run('node', [server], { env: { NODE_DEBUG: 'http,net,stream,timer,esm,module' } }) +
    shop.run(tsc, ['-p', 'tsconfig.json', '--traceResolution', '--listFiles'], { cwd: shop.root }) +
    shop.run(
      join(shop.root, 'node_modules/.bin/vitest'),
      ['run', '--project', 'unit', '--reporter', 'verbose', 'test/spec'],
      {
        cwd: shop.root,
        timeout: 120_000,
      },
    ) +
    shop.run('node', [
      '--trace-gc',
      '--trace-event-categories',
      'v8',
      '-e',
      'let a=[];for(let i=0;i<3e6;i++)a.push({i})',
    ])
  );
}

function rust(shop: Workshop): string {
  shop.write(
    'Cargo.toml',
    '[package]\nname = "clean"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nitoa = "=1.0.11"\nmemchr = "=2.7.4"\nregex-lite = "=0.1.6"\n',
  );
  shop.write(
    'src/main.rs',
    'fn main() { let v: Vec<usize> = vec![1, 2]; println!("{}", v[regex_lite::Regex::new("a").map(|_| 7).unwrap()]); }',
  );
  return shop.shell(
    'CARGO_LOG=cargo::core::resolver=debug,cargo::ops=debug cargo run -vv 2>&1; cargo tree; cargo metadata | head -c 400000',
    {
      env: { RUST_BACKTRACE: 'full', CARGO_HOME: join(shop.directory, 'cargo') },
      timeout: 400_000,
    },
  );
}

function terraform(shop: Workshop): string {
  shop.write(
    'main.tf',
    `locals { regions = toset(["west", "north", "east"]) }
     resource "terraform_data" "lake" {
       for_each = local.regions
       input    = { path = "Tables/sales/\${each.key}", rows = 1024 }
     }
     output "lake" { value = terraform_data.lake }`,
  );
  return shop.shell(
    'terraform init -no-color 2>&1; terraform plan -no-color 2>&1; terraform apply -no-color -auto-approve 2>&1; terraform show -json; terraform apply -no-color -auto-approve -replace=\'terraform_data.lake["west"]\' 2>&1',
    { env: { TF_LOG: 'TRACE' } },
  );
}

function system(shop: Workshop): string {
  return shop.shell(
    `dmesg; mount; ls -laR /etc/apt /usr/share/doc/bash; df -h; ip addr; ss -tlnp; cat /proc/meminfo /proc/cpuinfo /proc/net/dev
     strace -f -tt ls /usr/lib 2>&1 | head -1500; curl -sv http://127.0.0.1:9/ 2>&1; openssl version -a; openssl ciphers -v; ldconfig -p
     docker info 2>&1; docker version 2>&1; find /usr/share/zoneinfo -type f | xargs -r sha256sum | head -800; uuidgen; for i in $(seq 200); do cat /proc/sys/kernel/random/uuid; done`,
  );
}

/** Rows of public data sets as the JSON and CSV lines that a pipeline logs. */
function rows(shop: Workshop): string {
  const data = join(shop.root, 'node_modules/vega-datasets/data');
  const json = (name: string) =>
    (JSON.parse(shop.read(join(data, name))) as unknown[]).map((row) => JSON.stringify(row)).join('\n');
  const csv = ['birdstrikes.csv', 'zipcodes.csv', 'species.csv', 'airports.csv', 'seattle-weather.csv'];
  return [
    json('movies.json'),
    json('cars.json'),
    json('jobs.json'),
    ...csv.map((name) => shop.read(join(data, name))),
  ].join('\n');
}

export const cleanSources: readonly CleanSource[] = [
  { name: 'spark', needs: ['python3', 'java'], collect: spark },
  { name: 'maven', needs: ['mvn'], collect: maven },
  { name: 'npm', needs: ['npm'], collect: npm },
  { name: 'debian', needs: ['dpkg', 'apt-get'], collect: debian },
  { name: 'postgresql', needs: ['initdb', 'pgbench'], collect: postgresql },
  { name: 'git', needs: ['git'], collect: git },
  { name: 'go', needs: ['go'], collect: go },
  { name: 'java', needs: ['javac'], collect: java },
  { name: 'python', needs: ['python3'], collect: python },
  { name: 'node', needs: ['node'], collect: node },
  { name: 'rust', needs: ['cargo'], collect: rust },
  { name: 'terraform', needs: ['terraform'], collect: terraform },
  { name: 'system', needs: ['bash'], collect: system },
  { name: 'rows', needs: ['node'], collect: rows },
];
