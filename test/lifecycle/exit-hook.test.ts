// What is registered for the exit of a process is called, whatever the others do.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('one that throws does not stop the others', () => {
  const program = `
    import { onExit } from './src/lifecycle/exit-hook.ts';
    onExit(() => process.stdout.write('one '));
    onExit(() => { throw new Error('no'); });
    onExit(() => process.stdout.write('two'));
    onExit(() => process.stdout.write('never'))();
    process.exitCode = 3;`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect({ stdout, stderr, status }).toEqual({ stdout: 'one two', stderr: '', status: 3 });
});
