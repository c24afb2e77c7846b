// The `meterProvider` option: a provider, or the global one, which many programs register only after their processors are made.
import { type MeterProvider, metrics } from '@opentelemetry/api';
import { isRegistered } from '../foreign/api-registry.ts';
import { readSafely } from '../foreign/safe-read.ts';
import { Timer } from '../lifecycle/timeout.ts';

/** Takes the metrics of a component: a `MeterProvider`; `true`: the global one of `@opentelemetry/api`, once it is registered; `false`: none. */
export type MeterProviderOption = MeterProvider | boolean;

/** What is accepted, for messages. */
export const METER_PROVIDER = 'a MeterProvider, true for the global one, or false';

/** Whether a value is what {@link MeterProviderOption} takes. */
export function isMeterProviderOption(value: unknown): value is MeterProviderOption {
  return typeof value === 'boolean' || isMeterProvider(value);
}

/** Whether a value can give meters. */
export function isMeterProvider(value: unknown): value is MeterProvider {
  return typeof value === 'object' && value !== null && typeof readSafely(value, 'getMeter') === 'function';
}

/** How often is looked whether the global provider is there, in milliseconds: at first, and at last. */
const FIRST_LOOK = 10;
const LAST_LOOK = 10_000;

/**
 * Calls a function with the provider, at once where there is one. For the global one is looked again and again, without keeping
 * the process alive: the OpenTelemetry API has no way to say that it was registered.
 * @returns ends the looking
 */
export function whenProvided(given: MeterProvider | true, use: (provider: MeterProvider) => void): () => void {
  let timer: Timer | undefined;
  const look = (pause: number): void => {
    if (isRegistered('metrics')) use(metrics.getMeterProvider());
    else timer = new Timer(pause, () => look(Math.min(LAST_LOOK, pause * 2)), { keepsAlive: false });
  };
  if (given === true) look(FIRST_LOOK);
  else use(given);
  return () => timer?.clear();
}
