// Finds password hashes in the modular crypt format, as they stand in shadow files, .htpasswd and tables of users.
import { SLASH } from '../scan/ascii.ts';
import { ALNUM, BASE64, TOKEN } from '../scan/byte-classes.ts';
import { type Detector, pairsOf } from '../scan/detector.ts';
import { defineRule } from '../scan/rule.ts';

const RULE = defineRule('CREDENTIAL', 'password hash', 'the prefix of a crypt scheme, salt and digest of its length');

interface Scheme {
  readonly prefix: string;
  /** The least length of what follows. */
  readonly least: number;
}

/** crypt(5) and the PHC string format. */
export const SCHEMES: readonly Scheme[] = [
  ...['$2a$', '$2b$', '$2y$', '$2x$'].map((prefix) => ({ prefix, least: 56 })),
  { prefix: '$1$', least: 24 },
  { prefix: '$5$', least: 45 },
  { prefix: '$6$', least: 88 },
  { prefix: '$y$', least: 50 },
  { prefix: '$7$', least: 50 },
  { prefix: '$apr1$', least: 24 },
  ...['$argon2id$', '$argon2i$', '$argon2d$', '$pbkdf2-sha256$', '$scrypt$'].map((prefix) => ({ prefix, least: 40 })),
];
const LONGEST = 320;

export const cryptHashes: Detector = {
  name: 'crypt-hashes',
  entities: ['CREDENTIAL'],
  pairs: pairsOf('$', [...new Set(SCHEMES.map(({ prefix }) => prefix.charAt(1)))].join('')),
  find(scan, at) {
    // `Initiator$1$$Lambda$575/…` is a class.
    if (!scan.startsToken(at)) return at + 1;
    for (const { prefix, least } of SCHEMES) {
      if (!scan.hasExactlyAt(prefix, at)) continue;
      let end = at + prefix.length;
      const limit = at + LONGEST;
      while (
        end < limit &&
        ((scan.classAt(end) & (BASE64 | TOKEN)) !== 0 || '$.=,'.includes(String.fromCharCode(scan.at(end) || 32)))
      )
        end++;
      while ((scan.classAt(end - 1) & ALNUM) === 0 && scan.at(end - 1) !== SLASH) end--;
      if (end - at - prefix.length < least - 2) return at + 1;
      scan.add(at, end, RULE);
      return end;
    }
    return at + 1;
  },
};
