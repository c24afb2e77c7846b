// Tells under which name a part of a value stands when the name is beside it: `['password', '…']`, `{ name: 'TOKEN', value: '…' }`.
import { areUserAndPassword } from './credentials/judgement/user-and-password.ts';
import { isOfCookieSettings } from './credentials/names/held-fields.ts';
import { KEYS_OF_STORES, NAME_OF_SECRET } from './handed-names.ts';

/** Keys of what a neighbour names. */
const VALUE_KEY = /^(?:\w*[Vv]alue|v|val|S|plaintext)$/;
/** Keys that name a neighbour. */
const NAMING_KEYS: readonly string[] = ['name', 'key', 'Name', 'Key', 'ParameterKey', 'field', 'header', 'k'];
const USER_KEYS: readonly string[] = ['user', 'username', 'userName', 'login', 'uid'];
/** Fields that say of an object that it is a secret of a store, and the fields that have it. */
const SECRET_MARKS: readonly string[] = ['id', 'kid', 'Type', 'type'];
const SECRET_FIELDS: readonly string[] = ['value', 'val', 'v', 'Value', 'stringValue', 'ParameterValue', 'plaintext'];
const OPTION = /^--?([A-Za-z][\w.-]{0,47})$/;
/** What is longer is no name. */
const LONGEST_NAME = 64;

/** The keys that say something of their neighbours, or are named by them. */
const TELLING: ReadonlySet<string> = new Set([
  'pass',
  'plaintext',
  'v',
  'val',
  'S',
  'properties',
  ...NAMING_KEYS,
  ...SECRET_MARKS,
  ...KEYS_OF_STORES,
]);

/** Whether a field has to do with those beside it, by its key: nearly none has. */
export function isOfNeighbours(key: string): boolean {
  return TELLING.has(key) || key.endsWith('alue');
}

/**
 * The name of a field's value, by the fields before it: that of a `name` or `key` beside a `value`, that of the object around a
 * `value` alone, `password` for a `pass` beside a user. It is the field's own key otherwise.
 * @param before what was copied of the object so far
 * @param objectName the name of the object
 */
export function nameOfField(
  key: string,
  field: unknown,
  before: Readonly<Record<string, unknown>>,
  objectName: string,
): string {
  if (key === 'pass') return typeof field === 'string' && firstText(before, USER_KEYS) !== undefined ? 'password' : key;
  if (!VALUE_KEY.test(key)) return key;
  if (SECRET_MARKS.some((mark) => Object.hasOwn(before, mark) && isOfSecret(mark, before[mark]))) return NAME_OF_SECRET;
  if (Object.hasOwn(before, 'properties') && isOfVault(before.properties)) return NAME_OF_SECRET;
  const name = firstText(before, NAMING_KEYS);
  // `apikey: [{ key: 'value', value: '…' }]`
  if (name !== undefined && !VALUE_KEY.test(name)) return name;
  return objectName === '' ? key : objectName;
}

/** Of Key Vault and of Parameter Store. */
const SECRET_ID = /^https?:\/\/[^/\s]+\/secrets\//;
const SECRET_TYPE = 'SecureString';

function isOfSecret(key: string, field: unknown): boolean {
  if (typeof field !== 'string' || !SECRET_MARKS.includes(key)) return false;
  return field === SECRET_TYPE || (field.length < 512 && SECRET_ID.test(field));
}

/** `{ vaultUrl, id }` of the objects that the client of Key Vault gives. */
function isOfVault(properties: unknown): boolean {
  if (typeof properties !== 'object' || properties === null) return false;
  const { vaultUrl, id } = properties as { vaultUrl?: unknown; id?: unknown };
  return typeof vaultUrl === 'string' || isOfSecret('id', id);
}

/**
 * The field that was copied before another which tells only now what it is, and the name that it is to be looked at under: Key Vault's
 * answers begin with the `value`, and their `id` follows; `{ value: '…', name: 'DB_PASSWORD' }`.
 * @param before what was copied of the object so far
 */
export function fieldNamedLate(
  key: string,
  field: unknown,
  before: Readonly<Record<string, unknown>>,
): { readonly key: string; readonly name: string } | undefined {
  const name = nameForEarlierValue(key, field);
  if (name === undefined) return undefined;
  const late = SECRET_FIELDS.find((each) => Object.hasOwn(before, each) && typeof before[each] === 'string');
  return late === undefined ? undefined : { key: late, name };
}

