// Tells a secret from what is said of one in the same object: `{"apiKey": {"type": "live", "prod": "…"}}`, `{"apiKey": {"header": "x-api-key"}}`.
import { isDescribing } from '../names/held-fields.ts';
import { looksGenerated, looksSecret } from './randomness.ts';

/** Fields that say where a secret stands or how it is written. */
const PLACE = /^(?:header|query|location|prefix|scheme|param(?:eter)?)(?:_?name)?$/i;
/** `db-credentials-x7k2p`, `kv/data/app`, `https://…`: a name of an object, a path, an address. */
const NAME_OF_OTHER = /^[a-z0-9]+(?:[-.][a-z0-9]+)+$|\//;

/** Whether a text in an object that describes a value is a secret all the same: it must look like one. */
export function isSecretBesideDescription(field: string, text: string): boolean {
  if (isDescribing(field) || NAME_OF_OTHER.test(text)) return false;
  return looksSecret(text) || looksGenerated(text);
}

/** Whether a field says where a secret stands, and its text is none itself. */
export function isPlaceOfSecret(field: string, text: string): boolean {
  return PLACE.test(field) && !looksSecret(text) && !looksGenerated(text);
}
