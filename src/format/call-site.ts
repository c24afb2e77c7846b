// Where in the application a record was logged: read from the stack, which costs microseconds, and so only where it is asked for.
import { fileURLToPath } from 'node:url';

/** A place in the application's code. */
export interface CallSite {
  /** The name of the function; `<anonymous>` where it has none. */
  readonly function: string;
  /** The path of the file. */
  readonly file: string;
  readonly line: number;
}

// What lies between a format and the application: sinks, the processor, the SDK, and the layers on top of that.
const DEEPEST = 64;
/** The packages that log on behalf of the application. */
const LOGGING_PACKAGES = new Set([
  'laketrace',
  '@opentelemetry',
  'pino',
  'winston',
  'winston-transport',
  'logform',
  'bunyan',
  'readable-stream',
]);

/** Whether a file is of such a package, wherever a package manager has put it. */
function isOfLogging(path: string): boolean {
  const parts = path.split(/[/\\]/);
  return parts.some((part, at) => part === 'node_modules' && LOGGING_PACKAGES.has(parts[at + 1] ?? ''));
}

/**
 * The place in the application whose call led to this one.
 *
 * It is the first frame above the SDK's `Logger.emit`, known by the `onEmit` that it calls, which holds in bundles too; frames of
 * logging packages and of Node itself above it are passed over.
 * @param below a function: the place is the one that called it. For a logger of our own, which has no such frame to look for
 * @returns nothing where there is no such frame, as in a callback of a timer that logs for somebody else
 */
export function callSite(below?: (...inputs: never[]) => unknown): CallSite | undefined {
  const frames = framesBelow(below ?? callSite);
  const start = below === undefined ? afterEmit(frames) : 0;
  for (let i = start; i < frames.length; i++) {
    const frame = frames[i];
    const file = frame?.getFileName();
    if (frame === undefined || typeof file !== 'string' || file.startsWith('node:') || isOfLogging(file)) continue;
    return {
      function: nameOf(frame),
      file: file.startsWith('file:') ? pathOf(file) : file,
      line: frame.getLineNumber() ?? 0,
    };
  }
  return undefined;
}

/** The index of the frame that called `Logger.emit`; 0 where no processor is on the stack. */
function afterEmit(frames: readonly NodeJS.CallSite[]): number {
  const onEmit = frames.findLastIndex((frame) => frame.getFunctionName()?.endsWith('onEmit') === true);
  // Above it stands the SDK's own `emit`, and perhaps the one of the API's proxy.
  let start = onEmit === -1 ? 0 : onEmit + 2;
  if (onEmit !== -1 && /(?:^|\.)ProxyLogger\.emit$/.test(frames[start]?.getFunctionName() ?? '')) start++;
  return start;
}

/** The frames of the stack that lie outside a function. What the application has set for its own stacks is put back. */
function framesBelow(below: (...inputs: never[]) => unknown): readonly NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: readonly NodeJS.CallSite[] } = {};
  try {
    Error.stackTraceLimit = DEEPEST;
    Error.prepareStackTrace = (_, frames) => frames;
    Error.captureStackTrace(holder, below);
    return Array.isArray(holder.stack) ? holder.stack : [];
  } catch {
    // Frozen intrinsics (`node --frozen-intrinsics`).
    return [];
  } finally {
    restore(prepareStackTrace, stackTraceLimit);
  }
}

function restore(prepare: typeof Error.prepareStackTrace, limit: number): void {
  try {
    Error.prepareStackTrace = prepare;
    Error.stackTraceLimit = limit;
  } catch {
    // They were not changed either.
  }
}

function nameOf(frame: NodeJS.CallSite): string {
  const name = frame.getFunctionName();
  return name === null || name === '' ? '<anonymous>' : name;
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}
