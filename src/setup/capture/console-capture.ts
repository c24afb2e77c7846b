// Has what the application prints by `console` logged as well. What is printed stays as it is.
import { formatWithOptions } from 'node:util';
import { exceptionAttributes, isErrorAtAll } from '../../foreign/exception-attributes.ts';
import { isOwnWork } from '../../foreign/own-work.ts';
import type { Emit } from './emit.ts';

type Method = 'log' | 'info' | 'debug' | 'warn' | 'error' | 'trace' | 'dir' | 'dirxml';

const SEVERITIES: Readonly<Record<Method, readonly [number, string]>> = {
  trace: [1, 'TRACE'],
  debug: [5, 'DEBUG'],
  log: [9, 'INFO'],
  info: [9, 'INFO'],
  dir: [9, 'INFO'],
  dirxml: [9, 'INFO'],
  warn: [13, 'WARN'],
  error: [17, 'ERROR'],
};

/** As Node itself decides whether to print in colours. */
const FEW_COLOURS = 2;

/** Shared by all copies of the package: the console is one, and is captured once. */
const CAPTURED = Symbol.for('laketrace.console');
const shared = globalThis as unknown as Record<symbol, boolean | undefined>;

/**
 * Captures the console of this thread: `table`, `group`, `count`, `assert` and the like too, as they print by the methods above.
 * @returns gives the methods back, where nobody has put others in their place
 */
export function captureConsole(emit: Emit): () => void {
  if (shared[CAPTURED]) return () => undefined;
  shared[CAPTURED] = true;
  const capture = new ConsoleCapture(emit);
  return () => {
    shared[CAPTURED] = false;
    capture.end();
  };
}

class ConsoleCapture {
  readonly #emit: Emit;
  readonly #given: (() => void)[];
  #depth = 0;
  #hasEnded = false;

  constructor(emit: Emit) {
    this.#emit = emit;
    this.#given = (Object.keys(SEVERITIES) as Method[]).map((method) => this.#capture(method));
  }

  end(): void {
    this.#hasEnded = true;
    for (const giveBack of this.#given) giveBack();
  }

  #capture(method: Method): () => void {
    const original = console[method] as ((...values: unknown[]) => void) | undefined;
    if (typeof original !== 'function') return () => undefined;
    const captured = (...values: unknown[]): void => {
      if (method === 'trace') this.#trace(values, captured);
      else this.#print(method, () => original.apply(console, values), values);
    };
    Object.defineProperty(captured, 'name', { value: original.name });
    console[method] = captured;
    return () => {
      if (console[method] === captured) console[method] = original;
    };
  }

  /** The stack that is printed must end at the caller: the original's own would begin with frames of ours. */
  #trace(values: unknown[], captured: (...values: unknown[]) => void): void {
    const colors = process.stderr.isTTY === true && process.stderr.getColorDepth() > FEW_COLOURS;
    const trace = { name: 'Trace', message: formatWithOptions({ colors }, ...values), stack: '' };
    Error.captureStackTrace(trace, captured);
    this.#print('trace', () => console.error(trace.stack), values, { 'code.stacktrace': trace.stack });
  }

  #print(method: Method, print: () => void, values: unknown[], attributes?: Record<string, string>): void {
    // `trace` prints by `error`, `table` by `log`: what was printed is logged once.
    this.#depth++;
    try {
      print();
    } finally {
      this.#depth--;
      if (this.#depth === 0 && !this.#hasEnded && !isOwnWork()) this.#log(method, values, attributes);
    }
  }

  #log(method: Method, values: unknown[], attributes: Record<string, string> = {}): void {
    // What is printed meanwhile, by an object that prints itself or by the application's filters, is not logged.
    this.#depth++;
    try {
      const [severityNumber, severityText] = SEVERITIES[isWarningOfNode(method, values) ? 'warn' : method];
      const error = values.find(isErrorAtAll);
      this.#emit('console', {
        severityNumber,
        severityText,
        body: textOf(method, values),
        attributes: error === undefined ? attributes : { ...attributes, ...exceptionAttributes(error) },
      });
    } finally {
      this.#depth--;
    }
  }
}

/** Node prints its warnings by `console.error`, under its name and the number of the process. */
function isWarningOfNode(method: Method, values: readonly unknown[]): boolean {
  const [text] = values;
  return method === 'error' && typeof text === 'string' && text.startsWith(`(${process.release.name}:${process.pid}) `);
}

/** What is printed, without colours. An object whose own `inspect` throws was printed no further than that. */
function textOf(method: Method, values: readonly unknown[]): string {
  const printed = method === 'dir' ? values.slice(0, 1) : values;
  try {
    return formatWithOptions({ colors: false }, ...printed);
  } catch {
    return formatWithOptions({ colors: false, customInspect: false }, ...printed.map(shownAtAll));
  }
}

function shownAtAll(value: unknown): unknown {
  return typeof value === 'object' || typeof value === 'function' ? '[Unreadable]' : value;
}
