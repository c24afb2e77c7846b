// One format that a vendor publishes for its tokens, as a row of data: prefix, alphabet, length.
import { Remembered } from '../scan/memory.ts';
import { defineRule, type Rule } from '../scan/rule.ts';
import { ALPHANUMERIC, type Alphabet } from './alphabets.ts';

/** One published format. */
export interface TokenFormat {
  readonly rule: Rule;
  readonly prefix: string;
  /** The first and the last byte of the prefix. */
  readonly first: number;
  readonly last: number;
  /** Where in the prefix the pair of bytes stands that triggers: the rarest one in the bench's clean logs. */
  readonly trigger: number;
  /** What stands in the prefix after that pair; 0 for nothing. */
  readonly third: number;
  /** The characters after the prefix. */
  readonly alphabet: Alphabet;
  /** How many of them there are. */
  readonly least: number;
  readonly most: number;
  /** Takes an upper- and a lower-case letter and a digit, where the prefix alone is too common. */
  readonly isMixed: boolean;
  /** For such a format, where a run ends that had no capital, no small letter or no digit: what is in it is no token of the format either. */
  readonly unmixedUpTo: Remembered | undefined;
}

/** How many characters follow the prefix: an exact number, or one between two bounds. */
type Length =
  | { readonly exactly: number; readonly least?: never; readonly most?: never }
  | { readonly exactly?: never; readonly least: number; readonly most?: number };

/** What follows a prefix; letters and digits unless an alphabet is named. */
export type Shape = Length & { readonly alphabet?: Alphabet; readonly isMixed?: boolean; readonly trigger?: number };

const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** The rows of one shape, one for each prefix. */
export function formats(rule: Rule, prefixes: string | readonly string[], shape: Shape): TokenFormat[] {
  return [prefixes].flat().map((prefix) => format(rule, prefix, shape));
}

function format(rule: Rule, prefix: string, shape: Shape): TokenFormat {
  const { alphabet = ALPHANUMERIC, isMixed = false, trigger = 0 } = shape;
  return {
    rule,
    prefix,
    first: prefix.charCodeAt(0),
    last: prefix.charCodeAt(prefix.length - 1),
    trigger,
    third: prefix.charCodeAt(trigger + 2) || 0,
    alphabet,
    least: shape.exactly ?? shape.least,
    most: shape.exactly ?? shape.most ?? UNBOUNDED,
    isMixed,
    unmixedUpTo: isMixed ? new Remembered() : undefined,
  };
}

/** The rule of an entity's tokens that are known by their prefix. */
export function byPrefix(entity: Rule['entity'], name: string): Rule {
  return defineRule(entity, name, 'published prefix, alphabet and length');
}

/** The rule of a vendor's tokens, where the vendor has no entity of its own. */
export function vendor(name: string): Rule {
  return byPrefix('CREDENTIAL', `${name} token`);
}
