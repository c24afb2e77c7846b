// Decides which platform this is, and says why: the order of evidence, the overrides, the run id and the role.
import {
  databricksApp,
  databricksDecoys,
  databricksDetails,
  databricksModelServing,
  databricksRuntimeVariable,
  databricksVersionFile,
} from './databricks.ts';
import { type DetectionOptions, Environment } from './environment.ts';
import { fabricContextFile, fabricDecoys, fabricDetails, fabricHost, fabricPythonNotebook } from './fabric.ts';
import {
  type Decoys,
  type Evidence,
  type Finding,
  PLATFORMS,
  type Platform,
  type PlatformAttributes,
  type PlatformDetails,
  type RuntimeRole,
  type RuntimeType,
} from './platform.ts';
import {
  sparkDefaultsFile,
  sparkDetails,
  sparkDriverPod,
  sparkExecutorDirectories,
  sparkExecutorPod,
  sparkLogUrls,
  sparkPythonWorker,
  sparkRole,
  sparkYarnContainer,
} from './spark.ts';
import { warnOnce } from './warn-once.ts';

/** What {@link detectRuntime} found. Plain data: it can be printed as JSON. */
export interface DetectedRuntime {
  readonly platform: Platform;
  readonly type: RuntimeType;
  /** The id of this run, from the first source that has one (see {@link detectRuntime}). */
  readonly runId: string | undefined;
  /** `laketrace.*`, the platform's own attributes, `cloud.*`, and `service.name` where the program has an app's or job's name. */
  readonly attributes: PlatformAttributes;
  /** Sentences for people: what decided, where ids came from, what was ignored and why. Holds names of variables, never values. */
  readonly evidence: readonly string[];
  /** Absent where nothing shows it; such a process is treated as a driver. */
  readonly role?: RuntimeRole;
}

/**
 * Strong evidence, the stronger first: the first that holds decides the platform.
 *
 * Files come before variables, since a variable travels (with `docker run -e`, `.env` files, `ssh`) and a file at a fixed place of
 * the platform's image does not. Of the variables, Fabric's come before Databricks': people set `DATABRICKS_*` by hand in order
 * to reach Databricks from elsewhere, nobody sets `MSNOTEBOOKUTILS_*`. Spark comes last, since both platforms have Spark inside.
 */
const EVIDENCE: readonly Evidence[] = [
  fabricContextFile,
  databricksVersionFile,
  databricksRuntimeVariable,
  fabricPythonNotebook,
  fabricHost,
  databricksApp,
  databricksModelServing,
  sparkExecutorDirectories,
  sparkLogUrls,
  sparkExecutorPod,
  sparkDriverPod,
  sparkPythonWorker,
  sparkYarnContainer,
  sparkDefaultsFile,
];

const DECOYS: readonly Decoys[] = [...fabricDecoys, ...databricksDecoys];

const PLATFORM_OVERRIDE = 'LAKETRACE_PLATFORM';
const RUN_ID_OVERRIDE = 'LAKETRACE_RUN_ID';

/** Where a run id is looked for before the platform is asked: ours, then those of the Python LakeTrace in its order. */
const RUN_ID_VARIABLES: readonly string[] = [RUN_ID_OVERRIDE, 'DB_JOB_RUN_ID', 'FABRIC_RUN_ID', 'RUN_ID'];

const DETAILS: Readonly<Record<Platform, (environment: Environment) => PlatformDetails>> = {
  fabric: fabricDetails,
  databricks: databricksDetails,
  spark: sparkDetails,
  local: () => ({ type: 'local', attributes: {}, notes: [] }),
};

/**
 * Says on which platform this program runs, as what, in which run, and why.
 *
 * The platform is the value of `LAKETRACE_PLATFORM`, if that is one of `fabric`, `databricks`, `spark`, `local` (in any case); else
 * the first in a fixed order of strong evidence (docs/platforms.md#the-order-of-evidence); else `local`. What a laptop with the
 * Databricks CLI has, or Azure Synapse, is not evidence.
 *
 * The run id is the first of `LAKETRACE_RUN_ID`, `DB_JOB_RUN_ID`, `FABRIC_RUN_ID`, `RUN_ID`; on Databricks then the one in the job
 * cluster's name; on Fabric then the activity id.
 *
 * Synchronous, without network, timers or processes; reads only the platforms' own small files, at most 64 KiB of each. Takes a
 * few hundredths of a millisecond, so the answer is not cached: it follows the environment. Never throws.
 */
