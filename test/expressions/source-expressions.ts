// Lists the regular expressions of the source: the literals, by parsing each file, and those that modules build while they load.
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Node, parseSync, Visitor } from 'oxc-parser';

const ROOT: string = join(import.meta.dirname, '../..');

/** An expression, as the engine gets it. */
export interface SourceExpression {
  /** Where it stands: the file from the repository's root on. */
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

/** A place where code builds an expression, as `new RegExp(…)`. */
export interface Construction {
  readonly file: string;
  readonly code: string;
}

/** The files of the product. */
export function sourceFiles(): string[] {
  return globSync('src/**/*.ts', { cwd: ROOT }).sort();
}

/** The literals of all files and the places where others are built. */
export function parsedExpressions(): {
  readonly literals: readonly SourceExpression[];
  readonly constructions: readonly Construction[];
} {
  const literals: SourceExpression[] = [];
  const constructions: Construction[] = [];
  for (const file of sourceFiles()) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const note = ({ callee, start, end }: { readonly callee: Node; readonly start: number; readonly end: number }) => {
      if (callee.type === 'Identifier' && callee.name === 'RegExp')
        constructions.push({ file, code: text.slice(start, end).replaceAll('${', '{') });
    };
    new Visitor({
      Literal(node) {
        if ('regex' in node) literals.push({ file, source: node.regex.pattern, flags: node.regex.flags });
      },
      NewExpression: note,
      CallExpression: note,
    }).visit(parseSync(file, text).program);
  }
  return { literals, constructions };
}

/** What the source builds while it loads and in use. */
export function builtExpressions(): readonly Omit<SourceExpression, 'file'>[] {
  const program = join(import.meta.dirname, 'built-expressions.ts');
  const output = execFileSync(process.execPath, [program], { encoding: 'utf8' });
  return JSON.parse(output) as readonly Omit<SourceExpression, 'file'>[];
}
