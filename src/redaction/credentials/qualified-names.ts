// Finds the values of names in which more follows the credential word: `password_prod_main = V`, `passwords["prod"]`, `password (for app): V`.
import { ALNUM, LOWER, QUOTE, SPACE, UPPER, WORD } from '../scan/byte-classes.ts';
import { COST } from '../scan/effort.ts';
import type { Scan } from '../scan/scan.ts';
import { WordSet } from '../scan/word-set.ts';
import { credentialNameBefore } from './credential-words.ts';
import { judge } from './credentials.ts';
import { afterSeparator, isEmptyValue } from './separators.ts';
import { skipBlanks } from './values.ts';

const LONGEST_QUALIFIER = 48;
const MOST_CLOSERS = 4;
const BACKSLASH = 0x5c;
const EQUALS = 0x3d;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const OPEN_PARENTHESIS = 0x28;

/** Where a secret is for, whose it is, which of several: such a name is a secret's as before. */
const QUALIFIERS = new WordSet(
  'prod production prd live dev devel development develop test testing tst qa uat int integ stage staging stg sandbox demo local localhost remote main master ' +
    'primary secondary backup bak replica slave reader writer read write ro rw admin administrator root user usr app application api web site portal db database ' +
    'sql mysql mariadb postgres postgresql pg oracle mssql sqlserver mongo mongodb redis kafka rabbit rabbitmq amqp mqtt smtp imap mail email ftp ftps sftp ssh ' +
    'ldap ad vpn wifi wlan proxy aws azure gcp s3 blob eu us ap asia west east north south central old new current previous prev next ' +
    'initial temp tmp temporary one two three first second third private internal external svc server host source target src dst dest sink ' +
    'report reporting reports etl batch job jobs worker spark hive databricks snowflake redshift bigquery synapse github gitlab bitbucket npm docker registry jenkins ' +
    'sonar nexus artifactory vault consul es elastic elasticsearch kibana grafana prometheus slack stripe twilio sendgrid mailgun openai anthropic google facebook ' +
    'twitter paypal salesforce sap jira for of my our billing payment payments orders order customer customers sales finance hr team shared global common cluster',
);
/** What a name with a credential word is of that is no secret's: a setting, a file, a text about one. */
const OTHER_THINGS = new WordSet(
  'length len min minimum max maximum size count counts number num total index idx pos position offset policy policies rule rules strength score quality complexity ' +
    'level age ttl lifetime expiry expires expired expire expiration exp timeout interval duration days hours minutes seconds date time timestamp at on since until created updated changed ' +
    'change modified rotated rotation reset resets recovery forgot forgotten type types kind mode format method algorithm algo scheme cipher encoder encoding encryption encrypted hasher hashing ' +
    'hashed salt iterations rounds field fields column columns col name names label labels title hint hints placeholder prompt message messages msg text description help note error errors ' +
    'err warning required optional enabled disabled enable disable allowed supported visible hidden protected protection valid invalid validation validator validators validate check checks checked ' +
    'checker verify verified status state result results response request requests attempt attempts retry retries tries history usage use used uses file files path paths dir directory folder filename ' +
    'url uri link endpoint issuer audience aud scope scopes id ids uid uuid arn ref refs reference version versions env var variable variables source sources provider providers store ' +
    'stores storage cache command cmd script manager management manage service services handler helper util utils lib factory builder generator generate generated parser filter filters ' +
    'mapper config configuration conf settings setting option options param params parameter parameters property properties props attribute attributes class component view form page dialog template templates ' +
    'input inputs button icon style css login logon auth authentication authenticator authorization grant flow based less free support owner group role roles permission permissions access ' +
    'header headers prefix suffix regex pattern charset chars characters alphabet location region zone test tests spec specs mock stub dto entity model schema table tables query queries map mapping list lists set ' +
    'array object item items event events log logs logger metric metrics counter limit limits budget quota rate stream reader iterator matcher matches match mismatch same equals ' +
    'py js ts tsx jsx mjs cjs go rs rb java kt scala cs cpp php c h hpp md rst txt sh bash html json yml yaml toml xml cfg ini pem crt cer key keys pub so dll exe jar class properties sql log gz zip ' +
    'open close start end begin stop range ratio promise promises promised child children parent node nodes kinds next first exchange exchanged refresh refreshed revoked revoke introspection info information data meta metadata details usage kid alg ring chain pair manager officer bearer',
);

