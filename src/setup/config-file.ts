// The configuration file of a program that is started with `--import laketrace/register`.
import { existsSync, readFileSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { ask } from '../foreign/call.ts';
import { isErrorAtAll } from '../foreign/exception-attributes.ts';
import { isErrno, messageOf } from '../foreign/shape.ts';
import { isObject } from '../spec/option-checks.ts';
import type { Environment } from './read-environment.ts';
import type { SetupOptions } from './setup-options.ts';

/** A configuration file that cannot be used. Its message is one line, without any of the file's content. */
export class ConfigurationFileError extends Error {
  override readonly name = 'ConfigurationFileError';
}

/** A configuration file, read. */
export interface ConfigurationFile {
  /** As messages name it. */
  readonly name: string;
  readonly options: SetupOptions;
}

/** In the order in which they are looked for. */
const NAMES = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts', 'json'].map((extension) => `laketrace.config.${extension}`);

/**
 * The file that `LAKETRACE_CONFIG` names, else the first `laketrace.config.*` in the directory; nothing where there is none.
 * @throws ConfigurationFileError
 */
export function readConfigurationFile(env: Environment, directory: string): ConfigurationFile | undefined {
  const named = env['LAKETRACE_CONFIG']?.trim();
  if (named) {
    const path = resolve(directory, named);
    if (!existsSync(path))
      throw new ConfigurationFileError(`LAKETRACE_CONFIG: there is no file ${JSON.stringify(named)}`);
    return { name: named, options: optionsIn(path, named) };
  }
  const name = NAMES.find((candidate) => existsSync(join(directory, candidate)));
  return name === undefined ? undefined : { name, options: optionsIn(join(directory, name), name) };
}

function optionsIn(path: string, name: string): SetupOptions {
  const options = extname(path) === '.json' ? parsed(path, name) : exported(path, name);
  if (!isObject(options) || Array.isArray(options)) {
    const where = extname(path) === '.json' ? 'is' : 'exports by default';
    throw new ConfigurationFileError(`${name} has to hold an object of options: it ${where} none`);
  }
  return options as SetupOptions;
}

function parsed(path: string, name: string): unknown {
  const text = readText(path, name);
  try {
    return JSON.parse(text);
  } catch (error) {
    // The engine's message quotes the text, which may hold secrets.
    const where = /\(line \d+ column \d+\)/.exec(messageOf(error))?.[0];
    throw new ConfigurationFileError(`${name} is no JSON${where === undefined ? '' : ` ${where}`}`);
  }
}

function readText(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigurationFileError(`${name} cannot be read: ${messageOf(error)}`);
  }
}

/** What a module exports by default. It is loaded at once, as a program must not begin without its configuration. */
function exported(path: string, name: string): unknown {
  try {
    const loaded: unknown = process.getBuiltinModule('node:module').createRequire(path)(path);
    const options = isObject(loaded) && 'default' in loaded ? loaded['default'] : loaded;
    return typeof options === 'function' ? ask(`the function of ${basename(path)}`, options as () => unknown) : options;
  } catch (error) {
    throw new ConfigurationFileError(`${name} cannot be loaded: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  if (isErrno(error, 'ERR_REQUIRE_ASYNC_MODULE')) return 'it must not have an await outside of functions';
  if (isErrno(error, 'ERR_UNKNOWN_FILE_EXTENSION')) return 'this Node.js does not read TypeScript (22.18 and newer do)';
  const [message = ''] = messageOf(error).split('\n', 1);
  const place = isErrorAtAll(error) && error.name === 'SyntaxError' ? placeOf(error) : undefined;
  return place === undefined ? message : `${message} (${place})`;
}

/** Node begins the stack of a syntax error with the path of the file and the line. */
function placeOf({ stack = '' }: Error): string | undefined {
  const found = /^(?<path>.*):(?<line>\d+)$/.exec(stack.split('\n', 1)[0] ?? '')?.groups;
  return found && `${basename(found['path'] ?? '')}, line ${found['line']}`;
}
