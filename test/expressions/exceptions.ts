// The reviewed list of expressions that are not linear, and of places where an expression is built: each with its bound.
import type { Construction, SourceExpression } from './source-expressions.ts';

/** An expression that may take more than its text's length, on texts that are short. */
export interface Exception extends SourceExpression {
  /** It is given no longer text. The fuzz of hostile texts measures that. */
  readonly longest: number;
  readonly why: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    file: 'src/redaction/credentials/judgement/user-and-password.ts',
    source:
      '(?:^|[^a-z])(?:user(?:name|_?id)?|uid|login|usr)["\'\\\\]*\\s*(?:[:=]|=>)\\s*["\'\\\\]*[\\w.@-]+["\'\\\\]*[\\s,;&|]+["\'\\\\]*\\S*$',
    flags: 'i',
    longest: 64,
    why: 'The word before the password has no end of its own; it is read from every "user:" of the 64 characters before.',
  },
];

/** Steps that an exception may take on its longest text: some microseconds. */
export const MOST_STEPS = 2000;

/** Where an expression comes from that no literal shows. */
export interface ReviewedConstruction extends Construction {
  /** `source`: of constants, and judged as literals are. `application`: given by the program's own configuration. */
  readonly from: 'source' | 'application';
}

/** With the braces of template strings, and without their dollar signs. */
export const CONSTRUCTIONS: readonly ReviewedConstruction[] = [
  {
    file: 'src/cli/records/line-prefilter.ts',
    code: "new RegExp(part.replaceAll('.', '\\\\.'), 'gi')",
    from: 'application',
  },
  {
    file: 'src/cli/records/text-match.ts',
    code: 'new RegExp(isFolding(flags) ? folded(source) : source, flags)',
    from: 'application',
  },
  { file: 'src/cli/records/text-match.ts', code: "new RegExp(folded(escaped(wanted)), 'gi')", from: 'application' },
  { file: 'src/file/options/file-options.ts', code: "new RegExp(UNSAFE, 'g')", from: 'source' },
  { file: 'src/foreign/expression-ways.ts', code: 'new RegExp(`^(?:{source})$`, this.#flags)', from: 'application' },
  { file: 'src/foreign/expression.ts', code: 'new RegExp(source, `{own}g`)', from: 'application' },
  { file: 'src/processor/filters/content-filters.ts', code: 'new RegExp(pattern)', from: 'application' },
  {
    file: 'src/query/spreadsheet-text.ts',
    code: "new RegExp(source.replaceAll('\\\\x{', '\\\\u{'), `{flags}u`)",
    from: 'source',
  },
  { file: 'src/redaction/credentials/forms/positional-passwords.ts', code: "new RegExp(source, 'i')", from: 'source' },
  {
    file: 'src/redaction/credentials/judgement/placeholders.ts',
    code: "new RegExp(`\\\\[(?:{ENTITY_NAMES.join('|')})(?::[0-9a-f]+)?\\\\]`)",
    from: 'source',
  },
  { file: 'src/redaction/custom-patterns.ts', code: 'new RegExp(pattern)', from: 'application' },
  { file: 'src/redaction/redaction-options.ts', code: 'new RegExp(source)', from: 'application' },
  {
    file: 'src/redaction/redaction-options.ts',
    code: "new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))",
    from: 'application',
  },
  { file: 'src/spec/duration.ts', code: "new RegExp(`({DECIMAL})\\\\s*([a-zA-Zµμ]+)`, 'y')", from: 'source' },
  { file: 'src/spec/duration.ts', code: "new RegExp(`^{DECIMAL}\\\\s*m$`, 'i')", from: 'source' },
  {
    file: 'src/spec/size.ts',
    code: "new RegExp(`^({DECIMAL})\\\\s*(?:(?:([kmgtpezy])i?)?b|bytes?)?$`, 'i')",
    from: 'source',
  },
];
