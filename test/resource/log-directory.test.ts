// Where log files go by default, and which directories are warned about, on simulated machines with and without mounts.
import { execFileSync } from 'node:child_process';
import nodeFileSystem from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { describe, expect, test, vi } from 'vitest';
import { defaultLogDirectory, type LogDirectoryOptions, unsuitableLogDirectory } from '../../src/resource/index.ts';
import { type SimulatedMachine, simulate } from './simulated-machine.ts';

const DIRECTORY = { directory: true } as const;
const DISK = { '/home/me': DIRECTORY, '/tmp': DIRECTORY };
const on = (machine: SimulatedMachine, options: LogDirectoryOptions = {}): LogDirectoryOptions => ({
  ...simulate({ ...machine, files: { ...DISK, ...machine.files } }),
  cwd: '/home/me',
  temporaryDirectory: '/tmp',
  ...options,
});
const user = process.getuid?.();

describe('defaultLogDirectory', () => {
  const CASES: readonly (readonly [string, LogDirectoryOptions, string])[] = [
    ['logs in the working directory', on({}), '/home/me/logs'],
    ['which may exist', on({ files: { '/home/me/logs': DIRECTORY } }), '/home/me/logs'],
    ['LAKETRACE_LOG_DIR first', on({ env: { LAKETRACE_LOG_DIR: '/var/log/app' } }), '/var/log/app'],
    ['LAKETRACE_LOG_DIR relative to the working directory', on({ env: { LAKETRACE_LOG_DIR: 'out' } }), '/home/me/out'],
    ['an empty LAKETRACE_LOG_DIR', on({ env: { LAKETRACE_LOG_DIR: ' ' } }), '/home/me/logs'],
    ['LAKETRACE_LOG_DIR on a volume', on({ env: { LAKETRACE_LOG_DIR: '/Volumes/a/b/c' } }), '/home/me/logs'],
    ['a working directory on DBFS', on({}, { cwd: '/dbfs/home' }), '/tmp/laketrace_logs'],
    ['a working directory on a volume', on({}, { cwd: '/Volumes/main/default/v' }), '/tmp/laketrace_logs'],
    ['a working directory in a lakehouse', on({}, { cwd: '/lakehouse/default/Files' }), '/tmp/laketrace_logs'],
    ['a linked working directory', on({ files: { '/home/me': { link: '/dbfs/me' } } }), '/tmp/laketrace_logs'],
    ['logs linked to DBFS', on({ files: { '/home/me/logs': { link: '/dbfs/x' } } }), '/tmp/laketrace_logs'],
    ['a working directory that is read-only', on({ readOnly: ['/home/me'] }), '/tmp/laketrace_logs'],
    [
      'logs that are read-only',
      on({ files: { '/home/me/logs': DIRECTORY }, readOnly: ['/home/me/logs'] }),
      '/tmp/laketrace_logs',
    ],
    ['logs that are a file', on({ files: { '/home/me/logs': 'x' } }), '/tmp/laketrace_logs'],
    ['a working directory that is gone', on({}, { cwd: '/gone' }), '/tmp/laketrace_logs'],
    [
      'a temporary directory on DBFS too',
      on({}, { cwd: '/dbfs', temporaryDirectory: '/dbfs/tmp' }),
      '/tmp/laketrace_logs',
    ],
    [
      'a temporary directory where another user has the name',
      on({ files: { '/tmp/laketrace_logs': DIRECTORY }, readOnly: ['/tmp/laketrace_logs', '/home/me'] }),
      user === undefined ? '/tmp/laketrace_logs' : `/tmp/laketrace_logs-${user}`,
    ],
    [
      'macOS, on an external disk',
      on({ os: 'darwin', files: { '/Volumes/Disk/app': DIRECTORY } }, { cwd: '/Volumes/Disk/app' }),
      '/Volumes/Disk/app/logs',
    ],
  ];

  test.each(CASES)('%s', (_name, options, directory) => {
    expect(defaultLogDirectory(options)).toBe(directory);
  });

  test('a LAKETRACE_LOG_DIR that is ignored is reported to diag, once', async () => {
    vi.resetModules();
    const { defaultLogDirectory: fresh } = await import('../../src/resource/index.ts');
    const warnings: string[] = [];
    const ignore = () => undefined;
    diag.setLogger(
      { error: ignore, info: ignore, debug: ignore, verbose: ignore, warn: (text) => warnings.push(text) },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    const options = on({ env: { LAKETRACE_LOG_DIR: '/Volumes/a' } });
    expect([fresh(options), fresh(options), fresh(on({}))]).toStrictEqual(Array(3).fill('/home/me/logs'));
    diag.disable();
    expect(warnings).toStrictEqual([
      'laketrace: LAKETRACE_LOG_DIR is ignored: "/Volumes/a" lies on /Volumes, the mount of Databricks volumes, which refuses to append to files; log files go to /home/me/logs',
    ]);
  });

  test('Windows', () => {
    const fs = simulate({ files: { 'C:\\app': DIRECTORY } }).fs;
    const options: LogDirectoryOptions = {
      env: {},
      fs,
      platform: 'win32',
      cwd: 'C:\\app',
      temporaryDirectory: 'C:\\Temp',
    };
    expect(['C:\\app\\logs', 'C:\\Temp\\laketrace_logs', `C:\\Temp\\laketrace_logs-${user}`]).toContain(
      defaultLogDirectory(options),
    );
    expect(unsuitableLogDirectory('C:\\dbfs\\logs', options)).toBeUndefined();
    expect(unsuitableLogDirectory('C:/dbfs/logs', options)).toBeUndefined();
  });

  test('the real machine: an absolute path, nothing created', () => {
    const cwd = nodeFileSystem.mkdtempSync(join(tmpdir(), 'laketrace-cwd-'));
    try {
      expect(defaultLogDirectory({ env: {}, cwd })).toBe(join(cwd, 'logs'));
      expect(nodeFileSystem.readdirSync(cwd)).toStrictEqual([]);
    } finally {
      nodeFileSystem.rmdirSync(cwd);
    }
  });
});

test.skipIf(process.platform === 'win32').each([
  ['an absolute temporary directory', '/tmp'],
  ['a relative one', 'tmp'],
])('a working directory that was deleted under the process, with %s', (_, temporaryDirectory) => {
  const script = `
    import { mkdtempSync, rmdirSync } from 'node:fs';
    import { defaultLogDirectory } from ${JSON.stringify(new URL('../../src/resource/index.ts', import.meta.url).href)};
    const directory = mkdtempSync('/tmp/laketrace-gone-');
    process.chdir(directory);
    rmdirSync(directory);
    console.log(defaultLogDirectory({ env: {}, temporaryDirectory: ${JSON.stringify(temporaryDirectory)} }));
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  expect(output).toBe('/tmp/logs\n');
});

describe('unsuitableLogDirectory', () => {
  const DBFS = 'lies on /dbfs, the DBFS mount of Databricks, which refuses to append to files';
  const VOLUMES = 'lies on /Volumes, the mount of Databricks volumes, which refuses to append to files';
  const LAKEHOUSE = 'lies on /lakehouse, the mount of a Fabric lakehouse, which is not a local disk';
  const CASES: readonly (readonly [string, LogDirectoryOptions, string])[] = [
    ['/dbfs', on({}), `"/dbfs" ${DBFS}`],
    ['/dbfs/logs/app', on({}), `"/dbfs/logs/app" ${DBFS}`],
    ['/Volumes/main/default/logs', on({}), `"/Volumes/main/default/logs" ${VOLUMES}`],
    ['/lakehouse/default/Files/logs', on({}), `"/lakehouse/default/Files/logs" ${LAKEHOUSE}`],
    ['/tmp/../dbfs/x', on({}), `"/tmp/../dbfs/x" ${DBFS}`],
    ['//dbfs//x/', on({}), `"//dbfs//x/" ${DBFS}`],
    ['../../Volumes/a', on({}), `"../../Volumes/a" ${VOLUMES}`],
    ['logs', on({}, { cwd: '/dbfs/me' }), `"logs" ${DBFS}`],
    [
      'logs',
      on({ files: { '/home/me/logs': { link: '/dbfs/x' }, '/dbfs/x': DIRECTORY } }),
      `"logs" leads to "/dbfs/x", which ${DBFS}`,
    ],
    [
      'logs',
      on({ files: { '/home/me/logs': { link: '/dbfs/not-yet' } } }),
      `"logs" leads to "/dbfs/not-yet", which ${DBFS}`,
    ],
    [
      'in/a/b',
      on({ files: { '/home/me/in': { link: '../../lakehouse/default' } } }),
      `"in/a/b" leads to "/lakehouse/default/a/b", which ${LAKEHOUSE}`,
    ],
    [
      'one/x',
      on({ files: { '/home/me/one': { link: 'two' }, '/home/me/two': { link: '/Volumes/v' } } }),
      `"one/x" leads to "/Volumes/v/x", which ${VOLUMES}`,
    ],
    [
      '/mnt/lake/logs',
      on({}, { mounts: [{ path: '/mnt/lake', description: 'a bucket' }] }),
      '"/mnt/lake/logs" lies on /mnt/lake, a bucket',
    ],
    ['dbfs:/logs', on({}), '"dbfs:/logs" is a URI (dbfs:), not a directory of this machine'],
    [
      'abfss://w@onelake/logs',
      on({ os: 'win32' }),
      '"abfss://w@onelake/logs" is a URI (abfss:), not a directory of this machine',
    ],
  ];

  test.each(CASES)('%s: %#', (directory, options, reason) => {
    const answer = unsuitableLogDirectory(directory, options);
    expect(answer?.reason).toBe(reason);
    expect(answer?.alternative).toBe(defaultLogDirectory(options));
  });

  const SUITABLE: readonly (readonly [string, LogDirectoryOptions])[] = [
    ['logs', on({})],
    ['/tmp/x', on({})],
    ['/', on({})],
    ['', on({})],
    ['/dbfsx/logs', on({})],
    ['/volumes/logs', on({})],
    ['/home/me/dbfs', on({})],
    ['/Volumes/Disk/logs', on({ os: 'darwin' })],
    ['/dbfs/logs', on({}, { mounts: [] })],
    ['loop/x', on({ files: { '/home/me/loop': { link: 'loop' } } })],
    ['a/x', on({ files: { '/home/me/a': { link: 'b' }, '/home/me/b': { link: 'a' } } })],
    ['ok/x', on({ files: { '/home/me/ok': { link: '/tmp' } } })],
    ['a:b', on({})],
  ];

  test.each(SUITABLE)('nothing against %j: %#', (directory, options) => {
    expect(unsuitableLogDirectory(directory, options)).toBeUndefined();
  });

  test('a real link to a mount that does not exist on this machine', () => {
    const directory = nodeFileSystem.mkdtempSync(join(tmpdir(), 'laketrace-link-'));
    try {
      const mount = join(nodeFileSystem.realpathSync(directory), 'mount');
      nodeFileSystem.symlinkSync(join(directory, 'mount', 'deep'), join(directory, 'logs'));
      const mounts = [{ path: mount, description: 'a mount' }];
      const asked = join(directory, 'logs', 'app');
      expect(unsuitableLogDirectory(asked, { mounts, platform: 'linux' })?.reason).toBe(
        `${JSON.stringify(asked)} leads to ${JSON.stringify(join(mount, 'deep', 'app'))}, which lies on ${mount}, a mount`,
      );
    } finally {
      nodeFileSystem.rmSync(directory, { recursive: true });
    }
  });

  test('a path with control characters cannot forge a line of the warning', () => {
    expect(unsuitableLogDirectory('/dbfs/a\nb\u001b[31m', on({}))?.reason).toBe(`"/dbfs/a\\nb\\u001b[31m" ${DBFS}`);
  });

  test('never throws, whatever the file system does', () => {
    const fail = (): never => {
      throw Object.assign(new Error('no'), { code: 'EIO' });
    };
    const fs = Object.fromEntries(Object.keys(simulate({}).fs).map((name) => [name, fail])) as never;
    const options: LogDirectoryOptions = {
      env: {},
      fs,
      platform: 'linux',
      cwd: '/home/me',
      temporaryDirectory: '/tmp',
    };
    expect(unsuitableLogDirectory('logs', options)).toBeUndefined();
    expect(unsuitableLogDirectory('logs\0', options)).toBeUndefined();
    expect(unsuitableLogDirectory('x/'.repeat(3000), options)).toBeUndefined();
    expect(defaultLogDirectory(options)).toBe(
      user === undefined ? '/tmp/laketrace_logs' : `/tmp/laketrace_logs-${user}`,
    );
  });
});
