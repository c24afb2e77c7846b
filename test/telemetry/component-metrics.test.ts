// Meter providers that are broken, or of another kind than the SDK's: nothing of them reaches the application.
import { createNoopMeter } from '@opentelemetry/api';
import { expect, onTestFinished, test } from 'vitest';
import { ComponentMetrics, type ObservedMetric } from '../../src/telemetry/component-metrics.ts';
import { scrapedMetrics, valuesOf } from '../support/scraped-metrics.ts';
import { turn } from '../support/turn.ts';

const throws = (): never => {
  throw new Error('no');
};
const rejects = () => Promise.reject(new Error('no'));

const OBSERVED: readonly ObservedMetric[] = [
  { name: 'a', kind: 'counter', unit: 's', description: 'd', read: () => 1 },
  { name: 'b', kind: 'gauge', unit: 's', description: 'd', read: () => [[2, { of: 'b' }]] },
  { name: 'c', kind: 'upDownCounter', unit: 's', description: 'd', read: () => undefined },
];

function metricsBy(provider: unknown): ComponentMetrics {
  return new ComponentMetrics('part', provider as never, OBSERVED, [{ name: 't', description: 'd' }]);
}

/** A meter whose every method answers as it is told. */
function meterThat(answer: () => unknown): unknown {
  const names = ['Histogram', 'ObservableCounter', 'ObservableGauge', 'ObservableUpDownCounter'];
  return Object.fromEntries(names.map((name) => [`create${name}`, answer]));
}

function instrumentThat(code: () => unknown): unknown {
  const observed = { observe: code };
  return {
    record: code,
    addCallback: (callback: (result: unknown) => void) => callback(observed),
    removeCallback: code,
  };
}

test.each<[string, unknown]>([
  ['getMeter throws', { getMeter: throws }],
  ['getMeter rejects', { getMeter: rejects }],
  ['getMeter gives nothing', { getMeter: () => undefined }],
  ['a meter without methods', { getMeter: () => ({}) }],
  ['a meter that throws', { getMeter: () => meterThat(throws) }],
  ['a meter that gives nothing', { getMeter: () => meterThat(() => undefined) }],
  ['a meter that rejects', { getMeter: () => meterThat(rejects) }],
  ['instruments without methods', { getMeter: () => meterThat(() => ({})) }],
  ['instruments that throw', { getMeter: () => meterThat(() => instrumentThat(throws)) }],
  ['instruments that reject', { getMeter: () => meterThat(() => instrumentThat(rejects)) }],
  ['the meter that does nothing', { getMeter: () => createNoopMeter() }],
])('%s', async (_, provider) => {
  const rejections: unknown[] = [];
  const note = (reason: unknown) => void rejections.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const metrics = metricsBy(provider);
  metrics.record('t', 1);
  await turn();
  metrics.end();
  metrics.record('t', 1);
  await turn();
  await turn();
  expect(rejections).toEqual([]);
});

test('an instrument that the meter does not make costs the others nothing', async () => {
  const { provider, scrape } = await scrapedMetrics();
  const meter = provider.getMeter('laketrace');
  const partly = { getMeter: () => Object.assign(Object.create(meter), { createObservableCounter: throws }) };
  metricsBy(partly);
  expect(valuesOf(await scrape(), 'b', 'of')).toEqual({ b: 2 });
});

test('what cannot be read costs the others nothing', async () => {
  const { provider, scrape, collect } = await scrapedMetrics();
  new ComponentMetrics('part', provider, [{ ...(OBSERVED[0] as ObservedMetric), read: throws }, ...OBSERVED.slice(1)]);
  expect((await collect()).errors).toEqual([]);
  expect(valuesOf(await scrape(), 'b', 'of')).toEqual({ b: 2 });
});

test('a meter is told of a duration when what is being done is complete, and never after the end', async () => {
  const recorded: unknown[] = [];
  const histogram = { record: (...values: unknown[]) => recorded.push(values) };
  const provider = { getMeter: () => ({ ...createNoopMeter(), createHistogram: () => histogram }) };
  const metrics = metricsBy(provider);
  metrics.record('t', 1.5, { codec: 'gzip' });
  expect(recorded).toEqual([]);
  await turn();
  expect(recorded).toEqual([
    [
      1.5,
      { codec: 'gzip', 'otel.component.type': 'part', 'otel.component.name': expect.stringMatching(/^part\/\d+$/) },
    ],
  ]);
  metrics.end();
  metrics.record('t', 2);
  await turn();
  expect(recorded).toHaveLength(1);
});
