// Addresses of places in lakes, and the lake of the platform that a program runs on.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLakeAddress, targetAt } from '../../../src/upload/targets/lake-address.ts';
import { platformTarget } from '../../../src/upload/targets/platform-target.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const oneLake = { kind: 'onelake', workspace: 'sales', lakehouse: 'ops.Lakehouse', path: 'logs/app' };
const volume = { kind: 'volume', catalog: 'main', schema: 'ops', volume: 'logs', path: 'app' };

test.each([
  ['dir:/mnt/lake', { kind: 'directory', path: '/mnt/lake' }],
  ['dir:lake', { kind: 'directory', path: 'lake' }],
  ['/mnt/lake', { kind: 'directory', path: '/mnt/lake' }],
  ['./lake', { kind: 'directory', path: './lake' }],
  ['../lake', { kind: 'directory', path: '../lake' }],
  ['onelake:sales/ops.Lakehouse/logs/app', oneLake],
  ['onelake://sales/ops.Lakehouse/Files/logs/app/', oneLake],
  ['abfss://sales@onelake.dfs.fabric.microsoft.com/ops.Lakehouse/Files/logs/app', oneLake],
  ['https://onelake.dfs.fabric.microsoft.com/sales/ops.Lakehouse/Files/logs/app', oneLake],
  [
    'https://westeurope-onelake.blob.fabric.microsoft.com/my%20sales/ops.Lakehouse/Files/logs/app',
    { ...oneLake, workspace: 'my sales' },
  ],
  ['volume:/Volumes/main/ops/logs/app', volume],
  ['volume:main/ops/logs/app', volume],
  ['dbfs:/Volumes/main/ops/logs/app/', volume],
  ['volume:main/ops/logs', { ...volume, path: '' }],
])('%s', (address, place) => {
  expect(readLakeAddress(address, '--to')).toEqual(place);
});

test.each([
  '',
  ' ',
  'lake',
  'dir:',
  's3://bucket/x',
  'onelake:sales',
  'volume:main/ops',
  'dbfs:/tmp/x',
  'abfss://x@store.dfs.core.windows.net/y',
  'abfss://x@onelake.dfs.fabric.microsoft.com/y.Lakehouse/Files/z?sig=a',
  'https://onelake.blob.fabric.microsoft.com/x/y.Lakehouse/Files/z?sig=a',
  'onelake:x/y/z?sig=a',
  7,
])('%j is no address', (address) => {
  expect(() => readLakeAddress(address, '--to')).toThrow(/^--to: .* accepted is an address: dir:PATH, onelake:/);
});

test('an address is a target', async () => {
  const nameOf = async (address: string) => (await targetAt(readLakeAddress(address, '--to'))).name;
  const directory = temporaryDirectory();
  expect(await nameOf(`dir:${directory}`)).toBe(`directory:${directory}`);
  expect(await nameOf('onelake:sales/ops/logs')).toMatch(/^onelake:sales\/ops\.Lakehouse\/Files\/logs$/);
});

test('a path of a program on Fabric is one of the mounted lakehouse', async () => {
  const lakehouseFiles = temporaryDirectory();
  const running = { platform: 'fabric', attributes: {}, lakehouseFiles };
  for (const path of ['Files/logs/app', 'logs/app', `${lakehouseFiles}/logs/app`]) {
    expect((await platformTarget(path, running)).name).toBe(`directory:${join(lakehouseFiles, 'logs/app')}`);
  }
});

test('where none is mounted, of the default one by its ids', async () => {
  const lakehouseFiles = join(temporaryDirectory(), 'nothing');
  const workspace = '11111111-2222-3333-4444-555555555555';
  const lakehouse = '66666666-7777-8888-9999-000000000000';
  const attributes = { 'fabric.lakehouse_workspace_id': workspace, 'fabric.lakehouse_id': lakehouse };
  const target = await platformTarget('Files/logs', { platform: 'fabric', attributes, lakehouseFiles });
  expect(target.name).toBe(`onelake:${workspace}/${lakehouse}/Files/logs`);
  await expect(platformTarget('Files/logs', { platform: 'fabric', attributes: {}, lakehouseFiles })).rejects.toThrow(
    /the whole address of a lakehouse/,
  );
});

test.each([
  ['databricks', 'Files/logs', /the path of a volume/],
  ['databricks', '/tmp/logs', /a path in the lake/],
  ['fabric', '../logs', /a path in the lake/],
  ['fabric', 'Files/../../logs', /without \. and \.\./],
  ['fabric', '//', /a path in the lake/],
  ['fabric', ' ', /./],
])('on %s %j is refused', async (platform, path, why) => {
  await expect(platformTarget(path, { platform, attributes: {} })).rejects.toThrow(why);
});
