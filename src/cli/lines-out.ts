// Writes lines in chunks, so that a long answer is no million of small writes.
import { sanitizeText } from '../format/sanitize-text.ts';
import type { Output } from './output.ts';

const CHUNK = 64 * 1024;

/** Gathers lines for the output. */
export class LinesOut {
  readonly #output: Output;
  #pending = '';

  constructor(output: Output) {
    this.#output = output;
  }

  /** Adds text that is safe to print, with its line feeds. On a terminal it is shown at once. */
  async add(text: string): Promise<void> {
    this.#pending += text;
    if (this.#pending.length >= CHUNK || this.#output.isTerminal) await this.flush();
  }

  /** Writes what has gathered. */
  async flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    if (text !== '') await this.#output.write(text);
  }
}

/** Text of any program, line by line, as a terminal may show it: what would drive it becomes visible. */
export function shownText(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('\t').map(sanitizeText).join('\t'))
    .join('\n');
}

/**
 * Writes chunks as they come: in a pipe as they are, on a terminal safe to look at.
 * @returns when all are written, or nobody reads any more
 */
export async function writeChunks(output: Output, chunks: AsyncIterable<Uint8Array | string>): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    if (output.isClosed) return;
    if (!output.isTerminal) await output.write(chunk);
    else await output.write(shownText(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })));
  }
}
