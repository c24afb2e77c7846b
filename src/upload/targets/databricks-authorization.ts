// How requests are let in to a Databricks workspace: by Databricks' own SDK, with all of its ways, or by a function that gives a token.
import { wait } from '../../foreign/call.ts';
import { loadLakePackage } from '../../sdk/lake-packages.ts';
import { isObject } from '../../spec/option-checks.ts';
import { failureOfAsking } from './failures.ts';
import { Authorization, type Issued, issueByFunction } from './request-authorization.ts';
import {
  DATABRICKS_SDK,
  type DatabricksAuthenticator,
  type DatabricksAuthOptions,
  isAuthenticator,
  noHost,
  readHost,
  type Workspace,
} from './workspace.ts';

/** What lets requests in to a workspace. */
export interface WorkspaceAccess {
  readonly authorization: Authorization;
  /** The address of the workspace. */
  address(): Promise<URL>;
}

const WHOSE = 'Databricks: the authentication';
/** The SDK renews a token 40 seconds before its end: it is asked again before one can end in our hands. */
const ASKED_EVERY = 20_000;

/** @param timeout milliseconds that a token may take */
export function accessTo({ address, auth }: Workspace, timeout: number): WorkspaceAccess {
  if (typeof auth !== 'function') return new SdkAccess(address, auth, timeout);
  const authorization = new Authorization(() => issueByFunction('Databricks', auth), timeout);
  return {
    authorization,
    address: () => (address === undefined ? Promise.reject(noHost()) : Promise.resolve(address)),
  };
}

class SdkAccess implements WorkspaceAccess {
  readonly authorization: Authorization;
  readonly #host: URL | undefined;
  readonly #auth: DatabricksAuthenticator | DatabricksAuthOptions;
  #config: DatabricksAuthenticator | undefined;

  constructor(host: URL | undefined, auth: DatabricksAuthenticator | DatabricksAuthOptions, timeout: number) {
    this.#host = host;
    this.#auth = auth;
    this.authorization = new Authorization((afresh) => this.#issue(afresh), timeout);
  }

  async address(): Promise<URL> {
    if (this.#host !== undefined) return this.#host;
    const config = this.#configuration();
    const found = await asked(async () => wait(() => config.getHost?.()));
    if (found !== undefined) return readHost(found.href);
    throw noHost();
  }

  async #issue(afresh: boolean): Promise<Issued> {
    // It keeps its tokens: only another one does not give the same again.
    if (afresh && !isAuthenticator(this.#auth)) this.#config = undefined;
    const config = this.#configuration();
    const headers = new Headers();
    await asked(() => wait(() => config.authenticate(headers)));
    return { headers: Object.fromEntries(headers), lasts: ASKED_EVERY };
  }

  #configuration(): DatabricksAuthenticator {
    if (isAuthenticator(this.#auth)) return this.#auth;
    if (this.#config !== undefined) return this.#config;
    const { Config } = loadLakePackage<typeof import('@databricks/sdk-experimental')>(
      'databricksVolumeTarget',
      DATABRICKS_SDK,
    );
    const host = this.#host && { host: this.#host.origin };
    this.#config = new Config({ ...this.#auth, ...host }) as DatabricksAuthenticator;
    return this.#config;
  }
}

/** The SDK's error has the whole configuration in its message; what it is about stands in `baseMessage`. */
async function asked<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    const about = isObject(error) && typeof error['baseMessage'] === 'string' ? new Error(error['baseMessage']) : error;
    throw failureOfAsking(WHOSE, about);
  }
}
