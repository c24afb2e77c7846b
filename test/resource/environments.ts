// The table of environments: what a machine has, and what detection must say of it, word for word.
import type { Platform, RuntimeRole, RuntimeType } from '../../src/resource/index.ts';
import type { SimulatedMachine } from './simulated-machine.ts';

export interface Environment {
  readonly name: string;
  readonly machine: SimulatedMachine;
  readonly platform: Platform;
  readonly type: RuntimeType;
  readonly runId?: string;
  readonly role?: RuntimeRole;
  /** All attributes but `laketrace.*`, which follow from the other columns. Default: none. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** All evidence, in order. */
  readonly evidence: readonly string[];
}

export const CONTEXT_FILE = '/home/trusted-service-user/.trident-context';
export const SPARK_DEFAULTS = '/opt/spark/conf/spark-defaults.conf';
export const VERSION_FILE = '/databricks/DBR_VERSION';

const NOTHING = 'nothing of Fabric, Databricks or Spark was found';
const NO_JOB_OR_APP = 'type notebook: nothing says that this is an app or a job';
const NO_JOB = 'type notebook: nothing says that this is a job';
const IS_JOB = 'type job: DB_JOB_ID, DB_JOB_RUN_ID, DB_IS_JOB_CLUSTER or the name of the cluster says so';
const RUNTIME = 'DATABRICKS_RUNTIME_VERSION is set and /databricks is a directory';
const SCRIPT = 'type script: a program on a machine with Spark';
const CLI = 'which any machine with the Databricks CLI or SDK configured has too';
const DB = 'which says more about Databricks where there is other evidence, and proves nothing alone';
const BY_HAND = 'which people set by hand: it gives an id on Fabric and does not tell that this is Fabric';

const CLUSTER: SimulatedMachine = {
  env: { DATABRICKS_RUNTIME_VERSION: '15.4' },
  files: { [VERSION_FILE]: '15.4\n' },
};

const FABRIC_NOTEBOOK = [
  'trident.capacity.id=c0000000-0000-0000-0000-000000000001',
  'trident.artifact.id=a0000000-0000-0000-0000-000000000002',
  'trident.artifact.type=SynapseNotebook',
  'trident.lakehouse.id=b0000000-0000-0000-0000-000000000003',
  'trident.artifact.workspace.id=d0000000-0000-0000-0000-000000000004',
  'trident.workspace.id=e0000000-0000-0000-0000-000000000005',
  'trident.activity.id=f0000000-0000-0000-0000-000000000006',
  'trident.tenant.id=10000000-0000-0000-0000-000000000007',
  'spark.trident.pbienv=prod',
  'spark.cluster.region=westeurope',
  '',
].join('\n');

const FABRIC_IDS = {
  'cloud.provider': 'azure',
  'cloud.region': 'westeurope',
  'fabric.capacity_id': 'c0000000-0000-0000-0000-000000000001',
  'fabric.artifact_id': 'a0000000-0000-0000-0000-000000000002',
  'fabric.lakehouse_id': 'b0000000-0000-0000-0000-000000000003',
  'fabric.workspace_id': 'd0000000-0000-0000-0000-000000000004',
  'fabric.lakehouse_workspace_id': 'e0000000-0000-0000-0000-000000000005',
  'fabric.activity_id': 'f0000000-0000-0000-0000-000000000006',
  'fabric.tenant_id': '10000000-0000-0000-0000-000000000007',
  'fabric.environment': 'prod',
};

const LAPTOP_CLI = [
  'DATABRICKS_HOST',
  'DATABRICKS_TOKEN',
  'DATABRICKS_CLIENT_ID',
  'DATABRICKS_CLIENT_SECRET',
  'DATABRICKS_CLUSTER_ID',
  'DATABRICKS_WAREHOUSE_ID',
  'DATABRICKS_WORKSPACE_ID',
  'DATABRICKS_CONFIG_PROFILE',
  'DATABRICKS_SERVERLESS_COMPUTE_ID',
];
const CLUSTER_VARIABLES = ['DB_CLUSTER_ID', 'DB_CLUSTER_NAME', 'DB_INSTANCE_TYPE', 'DB_IS_JOB_CLUSTER', 'DB_JOB_ID'];
const FABRIC_BY_HAND = [
  'FABRIC_WORKSPACE_ID',
  'FABRIC_LAKEHOUSE_ID',
  'ONELAKE_WORKSPACE_ID',
  'SYNAPSE_WORKSPACE_NAME',
  'FABRIC_JOB_ID',
];
const valuesFor = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, 'x']));

const local = (name: string, machine: SimulatedMachine, ignored: readonly string[] = []): Environment => ({
  name,
  machine,
  platform: 'local',
  type: 'local',
  evidence: [NOTHING, ...ignored.map((text) => `ignored: ${text}`)],
});

