// Where logs are sent to: by an address that is given, or OpenTelemetry's variables (the specification's "OTLP Exporter Configuration").

type Environment = Readonly<Record<string, string | undefined>>;

/** A protocol of OTLP. */
export type Protocol = 'http/protobuf' | 'http/json' | 'grpc';

/** Where to send logs. */
export interface OtlpEndpoint {
  readonly url: URL;
  readonly protocol: Protocol;
  /** May hold secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** Paths of PEM files. */
  readonly certificate?: string | undefined;
  readonly clientCertificate?: string | undefined;
  readonly clientKey?: string | undefined;
  /** Where it comes from, for messages: a variable, or `--otlp`. */
  readonly source: string;
}

const LOGS_PATH = '/v1/logs';

/**
 * @param given an address; without a path it gets that of logs
 * @returns nothing where no address is known
 * @throws TypeError for an address that is none; the message does not hold it, as it may have a password
 */
export function otlpEndpoint(given: string | undefined, env: Environment): OtlpEndpoint | undefined {
  const source = given === undefined ? sourceIn(env) : { name: '--otlp', text: given, isForLogs: false };
  if (source === undefined) return undefined;
  const protocol = protocolOf(settingOf(env, 'PROTOCOL'), source.name);
  const url = urlOf(source.text, source.name);
  const hasPath = source.isForLogs || (given !== undefined && url.pathname !== '/');
  if (protocol !== 'grpc' && !hasPath) url.pathname = `${url.pathname.replace(/\/$/, '')}${LOGS_PATH}`;
  return {
    url,
    protocol,
    headers: { ...headersOf(env.OTEL_EXPORTER_OTLP_HEADERS), ...headersOf(env.OTEL_EXPORTER_OTLP_LOGS_HEADERS) },
    certificate: settingOf(env, 'CERTIFICATE'),
    clientCertificate: settingOf(env, 'CLIENT_CERTIFICATE'),
    clientKey: settingOf(env, 'CLIENT_KEY'),
    source: source.name,
  };
}

/** An address as it may be shown: without user, password and what a query may hold. */
export function shownUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

function sourceIn(env: Environment): { name: string; text: string; isForLogs: boolean } | undefined {
  const ofLogs = env.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT?.trim();
  if (ofLogs) return { name: 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', text: ofLogs, isForLogs: true };
  const ofAll = env.OTEL_EXPORTER_OTLP_ENDPOINT?.trim();
  return ofAll ? { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', text: ofAll, isForLogs: false } : undefined;
}

function settingOf(env: Environment, name: string): string | undefined {
  return env[`OTEL_EXPORTER_OTLP_LOGS_${name}`]?.trim() || env[`OTEL_EXPORTER_OTLP_${name}`]?.trim() || undefined;
}

function protocolOf(text: string | undefined, source: string): Protocol {
  if (text === undefined) return 'http/protobuf';
  if (text === 'grpc' || text === 'http/protobuf' || text === 'http/json') return text;
  throw new TypeError(`the protocol beside ${source} is none of http/protobuf, http/json, grpc`);
}

function urlOf(text: string, source: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new TypeError(`${source} is no address that begins with http:// or https://`);
  }
  return url;
}

/** `name=value,name=value`, the values as in a URL. */
function headersOf(text: string | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const pair of (text ?? '').split(',')) {
    const sign = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, sign)).trim();
    if (name !== '') headers[name.toLowerCase()] = decoded(pair.slice(sign + 1).trim());
  }
  return headers;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
