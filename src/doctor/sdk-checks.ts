// Which packages of OpenTelemetry a program here gets, and whether records of both APIs reach one provider.
import type { LoggerProvider } from '@opentelemetry/sdk-logs';
import { messageOf } from '../foreign/shape.ts';
import { API_HAS_LOGS, copiesOf, loadInstalled, loadSdk } from '../sdk/sdk-packages.ts';
import { registerGlobally } from '../setup/global-providers.ts';
import { type CheckResult, failed, ok, skipped, warning } from './check.ts';

const PACKAGES = [
  '@opentelemetry/api',
  '@opentelemetry/api-logs',
  '@opentelemetry/sdk-logs',
  '@opentelemetry/resources',
];

/** The versions that are found from here and from the working directory. */
export function* checkVersions(): Generator<CheckResult> {
  for (const name of PACKAGES) {
    const copies = copiesOf(name);
    const versions = [...new Set(copies.map(({ version }) => version))];
    if (versions.length === 0) {
      const isNeeded = name === '@opentelemetry/sdk-logs';
      if (isNeeded)
        yield warning(name, 'is not installed', `npm install ${name}, where this program sets OpenTelemetry up`);
      else yield skipped(name, 'is not installed');
    } else if (versions.length === 1) yield ok(name, `${versions[0]}`);
    else {
      const places = copies.map(({ version, path }) => `${version} in ${path}`).join(', ');
      yield warning(name, `${versions.length} versions: ${places}`, `npm ls ${name}, and bring them to one version`);
    }
  }
}

interface WithLogs {
  readonly logs?: { getLogger(name: string): { emit(record: { body: string }): void } };
}

/** Registers a provider as `setupLakeTrace` does, and logs by each API that is installed. */
export async function checkGlobals(): Promise<CheckResult> {
  const name = 'globals';
  const apis = ['@opentelemetry/api', '@opentelemetry/api-logs'].filter(
    (api) => loadInstalled<WithLogs>(api)?.logs !== undefined,
  );
  if (copiesOf('@opentelemetry/sdk-logs').length === 0)
    return skipped(name, 'nothing to register without @opentelemetry/sdk-logs');
  let provider: LoggerProvider | undefined;
  try {
    const bodies: unknown[] = [];
    const { LoggerProvider: Provider } = loadSdk('doctor');
    provider = new Provider({
      processors: [
        {
          onEmit: (record) => void bodies.push(record.body),
          forceFlush: async () => undefined,
          shutdown: async () => undefined,
        },
      ],
    });
    const registration = registerGlobally(provider);
    for (const api of apis) loadInstalled<WithLogs>(api)?.logs?.getLogger('laketrace-doctor').emit({ body: api });
    registration.leave();
    const missed = apis.filter((api) => !bodies.includes(api));
    if (registration.taken.length > 0) {
      const remedy = 'let setupLakeTrace be the one that registers, or give its processor to the other provider';
      return warning(name, `another provider is registered with ${registration.taken.join(' and ')}`, remedy);
    }
    if (missed.length > 0) {
      const remedy = 'see that there is one copy of each package (npm ls), and of a line that goes with the SDK';
      return failed(name, `records that are logged by ${missed.join(' and ')} do not reach the provider`, remedy);
    }
    const line = API_HAS_LOGS ? '3.x' : '0.2xx';
    return ok(name, `a provider of the line ${line} gets what is logged by ${apis.join(' and by ')}`);
  } catch (error) {
    return failed(
      name,
      `no provider could be made: ${messageOf(error)}`,
      'npm ls @opentelemetry/sdk-logs @opentelemetry/api',
    );
  } finally {
    await provider?.shutdown();
  }
}
