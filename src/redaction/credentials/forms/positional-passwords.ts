// Finds passwords that a command takes by their place, without an option: `htpasswd -b file user V`, `net use … /user:app V`.

import { afterLast } from '../../scan/after-last.ts';
import { BLANK, LOWER_CASE } from '../../scan/ascii.ts';
import { anyCasePair, type Detector, pairsOf } from '../../scan/detector.ts';
import { COST } from '../../scan/effort.ts';
import { PairLists } from '../../scan/pair-lists.ts';
import { defineRule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { endWithinText } from '../../scan/text-ends.ts';
import { isPlaceholder, isWordForValue } from '../judgement/placeholders.ts';
import { looksChosen } from '../judgement/randomness.ts';
import { passwordAfterColon } from './authorization.ts';

const ARGUMENT = defineRule('CREDENTIAL', 'password argument', 'stands where the command takes a password');

/** So much of a command is looked at, before and after what triggered. */
const REACH = 256;

interface PositionalCommand {
  /** What stands at the trigger, lower case. */
  readonly word: string;
  /** Where in the word the pair of bytes stands that triggers. */
  readonly trigger: number;
  /**
   * Matched in the command before the word, which a bar or a line end begins; absent when the word is enough. One that ends in `$`
   * matches right before the word.
   */
  readonly before?: RegExp;
  /** What begins the command instead. */
  readonly parts?: string;
  /** Matched after the word; its last group that matched is the password. Absent when the password is a group of `before`. */
  readonly after?: RegExp;
  /** Matched again and again after that, up to the end of the command: each last group that matched is a secret. */
  readonly each?: RegExp;
  /** The command is also a phrase: the password must look chosen. */
  readonly isVague?: boolean;
  /** A command with `<V>` for the password, which a test runs. */
  readonly example: string;
}

/** A word of a command, quoted or not. */
const W = `(?:"[^"\\n]*"|'[^'\\n]*'|[^\\s"'\`|;]+)`;
/** The password as such a word. */
const V = `(?:"([^"\\n]+)"|'([^'\\n]+)'|([^\\s"'\`|;&]+))`;
const pattern = (source: string): RegExp => new RegExp(source, 'i');
/** What says whose or where a secret is, among those that a command stores. */
const NO_SECRET = '(?!(?:user(?:name)?|login|email|host|port|url|server|region|registry|database|type|name|ttl|cas)=)';
/** `name=V`, in quotes or not, also as an item of a list. */
const PAIR = `(?:^|[\\s"'])["']?${NO_SECRET}[A-Za-z_][\\w.-]{0,63}=(?!@)(?:"([^"\\n]+)"|'([^'\\n]+)'|([^\\s"'\`|;&,]+))`;
/** Nothing else follows on the line. */
const LINE_END = '(?=\\s*$|[ \\t]*[\\r\\n]|\\\\[nr])';

/**
 * By the manuals of httpd, RabbitMQ, Neo4j, MySQL, Oracle, SQL Server, pgcrypto, OpenLDAP, Composer, Azure Pipelines, .NET, Cisco IOS,
 * PowerShell, Windows' `net`, `cmdkey` and `schtasks`.
 */
export const POSITIONAL_COMMANDS: readonly PositionalCommand[] = [
  {
    word: 'htpasswd ',
    trigger: 6,
    after: pattern(`^(?=(?:-\\w+ +)*-[ac-z]*b[a-z]* )(?:-\\w+ +)+${W} +${W} +${V}`),
    example: 'htpasswd -b .htpasswd app <V>',
  },
  {
    word: 'rabbitmqctl ',
    trigger: 7,
    after: pattern(`^(?:-\\w+ +${W} +)*(?:add_user|change_password|authenticate_user) +${W} +${V}`),
    example: 'rabbitmqctl add_user app <V>',
  },
  {
    word: 'set-initial-password ',
    trigger: 10,
    after: pattern(`^${V}`),
    example: 'neo4j-admin dbms set-initial-password <V>',
  },
  {
    word: 'mysqladmin ',
    trigger: 6,
    after: pattern(`^(?:[^|;\\n]{0,120} )?password +(?!-)${V}`),
    example: 'mysqladmin -u root password <V>',
  },
  {
    word: 'sqlplus ',
    trigger: 2,
    after: /^(?:-\w+ +)*["']?[\w$#.-]+\/([^\s"']+)@[^\s@]+/,
    example: 'sqlplus -s app/<V>@//db:1521/x',
  },
  { word: 'expdp ', trigger: 3, after: /^[\w$#]+\/([^\s"'@]+)/, example: 'expdp app/<V> schemas=app' },
  { word: 'impdp ', trigger: 3, after: /^[\w$#]+\/([^\s"'@]+)/, example: 'impdp app/<V> schemas=app' },
  {
    word: 'convertto-securestring ',
    trigger: 8,
    after: /^(?:-(?:string|asplaintext|force) +)*(?:"((?:[^"$\n]|\$(?![a-z_{(]))+)"|'([^'\n]+)')/i,
    example: 'ConvertTo-SecureString "<V>" -AsPlainText -Force',
  },
  {
    word: ' --body ',
    trigger: 2,
    before: /\bgh +(?:secret|variable) +set\b/,
    after: pattern(`^${V}`),
    example: 'gh secret set TOKEN --body <V>',
  },
  {
    word: ' -b ',
    trigger: 1,
    before: /\bgh +secret +set\b/,
    after: pattern(`^${V}`),
    example: 'gh secret set TOKEN -b <V>',
  },
  {
    word: 'connect ',
    trigger: 2,
    after: /^[\w$#-]{1,64}\/([^\s"'@/]+)@[\w.:/-]+[;"']?(?=$|[\s\\])/,
    example: 'CONNECT app/<V>@db:1521/x',
  },
  {
    word: ' /user:',
    trigger: 0,
    before: /\bnet(?:\.exe)? +use\b/i,
    after: pattern(`^${W} +(?!/)${V}`),
    example: 'net use Z: \\\\srv\\share /user:app <V>',
  },
  {
    word: ' /user:',
    trigger: 0,
    before: /\bnet(?:\.exe)? +use +\S+ +\\\\\S+ +([^\s/]+)$/i,
    example: 'net use Z: \\\\srv\\share <V> /user:app',
  },
  {
    word: ' /add',
    trigger: 0,
    before: /\bnet(?:\.exe)? +user +[^\s/]+ +([^\s/]+)$/i,
    example: 'net user app <V> /add',
  },
  { word: ' /pass:', trigger: 0, after: pattern(`^${V}`), example: 'cmdkey /add:srv /user:app /pass:<V>' },
  { word: ' /password:', trigger: 0, after: pattern(`^${V}`), example: 'msdeploy -verb:sync /password:<V>' },
  { word: 'bindpw ', trigger: 4, after: pattern(`^${V}${LINE_END}`), example: 'bindpw <V>' },
  { word: 'rootpw ', trigger: 4, after: pattern(`^${V}${LINE_END}`), example: 'rootpw <V>' },
  {
    word: '##vso[task.setvariable ',
    trigger: 1,
    after:
      /^(?:variable=[\w.-]*(?:pass(?:word|wd)?|pwd|secret|token|key|pat)(?:;[^\]\n]*)?|(?=[^\]\n]*\bissecret=true)[^\]\n]*)\]([^\s"'`]+)/i,
    example: '##vso[task.setvariable variable=db;issecret=true]<V>',
  },
  { word: 'snmp-server community ', trigger: 1, after: pattern(`^${V}`), example: 'snmp-server community <V> RO' },
  {
    word: 'sp_addlogin ',
    trigger: 1,
    after: /^N?'[^'\n]*'\s*,\s*N?'([^'\n]+)'/,
    example: "EXEC sp_addlogin 'app', '<V>', 'master'",
  },
  { word: ', gen_salt(', trigger: 9, before: /\bcrypt\('([^'\n]+)'$/i, example: "SELECT crypt('<V>', gen_salt('bf'))" },
  {
    word: 'http-basic.',
    trigger: 3,
    after: pattern(`^[\\w.:-]+ +${W} +${V}`),
    example: 'composer config http-basic.repo.example.org app <V>',
  },
  // A symmetric key as a JSON Web Key (RFC 7518 section 6.4): its value is k, and no other kind has one.
  {
    word: 'kty',
    trigger: 0,
    after: /^\\*"\s*:\s*\\*"oct\\*"[^{}]{0,160}?,\s*\\*"k\\*"\s*:\s*\\*"([\w-]{16,})/,
    example: '{"kty":"oct","k":"<V>"}',
  },
  {
    word: '"kty',
    trigger: 1,
    parts: '{}',
    before: /"k\\*"\s*:\s*\\*"([\w-]{16,})\\*"\s*,/,
    example: '{"k":"<V>","kty":"oct"}',
  },
  {
    word: 'user-secrets set ',
    trigger: 4,
    after: pattern(`^(?:--?\\w+ +${W} +)*${W} +(?!-)${V}`),
    example: 'dotnet user-secrets set Db:Connection <V>',
  },
  {
    word: 'put-parameter ',
    trigger: 3,
    after: pattern(`^(?=[^|\\n]*(?:SecureString|pass|secret|token|key))[^|\\n]*?--value +${V}`),
    example: 'aws ssm put-parameter --name /app/db --type SecureString --value <V>',
  },
  {
    word: ' /p:',
    trigger: 2,
    before: /\b[xw]?freerdp/i,
    after: pattern(`^${V}`),
    example: 'xfreerdp /v:srv /u:app /p:<V>',
  },
  {
    word: 'vault kv ',
    trigger: 6,
    after: /^(?:put|patch) /,
    each: pattern(PAIR),
    example: 'vault kv put -mount=apps db user=app pw1=<V>',
  },
  {
    word: 'vault write ',
    trigger: 6,
    after: /^(?:-\S+ +)*(?:secret|kv|cubbyhole)[\w/-]* /,
    each: pattern(PAIR),
    example: 'vault write secret/db value=<V>',
  },
  {
    word: '--from-literal',
    trigger: 5,
    parts: '|',
    before: /\bsecret\b/,
    after: pattern(`^[= ]+["']?${NO_SECRET}[\\w.-]+=(?:"([^"\\n]+)"|'([^'\\n]+)'|([^\\s"'\`|;&,]+))`),
    example: 'kubectl create secret generic db --from-literal=tls=<V>',
  },
  { word: 'doppler secrets set ', trigger: 10, after: /^/, each: pattern(PAIR), example: 'doppler secrets set DB=<V>' },
  { word: 'fly secrets set ', trigger: 6, after: /^/, each: pattern(PAIR), example: 'fly secrets set DB=<V>' },
  { word: 'flyctl secrets set ', trigger: 9, after: /^/, each: pattern(PAIR), example: 'flyctl secrets set DB=<V>' },
  {
    word: 'vault login ',
    trigger: 8,
    after: pattern(`^(?:-[\\w-]+(?:=\\S+)? +)*(?![\\w-]+=)(?!-)${V}`),
    isVague: true,
    example: 'vault login <V>',
  },
  { word: 'cargo login ', trigger: 8, after: pattern(`^(?!-)${V}`), isVague: true, example: 'cargo login <V>' },
  { word: 'authtoken ', trigger: 5, after: pattern(`^${V}`), isVague: true, example: 'ngrok config add-authtoken <V>' },
  {
    word: 'aws_secret_access_key ',
    trigger: 17,
    before: /\b(?:configure set|config create|config update) /,
    after: pattern(`^${V}`),
    example: 'aws configure set aws_secret_access_key <V>',
  },
  {
    word: 'npmauthtoken ',
    trigger: 8,
    after: pattern(`^${V}`),
    isVague: true,
    example: 'yarn config set npmAuthToken <V>',
  },
  {
    word: 'pypi-token.',
    trigger: 6,
    before: /\bpoetry config /,
    after: pattern(`^[\\w-]+ +${V}`),
    example: 'poetry config pypi-token.pypi <V>',
  },
  {
    word: 'mc alias set ',
    trigger: 0,
    after: pattern(`^${W} +https?:${W} +${W} +${V}`),
    example: 'mc alias set store http://store:9000 app <V>',
  },
  {
    word: ' --body=',
    trigger: 2,
    before: /\bgh +secret +set\b/,
    after: pattern(`^${V}`),
    example: 'gh secret set TOKEN --body=<V>',
  },
  { word: 'snyk auth ', trigger: 2, after: pattern(`^${V}`), example: 'snyk auth <V>' },
  {
    word: '<<< ',
    trigger: 0,
    before: /\b(?:secrets?|passwd|password|login)\b/i,
    after: pattern(`^${V}`),
    example: 'passwd --stdin app <<< <V>',
  },
  {
    word: ':_authtoken ',
    trigger: 0,
    after: pattern(`^${V}`),
    example: 'npm config set //registry.example.org/:_authToken <V>',
  },
  {
    word: ' /rp ',
    trigger: 0,
    before: /\bschtasks\b/i,
    after: pattern(`^${V}`),
    example: 'schtasks /create /tn job /ru app /rp <V>',
  },
];

const COMMANDS_BY_PAIR: PairLists<PositionalCommand> = new PairLists(
  'positional commands',
  Map.groupBy(POSITIONAL_COMMANDS, ({ word, trigger }) =>
    foldedPair(word.charCodeAt(trigger), word.charCodeAt(trigger + 1)),
  ),
);

/** Of letters the lower case; a blank, a slash and a dash have the bit already. */
function foldedPair(first: number, second: number): number {
  return ((first | LOWER_CASE) << 8) | (second | LOWER_CASE);
}

export const positionalPasswords: Detector = {
  name: 'positional-passwords',
  entities: ['CREDENTIAL'],
  leftOutAt: 1,
  pairs: [
    ...new Set(POSITIONAL_COMMANDS.flatMap(({ word, trigger }) => anyCasePair(word.slice(trigger, trigger + 2)))),
  ],
  find(scan, at) {
    const commands = COMMANDS_BY_PAIR.at(foldedPair(scan.at(at), scan.at(at + 1)));
    for (let i = 0; i < commands.length; i++) {
      const command = commands[i] as PositionalCommand;
      const start = at - command.trigger;
      if (scan.hasWordAt(command.word, start)) findArgument(scan, command, start);
    }
    return at + 1;
  },
};

function findArgument(scan: Scan, command: PositionalCommand, start: number): void {
  const { word, before, after, each, isVague = false, parts = '|\n' } = command;
  scan.effort.spend(COST.argument);
  if (before !== undefined) {
    const text = afterLast(scan.textBefore(start, REACH), parts);
    const lead = before.exec(text);
    if (lead === null) return;
    if (after === undefined) addGroup(scan, lead, start - text.length, isVague);
  }
  if (after === undefined) return;
  const end = start + word.length;
  const text = scan.textAfter(end, REACH);
  const found = after.exec(text);
  if (found === null) return;
  if (each === undefined) addGroup(scan, found, end, isVague);
  else addEach(scan, each, commandIn(scan, text, end), end, isVague);
}

function addEach(scan: Scan, each: RegExp, command: string, start: number, isVague: boolean): void {
  let from = 0;
  for (let n = 0; n < MOST_PAIRS; n++) {
    const pair = each.exec(command.slice(from));
    if (pair === null) return;
    addGroup(scan, pair, start + from, isVague);
    from += pair.index + pair[0].length;
  }
}

const MOST_PAIRS = 16;

/** The command that a text begins with which stands at an index, without what comes after it, or after the quotes that it is in. */
function commandIn(scan: Scan, text: string, start: number): string {
  const mark = text.search(/[|;&\n]/);
  const end = mark < 0 ? text.length : mark;
  return text.slice(0, endWithinText(scan, start, start + end) - start);
}

function addGroup(scan: Scan, found: RegExpExecArray, from: number, isVague: boolean): void {
  const password = found.slice(1).findLast((group) => group !== undefined);
  if (password === undefined || isPlaceholder(password) || isWordForValue(password) || password === '*') return;
  if (isVague && !looksChosen(password, false)) return;
  const start = from + found.index + found[0].lastIndexOf(password);
  scan.add(start, start + password.length, ARGUMENT);
}

/** `curl -uapp:V`: user and password glued to the option. */
export const gluedUsers: Detector = {
  name: 'glued-users',
  entities: ['CREDENTIAL'],
  leftOutAt: 1,
  pairs: pairsOf('-', 'u'),
  find(scan, at) {
    if (scan.at(at - 1) !== BLANK || scan.at(at + 2) <= BLANK) return at + 1;
    if (!/\bcurl\b/.test(afterLast(scan.textBefore(at, REACH), '|\n'))) return at + 1;
    const password = passwordAfterColon(scan, at + 2);
    if (password !== undefined && !isPlaceholder(scan.text.slice(password.start, password.end)))
      scan.add(password.start, password.end, ARGUMENT);
    return at + 1;
  },
};
