// Tells the principal of Kerberos (`hdfs/nn01.example.com@EXAMPLE.COM`) from an e-mail address.
import { COLON, DOT, LOWER_CASE, LOWER_K, SLASH, TILDE } from '../scan/ascii.ts';
import { ALNUM, HYPHEN, LETTER, LOWER, UNDERSCORE } from '../scan/byte-classes.ts';
import type { Scan } from '../scan/scan.ts';
import { WordSet } from '../scan/word-set.ts';
import { ContextWords } from './number-context.ts';

/** A primary, before a slash, and the name of an instance. */
const NAME = ALNUM | UNDERSCORE | HYPHEN;
const LONGEST_PRIMARY = 32;
/** How far after a principal a word may stand. */
const REACH = 40;

/** The accounts under which the services of a data platform run. */
const SERVICES = new WordSet(
  'hdfs yarn mapred hive spark hbase kafka zookeeper impala kudu oozie livy knox ranger solr nifi flink storm sqoop hue trino presto ' +
    'druid airflow atlas http host krbtgt nn dn rm nm jhs httpfs kms cifs ldap nfs dns postgres mssqlsvc rangeradmin rangerlookup ' +
    'ambari-qa hdfs-agent cloudera-scm sentry accumulo phoenix tez zeppelin superset',
);
/** Of a network that is no one else's. */
const PRIVATE_REALMS = new WordSet('local localdomain internal intranet corp lan realm krb test localnet ad');
/** What is said of principals before them, and after them. */
const WORDS = new ContextWords([
  'principal',
  'principals',
  'kerberos',
  'keytab',
  'krb5',
  'krb',
  'kinit',
  'klist',
  'realm',
  'ugi',
  'gssapi',
  'spnego',
  'sasl',
  'tgt',
  'tgs',
  'ticket',
  'delegation',
]);
const WORDS_AFTER: readonly string[] = ['keytab', 'kerberos', 'krb5'];

/**
 * Whether what looks like an address, its `@` at `at`, is a principal: its realm is in capitals, and its primary has an instance, is
 * a service's account, or stands near a word of Kerberos. Of others, who write their address so, it is one.
 */
export function isPrincipal(scan: Scan, start: number, at: number, end: number): boolean {
  if (hasLower(scan, at + 1, end)) return false;
  if (primaryStart(scan, start) < start) return true;
  if (SERVICES.hasAt(scan, start, at)) return true;
  // Who writes all in capitals writes the name so, too.
  if (!hasLower(scan, start, at)) return false;
  const top = scan.skipBack(end, LETTER, at);
  return PRIVATE_REALMS.hasAt(scan, top, end) || hasWordNear(scan, start, end);
}

function hasLower(scan: Scan, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((scan.classAt(at) & LOWER) !== 0) return true;
  return false;
}

/** Where the primary before an instance starts (`hdfs/`); the start of the instance itself where there is none, as in a path. */
function primaryStart(scan: Scan, start: number): number {
  if (scan.at(start - 1) !== SLASH) return start;
  const primary = scan.skipBack(start - 1, NAME, start - 1 - LONGEST_PRIMARY);
  const before = scan.at(primary - 1);
  const isPath = before === SLASH || before === DOT || before === COLON || before === TILDE;
  return primary < start - 1 && !isPath ? primary : start;
}

function hasWordNear(scan: Scan, start: number, end: number): boolean {
  if (WORDS.areBefore(scan, start)) return true;
  for (let at = end; at < end + REACH; at++) {
    if ((scan.at(at) | LOWER_CASE) === LOWER_K && WORDS_AFTER.some((word) => scan.hasWordAt(word, at))) return true;
  }
  return false;
}
