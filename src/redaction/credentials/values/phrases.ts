// Reads a password of several words, where no quotes say how far it goes: `password: correct horse battery staple`.
import { BLANK, COMMA } from '../../scan/ascii.ts';
import { DIGIT, LETTER, UPPER } from '../../scan/byte-classes.ts';
import type { Scan } from '../../scan/scan.ts';
import { WordSet } from '../../scan/word-set.ts';
import { isWordForValue } from '../judgement/placeholders.ts';
import type { Value } from './quoted-values.ts';
import { isNameNext, isSentenceNext, readBareWord } from './values.ts';

const MOST_WORDS = 12;
const LONGEST_WORD = 24;
/** A first word with a digit is a password of its own when it is longer. */
const LONGEST_START = 4;

interface PhraseTests {
  /** A first word of this many parts is a passphrase of its own. */
  readonly joined: RegExp;
  /** What words of a passphrase are made of; a path, a call or a name of code is none. */
  readonly word: RegExp;
  readonly first: RegExp;
}

let phraseTests: PhraseTests | undefined;

/** The engine computes their sets of letters when they are made: not before the first phrase is read. */
function tests(): PhraseTests {
  phraseTests ??= {
    joined: /^[\p{L}]{3,}(?:-[\p{L}]{3,}){2}/u,
    word: /^[\p{L}\p{N}][\p{L}\p{N}'\u2019@!#$%&*+?~^-]*$/u,
    first: /^[\p{L}][\p{L}'\u2019-]*$/u,
  };
  return phraseTests;
}

/** Words that a sentence has more of than a passphrase. */
const FUNCTION_WORDS = new WordSet(
  'a an the my your our their his her its this that these those of in on at by to for from with and or but not no so as if is are was were be ' +
    'been has have had do does did it he she we you they i me us them over under into onto than then when while because until all any ' +
    'der die das ein eine und oder nicht ist el la los las un una y o no es le les des du et ou de il lo e non per',
);
/** What follows a name with its subject left out: `password: is too short`. */
const NO_START = new WordSet(
  'is are was were be been has have had do does did of in on at by to for from with and or but not no so as if than then when while because ' +
    'until into onto under over it its ist und oder nicht wird es y o no est et ou',
);
/** What is said about passwords, and of programs. */
const PROSE = new WordSet(
  'password passwords passphrase passphrases passwd pwd passcode secret secrets token tokens key keys credential credentials login logon logout ' +
    'signin user users username usernames account accounts email mail name names field fields value values string strings text number numbers ' +
    'digit digits letter letters character characters char chars symbol symbols length long short longer shorter strong stronger weak weaker ' +
    'strength minimum maximum min max least most must should shall cannot can could may might will would need needs needed require requires ' +
    'required requirement requirements optional mandatory missing invalid valid incorrect wrong bad empty blank blanks space spaces whitespace set unset sets ' +
    'setting settings setup change changes changed changing change-password update updates updated updating reset resets resetting expire expires ' +
    'expired expiry expiration expiring fail fails failed failing failure error errors success successful successfully succeeded match matches ' +
    'matched matching mismatch confirm confirmed confirmation confirming enter entered entering re-enter retype type types typed typing input ' +
    'output prompt prompts prompted prompting request requests requested response hash hashes hashed hashing encrypted encrypt encryption ' +
    'encrypting decrypt decrypted decryption encode encoded encoding decode decoded plain plaintext clear cleartext base64 hex bcrypt argon2 scrypt ' +
    'pbkdf2 md5 sha sha1 sha256 sha512 algorithm format formatted formats policy policies rule rules check checks checked checking verify ' +
    'verified verifying verification validate validated validation validator see use used uses using usage useful please try tries tried again retry retrying retries ' +
    'later below above here there file files path paths directory folder environment env variable variables config configuration configure configured ' +
    'option options parameter parameters param params argument arguments flag flags property properties attribute attributes default defaults ' +
    'database server servers client host hostname port connection connect connected connecting session sessions header headers cookie api http https url ' +
    'link links sent send sends sending received receive generate generates generated generating generator random randomly create creates created creating delete deleted ' +
    'remove removed removing add added adding store stored stores storing storage save saved saving load loaded loading read reading write written ' +
    'writing show shows shown showing hide hides hidden display displayed print printed masked redacted omitted protected protection protect ' +
    'auth authentication authenticate authenticated authorization authorized authorize access accessed denied granted allowed allow forbidden ' +
    'permission permissions admin administrator root system service services expected expects found unexpected received got given provided provide provides provider ' +
    'supplied supply specified specify specifies defined undefined null none nil nan true false yes ok done pending skipped ignored unknown unsupported supported support ' +
    'unable able already exists exist existing present absent available unavailable enabled disabled enable disable active inactive locked ' +
    'unlocked unlock lock rotated rotation rotating manager management tool tools utility library module package function method class object array list map ' +
    'instance interface return returns returned returning raise raises throw throws new const let var self await async yield import export ' +
    'continue break if else elif end then def print assert lambda test tests tested testing example examples sample note notes todo fixme warning info debug ' +
    'information message messages description describes details docs documentation readme manual guide help instructions form forms page ' +
    'button label dialog screen box menu view click press submit submitted select selected choose chosen forgot forgotten remember remembered ' +
    'recover recovery sign signed signing register registered registration subscribe sms code codes pin otp attempt attempts ' +
    'times time date day days hour hours minute minutes seconds week weeks month months year years ago before after once twice never always ' +
    'every each only also too very same different equal equals equal-to between within without contains contain containing include includes included including ' +
    'start starts started starting stop stopped begin begins ends ending initial initially initialized current currently previous previously last next first ' +
    'second third one two more less than other others another some both either neither none which what who where why how whether ' +
    'via per instead unless upon about against about during through throughout like such based unchanged modified modify edited edit editable ' +
    'work works worked working run runs running apply applied applies call called calls calling pass passed passes passing ' +
    'data database-password bytes byte bits bit int integer float boolean bool json yaml xml html csv sql table column columns row rows record records ' +
    'index schema query queries version versions build builds release feature features issue issues bug bugs fix fixed fixes patch merge merged commit ' +
    'refactor docs chore feat ci cd improve improved improves handle handles handled handling rename renamed simplify ' +
    'member members role roles group groups owner group-password person people customer public private internal external local remote ' +
    'nothing something anything early cached stale latest again string number chr na literal char[] securestring nullable varchar nvarchar bytea blob timestamp uuid enum union struct void any unknown never readonly static final ' +
    'muss m\u00fcssen mindestens zeichen benutzer kennwort passwort falsch leer wird werden kann darf soll bitte eingeben ge\u00e4ndert erforderlich ' +
    'abgelaufen zur\u00fccksetzen debe contener caracteres usuario incorrecta obligatoria requerida contrase\u00f1a ' +
    'doit contenir caract\u00e8res utilisateur incorrect obligatoire invalide mot passe deve contenere caratteri richiesta obbligatoria',
);
/** Commands that stand after variables of their environment: `PGPASSWORD=lantern psql -h db`. */
const COMMANDS = new WordSet(
  'psql pg_dump pg_dumpall pg_restore mysql mysqldump mariadb mongo mongosh redis-cli sqlcmd java node npm npx yarn pnpm python python3 pip ruby rails rake bundle php perl go cargo make mvn gradle ' +
    'docker docker-compose podman kubectl helm terraform tofu pulumi ansible ansible-playbook vagrant packer aws az gcloud databricks spark-submit dbt airflow curl wget http ssh sshpass scp rsync git gh ' +
    'sudo su env exec sh bash zsh fish cat echo nohup time borg restic duplicity rclone gpg openssl vault consul nomad flyway liquibase alembic celery gunicorn uvicorn flask django-admin pytest vitest jest ' +
    'sqlplus snowsql clickhouse-client beeline hive hdfs kafka-console-consumer kafka-console-producer influx etcdctl',
);
/** What programs print of a value that is not there, with more after it. */
const LITERALS = new WordSet('null none nil undefined nan true false yes no empty blank unset set string str');
/** What became of a value, or is done with it: `connecting`, `rejected`, `randomly`. */
const SUFFIX_OF_PROSE = /^[a-z]{3,}(?:ing|ied|ated|ized|ised|ted|ly|tion|tions|ment|able|ible)$/i;

/**
 * Where the value ends of which a bare word was read: after the last of its words, where they are those of a passphrase up to the end
 * of the line or of the setting. In a sentence the words before the first that is prose are the value if nobody writes prose after
 * such a name (`name=`); elsewhere it is the one word that was read.
 */
export function phraseEnd(scan: Scan, value: Value, isTight: boolean): number {
  if (value.isQuoted || value.isOverlong || !isSentenceNext(scan, value.end)) return value.end;
  const first = scan.text.slice(value.start, value.end);
  if (!mayStart(first, isTight)) return value.end;
  const words = readWords(scan, value, isTight);
  return isTight ? endOfTight(words) : endOfLoose(words);
}

/** `ending`: only the ending of the word is that of prose; `cut`: no word of a phrase, after which nothing is read. */
type WordKind = 'own' | 'function' | 'prose' | 'ending' | 'cut';

interface PhraseWord {
  readonly kind: WordKind;
  readonly end: number;
}

function kindOf(word: string): WordKind {
  if (FUNCTION_WORDS.has(word)) return 'function';
  if (isPlainProse(word)) return 'prose';
  return SUFFIX_OF_PROSE.test(word) ? 'ending' : 'own';
}

/** The first word and those after it. */
function readWords(scan: Scan, value: Value, isTight: boolean): PhraseWord[] {
  // `PGPASSWORD=lantern psql`: a command stands after variables of its environment.
  const isVariable = isTight && (scan.classAt(value.start - 2) & UPPER) !== 0;
  let { end } = value;
  const words: PhraseWord[] = [{ kind: kindOf(scan.text.slice(value.start, end)), end }];
  while (words.length < MOST_WORDS && hasWordNext(scan, end)) {
    const next = readBareWord(scan, end + 1);
    const text = scan.text.slice(next.start, next.end);
    if (isConjunctionOfNames(scan, text, next.end)) break;
    if (!tests().word.test(text) || (isVariable && COMMANDS.has(text))) {
      words.push({ kind: 'cut', end });
      break;
    }
    end = next.end;
    words.push({ kind: kindOf(text), end });
  }
  return words;
}

function countOf(words: readonly PhraseWord[], kind: WordKind): number {
  return words.filter((word) => word.kind === kind).length;
}

/** Where the last word ends that is no function word, of a phrase that has not more of those than of others; else where the first does. */
function contentEnd(words: readonly PhraseWord[]): number {
  const last = words.findLast(({ kind }) => kind !== 'function');
  return last !== undefined && 2 * countOf(words, 'function') <= words.length ? last.end : firstEnd(words);
}

function firstEnd(words: readonly PhraseWord[]): number {
  return words[0]?.end ?? 0;
}

/** After `name=` prose is a part of a passphrase where it reads like no sentence: `reset every monday`, but not `lantern sent to bob`. */
function endOfTight(words: readonly PhraseWord[]): number {
  const prose = words.findIndex(({ kind }) => kind !== 'own' && kind !== 'function');
  if (prose < 0) return contentEnd(words);
  const isSentence = words.some(({ kind }) => kind === 'function' || kind === 'cut');
  // `quietly` has but the ending of prose: after two words it is one of theirs.
  const own = words.findLast(({ kind }, at) => kind === 'own' || (kind === 'ending' && at > 1));
  if (!isSentence && own !== undefined) return own.end;
  const before = words.slice(0, prose);
  return countOf(before, 'function') === 0 ? (before.at(-1)?.end ?? firstEnd(words)) : firstEnd(words);
}

/** One word that is prose makes no sentence of four: `velvet otter climbs quietly`. */
function endOfLoose(words: readonly PhraseWord[]): number {
  const prose = countOf(words, 'prose') + countOf(words, 'ending');
  if (countOf(words, 'cut') > 0) return firstEnd(words);
  if (prose === 0) return contentEnd(words);
  const isPhrase = prose === 1 && words.length >= LEAST_WITH_PROSE && countOf(words, 'function') === 0;
  return isPhrase ? contentEnd(words) : firstEnd(words);
}

const LEAST_WITH_PROSE = 4;

/** Where a passphrase of at least three words ends that a sentence ends with: `the password is correct horse battery`; -1 without one. */
export function spokenPhraseEnd(scan: Scan, value: Value): number {
  const end = phraseEnd(scan, value, false);
  const words = end > value.end ? scan.text.slice(value.start, end).split(' ') : [];
  const isPhrase = words.length >= LEAST_SPOKEN && !words.some((word) => FUNCTION_WORDS.has(word));
  return isPhrase && !isSentenceNext(scan, scan.at(end) === COMMA ? end + 1 : end) ? end : -1;
}

const LEAST_SPOKEN = 3;

/** Whether a bare value and what follows it are prose: `can't be blank`, `minimum 8 characters`. */
export function isProseNext(scan: Scan, { start, end, isQuoted }: Value): boolean {
  // "Path `password` is required." of Mongoose.
  if (scan.hasExactlyAt('Path `', start)) return true;
  if (isQuoted || scan.at(end) !== BLANK || (scan.classAt(end + 1) & (LETTER | DIGIT)) === 0) return false;
  const word = scan.text.slice(start, end);
  return isProse(word) || CONTRACTION.test(word);
}

const CONTRACTION = /^[a-z]+n['\u2019]t$/i;

/** Whether a first word may begin a passphrase. */
function mayStart(word: string, isTight: boolean): boolean {
  const { joined, first, word: any } = tests();
  if (!first.test(word)) return word.length <= LONGEST_START && any.test(word);
  if (NO_START.has(word) || word.length > LONGEST_WORD || joined.test(word)) return false;
  return isTight
    ? !isWordForValue(word) || word === 'correct' || (isProse(word) && !LITERALS.has(word))
    : !isProse(word);
}

function hasWordNext(scan: Scan, end: number): boolean {
  return scan.at(end) === BLANK && (scan.classAt(end + 1) & (LETTER | DIGIT)) !== 0 && !isNameNext(scan, end + 1);
}

/** Whether a word is one of a sentence about a password or of a program, rather than of a passphrase. */
export function isProse(word: string): boolean {
  return isPlainProse(word) || SUFFIX_OF_PROSE.test(word);
}

/** Whether a sentence has more of a word than a passphrase: `is`, `the`. */
export function isFunctionWord(word: string): boolean {
  return FUNCTION_WORDS.has(word);
}

function isPlainProse(word: string): boolean {
  return PROSE.has(word) || COMMANDS.has(word);
}

/** `password: lantern and user: app` */
function isConjunctionOfNames(scan: Scan, word: string, end: number): boolean {
  return (word === 'and' || word === 'und' || word === 'y' || word === 'et') && isNameNext(scan, end + 1);
}
