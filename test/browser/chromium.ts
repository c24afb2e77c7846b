// Has a Chromium for the tests of pages: the one of the system, or, in CI as root on Debian, one that is installed.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The browser's program; empty where there is none, and the tests are skipped. */
    readonly chromium: string;
  }
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The program named by `CHROMIUM`, else the first of the usual names. */
function findChromium(): string | undefined {
  const { CHROMIUM, PATH = '' } = process.env;
  const places = NAMES.flatMap((name) => PATH.split(delimiter).map((directory) => join(directory, name)));
  return [...(CHROMIUM === undefined ? [] : [CHROMIUM]), ...places].find(isProgram);
}

function install(): void {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  console.log('Chromium is installed by apt-get');
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
  ])
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
}

/** In CI a browser that is missing is a failure: nothing is skipped there. */
export function setup({ provide }: TestProject): void {
  const isCi = process.env['CI'] !== undefined;
  if (isCi && findChromium() === undefined) install();
  const found = findChromium();
  if (found === undefined && isCi) throw new Error('there is no Chromium, and it could not be installed');
  if (found === undefined)
    console.log('Pages are not tested in a browser: there is no Chromium (install it, or name it by CHROMIUM)');
  provide('chromium', found ?? '');
}
