// Databricks: a folder of a volume of Unity Catalog as the target of an upload. What does the work is loaded when it is used.
import { parseDuration } from '../../spec/duration.ts';
import { checkKeys } from '../../spec/option-checks.ts';
import type { UploadTarget } from '../upload-target.ts';
import { lateTarget } from './late-target.ts';
import { LARGEST_FILE, readVolumePlace } from './volume-place.ts';
import { type DatabricksAuth, readWorkspace } from './workspace.ts';

/** Options of {@link databricksVolumeTarget}. */
export interface DatabricksVolumeTargetOptions {
  /**
   * The address of the workspace, such as `https://adb-1234567890123456.7.azuredatabricks.net`. Default: what Databricks' SDK finds, as
   * `DATABRICKS_HOST` or in a profile; with a token function it has to be given.
   */
  readonly host?: string;
  readonly catalog: string;
  readonly schema: string;
  readonly volume: string;
  /** A folder in the volume, which is made where it is missing. Default `'logs'`. */
  readonly path?: string;
  /**
   * A function that gives a token; a `Config` of `@databricks/sdk-experimental`, or options for one: `{ token }`, `{ clientId, clientSecret }`,
   * `{ profile }`. Default: what that SDK finds, as environment variables, the service principal of a Databricks App, the default profile.
   */
  readonly auth?: DatabricksAuth;
  /** A request in which nothing moves for so long is given up and made again: milliseconds, or a duration. Default `'1 min'`. */
  readonly timeout?: number | string;
}

const OPTIONS = [
  'host',
  'catalog',
  'schema',
  'volume',
  'path',
  'auth',
  'timeout',
] as const satisfies readonly (keyof DatabricksVolumeTargetOptions)[];

const TIMEOUT = '1 min';

/**
 * A folder of a volume as the target of an upload, by Databricks' Files API. It needs the package `@databricks/sdk-experimental` where `auth`
 * is no token function; it is loaded when the first file goes up.
 *
 * No file is ever replaced (`overwrite=false`); the API gives no checksum, so the length is what is checked. A file has 5 GiB at most: rotate
 * before. The identity needs READ VOLUME and WRITE VOLUME, USE SCHEMA and USE CATALOG.
 * @throws ConfigurationError
 */
export function databricksVolumeTarget(options: DatabricksVolumeTargetOptions): UploadTarget {
  checkKeys(options, '', OPTIONS);
  const { host, auth, timeout = TIMEOUT } = options;
  const parts = readVolumePlace(options);
  const longestPause = parseDuration(timeout, 'timeout');
  const workspace = readWorkspace(host, auth);
  const name = `databricks:${workspace.name}/${parts.join('/')}`;
  return lateTarget({ name, largestFile: LARGEST_FILE }, async () => {
    const { VolumeFiles } = await import('./volume-files.ts');
    return new VolumeFiles(workspace, parts, longestPause);
  });
}
