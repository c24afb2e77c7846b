// Masks values by what they are and by the name that they stand under.
import { type Buffer, isUtf8 } from 'node:buffer';
import { LastText } from '../foreign/last-text.ts';
import { RepeatedTexts } from '../foreign/repeated-texts.ts';
import { type CredentialWord, PASSWORD } from './credentials/names/credential-words.ts';
import { NAME_OF_CHOSEN } from './handed-names.ts';
import { MatcherList } from './matcher-list.ts';
import { lengthOfUser } from './neighbour-names.ts';
import type { ResolvedOptions } from './redaction-options.ts';
import { REDACTED } from './scan/mask-labels.ts';
import { reportTo, type TextRedactor } from './text-redactor.ts';
import { type PartRedactor, ValueCopy } from './value-copy.ts';

/** What is known of a name, once it has been looked at. */
export interface NameVerdict {
  /** The name with what it contains masked; the name itself when it is clean. */
  readonly masked: string;
  /** What was masked in the name. */
  readonly entities: readonly string[];
  /** Its value is masked whole, by the option `keys`. */
  readonly isKey: boolean;
  /** Its value is never touched, by the option `allow`. */
  readonly isAllowed: boolean;
  /** The credential word that it ends in. */
  readonly word: CredentialWord | undefined;
  /** Its value is an Authorization or Cookie header. */
  readonly header: string;
  /** It says nothing of its value: none of the above, and no number that a person has. */
  readonly isPlain: boolean;
  /** A number under it may be a social security number or the like. */
  readonly isNumberName: boolean;
  /** The last text under it in which there was nothing to mask. */
  readonly lastClean: LastText | undefined;
}

