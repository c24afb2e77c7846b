// The recipes of collector-config, as far as they can be run here: scripts with a real collector in directories of the test, units by systemd-analyze.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { arrived, PATIENT, recordsInFiles } from './agent.ts';
import { configuration, freePorts, SYNCHRONOUS } from './collector-process.ts';
import { Gateway } from './gateway.ts';
import { numberOf } from './otlp-logs.ts';

const recipe = (name: string) => configuration(`recipes/${name}`);
const LINES = join(import.meta.dirname, '../../.cache/e2e');

type Env = Record<string, string>;

/** Ports of an agent's own, and no more of the environment than a shell needs. */
async function agentEnv(gateway: Gateway): Promise<Env & { readonly LAKETRACE_LOG_DIR: string }> {
  const [http, grpc, health, metrics] = await freePorts(4);
  return {
    PATH: process.env['PATH'] ?? '',
    LAKETRACE_LOG_DIR: temporaryDirectory(),
    LAKETRACE_GATEWAY: gateway.url,
    LAKETRACE_AGENT_STATE: temporaryDirectory(),
    LAKETRACE_AGENT_HTTP: String(http),
    LAKETRACE_AGENT_GRPC: String(grpc),
    LAKETRACE_AGENT_HEALTH: String(health),
    LAKETRACE_AGENT_METRICS: String(metrics),
  };
}

async function startGateway(): Promise<Gateway> {
  const gateway = new Gateway();
  await gateway.start();
  onTestFinished(() => gateway.stop());
  return gateway;
}

const isHealthy = async (env: Env) =>
  (await fetch(`http://127.0.0.1:${env['LAKETRACE_AGENT_HEALTH']}`).catch(() => undefined))?.status === 200;

