// Tells which objects hand their name on to what is in them: `{ password: { current: '…' } }`, the data of a Secret of Kubernetes or of Vault.
import { readSafely } from '../foreign/safe-read.ts';
import { isPlaceOfSecret, isSecretBesideDescription } from './credentials/judgement/described-secrets.ts';
import { isDescribing, isNoSecret } from './credentials/names/held-fields.ts';

/** The name under which a secret of a store is looked at. */
export const NAME_OF_SECRET = 'secretValue';

/** The name under which what an object called a secret holds is looked at: `{ secret: { db: '…' } }`. It must look chosen. */
export const NAME_OF_CHOSEN = 'chosen secret';

/** Whether an object under the name of a secret holds secrets, by its keys. */
export function holdsSecrets(name: string, keys: readonly unknown[]): boolean {
  return name === NAME_OF_SECRET || !keys.some((key) => isDescribing(key as string));
}

/** Whether a field is a secret of the object around it, which holds secrets or describes one. */
export function isHeldSecret(key: string, field: unknown, holds: boolean): boolean {
  if (typeof field !== 'string') return holds;
  return holds ? !isPlaceOfSecret(key, field) : isSecretBesideDescription(key, field);
}

/** The name for what stands under a key of an object that holds secrets; `around` is the name of the object. */
export function nameHandedOn(key: string, around: string): string {
  return isNoSecret(key, around) ? key : around;
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
