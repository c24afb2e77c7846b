// Databricks: its evidence, its decoys, and what a program there can know of itself. Sources: docs/platforms.md#sources-databricks.
import type { Environment } from './environment.ts';
import {
  type Decoys,
  type Evidence,
  fileExists,
  type PlatformDetails,
  type RuntimeType,
  variableIsSet,
} from './platform.ts';

const HOME = '/databricks';
const VERSION_FILE = '/databricks/DBR_VERSION';
const RUNTIME_VERSION = 'DATABRICKS_RUNTIME_VERSION';
const APP_NAME = 'DATABRICKS_APP_NAME';
const MODEL_SERVING = 'IS_IN_DATABRICKS_MODEL_SERVING_ENV';

/** The version file of the runtime, which clusters of custom containers have too (mlflow's rule). */
export const databricksVersionFile: Evidence = fileExists('databricks', VERSION_FILE);

/** The rule of the official CLI: the variable, on Linux, with the directory. */
export const databricksRuntimeVariable: Evidence = {
  platform: 'databricks',
  find(environment) {
    if (!environment.isSet(RUNTIME_VERSION)) return undefined;
    if (environment.os !== 'linux') return { counts: false, text: `${RUNTIME_VERSION} is set, but this is not Linux` };
    if (environment.kindOf(HOME) !== 'directory') {
      return { counts: false, text: `${RUNTIME_VERSION} is set, but there is no directory ${HOME}` };
    }
    return { counts: true, text: `${RUNTIME_VERSION} is set and ${HOME} is a directory` };
  },
};

/** Databricks Apps set it for each app. */
export const databricksApp: Evidence = variableIsSet('databricks', APP_NAME);

/** Model serving, which is not a Databricks Runtime and has neither its files nor its variable. */
export const databricksModelServing: Evidence = {
  platform: 'databricks',
  find: (environment) => (isModelServing(environment) ? { counts: true, text: `${MODEL_SERVING} is set` } : undefined),
};

export const databricksDecoys: readonly Decoys[] = [
  {
    platform: 'databricks',
    names: [
      'DATABRICKS_HOST',
      'DATABRICKS_TOKEN',
      'DATABRICKS_CLIENT_ID',
      'DATABRICKS_CLIENT_SECRET',
      'DATABRICKS_CLUSTER_ID',
      'DATABRICKS_WAREHOUSE_ID',
      'DATABRICKS_WORKSPACE_ID',
      'DATABRICKS_CONFIG_PROFILE',
      'DATABRICKS_SERVERLESS_COMPUTE_ID',
    ],
    reason: 'which any machine with the Databricks CLI or SDK configured has too',
  },
  {
    platform: 'databricks',
    names: ['DB_CLUSTER_ID', 'DB_CLUSTER_NAME', 'DB_INSTANCE_TYPE', 'DB_IS_JOB_CLUSTER', 'DB_JOB_ID', 'DB_JOB_RUN_ID'],
    reason: 'which says more about Databricks where there is other evidence, and proves nothing alone',
  },
  { platform: 'databricks', names: ['IS_SERVERLESS'], reason: 'a name that other clouds use too' },
];

/** Job clusters are named `job-<jobId>-run-<runId>…`. */
const JOB_CLUSTER = /^job-(\d{1,20})-run-(\d{1,20})(?!\d)/;

