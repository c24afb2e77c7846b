// The packed package in projects that pin OpenTelemetry, under three package managers: it installs, it logs, and so does the next one.
//
// Takes minutes and the registry, so `npm test` leaves it out: `npm run test:install`, which CI runs.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const here = import.meta.dirname;
const root = join(here, '../..');
const cache = join(root, '.cache/install');
const tools = join(cache, 'tools');

interface Project {
  readonly dependencies: Readonly<Record<string, string>>;
  /** What the README says to install besides. */
  readonly besides?: readonly string[];
  readonly sdk: string;
  readonly api: string;
}

const OLD_API = '@opentelemetry/api-logs';
const NEW_API = '@opentelemetry/api';
const NODE_SDK = '@opentelemetry/sdk-node';
const LOGS_SDK = '@opentelemetry/sdk-logs';

const PROJECTS: Readonly<Record<string, Project>> = {
  'NodeSDK 0.2xx, the API pinned to a patch': {
    dependencies: { [NEW_API]: '1.9.1', [NODE_SDK]: '0.223.0', [OLD_API]: '0.223.0' },
    sdk: NODE_SDK,
    api: OLD_API,
  },
  'NodeSDK 0.222, the API pinned to a minor': {
    dependencies: { [NEW_API]: '1.9', [NODE_SDK]: '^0.222.0', [OLD_API]: '^0.222.0' },
    sdk: NODE_SDK,
    api: OLD_API,
  },
  'the logs SDK 0.2xx alone, all exact': {
    dependencies: { [NEW_API]: '1.9.0', [LOGS_SDK]: '0.223.1', [OLD_API]: '0.223.1' },
    sdk: LOGS_SDK,
    api: OLD_API,
  },
  'the logs SDK 3.x, all exact': {
    dependencies: { [NEW_API]: '1.10.0', [LOGS_SDK]: '3.1.1', '@opentelemetry/resources': '3.1.1' },
    sdk: LOGS_SDK,
    api: NEW_API,
  },
  'NodeSDK of 3.x, in ranges': {
    dependencies: { [NEW_API]: '^1.10.0', [NODE_SDK]: '^0.301.0' },
    sdk: NODE_SDK,
    api: NEW_API,
  },
  'nothing yet': {
    dependencies: {},
    besides: [LOGS_SDK, '@opentelemetry/resources', NEW_API],
    sdk: LOGS_SDK,
    api: NEW_API,
  },
};

interface Manager {
  readonly cli: string;
  readonly add: readonly string[];
  readonly install: readonly string[];
  readonly fromLock: readonly string[];
  readonly lock: string;
}

const npm = (name: string): Manager => ({
  cli: join(tools, 'node_modules', name, 'bin/npm-cli.js'),
  add: ['install', '--no-audit', '--no-fund', '--prefer-offline'],
  install: ['install', '--no-audit', '--no-fund', '--prefer-offline'],
  fromLock: ['ci', '--no-audit', '--no-fund', '--prefer-offline'],
  lock: 'package-lock.json',
});

const MANAGERS: Readonly<Record<string, Manager>> = {
  'npm 10': npm('npm-10'),
  'npm 11': npm('npm-11'),
  pnpm: {
    cli: join(tools, 'node_modules/pnpm/bin/pnpm.cjs'),
    add: ['add', '--prefer-offline'],
    install: ['install', '--no-frozen-lockfile', '--prefer-offline'],
    fromLock: ['install', '--frozen-lockfile'],
    lock: 'pnpm-lock.yaml',
  },
};

/** For npm and pnpm: a registry that is slow, or answers nothing for a while, is asked again, for minutes. */
const PATIENT = {
  npm_config_fetch_retries: '6',
  npm_config_fetch_retry_mintimeout: '1000',
  npm_config_fetch_retry_maxtimeout: '60000',
  npm_config_fetch_timeout: '300000',
};

let tarball = '';

