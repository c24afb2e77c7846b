// Has gofakes3, a server of S3's protocol, for the test of the example: built by Go into .cache, where it stays.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const MODULE = 'github.com/johannesboyne/gofakes3/cmd/gofakes3@v1.2.0';
const directory = join(import.meta.dirname, '../../.cache/gofakes3');

/** Its program; it may not be there. */
export const GOFAKES3: string = join(directory, 'gofakes3');

/** In CI a Go that is missing is a failure: nothing is skipped there. */
export function setup(): void {
  if (existsSync(GOFAKES3)) return;
  if (spawnSync('go', ['version'], { stdio: 'ignore' }).status !== 0) {
    if (process.env['CI'] !== undefined) throw new Error('there is no Go');
    console.log('The example of S3 is not tested: there is no Go');
    return;
  }
  console.log('gofakes3 is built into .cache/gofakes3, which takes a minute');
  execFileSync('go', ['install', MODULE], {
    env: { ...process.env, GOBIN: directory },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
