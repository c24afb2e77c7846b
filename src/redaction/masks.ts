// What is written in place of a hit: a label, stars, a part of it, a keyed hash, nothing, or what a function says.

import { createHmac } from 'node:crypto';
import { ask } from '../foreign/call.ts';
import { DOUBLE_QUOTE } from './scan/ascii.ts';
import { HASH_DIGITS } from './scan/mask-labels.ts';

/** What a mask function is told beside the value. */
export interface MaskedHit {
  /** The entity, or the name of the custom pattern. */
  readonly entity: string;
  /** The rule that found it, as in `explain`. */
  readonly rule: string;
}

/** Returns what stands in place of `value`. What it throws, or returns beside a string, is replaced by the label. */
export type MaskFunction = (value: string, hit: MaskedHit) => string;

/** The names of the mask styles. */
export const MASK_STYLES = ['label', 'stars', 'partial', 'hash', 'remove'] as const;

/**
 * How a hit is masked.
 * - `label`: its entity in brackets, `[EMAIL]`.
 * - `stars`: eight stars, whatever its length.
 * - `partial`: the last four digits of cards and phones, the first character and the domain of addresses, else the first three
 *   characters (none of a value shorter than twelve), and stars.
 * - `hash`: `[EMAIL:` and 16 hexadecimal digits of an HMAC-SHA-256 under `hashKey`: equal values stay joinable, and nobody
 *   without the key can test a guess.
 * - `remove`: nothing.
 */
export type Mask = (typeof MASK_STYLES)[number] | MaskFunction;

/** A mask made ready: value and hit to replacement. */
export type Masker = (value: string, hit: MaskedHit) => string;

const STARS = '********';

/** The labels made so far: as many as there are entities and custom patterns. */
const LABELS = new Map<string, string>();

export function label(entity: string): string {
  let text = LABELS.get(entity);
  if (text === undefined) {
    text = `[${entity}]`;
    LABELS.set(entity, text);
  }
  return text;
}

/** What a mask puts in the place of an entity whatever its value; `undefined` where the value matters. */
export function constantMask(mask: Mask, entity: string): string | undefined {
  if (mask === 'label') return label(entity);
  if (mask === 'stars') return STARS;
  return mask === 'remove' ? '' : undefined;
}

/** Prepares a mask. `onError` is told when a mask function throws or returns no string. */
export function prepareMask(
  mask: Mask,
  hashKey: string | Uint8Array | undefined,
  onError: (error: unknown) => void,
): Masker {
  if (typeof mask === 'function') return guarded(mask, onError);
  switch (mask) {
    case 'label':
      return (_, { entity }) => label(entity);
    case 'stars':
      return () => STARS;
    case 'partial':
      return partial;
    case 'remove':
      return () => '';
    case 'hash':
      return (value, { entity }) => `[${entity}:${keyedHash(value, hashKey ?? '')}]`;
  }
}

function guarded(mask: MaskFunction, onError: (error: unknown) => void): Masker {
  return (value, hit) => {
    try {
      const masked: unknown = ask('a mask function', mask, value, hit);
      if (typeof masked === 'string') return masked;
      throw new TypeError(`a mask function must return a string, got ${typeof masked}`);
    } catch (error) {
      onError(error);
      return label(hit.entity);
    }
  };
}

function keyedHash(value: string, key: string | Uint8Array): string {
  return createHmac('sha256', key).update(value).digest('hex').slice(0, HASH_DIGITS);
}

/** A value shorter than this shows nothing of itself: three of eight characters are too much of a password. */
const SHORTEST_SHOWN = 12;

function partial(value: string, { entity }: MaskedHit): string {
  if (entity === 'EMAIL') {
    const at = value.lastIndexOf('@');
    return at > 0 ? `${firstCharacter(value)}***${value.slice(at)}` : STARS;
  }
  if (entity === 'CREDIT_CARD' || entity === 'PHONE') return `${STARS}${value.replace(/[^\p{Nd}]/gu, '').slice(-4)}`;
  return value.length < SHORTEST_SHOWN ? STARS : `${value.slice(0, 3)}${STARS}`;
}

function firstCharacter(value: string): string {
  const first = value.codePointAt(0);
  return first === undefined || first === DOUBLE_QUOTE ? '' : String.fromCodePoint(first);
}
