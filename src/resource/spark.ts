// Spark outside Fabric and Databricks: its evidence and what a program there can know. Sources: docs/platforms.md#driver-only.
import type { Environment } from './environment.ts';
import { type Evidence, fileExists, type PlatformDetails, type RuntimeRole, variableIsSet } from './platform.ts';

/** Spark's configuration. Fabric has it too. */
export const SPARK_DEFAULTS = '/opt/spark/conf/spark-defaults.conf';

const EXECUTOR_DIRS = 'SPARK_EXECUTOR_DIRS';
const LOG_URLS = 'SPARK_LOG_URL_';
const EXECUTOR_PODS: readonly string[] = ['SPARK_EXECUTOR_POD_NAME', 'SPARK_EXECUTOR_POD_IP'];
const EXECUTOR_ID = 'SPARK_EXECUTOR_ID';
const APPLICATION_ID = 'SPARK_APPLICATION_ID';
const DRIVER_ADDRESS = 'SPARK_DRIVER_BIND_ADDRESS';
const PYTHON_WORKER = 'PYTHON_WORKER_FACTORY_';
const YARN_STAGING = 'SPARK_YARN_STAGING_DIR';
const CONTAINER = 'CONTAINER_ID';
/** What YARN gives to the master of an application alone, in which a driver runs. */
const OF_YARN_MASTERS: readonly string[] = ['APP_SUBMIT_TIME_ENV', 'APPLICATION_WEB_PROXY_BASE'];
const CONTAINER_NAME = /^container_(?:e\d+_)?\d+_\d+_\d+_\d+$/;
const FIRST_CONTAINER = /_0*1$/;

/** Standalone executors have it. */
export const sparkExecutorDirectories: Evidence = variableIsSet('spark', EXECUTOR_DIRS);

/** Executors have several of these, one a log stream: standalone, of Spark 2 on YARN, and where they are configured. */
export const sparkLogUrls: Evidence = named((environment) => environment.nameWithPrefix(LOG_URLS));

/** An executor on Kubernetes. */
export const sparkExecutorPod: Evidence = named(executorPodVariable);

/** A driver on Kubernetes. Its application's id is in every pod, the address in its own. */
export const sparkDriverPod: Evidence = named(driverPodVariable);

/** What runs in a Python worker of a task: a UDF, and what that starts. */
export const sparkPythonWorker: Evidence = named((environment) => environment.nameWithPrefix(PYTHON_WORKER));

/** A container of YARN with an executor or a driver in it. */
export const sparkYarnContainer: Evidence = named((environment) =>
  environment.isSet(YARN_STAGING) && environment.matches(CONTAINER, CONTAINER_NAME) ? YARN_STAGING : undefined,
);

/** A machine that Spark is set up on. */
export const sparkDefaultsFile: Evidence = fileExists('spark', SPARK_DEFAULTS);

/**
 * The part that a process plays, and the variable that shows it; nothing where none does. Which variable is set where is in
 * docs/platforms.md#driver-only, with its source.
 */
export function sparkRole(environment: Environment): { readonly role: RuntimeRole; readonly name: string } | undefined {
  const certain =
    environment.nameWithPrefix(PYTHON_WORKER) ??
    (environment.isSet(EXECUTOR_DIRS) ? EXECUTOR_DIRS : undefined) ??
    executorPodVariable(environment);
  if (certain !== undefined) return { role: 'executor', name: certain };
  // Before the URLs: a driver's pod may be given those too.
  const driver = driverPodVariable(environment);
  if (driver !== undefined) return { role: 'driver', name: driver };
  const name = environment.nameWithPrefix(LOG_URLS) ?? (isYarnExecutor(environment) ? CONTAINER : undefined);
  return name === undefined ? undefined : { role: 'executor', name };
}

function executorPodVariable(environment: Environment): string | undefined {
  const pod = EXECUTOR_PODS.find((name) => environment.isSet(name));
  if (pod !== undefined) return pod;
  return environment.isSet(EXECUTOR_ID) && !environment.isSet(DRIVER_ADDRESS) ? EXECUTOR_ID : undefined;
}

function driverPodVariable(environment: Environment): string | undefined {
  return environment.isSet(APPLICATION_ID) && environment.isSet(DRIVER_ADDRESS) ? DRIVER_ADDRESS : undefined;
}

/**
 * Since Spark 3 nothing is set in executors on YARN alone: they are the containers that have no master of the application in
 * them. That is looked at in two ways, for a driver that is taken for an executor loses its files.
 */
function isYarnExecutor(environment: Environment): boolean {
  if (!environment.isSet(YARN_STAGING) || !environment.matches(CONTAINER, CONTAINER_NAME)) return false;
  return !environment.matches(CONTAINER, FIRST_CONTAINER) && !OF_YARN_MASTERS.some((name) => environment.isSet(name));
}

/** Evidence by a variable, which is looked for. */
function named(find: (environment: Environment) => string | undefined): Evidence {
  return {
    platform: 'spark',
    find(environment) {
      const name = find(environment);
      return name === undefined ? undefined : { counts: true, text: `${name} is set` };
    },
  };
}

/** Spark's own configuration properties, and the attributes that they become. */
const SPARK_KEYS: ReadonlyMap<string, string> = new Map([
  ['spark.app.id', 'spark.app_id'],
  ['spark.app.name', 'spark.app_name'],
  ['spark.master', 'spark.master'],
  ['spark.submit.deployMode', 'spark.deploy_mode'],
]);

/** The keys of `spark-defaults.conf` that are read for {@link sparkAttributes}. */
export const sparkKeys: ReadonlySet<string> = new Set(SPARK_KEYS.keys());

// A master may be a URL, and people write credentials into URLs.
const USER_INFO = /\/\/[^/@]*@/g;

/** The attributes of Spark's own properties. */
export function sparkAttributes(properties: ReadonlyMap<string, string>): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [key, attribute] of SPARK_KEYS) {
    const value = properties.get(key);
    if (value !== undefined) attributes[attribute] = value.replace(USER_INFO, '//');
  }
  return attributes;
}

/** What a program on a Spark machine knows of itself. */
export function sparkDetails(environment: Environment): PlatformDetails {
  const notes: string[] = ['type script: a program on a machine with Spark'];
  let attributes: Record<string, string> = {};
  if (environment.kindOf(SPARK_DEFAULTS) !== 'absent') {
    const { content, problem } = environment.properties(SPARK_DEFAULTS, sparkKeys);
    if (problem !== undefined) notes.push(problem);
    attributes = sparkAttributes(content);
  }
  const serviceName = attributes['spark.app_name'];
  return { type: 'script', attributes, notes, ...(serviceName !== undefined && { serviceName }) };
}
