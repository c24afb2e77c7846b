// A real metrics SDK with its Prometheus exporter, scraped over HTTP as a Prometheus server does.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { onTestFinished } from 'vitest';

/** One value of a scrape. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A provider, and what a scrape of it shows of LakeTrace. */
export interface ScrapedMetrics {
  readonly provider: MeterProvider;
  scrape(): Promise<readonly Sample[]>;
  /** What the SDK itself says of a collection: the errors of its callbacks as well. */
  collect(): ReturnType<PrometheusExporter['collect']>;
}

/** Starts a metrics endpoint on a port of its own for the test. */
export async function scrapedMetrics(): Promise<ScrapedMetrics> {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [exporter] });
  const server = createServer((request, response) => exporter.getMetricsRequestHandler(request, response));
  // A connection that is closed for its age at the moment in which it is used again fails the request.
  server.keepAliveTimeout = 0;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await provider.shutdown();
  });
  const { port } = server.address() as AddressInfo;
  return {
    provider,
    collect: () => exporter.collect(),
    scrape: async () => samplesIn(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()),
  };
}

/** The samples of the scope `laketrace` in Prometheus' text format, without the label that names the scope. */
export function samplesIn(text: string): Sample[] {
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const [, name, list = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    if (name === undefined) continue;
    const labels = Object.fromEntries(
      [...list.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text]),
    );
    const { otel_scope_name: scope, ...own } = labels;
    if (scope === 'laketrace') samples.push({ name, labels: own as Record<string, string>, value: Number(value) });
  }
  return samples;
}

/** The values of a metric by one label, summed; under the empty text where it has none. */
export function valuesOf(
  samples: readonly Sample[],
  name: string,
  label = 'otel_component_type',
): Record<string, number> {
  const values: Record<string, number> = {};
  for (const sample of samples) {
    if (sample.name !== name) continue;
    const key = sample.labels[label] ?? '';
    values[key] = (values[key] ?? 0) + sample.value;
  }
  return values;
}
