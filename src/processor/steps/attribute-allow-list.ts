// Lets through only the attributes that were named.
import { nameClass } from '../../foreign/shape.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { checkKeys, isObject } from '../../spec/option-checks.ts';
import { printableName } from '../errors/printable-name.ts';
import { NAME_PATTERN_FORMS, type NamePattern, nameMatcher } from '../record/name-pattern.ts';

/** Options of {@link AttributeAllowList}. */
export interface AttributeAllowListOptions {
  /**
   * Which attributes are let through: exact names, globs such as `'http.*'`, regular expressions. Nothing is let through
   * unasked, so `'exception.*'` must be in the list for the type, message and stack of exceptions to stay.
   */
  readonly allow: readonly NamePattern[];
  /**
   * What becomes of the others. `true`: the attribute is dropped. `false` (default): its value is replaced by `[NOT ALLOWED]`,
   * so that it shows which attribute is missing. The value leaves in neither case.
   */
  readonly strict?: boolean;
}

/** What {@link AttributeAllowList.validate} gives. */
export interface AllowedAttributes {
  /** The attributes that are let through, and with `strict: false` the names of the others. */
  readonly kept: Record<string, unknown>;
  /** A sentence for each attribute that is not in the list, without its value. */
  readonly warnings: readonly string[];
}

/** What the allow-list is given as. */
export const ALLOW_LIST_FORM = '{ allow: […], strict? }, or an AttributeAllowList';
/** The value of an attribute that is not in the list, with `strict: false`. */
export const NOT_ALLOWED = '[NOT ALLOWED]';
// Attribute names can come from outside, so all that is remembered of them is limited.
const MOST_NAMES = 100;
const MOST_DECISIONS = 10_000;

/**
 * An allow-list for attributes. It looks at the names of the attributes themselves, not at keys within their values: who
 * lists `user` lets all of it through.
 */
export class AttributeAllowList {
  static {
    nameClass(AttributeAllowList, 'AttributeAllowList');
  }

  readonly #exact: ReadonlySet<string>;
  readonly #patterns: readonly ((name: string) => boolean)[];
  readonly #isStrict: boolean;
  readonly #decisions = new Map<string, boolean>();
  readonly #unlisted = new Map<string, number>();
  #violations = 0;

  /** @throws ConfigurationError for an option that is not known or a value that is not accepted */
  constructor(options: AttributeAllowListOptions) {
    checkOptions(options);
    const { allow, strict = false } = options;
    this.#exact = new Set(allow.filter((pattern) => typeof pattern === 'string'));
    this.#patterns = allow.map((pattern, index) => nameMatcher(pattern, `allowAttributes.allow[${index}]`));
    this.#isStrict = strict;
  }

  /** How many attributes were not in the list so far. */
  get violations(): number {
    return this.#violations;
  }

  /** The names that were not in the list, with how often each came: the first 100, shortened, safe to print. */
  get unlisted(): ReadonlyMap<string, number> {
    return this.#unlisted;
  }

  /** Whether the list has an attribute. */
  allows(name: string): boolean {
    if (this.#exact.has(name)) return true;
    let isAllowed = this.#decisions.get(name);
    if (isAllowed === undefined) {
      try {
        isAllowed = this.#patterns.some((matches) => matches(name));
      } catch {
        // A pattern took too long: what is not known to be allowed is not allowed.
        return false;
      }
      if (this.#decisions.size >= MOST_DECISIONS) this.#decisions.clear();
      this.#decisions.set(name, isAllowed);
    }
    return isAllowed;
  }

  /**
   * Drops or masks what is not in the list, in the object itself.
   * @returns the names that were never seen before and are not in the list, safe to print; mostly none
   */
  apply(attributes: Record<string, unknown>): readonly string[] {
    let news = NONE;
    for (const name of Object.keys(attributes)) {
      if (this.allows(name)) continue;
      if (this.#isStrict) delete attributes[name];
      else attributes[name] = NOT_ALLOWED;
      const printable = this.#count(name);
      if (printable !== undefined) news = [...news, printable];
    }
    return news;
  }

  /** What {@link apply} would leave, and what it would say; the object stays as it is. */
  validate(attributes: Readonly<Record<string, unknown>>): AllowedAttributes {
    const kept: [string, unknown][] = [];
    const warnings: string[] = [];
    for (const [name, value] of Object.entries(attributes)) {
      const isAllowed = this.allows(name);
      if (isAllowed || !this.#isStrict) kept.push([name, isAllowed ? value : NOT_ALLOWED]);
      if (!isAllowed) warnings.push(unlistedWarning(printableName(name), this.#isStrict));
    }
    return { kept: Object.fromEntries(kept), warnings };
  }

  /**
   * The sentence by which an attribute that is not in the list is reported.
   * @internal
   */
  warningOf(name: string): string {
    return unlistedWarning(name, this.#isStrict);
  }

  #count(name: string): string | undefined {
    this.#violations++;
    const printable = printableName(name);
    const count = this.#unlisted.get(printable);
    if (count === undefined && this.#unlisted.size >= MOST_NAMES) return undefined;
    this.#unlisted.set(printable, (count ?? 0) + 1);
    return count === undefined ? printable : undefined;
  }
}

const NONE: readonly string[] = [];

function unlistedWarning(name: string, isStrict: boolean): string {
  return `the attribute "${name}" is not in the allow-list: ${isStrict ? 'dropped' : 'its value is masked'}`;
}

function checkOptions(options: AttributeAllowListOptions): void {
  const path = 'allowAttributes';
  if (!isObject(options) || Array.isArray(options)) throw ConfigurationError.ofKind(path, options, ALLOW_LIST_FORM);
  checkKeys(options, path, {
    known: ['allow', 'strict'],
    synonyms: { allowed: 'allow', allowlist: 'allow', list: 'allow' },
  });
  const { allow, strict } = options;
  if (!Array.isArray(allow))
    throw new ConfigurationError(`${path}.allow`, allow, `a list, of each ${NAME_PATTERN_FORMS}`);
  if (strict !== undefined && typeof strict !== 'boolean') {
    throw new ConfigurationError(`${path}.strict`, strict, 'true (drop) or false (mask)');
  }
}
