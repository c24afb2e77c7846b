// An agent and its gateway, in a directory of their own: agent.yaml and gateway.yaml with all that they ask for.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issue, makeAuthority } from '../../test/collector/certificates.ts';
import { CollectorUnderLoad, freePort } from './collector-under-load.ts';
import type { Target } from './load.ts';

/** Put together here, so that nothing in the repository looks like a secret. */
const TOKEN = ['of', 'the', 'bench'].join('-');

const freePorts = (): Promise<number[]> => Promise.all(Array.from({ length: 4 }, freePort));

/** Started one after the other; {@link Chain.remove} ends both. */
export class Chain {
  readonly #program: string;
  readonly #root: string;
  readonly #authority: string;
  readonly #started: CollectorUnderLoad[] = [];

  /** @param program the collector's */
  constructor(program: string) {
    this.#program = program;
    this.#root = mkdtempSync(join(tmpdir(), 'laketrace-bench-collector-'));
    this.#authority = makeAuthority(this.#root, 'authority').cert;
    mkdirSync(this.directory);
  }

  /** Where the agent looks for files. */
  get directory(): string {
    return join(this.#root, 'logs');
  }

  async startGateway(): Promise<{ readonly gateway: CollectorUnderLoad; readonly target: Target }> {
    const authority = { cert: this.#authority, key: join(this.#root, 'authority.key') };
    const own = issue(this.#root, authority, 'gateway');
    writeFileSync(join(this.#root, 'tokens'), `${TOKEN}\n`);
    const [http = 0, grpc = 0, health = 0, metrics = 0] = await freePorts();
    const env = {
      LAKETRACE_GATEWAY_CERT: own.cert,
      LAKETRACE_GATEWAY_KEY: own.key,
      LAKETRACE_GATEWAY_TOKENS: join(this.#root, 'tokens'),
      LAKETRACE_GATEWAY_FILES: join(this.#root, 'files'),
      LAKETRACE_GATEWAY_STATE: join(this.#root, 'gateway'),
      LAKETRACE_GATEWAY_ADDRESS: '127.0.0.1',
      LAKETRACE_GATEWAY_HTTP: String(http),
      LAKETRACE_GATEWAY_GRPC: String(grpc),
      LAKETRACE_GATEWAY_HEALTH: `127.0.0.1:${health}`,
      LAKETRACE_GATEWAY_METRICS: String(metrics),
    };
    const gateway = await CollectorUnderLoad.start(this.#program, 'gateway.yaml', env, metrics);
    this.#started.push(gateway);
    const target = { url: `https://127.0.0.1:${http}`, token: TOKEN, ca: readFileSync(this.#authority, 'utf8') };
    return { gateway, target };
  }

  async startAgent(gateway: Target): Promise<{ readonly agent: CollectorUnderLoad; readonly target: Target }> {
    const [http = 0, grpc = 0, health = 0, metrics = 0] = await freePorts();
    const env = {
      LAKETRACE_LOG_DIR: this.directory,
      LAKETRACE_GATEWAY: gateway.url,
      LAKETRACE_GATEWAY_TOKEN: TOKEN,
      SSL_CERT_FILE: this.#authority,
      LAKETRACE_AGENT_STATE: join(this.#root, 'agent'),
      LAKETRACE_AGENT_HTTP: String(http),
      LAKETRACE_AGENT_GRPC: String(grpc),
      LAKETRACE_AGENT_HEALTH: String(health),
      LAKETRACE_AGENT_METRICS: String(metrics),
    };
    const agent = await CollectorUnderLoad.start(this.#program, 'agent.yaml', env, metrics);
    this.#started.push(agent);
    return { agent, target: { url: `http://127.0.0.1:${http}` } };
  }

  async remove(): Promise<void> {
    await Promise.all(this.#started.map((one) => one.kill()));
    rmSync(this.#root, { recursive: true, force: true });
  }
}
