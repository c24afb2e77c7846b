// Temporary names: those of processes that have ended are removed, and no others.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownedName, removeLeavings } from '../../../src/file/system/owned-name.ts';
import { type ProcessIdentity, RealProcessTable } from '../../../src/file/system/process-identity.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const { self } = new RealProcessTable();
const dead = spawnSync(process.execPath, ['--version']).pid;
const as = (identity: Partial<ProcessIdentity>) => ({
  self: { ...self, ...identity },
  isRunning: () => undefined,
});

test('what a dead process left is removed, be it a file or a directory; not what another may still need', async () => {
  const directory = temporaryDirectory();
  const name = (identity: Partial<ProcessIdentity>, before = '.out.') => ownedName(before, '.tmp', as(identity));
  const stay = [
    name({}),
    name({ pid: dead, namespace: 'another host' }),
    name({ pid: dead }, '.other.'),
    '.out.tmp',
    `.out.${dead}.tmp`,
    `${name({ pid: dead })}.gz`,
  ];
  for (const each of [...stay, name({ pid: dead })]) writeFileSync(join(directory, each), 'x');
  // The process id was given anew.
  if (self.start !== '') writeFileSync(join(directory, name({ start: '1' })), 'x');
  const left = join(directory, name({ pid: dead }));
  mkdirSync(left);
  writeFileSync(join(left, 'within'), 'x');
  await removeLeavings(directory, '.out.', '.tmp');
  expect(readdirSync(directory).sort()).toEqual(stay.sort());
  await removeLeavings(join(directory, 'missing'), '.out.', '.tmp');
});
