// A resource that is made without the SDK, held against the SDK's own.
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { expect, test } from 'vitest';
import { givenResource } from '../../../src/processor/resource/given-resource.ts';

const VALUES: Record<string, unknown> = {
  text: 'a',
  empty: '',
  number: 1.5,
  yes: true,
  texts: ['a', 'b'],
  numbers: [1, 2],
  none: [],
  holes: ['a', null],
  mixed: ['a', 1],
  nested: { a: 1 },
  deep: [['a']],
  missing: undefined,
  big: 1n,
  '': 'without a name',
};

function seen(resource: Resource): unknown {
  const { attributes, schemaUrl, asyncAttributesPending } = resource;
  return { attributes, schemaUrl, asyncAttributesPending, raw: resource.getRawAttributes().map(([name]) => name) };
}

test('holds and shows what the SDK would', () => {
  for (const schemaUrl of [undefined, 'https://opentelemetry.io/schemas/1.44.0']) {
    const theirs = resourceFromAttributes(VALUES as never, schemaUrl === undefined ? {} : { schemaUrl });
    expect(seen(givenResource(VALUES, schemaUrl))).toEqual(seen(theirs));
  }
});

test('merges with resources of the SDK in both directions', () => {
  const first = { a: 'first', b: 'first' };
  const second = { b: 'second', c: 'second' };
  const wanted = seen(resourceFromAttributes(first).merge(resourceFromAttributes(second)));
  expect(seen(resourceFromAttributes(first).merge(givenResource(second)))).toEqual(wanted);
  expect(seen(givenResource(first).merge(resourceFromAttributes(second)))).toEqual(wanted);
  expect(seen(givenResource(first).merge(null))).toEqual(seen(givenResource(first)));
});

test('waits for what is still to come; a rejection is no value and stops nothing', async () => {
  const attributes = () => ({ now: 1, later: Promise.resolve(2), never: Promise.reject(new Error('no answer')) });
  for (const resource of [givenResource(attributes()), resourceFromAttributes(attributes() as never)]) {
    expect(resource.asyncAttributesPending).toBe(true);
    expect(resource.attributes).toEqual({ now: 1 });
    await resource.waitForAsyncAttributes?.();
    expect(resource.asyncAttributesPending).toBe(false);
    expect(resource.attributes).toEqual({ now: 1, later: 2 });
    expect(resource.attributes).toBe(resource.attributes);
  }
});