/** Each decoy alone is no evidence, on any operating system. */
const DECOYS_ALONE: readonly Environment[] = [
  ...LAPTOP_CLI.map((name) =>
    local(`a laptop with ${name}`, { env: { [name]: 'x' }, os: 'darwin' }, [`${name} is set, ${CLI}`]),
  ),
  ...CLUSTER_VARIABLES.map((name) => local(`${name} alone`, { env: { [name]: 'x' } }, [`${name} is set, ${DB}`])),
  ...FABRIC_BY_HAND.map((name) => local(`${name} alone`, { env: { [name]: 'x' } }, [`${name} is set, ${BY_HAND}`])),
  local('IS_SERVERLESS alone', { env: { IS_SERVERLESS: 'TRUE' } }, [
    'IS_SERVERLESS is set, a name that other clouds use too',
  ]),
  local('Azure Synapse', { env: { AZURE_SERVICE: 'Microsoft.ProjectArcadia', MMLSPARK_PLATFORM_INFO: 'synapse' } }, [
    'AZURE_SERVICE is set, which Azure Synapse has too',
    'MMLSPARK_PLATFORM_INFO is set, which Azure Synapse has too',
  ]),
  local('Synapse with its notebook utilities', { env: { MSNOTEBOOKUTILS_RUNTIME_TYPE: 'synapse' } }, [
    'MSNOTEBOOKUTILS_RUNTIME_TYPE is set, but does not start with jupyter',
  ]),
  local(
    'a host that is not of Fabric',
    { env: { MSNOTEBOOKUTILS_SPARK_TRIDENT_PBIHOST: 'https://dev.azuresynapse.net' } },
    ['MSNOTEBOOKUTILS_SPARK_TRIDENT_PBIHOST is set, but names no host of fabric.microsoft.com'],
  ),
  local('the runtime variable without the directory', { env: { DATABRICKS_RUNTIME_VERSION: '15.4' } }, [
    'DATABRICKS_RUNTIME_VERSION is set, but there is no directory /databricks',
  ]),
  local(
    'the runtime variable, and /databricks is a file',
    { env: { DATABRICKS_RUNTIME_VERSION: '15.4' }, files: { '/databricks': 'notes' } },
    ['DATABRICKS_RUNTIME_VERSION is set, but there is no directory /databricks'],
  ),
  local(
    'macOS with the runtime variable',
    { env: { DATABRICKS_RUNTIME_VERSION: '15.4' }, files: { '/databricks': { directory: true } }, os: 'darwin' },
    ['DATABRICKS_RUNTIME_VERSION is set, but this is not Linux'],
  ),
  local(
    'Windows with the runtime variable',
    { env: { DATABRICKS_RUNTIME_VERSION: '15.4' }, files: { '/databricks': { directory: true } }, os: 'win32' },
    ['DATABRICKS_RUNTIME_VERSION is set, but this is not Linux'],
  ),
  local('an empty runtime variable with the directory', {
    env: { DATABRICKS_RUNTIME_VERSION: ' ' },
    files: { '/databricks': { directory: true } },
  }),
  local('a directory /databricks alone', { files: { '/databricks': { directory: true } } }),
  local('an app name that is empty', { env: { DATABRICKS_APP_NAME: '' } }),
  local('model serving that is switched off', { env: { IS_IN_DATABRICKS_MODEL_SERVING_ENV: 'false' } }),
  local('Linux with nothing', {}),
  local('macOS with nothing', { os: 'darwin' }),
  local('Windows with nothing', { env: { USERNAME: 'me', OS: 'Windows_NT' }, os: 'win32' }),
  local(
    'every decoy together',
    {
      env: {
        ...valuesFor([...LAPTOP_CLI, ...CLUSTER_VARIABLES, ...FABRIC_BY_HAND]),
        IS_SERVERLESS: 'TRUE',
        AZURE_SERVICE: 'Microsoft.ProjectArcadia',
        MMLSPARK_PLATFORM_INFO: 'synapse',
        DATABRICKS_RUNTIME_VERSION: '15.4',
        MSNOTEBOOKUTILS_RUNTIME_TYPE: 'synapse',
        MSNOTEBOOKUTILS_SPARK_TRIDENT_PBIHOST: 'dev.azuresynapse.net',
      },
    },
    [
      'DATABRICKS_RUNTIME_VERSION is set, but there is no directory /databricks',
      'MSNOTEBOOKUTILS_RUNTIME_TYPE is set, but does not start with jupyter',
      'MSNOTEBOOKUTILS_SPARK_TRIDENT_PBIHOST is set, but names no host of fabric.microsoft.com',
      'AZURE_SERVICE is set, which Azure Synapse has too',
      'MMLSPARK_PLATFORM_INFO is set, which Azure Synapse has too',
      ...FABRIC_BY_HAND.map((name) => `${name} is set, ${BY_HAND}`),
      ...LAPTOP_CLI.map((name) => `${name} is set, ${CLI}`),
      ...CLUSTER_VARIABLES.map((name) => `${name} is set, ${DB}`),
      'IS_SERVERLESS is set, a name that other clouds use too',
    ],
  ),
];

