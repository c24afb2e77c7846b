// Spark outside Fabric and Databricks: its evidence and what a program there can know. Source: facts/platforms.md §1 and §2.
import type { Machine } from './machine.ts';
import { type Evidence, fileExists, type PlatformDetails, variableIsSet } from './platform.ts';

/** Spark's configuration. Fabric has it too. */
export const SPARK_DEFAULTS = '/opt/spark/conf/spark-defaults.conf';

const EXECUTOR_DIRS = 'SPARK_EXECUTOR_DIRS';
const LOG_URLS = 'SPARK_LOG_URL_';

/** Standalone executors have it. */
export const sparkExecutorDirectories: Evidence = variableIsSet('spark', EXECUTOR_DIRS);

/** Executors have several of these, one a log stream. */
export const sparkLogUrls: Evidence = {
  platform: 'spark',
  find(machine) {
    const name = machine.nameWithPrefix(LOG_URLS);
    return name === undefined ? undefined : { counts: true, text: `${name} is set` };
  },
};

/** A machine that Spark is set up on. */
export const sparkDefaultsFile: Evidence = fileExists('spark', SPARK_DEFAULTS);

/** The variable that only executors have, if this process has one. */
export function executorVariable(machine: Machine): string | undefined {
  return machine.isSet(EXECUTOR_DIRS) ? EXECUTOR_DIRS : machine.nameWithPrefix(LOG_URLS);
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
export function sparkDetails(machine: Machine): PlatformDetails {
  const notes: string[] = ['type script: a program on a machine with Spark'];
  let attributes: Record<string, string> = {};
  if (machine.kindOf(SPARK_DEFAULTS) !== 'absent') {
    const { content, problem } = machine.properties(SPARK_DEFAULTS, sparkKeys);
    if (problem !== undefined) notes.push(problem);
    attributes = sparkAttributes(content);
  }
  const serviceName = attributes['spark.app_name'];
  return { type: 'script', attributes, notes, ...(serviceName !== undefined && { serviceName }) };
}
