// A slow pipe when the process ends: Node forgets what the pipe has not taken. Real processes, real readers, each in a process of its own.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
/** Seconds; longer than a pipe is waited for. */
const NEVER_READS = 14;

// One for all tests, as they run at the same time.
const directory = mkdtempSync(join(tmpdir(), 'laketrace-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const newDirectory = () => mkdtempSync(join(directory, 'run-'));

/** A program with a console as its only sink; `log(text)` emits a record. */
const programOf = (body: string) => `
  import { LoggerProvider } from ${JSON.stringify(import.meta.resolve('@opentelemetry/sdk-logs'))};
  import { LakeTraceLogRecordProcessor } from ${JSON.stringify(join(ROOT, 'src/index.ts'))};
  const startConsole = (options = true) => {
    const provider = new LoggerProvider({ processors: [new LakeTraceLogRecordProcessor({ file: false, console: options })] });
    const logger = provider.getLogger('x');
    return { provider, log: (text, severityNumber = 9) => logger.emit({ severityNumber, body: text }) };
  };
  ${body}`;

/** Runs a program whose standard output goes to a command of the shell. */
async function run(body: string, reader: string) {
  const own = newDirectory();
  const code = join(own, 'code');
  const program = join(own, 'program.mjs');
  writeFileSync(program, programOf(body));
  // Node itself empties the pipes of a child that has ended: the reader is not to be Node.
  const pipeline = `{ "$0" "$1"; echo $? > "$2"; } | (${reader})`;
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', pipeline, process.execPath, program, code], {
    maxBuffer: 256 * 1024 * 1024,
    encoding: 'buffer',
  });
  return { stdout, text: String(stdout), stderr: String(stderr), code: Number(readFileSync(code, 'utf8')) };
}

/** The lines of an output, which must all be whole, as what they say: the message of a record, or a text. */
function saidIn(output: string): string[] {
  expect(output === '' || output.endsWith('\n')).toBe(true);
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const parsed = JSON.parse(line);
      return String(typeof parsed === 'string' ? parsed : parsed.message).replace(/ x*$/, '');
    });
}

/** Records and the application's own lines by turns; `size` is an expression of `i`. */
const talk = (count: number, size: string) => `
  const { provider, log } = startConsole();
  for (let i = 0; i < ${count}; i++) {
    log('record ' + i + ' ' + 'x'.repeat(${size}));
    if (i % 10 === 0) console.log(JSON.stringify('own ' + i));
  }
  process.on('exit', () => {
    console.log('"own at exit"');
    log('record at exit');
  });`;
const talked = (count: number) => [
  ...Array.from({ length: count }, (_, i) => (i % 10 === 0 ? [`record ${i}`, `own ${i}`] : [`record ${i}`])).flat(),
  'own at exit',
  'record at exit',
];

