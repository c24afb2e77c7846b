// LakeTrace beside its peers: records a second until all are in files, and CPU time a record, of five shapes of records and both SDK lines.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SdkLine } from '../contenders/contender.ts';
import type { Count } from '../contenders/count-back.ts';
import { CONTENDERS, type ContenderName } from '../contenders/index.ts';
import { PYTHON_CONTENDERS, type PythonContender, preparePython, runPython } from '../contenders/python.ts';
import { SHAPES, type Shape } from '../contenders/samples.ts';
import { InstalledLine } from '../contenders/sdk-line.ts';
import { inOwnProcess } from '../own-process.ts';
import { figure, markdownTable } from '../page/generated-page.ts';
import { ROOT } from '../root.ts';
import { fail, type Scale, type Section, sideBySide } from '../section.ts';
import { interleaved, median, spread } from '../statistics.ts';
import type { Measurement, Run, Speed } from './throughput-process.ts';

const PROCESS = join(import.meta.dirname, 'throughput-process.ts');
const BURST = 1000;
/** The first round has the machine read all programs. */
const ROUNDS: Readonly<Record<Scale, number>> = { full: 6, quick: 1 };
const RECORDS: Readonly<Record<Scale, number>> = { full: 80_000, quick: 1000 };
/** Of a run that takes more or less time than the typical one. */
const SHARE: Readonly<Record<Shape | 'python', number>> = {
  short: 1,
  typical: 1,
  large: 0.1,
  exception: 0.1,
  nested: 0.4,
  python: 0.2,
};
const OF_OLDER_SDK: readonly ContenderName[] = ['laketrace', 'laketrace-plain', 'sdk-batch', 'emit-into-nothing'];
/** For all shapes. */
const MAIN: readonly ContenderName[] = ['laketrace', 'laketrace-plain', 'sdk-batch', 'pino-roll', 'winston-rotate'];
const SHAPE_ROUNDS: Readonly<Record<Scale, number>> = { full: 3, quick: 1 };

/** A contender's rounds in one row. */
export interface Row {
  readonly name: string;
  readonly title: string;
  /** Records a second until all were in files. */
  readonly finished: number;
  /** Between the slowest and the fastest round, as a share of the median. */
  readonly spread: number;
  /** Records a second until the last was handed over. */
  readonly emitted: number;
  /** Microseconds a record, of all threads. */
  readonly cpu: number;
  /** Of a record in its files. */
  readonly bytes: number;
  /** Of all rounds. */
  readonly lost: number;
}

/** What the bench has measured. */
export interface Throughput {
  readonly records: number;
  readonly rounds: number;
  /** Of all loggers; those of Python where it is there. */
  readonly versions: string;
  readonly typical: readonly Row[];
  readonly shapes: readonly { readonly shape: Shape; readonly rows: readonly Row[] }[];
}

interface Candidate {
  readonly name: string;
  readonly title: string;
  readonly records: number;
  readonly run: () => Promise<Measurement>;
}

function candidate(contender: ContenderName, line: SdkLine, shape: Shape, records: number): Candidate {
  const { title } = CONTENDERS[contender];
  const task: Run = { contender, line, shape, records, burst: BURST };
  return {
    name: line === 'sdk-3' ? contender : `${contender}, ${line}`,
    title: line === 'sdk-3' ? title : `${title} (SDK 0.2xx)`,
    records,
    run: () => inOwnProcess<Run, Measurement>(PROCESS, task),
  };
}

function pythonCandidates(scale: Scale): Candidate[] {
  const records = Math.ceil(RECORDS[scale] * SHARE.python);
  return (Object.keys(PYTHON_CONTENDERS) as PythonContender[]).map((name) => ({
    name: `python-${name}`,
    title: PYTHON_CONTENDERS[name],
    records,
    run: () => runPython(name, records),
  }));
}

