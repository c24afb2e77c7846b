// What follows from the measured costs: how much one agent carries, how many programs a gateway serves, how long a queue lasts.
import { figure, markdownTable } from '../page/generated-page.ts';

/** Microseconds of CPU for a line or a request, and for each record in it. */
export interface Costs {
  readonly each: number;
  readonly record: number;
}

/** Flushes of the agent's queue a second: `flush_timeout` of agent.yaml. */
const REQUESTS_A_SECOND = 5;
/** `queue_size` of agent.yaml. */
const QUEUE_BYTES = 1e9;
/** What is left free for bursts, and for catching up after an outage. */
const SHARE = 0.5;
const RATES = [1, 10, 100, 1000] as const;

/**
 * The two parts of a cost, by two measurements.
 * @param few the CPU time a record with so many records in each line or request
 */
export function split(few: number, inFew: number, many: number, inMany: number): Costs {
  const each = (few - many) / (1 / inFew - 1 / inMany);
  return { each, record: many - each / inMany };
}

const times = (rate: number): string => `${figure(rate)} record${rate === 1 ? '' : 's'}/s`;

export function agentArithmetic({ each, record }: Costs): string {
  const share = (rate: number, perLine: number) => `${figure((rate * (each / perLine + record)) / 1e4, 1)} %`;
  const rows = [...RATES, 10_000].map((rate) => [times(rate), share(rate, 1), share(rate, 20)]);
  return [
    `**An agent** takes ${figure(each)} µs of CPU for a line and ${figure(record)} µs for each record in it (from the first two rows). Of one core that is:`,
    markdownTable([['the programs of a machine log', '1 record a line', '20 records a line'], ...rows]),
  ].join('\n\n');
}

export function gatewayArithmetic({ each, record }: Costs): string {
  const programs = (rate: number) => (SHARE * 1e6) / (Math.min(rate, REQUESTS_A_SECOND) * each + rate * record);
  const rows = RATES.map((rate) => [times(rate), Math.min(rate, REQUESTS_A_SECOND), figure(programs(rate))]);
  const aDay = (1e9 / 86_400) * record * 1e-4;
  return [
    `**A gateway** takes ${figure(each)} µs for a request and ${figure(record, 1)} µs for each record in it (from the last two rows). An agent sends ${REQUESTS_A_SECOND} requests a second ` +
      'at most while it keeps up (`flush_timeout: 200ms`). With half of one core left free for bursts and for what comes after an outage, a core serves:',
    markdownTable(
      [['each program, with an agent of its own', 'requests/s', 'programs a core']].concat(
        rows.map((row) => row.map(String)),
      ),
    ),
    `A billion records a day are ${figure(1e9 / 86_400)} a second on average: ${figure(aDay, 1)} % of a core for the records, and the requests of the agents in addition.`,
  ].join('\n\n');
}

export function queueArithmetic(bytesARecord: number): string {
  const minutes = (rate: number) => QUEUE_BYTES / (bytesARecord * rate) / 60;
  const rows = [100, 1000, 10_000].map((rate) => [times(rate), figure(minutes(rate))]);
  return [
    `**The agent's queue**: a record of these is ${figure(bytesARecord)} bytes of protobuf with its share of the resource, 10 to a request. The 1 GB on the disk (\`queue_size\`) lasts, before the files wait instead:`,
    markdownTable([['the programs of a machine log', 'minutes of an outage'], ...rows]),
  ].join('\n\n');
}
