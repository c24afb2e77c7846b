// The benches of `npm run bench`: their figures stand in docs/performance.md, and in docs/performance.json.
import { type GrowthFigures, growth } from '../growth/index.ts';
import { type Latencies, latency } from '../latency/index.ts';
import { type LongTurns, longTurns } from '../latency/long-turns.ts';
import { type Memory, memory } from '../memory/index.ts';
import { type RedactionSpeed, redactionSpeed } from '../parts/redaction-speed.ts';
import { type RotationCost, rotationCost } from '../rotation/rotation-cost.ts';
import { type RotationStall, rotationStall } from '../rotation/rotation-stall.ts';
import type { Section } from '../section.ts';
import { type Service, service } from '../service/index.ts';
import { type CompressionLevels, compressionLevels } from '../settings/compression-levels.ts';
import { type Settings, settings } from '../settings/settings.ts';
import { type StartUp, startUp } from '../start-up/index.ts';
import { type Throughput, throughput } from '../throughput/index.ts';

/** What each bench measures, by its name. */
interface SectionResults {
  readonly throughput: Throughput;
  readonly latency: Latencies;
  readonly 'long-turns': LongTurns;
  readonly service: Service;
  readonly 'start-up': StartUp;
  readonly memory: Memory;
  readonly 'redaction-speed': RedactionSpeed;
  readonly rotation: RotationCost;
  readonly growth: GrowthFigures;
  readonly settings: Settings;
  readonly compression: CompressionLevels;
  readonly 'rotation-stall': RotationStall;
}

/** The name of one of them. */
export type SectionName = keyof SectionResults;

/** In the order in which they run: what others are compared by comes first. */
export const SECTIONS: { readonly [Name in SectionName]: Section<SectionResults[Name]> } = {
  throughput,
  latency,
  'long-turns': longTurns,
  service,
  'start-up': startUp,
  memory,
  'redaction-speed': redactionSpeed,
  rotation: rotationCost,
  growth,
  settings,
  compression: compressionLevels,
  'rotation-stall': rotationStall,
};

/** What was measured of one, and when and where. */
export interface Measured<Result> {
  readonly conditions: string;
  readonly result: Result;
}

/** All that was measured; a bench that has not run yet is not in it. */
export type Results = { readonly [Name in SectionName]?: Measured<SectionResults[Name]> };

/** A bench, of which no more is known than that its figures are its own. */
export const sectionOf = (name: SectionName): Section<unknown> => SECTIONS[name] as Section<unknown>;
