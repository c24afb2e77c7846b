// The options of a redactor, their defaults, and the errors that name what is wrong with them.
import { isRegExp, isUint8Array } from 'node:util/types';
import { messageOf } from '../foreign/shape.ts';
import { ConfigurationError, UnknownOptionError } from '../spec/configuration-error.ts';
import { checkKeys, requireCompilable } from '../spec/option-checks.ts';
import { suggestionFor } from '../spec/option-remedy.ts';
import { MASK_STYLES, type Mask } from './masks.ts';
import { DEFAULT_ENTITIES, ENTITY_NAMES, type Entity } from './scan/entities.ts';

/** A pattern of the application's own. */
export interface CustomPattern {
  /** What its hits are called: upper case, digits and underscores, as in `[ORDER_REF]`; no entity's name. */
  readonly name: string;
  /** A regular expression, or the source of one. Flags `g` and `y` do not matter. A text that takes it more than 50 ms is masked whole. */
  readonly pattern: RegExp | string;
  /** A match counts only where this returns true. What it throws, or is stopped for after 50 ms, counts as true. */
  readonly validate?: (match: string) => boolean;
  /** Default: the redactor's. */
  readonly mask?: Mask;
}

/** Called with an error that the redactor contained: a mask function that threw, a pattern that took too long. */
export type RedactionErrorHandler = (error: Error) => void;

/** Options of `createRedactor`. */
export interface RedactorOptions {
  /** What is looked for: `'default'`, `'all'`, or a list of entities (which may contain `'default'`). Default `'default'`. */
  readonly entities?: 'default' | 'all' | readonly (Entity | 'default')[];
  /** Names (of attributes, at any depth, in any case) whose value is always masked whole, as `[REDACTED]`. */
  readonly keys?: readonly (string | RegExp)[];
  /** Patterns of the application's own; they run after the scan. */
  readonly patterns?: readonly CustomPattern[];
  /** Names of attributes that are never touched, and exact values that are never masked. */
  readonly allow?: readonly (string | RegExp)[];
  /** One mask for all, or one by entity (or pattern) with `default` for the others. Default `'label'`. */
  readonly mask?: Mask | Readonly<Record<string, Mask>>;
  /** The key of the `hash` mask: at least 8 bytes that nobody can guess. */
  readonly hashKey?: string | Uint8Array;
  /** Objects nested deeper than this are replaced by `[MAX_DEPTH]`: what is not looked at must not leave. 1 to 1,000, default 16. */
  readonly maxDepth?: number;
  /** Called with contained errors. Default: nobody. */
  readonly onError?: RedactionErrorHandler;
}

/** Options with defaults in place. */
export interface ResolvedOptions {
  readonly entities: ReadonlySet<Entity>;
  readonly keys: readonly (string | RegExp)[];
  readonly patterns: readonly CustomPattern[];
  readonly allow: readonly (string | RegExp)[];
  readonly mask: Mask;
  readonly masks: ReadonlyMap<string, Mask>;
  readonly hashKey: string | Uint8Array | undefined;
  readonly maxDepth: number;
  readonly onError: RedactionErrorHandler;
}

/** The names of the options. */
export const REDACTION_OPTIONS: readonly string[] = [
  'entities',
  'keys',
  'patterns',
  'allow',
  'mask',
  'hashKey',
  'maxDepth',
  'onError',
] satisfies (keyof RedactorOptions)[];
/** What pino, presidio and the Python LakeTrace call them. */
const SYNONYMS: Readonly<Record<string, string>> = {
  entity: 'entities',
  paths: 'keys',
  fields: 'keys',
  censor: 'mask',
  anonymizers: 'mask',
  allowlist: 'allow',
  ignore: 'allow',
  recognizers: 'patterns',
  rules: 'patterns',
  salt: 'hashKey',
  secret: 'hashKey',
};
const PATTERN_KEYS = ['name', 'pattern', 'validate', 'mask'];
const PATTERN_NAME = /^[A-Z][A-Z0-9_]{0,47}$/;
const DEFAULT_DEPTH = 16;
const DEEPEST = 1000;
const SHORTEST_HASH_KEY = 8;

/**
 * Checks options and fills in defaults.
 *
 * @throws ConfigurationError naming the option's path, the value and what is accepted
 */
export function resolveOptions(options: RedactorOptions = {}): ResolvedOptions {
  checkKeys(options, '', { known: REDACTION_OPTIONS, synonyms: SYNONYMS });
  const { keys = [], patterns = [], allow = [], hashKey, maxDepth = DEFAULT_DEPTH, onError = ignore } = options;
  requireMatchers('keys', keys);
  requireMatchers('allow', allow);
  requirePatterns(patterns);
  if (!Number.isInteger(maxDepth) || maxDepth < 1 || maxDepth > DEEPEST) {
    throw new ConfigurationError('maxDepth', maxDepth, `a whole number from 1 to ${DEEPEST}`);
  }
  if (typeof onError !== 'function') throw new ConfigurationError('onError', onError, 'a function');
  const names = [...ENTITY_NAMES, ...patterns.map(({ name }) => name), 'REDACTED'];
  const { mask, masks } = resolveMasks(options.mask ?? 'label', names);
  requireHashKey(hashKey, [mask, ...masks.values(), ...patterns.map((pattern) => pattern.mask)].includes('hash'));
  return {
    entities: resolveEntities(options.entities ?? 'default'),
    keys,
    patterns,
    allow,
    mask,
    masks,
    hashKey,
    maxDepth,
    onError,
  };
}

