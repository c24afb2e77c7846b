// Logs what nobody caught: errors, and rejections of promises. How Node tells of them, and how the process ends, stays as it is.
import { exceptionAttributes, isErrorAtAll } from '../../foreign/exception-attributes.ts';
import type { Emit } from './emit.ts';

const LOGGER = 'uncaught';
const FATAL = [21, 'FATAL'] as const;
const ERROR = [17, 'ERROR'] as const;

/**
 * Logs uncaught errors and rejections from now on.
 *
 * Node says `uncaughtExceptionMonitor` before anything is done with an error, also with a rejection that becomes one. A listener of
 * `unhandledRejection` would keep the process alive in the modes in which a rejection ends it, so there is one only where it changes
 * nothing (`--unhandled-rejections=warn` and `none`); in `warn-with-error-code` the warning is listened to.
 * @param emit logs
 * @param flush writes what was logged, in as much as that can be done at once
 */
export function captureUncaught(emit: Emit, flush: () => void): () => void {
  const log = (severity: typeof FATAL | typeof ERROR, thrown: unknown, origin: string) => {
    const [severityNumber, severityText] = severity;
    const attributes = { ...exceptionAttributes(thrown), 'laketrace.uncaught.origin': origin };
    const what = origin === 'unhandledRejection' ? 'unhandled rejection' : 'uncaught exception';
    const body = `${what}: ${attributes['exception.type']}: ${attributes['exception.message']}`;
    emit(LOGGER, { severityNumber, severityText, body, attributes });
    flush();
  };
  const onUncaught = (thrown: unknown, origin: string) => log(isHandled() ? ERROR : FATAL, thrown, origin);
  const onRejection = (reason: unknown) => log(ERROR, reason, 'unhandledRejection');
  const onWarning = (warning: Error) => {
    // Node warns twice: by what it was rejected with, and by what to do about it.
    if (warning.name !== 'UnhandledPromiseRejectionWarning' || !isErrorAtAll(warning)) return;
    if (warning.message.startsWith('Unhandled promise rejection.')) return;
    const [head = ''] = warning.message.split('\n');
    const { type = 'Error', message = head } = /^(?<type>[\w$]+): (?<message>.*)$/.exec(head)?.groups ?? {};
    const attributes = {
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': warning.message,
      'laketrace.uncaught.origin': 'unhandledRejection',
    };
    const [severityNumber, severityText] = ERROR;
    emit(LOGGER, { severityNumber, severityText, body: `unhandled rejection: ${head}`, attributes });
    flush();
  };
  process.on('uncaughtExceptionMonitor', onUncaught);
  const mode = rejectionMode();
  if (mode === 'warn' || mode === 'none') process.on('unhandledRejection', onRejection);
  if (mode === 'warn-with-error-code') process.on('warning', onWarning);
  return () => {
    process.off('uncaughtExceptionMonitor', onUncaught);
    process.off('unhandledRejection', onRejection);
    process.off('warning', onWarning);
  };
}

/** Whether the application deals with uncaught errors, so that the process does not end by them. */
function isHandled(): boolean {
  return process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback();
}

/** The mode that Node was started in: the command line counts more than NODE_OPTIONS, and what comes last more than what came before. */
function rejectionMode(): string {
  const written = [...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/), ...process.execArgv];
  let mode = 'throw';
  for (const [index, argument] of written.entries()) {
    const [name, value = written[index + 1]] = argument.split('=');
    if (name === '--unhandled-rejections' && value !== undefined) mode = value;
  }
  return mode;
}