describe.skipIf(inject('collector') === '')('databricks-init.sh', () => {
  /** A driver with all that the script needs. The Volume is a directory. */
  async function driver() {
    const gateway = await startGateway();
    const [volume, home] = [temporaryDirectory(), join(temporaryDirectory(), 'laketrace-agent')];
    symlinkSync(inject('collector'), join(volume, 'otelcol-contrib'));
    writeFileSync(join(volume, 'agent.yaml'), readFileSync(configuration('agent.yaml')));
    const env = {
      ...(await agentEnv(gateway)),
      DB_IS_DRIVER: 'TRUE',
      OTELCOL_BIN: join(volume, 'otelcol-contrib'),
      LAKETRACE_AGENT_HOME: home,
      LAKETRACE_AGENT_LOOK_SECONDS: '1',
    };
    onTestFinished(() => {
      for (const name of ['lock', 'pid']) {
        if (existsSync(join(home, name))) spawnSync('kill', ['-KILL', readFileSync(join(home, name), 'utf8').trim()]);
      }
    });
    return { gateway, volume, home, env };
  }

  const run = (env: Env) => {
    const { status, stdout, stderr } = spawnSync(recipe('databricks-init.sh'), { env, encoding: 'utf8' });
    return { status, said: stdout + stderr };
  };

  test('starts an agent that sends what the program logs, and starts it again when it was killed', async () => {
    const { gateway, home, env } = await driver();
    const { status, said } = run(env);
    expect(said).toContain('laketrace-agent: started');
    expect(status).toBe(0);
    await vi.waitFor(async () => expect(await isHealthy(env)).toBe(true), PATIENT);
    const write = (first: number) =>
      execFileSync(process.execPath, ['programs/typed-records.mjs', '100', JSON.stringify({ first })], {
        cwd: join(LINES, 'sdk-3'),
        env: { ...process.env, ...env },
      });
    write(0);
    await arrived(gateway, 100);
    const pid = () => readFileSync(join(home, 'pid'), 'utf8').trim();
    const killed = pid();
    process.kill(Number(killed), 'SIGKILL');
    await vi.waitFor(() => expect(pid()).not.toBe(killed), PATIENT);
    await vi.waitFor(async () => expect(await isHealthy(env)).toBe(true), PATIENT);
    expect(readFileSync(join(home, 'agent.log'), 'utf8')).toContain('the agent ended with 137; it is started again');
    write(100);
    await arrived(gateway, 200);
  });

  test('run again it leaves the agent alone', async () => {
    const { home, env } = await driver();
    run(env);
    await vi.waitFor(async () => expect(await isHealthy(env)).toBe(true), PATIENT);
    const pid = readFileSync(join(home, 'pid'), 'utf8');
    expect(run(env)).toEqual({ status: 0, said: 'laketrace-agent: is running already\n' });
    expect(readFileSync(join(home, 'pid'), 'utf8')).toBe(pid);
    expect(await isHealthy(env)).toBe(true);
  });

  test('its log does not grow without bounds', async () => {
    const { home, env } = await driver();
    run({ ...env, LAKETRACE_AGENT_LOG_BYTES: '1000' });
    await vi.waitFor(() => expect(existsSync(join(home, 'agent.log.1'))).toBe(true), PATIENT);
    await vi.waitFor(() => expect(readFileSync(join(home, 'agent.log')).length).toBeLessThan(1000), PATIENT);
    expect(await isHealthy(env)).toBe(true);
  });

  test.for(['FALSE', ''])('does nothing where DB_IS_DRIVER is "%s"', async (isDriver) => {
    const { home, env } = await driver();
    const { status, said } = run({ ...env, DB_IS_DRIVER: isDriver });
    expect({ status, said }).toEqual({ status: 0, said: 'laketrace-agent: this is no driver: nothing to do\n' });
    expect(existsSync(home)).toBe(false);
  });

  test.for([
    ['OTELCOL_BIN', '', 'OTELCOL_BIN is not set: the cluster has no agent'],
    ['LAKETRACE_GATEWAY', '', 'LAKETRACE_GATEWAY is not set: the cluster has no agent'],
    ['OTELCOL_BIN', '/nowhere/otelcol-contrib', 'cannot read /nowhere/otelcol-contrib'],
    ['LAKETRACE_AGENT_CONFIG', '/nowhere/agent.yaml', 'cannot read /nowhere/agent.yaml'],
    ['OTELCOL_SHA256', '0'.repeat(64), 'has another digest than OTELCOL_SHA256'],
    ['LAKETRACE_AGENT_CONFIG', recipe('compose.yaml'), 'not started (status'],
    ['LAKETRACE_AGENT_HOME', '/dev/null/home', 'not started (status'],
  ] as const)('lets the cluster start, and says why, where %s is "%s"', async ([name, value, message]) => {
    const { home, env } = await driver();
    const { status, said } = run({ ...env, [name]: value });
    expect(said).toContain(message);
    expect(status).toBe(0);
    expect(existsSync(join(home, 'pid'))).toBe(false);
  });
});

