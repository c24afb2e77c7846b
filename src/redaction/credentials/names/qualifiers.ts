// Tells what follows the credential word of a name: which of several secrets it is (`password_prod_main`), or what else of it (`password_length`).
import { BLANK, DASH, DOT, OPEN_BRACKET, OPEN_PARENTHESIS, UNDERLINE } from '../../scan/ascii.ts';
import { ALNUM, LOWER, UPPER, WORD } from '../../scan/byte-classes.ts';
import { byteTable } from '../../scan/byte-table.ts';
import { COST } from '../../scan/effort.ts';
import type { Scan } from '../../scan/scan.ts';
import { WordSet } from '../../scan/word-set.ts';
import { credentialNameBefore, type FoundName } from './credential-words.ts';

export const LONGEST_QUALIFIER = 48;

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
export const OTHER_THINGS: WordSet = new WordSet(
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

/**
 * The credential word of a name from `start` to `nameEnd` in which more follows it, where all of that is known to say which secret it is:
 * `--password-prod`, `<password_prod>`.
 */
export function qualifiedNameIn(scan: Scan, start: number, nameEnd: number): FoundName | undefined {
  const name = scan.text.slice(start, nameEnd);
  if (!HAS_WORD.test(name) || name.length > LONGEST_QUALIFIED) return undefined;
  scan.effort.spend(COST.judgement);
  for (let at = nameEnd - 1; at > start && at > nameEnd - LONGEST_QUALIFIER; at--) {
    if (!isQualifierNext(scan, at)) continue;
    const words = partsOf(scan.text.slice(at, nameEnd));
    if (!words.every(isKnownQualifier)) return undefined;
    const found = credentialNameBefore(scan, at);
    if (found !== undefined)
      return found.word.strength === 'strong' || found.word.strength === 'token' ? found : undefined;
  }
  return undefined;
}

const HAS_WORD = /pass|pwd|secret|token|key/i;
const LONGEST_QUALIFIED = 100;

export function partsOf(qualifier: string): string[] {
  return qualifier.split(PARTS).filter((word) => word.length > 0);
}

export function isKnownQualifier(word: string): boolean {
  return QUALIFIERS.has(word) || ONE_OF_SEVERAL.test(word);
}

/** Between the words of a name in any case style. */
const PARTS = /[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/;
const ONE_OF_SEVERAL = /^(?:v?\d{1,4}|[a-z])$/i;

/** What a name of a property or a tag has, of which a credential word is a part. */
const IN_NAME: Uint8Array = byteTable('-.:', WORD);

/** Where the name starts in which a word ends at an index. */
export function nameStart(scan: Scan, wordEnd: number): number {
  const stop = Math.max(0, wordEnd - LONGEST_QUALIFIED);
  let at = wordEnd;
  while (at > stop && IN_NAME[scan.bytes[at - 1] as number] === 1) at--;
  return at;
}

/** A dash, dot, underscore or capital and more of the name, or a bracket. */
export function isQualifierNext(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  if (byte === UNDERLINE || byte === DASH || byte === DOT) return (scan.classAt(at + 1) & ALNUM) !== 0;
  if (byte === BLANK) return isOpener(scan.at(at + 1));
  return isOpener(byte) || ((scan.classAt(at) & UPPER) !== 0 && (scan.classAt(at - 1) & LOWER) !== 0);
}

export function isOpener(byte: number): boolean {
  return byte === OPEN_BRACKET || byte === OPEN_PARENTHESIS;
}
