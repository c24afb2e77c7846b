// A folder of a lakehouse: how it is named, in which forms, and what it is called in addresses.
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { readAddress, readPath, requirePart } from './place.ts';

/** What a folder of a lakehouse is given by. */
export interface GivenLakePlace {
  readonly workspace: string;
  readonly lakehouse: string;
  readonly path?: string | undefined;
  readonly endpoint?: string | undefined;
}

/** A folder of a lakehouse. */
export interface LakePlace {
  readonly workspace: string;
  /** The lakehouse as addresses name it: with its type, but for a GUID. */
  readonly item: string;
  /** From the item on: `logs.Lakehouse/Files/app`. */
  readonly parts: readonly string[];
  /** Where the Blob API is. */
  readonly endpoint: URL;
  /** For people and for the journal. */
  readonly name: string;
}

/** OneLake's Blob API. A region has one of its own, `https://<region>-onelake.blob.fabric.microsoft.com`, which its data does not leave. */
const ENDPOINT = 'https://onelake.blob.fabric.microsoft.com';
const ONE_LAKE = /(?:^|-)onelake\.blob\.fabric\.microsoft\.com$/;
const DFS = /\.dfs\.fabric\.microsoft\.com$/;
const GUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const TYPE = /\.lakehouse$/i;
/** Log files lie here where no path is given. */
const PATH = 'logs';

/**
 * Reads the names of a folder of a lakehouse.
 * @throws ConfigurationError
 */
export function readLakePlace({ workspace, lakehouse, path = PATH, endpoint = ENDPOINT }: GivenLakePlace): LakePlace {
  requirePart(workspace, 'workspace', 'the name of a workspace, or its GUID');
  requirePart(lakehouse, 'lakehouse', 'the name of a lakehouse, or its GUID');
  const item = itemOf(workspace, lakehouse);
  const below = readPath(path, 'path');
  const [first = ''] = below;
  if (/^tables$/i.test(first)) {
    throw new ConfigurationError('path', path, 'a path below Files: what is below Tables are tables');
  }
  const parts = [item, 'Files', ...(/^files$/i.test(first) ? below.slice(1) : below)];
  const address = readAddress(endpoint, 'endpoint', ENDPOINT);
  if (DFS.test(address.hostname)) {
    throw new ConfigurationError('endpoint', endpoint, `the endpoint of the Blob API, such as ${ENDPOINT}`);
  }
  const { host, pathname } = address;
  const where = ONE_LAKE.test(address.hostname) ? '' : `${host}${pathname.replace(/\/$/, '')}/`;
  return { workspace, item, parts, endpoint: address, name: `onelake:${where}${[workspace, ...parts].join('/')}` };
}

/** OneLake takes names for both, or GUIDs for both; only a name is followed by its type. */
function itemOf(workspace: string, lakehouse: string): string {
  const plain = lakehouse.replace(TYPE, '');
  const isGuid = GUID.test(plain);
  if (isGuid && plain !== lakehouse) {
    throw new ConfigurationError('lakehouse', lakehouse, 'a GUID without ".Lakehouse", or a name');
  }
  if (isGuid !== GUID.test(workspace)) {
    const accepted = isGuid
      ? 'the name of a lakehouse where the workspace is given by its name, or GUIDs for both'
      : 'the GUID of a lakehouse where the workspace is given by its GUID, or names for both';
    throw new ConfigurationError('lakehouse', lakehouse, accepted);
  }
  if (isGuid) return lakehouse;
  requirePart(plain, 'lakehouse', 'the name of a lakehouse, or its GUID');
  return `${plain}.Lakehouse`;
}