/** What one run measured; nothing where it failed, which does not keep the others from running. */
async function attempt({ title, run }: Candidate): Promise<Measurement | undefined> {
  try {
    return await run();
  } catch (error) {
    fail(`${title}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

async function rowsOf(
  candidates: readonly Candidate[],
  rounds: Readonly<Record<Scale, number>>,
  scale: Scale,
): Promise<Row[]> {
  const measured = await interleaved(candidates, rounds[scale], attempt, sideBySide(scale));
  return [...measured].flatMap(([each, runs]) => {
    const whole = runs.filter((run) => run !== undefined);
    return whole.length === 0 ? [] : [rowOf(each, whole)];
  });
}

function rowOf({ name, title, records }: Candidate, all: readonly Measurement[]): Row {
  const later = all.length > 1 ? all.slice(1) : all;
  const of = (key: keyof Speed | keyof Count): number[] => later.map((each) => each[key]);
  const lost = all.reduce((sum, each) => sum + each.lost, 0);
  const doubled = all.reduce((sum, each) => sum + each.doubled, 0);
  if (lost + doubled > 0) fail(`${title}: ${lost} records lost, ${doubled} doubled`);
  return {
    name,
    title,
    finished: Math.round(median(of('finished'))),
    spread: Number(spread(of('finished')).toFixed(3)),
    emitted: Math.round(median(of('emitted'))),
    cpu: Number(median(of('cpu')).toFixed(3)),
    bytes: Math.round(median(of('bytes')) / records),
    lost,
  };
}

/** As they are installed. */
function versions(): string[] {
  const [newer, older] = [new InstalledLine('sdk-3'), new InstalledLine('sdk-0.2')];
  const rivals = ['pino', 'pino-roll', 'winston', 'winston-daily-rotate-file', 'log4js', 'rotating-file-stream'];
  const ofRivals = rivals.map((name) => `${name} ${versionOf(name)}`);
  return [
    `SDK ${newer.versionOf('@opentelemetry/sdk-logs')} and ${older.versionOf('@opentelemetry/sdk-logs')}`,
    ...ofRivals,
  ];
}

function versionOf(name: string): string {
  const manifest = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

async function measure(scale: Scale): Promise<Throughput> {
  const records = RECORDS[scale];
  const names = Object.keys(CONTENDERS).filter((name) => name !== 'none') as ContenderName[];
  const python = preparePython(scale === 'full');
  const typical = [
    ...names.map((name) => candidate(name, 'sdk-3', 'typical', records)),
    ...OF_OLDER_SDK.map((name) => candidate(name, 'sdk-0.2', 'typical', records)),
    ...(python === undefined ? [] : pythonCandidates(scale)),
  ];
  const shapes = (Object.keys(SHAPES) as Shape[]).filter((shape) => shape !== 'typical');
  const rows = await rowsOf(typical, ROUNDS, scale);
  const ofShapes: { shape: Shape; rows: Row[] }[] = [];
  for (const shape of shapes) {
    const each = MAIN.map((name) => candidate(name, 'sdk-3', shape, records * SHARE[shape]));
    ofShapes.push({ shape, rows: await rowsOf(each, SHAPE_ROUNDS, scale) });
  }
  return {
    records,
    rounds: Math.max(1, ROUNDS[scale] - 1),
    versions: [...versions(), python ?? 'Python was not there'].join(', '),
    typical: rows,
    shapes: ofShapes,
  };
}

const percent = (share: number): string => `${figure(share * 100)} %`;

function render({ records, rounds, versions: ofLoggers, typical, shapes }: Throughput): string {
  const head = [
    'logger',
    'records/s, all in files',
    'spread',
    'records/s handed over',
    'CPU a record',
    'bytes a record',
    'lost',
  ];
  const rows = typical
    .toSorted((a, b) => b.finished - a.finished)
    .map((row) => [
      row.title,
      figure(row.finished),
      percent(row.spread),
      figure(row.emitted),
      `${figure(row.cpu, 1)} µs`,
      figure(row.bytes),
      figure(row.lost),
    ]);
  const headOfShapes = [
    'records/s, all in files',
    ...MAIN.map((name) => CONTENDERS[name].title.split(/[,:]/)[0] ?? ''),
  ];
  headOfShapes[1] = 'LakeTrace, gzip';
  headOfShapes[2] = 'LakeTrace, plain';
  const rowsOfShapes = [{ shape: 'typical' as Shape, rows: typical }, ...shapes].map(({ shape, rows: each }) => [
    SHAPES[shape].title,
    ...MAIN.map((name) => figure(each.find((row) => row.name === name)?.finished ?? Number.NaN)),
  ]);
  return [
    `${figure(records)} records of a body of 83 characters and six attributes, 1,000 in a turn of the event loop; each run in a process of its own, in turn, the median ` +
      `of ${rounds} rounds; the spread lies between the slowest and the fastest. CPU time is that of all threads. Records were counted in the files after each run. ` +
      `"All on" is redaction, OTLP/JSON, files of 10 MB and gzip; "no compression" is the same without gzip. No other logger redacts or compresses. ${ofLoggers}.`,
    markdownTable([head, ...rows]),
    'The same for records of other shapes:',
    markdownTable([headOfShapes, ...rowsOfShapes]),
  ].join('\n\n');
}

export const throughput: Section<Throughput> = { measure, render };
