// Microsoft Fabric: a folder of a lakehouse as the target of an upload. What does the work is loaded when it is used.
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { parseDuration } from '../../spec/duration.ts';
import { checkKeys, isObject } from '../../spec/option-checks.ts';
import type { UploadTarget } from '../upload-target.ts';
import { lateTarget } from './late-target.ts';
import { readLakePlace } from './one-lake-place.ts';
import type { TokenCredential, TokenFunction } from './request-authorization.ts';

/** Options of {@link oneLakeTarget}. */
export interface OneLakeTargetOptions {
  /** The name of the workspace, or its GUID: then the lakehouse is given by its GUID as well. */
  readonly workspace: string;
  /** The name of the lakehouse, with or without `.Lakehouse`, or its GUID. */
  readonly lakehouse: string;
  /** A folder below the lakehouse's `Files`, which is made where it is missing. Default `'logs'`. */
  readonly path?: string;
  /**
   * A credential of `@azure/identity`, or a function that gives a token of the scope `https://storage.azure.com/.default`: a text, or
   * `{ token, expiresOn }`. Default: `DefaultAzureCredential`.
   */
  readonly credential?: TokenCredential | TokenFunction;
  /**
   * The address of the Blob API. Default `https://onelake.blob.fabric.microsoft.com`; data stays in its region by that of the region,
   * `https://<region>-onelake.blob.fabric.microsoft.com`.
   */
  readonly endpoint?: string;
  /** A request in which nothing moves for so long is given up and made again: milliseconds, or a duration. Default `'1 min'`. */
  readonly timeout?: number | string;
}

const OPTIONS = [
  'workspace',
  'lakehouse',
  'path',
  'credential',
  'endpoint',
  'timeout',
] as const satisfies readonly (keyof OneLakeTargetOptions)[];

const TIMEOUT = '1 min';

/**
 * A folder of a Fabric lakehouse as the target of an upload. It needs the package `@azure/storage-blob`, and `@azure/identity` where no
 * token function is given; both are loaded when the first file goes up.
 *
 * No file is ever replaced (`If-None-Match: *`); content is checked by its MD5 on the way. The identity needs the role Contributor, or a
 * higher one, in the workspace.
 * @throws ConfigurationError
 */
export function oneLakeTarget(options: OneLakeTargetOptions): UploadTarget {
  checkKeys(options, '', OPTIONS);
  const { credential, timeout = TIMEOUT } = options;
  if (credential !== undefined && typeof credential !== 'function' && !isCredential(credential)) {
    const accepted = 'a credential of @azure/identity, or a function that gives a token';
    throw ConfigurationError.ofKind('credential', credential, accepted);
  }
  const place = readLakePlace(options);
  const longestPause = parseDuration(timeout, 'timeout');
  return lateTarget({ name: place.name }, async () => {
    const { OneLakeFiles } = await import('./one-lake-files.ts');
    return new OneLakeFiles(place, credential, longestPause);
  });
}

function isCredential(value: unknown): value is TokenCredential {
  return isObject(value) && typeof value['getToken'] === 'function';
}
