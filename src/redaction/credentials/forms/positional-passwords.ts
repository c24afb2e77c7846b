// Finds passwords that a command takes by their place, without an option: `htpasswd -b file user V`, `net use … /user:app V`.

import { afterLast } from '../../scan/after-last.ts';
import { BLANK, LOWER_CASE } from '../../scan/ascii.ts';
import { anyCasePair, type Detector, pairsOf } from '../../scan/detector.ts';
import { COST } from '../../scan/effort.ts';
import { PairLists } from '../../scan/pair-lists.ts';
import { defineRule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { isPlaceholder, isWordForValue } from '../judgement/placeholders.ts';
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
  /** A command with `<V>` for the password, which a test runs. */
  readonly example: string;
}

/** A word of a command, quoted or not. */
const W = `(?:"[^"\\n]*"|'[^'\\n]*'|[^\\s"'\`|;]+)`;
/** The password as such a word. */
const V = `(?:"([^"\\n]+)"|'([^'\\n]+)'|([^\\s"'\`|;&]+))`;
/** Nothing else follows on the line. */
const LINE_END = '(?=\\s*$|[ \\t]*[\\r\\n]|\\\\[nr])';
const pattern = (source: string): RegExp => new RegExp(source, 'i');

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

function findArgument(scan: Scan, { word, before, after, parts = '|\n' }: PositionalCommand, start: number): void {
  scan.effort.spend(COST.argument);
  if (before !== undefined) {
    const command = afterLast(scan.textBefore(start, REACH), parts);
    const lead = before.exec(command);
    if (lead === null) return;
    if (after === undefined) addGroup(scan, lead, start - command.length);
  }
  if (after === undefined) return;
  const end = start + word.length;
  const found = after.exec(scan.textAfter(end, REACH));
  if (found !== null) addGroup(scan, found, end);
}

function addGroup(scan: Scan, found: RegExpExecArray, from: number): void {
  const password = found.slice(1).findLast((group) => group !== undefined);
  if (password === undefined || isPlaceholder(password) || isWordForValue(password) || password === '*') return;
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
