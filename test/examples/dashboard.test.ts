// The dashboard and the alerts ask for metrics and labels that a scrape of LakeTrace shows, and Prometheus' own tool takes them.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { setUp } from '../processor/provider.ts';
import { scrapedMetrics } from '../support/scraped-metrics.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const FOLDER = join(import.meta.dirname, '../../examples/dashboard');
const textOf = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly description: string;
    readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
    readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

const dashboard = JSON.parse(textOf('grafana.json')) as Dashboard;
const ofPanels = dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const));
const ofAlerts = Array.from(
  textOf('alerts.yaml').matchAll(/- alert: (\w+)\n[\s\S]*?expr: (?:\|\n((?: {10}.*\n)+)|(.*)\n)/g),
  ([, name = '', block, line]) => [name, (block ?? line ?? '').trim()] as const,
);

/** What an expression asks for. Texts are left out first, then what stands before a bracket as a function does. */
function namesIn(expression: string): { readonly metrics: readonly string[]; readonly labels: readonly string[] } {
  const withoutTexts = expression.replace(/"[^"]*"/g, '""').replace(/\[[^\]]*\]/g, '');
  const labels: string[] = [];
  const rest = withoutTexts
    .replace(/\{([^}]*)\}/g, (_, list: string) => {
      labels.push(...Array.from(list.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g), ([, label = '']) => label));
      return ' ';
    })
    .replace(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g, (_, list: string) => {
      labels.push(...list.split(',').map((label) => label.trim()));
      return ' ';
    })
    .replace(/\b\w+\s*\(/g, '(');
  const metrics = Array.from(rest.matchAll(/\b[a-z]\w*\b/gi), ([name]) => name).filter(
    (name) => !['or', 'and', 'unless', 'by', 'without', 'sum'].includes(name),
  );
  return { metrics, labels };
}

type Labels = ReadonlyMap<string, ReadonlySet<string>>;

/** The names that a Prometheus server has after a scrape, with the labels of each. */
async function scrapeOnce(): Promise<Labels> {
  const scraped = new Map<string, Set<string>>();
  const { provider, scrape } = await scrapedMetrics();
  const exporter = new InMemoryLogRecordExporter();
  const { logger, processor } = setUp({
    meterProvider: provider,
    filter: ({ body }) => body !== 'filtered',
    file: { directory: temporaryDirectory(), name: 'app', compression: 'gzip', retention: 1 },
    batch: { exporter },
    sinks: [
      {
        sink: () => {
          throw new Error('no');
        },
        name: 'broken',
      },
    ],
  });
  for (let file = 0; file < 3; file++) {
    logger.emit({ body: ['jo', 'example.org'].join('@') });
    logger.emit({ body: 'filtered' });
    await processor.rotate();
  }
  await processor.forceFlush();
  exporter.export = (_, done) => done({ code: 1, error: Object.assign(new Error('no'), { code: 400 }) });
  // After a tenth of a second the longest write until then is recorded.
  await new Promise((resolve) => setTimeout(resolve, 150));
  logger.emit({ body: 'refused' });
  await processor.forceFlush();
  for (const { name, labels } of await scrape()) {
    const known = scraped.get(name) ?? new Set(['otel_scope_name']);
    for (const label of Object.keys(labels)) known.add(label);
    scraped.set(name, known);
  }
  return scraped;
}

let once: Promise<Labels> | undefined;

/** The same for all tests: the first one that asks makes the processor and scrapes it. */
function scrapedLabels(): Promise<Labels> {
  once ??= scrapeOnce();
  return once;
}

test('there is something to look at', async () => {
  expect(ofPanels.length).toBeGreaterThan(20);
  expect(ofAlerts.map(([name]) => name)).toEqual(
    Array.from(textOf('README.md').matchAll(/`(LakeTrace\w+)`/g), ([, name]) => name),
  );
  expect((await scrapedLabels()).size).toBeGreaterThan(30);
});

describe.each([
  ['panel', ofPanels],
  ['alert', ofAlerts],
] as const)('each %s', (_, expressions) => {
  test.each(expressions)('%s: %s', async (_name, expression) => {
    const scraped = await scrapedLabels();
    const { metrics, labels } = namesIn(expression);
    expect(metrics).not.toEqual([]);
    expect(metrics.filter((metric) => !scraped.has(metric))).toEqual([]);
    const known = new Set(metrics.flatMap((metric) => [...(scraped.get(metric) ?? [])]));
    expect(labels.filter((label) => !known.has(label))).toEqual([]);
  });
});

test('a name that is not registered, and a label that no value has, are seen', () => {
  const { metrics, labels } = namesIn('sum by (nope) (rate(laketrace_nope_total{never="x"}[5m])) > 0');
  expect(metrics).toEqual(['laketrace_nope_total']);
  expect(labels).toEqual(['never', 'nope']);
});

test('panels have ids, places and legends of their own', async () => {
  const scraped = await scrapedLabels();
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(dashboard.panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  const isLabelled = (legend: string) =>
    Array.from(legend.matchAll(/\{\{(\w+)\}\}/g), ([, label = '']) => label).every((label) =>
      [...scraped.values()].some((labels) => labels.has(label)),
    );
  const unknown = dashboard.panels
    .flatMap(({ targets }) => targets)
    .filter(({ legendFormat }) => !isLabelled(legendFormat));
  expect(unknown).toEqual([]);
});

const isPromtoolThere = spawnSync('promtool', ['--version']).status === 0;
if (!isPromtoolThere) {
  console.warn('promtool is not installed (apt-get install prometheus): the rules are not checked by it');
}

describe.skipIf(!isPromtoolThere)('promtool', () => {
  /** What it says, where it does not agree. */
  function complaintOf(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8', cwd: FOLDER });
    return status === 0 ? '' : stdout + stderr;
  }

  test('takes the rules', () => expect(complaintOf('check', 'rules', 'alerts.yaml')).toBe(''));

  test('has each alert come when it should', () => expect(complaintOf('test', 'rules', 'alerts.test.yaml')).toBe(''));

  test('takes the expressions of the dashboard', () => {
    const rules = ofPanels.map(([, expression], index) => {
      const filled = expression
        .replaceAll('$__rate_interval', '5m')
        .replaceAll('$__range', '6h')
        .replaceAll('$component', '.*');
      return `      - record: panel:${index}\n        expr: ${JSON.stringify(filled)}\n`;
    });
    const path = join(temporaryDirectory(), 'panels.yaml');
    writeFileSync(path, `groups:\n  - name: panels\n    rules:\n${rules.join('')}`);
    expect(complaintOf('check', 'rules', path)).toBe('');
  });

  test('would say what is wrong', () => {
    const path = join(temporaryDirectory(), 'wrong.yaml');
    writeFileSync(path, 'groups:\n  - name: wrong\n    rules:\n      - record: a\n        expr: rate(b)\n');
    expect(complaintOf('check', 'rules', path)).toContain('expected type range vector');
  });
});
