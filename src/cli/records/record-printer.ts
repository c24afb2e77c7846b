// Records -> lines on the output, many at once.
import type { StoredLogRecord } from '../../read/record/stored-record.ts';
import { highlighted } from '../highlight.ts';
import { jsonLines } from '../json-out.ts';
import type { Output } from '../output.ts';
import type { PrintedLines } from './printed-lines.ts';
import type { RecordOutput } from './record-output.ts';
import type { RecordPicture } from './shown-fields.ts';
import type { TextMatch } from './text-match.ts';

/** How many bytes are written at once: few calls, and no long wait for the first line. */
const CHUNK = 64 * 1024;

/** Prints records in a format. */
export class RecordPrinter {
  readonly #lines: PrintedLines;
  readonly #isJson: boolean;
  readonly #picture: RecordPicture;
  readonly #output: Output;
  readonly #marks: TextMatch | undefined;
  #isLive = false;
  #soon: NodeJS.Immediate | undefined;
  /** Of what was written between two records, where its reader is slow. */
  #shown: Promise<void> | undefined;

  /** @param marks what is marked in lines that have colours */
  constructor({ lines, isJson, picture }: RecordOutput, output: Output, marks?: TextMatch) {
    this.#marks = marks;
    this.#lines = lines;
    this.#isJson = isJson;
    this.#picture = picture;
    this.#output = output;
  }

  /** Prints a record, at the latest by the next {@link flush}. To be waited for where it gives a promise. */
  print(record: StoredLogRecord): Promise<void> | undefined {
    this.#lines.add(this.#picture(record));
    if (this.#isLive) return this.#printLive();
    return this.#lines.length < CHUNK ? undefined : this.flush();
  }

  /** Has records be written, from now on, when no more is there to be read: they come as somebody writes them. */
  showAsTheyCome(): void {
    this.#isLive = true;
  }

  #printLive(): Promise<void> | undefined {
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      this.#shown = this.flush();
    });
    const shown = this.#shown;
    this.#shown = undefined;
    return shown ?? (this.#lines.length < CHUNK ? undefined : this.flush());
  }

  /** Writes what was printed. To be waited for where it gives a promise. */
  flush(): Promise<void> | undefined {
    if (this.#lines.length === 0) return undefined;
    const taken = this.#lines.take();
    const lines = this.#isJson ? jsonLines(taken, this.#output.isTerminal) : taken;
    const marks = this.#marks;
    if (marks === undefined) return this.#output.write(lines);
    const text = typeof lines === 'string' ? lines : Buffer.from(lines).toString();
    return this.#output.write(highlighted(text, (line) => marks.places(line)));
  }

  /** Prints a line between groups of records. */
  async separate(): Promise<void> {
    await this.flush();
    await this.#output.write('--\n');
  }
}