/** What a program on Databricks knows of itself. */
export function databricksDetails(environment: Environment): PlatformDetails {
  const attributes: Record<string, string> = {};
  const notes: string[] = [];
  const set = (name: string, value: string | undefined): void => {
    if (value !== undefined) attributes[name] = value;
  };
  const appName = environment.variable(APP_NAME);
  const isApp = environment.isSet(APP_NAME);
  const modelServing = isModelServing(environment);
  const version = modelServing ? undefined : runtimeVersion(environment, notes);
  const job = jobOf(environment, notes);

  set('databricks.runtime_version', version);
  set('databricks.compute_type', computeType(isApp, modelServing, version));
  set('databricks.cluster_id', environment.variable('DB_CLUSTER_ID'));
  set('databricks.cluster_name', environment.variable('DB_CLUSTER_NAME'));
  set('databricks.instance_type', environment.variable('DB_INSTANCE_TYPE'));
  set('databricks.node_role', nodeRole(environment));
  set('databricks.job_id', job.id);
  set('databricks.job_run_id', job.runId);
  set('databricks.app_name', appName);
  // On a cluster this variable may name the workspace that the CLI talks to; only Apps promise that it is their own.
  if (isApp) set('databricks.workspace_id', environment.variable('DATABRICKS_WORKSPACE_ID'));

  const serviceName = appName ?? (job.id === undefined ? undefined : `job-${job.id}`);
  return {
    type: runtimeType(isApp, modelServing, job, notes),
    attributes,
    notes,
    ...(job.runId !== undefined && { runId: { value: job.runId, source: job.source } }),
    ...(serviceName !== undefined && { serviceName }),
  };
}

function isModelServing(environment: Environment): boolean {
  return environment.isSet(MODEL_SERVING) && !/^(?:0|false|no)$/i.test(environment.variable(MODEL_SERVING) ?? '');
}

function runtimeVersion(environment: Environment, notes: string[]): string | undefined {
  const version = environment.variable(RUNTIME_VERSION);
  if (version !== undefined || environment.kindOf(VERSION_FILE) === 'absent') return version;
  const { content, problem } = environment.firstLine(VERSION_FILE);
  if (problem !== undefined) notes.push(problem);
  return content;
}

function computeType(isApp: boolean, modelServing: boolean, version: string | undefined): string | undefined {
  if (isApp) return 'app';
  if (modelServing) return 'model_serving';
  if (version === undefined) return undefined;
  return version.startsWith('client.') ? 'serverless' : 'classic';
}

function nodeRole(environment: Environment): string | undefined {
  if (!environment.isSet('DB_IS_DRIVER')) return undefined;
  return environment.variable('DB_IS_DRIVER') === 'TRUE' ? 'driver' : 'worker';
}

interface Job {
  readonly isJob: boolean;
  readonly id?: string;
  readonly runId?: string;
  /** Where the run id comes from. */
  readonly source: string;
}

/** The job's ids, from their own variables or else from the job cluster's name. */
function jobOf(environment: Environment, notes: string[]): Job {
  const [, namedJob, namedRun] = JOB_CLUSTER.exec(environment.variable('DB_CLUSTER_NAME') ?? '') ?? [];
  const id = environment.variable('DB_JOB_ID');
  const runId = environment.variable('DB_JOB_RUN_ID');
  for (const [name, own, named] of [
    ['DB_JOB_ID', id, namedJob],
    ['DB_JOB_RUN_ID', runId, namedRun],
  ] as const) {
    if (own !== undefined && named !== undefined && own !== named) {
      notes.push(`${name} and DB_CLUSTER_NAME disagree: the former counts`);
    }
  }
  const jobId = id ?? namedJob;
  const jobRunId = runId ?? namedRun;
  return {
    isJob: jobId !== undefined || jobRunId !== undefined || environment.variable('DB_IS_JOB_CLUSTER') === 'TRUE',
    source: runId === undefined ? 'DB_CLUSTER_NAME' : 'DB_JOB_RUN_ID',
    ...(jobId !== undefined && { id: jobId }),
    ...(jobRunId !== undefined && { runId: jobRunId }),
  };
}

function runtimeType(isApp: boolean, modelServing: boolean, job: Job, notes: string[]): RuntimeType {
  if (isApp) {
    notes.push(`type app: ${APP_NAME} is set`);
    return 'app';
  }
  if (modelServing) {
    notes.push(`type app: ${MODEL_SERVING} is set`);
    return 'app';
  }
  if (job.isJob) {
    notes.push('type job: DB_JOB_ID, DB_JOB_RUN_ID, DB_IS_JOB_CLUSTER or the name of the cluster says so');
    return 'job';
  }
  notes.push('type notebook: nothing says that this is an app or a job');
  return 'notebook';
}
