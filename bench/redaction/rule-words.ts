// The words of all rules, read from their source, so that a new rule is among what the hostile texts are made of.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AST, parseRegExpLiteral } from '@eslint-community/regexpp';
import { parseSync, Visitor } from 'oxc-parser';

const root = join(import.meta.dirname, '../..');
const LONGEST = 40;

/** What stands in the strings and expressions of `src/redaction`, each once: words, marks, names, prefixes. */
export function ruleWords(): readonly string[] {
  const words = new Set<string>();
  const add = (text: string): void => {
    // The joint of a name of several words.
    for (const word of [text, ...text.split(/[ |]/)]) {
      if (word.length > 0 && word.length <= LONGEST) words.add(word.replaceAll('~', '_'));
    }
  };
  for (const file of globSync('src/redaction/**/*.ts', { cwd: root }).sort()) {
    new Visitor({
      Literal(node) {
        if ('regex' in node) for (const word of wordsIn(node.regex.pattern, node.regex.flags)) add(word);
        else if (typeof node.value === 'string') add(node.value);
      },
      TemplateElement(node) {
        add(node.value.cooked ?? '');
      },
    }).visit(parseSync(file, readFileSync(join(root, file), 'utf8')).program);
  }
  return [...words];
}

/** The runs of characters that an expression asks for. */
function wordsIn(pattern: string, flags: string): string[] {
  const words: string[] = [];
  let word = '';
  const end = (): void => {
    if (word !== '') words.push(word);
    word = '';
  };
  const visit = (node: AST.Alternative | AST.Element): void => {
    switch (node.type) {
      case 'Alternative':
        end();
        node.elements.forEach(visit);
        end();
        break;
      case 'Group':
      case 'CapturingGroup':
        node.alternatives.forEach(visit);
        break;
      case 'Quantifier':
        visit(node.element);
        break;
      case 'Character':
        word += String.fromCodePoint(node.value);
        break;
      case 'CharacterSet':
        if (node.kind === 'space') word += ' ';
        else end();
        break;
      default:
        end();
        if (node.type === 'Assertion' && 'alternatives' in node) node.alternatives.forEach(visit);
    }
  };
  parseRegExpLiteral(`/${pattern}/${flags}`).pattern.alternatives.forEach(visit);
  return words;
}
