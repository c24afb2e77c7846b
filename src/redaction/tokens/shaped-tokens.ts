// Finds vendors' tokens that have a common prefix or none, by the whole of their shape.
import { DOT, EQUALS, UNDERLINE } from '../scan/ascii.ts';
import { ALNUM, BASE64, DIGIT, HEX, TOKEN } from '../scan/byte-classes.ts';
import { type Detector, DIGITS, pairsOf } from '../scan/detector.ts';
import { defineRule } from '../scan/rule.ts';

const MAILCHIMP = defineRule(
  'CREDENTIAL',
  'Mailchimp key',
  '32 hexadecimal digits and the data centre, -us and a number',
);
const AIRTABLE = defineRule(
  'CREDENTIAL',
  'Airtable token',
  'pat, 14 letters or digits, a dot and 64 hexadecimal digits',
);
const TERRAFORM = defineRule(
  'CREDENTIAL',
  'HCP Terraform token',
  '14 letters or digits, .atlasv1. and 60 or more characters of base64url',
);
const NEW_RELIC = defineRule('CREDENTIAL', 'New Relic license key', '36 hexadecimal digits and NRAL');
const OKTA = defineRule('BEARER_TOKEN', 'Okta token', '00 and 40 characters of base64url after SSWS');

const MAXMIND = defineRule('CREDENTIAL', 'MaxMind license key', '6 and 29 letters or digits, and _mmk');
const SALESFORCE = defineRule(
  'CREDENTIAL',
  'Salesforce session',
  'the id of an organization, 00 and 13 letters or digits, an exclamation mark and 79 or more characters',
);
const TABLEAU = defineRule('CREDENTIAL', 'Tableau token', '16 bytes in base64, a colon and 32 letters or digits');

export const mailchimp: Detector = {
  name: 'mailchimp',
  entities: ['CREDENTIAL'],
  pairs: pairsOf('-', 'u'),
  find(scan, at) {
    if (!scan.hasExactlyAt('-us', at) || (scan.classAt(at + 3) & DIGIT) === 0) return at + 1;
    const start = scan.skipBack(at, HEX, at - 33);
    const end = scan.skip(at + 3, DIGIT, at + 6);
    if (at - start !== 32 || !scan.startsToken(start) || !scan.endsToken(end)) return at + 1;
    scan.add(start, end, MAILCHIMP);
    return end;
  },
};

/**
 * What rarely follows a `t` in logs. After `pat` any letter or digit may, so that two thirds of these tokens are found by their
 * name alone: to stop at every `pat` costs more than the rest is worth.
 */
const RARE_AFTER_T = `${DIGITS}BDJKQVXYZjqxz`;

export const airtable: Detector = {
  name: 'airtable',
  entities: ['CREDENTIAL'],
  pairs: pairsOf('t', RARE_AFTER_T),
  find(scan, at) {
    const start = at - 2;
    if (scan.at(at + 15) !== DOT || !scan.hasExactlyAt('pat', start) || !scan.startsToken(start)) return at + 1;
    const end = scan.skip(at + 16, HEX, at + 81);
    if (scan.skip(at + 1, ALNUM, at + 15) !== at + 15 || end - at - 16 !== 64) return at + 1;
    scan.add(start, end, AIRTABLE);
    return end;
  },
};

export const terraform: Detector = {
  name: 'terraform',
  entities: ['CREDENTIAL'],
  // atlaSV1: the rarest pair.
  pairs: pairsOf('s', 'v'),
  find(scan, at) {
    const dot = at - 5;
    if (!scan.hasExactlyAt('.atlasv1.', dot)) return at + 1;
    const start = scan.skipBack(dot, ALNUM, dot - 15);
    const end = scan.skip(at + 4, TOKEN, at + 104);
    if (dot - start !== 14 || !scan.startsToken(start) || end - at - 4 < 60) return at + 1;
    scan.add(start, end, TERRAFORM);
    return end;
  },
};

export const newRelicLicense: Detector = {
  name: 'new-relic-license',
  entities: ['CREDENTIAL'],
  pairs: pairsOf('N', 'R'),
  before: HEX,
  find(scan, at) {
    const end = at + 4;
    if (!scan.hasExactlyAt('NRAL', at) || !scan.endsToken(end)) return at + 1;
    const start = scan.skipBack(at, HEX, at - 38);
    if (at - start < 36 || at - start > 37 || !scan.startsToken(start)) return at + 1;
    scan.add(start, end, NEW_RELIC);
    return end;
  },
};

/** `SSWS 00…`: the scheme stays, as in a header. */
export const okta: Detector = {
  name: 'okta',
  entities: ['BEARER_TOKEN'],
  pairs: pairsOf('W', 'S'),
  find(scan, at) {
    if (!scan.hasExactlyAt('SSWS 00', at - 2)) return at + 1;
    const start = at + 3;
    const end = scan.skip(start, TOKEN, start + 43);
    if (end - start === 42) scan.add(start, end, OKTA);
    return at + 1;
  },
};

export const maxMind: Detector = {
  name: 'maxmind',
  entities: ['CREDENTIAL'],
  pairs: pairsOf('_', 'm'),
  before: ALNUM,
  find(scan, at) {
    const end = at + 4;
    const start = at - 36;
    if (!scan.hasExactlyAt('_mmk', at) || start < 0 || scan.at(at - 30) !== UNDERLINE || !scan.endsToken(end))
      return at + 1;
    if (scan.skip(start, ALNUM, at - 30) !== at - 30 || scan.skip(at - 29, ALNUM, at) !== at) return at + 1;
    if (scan.startsToken(start)) scan.add(start, end, MAXMIND);
    return end;
  },
};

export const salesforce: Detector = {
  name: 'salesforce',
  entities: ['CREDENTIAL'],
  // What follows the mark is base64 of a number that has begun with these bits for years.
  pairs: pairsOf('!', 'A'),
  before: ALNUM,
  find(scan, at) {
    const start = at - 15;
    if (!scan.hasExactlyAt('00', start) || !scan.startsToken(start) || scan.skip(start, ALNUM, at) !== at)
      return at + 1;
    let end = at + 1;
    const limit = at + 400;
    while (end < limit && ((scan.classAt(end) & TOKEN) !== 0 || scan.at(end) === DOT)) end++;
    while (scan.at(end - 1) === DOT) end--;
    if (end - at <= 79) return at + 1;
    scan.add(start, end, SALESFORCE);
    return end;
  },
};

export const tableau: Detector = {
  name: 'tableau',
  entities: ['CREDENTIAL'],
  pairs: pairsOf('=', ':'),
  find(scan, at) {
    const padding = at - 1;
    const start = scan.skipBack(padding, BASE64, padding - 23);
    const end = scan.skip(at + 2, ALNUM, at + 35);
    if (scan.at(padding) !== EQUALS || padding - start !== 22 || end - at - 2 !== 32) return at + 1;
    if (scan.startsToken(start) && scan.endsToken(end)) scan.add(start, end, TABLEAU);
    return end;
  },
};