describe.skipIf(inject('collector') === '')('run-with-agent.sh', () => {
  const start = (env: Env, ...program: string[]) => {
    const child = spawn(recipe('run-with-agent.sh'), program, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    return { child, ended: once(child, 'close'), said: () => said };
  };

  test('the agent sends what the program logs, to its last line, and both have ended', async () => {
    const gateway = await startGateway();
    const agent = { OTELCOL_BIN: inject('collector'), LAKETRACE_AGENT_CONFIG: configuration('agent.yaml') };
    const env = { ...(await agentEnv(gateway)), ...agent, LAKETRACE_AGENT_LAST_SECONDS: '100' };
    const program = join(LINES, 'sdk-3/programs/typed-records.mjs');
    const options = JSON.stringify({ file: { compression: 'gzip' } });
    // The gateway takes nothing until the program has ended.
    gateway.refusal = 503;
    const { child, ended, said } = start(
      env,
      'bash',
      '-c',
      `"$1" "$2" 5000 "$3"; echo over`,
      '',
      process.execPath,
      program,
      options,
    );
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await vi.waitFor(() => expect(output).toContain('over'), PATIENT);
    await vi.waitFor(() => expect(said()).toContain('Will retry the request after interval'), PATIENT);
    gateway.refusal = undefined;
    expect(await ended).toEqual([0, null]);
    expect(new Set(gateway.records.map(numberOf)).size).toBe(5000);
    expect(recordsInFiles(env.LAKETRACE_LOG_DIR).length).toBe(5000);
    await vi.waitFor(async () => expect(await isHealthy(env)).toBe(false), PATIENT);
  });

  test.for(['SIGTERM', 'SIGINT'] as const)(
    'a program that is asked to end by %s has the time that it takes, and its status is the one of the script',
    async (signal) => {
      const gateway = await startGateway();
      const agent = { OTELCOL_BIN: inject('collector'), LAKETRACE_AGENT_CONFIG: configuration('agent.yaml') };
      const env = { ...(await agentEnv(gateway)), ...agent };
      const { child, ended } = start(
        env,
        'bash',
        '-c',
        'trap "sleep 1; echo ended; exit 7" TERM; echo ready; while :; do sleep 0.1; done',
      );
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
      await vi.waitFor(() => expect(output).toBe('ready\n'), PATIENT);
      child.kill(signal);
      expect(await ended).toEqual([7, null]);
      expect(output).toBe('ready\nended\n');
    },
  );

  test('without a collector the program runs all the same', async () => {
    const gateway = await startGateway();
    const { ended, said } = start({ ...(await agentEnv(gateway)), OTELCOL_BIN: '/nowhere/otelcol' }, 'true');
    expect(await ended).toEqual([0, null]);
    expect(said()).toContain('the program runs without an agent');
  });
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe.each(['laketrace-agent.service', 'laketrace-gateway.service'])('%s', (name) => {
  const unit = readFileSync(recipe(name), 'utf8');

  test.skipIf(!hasSystemd)('is what systemd takes', () => {
    const directory = temporaryDirectory();
    // It asks whether the program is there, which is not installed here.
    writeFileSync(join(directory, name), unit.replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true'));
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', join(directory, name)], {
      encoding: 'utf8',
    });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
  });

  test('starts what the configuration says in its first line, and sets what the configuration reads', () => {
    const config = name.replace(/laketrace-(\w+)\.service/, '$1.yaml');
    const text = readFileSync(configuration(config), 'utf8');
    const command = /^ExecStart=\S+ (.*)$/m.exec(unit)?.[1]?.replaceAll('/etc/laketrace/', '');
    expect(`# otelcol-contrib ${command}`).toBe(text.split('\n')[0]);
    const set = [...unit.matchAll(/\b(LAKETRACE_[A-Z_]+)=/g)].map(([, variable = '']) => variable);
    expect(set.filter((variable) => !text.includes(`env:${variable}`))).toEqual([]);
    if (config === 'agent.yaml') expect(command).toContain(SYNCHRONOUS);
    expect(unit.includes('\nKillSignal=SIGKILL\n')).toBe(config === 'agent.yaml');
  });
});

test('compose.yaml and the Dockerfiles name files that are there, and variables that the configurations read', () => {
  const compose = readFileSync(recipe('compose.yaml'), 'utf8');
  const read = ['agent.yaml', 'gateway.yaml'].map((name) => readFileSync(configuration(name), 'utf8')).join('\n');
  const set = [...compose.matchAll(/^ {6}(LAKETRACE_[A-Z_]+):/gm)].map(([, variable = '']) => variable);
  expect(set.length).toBeGreaterThan(8);
  expect(set.filter((variable) => !read.includes(`env:${variable}`))).toEqual([]);
  for (const dockerfile of readdirSync(configuration('recipes')).filter((name) => name.endsWith('Dockerfile'))) {
    expect(compose).toContain(`dockerfile: recipes/${dockerfile}`);
    const copied = [...readFileSync(recipe(dockerfile), 'utf8').matchAll(/^COPY (?!--from)(.*) \S+$/gm)];
    expect(copied.length).toBeGreaterThan(0);
    for (const pattern of copied.flatMap(([, sources = '']) => sources.split(' '))) {
      expect(globSync(pattern, { cwd: configuration('.') }), pattern).not.toEqual([]);
    }
  }
});

test('the page of the recipes has a row for each', () => {
  const page = readFileSync(recipe('README.md'), 'utf8');
  const names = readdirSync(configuration('recipes')).filter((name) => name !== 'README.md');
  expect(names.filter((name) => !page.includes(`(${name})`))).toEqual([]);
});