describe.skipIf(process.platform === 'win32').concurrent('a pipe at the end of the process', () => {
  test.each([
    ['process.exit()', 'process.exit(3);', 3],
    ['process.exit() when the loop has turned', 'setTimeout(() => process.exit(3), 300);', 3],
    ['an uncaught error', "throw new Error('the end');", 1],
    ['a rejection', "Promise.reject(new Error('the end'));", 1],
    ['a natural end', '', 0],
  ])('%s: all lines get out, whole and in order, however late the reader is', async (_, end, code) => {
    const count = 1000;
    const result = await run(talk(count, '(i * 37) % 7000') + end, 'sleep 2; cat');
    expect(saidIn(result.text)).toEqual(talked(count));
    expect(result.stderr).not.toContain('laketrace: ');
    expect(result.code).toBe(code);
  });

  test('more than may wait for long gets out as well, where it all came at once', async () => {
    const result = await run(`${talk(400, '100_000')} process.exit(0);`, 'sleep 1; cat');
    expect(saidIn(result.text)).toEqual(talked(400));
    expect(result.stderr).toBe('');
  });

  test('what the application wrote gets out byte by byte, in any encoding', async () => {
    const write = `
      const { log } = startConsole();
      for (let i = 0; i < 500; i++) {
        log('x'.repeat(1000));
        process.stdout.write('äöü €😀 \\ud800 ' + i + 'ß'.repeat(333) + '\\n');
        process.stdout.write(Buffer.from([255, 254, i % 200 + 40, 10]));
        process.stdout.write('e9' + '0a', 'hex');
        process.stdout.write('é\\n', 'latin1');
      }`;
    const plain = await run(write, 'cat');
    const comparable = (output: Buffer) => output.toString('latin1').replace(/"timestamp":"[^"]*"|"pid":\d+/g, '');
    for (const end of [
      'process.exit();',
      'setTimeout(process.exit, 300);',
      'process.stdout.cork(); log("corked"); process.exit();',
    ]) {
      const { stdout } = await run(write + end, 'sleep 1; cat');
      const corked = stdout.includes('corked') ? 1 : 0;
      expect(corked).toBe(end.includes('corked') ? 1 : 0);
      const lines = comparable(stdout).split('\n');
      if (corked === 1) lines.splice(-2, 1);
      expect(lines.join('\n') === comparable(plain.stdout)).toBe(true);
    }
  });

  test('a reader that goes is no error of the program, and nothing is said of it', async () => {
    const result = await run(`${talk(3000, '(i * 37) % 7000')} process.exit(3);`, 'head -c 100000');
    expect(result.stdout).toHaveLength(100_000);
    expect(result.stderr).toBe('');
    expect(result.code).toBe(3);
  });

  test('a reader that never reads ends the wait, and the lines that it did not get are counted exactly', async () => {
    const reader = `sleep 1; head -c 1000000; sleep ${NEVER_READS}; cat`;
    const result = await run(`${talk(3000, '(i * 37) % 3500')} process.exit(3);`, reader);
    const records = saidIn(result.text).filter((line) => line.startsWith('record'));
    expect(records).toEqual(Array.from({ length: records.length }, (_, i) => `record ${i}`));
    const [, lost] =
      /console at exit: (\d+) lines \(\d+ bytes\) had not gone out.*: nobody reads/.exec(result.stderr) ?? [];
    expect(records.length + Number(lost)).toBe(3000);
    expect(result.code).toBe(3);
  }, 60_000);

  test('it is exact, too, where lines were handed over together', async () => {
    const reader = `sleep 1; head -c 3000000; sleep ${NEVER_READS}; cat`;
    const result = await run(`${talk(3000, '(i * 37) % 3500')} setTimeout(() => process.exit(3), 2000);`, reader);
    // One line may be cut here: the pipe took a part of it, and then nothing.
    const records = saidIn(result.text.slice(0, result.text.lastIndexOf('\n') + 1)).filter((line) =>
      line.startsWith('record'),
    );
    const [, lost] = /console at exit: (\d+) lines/.exec(result.stderr) ?? [];
    expect(records.length + Number(lost)).toBe(3000);
  }, 60_000);

  test('callbacks of the application are not called when the process exits, as ever', async () => {
    const result = await run(
      `const { log } = startConsole();
      for (let i = 0; i < 300; i++) {
        process.stdout.write(JSON.stringify('own ' + 'x'.repeat(5000)) + '\\n', () => process.exit(0));
        log('record ' + i);
      }
      process.stdout.on('drain', () => process.exit(0));
      process.exit(3);`,
      'sleep 1; cat',
    );
    expect(saidIn(result.text).filter((line) => line.startsWith('record'))).toHaveLength(300);
    expect(result.code).toBe(3);
  });

  test('what was on its way before there was a console cuts none of its lines', async () => {
    const result = await run(
      `process.stdout.write('own ' + 'x'.repeat(500_000) + '\\n');
      const { log } = startConsole();
      for (let i = 0; i < 2000; i++) log('record ' + i);
      process.exit();`,
      'sleep 1; cat',
    );
    const [own, ...lines] = result.text.split('\n');
    expect(own).toMatch(/^own x+$/);
    expect(saidIn(lines.join('\n'))).toEqual(Array.from({ length: 2000 }, (_, i) => `record ${i}`));
  });

  test('standard error is a pipe as standard output is', async () => {
    const result = await run(
      `const { log } = startConsole({ stderr: 'ERROR' });
      for (let i = 0; i < 2000; i++) log('record ' + i + ' ' + 'x'.repeat(200), i % 2 ? 9 : 17);
      process.exit();`,
      // The reader of standard error is late, and that of standard output gets only what is for it.
      'cat >/dev/null',
    );
    expect(saidIn(result.stderr)).toEqual(Array.from({ length: 1000 }, (_, i) => `record ${2 * i}`));
  });

  test('the loop turns while the reader waits', async () => {
    const flag = join(newDirectory(), 'turned');
    // It reads when the loop has turned, and not before.
    const result = await run(
      `${talk(1500, '7000')} import { writeFileSync } from 'node:fs'; setTimeout(() => writeFileSync(${JSON.stringify(flag)}, ''), 10);`,
      `for i in $(seq 800); do [ -e '${flag}' ] && break; sleep 0.1; done; [ -e '${flag}' ] && cat`,
    );
    expect(saidIn(result.text)).toEqual(talked(1500));
  });

  test('the stream is as it was when the last console has been shut down', async () => {
    const result = await run(
      `const { stdout } = process;
      const before = Reflect.ownKeys(stdout);
      const [first, second] = [startConsole(), startConsole()];
      first.log('record 1');
      await first.provider.shutdown();
      second.log('record 2');
      await second.provider.shutdown();
      console.error(Reflect.ownKeys(stdout).filter((key) => !before.includes(key)));`,
      'cat',
    );
    expect(saidIn(result.text)).toEqual(['record 1', 'record 2']);
    expect(result.stderr).toBe('[]\n');
  });

  test('a replaced write gets the lines, and nothing gets past it', async () => {
    const result = await run(
      `const { log } = startConsole();
      let got = '';
      const { write } = process.stdout;
      process.stdout.write = (line) => { got += line; return true; };
      for (let i = 0; i < 1000; i++) log('record ' + i + ' ' + 'x'.repeat(500));
      process.on('exit', () => { process.stdout.write = write; process.stdout.write(JSON.stringify(String(got.split('\\n').length))+ '\\n'); });
      process.exit();`,
      'sleep 1; cat',
    );
    expect(saidIn(result.text)).toEqual(['1001']);
  });

  test('a worker thread has its lines printed by the main thread', async () => {
    const worker = join(newDirectory(), 'worker.mjs');
    writeFileSync(worker, programOf(talk(100, '100')));
    const result = await run(
      `import { Worker } from 'node:worker_threads';
      const { log } = startConsole();
      new Worker(${JSON.stringify(worker)});`,
      'sleep 2; cat',
    );
    expect(saidIn(result.text)).toEqual(talked(100));
  });

  test('two copies of the package write nothing twice', async () => {
    const copy = newDirectory();
    cpSync(join(ROOT, 'src'), join(copy, 'src'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(copy, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const result = await run(
      `const other = await import(${JSON.stringify(join(copy, 'src/index.ts'))});
      let { log, provider } = startConsole();
      const logger = new LoggerProvider({
        processors: [new other.LakeTraceLogRecordProcessor({ file: false, console: true })],
      }).getLogger('y');
      // The first is new again: its exit is after that of the other.
      await provider.shutdown();
      ({ log } = startConsole());
      for (let i = 0; i < 600; i += 2) {
        log('record ' + i + ' ' + 'x'.repeat(1000));
        logger.emit({ body: 'record ' + (i + 1) + ' ' + 'x'.repeat(1000) });
      }
      setTimeout(process.exit, 300);`,
      'sleep 2; cat',
    );
    expect(saidIn(result.text)).toEqual(Array.from({ length: 600 }, (_, i) => `record ${i}`));
  });
});