const DATABRICKS: readonly Environment[] = [
  {
    name: 'a classic cluster, by variable and directory',
    machine: { env: { DATABRICKS_RUNTIME_VERSION: '15.4' }, files: { '/databricks': { directory: true } } },
    platform: 'databricks',
    type: 'notebook',
    attributes: { 'databricks.runtime_version': '15.4', 'databricks.compute_type': 'classic' },
    evidence: [RUNTIME, NO_JOB_OR_APP],
  },
  {
    name: 'a custom container, by the file alone',
    machine: { files: { [VERSION_FILE]: '14.3\r\n' } },
    platform: 'databricks',
    type: 'notebook',
    attributes: { 'databricks.runtime_version': '14.3', 'databricks.compute_type': 'classic' },
    evidence: [`${VERSION_FILE} exists`, NO_JOB_OR_APP],
  },
  {
    name: 'serverless',
    machine: { env: { DATABRICKS_RUNTIME_VERSION: 'client.3.1' }, files: { '/databricks/spark': { directory: true } } },
    platform: 'databricks',
    type: 'notebook',
    attributes: { 'databricks.runtime_version': 'client.3.1', 'databricks.compute_type': 'serverless' },
    evidence: [RUNTIME, NO_JOB_OR_APP],
  },
  {
    name: 'a driver with all init script variables, and a CLI configured on it',
    machine: {
      ...CLUSTER,
      env: {
        ...CLUSTER.env,
        ...valuesFor(LAPTOP_CLI),
        DB_CLUSTER_ID: '1124-164200-abcd1234',
        DB_CLUSTER_NAME: 'Shared analytics (prod)',
        DB_INSTANCE_TYPE: 'Standard_DS3_v2',
        DB_CONTAINER_IP: '10.0.0.5',
        DB_DRIVER_IP: '10.0.0.4',
        DB_IS_DRIVER: 'TRUE',
        DB_IS_JOB_CLUSTER: 'FALSE',
      },
    },
    platform: 'databricks',
    type: 'notebook',
    role: 'driver',
    attributes: {
      'databricks.runtime_version': '15.4',
      'databricks.compute_type': 'classic',
      'databricks.cluster_id': '1124-164200-abcd1234',
      'databricks.cluster_name': 'Shared analytics (prod)',
      'databricks.instance_type': 'Standard_DS3_v2',
      'databricks.node_role': 'driver',
    },
    evidence: [`${VERSION_FILE} exists`, RUNTIME, NO_JOB_OR_APP, 'role driver: DB_IS_DRIVER is TRUE'],
  },
  {
    name: 'a worker',
    machine: { ...CLUSTER, env: { ...CLUSTER.env, DB_IS_DRIVER: 'FALSE' } },
    platform: 'databricks',
    type: 'notebook',
    role: 'executor',
    attributes: {
      'databricks.runtime_version': '15.4',
      'databricks.compute_type': 'classic',
      'databricks.node_role': 'worker',
    },
    evidence: [`${VERSION_FILE} exists`, RUNTIME, NO_JOB_OR_APP, 'role executor: DB_IS_DRIVER is not TRUE'],
  },
  {
    name: 'a job cluster, by its name',
    machine: {
      files: { [VERSION_FILE]: '15.4' },
      env: { DB_CLUSTER_NAME: 'job-724312345678901-run-98765432101234-etl_cluster', DB_IS_DRIVER: 'TRUE' },
    },
    platform: 'databricks',
    type: 'job',
    role: 'driver',
    runId: '98765432101234',
    attributes: {
      'databricks.runtime_version': '15.4',
      'databricks.compute_type': 'classic',
      'databricks.cluster_name': 'job-724312345678901-run-98765432101234-etl_cluster',
      'databricks.node_role': 'driver',
      'databricks.job_id': '724312345678901',
      'databricks.job_run_id': '98765432101234',
      'service.name': 'job-724312345678901',
    },
    evidence: [`${VERSION_FILE} exists`, IS_JOB, 'role driver: DB_IS_DRIVER is TRUE', 'run id from DB_CLUSTER_NAME'],
  },
  {
    name: 'a job, by variables that disagree with the name',
    machine: {
      files: { [VERSION_FILE]: '15.4' },
      env: { DB_CLUSTER_NAME: 'job-1-run-2', DB_JOB_ID: '11', DB_JOB_RUN_ID: '22' },
    },
    platform: 'databricks',
    type: 'job',
    runId: '22',
    attributes: {
      'databricks.runtime_version': '15.4',
      'databricks.compute_type': 'classic',
      'databricks.cluster_name': 'job-1-run-2',
      'databricks.job_id': '11',
      'databricks.job_run_id': '22',
      'service.name': 'job-11',
    },
    evidence: [
      `${VERSION_FILE} exists`,
      'DB_JOB_ID and DB_CLUSTER_NAME disagree: the former counts',
      'DB_JOB_RUN_ID and DB_CLUSTER_NAME disagree: the former counts',
      IS_JOB,
      'run id from DB_JOB_RUN_ID',
    ],
  },
  {
    name: 'a job cluster that says so without ids',
    machine: { files: { [VERSION_FILE]: '15.4' }, env: { DB_IS_JOB_CLUSTER: 'TRUE' } },
    platform: 'databricks',
    type: 'job',
    attributes: { 'databricks.runtime_version': '15.4', 'databricks.compute_type': 'classic' },
    evidence: [`${VERSION_FILE} exists`, IS_JOB],
  },
  {
    name: 'DB_IS_DRIVER in small letters is not TRUE',
    machine: { files: { [VERSION_FILE]: '15.4' }, env: { DB_IS_DRIVER: 'true' } },
    platform: 'databricks',
    type: 'notebook',
    role: 'executor',
    attributes: {
      'databricks.runtime_version': '15.4',
      'databricks.compute_type': 'classic',
      'databricks.node_role': 'worker',
    },
    evidence: [`${VERSION_FILE} exists`, NO_JOB_OR_APP, 'role executor: DB_IS_DRIVER is not TRUE'],
  },
  {
    name: 'a cluster whose name holds a number that is no run id',
    machine: { files: { [VERSION_FILE]: '15.4' }, env: { DB_CLUSTER_NAME: `job-1-run-${'7'.repeat(21)}` } },
    platform: 'databricks',
    type: 'notebook',
    attributes: {
      'databricks.runtime_version': '15.4',
      'databricks.compute_type': 'classic',
      'databricks.cluster_name': `job-1-run-${'7'.repeat(21)}`,
    },
    evidence: [`${VERSION_FILE} exists`, NO_JOB_OR_APP],
  },
  {
    name: 'a cluster whose name only resembles a job cluster',
    machine: { files: { [VERSION_FILE]: '15.4' }, env: { DB_CLUSTER_NAME: 'my-job-1-run-2' } },
    platform: 'databricks',
    type: 'notebook',
    attributes: {
      'databricks.runtime_version': '15.4',
      'databricks.compute_type': 'classic',
      'databricks.cluster_name': 'my-job-1-run-2',
    },
    evidence: [`${VERSION_FILE} exists`, NO_JOB_OR_APP],
  },
  {
    name: 'an App',
    machine: {
      env: {
        DATABRICKS_APP_NAME: 'orders-api',
        DATABRICKS_APP_PORT: '8000',
        DATABRICKS_WORKSPACE_ID: '1234567890',
        DATABRICKS_HOST: 'https://example.invalid',
        DATABRICKS_CLIENT_ID: 'x',
      },
    },
    platform: 'databricks',
    type: 'app',
    attributes: {
      'databricks.compute_type': 'app',
      'databricks.app_name': 'orders-api',
      'databricks.workspace_id': '1234567890',
      'service.name': 'orders-api',
    },
    evidence: ['DATABRICKS_APP_NAME is set', 'type app: DATABRICKS_APP_NAME is set'],
  },
  {
    name: 'an App whose service the user has named',
    machine: { env: { DATABRICKS_APP_NAME: 'orders-api', OTEL_SERVICE_NAME: 'orders' } },
    platform: 'databricks',
    type: 'app',
    attributes: { 'databricks.compute_type': 'app', 'databricks.app_name': 'orders-api' },
    evidence: ['DATABRICKS_APP_NAME is set', 'type app: DATABRICKS_APP_NAME is set'],
  },
  {
    name: 'an App whose service is named among the resource attributes',
    machine: { env: { DATABRICKS_APP_NAME: 'orders-api', OTEL_RESOURCE_ATTRIBUTES: 'a=b, service.name=orders' } },
    platform: 'databricks',
    type: 'app',
    attributes: { 'databricks.compute_type': 'app', 'databricks.app_name': 'orders-api' },
    evidence: ['DATABRICKS_APP_NAME is set', 'type app: DATABRICKS_APP_NAME is set'],
  },
  {
    name: 'model serving',
    machine: { env: { IS_IN_DATABRICKS_MODEL_SERVING_ENV: 'true' } },
    platform: 'databricks',
    type: 'app',
    attributes: { 'databricks.compute_type': 'model_serving' },
    evidence: ['IS_IN_DATABRICKS_MODEL_SERVING_ENV is set', 'type app: IS_IN_DATABRICKS_MODEL_SERVING_ENV is set'],
  },
  {
    name: 'a run id in LAKETRACE_RUN_ID before all others',
    machine: {
      files: { [VERSION_FILE]: '15.4' },
      env: { LAKETRACE_RUN_ID: ' mine ', DB_JOB_RUN_ID: '22', FABRIC_RUN_ID: '33', RUN_ID: '44' },
    },
    platform: 'databricks',
    type: 'job',
    runId: 'mine',
    attributes: {
      'databricks.runtime_version': '15.4',
      'databricks.compute_type': 'classic',
      'databricks.job_run_id': '22',
    },
    evidence: [
      `${VERSION_FILE} exists`,
      IS_JOB,
      'run id from LAKETRACE_RUN_ID',
      `ignored: FABRIC_RUN_ID is set, ${BY_HAND}`,
    ],
  },
];

