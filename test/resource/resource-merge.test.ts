// The provider's own attributes win; what differs is named; a fallback is no conflict; records get the chosen copies.
import { describe, expect, test } from 'vitest';
import { copyResourceAttributes, mergePlatformAttributes } from '../../src/resource/index.ts';

describe('mergePlatformAttributes', () => {
  const detected = { 'laketrace.platform': 'databricks', 'cloud.region': 'westeurope', 'service.name': 'orders-api' };

  test.each<[string, Record<string, unknown>, Record<string, string>, readonly string[]]>([
    ['an empty resource gets all', {}, detected, []],
    ['what the resource has in the same words is neither added nor a conflict', { ...detected }, {}, []],
    [
      'its own values win, and differences are named',
      { 'cloud.region': 'eu-1', 'laketrace.platform': 'databricks', 'service.name': 'mine' },
      {},
      ['cloud.region'],
    ],
    [
      "the SDK's placeholder is no service name",
      { 'service.name': 'unknown_service:node', 'cloud.region': 'westeurope', 'laketrace.platform': 'local' },
      { 'service.name': 'orders-api' },
      ['laketrace.platform'],
    ],
    [
      'nor is the bare placeholder',
      { 'service.name': 'unknown_service', 'cloud.region': 'westeurope', 'laketrace.platform': 'databricks' },
      { 'service.name': 'orders-api' },
      [],
    ],
    [
      'a name that only begins like it is one',
      { 'service.name': 'unknown_services', 'cloud.region': 'westeurope', 'laketrace.platform': 'databricks' },
      {},
      [],
    ],
    [
      'values of another type are its own too',
      { 'cloud.region': ['a'], 'laketrace.platform': false, 'service.name': 7 },
      {},
      ['laketrace.platform', 'cloud.region'],
    ],
    [
      'a value that is not there is not its own',
      { 'cloud.region': undefined, 'laketrace.platform': null, 'service.name': 'mine' },
      { 'laketrace.platform': 'databricks', 'cloud.region': 'westeurope' },
      [],
    ],
  ])('%s', (_name, own, added, conflicts) => {
    expect(mergePlatformAttributes(own, detected)).toStrictEqual({ added, conflicts });
  });
});

describe('copyResourceAttributes', () => {
  const attributes = {
    'laketrace.platform': 'fabric',
    'fabric.workspace_id': 'w',
    'fabric.tenant_id': 't',
    fabric: 'x',
    'process.pid': 7,
  };

  test.each<[readonly string[], Record<string, unknown>]>([
    [['laketrace.platform'], { 'laketrace.platform': 'fabric' }],
    [['fabric.*'], { 'fabric.workspace_id': 'w', 'fabric.tenant_id': 't' }],
    [['fabric.tenant_id', 'process.pid', 'absent'], { 'fabric.tenant_id': 't', 'process.pid': 7 }],
    [['.*'], {}],
    [[], {}],
  ])('%j', (keys, copied) => {
    expect(copyResourceAttributes(attributes, keys)).toStrictEqual(copied);
  });
});
