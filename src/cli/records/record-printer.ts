// Records -> lines on the output, many at once.
import type { LogRecordEncoder } from '../../format/format.ts';
import type { StoredLogRecord } from '../../read/record/stored-record.ts';
import { highlighted } from '../highlight.ts';
import type { Output } from '../output.ts';
import type { RecordOutput } from './record-output.ts';
import type { RecordPicture } from './shown-fields.ts';
import type { TextMatch } from './text-match.ts';

/** How many bytes are written at once: few calls, and no long wait for the first line. */
const CHUNK = 64 * 1024;

/** Prints records in a format. */
export class RecordPrinter {
  readonly #encoder: LogRecordEncoder;
  readonly #picture: RecordPicture;
  readonly #output: Output;
  readonly #marks: TextMatch | undefined;

  /** @param marks what is marked in lines that have colours */
  constructor({ format, picture }: RecordOutput, output: Output, marks?: TextMatch) {
    this.#marks = marks;
    this.#encoder = format.createEncoder();
    this.#picture = picture;
    this.#output = output;
  }

  /** Prints a record, at the latest by the next {@link flush}. To be waited for where it gives a promise. */
  print(record: StoredLogRecord): Promise<void> | undefined {
    this.#encoder.stage(this.#picture(record));
    this.#encoder.commit();
    return this.#encoder.pendingBytes < CHUNK ? undefined : this.flush();
  }

  /** Writes what was printed. To be waited for where it gives a promise. */
  flush(): Promise<void> | undefined {
    if (this.#encoder.pendingBytes === 0) return undefined;
    const lines = this.#encoder.take();
    const marks = this.#marks;
    if (marks === undefined) return this.#output.write(lines);
    return this.#output.write(highlighted(Buffer.from(lines).toString(), (text) => marks.places(text)));
  }

  /** Prints a line between groups of records. */
  async separate(): Promise<void> {
    await this.flush();
    await this.#output.write('--\n');
  }
}