/** Runs a command; what it printed is in the message of its failure. */
async function run(cwd: string, args: readonly string[]): Promise<string> {
  // What npm and vitest tell those that they run is not for a manager within; where the registry is, is.
  const inherited = Object.entries(process.env);
  const env = Object.fromEntries(inherited.filter(([name]) => !/^(?:npm_(?!config_)|NODE_ENV$|VITEST)/i.test(name)));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env: { ...env, ...PATIENT, CI: '1' } });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${args.join(' ')}\n${stdout}\n${stderr}`, { cause: error });
  }
}

beforeAll(async () => {
  mkdirSync(tools, { recursive: true });
  const lock = readFileSync(join(here, 'tools/package-lock.json'), 'utf8');
  const installed = join(tools, 'package-lock.json');
  if (!existsSync(installed) || readFileSync(installed, 'utf8') !== lock) {
    cpSync(join(here, 'tools'), tools, { recursive: true });
    const env = { ...process.env, ...PATIENT };
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: tools, env });
  }
  await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: root });
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', cache];
  const { stdout } = await promisify(execFile)('npm', pack, { cwd: root });
  const [packed] = JSON.parse(stdout) as [{ readonly filename: string }];
  tarball = join(cache, packed.filename);
});

afterAll(() => rmSync(tarball, { force: true }));

/** What the README's tables say to install for each start, under each line of the SDK. */
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const install = readme.slice(readme.indexOf('## Install'), readme.indexOf('## Start'));
const LINES = [...install.matchAll(/^\| (OpenTelemetry [^|]*?) +\| `npm install (.*?)` +\|$/gm)];
const MORE = [...install.matchAll(/^\| (\w+) +\| `(.*?)` +\| `(.*?)` +\|$/gm)];
const ROWS = LINES.flatMap(([, has = '', packages = ''], column) => [
  { has, packages: packages.split(' '), start: 'logger' },
  ...MORE.map(([, start = '', ...more]) => ({
    has,
    packages: `${packages} ${more[column]}`.split(' '),
    start: start === 'NodeSDK' ? 'node-sdk' : start.toLowerCase(),
  })),
]);

/** A program of the README, with the one difference that the README names for SDK 0.2xx. */
function programOf(name: string, packages: readonly string[]): string {
  const [, code = ''] = new RegExp(`^\`\`\`js ${name}\\n(.*?)^\`\`\`$`, 'ms').exec(readme) ?? [];
  const isOldLine = packages.some((each) => each.startsWith(OLD_API));
  return isOldLine ? code.replace(/(\{ logs \}.*)'@opentelemetry\/api'/, `$1'${OLD_API}'`) : code;
}

test('the README has rows for each start and both SDK lines', () => expect(ROWS).toHaveLength(2 * 5));

describe.each(Object.entries(MANAGERS))("%s: the README's rows in an empty project", (manager, { cli, add }) => {
  // The small ones under one of them: the others would find nothing else.
  const rows = ROWS.filter(({ start }) => manager === 'npm 10' || start === 'node-sdk' || start === 'otlp');
  test.concurrent.each(rows)('$start for $has', async ({ packages, start }) => {
    const directory = mkdtempSync(join(tmpdir(), 'laketrace-install-'));
    try {
      writeFileSync(
        join(directory, 'package.json'),
        JSON.stringify({ name: 'project', version: '1.0.0', private: true }),
      );
      const [own, ...others] = packages;
      expect(own).toBe('laketrace');
      await run(directory, [cli, ...add, tarball, ...others]);
      for (const name of [`${start}.mjs`, `${start}.cjs`]) {
        writeFileSync(join(directory, name), programOf(name, packages));
        await run(directory, [name]);
        const [file = ''] = readdirSync(join(directory, 'logs'));
        expect(readFileSync(join(directory, 'logs', file), 'utf8')).toContain('for [EMAIL]');
        rmSync(join(directory, 'logs'), { recursive: true });
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe.each(Object.entries(MANAGERS))('%s', (_manager, { cli, add, install, fromLock, lock }) => {
  const cases = Object.keys(PROJECTS).flatMap((name) => [[name, true] as const, [name, false] as const]);

  // Most of the time goes into waiting for the disk and the registry.
  test.concurrent.each(cases)('%s, with a lock file: %s', async (name, hasLock) => {
    const { dependencies, besides = [], sdk, api } = PROJECTS[name] as Project;
    const directory = mkdtempSync(join(tmpdir(), 'laketrace-install-'));
    const manage = (...args: readonly string[]) => run(directory, [cli, ...args]);
    const log = () => run(directory, ['log.mjs', sdk, api]);
    try {
      const project = { name: 'project', version: '1.0.0', private: true, type: 'module', dependencies };
      writeFileSync(join(directory, 'package.json'), JSON.stringify(project));
      cpSync(join(here, 'programs'), directory, { recursive: true });
      if (hasLock) await manage(...install);
      await manage(...add, tarball, ...besides);
      expect(await log()).toContain('for [EMAIL]');
      // The next one, in the tree that the last has left.
      await manage(...add, 'is-number@7.0.0');
      if (!hasLock) rmSync(join(directory, lock));
      rmSync(join(directory, 'node_modules'), { recursive: true });
      await manage(...(hasLock ? fromLock : install));
      rmSync(join(directory, 'out'), { recursive: true });
      expect(await log()).toContain('for [EMAIL]');
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
