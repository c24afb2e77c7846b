// Names of places in OneLake: which forms there are, and what is refused before any call.
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { readLakePlace } from '../../../src/upload/targets/one-lake-place.ts';
import { oneLakeTarget } from '../../../src/upload/targets/one-lake-target.ts';

const WORKSPACE = '11111111-2222-3333-4444-555555555555';
const LAKEHOUSE = 'AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee';

test.each([
  [{ workspace: 'My Sales', lakehouse: 'logs' }, 'onelake:My Sales/logs.Lakehouse/Files/logs'],
  [{ workspace: 'sales', lakehouse: 'logs.Lakehouse', path: 'a/b' }, 'onelake:sales/logs.Lakehouse/Files/a/b'],
  [{ workspace: 'sales', lakehouse: 'logs.lakehouse', path: '/a/' }, 'onelake:sales/logs.Lakehouse/Files/a'],
  [{ workspace: 'sales', lakehouse: 'logs', path: 'Files/a' }, 'onelake:sales/logs.Lakehouse/Files/a'],
  [{ workspace: 'sales', lakehouse: 'logs', path: '' }, 'onelake:sales/logs.Lakehouse/Files'],
  [{ workspace: WORKSPACE, lakehouse: LAKEHOUSE }, `onelake:${WORKSPACE}/${LAKEHOUSE}/Files/logs`],
  [
    { workspace: 'sales', lakehouse: 'logs', endpoint: 'https://westus-onelake.blob.fabric.microsoft.com/' },
    'onelake:sales/logs.Lakehouse/Files/logs',
  ],
  [
    { workspace: 'sales', lakehouse: 'logs', endpoint: 'http://127.0.0.1:10000/account' },
    'onelake:127.0.0.1:10000/account/sales/logs.Lakehouse/Files/logs',
  ],
])('%o is %s', (place, name) => {
  expect(oneLakeTarget(place).name).toBe(name);
  expect(readLakePlace(place).name).toBe(name);
});

test.each([
  [{ workspace: '' }, 'workspace'],
  [{ workspace: 'a/b' }, 'workspace'],
  [{ workspace: '..' }, 'workspace'],
  [{ workspace: 'a\nb' }, 'workspace'],
  [{ lakehouse: '.Lakehouse' }, 'lakehouse'],
  [{ lakehouse: ' logs' }, 'lakehouse'],
  // By GUID: both, and without a type.
  [{ workspace: WORKSPACE }, 'lakehouse'],
  [{ lakehouse: LAKEHOUSE }, 'lakehouse'],
  [{ workspace: WORKSPACE, lakehouse: `${LAKEHOUSE}.Lakehouse` }, 'lakehouse'],
  [{ path: 'Tables/logs' }, 'path'],
  [{ path: '../logs' }, 'path'],
  [{ path: 'a//b' }, 'path'],
  [{ path: 'a?sig=x' }, 'path'],
  [{ path: 'a#b' }, 'path'],
  [{ path: 'a\0b' }, 'path'],
  [{ workspace: 'a?b' }, 'workspace'],
  [{ lakehouse: 'a#b' }, 'lakehouse'],
  [{ endpoint: 'https://onelake.dfs.fabric.microsoft.com' }, 'endpoint'],
  [{ endpoint: 'http://onelake.blob.fabric.microsoft.com' }, 'endpoint'],
  [{ endpoint: 'https://onelake.blob.fabric.microsoft.com?sig=abc' }, 'endpoint'],
  [{ credential: 'a token' }, 'credential'],
  [{ credential: {} }, 'credential'],
  [{ timeout: 0 }, 'timeout'],
  [{ lakehous: 'logs' }, 'lakehous'],
])('%o is refused before any call', (options, option) => {
  const make = () => oneLakeTarget({ workspace: 'sales', lakehouse: 'logs', ...(options as object) });
  expect(make).toThrow(expect.objectContaining({ name: 'ConfigurationError', option }));
});

test('a signature that stands in a path is not in the error', () => {
  const signature = 'aB3'.repeat(14);
  const make = () => oneLakeTarget({ workspace: 'sales', lakehouse: 'logs', path: `a?sv=2024&sig=${signature}` });
  let thrown: unknown;
  try {
    make();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ name: 'ConfigurationError' });
  expect(inspect(thrown, { depth: null, showHidden: true })).not.toContain(signature);
});
