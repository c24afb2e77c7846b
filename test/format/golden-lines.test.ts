// The bytes of OTLP/JSON lines, kept: a change of the encoder that is meant to change none of them changes none.
//
// golden-lines.jsonl was written by the encoder of strings that came before the one of bytes. A change that is meant: `npx vitest run -u`.
import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, test } from 'vitest';
import { otlpJson } from '../../src/format/otlp-json.ts';
import { goldenRecords } from './golden-records.ts';
import { RESOURCE, recordWith, SCOPE, takeText } from './otlp-lines.ts';

/** What has several resources and scopes, by turns. */
function* mixed() {
  const resources = [
    RESOURCE,
    resourceFromAttributes({ 'service.name': 'etl' }),
    resourceFromAttributes(
      { 'service.name': 'ünder', list: ['a', 1], none: undefined },
      { schemaUrl: 'https://schema' },
    ),
  ];
  const scopes = [
    SCOPE,
    { name: 'test', version: '1.0.0' },
    { name: 'ümlaut' },
    { name: 's', schemaUrl: 'https://s', attributes: { a: 1 }, droppedAttributesCount: 2 },
  ];
  for (let number = 0; number < 60; number++) {
    const resource = resources[number % 3];
    const instrumentationScope = scopes[number % 7 === 0 ? 0 : number % 4];
    yield recordWith({ resource, instrumentationScope, body: `mixed ${number}${number % 5 ? '' : ' ü'}` });
  }
}

function goldenLines(): string {
  const encoder = otlpJson().createEncoder();
  let lines = '';
  const take = () => {
    lines += takeText(encoder);
  };
  for (const record of [...goldenRecords(), ...mixed()]) {
    encoder.stage(record);
    if (encoder.pendingBytes > 8000) take();
    encoder.commit();
  }
  take();
  // One record a line, and a file's first line.
  for (const record of mixed()) {
    encoder.stage(record);
    encoder.commit();
    take();
  }
  return lines;
}

test('no byte of a line has changed', async () => {
  await expect(goldenLines()).toMatchFileSnapshot('golden-lines.jsonl');
});
