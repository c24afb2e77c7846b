// docs/cli.md, from the command's own help: `npm run docs` writes it, and a test compares it.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { runCommand } from '../src/cli/program.ts';
import { VERBS } from '../src/cli/verb-list.ts';

const root = join(import.meta.dirname, '..');
const docs = join(root, 'docs');

/** The path of the page. */
export const CLI_PAGE: string = join(root, 'docs/cli.md');

const OPENING = `# The laketrace command

This page is made of the command's own help: \`npm run docs\` writes it.

\`\`\`sh
npx laketrace cat logs --since 2h --level warn
npx laketrace tail -f logs
npx laketrace stats logs
\`\`\`

It reads what LakeTrace writes in every format and codec, OTLP/JSON of other SDKs and of the collector, and plain text: files, directories
of them, patterns in quotes, or standard input. Records of several files come in the order of their times. Nothing that stands in a log
can drive the terminal, forge a line or hide: it is printed as visible escapes.

- **For other programs**: \`--json\` gives one JSON object a record, or one for a table. What is wrong is said on standard error, in one
  line; a reader that has enough, as \`head\` does, is no error.
- **Colours** are there on a terminal, unless \`NO_COLOR\` is set; \`FORCE_COLOR\` and \`--color=always\` have them in a pipe as well.
- **A pager** shows what is long, on a terminal alone: \`LAKETRACE_PAGER\`, else \`PAGER\`, else \`less\`, which leaves at once where all fits on
  the screen. \`--no-pager\`, or \`cat\` as the pager, has none.
- **Progress** is shown on standard error, where that is a terminal, of what takes more than a second, until
  something else is printed there.
- **Signals**: Ctrl-C ends what is done, but in a pager, which has it for itself; the terminal is as before, and no half file is left. SIGTERM and SIGHUP
  end the pager as well. What has not ended after two seconds, as where nobody reads a pipe, is ended by the signal itself; so it is by a second one.
- **Completion**: \`laketrace completion bash\`, \`zsh\` or \`fish\` prints a script.
- **A stack**, where the command itself fails in a way that it has no words for: \`LAKETRACE_DEBUG=1\`.
`;

/** A picture and a page of a verb, where docs has them by its name. */
function moreOf(name: string): string {
  const picture = existsSync(join(docs, `${name}.png`)) ? `\n![What ${name} makes](${name}.png)\n` : '';
  return existsSync(join(docs, `${name}.md`)) ? `${picture}\n[More of it](${name}.md)\n` : picture;
}

/** The whole page. */
export async function cliPage(): Promise<string> {
  const sections = [OPENING, await sectionOf('All of it', ['--help'])];
  for (const { name } of VERBS) {
    sections.push(`${await sectionOf(name, [name, '--help'])}${moreOf(name)}`);
  }
  return sections.join('\n');
}

async function sectionOf(title: string, args: readonly string[]): Promise<string> {
  return `## ${title}\n\n\`\`\`text\nlaketrace ${args.join(' ')}\n\n${(await printed(args)).trim()}\n\`\`\`\n`;
}

/** What the command prints where nothing is a terminal: 80 columns, no colours. */
async function printed(args: readonly string[]): Promise<string> {
  let text = '';
  const output = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk;
      done();
    },
  });
  const [stdin, environment, interrupted] = [new PassThrough().end(), {}, new AbortController().signal];
  await runCommand(args, '', { stdin, stdout: output, stderr: output, environment, interrupted });
  return text;
}

if (process.argv[1] === import.meta.filename) writeFileSync(CLI_PAGE, await cliPage());
