// Microsoft Fabric: its evidence, its decoys, and what a program there can know. Sources: docs/platforms.md#sources-microsoft-fabric.
import type { Environment } from './environment.ts';
import { type Decoys, type Evidence, fileExists, type PlatformDetails, type RuntimeType } from './platform.ts';
import { SPARK_DEFAULTS, sparkAttributes, sparkKeys } from './spark.ts';

const CONTEXT_FILE = '/home/trusted-service-user/.trident-context';
const RUNTIME_TYPE = 'MSNOTEBOOKUTILS_RUNTIME_TYPE';
const HOST = 'MSNOTEBOOKUTILS_SPARK_TRIDENT_PBIHOST';

/** The context file: the reliable source, since the variables were reported missing on Spark runtimes. */
export const fabricContextFile: Evidence = fileExists('fabric', CONTEXT_FILE);

/** A Python (non-Spark) notebook. */
export const fabricPythonNotebook: Evidence = {
  platform: 'fabric',
  find(environment) {
    if (!environment.isSet(RUNTIME_TYPE)) return undefined;
    return isPythonNotebook(environment)
      ? { counts: true, text: `${RUNTIME_TYPE} starts with jupyter` }
      : { counts: false, text: `${RUNTIME_TYPE} is set, but does not start with jupyter` };
  },
};

/** The service's host, by which Fabric differs from Synapse. */
export const fabricHost: Evidence = {
  platform: 'fabric',
  find(environment) {
    if (!environment.isSet(HOST)) return undefined;
    return environment.variable(HOST)?.toLowerCase().includes('fabric.microsoft.com')
      ? { counts: true, text: `${HOST} names a host of fabric.microsoft.com` }
      : { counts: false, text: `${HOST} is set, but names no host of fabric.microsoft.com` };
  },
};

export const fabricDecoys: readonly Decoys[] = [
  { platform: 'fabric', names: ['AZURE_SERVICE', 'MMLSPARK_PLATFORM_INFO'], reason: 'which Azure Synapse has too' },
  {
    platform: 'fabric',
    names: [
      'FABRIC_WORKSPACE_ID',
      'FABRIC_LAKEHOUSE_ID',
      'ONELAKE_WORKSPACE_ID',
      'SYNAPSE_WORKSPACE_NAME',
      'FABRIC_JOB_ID',
      'FABRIC_RUN_ID',
    ],
    reason: 'which people set by hand: it gives an id on Fabric and does not tell that this is Fabric',
  },
];

/**
 * The keys that are read of the context file and of `spark-defaults.conf`, and the attributes that they become. The files hold
 * more, `trident.session.token` among it: what is not on this list is not read.
 */
const FABRIC_KEYS: ReadonlyMap<string, string> = new Map([
  ['trident.artifact.workspace.id', 'fabric.workspace_id'],
  ['trident.artifact.id', 'fabric.artifact_id'],
  ['trident.artifact.type', 'fabric.artifact_type'],
  ['trident.lakehouse.id', 'fabric.lakehouse_id'],
  ['trident.workspace.id', 'fabric.lakehouse_workspace_id'],
  ['trident.capacity.id', 'fabric.capacity_id'],
  ['trident.tenant.id', 'fabric.tenant_id'],
  ['trident.activity.id', 'fabric.activity_id'],
  ['spark.trident.pbienv', 'fabric.environment'],
  ['spark.cluster.region', 'cloud.region'],
]);

const contextKeys: ReadonlySet<string> = new Set(FABRIC_KEYS.keys());
const defaultsKeys: ReadonlySet<string> = new Set([...FABRIC_KEYS.keys(), ...sparkKeys]);

/** Set by hand, so they win over what the files say. */
const OVERRIDES: ReadonlyMap<string, string> = new Map([
  ['FABRIC_WORKSPACE_ID', 'fabric.workspace_id'],
  ['FABRIC_LAKEHOUSE_ID', 'fabric.lakehouse_id'],
  ['ONELAKE_WORKSPACE_ID', 'fabric.lakehouse_workspace_id'],
  ['SYNAPSE_WORKSPACE_NAME', 'fabric.workspace_name'],
  ['FABRIC_JOB_ID', 'fabric.job_id'],
  ['FABRIC_RUN_ID', 'fabric.run_id'],
]);

const ARTIFACT_TYPES: ReadonlyMap<string, RuntimeType> = new Map([
  ['SynapseNotebook', 'notebook'],
  ['SparkJobDefinition', 'job'],
]);

/** What a program on Fabric knows of itself. */
export function fabricDetails(environment: Environment): PlatformDetails {
  const notes: string[] = [];
  const defaults = readFile(environment, SPARK_DEFAULTS, defaultsKeys, notes);
  const context = readFile(environment, CONTEXT_FILE, contextKeys, notes);
  const attributes: Record<string, string> = { 'cloud.provider': 'azure', ...sparkAttributes(defaults) };
  for (const [key, attribute] of FABRIC_KEYS) {
    const value = context.get(key) ?? defaults.get(key);
    if (value !== undefined) attributes[attribute] = value;
  }
  for (const [name, attribute] of OVERRIDES) {
    const value = environment.variable(name);
    if (value === undefined) continue;
    const found = attributes[attribute];
    if (found !== undefined && found !== value) notes.push(`${name} overrides ${attribute}`);
    attributes[attribute] = value;
  }
  const utilities = environment.variable(RUNTIME_TYPE);
  if (utilities !== undefined) attributes['fabric.runtime_type'] = utilities;
  const activity = attributes['fabric.activity_id'];
  return {
    type: runtimeType(environment, attributes, notes),
    attributes,
    notes,
    ...(activity !== undefined && { runId: { value: activity, source: 'trident.activity.id' } }),
  };
}

function isPythonNotebook(environment: Environment): boolean {
  return environment.variable(RUNTIME_TYPE)?.toLowerCase().startsWith('jupyter') === true;
}

function readFile(
  environment: Environment,
  path: string,
  keys: ReadonlySet<string>,
  notes: string[],
): ReadonlyMap<string, string> {
  if (environment.kindOf(path) === 'absent') return new Map();
  const { content, problem } = environment.properties(path, keys);
  if (problem !== undefined) notes.push(problem);
  return content;
}

function runtimeType(
  environment: Environment,
  attributes: Readonly<Record<string, string>>,
  notes: string[],
): RuntimeType {
  const artifact = attributes['fabric.artifact_type'];
  if (artifact !== undefined) {
    const type = ARTIFACT_TYPES.get(artifact) ?? 'script';
    notes.push(`type ${type}: trident.artifact.type`);
    return type;
  }
  if (isPythonNotebook(environment)) {
    notes.push(`type notebook: ${RUNTIME_TYPE}`);
    return 'notebook';
  }
  if (environment.isSet('FABRIC_JOB_ID')) {
    notes.push('type job: FABRIC_JOB_ID is set');
    return 'job';
  }
  notes.push('type notebook: nothing says that this is a job');
  return 'notebook';
}
