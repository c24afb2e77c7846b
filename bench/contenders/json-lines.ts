// JSON.stringify and a writer, no logger: through rotating-file-stream, and by writes of 64 KB as the floor.
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { createStream } from 'rotating-file-stream';
import type { MakeContender } from './contender.ts';
import type { Sample } from './samples.ts';

const WRITE_BYTES = 65_536;

function lineOf({ body, attributes, error }: Sample): string {
  const exception = error === undefined ? {} : { error: error.message, stack: error.stack };
  return `${JSON.stringify({ time: Date.now(), level: 'INFO', message: body, ...attributes, ...exception })}\n`;
}

export const rotatingFileStream: MakeContender = (directory) => {
  const name = (time: Date | number | null, index?: number) => (time === null ? 'app.log' : `app.${index}.log`);
  const stream = createStream(name, { path: directory, size: '10M' });
  return {
    log: (sample) => void stream.write(lineOf(sample)),
    finish: async () => {
      stream.end();
      await finished(stream);
    },
  };
};

/** What a file of JSON lines costs at least: strings collected to 64 KB, and written blocking. */
export const rawWrites: MakeContender = (directory) => {
  const file = openSync(join(directory, 'app.log'), 'a');
  let pending = '';
  return {
    log: (sample) => {
      pending += lineOf(sample);
      if (pending.length < WRITE_BYTES) return;
      writeSync(file, pending);
      pending = '';
    },
    finish: () => {
      writeSync(file, pending);
      closeSync(file);
      return Promise.resolve();
    },
  };
};
