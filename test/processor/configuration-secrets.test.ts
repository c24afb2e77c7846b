// A secret under a wrong option, or in a wrong place, is in no message and in nothing that prints an error.
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createRedactor, RotatingFileLogRecordExporter } from '../../src/index.ts';
import { NOWHERE, ProcessorIn } from './provider.ts';

const SECRET = ['hunter', '2-fjord'].join('');
const exporter = { export: () => undefined, forceFlush: async () => undefined, shutdown: async () => undefined };

/** What an application prints of the error: its message, all that `inspect` shows, and its fields as JSON. */
function printed(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return inspect(error, { depth: 10 }) + JSON.stringify(error) + String(error);
  }
  throw new Error('it was accepted');
}

const processor = (options: object) => () => new ProcessorIn({ file: false, ...options }, NOWHERE);

describe('no secret in the error for', () => {
  test.each<[string, () => unknown]>([
    ['an unknown option', processor({ hashKey: SECRET })],
    ['redaction.haskKey', processor({ redaction: { haskKey: SECRET } })],
    ['createRedactor({ haskKey })', () => createRedactor({ haskKey: SECRET } as object)],
    ['createRedactor(secret)', () => createRedactor(SECRET as unknown as object)],
    ['a hash key in an object', processor({ redaction: { hashKey: { key: SECRET }, mask: 'hash' } })],
    ['redaction as a text', processor({ redaction: SECRET })],
    ['batch.headers', processor({ batch: { exporter, headers: { authorization: SECRET } } })],
    ['batch.url', processor({ batch: { exporter, url: SECRET } })],
    ['batch as a text', processor({ batch: SECRET })],
    ['batch as a list', processor({ batch: [SECRET] })],
    ['batch.exporter as its options', processor({ batch: { exporter: { headers: { authorization: SECRET } } } })],
    ['batch.exporter as a URL', processor({ batch: { exporter: SECRET } })],
    ['sinks as options', processor({ sinks: { headers: { authorization: SECRET } } })],
    ['sinks as a text', processor({ sinks: SECRET })],
    ['a sink that is a text', processor({ sinks: [SECRET] })],
    ['file as a text', processor({ file: SECRET })],
    ['console as a text', processor({ console: SECRET })],
    ['leakGuard as a text', processor({ leakGuard: SECRET })],
    ['resource as a text', processor({ resource: SECRET })],
    ['a sink that is none', processor({ sinks: [{ headers: { authorization: SECRET } }] })],
    ['a sink with an option more', processor({ sinks: [{ sink: () => 0, authorization: SECRET }] })],
    ['a static attribute of a wrong kind', processor({ attributes: { 'db.password': new Set([SECRET]) } })],
    ['an attribute without a name', processor({ attributes: { '': SECRET } })],
    ['leakGuard.token', processor({ leakGuard: { token: SECRET } })],
    ['leakGuard.action.token', processor({ leakGuard: { action: { token: SECRET } } })],
    ['leakGuard.combinations', processor({ leakGuard: { combinations: { password: SECRET } } })],
    ['console.token', processor({ console: { token: SECRET } })],
    ['resource as attributes', processor({ resource: { password: SECRET } })],
    ['file.integrity as the key', processor({ file: { integrity: SECRET } })],
    ['file.integrity.keyy', processor({ file: { integrity: { keyy: SECRET } } })],
    ['file.integrity.key in an object', processor({ file: { integrity: { key: { secret: SECRET } } } })],
    ['file.password', processor({ file: { password: SECRET } })],
    ['file.flush.token', processor({ file: { flush: { token: SECRET } } })],
    ['file.rotation.token', processor({ file: { rotation: { size: '1 MB', token: SECRET } } })],
    ['file.compression as options', processor({ file: { compression: { password: SECRET } } })],
    ['file.name as a URL', processor({ file: { name: `postgres://etl:${SECRET}@host/db` } })],
    ['file.directory as a connection string', processor({ file: { directory: `AccountKey=${SECRET}\0` } })],
    ['the options of an exporter', () => new RotatingFileLogRecordExporter({ pasword: SECRET } as object)],
  ])('%s', (_, make) => {
    const text = printed(make);
    expect(text).not.toContain(SECRET);
    // One line says it, and not the whole of what was given.
    expect(text.split('\n')[0]?.length).toBeLessThan(700);
  });
});
