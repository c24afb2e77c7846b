// Records -> lines on the output, many at once.
import type { LogRecordEncoder } from '../../format/format.ts';
import type { StoredLogRecord } from '../../read/record/stored-record.ts';
import { highlighted } from '../highlight.ts';
import { jsonLines } from '../json-out.ts';
import type { Output } from '../output.ts';
import type { RecordOutput } from './record-output.ts';
import type { RecordPicture } from './shown-fields.ts';
import type { TextMatch } from './text-match.ts';

/** How many bytes are written at once: few calls, and no long wait for the first line. */
const CHUNK = 64 * 1024;
/** The extension of formats of JSON. */
const JSON_LINES = '.jsonl';

/** Prints records in a format. */
export class RecordPrinter {
  readonly #encoder: LogRecordEncoder;
  readonly #isJson: boolean;
  readonly #picture: RecordPicture;
  readonly #output: Output;
  readonly #marks: TextMatch | undefined;
  #isLive = false;
  #soon: NodeJS.Immediate | undefined;
  /** Of what was written between two records, where its reader is slow. */
  #shown: Promise<void> | undefined;

  /** @param marks what is marked in lines that have colours */
  constructor({ format, picture }: RecordOutput, output: Output, marks?: TextMatch) {
    this.#marks = marks;
    this.#encoder = format.createEncoder();
    this.#isJson = format.extension === JSON_LINES;
    this.#picture = picture;
    this.#output = output;
  }

  /** Prints a record, at the latest by the next {@link flush}. To be waited for where it gives a promise. */
  print(record: StoredLogRecord): Promise<void> | undefined {
    this.#encoder.stage(this.#picture(record));
    this.#encoder.commit();
    if (this.#isLive) return this.#printLive();
    return this.#encoder.pendingBytes < CHUNK ? undefined : this.flush();
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
    return shown ?? (this.#encoder.pendingBytes < CHUNK ? undefined : this.flush());
  }

  /** Writes what was printed. To be waited for where it gives a promise. */
  flush(): Promise<void> | undefined {
    if (this.#encoder.pendingBytes === 0) return undefined;
    const encoded = this.#encoder.take();
    const lines = this.#isJson ? jsonLines(encoded, this.#output.isTerminal) : encoded;
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
