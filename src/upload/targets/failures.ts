// What it means for an upload that no answer came: a connection that broke, a certificate, a credential that gave nothing.
import { asError, isErrno, messageOf } from '../../foreign/shape.ts';
import { redactText } from '../../redaction/index.ts';
import { BROKEN_CONNECTIONS } from '../broken-connections.ts';
import { isUploadError, UploadError } from '../upload-error.ts';

/** Codes of a certificate that is not trusted. */
const CERTIFICATE = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
] as const;

const TRUST =
  'A proxy that decrypts has a certificate of its own: name its authority in NODE_EXTRA_CA_CERTS before the program starts';

/** An error may be the cause of another, and that one of a third: at most this many are looked at. */
const LONGEST_CHAIN = 8;
const LONGEST_MESSAGE = 300;

/**
 * Which of these codes an error has, or one that it was caused by; clients of tokens leave of the code no more than a word of their
 * message. Never throws.
 */
function codeIn(error: unknown, codes: readonly string[]): string | undefined {
  let at = error;
  for (let depth = 0; depth < LONGEST_CHAIN && typeof at === 'object' && at !== null; depth++) {
    const words = messageOf(at).split(/[^A-Z_]+/);
    const code = codes.find((one) => isErrno(at, one) || words.includes(one));
    if (code !== undefined) return code;
    at = (at as { readonly cause?: unknown }).cause;
  }
  return undefined;
}

/**
 * The error of a request that got no answer. What it was rejected with is not its cause: it may hold the request with its headers.
 * @param doing what was done
 */
export function failureOfRequest(doing: string, error: unknown): UploadError {
  if (isUploadError(error)) return error;
  return failureOfConnection(doing, error) ?? new UploadError('refused', `${doing}: ${cleanMessage(error)}`);
}

/**
 * The error of a credential, or a function, that gave no token.
 * @param whose such as `OneLake: stat a.jsonl: the token function`
 * @param remedy for where it is no broken connection
 */
export function failureOfAsking(whose: string, error: unknown, remedy?: string): UploadError {
  if (isUploadError(error)) return error;
  const message = `${whose} gave no token: ${cleanMessage(error)}`;
  return failureOfConnection(whose, error) ?? new UploadError('refused', message, { remedy });
}

function failureOfConnection(doing: string, error: unknown): UploadError | undefined {
  const certificate = codeIn(error, CERTIFICATE);
  if (certificate !== undefined) {
    const details = { code: certificate, remedy: TRUST };
    return new UploadError('refused', `${doing}: the certificate is not trusted (${certificate})`, details);
  }
  const code = codeIn(error, BROKEN_CONNECTIONS);
  if (code === undefined) return undefined;
  return new UploadError('retryable', `${doing}: the connection broke (${code})`, { code });
}

/** The first lines of the messages of somebody else's error and of its cause, without secrets: `fetch` says nothing but in the cause. Never throws. */
function cleanMessage(error: unknown): string {
  const { cause } = asError(error);
  const messages = cause === undefined ? [messageOf(error)] : [messageOf(error), messageOf(cause)];
  const lines = messages.map((message) => redactText(message).split('\n')[0] ?? '');
  return lines.join(': ').slice(0, LONGEST_MESSAGE);
}