const FABRIC: readonly Environment[] = [
  {
    name: 'a Fabric notebook',
    machine: { files: { [CONTEXT_FILE]: FABRIC_NOTEBOOK } },
    platform: 'fabric',
    type: 'notebook',
    runId: 'f0000000-0000-0000-0000-000000000006',
    attributes: { ...FABRIC_IDS, 'fabric.artifact_type': 'SynapseNotebook' },
    evidence: [`${CONTEXT_FILE} exists`, 'type notebook: trident.artifact.type', 'run id from trident.activity.id'],
  },
  {
    name: 'a Fabric Spark job definition, with Spark beside it',
    machine: {
      files: {
        [CONTEXT_FILE]: 'trident.artifact.type=SparkJobDefinition\n',
        [SPARK_DEFAULTS]: [
          '# defaults',
          'spark.master yarn',
          'spark.submit.deployMode\tcluster',
          'spark.app.name  nightly load',
          'spark.cluster.region northeurope',
          'trident.artifact.type SynapseNotebook',
        ].join('\n'),
      },
    },
    platform: 'fabric',
    type: 'job',
    attributes: {
      'cloud.provider': 'azure',
      'cloud.region': 'northeurope',
      'fabric.artifact_type': 'SparkJobDefinition',
      'spark.master': 'yarn',
      'spark.deploy_mode': 'cluster',
      'spark.app_name': 'nightly load',
    },
    evidence: [`${CONTEXT_FILE} exists`, 'type job: trident.artifact.type'],
  },
  {
    name: 'a Fabric Python notebook',
    machine: { env: { MSNOTEBOOKUTILS_RUNTIME_TYPE: 'jupyter-python' } },
    platform: 'fabric',
    type: 'notebook',
    attributes: { 'cloud.provider': 'azure', 'fabric.runtime_type': 'jupyter-python' },
    evidence: ['MSNOTEBOOKUTILS_RUNTIME_TYPE starts with jupyter', 'type notebook: MSNOTEBOOKUTILS_RUNTIME_TYPE'],
  },
  {
    name: 'Fabric, by the host of the service',
    machine: { env: { MSNOTEBOOKUTILS_SPARK_TRIDENT_PBIHOST: 'https://api.fabric.microsoft.com' } },
    platform: 'fabric',
    type: 'notebook',
    attributes: { 'cloud.provider': 'azure' },
    evidence: ['MSNOTEBOOKUTILS_SPARK_TRIDENT_PBIHOST names a host of fabric.microsoft.com', NO_JOB],
  },
  {
    name: 'Fabric with another kind of item',
    machine: { files: { [CONTEXT_FILE]: 'trident.artifact.type = Something' } },
    platform: 'fabric',
    type: 'script',
    attributes: { 'cloud.provider': 'azure', 'fabric.artifact_type': 'Something' },
    evidence: [`${CONTEXT_FILE} exists`, 'type script: trident.artifact.type'],
  },
  {
    name: 'Fabric with ids set by hand, which win over the file',
    machine: {
      files: { [CONTEXT_FILE]: FABRIC_NOTEBOOK },
      env: {
        FABRIC_WORKSPACE_ID: 'my-workspace',
        FABRIC_LAKEHOUSE_ID: 'my-lakehouse',
        ONELAKE_WORKSPACE_ID: 'e0000000-0000-0000-0000-000000000005',
        SYNAPSE_WORKSPACE_NAME: 'Sales',
        FABRIC_JOB_ID: 'my-job',
        FABRIC_RUN_ID: 'my-run',
      },
    },
    platform: 'fabric',
    type: 'notebook',
    runId: 'my-run',
    attributes: {
      ...FABRIC_IDS,
      'fabric.artifact_type': 'SynapseNotebook',
      'fabric.workspace_id': 'my-workspace',
      'fabric.lakehouse_id': 'my-lakehouse',
      'fabric.workspace_name': 'Sales',
      'fabric.job_id': 'my-job',
      'fabric.run_id': 'my-run',
    },
    evidence: [
      `${CONTEXT_FILE} exists`,
      'FABRIC_WORKSPACE_ID overrides fabric.workspace_id',
      'FABRIC_LAKEHOUSE_ID overrides fabric.lakehouse_id',
      'type notebook: trident.artifact.type',
      'run id from FABRIC_RUN_ID',
    ],
  },
  {
    name: 'Fabric with a job id set by hand',
    machine: { env: { MSNOTEBOOKUTILS_SPARK_TRIDENT_PBIHOST: 'api.fabric.microsoft.com', FABRIC_JOB_ID: 'j1' } },
    platform: 'fabric',
    type: 'job',
    attributes: { 'cloud.provider': 'azure', 'fabric.job_id': 'j1' },
    evidence: [
      'MSNOTEBOOKUTILS_SPARK_TRIDENT_PBIHOST names a host of fabric.microsoft.com',
      'type job: FABRIC_JOB_ID is set',
    ],
  },
];