/** Looks at the credential word that ends at an index, and reports the secret of the longer name that it is in. */
export function findQualifiedName(scan: Scan, wordEnd: number): void {
  if (wordEnd < scan.credentialEnd) return;
  const isPlural = (scan.at(wordEnd) | 0x20) === 0x73 && (scan.classAt(wordEnd + 1) & LOWER) === 0;
  const start = isPlural ? wordEnd + 1 : wordEnd;
  if (!isQualifierNext(scan, start)) return;
  const nameEnd = qualifierEnd(scan, start);
  const separator = separatorAfter(scan, nameEnd);
  scan.effort.spend(COST.neighbourhood);
  if (separator < 0) return;
  scan.effort.spend(COST.judgement);
  const found = credentialNameBefore(scan, wordEnd);
  if (found === undefined || (found.word.strength !== 'strong' && found.word.strength !== 'token')) return;
  const qualifier = scan.text.slice(start, nameEnd);
  const words = qualifier.split(PARTS).filter((word) => word.length > 0);
  // `Password (required): V` is the label of a field.
  const isLabel = qualifier.startsWith(' (');
  if (words.length === 0 || (!isLabel && words.some((word) => OTHER_THINGS.has(word)))) return;
  if (credentialNameBefore(scan, nameEnd) !== undefined) return;
  const from = afterSeparator(scan, separator);
  if (from < 0 || isEmptyValue(scan, from)) return;
  const isVague = !isLabel && !words.every((word) => QUALIFIERS.has(word) || ONE_OF_SEVERAL.test(word));
  judge(scan, found, { separator, nameEnd, from, isVague });
}

/** Between the words of a name in any case style. */
const PARTS = /[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/;
const ONE_OF_SEVERAL = /^(?:v?\d{1,4}|[a-z])$/i;

/** A dash, dot, underscore or capital and more of the name, or a bracket. */
function isQualifierNext(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  if (byte === 0x5f || byte === 0x2d || byte === 0x2e) return (scan.classAt(at + 1) & ALNUM) !== 0;
  if (byte === 0x20) return isOpener(scan.at(at + 1));
  return isOpener(byte) || ((scan.classAt(at) & UPPER) !== 0 && (scan.classAt(at - 1) & LOWER) !== 0);
}

function isOpener(byte: number): boolean {
  return byte === OPEN_BRACKET || byte === OPEN_PARENTHESIS;
}

/** Where the name ends whose credential word ends at an index. */
function qualifierEnd(scan: Scan, start: number): number {
  const stop = start + LONGEST_QUALIFIER;
  let at = start;
  while (at < stop) {
    const byte = scan.at(at);
    if ((scan.classAt(at) & WORD) !== 0) at++;
    else if ((byte === 0x2d || byte === 0x2e) && (scan.classAt(at + 1) & WORD) !== 0) at += 2;
    else if (isOpener(byte) || (byte === 0x20 && isOpener(scan.at(at + 1))))
      return groupEnd(scan, byte === 0x20 ? at + 1 : at, stop);
    else break;
  }
  return at;
}

/** Behind the bracket that closes the one at an index; that index where it is not closed. */
function groupEnd(scan: Scan, open: number, stop: number): number {
  const closer = scan.at(open) === OPEN_BRACKET ? 0x5d : 0x29;
  for (let at = open + 1; at < stop; at++) {
    const byte = scan.at(at);
    if (byte === closer) return at > open + 1 ? at + 1 : open;
    if (byte < 0x20 || byte === EQUALS || isOpener(byte)) return open;
  }
  return open;
}

/** The `=` or `:` behind a name, its closing quotes and an operator's other marks; -1 without one. */
function separatorAfter(scan: Scan, nameEnd: number): number {
  let at = nameEnd;
  while (at < nameEnd + MOST_CLOSERS && ((scan.classAt(at) & QUOTE) !== 0 || scan.at(at) === BACKSLASH)) at++;
  const afterBlanks = scan.skip(at, SPACE, at + LONGEST_QUALIFIER);
  // What stands on the next line is no separator.
  for (let i = at; i < afterBlanks; i++) if (scan.bytes[i] === 0x0a) return -1;
  at = skipBlanks(scan, afterBlanks);
  while (at < afterBlanks + 2 && '?|+&'.includes(String.fromCharCode(scan.at(at)))) at++;
  return scan.at(at) === EQUALS || scan.at(at) === COLON ? at : -1;
}
