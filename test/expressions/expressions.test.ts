// Every expression of the source takes time that is linear in its text, or stands in the reviewed list with its bound.
import { describe, expect, test } from 'vitest';
import { CONSTRUCTIONS, EXCEPTIONS, MOST_STEPS } from './exceptions.ts';
import { growthOf, stepsFor } from './growth.ts';
import { builtExpressions, parsedExpressions, type SourceExpression } from './source-expressions.ts';

const { literals, constructions } = parsedExpressions();
const expressions: readonly SourceExpression[] = [
  ...literals,
  ...builtExpressions().map((built) => ({ file: 'built', ...built })),
];

/** How an expression is told of. */
function shown({ file, source, flags }: SourceExpression): string {
  return `${file}: /${source}/${flags}`;
}

describe('the expressions of the source', () => {
  test('are found', () => {
    expect(literals.length).toBeGreaterThan(200);
    expect(expressions.length - literals.length).toBeGreaterThan(10);
    expect(literals.map(shown)).toContain(
      'src/redaction/credentials/judgement/code-values.ts: /^!+[a-z_$][\\w$]*(?:\\??\\.[a-z_$][\\w$]*)+$/',
    );
    expect(expressions.map(({ source }) => source)).toContainEqual(expect.stringContaining('CREDIT_CARD|US_SSN'));
  });

  test('are linear, but for those of the reviewed list', () => {
    const growing = expressions
      .map((expression) => ({ expression, verdict: growthOf(expression.source, expression.flags) }))
      .filter(({ verdict }) => verdict.growth !== 'linear')
      .map(({ expression, verdict: { growth, prefix, pump } }) => ({
        expression: shown(expression),
        growth,
        // On this text, with the pump repeated, the time can be seen to grow.
        text: [prefix, pump],
      }));
    expect(growing.filter(({ expression }) => !EXCEPTIONS.map(shown).includes(expression))).toEqual([]);
    expect(growing.filter(({ growth }) => growth === 'exponential')).toEqual([]);
    expect(growing.map(({ expression }) => expression)).toEqual(EXCEPTIONS.map(shown));
  });

  test.each(EXCEPTIONS)('take few steps within their bound: $file', ({ source, flags, longest }) => {
    const { prefix, pump } = growthOf(source, flags);
    const text = (prefix + pump.repeat(longest)).slice(0, longest);
    const steps = stepsFor(source, flags, text);
    expect(steps).toBeGreaterThan(longest);
    expect(steps).toBeLessThan(MOST_STEPS);
  });

  test('are built in no other places than the reviewed ones', () => {
    expect(constructions).toEqual(CONSTRUCTIONS.map(({ file, code }) => ({ file, code })));
  });
});
