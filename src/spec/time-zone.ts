// Names of time zones: 'UTC', 'local', and those of the IANA time zone database.
import { ConfigurationError } from './configuration-error.ts';
import { suggestionFor } from './option-remedy.ts';

const ACCEPTED =
  'a name of the IANA time zone database such as "Europe/Berlin", "UTC", or "local" for the zone of the system';

// Intl also takes offsets such as "+02:00", which know no summer time: a zone is asked for here.
const NAME = /^[a-z][a-z0-9_+/-]*$/i;

// Abbreviations that Intl takes besides the database's names, each for one of its several meanings: BST would be Bangladesh.
const ABBREVIATIONS = new Set(
  'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST'.split(' '),
);

function isKnown(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * Checks the name of a time zone.
 *
 * @param value a name of the IANA time zone database, in any case; `UTC`; or `local`, the zone that the system has when it is
 *   asked (`TZ` included).
 * @param option the option's path for the error message. Default `timeZone`.
 * @returns the name without surrounding blanks; `UTC` and `local` spelt like that.
 * @throws {ConfigurationError} naming the option, the value and what is accepted. Offsets such as `+02:00` and
 *   abbreviations such as `PST` are not accepted.
 */
export function parseTimeZone(value: string, option = 'timeZone'): string {
  const name = typeof value === 'string' ? value.trim() : '';
  if (/^utc$/i.test(name)) return 'UTC';
  if (/^local$/i.test(name)) return 'local';
  if (!NAME.test(name) || ABBREVIATIONS.has(name.toUpperCase()) || !isKnown(name)) {
    throw new ConfigurationError(option, value, ACCEPTED + suggestionFor(name, Intl.supportedValuesOf('timeZone')));
  }
  return name;
}