export function detectRuntime(options?: DetectionOptions): DetectedRuntime {
  try {
    return detect(new Environment(options));
  } catch {
    // Only an injected environment can get here. The error itself may quote a value, so it is not repeated.
    return {
      platform: 'local',
      type: 'local',
      runId: undefined,
      attributes: { 'laketrace.platform': 'local', 'laketrace.runtime.type': 'local' },
      evidence: ['the environment cannot be read'],
    };
  }
}

function detect(environment: Environment): DetectedRuntime {
  const evidence: string[] = [];
  const findings = EVIDENCE.map(({ platform, find }) => ({ platform, finding: find(environment) }));
  const platform = decide(environment, findings, evidence);
  const details = DETAILS[platform](environment);
  evidence.push(...details.notes);
  const role = roleOf(environment, evidence);
  const runId = runIdOf(environment, details, evidence);
  evidence.push(...ignored(environment, platform, findings));
  return {
    platform,
    type: details.type,
    runId,
    attributes: {
      'laketrace.platform': platform,
      'laketrace.runtime.type': details.type,
      ...(runId !== undefined && { 'laketrace.run.id': runId }),
      ...details.attributes,
      ...(details.serviceName !== undefined && !isServiceNamed(environment) && { 'service.name': details.serviceName }),
    },
    evidence,
    ...(role !== undefined && { role }),
  };
}

interface Looked {
  readonly platform: Platform;
  readonly finding: Finding | undefined;
}

/** The platform, with what decided it as the first evidence. */
function decide(environment: Environment, findings: readonly Looked[], evidence: string[]): Platform {
  const override = platformOverride(environment);
  const strongest = override ?? findings.find(({ finding }) => finding?.counts)?.platform;
  if (override !== undefined) evidence.push(`${PLATFORM_OVERRIDE} is ${override}`);
  else if (strongest === undefined) evidence.push('nothing of Fabric, Databricks or Spark was found');
  for (const { platform, finding } of findings) {
    if (finding?.counts && platform === strongest) evidence.push(finding.text);
  }
  if (override === undefined && environment.isSet(PLATFORM_OVERRIDE)) {
    const problem = `the value of ${PLATFORM_OVERRIDE} is none of ${PLATFORMS.join(', ')}`;
    evidence.push(`ignored: ${problem}`);
    warnOnce(`${problem}: it is ignored`);
  }
  return strongest ?? 'local';
}

function platformOverride(environment: Environment): Platform | undefined {
  const wanted = environment.variable(PLATFORM_OVERRIDE)?.toLowerCase();
  return PLATFORMS.find((platform) => platform === wanted);
}

/** `DB_IS_DRIVER` says it itself, on Databricks; Spark's executors are known by variables that drivers do not have. */
function roleOf(environment: Environment, evidence: string[]): RuntimeRole | undefined {
  if (environment.isSet('DB_IS_DRIVER')) {
    const driver = environment.variable('DB_IS_DRIVER') === 'TRUE';
    evidence.push(driver ? 'role driver: DB_IS_DRIVER is TRUE' : 'role executor: DB_IS_DRIVER is not TRUE');
    return driver ? 'driver' : 'executor';
  }
  const found = sparkRole(environment);
  if (found !== undefined) evidence.push(`role ${found.role}: ${found.name} is set`);
  return found?.role;
}

function runIdOf(environment: Environment, details: PlatformDetails, evidence: string[]): string | undefined {
  for (const name of RUN_ID_VARIABLES) {
    const value = environment.variable(name);
    if (value !== undefined) {
      evidence.push(`run id from ${name}`);
      return value;
    }
    if (environment.isSet(name)) evidence.push(`ignored: the value of ${name} is too long or not printable`);
  }
  if (details.runId === undefined) return undefined;
  evidence.push(`run id from ${details.runId.source}`);
  return details.runId.value;
}

/** Whether the user has named the service in OpenTelemetry's own variables: then no fallback is offered. */
function isServiceNamed(environment: Environment): boolean {
  if (environment.isSet('OTEL_SERVICE_NAME')) return true;
  return environment.matches('OTEL_RESOURCE_ATTRIBUTES', /(?:^|,)\s*service\.name\s*=/);
}

/** Everything that looked like evidence of a platform and did not decide. */
function* ignored(environment: Environment, platform: Platform, findings: readonly Looked[]): Generator<string> {
  for (const { platform: other, finding } of findings) {
    if (finding === undefined || other === platform) continue;
    // Fabric and Databricks have Spark inside: there it is no conflict.
    if (finding.counts && other === 'spark' && platform !== 'local') continue;
    yield finding.counts ? `outranked: ${finding.text}` : `ignored: ${finding.text}`;
  }
  for (const { platform: other, names, reason } of DECOYS) {
    if (other === platform) continue;
    for (const name of names) {
      if (environment.exists(name)) yield `ignored: ${name} is set, ${reason}`;
    }
  }
}