/** As BasicExecutorFeatureStep sets them. */
const KUBERNETES_EXECUTOR = {
  SPARK_USER: 'spark',
  SPARK_DRIVER_URL: 'spark://CoarseGrainedScheduler@load-driver-svc.jobs.svc:7078',
  SPARK_EXECUTOR_CORES: '1',
  SPARK_EXECUTOR_MEMORY: '1024m',
  SPARK_APPLICATION_ID: 'spark-0af1',
  SPARK_CONF_DIR: '/opt/spark/conf',
  SPARK_EXECUTOR_ID: '1',
  SPARK_RESOURCE_PROFILE_ID: '0',
  SPARK_EXECUTOR_POD_IP: '10.1.2.3',
  SPARK_EXECUTOR_POD_NAME: 'load-exec-1',
  SPARK_LOCAL_DIRS: '/var/data/spark-1',
} as const;

/** As BasicDriverFeatureStep sets them. */
const KUBERNETES_DRIVER = {
  SPARK_USER: 'spark',
  SPARK_APPLICATION_ID: 'spark-0af1',
  SPARK_DRIVER_BIND_ADDRESS: '10.1.2.4',
  SPARK_LOCAL_DIRS: '/var/data/spark-1',
} as const;

/** What Client.setupLaunchEnv gives to the master, and it to the executors. */
const YARN = {
  SPARK_USER: 'etl',
  SPARK_YARN_STAGING_DIR: 'hdfs://nn/user/etl/.sparkStaging/application_1410901177871_0001',
} as const;

/** What AMLauncher adds for the master. */
const YARN_MASTER = {
  APP_SUBMIT_TIME_ENV: '1410901177871',
  APPLICATION_WEB_PROXY_BASE: '/proxy/application_1',
} as const;

const SPARK: readonly Environment[] = [
  {
    name: 'a standalone executor',
    machine: { env: { SPARK_EXECUTOR_DIRS: '/tmp/spark-1/executor-2', SPARK_LOG_URL_STDERR: 'http://10.0.0.1/' } },
    platform: 'spark',
    type: 'script',
    role: 'executor',
    evidence: [
      'SPARK_EXECUTOR_DIRS is set',
      'SPARK_LOG_URL_STDERR is set',
      SCRIPT,
      'role executor: SPARK_EXECUTOR_DIRS is set',
    ],
  },
  {
    name: 'an executor that only has log URLs',
    machine: { env: { SPARK_LOG_URL_STDOUT: 'http://10.0.0.1/' } },
    platform: 'spark',
    type: 'script',
    role: 'executor',
    evidence: ['SPARK_LOG_URL_STDOUT is set', SCRIPT, 'role executor: SPARK_LOG_URL_STDOUT is set'],
  },
  local(
    'log URLs that are empty',
    { env: { SPARK_LOG_URL_STDOUT: '', SPARK_LOG_URL_STDERR: ' ', SPARK_LOG_URL_: 'x' } },
    [],
  ),
  local(
    'other variables of Spark that are empty',
    {
      env: {
        SPARK_EXECUTOR_DIRS: '',
        SPARK_EXECUTOR_ID: '',
        SPARK_EXECUTOR_POD_NAME: '',
        PYTHON_WORKER_FACTORY_PORT: '',
      },
    },
    [],
  ),
  {
    // spark.executorEnv may put a URL there as well, and a Python worker of the executor has its variables too.
    name: 'an executor on Kubernetes, Spark 3.3 and later',
    machine: { env: KUBERNETES_EXECUTOR },
    platform: 'spark',
    type: 'script',
    role: 'executor',
    evidence: ['SPARK_EXECUTOR_POD_NAME is set', SCRIPT, 'role executor: SPARK_EXECUTOR_POD_NAME is set'],
  },
  {
    name: 'an executor on Kubernetes, Spark 2.3 to 3.2',
    machine: { env: { ...KUBERNETES_EXECUTOR, SPARK_EXECUTOR_POD_NAME: '' } },
    platform: 'spark',
    type: 'script',
    role: 'executor',
    evidence: ['SPARK_EXECUTOR_POD_IP is set', SCRIPT, 'role executor: SPARK_EXECUTOR_POD_IP is set'],
  },
  {
    name: 'an executor on Kubernetes whose pod is not told',
    machine: { env: { SPARK_EXECUTOR_ID: '3', SPARK_APPLICATION_ID: 'spark-0af1' } },
    platform: 'spark',
    type: 'script',
    role: 'executor',
    evidence: ['SPARK_EXECUTOR_ID is set', SCRIPT, 'role executor: SPARK_EXECUTOR_ID is set'],
  },
  {
    name: 'a driver on Kubernetes',
    machine: { env: KUBERNETES_DRIVER },
    platform: 'spark',
    type: 'script',
    role: 'driver',
    evidence: ['SPARK_DRIVER_BIND_ADDRESS is set', SCRIPT, 'role driver: SPARK_DRIVER_BIND_ADDRESS is set'],
  },
  {
    name: 'a driver on Kubernetes that is given log URLs and cores of executors',
    machine: {
      env: {
        ...KUBERNETES_DRIVER,
        SPARK_LOG_URL_STDERR: 'https://logs.example/',
        SPARK_EXECUTOR_CORES: '2',
        SPARK_EXECUTOR_ID: 'driver',
      },
    },
    platform: 'spark',
    type: 'script',
    role: 'driver',
    evidence: [
      'SPARK_LOG_URL_STDERR is set',
      'SPARK_DRIVER_BIND_ADDRESS is set',
      SCRIPT,
      'role driver: SPARK_DRIVER_BIND_ADDRESS is set',
    ],
  },
  {
    name: 'an executor on YARN, Spark 3 and later',
    machine: { env: { ...YARN, CONTAINER_ID: 'container_e17_1410901177871_0001_01_000005' } },
    platform: 'spark',
    type: 'script',
    role: 'executor',
    evidence: ['SPARK_YARN_STAGING_DIR is set', SCRIPT, 'role executor: CONTAINER_ID is set'],
  },
  {
    name: 'an executor on YARN, Spark 2',
    machine: {
      env: {
        ...YARN,
        CONTAINER_ID: 'container_1410901177871_0001_01_000002',
        SPARK_LOG_URL_STDERR: 'http://node:8042/',
      },
    },
    platform: 'spark',
    type: 'script',
    role: 'executor',
    evidence: [
      'SPARK_LOG_URL_STDERR is set',
      'SPARK_YARN_STAGING_DIR is set',
      SCRIPT,
      'role executor: SPARK_LOG_URL_STDERR is set',
    ],
  },
  {
    name: 'a driver on YARN, in the master of its application',
    machine: { env: { ...YARN, ...YARN_MASTER, CONTAINER_ID: 'container_e17_1410901177871_0001_01_000001' } },
    platform: 'spark',
    type: 'script',
    evidence: ['SPARK_YARN_STAGING_DIR is set', SCRIPT],
  },
  {
    name: 'a driver on YARN whose container is not the first',
    machine: { env: { ...YARN, ...YARN_MASTER, CONTAINER_ID: 'container_e17_1410901177871_0001_02_000003' } },
    platform: 'spark',
    type: 'script',
    evidence: ['SPARK_YARN_STAGING_DIR is set', SCRIPT],
  },
  {
    name: "a driver on YARN whose program does not see the master's variables",
    machine: { env: { ...YARN, CONTAINER_ID: 'container_e17_1410901177871_0001_01_000001' } },
    platform: 'spark',
    type: 'script',
    evidence: ['SPARK_YARN_STAGING_DIR is set', SCRIPT],
  },
  local(
    'a container that is not of Spark',
    { env: { CONTAINER_ID: 'container_e17_1410901177871_0001_01_000005' } },
    [],
  ),
  {
    name: 'a Python worker on an executor of Kubernetes',
    machine: { env: { ...KUBERNETES_EXECUTOR, PYTHON_WORKER_FACTORY_SECRET: 's', SPARK_REUSE_WORKER: '1' } },
    platform: 'spark',
    type: 'script',
    role: 'executor',
    evidence: [
      'SPARK_EXECUTOR_POD_NAME is set',
      'PYTHON_WORKER_FACTORY_SECRET is set',
      SCRIPT,
      'role executor: PYTHON_WORKER_FACTORY_SECRET is set',
    ],
  },
  ...['PYTHON_WORKER_FACTORY_PORT', 'PYTHON_WORKER_FACTORY_SOCK_DIR', 'PYTHON_WORKER_FACTORY_SOCK_PATH'].map(
    (name): Environment => ({
      name: `a Python worker of a local Spark: ${name}`,
      machine: { env: { [name]: 'x', SPARK_LOCAL_DIRS: '/tmp/blockmgr' } },
      platform: 'spark',
      type: 'script',
      role: 'executor',
      evidence: [`${name} is set`, SCRIPT, `role executor: ${name} is set`],
    }),
  ),
  {
    name: 'a Spark machine, by its defaults',
    machine: {
      files: {
        [SPARK_DEFAULTS]: [
          'spark.app.id      app-20261124164200-0001',
          'spark.app.name    Nightly Load',
          'spark.master      spark://user:pa55@master:7077',
          'spark.submit.deployMode client',
          'spark.hadoop.fs.s3a.access.key not-ours',
        ].join('\r\n'),
      },
    },
    platform: 'spark',
    type: 'script',
    attributes: {
      'spark.app_id': 'app-20261124164200-0001',
      'spark.app_name': 'Nightly Load',
      'spark.master': 'spark://master:7077',
      'spark.deploy_mode': 'client',
      'service.name': 'Nightly Load',
    },
    evidence: [`${SPARK_DEFAULTS} exists`, SCRIPT],
  },
  {
    name: 'Spark on Azure Synapse',
    machine: { env: { AZURE_SERVICE: 'Microsoft.ProjectArcadia' }, files: { [SPARK_DEFAULTS]: 'spark.master yarn' } },
    platform: 'spark',
    type: 'script',
    attributes: { 'spark.master': 'yarn' },
    evidence: [`${SPARK_DEFAULTS} exists`, SCRIPT, 'ignored: AZURE_SERVICE is set, which Azure Synapse has too'],
  },
];

