// The exporter that OpenTelemetry's variables ask for: the protocol chooses the package, and that reads where to send by itself.
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import { loadPackage } from '../sdk/sdk-packages.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import type { Environment } from './read-environment.ts';

/** The protocols of OTLP. */
export type OtlpProtocol = 'grpc' | 'http/protobuf' | 'http/json';

const PACKAGES: Readonly<Record<OtlpProtocol, string>> = {
  grpc: '@opentelemetry/exporter-logs-otlp-grpc',
  'http/protobuf': '@opentelemetry/exporter-logs-otlp-proto',
  'http/json': '@opentelemetry/exporter-logs-otlp-http',
};

const ACCEPTED = "'http/protobuf' (the default), 'http/json' or 'grpc'";
const VARIABLES = ['OTEL_EXPORTER_OTLP_LOGS_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'] as const;

/**
 * An exporter for OTLP. Endpoint, headers, certificates, compression and time limit are those of `OTEL_EXPORTER_OTLP_*`.
 * @param otlp a protocol; `true`: that of the variables, else `http/protobuf`, as the specification says
 * @throws ConfigurationError for a protocol that does not exist
 * @throws MissingPackageError where its exporter is not installed
 */
export function otlpExporter(otlp: true | OtlpProtocol, env: Environment): LogRecordExporter {
  const [path, protocol] = otlp === true ? protocolOf(env) : (['otlp', otlp] as const);
  if (!Object.hasOwn(PACKAGES, protocol)) throw new ConfigurationError(path, protocol, ACCEPTED);
  const name = PACKAGES[protocol as OtlpProtocol];
  const { OTLPLogExporter } = loadPackage<{ readonly OTLPLogExporter: new () => LogRecordExporter }>(
    name,
    `OTLP over ${protocol}`,
  );
  return new OTLPLogExporter();
}

function protocolOf(env: Environment): readonly [string, string] {
  for (const variable of VARIABLES) {
    const protocol = env[variable]?.trim();
    if (protocol !== undefined && protocol !== '') return [variable, protocol];
  }
  return ['otlp', 'http/protobuf'];
}
