// Addresses of places in lakes as people write and copy them -> targets.
import { stat } from 'node:fs/promises';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { suggestionFor } from '../../spec/option-remedy.ts';
import type { UploadTarget } from '../upload-target.ts';
import { directoryTarget } from './directory-target.ts';

/** A place that an address names. */
export type LakePlaceAddress =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'onelake'; readonly workspace: string; readonly lakehouse: string; readonly path: string }
  | {
      readonly kind: 'volume';
      readonly catalog: string;
      readonly schema: string;
      readonly volume: string;
      readonly path: string;
    };

/** The forms of an address, for help and error messages. */
export const ADDRESS_FORMS: readonly (readonly [string, string])[] = [
  ['dir:PATH', 'a directory, also the mount of a lake: dir:/lakehouse/default/Files/logs'],
  ['onelake:WORKSPACE/LAKEHOUSE/PATH', 'below Files of a lakehouse of Microsoft Fabric'],
  ['abfss://WORKSPACE@onelake.dfs.fabric.microsoft.com/LAKEHOUSE.Lakehouse/Files/PATH', 'the same, as Fabric shows it'],
  ['volume:/Volumes/CATALOG/SCHEMA/VOLUME/PATH', 'a volume of Databricks; dbfs:/Volumes/… is the same'],
];

/** What an address begins with. */
const SCHEMES = ['dir', 'onelake', 'abfss', 'https', 'volume', 'dbfs'];

const ACCEPTED = `an address: ${ADDRESS_FORMS.map(([form]) => form).join(', ')}`;
// What follows a `?` is no path but a signature: a name with it would stand in journals and reports.
const ABFSS = /^abfss:\/\/([^@/]+)@[\w-]*onelake\.dfs\.fabric\.microsoft\.com\/([^?#]+)$/i;
const HTTPS = /^https:\/\/[\w-]*onelake\.(?:dfs|blob)\.fabric\.microsoft\.com\/([^/?#]+)\/([^?#]+)$/i;

/**
 * Reads an address. A path that begins with `/`, `./` or `../` is a directory.
 * @throws ConfigurationError
 */
export function readLakeAddress(address: unknown, option: string): LakePlaceAddress {
  const refuse = (): never => {
    throw ConfigurationError.ofKind(option, address, `${ACCEPTED}${meantBy(address)}`);
  };
  if (typeof address !== 'string' || address.trim() === '') return refuse();
  const text = address.trim();
  if (/^\.{0,2}\//.test(text)) return { kind: 'directory', path: text };
  const [, workspaceOfAbfss, belowAbfss = ''] = ABFSS.exec(text) ?? HTTPS.exec(text) ?? [];
  if (workspaceOfAbfss !== undefined) return oneLake(decoded(workspaceOfAbfss), decoded(belowAbfss)) ?? refuse();
  const scheme = /^([a-z]+):/i.exec(text)?.[1]?.toLowerCase() ?? '';
  const rest = text.slice(scheme.length + 1);
  if (scheme === 'dir' && rest !== '') return { kind: 'directory', path: rest };
  if (scheme === 'volume' || scheme === 'dbfs') return volume(rest) ?? refuse();
  if (scheme === 'onelake') {
    const [, workspace = '', below = ''] = /^\/{0,2}([^/?]+)\/([^?]+)$/.exec(rest) ?? [];
    return oneLake(workspace, below) ?? refuse();
  }
  return refuse();
}

/** What was probably meant. Of the address no more is said than how it begins: behind that may stand a signature. */
function meantBy(address: unknown): string {
  if (typeof address !== 'string') return '';
  const [, written] = /^\s*([a-z][\w+.-]{0,20}):/i.exec(address) ?? [];
  if (written === undefined) return address.trim() === '' ? '' : '; a directory is dir:PATH, or begins with / or ./';
  return SCHEMES.includes(written.toLowerCase()) ? '' : suggestionFor(written, SCHEMES).replace(/\?$/, ':?');
}

/**
 * The target that an address names. A volume that is mounted is used as a directory, all else by its service.
 * @throws ConfigurationError
 */
export async function targetAt(place: LakePlaceAddress): Promise<UploadTarget> {
  if (place.kind === 'directory') {
    const asVolume = place.path.startsWith('/Volumes/') ? volume(place.path) : undefined;
    return asVolume === undefined ? directoryTarget(place.path) : targetAt(asVolume);
  }
  if (place.kind === 'onelake') {
    const { oneLakeTarget } = await import('./one-lake-target.ts');
    const { workspace, lakehouse, path } = place;
    return oneLakeTarget({ workspace, lakehouse, path });
  }
  const { catalog, schema, volume: name, path } = place;
  const mount = `/Volumes/${catalog}/${schema}/${name}`;
  if (await isDirectory(mount)) return directoryTarget(`${mount}/${path}`);
  const { databricksVolumeTarget } = await import('./databricks-volume-target.ts');
  return databricksVolumeTarget({ catalog, schema, volume: name, path });
}

function oneLake(workspace: string, below: string): LakePlaceAddress | undefined {
  const [lakehouse = '', ...path] = partsOf(below);
  if (workspace === '' || lakehouse === '') return undefined;
  const inFiles = path[0]?.toLowerCase() === 'files' ? path.slice(1) : path;
  return { kind: 'onelake', workspace, lakehouse, path: inFiles.join('/') };
}

function volume(text: string): LakePlaceAddress | undefined {
  const parts = partsOf(text);
  const [catalog, schema, name, ...path] = parts[0] === 'Volumes' ? parts.slice(1) : parts;
  if (catalog === undefined || schema === undefined || name === undefined) return undefined;
  return { kind: 'volume', catalog, schema, volume: name, path: path.join('/') };
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether there is a directory, which a link may lead to. */
export async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
