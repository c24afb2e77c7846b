// Gigabytes to OneLake, with the rate and the most memory printed: the long form, by LAKETRACE_LARGE=<number of files of 2 GB>.
import { execFile } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { makeToken, startAzurite } from './azurite.ts';

const FILES = Number(process.env['LAKETRACE_LARGE'] ?? 0);
const GIGABYTE = 1024 ** 3;
const PROGRAM = join(import.meta.dirname, '../programs/upload-large.ts');

test.runIf(FILES > 0)('files of 2 GB arrive whole, in bounded memory', { timeout: 3_600_000 }, async () => {
  const azurite = await startAzurite();
  const directory = join(temporaryDirectory(), 'logs');
  mkdirSync(directory);
  for (let index = 0; index < FILES; index++) {
    const path = join(directory, `large-${index}.jsonl`);
    writeFileSync(path, `file ${index}\n`);
    truncateSync(path, 2 * GIGABYTE);
  }
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: azurite.authority };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [PROGRAM, azurite.url, makeToken('large'), directory],
    { env },
  );
  azurite.stop();
  const said = JSON.parse(stdout);
  const gigabytes = 2 * FILES;
  console.log(
    `${gigabytes} GB in ${said.seconds.toFixed(1)} s, ${((gigabytes * 1024) / said.seconds).toFixed(0)} MB/s, ` +
      `${said.cpuSeconds.toFixed(1)} s of the processor, at most ${said.peakMegabytes.toFixed(0)} MB of memory`,
  );
  expect(said.ok).toBe(true);
  // Most of it is Node and the client: of the files there are 17 MiB in memory, however many they are.
  expect(said.peakMegabytes).toBeLessThan(200);
});