const CONFLICTS: readonly Environment[] = [
  {
    name: 'both context file and Databricks files: Fabric',
    machine: { ...CLUSTER, files: { ...CLUSTER.files, [CONTEXT_FILE]: '' } },
    platform: 'fabric',
    type: 'notebook',
    attributes: { 'cloud.provider': 'azure' },
    evidence: [`${CONTEXT_FILE} exists`, NO_JOB, `outranked: ${VERSION_FILE} exists`, `outranked: ${RUNTIME}`],
  },
  {
    name: 'Databricks files and Fabric variables: files first',
    machine: {
      ...CLUSTER,
      env: {
        ...CLUSTER.env,
        MSNOTEBOOKUTILS_RUNTIME_TYPE: 'jupyter',
        MSNOTEBOOKUTILS_SPARK_TRIDENT_PBIHOST: 'fabric.microsoft.com',
      },
    },
    platform: 'databricks',
    type: 'notebook',
    attributes: { 'databricks.runtime_version': '15.4', 'databricks.compute_type': 'classic' },
    evidence: [
      `${VERSION_FILE} exists`,
      RUNTIME,
      NO_JOB_OR_APP,
      'outranked: MSNOTEBOOKUTILS_RUNTIME_TYPE starts with jupyter',
      'outranked: MSNOTEBOOKUTILS_SPARK_TRIDENT_PBIHOST names a host of fabric.microsoft.com',
    ],
  },
  {
    name: 'Databricks by variable and directory, and Fabric variables: the directory is a file fact',
    machine: {
      env: { DATABRICKS_RUNTIME_VERSION: '15.4', MSNOTEBOOKUTILS_RUNTIME_TYPE: 'jupyter' },
      files: { '/databricks': { directory: true } },
    },
    platform: 'databricks',
    type: 'notebook',
    attributes: { 'databricks.runtime_version': '15.4', 'databricks.compute_type': 'classic' },
    evidence: [RUNTIME, NO_JOB_OR_APP, 'outranked: MSNOTEBOOKUTILS_RUNTIME_TYPE starts with jupyter'],
  },
  {
    name: 'variables of both: Fabric',
    machine: {
      env: {
        MSNOTEBOOKUTILS_RUNTIME_TYPE: 'jupyter',
        DATABRICKS_APP_NAME: 'a',
        IS_IN_DATABRICKS_MODEL_SERVING_ENV: '1',
        DATABRICKS_HOST: 'x',
      },
    },
    platform: 'fabric',
    type: 'notebook',
    attributes: { 'cloud.provider': 'azure', 'fabric.runtime_type': 'jupyter' },
    evidence: [
      'MSNOTEBOOKUTILS_RUNTIME_TYPE starts with jupyter',
      'type notebook: MSNOTEBOOKUTILS_RUNTIME_TYPE',
      'outranked: DATABRICKS_APP_NAME is set',
      'outranked: IS_IN_DATABRICKS_MODEL_SERVING_ENV is set',
      `ignored: DATABRICKS_HOST is set, ${CLI}`,
    ],
  },
  {
    name: 'a Databricks App inside a Spark image: an App',
    machine: { env: { DATABRICKS_APP_NAME: 'a' }, files: { [SPARK_DEFAULTS]: 'spark.master local' } },
    platform: 'databricks',
    type: 'app',
    attributes: { 'databricks.compute_type': 'app', 'databricks.app_name': 'a', 'service.name': 'a' },
    evidence: ['DATABRICKS_APP_NAME is set', 'type app: DATABRICKS_APP_NAME is set'],
  },
  {
    name: 'a cluster with an app name and a job: an App',
    machine: { ...CLUSTER, env: { ...CLUSTER.env, DATABRICKS_APP_NAME: 'a', DB_JOB_ID: '7' } },
    platform: 'databricks',
    type: 'app',
    attributes: {
      'databricks.runtime_version': '15.4',
      'databricks.compute_type': 'app',
      'databricks.app_name': 'a',
      'databricks.job_id': '7',
      'service.name': 'a',
    },
    evidence: [`${VERSION_FILE} exists`, RUNTIME, 'DATABRICKS_APP_NAME is set', 'type app: DATABRICKS_APP_NAME is set'],
  },
  {
    name: 'a Databricks executor',
    machine: { ...CLUSTER, env: { ...CLUSTER.env, SPARK_EXECUTOR_DIRS: '/local_disk' } },
    platform: 'databricks',
    type: 'notebook',
    role: 'executor',
    attributes: { 'databricks.runtime_version': '15.4', 'databricks.compute_type': 'classic' },
    evidence: [`${VERSION_FILE} exists`, RUNTIME, NO_JOB_OR_APP, 'role executor: SPARK_EXECUTOR_DIRS is set'],
  },
  {
    name: 'a Fabric executor',
    machine: { files: { [CONTEXT_FILE]: '' }, env: { SPARK_EXECUTOR_DIRS: '/tmp/x' } },
    platform: 'fabric',
    type: 'notebook',
    role: 'executor',
    attributes: { 'cloud.provider': 'azure' },
    evidence: [`${CONTEXT_FILE} exists`, NO_JOB, 'role executor: SPARK_EXECUTOR_DIRS is set'],
  },
  {
    name: 'DB_IS_DRIVER says driver, Spark says executor: the driver',
    machine: { ...CLUSTER, env: { ...CLUSTER.env, DB_IS_DRIVER: 'TRUE', SPARK_EXECUTOR_DIRS: '/local_disk' } },
    platform: 'databricks',
    type: 'notebook',
    role: 'driver',
    attributes: {
      'databricks.runtime_version': '15.4',
      'databricks.compute_type': 'classic',
      'databricks.node_role': 'driver',
    },
    evidence: [`${VERSION_FILE} exists`, RUNTIME, NO_JOB_OR_APP, 'role driver: DB_IS_DRIVER is TRUE'],
  },
  {
    name: 'LAKETRACE_PLATFORM over everything',
    machine: { ...CLUSTER, env: { ...CLUSTER.env, LAKETRACE_PLATFORM: 'local' } },
    platform: 'local',
    type: 'local',
    evidence: ['LAKETRACE_PLATFORM is local', `outranked: ${VERSION_FILE} exists`, `outranked: ${RUNTIME}`],
  },
  {
    name: 'LAKETRACE_PLATFORM=Fabric on a laptop, with ids by hand',
    machine: {
      env: { LAKETRACE_PLATFORM: ' Fabric ', FABRIC_WORKSPACE_ID: 'w', FABRIC_LAKEHOUSE_ID: 'l', FABRIC_RUN_ID: 'r' },
      os: 'win32',
    },
    platform: 'fabric',
    type: 'notebook',
    runId: 'r',
    attributes: {
      'cloud.provider': 'azure',
      'fabric.workspace_id': 'w',
      'fabric.lakehouse_id': 'l',
      'fabric.run_id': 'r',
    },
    evidence: ['LAKETRACE_PLATFORM is fabric', NO_JOB, 'run id from FABRIC_RUN_ID'],
  },
  {
    name: 'LAKETRACE_PLATFORM=databricks on a laptop',
    machine: {
      env: { LAKETRACE_PLATFORM: 'databricks', DATABRICKS_RUNTIME_VERSION: '15.4', DATABRICKS_WORKSPACE_ID: 'x' },
      os: 'darwin',
    },
    platform: 'databricks',
    type: 'notebook',
    attributes: { 'databricks.runtime_version': '15.4', 'databricks.compute_type': 'classic' },
    evidence: ['LAKETRACE_PLATFORM is databricks', NO_JOB_OR_APP],
  },
  {
    name: 'LAKETRACE_PLATFORM=spark on a laptop',
    machine: { env: { LAKETRACE_PLATFORM: 'SPARK' } },
    platform: 'spark',
    type: 'script',
    evidence: ['LAKETRACE_PLATFORM is spark', SCRIPT],
  },
  {
    name: 'a LAKETRACE_PLATFORM that does not exist',
    machine: { ...CLUSTER, env: { ...CLUSTER.env, LAKETRACE_PLATFORM: 'synapse' } },
    platform: 'databricks',
    type: 'notebook',
    attributes: { 'databricks.runtime_version': '15.4', 'databricks.compute_type': 'classic' },
    evidence: [
      `${VERSION_FILE} exists`,
      RUNTIME,
      'ignored: the value of LAKETRACE_PLATFORM is none of fabric, databricks, spark, local',
      NO_JOB_OR_APP,
    ],
  },
  {
    name: 'a LAKETRACE_RUN_ID that would forge a line',
    machine: { env: { LAKETRACE_RUN_ID: 'a\nb', RUN_ID: '44' } },
    platform: 'local',
    type: 'local',
    runId: '44',
    evidence: [NOTHING, 'ignored: the value of LAKETRACE_RUN_ID is too long or not printable', 'run id from RUN_ID'],
  },
  {
    name: 'DB_IS_DRIVER tells the role and not the platform',
    machine: { env: { DB_IS_DRIVER: 'FALSE' } },
    platform: 'local',
    type: 'local',
    role: 'executor',
    evidence: [NOTHING, 'role executor: DB_IS_DRIVER is not TRUE'],
  },
  {
    name: 'a local run with an id, on macOS',
    machine: { env: { RUN_ID: '2026-11-24' }, os: 'darwin' },
    platform: 'local',
    type: 'local',
    runId: '2026-11-24',
    evidence: [NOTHING, 'run id from RUN_ID'],
  },
];

