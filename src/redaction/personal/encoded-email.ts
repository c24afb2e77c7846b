// Finds e-mail addresses whose @ is an escape of JSON or an entity of HTML: `ann\u0040example.com`, `ann&#64;example.com`.
import { type Detector, pairsOf } from '../scan/detector.ts';
import { findAddress } from './email.ts';

const ENCODED: readonly string[] = ['\\u0040', '&#64;', '&#x40;', '&commat;'];

export const encodedEmail: Detector = {
  name: 'encoded-email',
  entities: ['EMAIL'],
  pairs: [...pairsOf('\\', 'uU'), ...pairsOf('&', '#c')],
  find(scan, at) {
    const spelling = ENCODED.find((text) => scan.hasWordAt(text, at));
    return spelling === undefined ? at + 1 : findAddress(scan, at, at + spelling.length);
  },
};