function ignore(): void {
  // Nobody asked to be told.
}

function resolveEntities(value: unknown): ReadonlySet<Entity> {
  if (value === 'default') return new Set(DEFAULT_ENTITIES);
  if (value === 'all') return new Set(ENTITY_NAMES);
  const accepted = "'default', 'all', or a list of entities such as EMAIL (docs/privacy.md has all)";
  if (!Array.isArray(value)) throw new ConfigurationError('entities', value, accepted);
  const entities = new Set<Entity>();
  for (const [index, name] of value.entries()) {
    if (name === 'default') for (const entity of DEFAULT_ENTITIES) entities.add(entity);
    else if (ENTITY_NAMES.includes(name as Entity)) entities.add(name as Entity);
    else throw new ConfigurationError(`entities[${index}]`, name, accepted + suggestionFor(name, ENTITY_NAMES));
  }
  return entities;
}

function requireMatchers(path: string, value: unknown): void {
  const accepted = 'a list of non-empty strings and regular expressions';
  if (!Array.isArray(value)) throw new ConfigurationError(path, value, accepted);
  for (const [index, matcher] of value.entries()) {
    if (!isRegExp(matcher) && (typeof matcher !== 'string' || matcher === '')) {
      throw new ConfigurationError(`${path}[${index}]`, matcher, accepted);
    }
    if (isRegExp(matcher)) requireCompilable(`${path}[${index}]`, matcher);
  }
}

function requirePatterns(patterns: unknown): void {
  if (!Array.isArray(patterns))
    throw new ConfigurationError('patterns', patterns, 'a list of { name, pattern, validate?, mask? }');
  const names = new Set<string>();
  for (const [index, pattern] of patterns.entries()) {
    const path = `patterns[${index}]`;
    if (isRegExp(pattern)) throw new ConfigurationError(path, pattern, '{ name, pattern, validate?, mask? }');
    checkKeys(pattern, path, PATTERN_KEYS);
    const { name, pattern: source, validate, mask } = pattern as { [K in keyof CustomPattern]: unknown };
    if (
      typeof name !== 'string' ||
      !PATTERN_NAME.test(name) ||
      ENTITY_NAMES.includes(name as Entity) ||
      names.has(name)
    ) {
      throw new ConfigurationError(
        `${path}.name`,
        name,
        "a name of its own in upper case, digits and underscores that is no entity's",
      );
    }
    names.add(name);
    requirePatternSource(`${path}.pattern`, source);
    if (validate !== undefined && typeof validate !== 'function')
      throw new ConfigurationError(`${path}.validate`, validate, 'a function');
    if (mask !== undefined) requireMask(`${path}.mask`, mask);
  }
}

function requirePatternSource(path: string, source: unknown): void {
  const accepted = 'a regular expression, or the source of one, that does not match the empty string';
  if (!isRegExp(source) && (typeof source !== 'string' || source === ''))
    throw new ConfigurationError(path, source, accepted);
  const ofEngine = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      // The engine's message quotes the whole expression, which may hold what it is to find: only what it says at its end.
      const reason = messageOf(error).split(': ').at(-1);
      throw new ConfigurationError(path, source, `${accepted} (${reason})`);
    }
  };
  const pattern = ofEngine(() => new RegExp(source));
  requireCompilable(path, pattern);
  // That it is too large to be compiled the engine says only when it runs.
  const isEmptyMatched = ofEngine(() => new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(''));
  if (isEmptyMatched) throw new ConfigurationError(path, source, accepted);
}

function resolveMasks(value: unknown, names: readonly string[]): { mask: Mask; masks: ReadonlyMap<string, Mask> } {
  if (typeof value !== 'object' || value === null) return { mask: requireMask('mask', value), masks: new Map() };
  const masks = new Map<string, Mask>();
  for (const [name, mask] of Object.entries(value)) {
    if (name !== 'default' && !names.includes(name)) {
      throw new UnknownOptionError('mask', name, { known: ['default', ...names], noun: 'entity' });
    }
    masks.set(name, requireMask(`mask.${name}`, mask));
  }
  return { mask: masks.get('default') ?? 'label', masks };
}

function requireMask(path: string, value: unknown): Mask {
  if (typeof value === 'function' || MASK_STYLES.includes(value as (typeof MASK_STYLES)[number])) return value as Mask;
  throw new ConfigurationError(
    path,
    value,
    `one of ${MASK_STYLES.join(', ')}, a function, or (for mask) an object of these by entity`,
  );
}

function requireHashKey(key: unknown, isNeeded: boolean): void {
  if (key === undefined && !isNeeded) return;
  const isKey = typeof key === 'string' || isUint8Array(key);
  if (!isKey || key.length < SHORTEST_HASH_KEY) {
    // Nothing of the key is shown: it is a secret.
    const accepted = `a string or bytes, at least ${SHORTEST_HASH_KEY} long (the hash mask needs it)`;
    if (!isKey) throw ConfigurationError.ofKind('hashKey', key, accepted);
    throw new ConfigurationError('hashKey', undefined, accepted, `a key of length ${key.length}`);
  }
}