/** The name that a field gives the value before it. */
function nameForEarlierValue(key: string, field: unknown): string | undefined {
  if (isOfSecret(key, field) || (key === 'properties' && isOfVault(field))) return NAME_OF_SECRET;
  return typeof field === 'string' && NAMING_KEYS.includes(key) ? field.slice(0, LONGEST_NAME) : undefined;
}

/** Lists that have names and values by turns, as Node.js and undici give the headers of a message. */
const FLAT_LIST = /^(?:raw)?_?(?:headers|trailers)$/i;

/** Whether the items of a list are names and their values by turns. */
export function isListOfPairs(name: string, length: number): boolean {
  return length > 0 && length % 2 === 0 && FLAT_LIST.test(name);
}

const LOGIN = /^(?:(?:basic|http|proxy)_?)?auth$/i;

/** `credentials: ['bob', '…']` */
const CREDENTIALS = /^(?:credentials?|creds?)$/i;

function isLogin(list: string, user: string, password: string): boolean {
  return LOGIN.test(list) || (CREDENTIALS.test(list) && areUserAndPassword(user, password));
}

/** A plural of passwords. */
const PASSWORDS = /(?:passwords|passphrases|passwds|passcodes|pwds)$/i;

/** The name of a number in a list: under `passwords` alone it counts them, in the list it is one. */
export function nameOfNumber(around: string): string {
  return PASSWORDS.test(around) ? around.slice(0, -1) : around;
}

/** What stands before a colon in other pairs. */
const SCHEME =
  /^(?:oauth2?|oidc|saml|sso|basic|bearer|token|jwt|api_?key|key|ldap|scram[\w-]*|none|type|mode|https?)$/i;
const PAIR = /^([\w.@+-]{1,64}):(?!\/)\S{1,256}$/;

/** How long the user is, with its colon, of a user and a password in one text: `auth: 'bob:…'`; 0 where it is none. */
export function lengthOfUser(name: string, text: string): number {
  const user = LOGIN.test(name) ? PAIR.exec(text)?.[1] : undefined;
  return user === undefined || SCHEME.test(user) ? 0 : user.length + 1;
}

/** The first of some fields that is a text. */
function firstText(fields: Readonly<Record<string, unknown>>, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (typeof field === 'string') return field.slice(0, LONGEST_NAME);
  }
  return undefined;
}

/** Headers whose value is a credential, in whatever list they stand. */
const HEADER = /^(?:(?:proxy-)?authorization|(?:set-)?cookie)$/i;

/** The name under which a cookie with its name is looked at. */
export const NAME_OF_COOKIE = 'cookie';

/** Whether the fields of an object are cookies, or its `name` and `value` are one: `cookies: { sid: '…' }`, `cookies: [{ name: 'sid', value: '…' }]`. */
export function isOfCookies(objectName: string): boolean {
  return /cookies?$/i.test(objectName);
}

/**
 * The name of the cookie that a text is the value of, in an object of cookies; nothing where it is none.
 * @param before what was copied of the object so far
 */
export function nameOfCookie(
  key: string,
  before: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): string | undefined {
  const isSettings = isOfCookieSettings(keys);
  if (!isSettings && !(keys.includes('name') && keys.includes('value'))) return key;
  if (key !== 'value') return undefined;
  return firstText(before, COOKIE_NAMES) ?? key;
}

const COOKIE_NAMES: readonly string[] = ['name', 'key'];

/**
 * The name of an item: that of the option before it (`['--password', '…']`), the first of a pair for the second, the list's own
 * otherwise.
 * @param previous the item before it
 * @param isValue whether the item before it names it, as in a list of two that is an item of a list itself
 * @param length of the list
 */
export function nameOfItem(item: unknown, previous: unknown, isValue: boolean, around: string, length: number): string {
  if (typeof item !== 'string' || typeof previous !== 'string') return around;
  const option = OPTION.exec(previous)?.[1];
  if (option !== undefined && !OPTION.test(item)) return option;
  if (HEADER.test(previous)) return previous;
  // `auth: ['bob', '…']`, as HTTP clients take it.
  if (length === 2 && !isValue && isLogin(around, previous, item)) return 'password';
  return isValue && previous.length <= LONGEST_NAME ? previous : around;
}
