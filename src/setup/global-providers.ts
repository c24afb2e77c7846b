// Registers a provider where loggers of either API look for one.
//
// The API of logs moved from `@opentelemetry/api-logs` into `@opentelemetry/api` 1.10, and the two do not know each other. Instrumentations
// and transports of both are in use, so a provider has to be in both places.
import * as api from '@opentelemetry/api';
import type { LoggerProvider } from '@opentelemetry/sdk-logs';
import { isRegistered } from '../foreign/api-registry.ts';
import { API_HAS_LOGS, loadedCopy, loadInstalled } from '../sdk/sdk-packages.ts';

/** What both packages call `logs`. */
interface LogsApi {
  setGlobalLoggerProvider(provider: unknown): unknown;
  getLoggerProvider(): unknown;
  disable(): void;
}

interface WithLogs {
  readonly logs?: LogsApi;
}

/** Where all copies of api-logs keep what is registered, and the version of what they agree on: their contract with each other. */
const API_LOGS_REGISTRY = Symbol.for('io.opentelemetry.js.api.logs');
const API_LOGS_VERSION = 1;
const API_REGISTRY = Symbol.for('opentelemetry.js.api.1');

const registries = globalThis as unknown as {
  [API_LOGS_REGISTRY]?: ((version: number) => unknown) | undefined;
  [API_REGISTRY]?: { logs?: unknown };
};

/** What came of it. */
export interface GlobalRegistration {
  /** The packages in which another provider was registered before: it stays. */
  readonly taken: readonly string[];
  /** Takes the provider out again. */
  leave(): void;
}

/** The provider that is registered, with whichever API. */
export function globalProvider(): object | undefined {
  const provider = registries[API_REGISTRY]?.logs ?? registries[API_LOGS_REGISTRY]?.(API_LOGS_VERSION);
  return typeof provider === 'object' && provider !== null ? provider : undefined;
}

/** Registers a provider in both places, except where one is already. */
export function registerGlobally(provider: LoggerProvider): GlobalRegistration {
  const taken: string[] = [];
  if (API_HAS_LOGS && !registerInApi(provider)) taken.push('@opentelemetry/api');
  if (!registerInApiLogs(provider)) taken.push('@opentelemetry/api-logs');
  return {
    taken,
    leave() {
      if (registries[API_REGISTRY]?.logs === provider) (api as WithLogs).logs?.disable();
      if (registries[API_LOGS_REGISTRY]?.(API_LOGS_VERSION) === provider) delete registries[API_LOGS_REGISTRY];
    },
  };
}

function registerInApi(provider: LoggerProvider): boolean {
  if (isRegistered('logs')) return false;
  (api as WithLogs).logs?.setGlobalLoggerProvider(provider);
  const registry = registries[API_REGISTRY];
  if (registry?.logs !== provider) return false;
  // Loggers that were made before now are bound to the copy of the API that made them.
  const copy = loadedCopy<WithLogs>('@opentelemetry/api')?.logs;
  if (copy !== undefined && copy !== (api as WithLogs).logs) {
    delete registry.logs;
    copy.setGlobalLoggerProvider(provider);
    registry.logs = provider;
  }
  return true;
}

function registerInApiLogs(provider: LoggerProvider): boolean {
  if (registries[API_LOGS_REGISTRY] !== undefined) return false;
  loadInstalled<WithLogs>('@opentelemetry/api-logs')?.logs?.setGlobalLoggerProvider(provider);
  // Where it is not installed beside us, a transport may still have it within its own folder.
  registries[API_LOGS_REGISTRY] ??= (version) => (version === API_LOGS_VERSION ? provider : undefined);
  return true;
}
