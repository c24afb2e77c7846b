// The examples of the help do what they say: each is run over the files that it names.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { VERBS } from '../../src/cli/verb-list.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { inProcess } from './run-command.ts';
import { writeLogs } from './verbs/log-directory-of.ts';

const LINE =
  '{"timestamp":"2026-01-31T12:00:00.000Z","level":"ERROR","message":"timeout of ann@example.com","stage":"load","rows":2000}\n';
/** What cannot run here: it has no end, asks the machine or the network. Tests of their verbs run them. */
const NOT_HERE = /^tail .*-f|^doctor|^upload .*(?:volume|onelake):/;
/** Places of other machines, for which a directory stands. */
const ELSEWHERE = /\/(?:lakehouse\/default\/Files\/logs|mnt\/lake)/;

/** Words, what is read and what is written: no more of a shell than the examples use. */
function parse(line: string): { args: string[]; input: string | undefined; output: string | undefined } {
  const [own = ''] = line.split(' | ');
  const words = Array.from(own.matchAll(/(?:'([^']*)'|"([^"]*)"|[^\s'"])+/g), ([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double),
  );
  const take = (sign: string): string | undefined => {
    const at = words.indexOf(sign);
    return at === -1 ? undefined : words.splice(at, 2)[1];
  };
  const [input, output] = [take('<'), take('>')];
  const args = words.flatMap((word) => (word === 'fixtures/*.json' ? ['fixtures/a.json', 'fixtures/b.json'] : [word]));
  return { args, input, output };
}

/** The answer is no: the logs here have no such text and no chain, the pages have something to mask. */
const NO = /access denied|-e 'user|--key-env LOG_KEY|--check|--since (?:1d -o|report)/;

/** What the examples name, in a directory that is the current one until the test ends. */
async function layOut(): Promise<void> {
  const [before, directory] = [process.cwd(), temporaryDirectory()];
  process.chdir(directory);
  onTestFinished(() => process.chdir(before));
  await writeLogs('logs');
  writeFileSync('logs/app.2026-01-30T12-00-00.000Z.jsonl', LINE.repeat(3));
  await inProcess(['convert', '--to', 'flat', 'logs', '-o', 'logs/app.2026-01-31T12-00-00.000Z.jsonl.bz2']);
  writeFileSync('app.log', LINE);
  writeFileSync('question.sql', 'select count(*) from logs');
  writeFileSync('app.jsonl.gz', gzipSync(LINE));
  for (const each of ['fixtures', 'lake']) mkdirSync(each);
  for (const name of ['a', 'b']) writeFileSync(`fixtures/${name}.json`, LINE);
}

test.skipIf(process.platform !== 'linux').each(VERBS)('$name', async ({ load }) => {
  await layOut();
  const { examples } = await load();
  for (const { line } of examples.filter((example) => !NOT_HERE.test(example.line))) {
    const { args, input, output } = parse(line.replace(ELSEWHERE, join(process.cwd(), 'lake')));
    const stdin = input === undefined ? '' : readFileSync(input);
    const { code, stdout, stderr } = await inProcess(args, {
      stdin,
      env: { HASH_KEY: 'a key of a test', LOG_KEY: 'a key of a test' },
    });
    if (output !== undefined && !output.startsWith('~')) writeFileSync(output, stdout);
    const said = line.includes('--print-view') ? expect.stringContaining('not in it') : '';
    expect({ line, code, stderr }).toEqual({ line, code: NO.test(line) ? 1 : 0, stderr: said });
  }
});
