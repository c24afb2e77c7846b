// The options `attributes` and `allowAttributes`: which attributes every record gets, and which it may have besides.
import { isRegExp } from 'node:util/types';
import { isOf } from '../foreign/shape.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { isObject } from '../spec/option-checks.ts';
import { nearestName, normalName } from '../spec/option-remedy.ts';
import type { LogAttributes } from './record/record-step.ts';
import { ALLOW_LIST_FORM, AttributeAllowList, type AttributeAllowListOptions } from './steps/attribute-allow-list.ts';
import { parseStaticAttributes } from './steps/static-attributes.ts';

/** Both options, read. */
export interface AttributeSettings {
  readonly allowList: AttributeAllowList | undefined;
  readonly fixed: LogAttributes | undefined;
}

/**
 * Reads both options. What could be an allow-list that is mistyped is refused: taken for static attributes it would let
 * everything through.
 * @throws ConfigurationError
 */
export function readAttributeOptions(attributes: unknown, allowAttributes: unknown): AttributeSettings {
  const inOldPlace = isAllowList(attributes) || hasFormOfAllowList(attributes);
  if (allowAttributes === undefined) {
    return inOldPlace ? { allowList: allowListOf(attributes), fixed: undefined } : withoutList(attributes);
  }
  if (inOldPlace) {
    throw ConfigurationError.ofKind(
      'attributes',
      attributes,
      'only static attributes: allowAttributes has the allow-list',
    );
  }
  return { ...withoutList(attributes), allowList: allowListOf(allowAttributes) };
}

function allowListOf(option: unknown): AttributeAllowList {
  return isAllowList(option) ? option : new AttributeAllowList(option as AttributeAllowListOptions);
}

function withoutList(attributes: unknown): AttributeSettings {
  if (attributes === undefined) return { allowList: undefined, fixed: undefined };
  if (isObject(attributes)) refuseMistypedList(attributes);
  return { allowList: undefined, fixed: parseStaticAttributes(attributes, 'attributes') };
}

function isAllowList(option: unknown): option is AttributeAllowList {
  return isOf(option, 'AttributeAllowList');
}

/** The form that `attributes` took before `allowAttributes` was there, where it cannot be mistaken for static attributes. */
function hasFormOfAllowList(option: unknown): option is AttributeAllowListOptions {
  if (!isObject(option) || !Array.isArray(option['allow'])) return false;
  const { allow: _, strict, ...others } = option;
  return Object.keys(others).length === 0 && (strict === undefined || typeof strict === 'boolean');
}

const LIST_WORDS = ['allow', 'allowed', 'allows', 'allowlist', 'allowattributes', 'whitelist', 'strict'];
/** What else a list of names may be called. Static attributes of such names have no patterns in them. */
const OTHER_LIST_WORDS =
  'include includes only keep pass permit permitted safelist exclude excludes deny denied denylist block blocklist blacklist'.split(
    ' ',
  );

/** A static attribute may have any name except the words of an allow-list, and a list may not stand under a name near them. */
function refuseMistypedList(attributes: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const isWord = LIST_WORDS.includes(normalName(name));
    if (!isWord && !(Array.isArray(value) && isNearWord(name, value))) continue;
    const accepted = `no static attribute of this name; the list of those that records may have is allowAttributes: ${ALLOW_LIST_FORM}`;
    throw ConfigurationError.ofKind(`attributes.${name}`, value, accepted);
  }
}

function isNearWord(name: string, list: readonly unknown[]): boolean {
  if (nearestName(name, LIST_WORDS) !== undefined) return true;
  return OTHER_LIST_WORDS.includes(normalName(name)) && list.some(isPattern);
}

function isPattern(value: unknown): boolean {
  return typeof value === 'string' ? value.includes('*') : isRegExp(value);
}
