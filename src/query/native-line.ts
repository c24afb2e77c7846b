// A line of OTLP/JSON, by its bytes: whether DuckDB finds in it what our reader finds, and how many of its times DuckDB has not.

/** The last nanosecond from the epoch of which DuckDB makes a time. */
const LAST_TIME = '9223372036854775806';
/** Digits of a `fixed64` at most. */
const TIME_DIGITS = 20;
/** Digits of an `intValue` that is within int64 in any case. */
const INT_DIGITS = 18;
/** Digits that a double holds exactly. */
const EXACT_DIGITS = 15;
const MOST_SEVERITY = 24;
/** What lies deeper is for the reader, which has a limit of its own. */
const MOST_DEPTH = 64;

const TAB = 0x09;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const SMALL_N = 0x6e;
const SMALL_U = 0x75;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;

/** Whether there is a time, and DuckDB has it. */
const NO_TIME = 0;
const WITHIN = 1;
const BEYOND = 2;
type Nanoseconds = typeof NO_TIME | typeof WITHIN | typeof BEYOND;

/** The number of a field that is none of those that are known. */
const OTHER = -1;
const named = (...names: string[]): readonly Buffer[] => names.map((name) => Buffer.from(name));
// The fields of OTLP's messages. One that is read by older names is for the reader, under whatever name; all others are passed over by everybody.
const LINE = named('resourceLogs');
const RESOURCE_LOGS = named('resource', 'scopeLogs', 'instrumentationLibraryLogs');
const RESOURCE = named('attributes');
const SCOPE_LOGS = named('scope', 'logRecords', 'logs');
const SCOPE = named('name');
const RECORD = named(
  ...['timeUnixNano', 'observedTimeUnixNano', 'severityNumber', 'body', 'attributes'],
  ...['severityText', 'eventName', 'traceId', 'spanId'],
);
const KEY_VALUE = named('key', 'value');
const VALUES = named('values');
const KINDS = named(
  ...['stringValue', 'intValue', 'doubleValue', 'boolValue', 'bytesValue', 'arrayValue', 'kvlistValue'],
);
const NONE = named();
/** How the names of our own fields of a line begin. */
const OWN = Buffer.from('laketrace');

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const DOUBLE_WORD = /^(?:NaN|-?Infinity)$/;
const BOOLEAN = /^(?:true|false)$/;
const LITERAL = /^(?:true|false|null)$/;
const BASE64 = /^[\w+/]*={0,2}$/;
const HEX = /^[\da-f]{4}$/i;
const HALF = /^d[89a-f]/i;
const PAIR = /^d[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}$/i;
/** What may stand behind a backslash, but for the `u`. */
const ESCAPED = new Set(Buffer.from('"\\/bfnrt'));

/** The error of every line that is for the reader: nothing more is said of one. */
const FOR_READER: Error = new Error('not as DuckDB reads it');

/**
 * Looks at lines. DuckDB is lenient where our reader is not, and the other way round: a `null` in the place of a record is a row of nothing to it,
 * `"-5"` and `"1e3"` are times, and of two fields of one name it takes the first. What is for it is OTLP/JSON as it is written, its fields in any order,
 * those of later versions as well. For all else DuckDB gets what the reader finds: that is slower, and all that it costs.
 */
export class NativeLines {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #timesBeyond = 0;
  /** Of the record that is looked at. */
  #time: Nanoseconds = NO_TIME;
  #observed: Nanoseconds = NO_TIME;
  /** Most lines in a row are of one resource. */
  #lastResource: Buffer = Buffer.alloc(0);

  /**
   * @param bytes of a whole line, which are UTF-8
   * @returns how many of its records have times that DuckDB has not; nothing where the line is for the reader
   */
  look(bytes: Buffer): number | undefined {
    this.#bytes = bytes;
    this.#at = 0;
    this.#timesBeyond = 0;
    try {
      if (this.#fields(LINE, this.#lineField) === 0) return undefined;
      return this.#at === bytes.length ? this.#timesBeyond : undefined;
    } catch (error) {
      if (error !== FOR_READER) throw error;
      return undefined;
    }
  }

  readonly #lineField = (field: number): void => {
    if (field === OTHER) this.#any();
    else this.#list(this.#resourceLogs);
  };

