// What nobody catches is in the file before the process ends, which prints what it would print and ends as it would.
import { describe, expect, test } from 'vitest';
import { CAPTURE, compared, loggedIn, project, registered, withoutPids } from '../logged-records.ts';

describe('what nobody catches', () => {
  const thrown = `class OrderError extends Error {}
    function place() { throw new OrderError('no such order', { cause: new TypeError('inner') }); }
    setTimeout(place, 5);`;
  const rejected = (reason: string) =>
    `const wait = setTimeout(() => console.log('lives on'), 200); Promise.reject(${reason});`;

  test.each<[string, string, string[], Record<string, unknown>]>([
    ['an error', thrown, [], { severity: 21, body: 'uncaught exception: OrderError: no such order' }],
    [
      'something that is no error',
      `setTimeout(() => { throw { reason: 7 }; }, 1)`,
      [],
      { severity: 21, body: 'uncaught exception: Object: {"reason":7}' },
    ],
    ['an error at the top', `null.x`, [], { severity: 21 }],
    [
      'an error that the application handles',
      `process.on('uncaughtException', () => { console.log('handled'); }); ${thrown}`,
      [],
      { severity: 17 },
    ],
    ['a rejection', rejected(`new Error('nope')`), [], { severity: 21, body: 'unhandled rejection: Error: nope' }],
    [
      'a rejection, strict',
      rejected(`new Error('nope')`),
      ['--unhandled-rejections=strict'],
      { severity: 21, body: expect.stringContaining('Error: nope') },
    ],
    [
      'a rejection, warn',
      rejected(`new Error('nope')`),
      ['--unhandled-rejections=warn'],
      { severity: 17, body: 'unhandled rejection: Error: nope' },
    ],
    [
      'a rejection, none',
      rejected(`new Error('nope')`),
      ['--unhandled-rejections=none'],
      { severity: 17, body: 'unhandled rejection: Error: nope' },
    ],
    [
      'a rejection, warn-with-error-code',
      rejected(`new Error('nope')`),
      ['--unhandled-rejections', 'warn-with-error-code'],
      { severity: 17, body: 'unhandled rejection: Error: nope' },
    ],
    ['a rejection of no error', rejected(`'a text'`), [], { severity: 21 }],
  ])('%s: printed and ended as without LakeTrace, and logged once', async (_, program, args, logged) => {
    const { cwd, plain, captured } = await compared(program, args);
    expect(captured).toEqual({ ...plain, stderr: withoutPids(plain.stderr) });
    const found = loggedIn(`${cwd}/logs`).filter(({ scope }) => scope === 'uncaught');
    expect(found).toMatchObject([logged]);
    expect(found[0]?.attributes).toHaveProperty('laketrace.uncaught.origin');
  });

  test('the stack has the cause', async () => {
    const { cwd } = await compared(thrown);
    expect(loggedIn(`${cwd}/logs`)[0]?.attributes).toMatchObject({
      'exception.type': 'OrderError',
      'exception.stacktrace': expect.stringMatching(
        /^OrderError: no such order\n {4}at [\s\S]*place[\s\S]*\nCaused by: TypeError: inner\n {4}at /,
      ),
    });
  });

  test('a rejection that the application handles is its own', async () => {
    const program = `process.on('unhandledRejection', () => console.log('handled')); Promise.reject(new Error('nope'));`;
    const { cwd, plain, captured } = await compared(program);
    expect(captured).toEqual(plain);
    expect(loggedIn(`${cwd}/logs`).map(({ body }) => body)).toEqual(['handled']);
  });

  test('it is in the file before the application hears of it, whatever the files do', async () => {
    const cwd = project({
      'app.mjs': `process.on('uncaughtException', () => process.kill(process.pid, 'SIGKILL')); ${thrown}`,
    });
    for (const enqueue of ['true', 'false']) {
      const env = { ...CAPTURE, LAKETRACE_ENQUEUE: enqueue, LAKETRACE_FLUSH_INTERVAL: '1 hour' };
      expect((await registered(cwd, { env })).signal).toBe('SIGKILL');
    }
    const bodies = loggedIn(`${cwd}/logs`).map(({ body }) => body);
    expect(bodies).toEqual(Array(2).fill('uncaught exception: OrderError: no such order'));
  });
});
