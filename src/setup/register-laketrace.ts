// Sets up logging before a program begins: `node --import laketrace/register app.js`. No line of the program changes.
import { isOf, messageOf } from '../foreign/shape.ts';
import type { ConfigurationError } from '../spec/configuration-error.ts';
import { sayLine } from '../telemetry/standard-error.ts';
import { type ConfigurationFile, readConfigurationFile } from './config-file.ts';
import { isSdkDisabled } from './otel-environment.ts';
import { setUpFrom } from './setup-laketrace.ts';

/** Shared by all copies of the package: one set-up a thread. */
const REGISTERED = Symbol.for('laketrace.registered');
const shared = globalThis as unknown as Record<symbol, boolean | undefined>;

/** The program does not begin. Node's own code for arguments that are not accepted is 9. */
const EXIT_CODE = 9;

/**
 * Sets up logging as the environment and the configuration file say. A configuration that is not accepted ends the process, before the
 * program begins, with one line on standard error and the exit code 9: a program that logs nowhere would be found too late.
 */
export function registerLakeTrace(): void {
  if (shared[REGISTERED] || isSdkDisabled(process.env)) return;
  shared[REGISTERED] = true;
  let file: ConfigurationFile | undefined;
  try {
    file = readConfigurationFile(process.env, process.cwd());
    setUpFrom(file?.options ?? {}, process.env);
  } catch (error) {
    sayLine(isOfFile(error, file) ? `${file?.name}: ${messageOf(error)}` : messageOf(error));
    process.exit(EXIT_CODE);
  }
}

/** Whether an error is about an option in the file: one that a variable has set is named by the variable. */
function isOfFile(error: unknown, file: ConfigurationFile | undefined): boolean {
  if (file === undefined || !isOf<ConfigurationError>(error, 'ConfigurationError')) return false;
  return !/^(?:LAKETRACE|OTEL)_/.test(error.option);
}
