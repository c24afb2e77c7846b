// Ctrl-C and other signals: the terminal is as before, no half file is left, and a pager goes on at Ctrl-C, and ends with us by the others.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** Sends a signal to the command on a pseudo terminal once a text is on the screen. */
function signalled(signal: string, line: string, text: string, { pager = '' } = {}) {
  const cwd = temporaryDirectory();
  writeFileSync(join(cwd, 'log.jsonl'), `${LINE}\n`);
  writeFileSync(join(cwd, 'pager.sh'), pager);
  const command = `(echo $BASHPID > pid; exec ${LAKETRACE} ${line})`;
  writeFileSync(join(cwd, 'run.sh'), `stty -g > before; ${command}; code=$?; stty -g > after; exit $code\n`);
  const wait = `for n in $(seq 300); do grep -qs '${text}' shown && break; sleep 0.1; done; sleep 0.2`;
  const { code } = inShell(`{ ${wait}; kill -${signal} $(cat pid); sleep 0.2; } | script -qfec 'bash run.sh' shown`, {
    ...{ cwd, env: { PAGER: pager === '' ? '' : 'sh pager.sh', TMPDIR: cwd } },
  });
  const textOf = (name: string): string => readFileSync(join(cwd, name), 'utf8');
  const shown = textOf('shown');
  const isCursorShown = shown.lastIndexOf(SHOW) >= shown.lastIndexOf(HIDE);
  return { code, cwd, shown, isCursorShown, isTerminalAsBefore: textOf('before') === textOf('after') };
}

/** What a pager does that has the terminal for itself, and waits for a key; it ends in any case at some time. */
const SHOWS = 'stty -echo -icanon; cat; echo ready';
const WAITS = 'sleep 30 & wait $!';

describe.skipIf(process.platform !== 'linux')('signals', () => {
  test.each([
    ['TERM', 143],
    ['HUP', 129],
  ])('SIG%s ends the command, and the pager with it', (signal, code) => {
    const pager = `trap 'echo gone; kill $!; exit' ${signal}; ${SHOWS}; ${WAITS}`;
    const { shown, cwd: _, ...ended } = signalled(signal, 'cat log.jsonl', 'ready', { pager });
    expect(ended).toEqual({ code, isCursorShown: true, isTerminalAsBefore: true });
    expect(shown).toContain('gone');
  });

  test('a pager that does not end is left, with the terminal as it was', () => {
    const pager = `trap '' TERM; echo $$ > pager.pid; ${SHOWS}; exec sleep 30`;
    const { shown: _, cwd, ...ended } = signalled('TERM', 'cat log.jsonl', 'ready', { pager });
    process.kill(Number(readFileSync(join(cwd, 'pager.pid'), 'utf8')), 'SIGKILL');
    expect(ended).toEqual({ code: 143, isCursorShown: true, isTerminalAsBefore: true });
  });

  test.each([
    ['TERM', 143, 'tail -f log.jsonl', 'first'],
    ['INT', 130, 'tail -f log.jsonl', 'first'],
    ['HUP', 129, `convert --to flat -o out.jsonl < <(${SLOW})`, 'reading'],
  ])('SIG%s, code %d: %s', (signal, code, line, text) => {
    const { shown: _, cwd, ...ended } = signalled(signal, line, text);
    expect(ended).toEqual({ code, isCursorShown: true, isTerminalAsBefore: true });
    expect(readdirSync(cwd).filter((name) => name.startsWith('out') || name.endsWith('.tmp'))).toEqual([]);
  });

  test.each([
    ['one TERM', 'TERM', 143],
    ['two INT', 'INT INT', 130],
  ])('%s ends what writes into a pipe that nobody reads', (_, signals, code) => {
    const cwd = temporaryDirectory();
    writeFileSync(join(cwd, 'log.jsonl'), `${LINE}\n`.repeat(20_000));
    const write = `(echo $BASHPID > pid; exec ${LAKETRACE} cat log.jsonl); echo $? > code`;
    const kill = `until [ -s pid ]; do sleep 0.1; done; sleep 1; for s in ${signals}; do kill -$s $(cat pid); done`;
    inShell(`mkfifo pipe; sleep 30 < pipe & ( ${write} ) > pipe & ${kill}; wait %2; kill %1; rm pipe`, { cwd });
    expect(Number(readFileSync(join(cwd, 'code'), 'utf8'))).toBe(code);
  });
});
