// Tells which objects hand their name on to what is in them: `{ password: { current: '…' } }`, the data of a Secret of Kubernetes or of Vault.
import { readSafely } from '../foreign/safe-read.ts';

/** The name under which a secret of a store is looked at. */
export const NAME_OF_SECRET = 'secretValue';

/** Fields of a schema, of a rule, or of what a validator says: an object that has one describes a value rather than holding it. */
const DESCRIBING: ReadonlySet<string> = new Set(
  (
    'type types kind required optional nullable message messages error errors reason code path ref format pattern regex validate validator ' +
    'validators rules rule policy min max minimum maximum minLength maxLength minlength maxlength length strength description title label ' +
    'placeholder hint help select properties items default enum in schema constraints touched dirty valid invalid status source provider ' +
    'secretName secretKeyRef valueFrom fromSecret namespace component element alg kty'
  ).split(' '),
);
/** Fields that say whose or where a secret is, or when it was made. */
const NO_SECRET =
  /^(?:user(?:_?name|_?id)?|login|email|host(?:name)?|server|port|url|uri|endpoint|address|database|db_?name|engine|name|id|key|version|ttl|region|algorithm|salt|iterations|hash(?:ed)?|\w{0,40}(?:_at|date|time))$/i;

/** Whether an object under the name of a secret holds secrets, by its keys. */
export function holdsSecrets(name: string, keys: readonly unknown[]): boolean {
  return name === NAME_OF_SECRET || !keys.some((key) => DESCRIBING.has(key as string));
}

/** The name for what stands under a key of an object that holds secrets; `around` is the name of the object. */
export function nameHandedOn(key: string, around: string): string {
  return NO_SECRET.test(key) ? key : around;
}

/** Keys of the data of a Secret of Kubernetes. */
export const KEYS_OF_STORES: readonly string[] = ['data', 'stringData', 'binaryData'];

/** Whether a key of an object has secrets of a store: `{ kind: 'Secret', data }`, `{ lease_id, data }`, `{ data, metadata: { created_time } }`. */
export function isDataOfStore(key: string, value: object, field: unknown): boolean {
  if (!KEYS_OF_STORES.includes(key) || typeof field !== 'object' || field === null) return false;
  if (Object.hasOwn(value, 'kind')) return readSafely(value, 'kind') === 'Secret';
  if (key !== 'data') return false;
  // The answer of Vault; its KV version 2 nests the data once more.
  if (Object.hasOwn(value, 'lease_id')) return !(Object.hasOwn(field, 'data') && Object.hasOwn(field, 'metadata'));
  const metadata = Object.hasOwn(value, 'metadata') ? readSafely(value, 'metadata') : undefined;
  return typeof metadata === 'object' && metadata !== null && Object.hasOwn(metadata, 'created_time');
}
