// Tells under which name a part of a value stands when the name is beside it: `['password', '…']`, `{ name: 'TOKEN', value: '…' }`.

/** Keys of what a neighbour names. */
const VALUE_KEY = /^(?:\w*[Vv]alue|S|plaintext)$/;
/** Keys that name a neighbour. */
const NAMING_KEYS: readonly string[] = ['name', 'key', 'Name', 'Key', 'ParameterKey', 'field'];
const USER_KEYS: readonly string[] = ['user', 'username', 'userName', 'login', 'uid'];
const OPTION = /^--?([A-Za-z][\w.-]{0,47})$/;
/** What is longer is no name. */
const LONGEST_NAME = 64;

/**
 * The name of a field's value, by the fields before it: that of a `name` or `key` beside a `value`, that of the object around a
 * `value` alone, `password` for a `pass` beside a user. It is the field's own key otherwise.
 * @param before what was copied of the object so far
 * @param around the name of the object
 */
export function nameOfField(
  key: string,
  field: unknown,
  before: Readonly<Record<string, unknown>>,
  around: string,
): string {
  if (key === 'pass') return typeof field === 'string' && firstText(before, USER_KEYS) !== undefined ? 'password' : key;
  if (!VALUE_KEY.test(key)) return key;
  if (SECRET_MARKS.some((mark) => Object.hasOwn(before, mark) && isOfSecret(mark, before[mark]))) return NAME_OF_SECRET;
  return firstText(before, NAMING_KEYS) ?? (around === '' ? key : around);
}

/** The name under which a secret of a store is looked at. */
const NAME_OF_SECRET = 'secretValue';
/** Fields that say of an object that it is a secret of a store, and the fields that have it. */
const SECRET_MARKS: readonly string[] = ['id', 'kid', 'Type', 'type'];
const SECRET_FIELDS: readonly string[] = ['value', 'Value'];
/** Of Key Vault and of Parameter Store. */
const SECRET_ID = /^https?:\/\/[^/\s]+\/secrets\//;
const SECRET_TYPE = 'SecureString';

function isOfSecret(key: string, field: unknown): boolean {
  if (typeof field !== 'string' || !SECRET_MARKS.includes(key)) return false;
  return field === SECRET_TYPE || (field.length < 512 && SECRET_ID.test(field));
}

/**
 * The field that was copied before another which tells only now that it is a secret of a store, and the name that it is to be looked at
 * under: Key Vault's answers begin with the `value`, and their `id` follows.
 * @param before what was copied of the object so far
 */
export function fieldNamedLate(
  key: string,
  field: unknown,
  before: Readonly<Record<string, unknown>>,
): { readonly key: string; readonly name: string } | undefined {
  if (!isOfSecret(key, field)) return undefined;
  const late = SECRET_FIELDS.find((each) => Object.hasOwn(before, each) && typeof before[each] === 'string');
  return late === undefined ? undefined : { key: late, name: NAME_OF_SECRET };
}

/** The first of some fields that is a text. */
function firstText(fields: Readonly<Record<string, unknown>>, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (typeof field === 'string') return field.slice(0, LONGEST_NAME);
  }
  return undefined;
}

/**
 * The name of an item: that of the option before it (`['--password', '…']`), the first of a pair for the second, the list's own
 * otherwise.
 * @param previous the item before it
 * @param isPair whether the list has two items and is an item of a list itself
 */
export function nameOfItem(item: unknown, previous: unknown, isPair: boolean, around: string): string {
  if (typeof item !== 'string' || typeof previous !== 'string') return around;
  const option = OPTION.exec(previous)?.[1];
  if (option !== undefined && !OPTION.test(item)) return option;
  return isPair && previous.length <= LONGEST_NAME ? previous : around;
}
