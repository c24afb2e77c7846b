// A gateway that is a real collector, over TLS with certificates made for the test, and agents that send to it.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, vi } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { PATIENT, recordsInFiles } from './agent.ts';
import { type Certificate, issue, makeAuthority } from './certificates.ts';
import { CollectorProcess, configuration, freePorts, SYNCHRONOUS } from './collector-process.ts';
import { type ArrivedRecord, numberOf, textOfRecord } from './otlp-logs.ts';

/** Put together here, so that nothing in the repository looks like a secret. */
const TOKEN = ['let', 'me', 'in'].join('-');

export interface RealGateway {
  readonly gateway: CollectorProcess;
  /** What it writes. */
  readonly files: string;
  /** Where certificates of the test are, and more can be made. */
  readonly certificates: string;
  readonly authority: Certificate;
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly metricsUrl: string;
  readonly healthUrl: string;
  readonly tokensFile: string;
  readonly token: string;
}

/** A gateway that is not started yet. @param more configurations that change gateway.yaml @param env more of the environment */
export async function prepareGateway(
  more: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<RealGateway> {
  const [certificates, files] = [temporaryDirectory(), temporaryDirectory()];
  const authority = makeAuthority(certificates, 'authority');
  const own = issue(certificates, authority, 'gateway');
  const tokensFile = join(certificates, 'tokens');
  writeFileSync(tokensFile, `${TOKEN} the agents of the test\n`);
  const [http = 0, grpc = 0, health, metrics] = await freePorts(4);
  const configs = [configuration('gateway.yaml'), ...more].flatMap((config) => ['--config', config]);
  const variables = {
    PATH: process.env['PATH'] ?? '',
    OTELCOL_BIN: inject('collector'),
    LAKETRACE_GATEWAY_CERT: own.cert,
    LAKETRACE_GATEWAY_KEY: own.key,
    LAKETRACE_GATEWAY_TOKENS: tokensFile,
    LAKETRACE_GATEWAY_CLIENT_CA: authority.cert,
    LAKETRACE_GATEWAY_FILES: files,
    LAKETRACE_GATEWAY_STATE: temporaryDirectory(),
    LAKETRACE_GATEWAY_ADDRESS: '127.0.0.1',
    LAKETRACE_GATEWAY_HTTP: String(http),
    LAKETRACE_GATEWAY_GRPC: String(grpc),
    LAKETRACE_GATEWAY_HEALTH: `127.0.0.1:${health}`,
    LAKETRACE_GATEWAY_METRICS: String(metrics),
    ...env,
  };
  return {
    gateway: new CollectorProcess(configs, variables, configuration('recipes/start-gateway.sh')),
    files,
    certificates,
    authority,
    httpPort: http,
    grpcPort: grpc,
    metricsUrl: `http://127.0.0.1:${metrics}/metrics`,
    healthUrl: `http://127.0.0.1:${health}`,
    tokensFile,
    token: TOKEN,
  };
}

export interface AgentOfGateway {
  readonly agent: CollectorProcess;
  /** Where the program's files are. */
  readonly directory: string;
  /** The agent's own. */
  readonly state: string;
}

/** What an agent may have otherwise than the others. */
export interface AgentOptions {
  readonly more?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Of an agent before it. */
  readonly directory?: string;
  readonly state?: string;
}

/** agent.yaml, which is not started yet, with the token and the CA of a gateway. */
export async function prepareAgentOf(around: RealGateway, options: AgentOptions = {}): Promise<AgentOfGateway> {
  const { more = [], env = {}, directory = temporaryDirectory(), state = temporaryDirectory() } = options;
  const [http, grpc, health, metrics] = await freePorts(4);
  const configs = [configuration('agent.yaml'), ...more].flatMap((config) => ['--config', config]);
  const agent = new CollectorProcess([SYNCHRONOUS, ...configs], {
    LAKETRACE_LOG_DIR: directory,
    LAKETRACE_GATEWAY: `https://127.0.0.1:${around.httpPort}`,
    LAKETRACE_GATEWAY_TOKEN: around.token,
    // Go's own variable: whom the agent trusts, instead of the system's CAs.
    SSL_CERT_FILE: around.authority.cert,
    LAKETRACE_AGENT_STATE: state,
    LAKETRACE_AGENT_HTTP: String(http),
    LAKETRACE_AGENT_GRPC: String(grpc),
    LAKETRACE_AGENT_HEALTH: String(health),
    LAKETRACE_AGENT_METRICS: String(metrics),
    ...env,
  });
  return { agent, directory, state };
}

/** Waits until the files of a directory have this many different records, and a little for more than there should be. */
export async function inFiles(directory: string, count: number): Promise<ArrivedRecord[]> {
  let records: ArrivedRecord[] = [];
  const read = () => {
    records = recordsInFiles(directory);
    return new Set(records.map(numberOf)).size;
  };
  await vi.waitFor(() => expect(read()).toBe(count), { ...PATIENT, interval: 500 });
  let before = -1;
  while (before !== records.length) {
    before = records.length;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    read();
  }
  return records;
}

const sorted = (records: readonly ArrivedRecord[]) => records.map(textOfRecord).sort();

/** Each of the one is among the other exactly once, with every value. */
export function expectSame(came: readonly ArrivedRecord[], written: readonly ArrivedRecord[]): void {
  const [texts, expected] = [sorted(came), sorted(written)];
  expect(texts.length).toBe(expected.length);
  // Not `toEqual` over all: its difference of 20,000 texts would take minutes.
  const different = texts.findIndex((text, i) => text !== expected[i]);
  expect(texts[different]).toBe(expected[different]);
}

/** What an agent noted of its places, say. */
export function emptyDirectory(directory: string): void {
  for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true });
}
