// What lets requests in: issued when it is needed, kept while it lasts, and issued anew, once, where it is refused after it was accepted.
import { wait } from '../../foreign/call.ts';
import { within } from '../../lifecycle/timeout.ts';
import { isObject } from '../../spec/option-checks.ts';
import { isUploadError, UploadError } from '../upload-error.ts';
import { failureOfAsking } from './failures.ts';

/** A token, and until when it may be used: a Date or milliseconds since 1970. Without that it is used until the service refuses it. */
export type AccessToken = string | { readonly token: string; readonly expiresOn?: Date | number | undefined };

/** Gives a token each time it is called, such as one of the platform that the program runs on. */
export type TokenFunction = () => AccessToken | PromiseLike<AccessToken>;

/** A credential as `@azure/identity` has them. */
export interface TokenCredential {
  getToken(scopes: string): PromiseLike<{ readonly token: string; readonly expiresOnTimestamp?: number } | null>;
}

/** The headers of a request that let it in. */
export type AuthorizationHeaders = Readonly<Record<string, string>>;

/** Headers as they were issued. */
export interface Issued {
  readonly headers: AuthorizationHeaders;
  /** Until when they may be used, in milliseconds since 1970. Default: until they are refused. */
  readonly expires?: number;
  /** For how many milliseconds they are used at most, as they are renewed in time by who gives them. Default: any. */
  readonly lasts?: number;
}

interface Kept {
  readonly headers: AuthorizationHeaders;
  readonly until: number;
  /** Whether the service has let a request in by them. */
  wasAccepted: boolean;
}

/** How many milliseconds before its end a token is not used any more: clocks differ, and requests take their time to arrive. */
const MARGIN = 120_000;

/** Codes of a 403 by which more than the token is wrong: another one would be refused as well. */
const OF_PERMISSION = /permission|authorization/i;

/** Headers for requests to one service. */
export class Authorization {
  readonly #issue: (afresh: boolean) => Promise<Issued>;
  readonly #timeout: number;
  #kept: Kept | undefined;
  #issuing: Promise<Kept> | undefined;

  /**
   * @param issue gives headers; what it throws is thrown on. `afresh`: those that it gave before were refused
   * @param timeout milliseconds that it may take
   */
  constructor(issue: (afresh: boolean) => Promise<Issued>, timeout: number) {
    this.#issue = issue;
    this.#timeout = timeout;
  }

  /**
   * Makes a request. Where headers are refused that were accepted before, such as those of a token that has expired meanwhile, it is made
   * once more with new ones.
   * @param request throws an {@link UploadError} with the status where it is refused
   */
  async run<T>(request: (headers: AuthorizationHeaders) => Promise<T>): Promise<T> {
    const kept = await this.#get();
    const { wasAccepted } = kept;
    try {
      return await accepted(kept, request);
    } catch (error) {
      if (!wasAccepted || !mayBeExpired(error)) throw error;
      // Several requests may be refused at once: new headers are issued for the first of them.
      if (this.#kept === kept) this.#kept = undefined;
      return accepted(await this.#get(true), request);
    }
  }

  #get(afresh = false): Promise<Kept> {
    const kept = this.#kept;
    if (kept !== undefined && kept.until > Date.now()) return Promise.resolve(kept);
    this.#issuing ??= this.#new(afresh).finally(() => {
      this.#issuing = undefined;
    });
    return this.#issuing;
  }

  async #new(afresh: boolean): Promise<Kept> {
    const issued = within(this.#issue(afresh), this.#timeout, 'no token came');
    const { headers, expires = Number.POSITIVE_INFINITY, lasts = Number.POSITIVE_INFINITY } = await issued;
    const kept = { headers, until: Math.min(expires - MARGIN, Date.now() + lasts), wasAccepted: false };
    this.#kept = kept;
    return kept;
  }
}

async function accepted<T>(kept: Kept, request: (headers: AuthorizationHeaders) => Promise<T>): Promise<T> {
  const answer = await request(kept.headers);
  kept.wasAccepted = true;
  return answer;
}

function mayBeExpired(error: unknown): boolean {
  if (!isUploadError(error)) return false;
  return error.status === 401 || (error.status === 403 && !OF_PERMISSION.test(error.code ?? ''));
}

/**
 * The headers that a token function gives.
 * @throws UploadError where it throws, or gives no token
 */
export async function issueByFunction(doing: string, give: TokenFunction): Promise<Issued> {
  let given: unknown;
  try {
    given = await wait(give);
  } catch (error) {
    throw failureOfAsking(`${doing}: the token function`, error);
  }
  return bearer(doing, given);
}

/** The header of a token in one of the forms of {@link AccessToken}. */
export function bearer(doing: string, given: unknown): Issued {
  const { token, expiresOn } = isObject(given) ? given : { token: given, expiresOn: undefined };
  // One that was read from a file has a line break at its end, and a client says a whole header that has one in its error.
  const text = typeof token === 'string' ? token.trim() : '';
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new UploadError('refused', `${doing}: what was given as a token is none`, { remedy: TOKEN_FORMS });
  }
  const expires = Number(expiresOn ?? Number.POSITIVE_INFINITY);
  const headers = { authorization: `Bearer ${text}` };
  return Number.isNaN(expires) ? { headers } : { headers, expires };
}

const TOKEN_FORMS = 'A token function gives a text of visible ASCII characters, or { token, expiresOn }';
