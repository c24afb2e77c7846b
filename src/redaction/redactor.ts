// The redactor: masks PII and secrets in texts, values and log records.
import { FreeNames } from './free-names.ts';
import { type RedactorOptions, resolveOptions } from './redaction-options.ts';
import { type Explanation, type RedactionCounts, reportTo, TextRedactor } from './text-redactor.ts';
import { type NameVerdict, ValueRedactor } from './value-redactor.ts';

/** The parts of a log record that are looked at. A record of either OpenTelemetry SDK line is one. */
export interface RedactableRecord {
  body?: unknown;
  attributes: Record<string, unknown>;
  eventName?: string | undefined;
  severityText?: string | undefined;
}

/** Masks PII and secrets. None of its methods throws, whatever it is given, but `redactRecord` on a frozen record. */
export interface Redactor {
  /** The text with every hit masked; the same string when there is none. */
  redactText(text: string): string;
  /**
   * A value of any shape with every hit masked: strings, numbers that are a card as a whole, nested objects (names too),
   * arrays, Maps, Sets, Errors (message, stack, cause), bytes. The same object when there is none and it is data through and
   * through; else a copy that is data: an object that describes itself by `toJSON`, getters, a proxy or `toString` may answer
   * differently when it is asked again. What was given is not changed.
   */
  redactValue<T>(value: T): T;
  /**
   * Masks body, attributes (names and values), event name and severity text of a record, in place; its objects are replaced by
   * copies that are data only, so that what was looked at is what every sink gets, whenever it comes to write it. Returns what
   * was masked and how often; `undefined` when nothing was.
   *
   * @throws {TypeError} where something has to be masked in a record that cannot be written to
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
 * @throws ConfigurationError naming the option's path, the value and what is accepted
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  const resolved = resolveOptions(options);
  const texts = new TextRedactor(resolved);
  const values = new ValueRedactor(texts, resolved);

  /** A value that cannot be looked at (a proxy that throws) does not leave. */
  const failed = (error: unknown): string => {
    reportTo(resolved.onError, error);
    texts.count(FAILED);
    return `[${FAILED}]`;
  };

  const maskedText = (text: string): string => {
    try {
      return texts.redact(text);
    } catch (error) {
      return failed(error);
    }
  };

  const maskedUnder = (value: unknown, name?: string, verdict?: NameVerdict): unknown => {
    try {
      return values.redactUnder(value, name, verdict);
    } catch (error) {
      return failed(error);
    }
  };

  const redactInPlace = (attributes: Record<string, unknown>): void => {
    const renamed: [name: string, verdict: NameVerdict][] = [];
    for (const name in attributes) {
      // `for in` also visits what somebody added to `Object.prototype`: masking it would make it the record's own.
      if (!Object.hasOwn(attributes, name)) continue;
      const verdict = values.verdict(name);
      const value = attributes[name];
      const masked =
        typeof value === 'object' ? maskedUnder(value, name, verdict) : values.redactUnder(value, name, verdict);
      if (masked !== value) attributes[name] = masked;
      if (verdict.masked !== name) renamed.push([name, verdict]);
    }
    if (renamed.length === 0) return;
    const free = new FreeNames();
    // Names are changed after the walk, as `for in` may visit what is added during it.
    for (const [name, verdict] of renamed) {
      attributes[free.in(attributes, values.maskName(name, verdict))] = attributes[name];
      delete attributes[name];
    }
  };

  /** Attributes that cannot be written to are replaced by a copy. */
  const redactAttributes = (record: RedactableRecord): void => {
    const { attributes } = record;
    if (typeof attributes !== 'object' || attributes === null) return;
    try {
      redactInPlace(attributes);
    } catch {
      // One of them cannot be written to, added or removed.
      const copy = { ...attributes };
      redactInPlace(copy);
      record.attributes = copy;
    }
  };

  /** A part of a record that is a text as a rule. */
  const maskedPart = (value: unknown): unknown => (typeof value === 'string' ? maskedText(value) : maskedUnder(value));

  let lastSeverityText: string | undefined;

  return {
    redactText: (text) => (typeof text === 'string' ? maskedText(text) : text),
    redactValue<T>(value: T): T {
      try {
        return values.redact(value) as T;
      } catch (error) {
        return failed(error) as T;
      }
    },
    redactRecord(record) {
      // A mask function may log, and so bring another record here in the middle of this one.
      const outer = texts.tally;
      texts.startTally();
      const { body, eventName, severityText } = record;
      if (body !== undefined) {
        const masked = maskedPart(body);
        if (masked !== body) record.body = masked;
      }
      if (eventName !== undefined) {
        const masked = maskedPart(eventName);
        if (masked !== eventName) record.eventName = masked as string;
      }
      // Nearly all records of a program have one of a few.
      if (severityText !== lastSeverityText) {
        const masked = maskedPart(severityText);
        if (masked === severityText) lastSeverityText = severityText;
        else record.severityText = masked as string;
      }
      try {
        redactAttributes(record);
      } catch (error) {
        // They cannot be read, as of a proxy whose traps throw.
        record.attributes = { [failed(error)]: true };
      }
      const { tally } = texts;
      texts.tally = outer;
      return tally;
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
