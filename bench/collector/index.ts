// What an agent and a gateway carry: agent.yaml and gateway.yaml in a real collector, one after the other, on this machine.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { collector } from '../../collector-config/build/build-collector.ts';
import { conditions, figure, markdownTable, publish } from '../page/generated-page.ts';
import { agentArithmetic, gatewayArithmetic, queueArithmetic, split } from './arithmetic.ts';
import { Chain } from './chain.ts';
import type { CollectorUnderLoad } from './collector-under-load.ts';
import { requestsOf, send, type Target, type Writing, writeFiles } from './load.ts';

interface Case {
  readonly name: string;
  readonly records: number;
  /** Before the agent starts. */
  readonly before?: (directory: string) => Promise<void>;
  /** While it runs. */
  readonly during?: (directory: string, agent: Target) => Promise<void>;
}

/** Requests that come to the gateway itself, of many agents that have little to say each. */
interface GatewayCase {
  readonly name: string;
  readonly records: number;
  readonly perRequest: number;
}

const SECONDS = 30;
/** That send to the gateway at the same time. */
const PROGRAMS = 16;
const PER_LINE = 20;
const [FEW, MANY] = [10, 512] as const;
const ONE_A_LINE = 'plain files, 1 record a line';
const MANY_A_LINE = `plain files, ${PER_LINE} records a line`;
const FEW_A_REQUEST = `gateway alone, ${FEW} records a request`;
const MANY_A_REQUEST = `gateway alone, ${MANY} records a request`;

function casesOf(records: number): Case[] {
  const filesOf = (name: string, writing: Omit<Writing, 'records'>): Case => ({
    name,
    records,
    before: (directory) => writeFiles(directory, { records, ...writing }),
  });
  const liveAt = (rate: number): Case => {
    const writing: Writing = { records: rate * SECONDS, perLine: 5, compression: 'gzip', rate };
    const name = `live for ${SECONDS} s, ${rate.toLocaleString('en-US')} records/s, 5 a line, gzip`;
    return { name, records: writing.records, during: (directory) => writeFiles(directory, writing) };
  };
  return [
    filesOf(ONE_A_LINE, { perLine: 1 }),
    filesOf(MANY_A_LINE, { perLine: PER_LINE }),
    filesOf(`gzip files, ${PER_LINE} records a line`, { perLine: PER_LINE, compression: 'gzip' }),
    {
      name: `OTLP over HTTP, ${MANY} records a request`,
      records,
      during: async (_, agent) => send(agent, await requestsOf(records, MANY), PROGRAMS),
    },
    liveAt(1000),
    liveAt(5000),
  ];
}

const version = (program: string): string => execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();

const gatewayCasesOf = (records: number): GatewayCase[] => [
  { name: MANY_A_REQUEST, records, perRequest: MANY },
  { name: FEW_A_REQUEST, records, perRequest: FEW },
];

/** What a collector took for a record: microseconds of CPU, and the most memory in MB. */
interface Cost {
  readonly cpu: number;
  readonly memory: number;
}

interface Result {
  readonly name: string;
  readonly recordsASecond: number;
  readonly agent?: Cost;
  readonly gateway: Cost;
}

const costOf = ({ cpuSeconds, peakMegabytes }: CollectorUnderLoad, records: number): Cost => ({
  cpu: (cpuSeconds * 1e6) / records,
  memory: peakMegabytes,
});

async function measure(program: string, { name, records, before, during }: Case): Promise<Result> {
  const chain = new Chain(program);
  try {
    await before?.(chain.directory);
    const far = await chain.startGateway();
    const start = performance.now();
    const { agent, target } = await chain.startAgent(far.target);
    await during?.(chain.directory, target);
    await agent.until('otelcol_exporter_sent_log_records', records);
    const recordsASecond = (records * 1000) / (performance.now() - start);
    const taken = await far.gateway.metric('otelcol_receiver_accepted_log_records');
    if (taken < records) throw new Error(`the gateway took ${taken} of ${records} records`);
    return { name, recordsASecond, agent: costOf(agent, records), gateway: costOf(far.gateway, records) };
  } finally {
    await chain.remove();
  }
}

async function measureGateway(program: string, { name, records, perRequest }: GatewayCase): Promise<Result> {
  const requests = await requestsOf(records, perRequest);
  const chain = new Chain(program);
  try {
    const { gateway, target } = await chain.startGateway();
    const start = performance.now();
    await send(target, requests, PROGRAMS);
    const recordsASecond = (records * 1000) / (performance.now() - start);
    return { name, recordsASecond, gateway: costOf(gateway, records) };
  } finally {
    await chain.remove();
  }
}

function tableOf(results: readonly Result[]): string {
  const head = ['case', 'records/s', 'agent: CPU a record', 'agent: peak', 'gateway: CPU a record', 'gateway: peak'];
  const cells = (cost: Cost | undefined) =>
    cost === undefined ? ['', ''] : [`${figure(cost.cpu, 1)} µs`, `${figure(cost.memory)} MB`];
  const rows = results.map(({ name, recordsASecond, agent, gateway }) => [
    name,
    figure(recordsASecond),
    ...cells(agent),
    ...cells(gateway),
  ]);
  return markdownTable([head, ...rows]);
}

/** Measures each case once. @param args `--records=60000` for shorter ones; `--write-docs` writes docs/capacity.md */
export async function run(args: readonly string[]): Promise<void> {
  const records = Number(args.find((arg) => arg.startsWith('--records='))?.slice('--records='.length) ?? 200_000);
  const program = collector().path;
  const when = conditions();
  const results: Result[] = [];
  for (const each of casesOf(records)) results.push(await measure(program, each));
  for (const each of gatewayCasesOf(records)) results.push(await measureGateway(program, each));
  const cpuOf = (name: string, who: 'agent' | 'gateway') =>
    results.find((result) => result.name === name)?.[who]?.cpu ?? 0;
  const requests = await requestsOf(1000, FEW);
  const parts = [
    `${when} ${version(program)}, ${figure(records)} records where no time is given.`,
    tableOf(results),
    agentArithmetic(split(cpuOf(ONE_A_LINE, 'agent'), 1, cpuOf(MANY_A_LINE, 'agent'), PER_LINE)),
    gatewayArithmetic(split(cpuOf(FEW_A_REQUEST, 'gateway'), FEW, cpuOf(MANY_A_REQUEST, 'gateway'), MANY)),
    queueArithmetic(requests.reduce((sum, { length }) => sum + length, 0) / 1000),
  ];
  publish([join(import.meta.dirname, '../../docs/capacity.md')], 'collector', parts.join('\n\n'), args);
}
