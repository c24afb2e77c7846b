// docs/setup.md has the table of variables that the code has, and each example in it is accepted.
import { expect, onTestFinished, test } from 'vitest';
import { PROCESSOR_OPTIONS } from '../../src/processor/processor-option-names.ts';
import { ENVIRONMENT_VARIABLES } from '../../src/setup/environment-table.ts';
import { readEnvironment } from '../../src/setup/read-environment.ts';
import { setUpFrom } from '../../src/setup/setup-laketrace.ts';
import { SETUP_OPTIONS } from '../../src/setup/setup-options.ts';
import { tableRows, textOf } from '../docs/pages.ts';

const page = textOf('docs/setup.md') ?? '';

test('the table of variables is that of the code', () => {
  const rows = ENVIRONMENT_VARIABLES.map(({ name, option, example, meaning }) => [
    `\`${name}\``,
    [option === undefined ? '' : `\`${option}\``, meaning ?? ''].filter((part) => part !== '').join(': '),
    example.startsWith('(') ? example : `\`${example}\``,
  ]);
  expect(tableRows(page, 'Variables')).toEqual(rows);
});

test('the table of options has those of the set-up, and no others', () => {
  const own = SETUP_OPTIONS.known.filter((name) => !PROCESSOR_OPTIONS.known.includes(name));
  expect(tableRows(page, 'One call').map(([name]) => name)).toEqual(own.map((name) => `\`${name}\``));
});

const SECRET = ['a key ', 'of some length'].join('');

test.each(ENVIRONMENT_VARIABLES.filter(({ option }) => option !== undefined && option !== 'otlp'))(
  '$name=$example is accepted',
  ({ name, example, form, option = '' }) => {
    const value = form === 'secret' ? SECRET : example;
    const needed = option.startsWith('batch.') ? { batch: { exporter: { export: () => undefined } as never } } : {};
    const beside =
      name === 'LAKETRACE_ALLOW_ATTRIBUTES_STRICT'
        ? { LAKETRACE_ALLOW_ATTRIBUTES: 'a' }
        : form === 'text' && /^file\.(?:header|encoding)$/.test(option)
          ? { LAKETRACE_FORMAT: 'text' }
          : {};
    const env = { [name]: value, ...beside };
    const { sources, complaints } = readEnvironment(env);
    expect([sources.get(option), complaints]).toEqual([name, []]);
    const setup = setUpFrom({ register: false, ...needed }, env);
    onTestFinished(() => setup.shutdown());
    expect(setup.processor).toBeDefined();
  },
);
