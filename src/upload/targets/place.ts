// Checks of what a place in a lake is named by: parts of paths, and addresses of services.
import { ConfigurationError } from '../../spec/configuration-error.ts';

/** What cannot stand in a part of a path: a separator, a backslash, control characters; and what begins the query or the fragment of an address. */
const OF_NO_PART = /[/\\?#\p{Cc}]/u;

/**
 * Checks one part of a path.
 * @throws ConfigurationError
 */
export function requirePart(value: unknown, option: string, accepted: string): asserts value is string {
  const isPart = typeof value === 'string' && !OF_NO_PART.test(value) && !/^\.{0,2}$/.test(value);
  if (isPart && value.trim() === value) return;
  // A query may be a signature.
  const hasQuery = typeof value === 'string' && /[?#]/.test(value);
  throw hasQuery ? ConfigurationError.ofKind(option, value, accepted) : new ConfigurationError(option, value, accepted);
}

/**
 * The parts of a path, of which there may be none.
 * @throws ConfigurationError
 */
export function readPath(value: unknown, option: string): string[] {
  const accepted = 'a path such as "logs/etl": parts separated by "/", none of them "." or "..", without ? and #';
  if (typeof value !== 'string') throw new ConfigurationError(option, value, accepted);
  const parts = value.replace(/^\//, '').replace(/\/$/, '').split('/');
  if (parts.length === 1 && parts[0] === '') return [];
  for (const part of parts) requirePart(part, option, accepted);
  return parts;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The address of a service, without a slash at its end. Only on this machine may it be one without encryption: tokens are sent there.
 * @throws ConfigurationError
 */
export function readAddress(value: unknown, option: string, example: string): URL {
  const accepted = `a URL such as "${example}", by https, without user, query and fragment`;
  const url = typeof value === 'string' ? parseUrl(value) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw ConfigurationError.ofKind(option, value, accepted);
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
    throw ConfigurationError.ofKind(option, value, accepted);
  }
  return url;
}

function parseUrl(text: string): URL | undefined {
  const address = text.includes('://') ? text : `https://${text}`;
  return URL.canParse(address) ? new URL(address) : undefined;
}

/** A path for a URL: each part encoded, so that a `%`, a `?` or a `#` in it stands for itself. */
export function encodePath(parts: readonly string[]): string {
  return parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/');
}
