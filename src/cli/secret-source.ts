// Keys come from the environment or from files: what stands on a command line is seen by every user of the machine.
import { openGivenFile } from '../file/system/given-file.ts';
import { messageOf } from '../foreign/shape.ts';
import { UsageError } from './usage-error.ts';

/** Where secrets are, as the command line has it. */
export interface SecretSources {
  /** Names of environment variables. */
  readonly fromEnvironment?: readonly string[] | undefined;
  /** Paths of files. */
  readonly fromFiles?: readonly string[] | undefined;
}

/** What the options are called, for errors. */
export interface SecretOptions {
  readonly environment: string;
  readonly file: string;
}

const MOST_BYTES = 64 * 1024;

/**
 * The secrets, in the order in which they were named. Of a file it is the content without the end of its last line.
 * @throws UsageError; no message holds a secret
 */
export async function readSecrets(
  { fromEnvironment = [], fromFiles = [] }: SecretSources,
  options: SecretOptions,
  environment: Readonly<Record<string, string | undefined>>,
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
  for (const path of fromFiles) secrets.push(await readSecretFile(path, options.file));
  return secrets;
}

async function readSecretFile(path: string, option: string): Promise<Uint8Array> {
  try {
    const handle = await openGivenFile(path);
    try {
      if ((await handle.stat()).size > MOST_BYTES) throw new Error('it is too large for a key');
      const content = await handle.readFile();
      const end = /\r?\n$/.exec(content.toString('latin1'))?.[0].length ?? 0;
      if (content.length === end) throw new Error('there is nothing in it');
      return content.subarray(0, content.length - end);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new UsageError(`${option}: ${messageOf(error)}`);
  }
}