const HOSTILE: readonly Environment[] = [
  {
    name: 'a context file that cannot be opened still tells Fabric',
    machine: { files: { [CONTEXT_FILE]: { openError: 'EACCES', content: FABRIC_NOTEBOOK } } },
    platform: 'fabric',
    type: 'notebook',
    attributes: { 'cloud.provider': 'azure' },
    evidence: [`${CONTEXT_FILE} exists`, `${CONTEXT_FILE} cannot be read (EACCES)`, NO_JOB],
  },
  {
    name: 'a context file of 200 KB: the first 64 KiB count, the cut line does not',
    machine: {
      files: {
        [CONTEXT_FILE]: `trident.artifact.type=SparkJobDefinition\n${'x'.repeat(65_536 - 41 - 20)}\ntrident.tenant.id=1${'2'.repeat(135_000)}\ntrident.capacity.id=late\n`,
      },
    },
    platform: 'fabric',
    type: 'job',
    attributes: { 'cloud.provider': 'azure', 'fabric.artifact_type': 'SparkJobDefinition' },
    evidence: [
      `${CONTEXT_FILE} exists`,
      `${CONTEXT_FILE} is larger than 65536 bytes: the rest was not read`,
      'type job: trident.artifact.type',
    ],
  },
  {
    name: 'a binary context file',
    machine: { files: { [CONTEXT_FILE]: Uint8Array.from({ length: 4096 }, (_, at) => (at * 131) & 0xff) } },
    platform: 'fabric',
    type: 'notebook',
    attributes: { 'cloud.provider': 'azure' },
    evidence: [`${CONTEXT_FILE} exists`, NO_JOB],
  },
  {
    name: 'a context file whose values are unfit for attributes',
    machine: {
      files: {
        [CONTEXT_FILE]: Buffer.concat([
          Buffer.from('trident.tenant.id=\u001b[31mred\ntrident.capacity.id=\u202eevil\ntrident.artifact.id='),
          Buffer.from([0xff, 0xfe, 0x80]),
          Buffer.from(`\ntrident.lakehouse.id=${'a'.repeat(257)}\ntrident.activity.id=\n=\ntrident.workspace.id`),
        ]),
      },
    },
    platform: 'fabric',
    type: 'notebook',
    attributes: { 'cloud.provider': 'azure' },
    evidence: [`${CONTEXT_FILE} exists`, NO_JOB],
  },
  local('a directory in place of the context file', { files: { [CONTEXT_FILE]: { directory: true } } }, [
    `${CONTEXT_FILE} is not a regular file`,
  ]),
  local('a FIFO in place of the context file', { files: { [CONTEXT_FILE]: { fifo: true } } }, [
    `${CONTEXT_FILE} is not a regular file`,
  ]),
  local('a looping link in place of the context file', { files: { [CONTEXT_FILE]: { link: '.trident-context' } } }, [
    `whether ${CONTEXT_FILE} exists cannot be told`,
  ]),
  local('a home directory that may not be entered', { files: { [CONTEXT_FILE]: { statError: 'EACCES' } } }, [
    `whether ${CONTEXT_FILE} exists cannot be told`,
  ]),
  local('a directory in place of the version file', { files: { [VERSION_FILE]: { directory: true } } }, [
    `${VERSION_FILE} is not a regular file`,
  ]),
  {
    name: 'a binary version file',
    machine: { files: { [VERSION_FILE]: new Uint8Array([0, 1, 2, 0xff, 10]) } },
    platform: 'databricks',
    type: 'notebook',
    evidence: [`${VERSION_FILE} exists`, NO_JOB_OR_APP],
  },
  {
    name: 'a version file of a megabyte without a line end',
    machine: { files: { [VERSION_FILE]: '1'.repeat(1_000_000) } },
    platform: 'databricks',
    type: 'notebook',
    evidence: [
      `${VERSION_FILE} exists`,
      `${VERSION_FILE} is larger than 65536 bytes: the rest was not read`,
      NO_JOB_OR_APP,
    ],
  },
  {
    name: 'a version file behind a link',
    machine: { files: { [VERSION_FILE]: { link: '../srv/version' }, '/srv/version': '15.4\n' } },
    platform: 'databricks',
    type: 'notebook',
    attributes: { 'databricks.runtime_version': '15.4', 'databricks.compute_type': 'classic' },
    evidence: [`${VERSION_FILE} exists`, NO_JOB_OR_APP],
  },
  {
    name: 'Spark defaults that cannot be read',
    machine: { files: { [SPARK_DEFAULTS]: { openError: 'EIO', content: '' } } },
    platform: 'spark',
    type: 'script',
    evidence: [`${SPARK_DEFAULTS} exists`, SCRIPT, `${SPARK_DEFAULTS} cannot be read (EIO)`],
  },
  {
    name: 'a cluster name of a megabyte',
    machine: { files: { [VERSION_FILE]: '15.4' }, env: { DB_CLUSTER_NAME: 'n'.repeat(1_000_000) } },
    platform: 'databricks',
    type: 'notebook',
    attributes: { 'databricks.runtime_version': '15.4', 'databricks.compute_type': 'classic' },
    evidence: [`${VERSION_FILE} exists`, NO_JOB_OR_APP],
  },
];

export const ENVIRONMENTS: readonly Environment[] = [
  ...DECOYS_ALONE,
  ...DATABRICKS,
  ...FABRIC,
  ...SPARK,
  ...CONFLICTS,
  ...HOSTILE,
];