/** How many names verdicts are kept for; programs have few, and an attacker's many must not take memory. */
const KEPT_NAMES = 4096;
/** Of the names together. */
const KEPT_CHARACTERS = 1 << 20;
/** No card number is smaller. */
const SMALLEST_CARD = 100_000_000_000;
const NUMBER_NAME = /ssn|social|itin|tax|routing|aba|rtn|nhs|phone|tel|mobile|cell|fax|msisdn/i;
const UNSEEN = /[\u00ad\u180e\u200b-\u200f\u2060\ufeff]/g;
const HEADER_NAME = /(authorization|cookie)s?$/i;
/** The verdict on a value that has no name. */
const NO_NAME: NameVerdict = {
  masked: '',
  entities: [],
  isKey: false,
  isAllowed: false,
  word: undefined,
  header: '',
  isNumberName: false,
  isPlain: true,
  lastClean: undefined,
};
const LONGEST_COMMAND = 16_384;
/** Words of which none is empty or has a blank or a quote in it. */
const PLAIN_WORDS = /^[^\s"'`\\]+(?: [^\s"'`\\]+)*$/;
const UNTOUCHED = { entities: [], isKnown: true };
const KEY_RULE = 'masked key';
const NAMED_RULE = 'named credential';

export class ValueRedactor implements PartRedactor {
  readonly maxDepth: number;
  readonly #texts: TextRedactor;
  readonly #keys: MatcherList | undefined;
  readonly #isCredentialOn: boolean;
  #keptCharacters = 0;
  readonly #verdicts = new Map<string, NameVerdict>();
  /** Long texts in which there was nothing to mask, each with the name that it stood under. */
  readonly #cleanTexts = new RepeatedTexts<string>();
  // Of a field within a value the name is asked about several times in a row.
  #lastName = '';
  #lastVerdict = NO_NAME;

  constructor(texts: TextRedactor, options: ResolvedOptions) {
    this.#texts = texts;
    const report = (error: Error): void => reportTo(options.onError, error);
    this.#keys =
      options.keys.length > 0 ? new MatcherList(options.keys, 'any-case', 'redaction.keys', report) : undefined;
    this.maxDepth = options.maxDepth;
    this.#isCredentialOn = options.entities.has('CREDENTIAL');
  }

  /** What is known of a name; remembered. */
  verdict(name: string): NameVerdict {
    const known = this.#verdicts.get(name);
    if (known !== undefined) return known;
    const allowed = this.#texts.allows(name);
    const key = this.#keys === undefined ? false : this.#keys.has(name);
    const isAllowed = allowed === true;
    // What a pattern cannot tell in time is masked.
    const isKey = key !== false;
    // What shows nothing parts no name: `pass\u200bword`.
    const word = this.#isCredentialOn ? this.#texts.wordOf(name.replace(UNSEEN, '')) : undefined;
    const header = HEADER_NAME.exec(name)?.[1]?.toLowerCase() ?? '';
    const isNumberName = NUMBER_NAME.test(name);
    const { masked, entities, isKnown } = isAllowed ? { ...UNTOUCHED, masked: name } : this.#texts.preview(name);
    const verdict: NameVerdict = {
      masked,
      entities,
      isKey,
      isAllowed,
      word,
      header,
      isNumberName,
      isPlain: !isAllowed && !isKey && word === undefined && header === '' && !isNumberName,
      lastClean: new LastText(),
    };
    // A pattern that was stopped may tell more the next time.
    if (allowed === undefined || key === undefined || !isKnown) {
      this.#lastName = '';
      return verdict;
    }
    // All items of a list stand under one name, however long it is.
    this.#keptCharacters += name.length;
    if (this.#verdicts.size >= KEPT_NAMES || this.#keptCharacters > KEPT_CHARACTERS) {
      this.#verdicts.clear();
      this.#keptCharacters = name.length;
    }
    this.#verdicts.set(name, verdict);
    return verdict;
  }

  #verdictWithin(name: string): NameVerdict {
    if (name === '') return NO_NAME;
    if (name !== this.#lastName) {
      // In this order: within a mask function, which may be stopped, this may be as well.
      const verdict = this.verdict(name);
      this.#lastName = name;
      this.#lastVerdict = verdict;
    }
    return this.#lastVerdict;
  }

  /** A name with what it contains masked, and counted. */
  maskName(name: string, { masked, entities }: NameVerdict = this.#verdictWithin(name)): string {
    for (const entity of entities) this.#texts.count(entity);
    return masked;
  }

  /** A value with everything in it masked: the same object where nothing was and it cannot show anything else, else a copy. */
  redact(value: unknown): unknown {
    if (typeof value === 'function' || typeof value === 'symbol') return value;
    if (typeof value !== 'object' || value === null) return this.redactUnder(value, '', NO_NAME);
    const copy = new ValueCopy(this, true);
    const masked = copy.of(value, '');
    return copy.isSame ? value : masked;
  }

  /**
   * What a record is to hold in place of a value: a text, number, bigint or boolean as it is or masked, a copy of any object.
   * @param verdict on the name; by default there is none
   */
  redactUnder(value: unknown, name = '', verdict: NameVerdict = NO_NAME): unknown {
    switch (typeof value) {
      case 'string':
        return verdict.isPlain ? this.#redactPlain(value, name, verdict) : this.#redactNamed(value, name, verdict);
      case 'number':
        return verdict.isPlain && value < SMALLEST_CARD ? value : this.#redactNumber(value, name, verdict);
      case 'bigint':
        return this.#redactNumber(value, name, verdict);
      case 'boolean':
        return verdict.isKey && !verdict.isAllowed ? this.#texts.maskWhole(String(value), REDACTED, KEY_RULE) : value;
      default:
        return value === null ? value : new ValueCopy(this, false).of(value, name);
    }
  }

  redactPart(value: unknown, name: string): unknown {
    return this.redactUnder(value, name, this.#verdictWithin(name));
  }

  redactText(text: string): string {
    return this.#texts.redact(text);
  }

  redactArguments(items: readonly string[]): readonly string[] {
    // As a list in a text: what takes a password by its place is known there.
    const text = JSON.stringify(items);
    if (text.length > LONGEST_COMMAND) return items;
    const masked = this.#texts.redact(text);
    if (masked !== text) return listIn(masked, items.length) ?? items;
    // As a line: some commands are known by their words in a row.
    const line = items.join(' ');
    const maskedLine = PLAIN_WORDS.test(line) ? this.#texts.redact(line) : line;
    const words = maskedLine.split(' ');
    return maskedLine === line || words.length !== items.length ? items : words;
  }

  maskOfBytes(bytes: Buffer, name: string): string | undefined {
    const { word, isAllowed } = this.#verdictWithin(name);
    if (word === undefined || isAllowed || bytes.length === 0) return undefined;
    // A key or a salted hash is binary: nobody reads it as a word.
    const text = isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('base64');
    return this.#texts.isSecretUnder(word, text) ? this.#texts.maskWhole(text, word.entity, NAMED_RULE) : undefined;
  }

  handsOn(name: string): boolean {
    const { word } = this.#verdictWithin(name);
    return word?.strength === 'strong' || word?.strength === 'list';
  }

  handsOnChosen(name: string): boolean {
    const { word } = this.#verdictWithin(name);
    return word?.word === 'secret' || word?.word === 'secrets';
  }

  treatmentUnder(name: string): ReturnType<PartRedactor['treatmentUnder']> {
    const { isAllowed, isKey } = this.#verdictWithin(name);
    return isAllowed ? 'allowed' : isKey ? 'masked' : 'looked at';
  }

  placeholder(reason: Parameters<PartRedactor['placeholder']>[0]): string {
    return this.#texts.maskWhole('', reason, reason === REDACTED ? KEY_RULE : reason);
  }

  #redactPlain(text: string, name: string, { lastClean }: NameVerdict): string {
    if (lastClean === undefined) return this.#texts.redact(text, name);
    if (lastClean.is(text) || this.#cleanTexts.of(text) === name) return text;
    const masked = this.#texts.redact(text, name);
    if (masked !== text) return masked;
    lastClean.keep(text);
    this.#cleanTexts.keep(text, name);
    return text;
  }

  #redactNamed(text: string, name: string, verdict: NameVerdict): string {
    if (verdict.isAllowed) return text;
    if (verdict.isKey) return this.#texts.maskWhole(text, REDACTED, KEY_RULE);
    if (verdict.header !== '') return this.#redactHeader(text, verdict.header);
    const user = lengthOfUser(name, text);
    if (user > 0 && this.#texts.isSecretUnder(PASSWORD, text.slice(user)))
      return text.slice(0, user) + this.#texts.maskWhole(text.slice(user), PASSWORD.entity, NAMED_RULE);
    if (verdict.word === undefined || !this.#texts.isSecretUnder(verdict.word, text, name === NAME_OF_CHOSEN))
      return this.#texts.redact(text, name);
    // A token that is known by its own form keeps its own name.
    const [hit] = this.#texts.explain(text, name);
    if (hit !== undefined && text.slice(hit.start, hit.end).trim() === text.trim())
      return this.#texts.redact(text, name);
    return this.#texts.maskWhole(text, verdict.word.entity, NAMED_RULE);
  }

  /** The value of a header is read as if the header's name stood before it. */
  #redactHeader(text: string, header: string): string {
    const prefix = `${header}: `;
    const from = text.length - text.trimStart().length;
    const line = this.#texts.redact(prefix + text.slice(from));
    const masked = text.slice(0, from) + line.slice(prefix.length);
    return masked === text ? text : masked;
  }

  #redactNumber(value: number | bigint, name: string, verdict: NameVerdict): unknown {
    if (verdict.isAllowed) return value;
    const text = String(value);
    if (verdict.isKey) return this.#texts.maskWhole(text, REDACTED, KEY_RULE);
    if (verdict.word !== undefined && this.#texts.isSecretUnder(verdict.word, text)) {
      return this.#texts.maskWhole(text, verdict.word.entity, NAMED_RULE);
    }
    const mayBePersonal = (value >= SMALLEST_CARD || verdict.isNumberName) && /^\d+$/.test(text);
    if (!mayBePersonal) return value;
    const masked = this.#texts.redact(text, name);
    return masked === text ? value : masked;
  }
}

/** The list of texts that a text is in JSON; nothing where a mask made something else of it. */
function listIn(json: string, length: number): string[] | undefined {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) && list.length === length && list.every((item) => typeof item === 'string')
      ? list
      : undefined;
  } catch {
    return undefined;
  }
}
