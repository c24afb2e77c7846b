// The redactor: masks PII and secrets in texts, values and log records.
import { type RedactorOptions, resolveOptions } from './options.ts';
import { type Explanation, type RedactionCounts, reportTo, TextRedactor } from './text-redactor.ts';
import { freeName, ValueRedactor } from './value-redactor.ts';

/** The parts of a log record that are looked at. A record of either OpenTelemetry SDK line is one. */
export interface RedactableRecord {
  body?: unknown;
  attributes: Record<string, unknown>;
  eventName?: string | undefined;
}

/** Masks PII and secrets. None of its methods throws, whatever it is given. */
export interface Redactor {
  /** The text with every hit masked; the same string when there is none. */
  redactText(text: string): string;
  /**
   * A value of any shape with every hit masked: strings, numbers that are a card as a whole, nested objects (names too),
   * arrays, Maps, Sets, Errors (message, stack, cause), bytes. The same object when there is none, else a copy; what was
   * given is not changed. Dates are left.
   */
  redactValue<T>(value: T): T;
  /**
   * Masks body, attributes (names and values) and event name of a record: at the top level in place, below by copies.
   * Returns what was masked and how often; `undefined` when nothing was.
   */
  redactRecord(record: RedactableRecord): Readonly<RedactionCounts> | undefined;
  /** The hits in a text, with rule, place and evidence; masks and counts nothing. */
  explain(text: string): Explanation[];
  /** How often each entity or custom pattern was masked, since the start. */
  readonly counts: Readonly<RedactionCounts>;
}

/** What stands for a value that could not be looked at. */
const FAILED = 'REDACTION_FAILED';

/**
 * Makes a redactor.
 *
 * @throws {TypeError} when an option is not valid, naming its path, the value and what is accepted
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  const resolved = resolveOptions(options);
  const texts = new TextRedactor(resolved);
  const values = new ValueRedactor(texts, resolved);

  /** A value that cannot be looked at (a proxy that throws, a graph too deep for the stack) does not leave. */
  const contain = <T>(redact: () => T): T | string => {
    try {
      return redact();
    } catch (error) {
      reportTo(resolved.onError, error);
      texts.count(FAILED);
      return `[${FAILED}]`;
    }
  };

  const redactAttributes = (attributes: Record<string, unknown>): void => {
    let isRenamed = false;
    for (const name in attributes) {
      const verdict = values.verdict(name);
      const value = attributes[name];
      const masked =
        typeof value === 'object' && value !== null
          ? contain(() => values.redactUnder(value, name, verdict))
          : values.redactUnder(value, name, verdict);
      if (masked !== value) attributes[name] = masked;
      if (verdict.masked !== name) isRenamed = true;
    }
    if (!isRenamed) return;
    // Names are changed after the walk, as `for in` may visit what is added during it.
    for (const name of Object.keys(attributes)) {
      if (values.verdict(name).masked === name) continue;
      const value = attributes[name];
      delete attributes[name];
      attributes[freeName(attributes, values.maskName(name))] = value;
    }
  };

  return {
    redactText: (text) => (typeof text === 'string' ? contain(() => texts.redact(text)) : text),
    redactValue: <T>(value: T): T => contain(() => values.redact(value, '')) as T,
    redactRecord(record) {
      texts.startTally();
      const { body, eventName } = record;
      if (typeof body === 'string') {
        const masked = contain(() => texts.redact(body));
        if (masked !== body) record.body = masked;
      } else if (body !== undefined && body !== null) {
        const masked = contain(() => values.redact(body, ''));
        if (masked !== body) record.body = masked;
      }
      if (typeof eventName === 'string') {
        const masked = contain(() => texts.redact(eventName));
        if (masked !== eventName) record.eventName = masked;
      }
      contain(() => {
        // Attributes that cannot be written to are replaced by a copy.
        if (typeof record.attributes !== 'object' || record.attributes === null) return;
        if (Object.isFrozen(record.attributes)) record.attributes = { ...record.attributes };
        redactAttributes(record.attributes);
      });
      return texts.tally;
    },
    explain: (text) => (typeof text === 'string' ? texts.explain(text) : []),
    counts: texts.counts,
  };
}

let shared: Redactor | undefined;

/** Masks the default entities in a text with labels, without OpenTelemetry or options; the same string when there is none. */
export function redactText(text: string): string {
  shared ??= createRedactor();
  return shared.redactText(text);
}
