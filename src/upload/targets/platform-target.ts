// The lake of the platform that a program runs on: its mount, where there is one, else its service.
import { ConfigurationError } from '../../spec/configuration-error.ts';
import type { UploadTarget } from '../upload-target.ts';
import { directoryTarget } from './directory-target.ts';
import { isDirectory, readLakeAddress, targetAt } from './lake-address.ts';

/** What is known of where the program runs. */
export interface RunningOn {
  readonly platform: string;
  /** As `detectRuntime` gives them. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Where Fabric mounts the default lakehouse. */
  readonly lakehouseFiles?: string;
}

/** Where Fabric mounts the files of the default lakehouse. */
const LAKEHOUSE_FILES = '/lakehouse/default/Files';
const ADDRESS = /^(?:[a-z]+:|\.{0,2}\/)/i;

/**
 * The target of a path as programs on Fabric and Databricks write it: `Files/logs` of the default lakehouse, `/Volumes/…`, `dbfs:/Volumes/…`,
 * `abfss://…`.
 * @throws ConfigurationError where it names no place in a lake
 */
export async function platformTarget(path: string, running: RunningOn): Promise<UploadTarget> {
  const { platform, lakehouseFiles = LAKEHOUSE_FILES } = running;
  if (ADDRESS.test(path)) {
    const place = readLakeAddress(path, 'targetPath');
    const isInLake =
      place.kind !== 'directory' || [lakehouseFiles, '/Volumes', '/dbfs'].some((mount) => isBelow(place.path, mount));
    if (isInLake) return await targetAt(place);
    throw new ConfigurationError('targetPath', path, `a path in the lake: ${lakehouseFiles}/…, /Volumes/…, abfss://…`);
  }
  const below = path.split('/').filter((part) => part !== '');
  if (below.length === 0 || below.some((part) => part === '.' || part === '..')) {
    throw new ConfigurationError('targetPath', path, 'a path such as Files/logs, without . and ..');
  }
  if (platform === 'databricks') {
    throw new ConfigurationError(
      'targetPath',
      path,
      'the path of a volume: /Volumes/<catalog>/<schema>/<volume>/<path>',
    );
  }
  return defaultLakehouse(below[0] === 'Files' ? below.slice(1) : below, running);
}

async function defaultLakehouse(below: readonly string[], running: RunningOn): Promise<UploadTarget> {
  const { attributes, lakehouseFiles = LAKEHOUSE_FILES } = running;
  if (await isDirectory(lakehouseFiles)) return directoryTarget([lakehouseFiles, ...below].join('/'));
  const workspace = attributes['fabric.lakehouse_workspace_id'] ?? attributes['fabric.workspace_id'];
  const lakehouse = attributes['fabric.lakehouse_id'];
  if (typeof workspace === 'string' && typeof lakehouse === 'string') {
    return targetAt({ kind: 'onelake', workspace, lakehouse, path: below.join('/') });
  }
  const accepted = `the whole address of a lakehouse (abfss://…), as none is mounted at ${lakehouseFiles}, and the ids of the default one are not known`;
  throw new ConfigurationError('targetPath', below.join('/'), accepted);
}

function isBelow(path: string, mount: string): boolean {
  return path === mount || path.startsWith(`${mount}/`);
}
