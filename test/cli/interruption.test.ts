// Ctrl-C on a terminal: the terminal is as before, no half file is left, and a pager goes on until it is left.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type CommandRun, inShell, LAKETRACE } from './run-command.ts';

const LINE = '{"timestamp":"2026-01-31T12:00:00.000Z","level":"INFO","message":"first","logger_name":"a"}';
const CTRL_C = '\\003';

/** Runs a line on a pseudo terminal, and types something once a text is on the screen. */
function typed(line: string, text: string, keys: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const cwd = temporaryDirectory();
  writeFileSync(join(cwd, 'log.jsonl'), `${LINE}\n`);
  writeFileSync(join(cwd, 'run.sh'), `exec ${line}\n`);
  const typing = keys.map((key) => `printf '${key}'; sleep 0.3`).join('; ');
  const wait = `until grep -qs '${text}' shown; do sleep 0.1; done`;
  const run = inShell(`{ ${wait}; ${typing}; sleep 1; } | script -qfec 'bash run.sh' shown`, {
    ...{ cwd, env: { ...env, TMPDIR: cwd } },
  });
  return { ...run, left: readdirSync(cwd).sort() } satisfies CommandRun & { left: string[] };
}

const SLOW = `for n in $(seq 400); do echo '${LINE}'; sleep 0.25; done`;
/** What hides the cursor, and what shows it again. */
const [HIDE, SHOW] = ['\x1b[?25l', '\x1b[?25h'];

describe.skipIf(process.platform !== 'linux')('Ctrl-C', () => {
  test.each([
    ['convert --to flat -o out.jsonl', 'reading'],
    ['redact -o out.txt', 'reading'],
    ['report -o out.html', 'reading'],
  ])('while %s shows how far it is', (verb, text) => {
    const { code, stdout, left } = typed(`${LAKETRACE} ${verb} < <(${SLOW})`, text, [CTRL_C]);
    expect({ code, left }).toEqual({ code: 130, left: ['log.jsonl', 'run.sh', 'shown'] });
    expect(stdout).toContain(HIDE);
    expect(stdout.lastIndexOf(SHOW)).toBeGreaterThan(stdout.lastIndexOf(HIDE));
  });

  test('in a pager is for the pager, as often as it is pressed', () => {
    const pager = "trap 'echo caught' INT; cat; echo ready; read line < /dev/tty; read line < /dev/tty; echo left";
    const keys = [CTRL_C, CTRL_C, CTRL_C, 'q\\n', 'q\\n'];
    const { code, stdout, left } = typed(`${LAKETRACE} cat log.jsonl`, 'ready', keys, { PAGER: pager });
    expect(stdout.split('caught').length).toBeGreaterThan(2);
    expect(stdout).toMatch(/left\r\n$/);
    expect(code).toBe(130);
    expect(left).toEqual(['log.jsonl', 'run.sh', 'shown']);
  });
});
