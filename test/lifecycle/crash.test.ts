// Work for a crash is done when the program fails, and only then, and changes nothing about how it ends.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

function run(ending: string) {
  const program = `
    import { onCrash } from './src/lifecycle/crash.ts';
    onCrash(() => process.stdout.write('one '));
    onCrash(() => { throw new Error('no'); });
    onCrash(() => process.stdout.write('two '));
    onCrash(() => process.stdout.write('never'))();
    ${ending}`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  return { stdout, stderr, status };
}

test.each([
  ['', 0, ''],
  ['process.exit(0)', 0, ''],
  ['process.exit(7)', 7, 'one two '],
  ['process.exitCode = 8', 8, 'one two '],
])('%s', (ending, status, stdout) => {
  expect(run(ending)).toEqual({ status, stdout, stderr: '' });
});

test.each([
  "throw new Error('mine')",
  "Promise.reject(new Error('mine'))",
  "queueMicrotask(() => { throw new Error('mine') })",
])('an error that nobody catches is shown by Node as ever: %s', (ending) => {
  const { status, stdout, stderr } = run(ending);
  // Called for the error, and once more at the exit: what was written the first time is not there the second time.
  expect({ status, stdout }).toEqual({ status: 1, stdout: 'one two one two ' });
  expect(stderr).toMatch(/Error: mine[\s\S]*Node\.js v/);
});

test('a program that catches it lives on', () => {
  const ending = `
    process.on('uncaughtException', () => process.stdout.write('caught '));
    setTimeout(() => process.stdout.write('lives'), 10);
    throw new Error('mine');`;
  expect(run(ending)).toEqual({ status: 0, stdout: 'one two caught lives', stderr: '' });
});

test('the listeners go with the last work', () => {
  const program = `
    import { onCrash } from './src/lifecycle/crash.ts';
    const count = () => process.listenerCount('uncaughtExceptionMonitor') + process.listenerCount('exit');
    const before = count();
    const leaves = [1, 2].map(() => onCrash(() => undefined));
    const during = count() - before;
    for (const leave of [...leaves, ...leaves]) leave();
    console.log(during, count() - before);`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(stdout).toBe('2 0\n');
});
