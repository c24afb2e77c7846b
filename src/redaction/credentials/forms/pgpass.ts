// Finds the password of a line of PostgreSQL's password file: `host:port:database:user:password`.
import { COLON, STAR } from '../../scan/ascii.ts';
import { type Detector, pairsOf } from '../../scan/detector.ts';
import { defineRule } from '../../scan/rule.ts';
import { isPlaceholder } from '../judgement/placeholders.ts';

const RULE = defineRule('CREDENTIAL', 'password file', 'the fifth field of a line of .pgpass');

/** Host names and the other fields are shorter. */
const LONGEST_HOST = 80;
const LONGEST_REST = 320;
const HOST = /(?:^|[\s"'`])(?:\\n)?[\w.*-]+$/;
/** Port, database, user, and a password in which colons are escaped. */
const FIELDS = /^:(?:543\d|\*):[\w*-]{1,64}:[\w.*@-]{1,64}:((?:\\[:\\]|[^\s:"'`\\]){1,128})(?=$|[\s"'`]|\\[nr"])/;

export const pgpass: Detector = {
  name: 'pgpass',
  entities: ['CREDENTIAL'],
  leftOutAt: 1,
  // The colon before the usual port (another rule may have taken its digits already), or the star for any.
  pairs: [...pairsOf(':', '5'), ...pairsOf('*', ':')],
  find(scan, at) {
    const isAny = scan.at(at) === STAR;
    const colon = isAny ? at - 1 : at;
    if (scan.at(colon) !== COLON || (!isAny && scan.at(colon + 5) !== COLON)) return at + 1;
    const found = FIELDS.exec(scan.textAfter(colon, LONGEST_REST));
    const password = found?.[1];
    if (found === null || password === undefined || isPlaceholder(password) || /^\d{1,5}$/.test(password))
      return at + 1;
    if (!HOST.test(scan.textBefore(colon, LONGEST_HOST))) return at + 1;
    const end = colon + found[0].length;
    scan.add(end - password.length, end, RULE);
    return at + 1;
  },
};
