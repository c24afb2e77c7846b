// Keys come from the environment or from files: what stands on a command line is seen by every user of the machine.
import { openSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import { openGivenFile } from '../file/system/given-file.ts';
import { READ_GIVEN } from '../file/system/open-flags.ts';
import { messageOf } from '../foreign/shape.ts';
import { UsageError } from './usage-error.ts';
import type { VerbCall } from './verb.ts';

/** Where secrets are, as the command line has it. */
export interface SecretSources {
  /** Names of environment variables. */
  readonly fromEnvironment?: readonly string[] | undefined;
  /** Paths of files, or of pipes. */
  readonly fromFiles?: readonly string[] | undefined;
}

/** What the options are called, for errors. */
export interface SecretOptions {
  readonly environment: string;
  readonly file: string;
}

const MOST_BYTES = 64 * 1024;

/**
 * The secrets, in the order in which they were named. Of a file, or a pipe, it is the content without the end of its last line.
 * @throws UsageError; no message holds a secret
 */
export async function readSecrets(
  { fromEnvironment = [], fromFiles = [] }: SecretSources,
  options: SecretOptions,
  { environment, signal }: Pick<VerbCall, 'environment' | 'signal'>,
): Promise<(string | Uint8Array)[]> {
  if (fromEnvironment.length > 0 && fromFiles.length > 0) {
    throw new UsageError(`${options.environment} and ${options.file} do not go together: name all keys by one of them`);
  }
  const secrets: (string | Uint8Array)[] = [];
  for (const name of fromEnvironment) {
    const value = environment[name];
    // The name is not shown: it may be the key itself.
    if (!value)
      throw new UsageError(
        `${options.environment}: takes the name of an environment variable that is set, and this one is not`,
      );
    secrets.push(value);
  }
  for (const path of fromFiles) secrets.push(await readSecretFile(path, options.file, signal));
  return secrets;
}

async function readSecretFile(path: string, option: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const content = await contentOf(path, signal);
    if (content.length > MOST_BYTES) throw new Error(`${path} is too large for a key`);
    const end = /\r?\n$/.exec(content.toString('latin1'))?.[0].length ?? 0;
    if (content.length === end) throw new Error(`there is nothing in ${path}`);
    return content.subarray(0, content.length - end);
  } catch (error) {
    signal.throwIfAborted();
    throw new UsageError(`${option}: ${messageOf(error)}`);
  }
}

/** What stands in a file, or comes through a pipe, such as `<(command)` of a shell; of what is too large the beginning. */
async function contentOf(path: string, signal: AbortSignal): Promise<Buffer> {
  const stats = await stat(path);
  if (!stats.isFile() && !stats.isFIFO())
    throw new Error(`${path} is neither a file nor a pipe; name one with the key`);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stats.isFIFO() ? pipeAt(path, signal) : await fileAt(path)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) break;
  }
  return Buffer.concat(chunks);
}

async function fileAt(path: string): Promise<AsyncIterable<Buffer>> {
  return (await openGivenFile(path)).createReadStream();
}

/** A socket waits for the other end without a thread that nobody can wake: Ctrl-C ends it. */
function pipeAt(path: string, signal: AbortSignal): AsyncIterable<Buffer> {
  return addAbortSignal(signal, new Socket({ fd: openSync(path, READ_GIVEN), readable: true, writable: false }));
}
