// Real hostile files, FIFOs, loops and devices in the places that detection reads, below a temporary root.
import { execFileSync } from 'node:child_process';
import nodeFileSystem from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DetectedRuntime, detectRuntime, type ReadOnlyFileSystem } from '../../src/resource/index.ts';
import { CONTEXT_FILE, SPARK_DEFAULTS, VERSION_FILE } from './environments.ts';

let root: string;

beforeEach(() => {
  root = nodeFileSystem.mkdtempSync(join(tmpdir(), 'laketrace-resource-'));
});

afterEach(() => {
  nodeFileSystem.rmSync(root, { recursive: true, force: true });
});

/** The real file system, with its root moved into the temporary directory. */
function rooted(): ReadOnlyFileSystem {
  const fs = nodeFileSystem;
  return {
    statSync: (path, options) => fs.statSync(join(root, path), options),
    openSync: (path, flags) => fs.openSync(join(root, path), flags),
    fstatSync: (fd) => fs.fstatSync(fd),
    readSync: (fd, buffer, offset, length, position) => fs.readSync(fd, buffer, offset, length, position),
    closeSync: (fd) => fs.closeSync(fd),
    accessSync: (path, mode) => fs.accessSync(join(root, path), mode),
    realpathSync: (path) => fs.realpathSync(join(root, path)),
    readlinkSync: (path) => fs.readlinkSync(join(root, path)),
  };
}

const detect = (fs: ReadOnlyFileSystem = rooted()): DetectedRuntime =>
  detectRuntime({ env: {}, fs, platform: 'linux' });

/** The place of a file below the root, with its directory made. */
function place(path: string): string {
  const real = join(root, path);
  nodeFileSystem.mkdirSync(dirname(real), { recursive: true });
  return real;
}

function makeFifo(path: string): void {
  execFileSync('mkfifo', [path]);
}

const openDescriptors = (): number => nodeFileSystem.readdirSync('/proc/self/fd').length;

const FILES = [
  { path: CONTEXT_FILE, platform: 'fabric' },
  { path: VERSION_FILE, platform: 'databricks' },
  { path: SPARK_DEFAULTS, platform: 'spark' },
] as const;

describe.each(FILES)('$path', ({ path, platform }) => {
  test('a good file is read', () => {
    nodeFileSystem.writeFileSync(place(path), 'trident.tenant.id=t1\nspark.master=yarn\n');
    expect(detect().platform).toBe(platform);
  });

  test('an empty file counts', () => {
    nodeFileSystem.writeFileSync(place(path), '');
    expect(detect().platform).toBe(platform);
  });

  test('a directory does not', () => {
    nodeFileSystem.mkdirSync(place(path));
    expect(detect()).toMatchObject({ platform: 'local' });
    expect(detect().evidence).toContain(`ignored: ${path} is not a regular file`);
  });

  test.skipIf(process.platform === 'win32')('a FIFO neither counts nor holds up the program', () => {
    makeFifo(place(path));
    expect(detect().evidence).toContain(`ignored: ${path} is not a regular file`);
  });

  test.skipIf(process.platform === 'win32')('nor does one behind a link', () => {
    makeFifo(place('/pipe'));
    nodeFileSystem.symlinkSync(join(root, 'pipe'), place(path));
    expect(detect().evidence).toContain(`ignored: ${path} is not a regular file`);
  });

  test.skipIf(process.platform === 'win32')('nor one that takes the place of the file after the look', () => {
    const real = place(path);
    nodeFileSystem.writeFileSync(real, 'x');
    const regular = nodeFileSystem.statSync(real);
    nodeFileSystem.rmSync(real);
    makeFifo(real);
    const fs = rooted();
    const statSync: ReadOnlyFileSystem['statSync'] = (asked, options) =>
      asked === path ? regular : fs.statSync(asked, options);
    expect(detect({ ...fs, statSync }).evidence).toContain(`${path} is not a regular file`);
  });

  test('a device does not', () => {
    nodeFileSystem.symlinkSync('/dev/zero', place(path));
    expect(detect().platform).toBe('local');
  });

  test('a looping link does not', () => {
    nodeFileSystem.symlinkSync(join(root, path), place(path));
    expect(detect()).toMatchObject({ platform: 'local' });
    expect(detect().evidence).toContain(`ignored: whether ${path} exists cannot be told`);
  });

  test('a link that leads nowhere is as if there was nothing', () => {
    nodeFileSystem.symlinkSync(join(root, 'nowhere'), place(path));
    expect(detect().evidence).toStrictEqual(['nothing of Fabric, Databricks or Spark was found']);
  });

  test('a gigabyte of zeros is read to its limit only', () => {
    nodeFileSystem.closeSync(nodeFileSystem.openSync(place(path), 'w'));
    nodeFileSystem.truncateSync(join(root, path), 2 ** 30);
    const fs = rooted();
    let bytes = 0;
    const readSync: ReadOnlyFileSystem['readSync'] = (...args) => {
      const read = fs.readSync(...args);
      bytes += read;
      return read;
    };
    const { evidence, ...runtime } = detect({ ...fs, readSync });
    expect(runtime.platform).toBe(platform);
    expect(evidence).toContain(`${path} is larger than 65536 bytes: the rest was not read`);
    expect(bytes).toBe(65_536);
  });

  test('a binary file counts and gives nothing', () => {
    const noise = Uint8Array.from({ length: 20_000 }, (_, at) => (at * 197 + (at >> 3)) & 0xff);
    nodeFileSystem.writeFileSync(place(path), noise);
    const { attributes, ...runtime } = detect();
    expect(runtime.platform).toBe(platform);
    const own = Object.keys(attributes).filter((name) => !name.startsWith('laketrace.') && name !== 'cloud.provider');
    expect(own).toStrictEqual([]);
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('an unreadable file counts and says so', () => {
    nodeFileSystem.writeFileSync(place(path), 'trident.tenant.id=t1', { mode: 0 });
    expect(detect().evidence).toContain(`${path} cannot be read (EACCES)`);
  });

  test.skipIf(process.platform !== 'linux')('no descriptor stays open', () => {
    nodeFileSystem.writeFileSync(place(path), 'trident.tenant.id=t1');
    const before = openDescriptors();
    for (let round = 0; round < 50; round++) detect();
    expect(openDescriptors()).toBe(before);
  });
});