  readonly #resourceLogs = (): void => {
    this.#fields(RESOURCE_LOGS, this.#resourceLogsField);
  };

  readonly #resourceLogsField = (field: number): void => {
    if (field === OTHER) this.#any();
    else if (field === 0) this.#resource();
    else if (field > 1) throw FOR_READER;
    else if (!this.#isNull()) this.#list(this.#scopeLogs);
  };

  #resource(): void {
    const from = this.#at;
    const last = this.#lastResource;
    const end = from + last.length;
    if (last.length > 0 && end < this.#bytes.length && last.compare(this.#bytes, from, end) === 0) {
      this.#at = end;
      return;
    }
    if (this.#isNull()) return;
    this.#fields(RESOURCE, this.#resourceField);
    this.#lastResource = Buffer.from(this.#bytes.subarray(from, this.#at));
  }

  readonly #resourceField = (field: number): void => {
    if (field === OTHER) this.#any();
    else this.#attributes();
  };

  readonly #scopeLogs = (): void => {
    this.#fields(SCOPE_LOGS, this.#scopeLogsField);
  };

  readonly #scopeLogsField = (field: number): void => {
    if (field === OTHER) this.#any();
    else if (field > 1) throw FOR_READER;
    else if (this.#isNull()) return;
    else if (field === 1) this.#list(this.#record);
    else this.#fields(SCOPE, this.#scopeField);
  };

  readonly #scopeField = (field: number): void => {
    if (field === OTHER) this.#any();
    else this.#string();
  };

  readonly #record = (): void => {
    this.#begin();
    this.#fields(RECORD, this.#recordField);
    const time: Nanoseconds = this.#time === NO_TIME ? this.#observed : this.#time;
    if (time === BEYOND) this.#timesBeyond++;
  };

  #begin(): void {
    this.#time = NO_TIME;
    this.#observed = NO_TIME;
  }

  readonly #recordField = (field: number): void => {
    if (field === OTHER) this.#any();
    else if (field === 0) this.#time = this.#nanoseconds();
    else if (field === 1) this.#observed = this.#nanoseconds();
    else if (field === 2) this.#severity();
    else if (field === 3) this.#value(0);
    else if (field === 4) this.#attributes();
    else this.#string();
  };

  #nanoseconds(): Nanoseconds {
    const isText = this.#takes(QUOTE);
    const from = this.#at;
    const digits = this.#digits();
    // Zeros in front are none of ours.
    if (digits > TIME_DIGITS || (digits > 1 && this.#bytes[from] === ZERO)) throw FOR_READER;
    if (isText) this.#take(QUOTE);
    if (digits === 1 && this.#bytes[from] === ZERO) return NO_TIME;
    if (digits < LAST_TIME.length) return WITHIN;
    if (digits > LAST_TIME.length) return BEYOND;
    // Most begin with another digit than the last one: no text is made of them.
    return this.#bytes[from] === NINE && this.#bytes.toString('latin1', from, from + digits) > LAST_TIME
      ? BEYOND
      : WITHIN;
  }

  #severity(): void {
    const first = this.#bytes[this.#at];
    const digits = this.#digits();
    const last = this.#bytes[this.#at - 1] as number;
    const number = digits === 1 ? last - ZERO : ((first as number) - ZERO) * 10 + last - ZERO;
    if (digits > 2 || (digits === 2 && first === ZERO) || number > MOST_SEVERITY) throw FOR_READER;
  }

  #attributes(): void {
    if (!this.#isNull()) this.#list(this.#attribute);
  }

  readonly #attribute = (): void => {
    if ((this.#fields(KEY_VALUE, this.#attributeField) & 1) === 0) throw FOR_READER;
  };

  readonly #attributeField = (field: number): void => {
    if (field === OTHER) this.#any();
    else if (field === 0) this.#string();
    else this.#value(0);
  };

  #value(depth: number): void {
    if (this.#isNull()) return;
    if (depth > MOST_DEPTH) throw FOR_READER;
    this.#take(OPEN_MAP);
    this.#blanks();
    // A value of two kinds, or of one that is not known, is another to each reader.
    if (this.#takes(CLOSE_MAP)) return;
    this.#held(this.#name(KINDS, 0), depth);
    this.#blanks();
    this.#take(CLOSE_MAP);
  }

  #held(kind: number, depth: number): void {
    switch (kind) {
      case 0:
        return this.#string();
      case 1:
        return this.#integer();
      case 2:
        return this.#double();
      case 3:
        return this.#expect(BOOLEAN, this.#word());
      case 4:
        return this.#base64();
      case 5:
        return this.#values(() => this.#value(depth + 1));
      case 6:
        return this.#map(depth + 1);
      default:
        throw FOR_READER;
    }
  }

  #integer(): void {
    const isText = this.#takes(QUOTE);
    const isNegative = this.#takes(MINUS);
    const first = this.#bytes[this.#at];
    const digits = this.#digits();
    if (digits > INT_DIGITS || (first === ZERO && (digits > 1 || isNegative))) throw FOR_READER;
    if (isText) this.#take(QUOTE);
  }

  #double(): void {
    if (this.#bytes[this.#at] === QUOTE) return this.#expect(DOUBLE_WORD, this.#text());
    const text = this.#word();
    this.#expect(NUMBER, text);
    // `1.0` and `1e3` are `1` and `1000` to us, and to DuckDB what they are.
    const number = Number(text);
    const isAlike = Number.isInteger(number)
      ? text.length <= EXACT_DIGITS && String(number) === text
      : Number.isFinite(number);
    if (!isAlike) throw FOR_READER;
  }

  #base64(): void {
    const text = this.#text();
    if (text.length % 4 !== 0 || text.includes('_')) throw FOR_READER;
    this.#expect(BASE64, text);
  }

  #values(read: () => void): void {
    this.#fields(VALUES, (field) => {
      if (field === OTHER) throw FOR_READER;
      if (!this.#isNull()) this.#list(read);
    });
  }

  /** DuckDB has every entry of one name, and knows entries by the order of their fields. */
  #map(depth: number): void {
    const names = new Set<string>();
    this.#values(() => {
      let count = 0;
      this.#fields(KEY_VALUE, (field) => {
        if (field !== count++) throw FOR_READER;
        if (field === 1) return this.#value(depth);
        const name = this.#text();
        if (names.has(name)) throw FOR_READER;
        names.add(name);
      });
      if (count === 0) throw FOR_READER;
    });
  }

  /**
   * A map.
   * @param read gets the number of each field, and reads its value
   * @returns which fields there are, in bits
   */
  #fields(names: readonly Buffer[], read: (field: number) => void): number {
    let seen = 0;
    let next = 0;
    this.#take(OPEN_MAP);
    this.#blanks();
    if (this.#takes(CLOSE_MAP)) return seen;
    do {
      this.#blanks();
      const field = this.#name(names, next);
      if (field !== OTHER) {
        const bit = 1 << field;
        if ((seen & bit) !== 0) throw FOR_READER;
        seen |= bit;
        next = field + 1;
      }
      read(field);
      this.#blanks();
    } while (this.#takes(COMMA));
    this.#take(CLOSE_MAP);
    return seen;
  }

  #list(read: () => void): void {
    this.#take(OPEN_LIST);
    this.#blanks();
    if (this.#takes(CLOSE_LIST)) return;
    do {
      this.#blanks();
      read();
      this.#blanks();
    } while (this.#takes(COMMA));
    this.#take(CLOSE_LIST);
  }

  /** Any JSON. */
  #any(depth = 0): void {
    if (depth > MOST_DEPTH) throw FOR_READER;
    const first = this.#bytes[this.#at];
    if (first === QUOTE) this.#string();
    else if (first === OPEN_LIST) this.#list(() => this.#any(depth + 1));
    else if (first === OPEN_MAP) this.#fields(NONE, () => this.#any(depth + 1));
    else {
      const word = this.#word();
      if (!NUMBER.test(word)) this.#expect(LITERAL, word);
    }
  }

  /** The name of a field, up to its value. */
  #name(names: readonly Buffer[], next: number): number {
    const found = this.#found(names, next);
    if (found === OTHER) this.#otherName(names);
    else this.#at += (names[found] as Buffer).length + 2;
    this.#blanks();
    this.#take(COLON);
    this.#blanks();
    return found;
  }

  /** Fields come in the order of their names more often than not. */
  #found(names: readonly Buffer[], next: number): number {
    for (let i = next; i < names.length; i++) if (this.#isName(names[i] as Buffer)) return i;
    for (let i = 0; i < next; i++) if (this.#isName(names[i] as Buffer)) return i;
    return OTHER;
  }

  #isName(name: Buffer): boolean {
    const bytes = this.#bytes;
    const from = this.#at + 1;
    if (bytes[from + name.length] !== QUOTE || bytes[from - 1] !== QUOTE) return false;
    for (let i = 0; i < name.length; i++) if (bytes[from + i] !== name[i]) return false;
    return true;
  }

  #otherName(names: readonly Buffer[]): void {
    const from = this.#at + 1;
    this.#string();
    // By escapes it may be any.
    for (let at = from; at < this.#at; at++) if (this.#bytes[at] === BACKSLASH) throw FOR_READER;
    if (names === LINE && OWN.compare(this.#bytes, from, Math.min(from + OWN.length, this.#at)) !== 0) throw FOR_READER;
  }

  /** Passes over a string. */
  #string(): void {
    this.#take(QUOTE);
    const bytes = this.#bytes;
    const end = bytes.length;
    let at = this.#at;
    while (at < end) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        this.#at = at + 1;
        return;
      }
      if (byte < SPACE) break;
      at += byte === BACKSLASH ? this.#escapeLength(at) : 1;
    }
    throw FOR_READER;
  }

  #escapeLength(at: number): number {
    const sign = this.#bytes[at + 1];
    if (sign !== SMALL_U) {
      if (sign === undefined || !ESCAPED.has(sign)) throw FOR_READER;
      return 2;
    }
    const digits = this.#bytes.toString('latin1', at + 2, at + 6);
    this.#expect(HEX, digits);
    if (!HALF.test(digits)) return 6;
    // Half of a pair is no JSON to DuckDB.
    this.#expect(PAIR, this.#bytes.toString('latin1', at + 2, at + 12));
    return 12;
  }

  /** A string that has no escapes. */
  #text(): string {
    const from = this.#at + 1;
    this.#string();
    const text = this.#bytes.toString('latin1', from, this.#at - 1);
    if (text.includes('\\')) throw FOR_READER;
    return text;
  }

  /** A number, or a word such as `true`. */
  #word(): string {
    const from = this.#at;
    while (isOfWord(this.#bytes[this.#at])) this.#at++;
    return this.#bytes.toString('latin1', from, this.#at);
  }

  /** @returns how many there are; at least one */
  #digits(): number {
    const from = this.#at;
    while (isDigit(this.#bytes[this.#at])) this.#at++;
    if (this.#at === from) throw FOR_READER;
    return this.#at - from;
  }

  #isNull(): boolean {
    if (this.#bytes[this.#at] !== SMALL_N) return false;
    this.#expect(LITERAL, this.#word());
    return true;
  }

  #expect(pattern: RegExp, text: string): void {
    if (!pattern.test(text)) throw FOR_READER;
  }

  #take(sign: number): void {
    if (this.#bytes[this.#at] !== sign) throw FOR_READER;
    this.#at++;
  }

  #takes(sign: number): boolean {
    if (this.#bytes[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #blanks(): void {
    while (this.#bytes[this.#at] === SPACE || this.#bytes[this.#at] === TAB) this.#at++;
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

function isOfWord(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    isDigit(byte) ||
    ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ||
    byte === MINUS ||
    byte === 0x2b ||
    byte === 0x2e
  );
}
