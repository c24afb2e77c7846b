// All checks of the doctor, in the order in which one counts on the other.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defaultLogDirectory } from '../resource/index.ts';
import { absolutePath } from '../spec/absolute-path.ts';
import type { CheckResult } from './check.ts';
import { checkCollector } from './collector-check.ts';
import { checkDirectory } from './directory-checks.ts';
import { checkNode, checkPlatform } from './platform-checks.ts';
import { checkGlobals, checkVersions } from './sdk-checks.ts';
import { checkSelf } from './self-test.ts';

/** What is checked. */
export interface DoctorOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: where log files go that nobody chose a directory for. */
  readonly directory?: string | undefined;
  /** The address of a collector. Default: that of OpenTelemetry's variables. */
  readonly otlp?: string | undefined;
  /** Milliseconds that a collector has for its answer. */
  readonly patience: number;
}

/** Runs the checks; each is given as soon as it is done. */
export async function* runChecks({ env, directory, otlp, patience }: DoctorOptions): AsyncGenerator<CheckResult> {
  yield checkNode(leastNode());
  yield* checkPlatform(env);
  yield* checkVersions();
  yield await checkGlobals();
  yield* checkDirectory({
    path: absolutePath(directory ?? defaultLogDirectory({ env }), 'directory'),
    env,
    async *inside(scratch) {
      yield await checkSelf(scratch);
    },
  });
  yield await checkCollector(otlp, env, patience);
}

function leastNode(): string {
  const path = createRequire(import.meta.url).resolve('laketrace/package.json');
  return JSON.parse(readFileSync(path, 'utf8')).engines.node;
}
