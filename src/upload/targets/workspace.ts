// A Databricks workspace: where it is, and by what requests are let in there.
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { isObject } from '../../spec/option-checks.ts';
import { readAddress } from './place.ts';
import type { TokenFunction } from './request-authorization.ts';

/** What Databricks' SDK authenticates by, such as `{ token }`, `{ clientId, clientSecret }`, `{ profile }`: options of its `Config`. */
export type DatabricksAuthOptions = Readonly<Record<string, string | number | boolean | undefined>>;

/** An object that puts what lets a request in on its headers, such as a `Config` of Databricks' SDK. */
export interface DatabricksAuthenticator {
  authenticate(headers: Headers): PromiseLike<void>;
  getHost?(): PromiseLike<URL>;
}

/** The ways to authenticate. */
export type DatabricksAuth = TokenFunction | DatabricksAuthenticator | DatabricksAuthOptions;

/** A workspace as it was given. */
export interface Workspace {
  /** For people and for the journal: its host, or the profile that has it. */
  readonly name: string;
  /** Nothing where only Databricks' SDK knows it. */
  readonly address: URL | undefined;
  readonly auth: DatabricksAuth;
}

/** The package by which it is authenticated where there is no token function. */
export const DATABRICKS_SDK = '@databricks/sdk-experimental';
const HOST_VARIABLE = 'DATABRICKS_HOST';
const EXAMPLE = 'https://adb-1234567890123456.7.azuredatabricks.net';

/**
 * Reads the host and the way to authenticate.
 * @throws ConfigurationError
 */
export function readWorkspace(
  host: string | undefined,
  auth: DatabricksAuth = {},
  environment: NodeJS.ProcessEnv = process.env,
): Workspace {
  if (typeof auth !== 'function' && !isAuthenticator(auth) && !isOptions(auth)) {
    const accepted = `a function that gives a token, a Config of ${DATABRICKS_SDK}, or options for one, such as { token }`;
    throw ConfigurationError.ofKind('auth', auth, accepted);
  }
  const own = isObject(auth) ? (auth as { readonly host?: unknown; readonly profile?: unknown }) : {};
  const given = host ?? own.host;
  // A variable that is empty counts as not set.
  const known = given ?? (environment[HOST_VARIABLE] || undefined);
  if (known === undefined && typeof auth === 'function') throw noHost();
  const address = known === undefined ? undefined : readHost(known, given === undefined ? HOST_VARIABLE : 'host');
  const profile = own.profile ?? environment['DATABRICKS_CONFIG_PROFILE'] ?? 'DEFAULT';
  return { name: address?.host ?? `profile ${profile}`, address, auth };
}

/**
 * The address of a workspace: it has no path.
 * @throws ConfigurationError
 */
export function readHost(host: unknown, option = 'host'): URL {
  const url = readAddress(host, option, EXAMPLE);
  if (url.pathname === '/') return url;
  throw ConfigurationError.ofKind(option, host, `an address without a path, such as "${EXAMPLE}"`);
}

/** For where nobody knows the host. */
export function noHost(): ConfigurationError {
  return new ConfigurationError('host', undefined, `the address of the workspace, such as "${EXAMPLE}"`);
}

/** Whether a value puts headers on requests by itself. */
export function isAuthenticator(value: unknown): value is DatabricksAuthenticator {
  return isObject(value) && typeof value['authenticate'] === 'function';
}

function isOptions(value: unknown): value is DatabricksAuthOptions {
  return isObject(value) && !Array.isArray(value) && Object.values(value).every((one) => typeof one !== 'object');
}
