// A real server of Azure's Blob API for a test file: azurite, by https and with bearer tokens, as OneLake wants them.
//
// It checks of a token what OneLake checks, but for its signature: audience, issuer, from when and until when it is valid.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AnonymousCredential, BlobServiceClient, newPipeline } from '@azure/storage-blob';
import { issue, makeAuthority } from '../collector/certificates.ts';
import { AZURITE } from './prepare-azurite.ts';

/** The account that azurite has by itself: the first part of each path. */
const ACCOUNT = 'devstoreaccount1';
/** Azurite takes lower-case letters and digits for the name of one. */
export const WORKSPACE = 'nightly';

/** A running azurite. */
export interface Azurite {
  /** Its address, with the account: `https://127.0.0.1:40123/devstoreaccount1`. */
  readonly url: string;
  /** The certificate of the authority that issued its own, as a path. */
  readonly authority: string;
  stop(): void;
}

export interface TokenOptions {
  /** Seconds from now on; below 0 it has expired. */
  readonly lifetime?: number;
  readonly audience?: string;
}

const base64 = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A token as Entra ID issues them, with a signature of no worth. `id` tells it from others. */
export function makeToken(
  id: string,
  { lifetime = 3600, audience = 'https://storage.azure.com' }: TokenOptions = {},
): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: audience,
    iss: 'https://sts.windows.net/tests/',
    iat: now - 7200,
    nbf: now - 7200,
    exp: now + lifetime,
  };
  return `${base64({ alg: 'none', typ: 'JWT' })}.${base64({ ...claims, jti: id })}.${base64({ id })}`;
}

/** Starts azurite, with one workspace: a container, in its own words. */
export async function startAzurite(workspace: string = WORKSPACE): Promise<Azurite> {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-azurite-'));
  const authority = makeAuthority(directory, 'authority');
  const { cert, key } = issue(directory, authority, 'server');
  const child = spawn(
    process.execPath,
    [AZURITE, '--blobHost', '127.0.0.1', '--blobPort', '0', '--location', join(directory, 'data')].concat([
      // The client may be newer than azurite is.
      ...['--oauth', 'basic', '--cert', cert, '--key', key, '--disableTelemetry', '--silent', '--skipApiVersionCheck'],
    ]),
    { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const stop = () => {
    child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  };
  const url = `${await addressOf(child)}/${ACCOUNT}`;
  await createContainer(`${url}/${workspace}?restype=container`, readFileSync(authority.cert));
  return { url, authority: authority.cert, stop };
}

/** Fabric makes workspaces by itself; a server of the Blob API is asked to. */
async function createContainer(url: string, ca: Buffer): Promise<void> {
  const headers = { authorization: `Bearer ${makeToken('owner')}`, 'x-ms-version': '2025-01-05', 'content-length': 0 };
  const [answer] = (await once(request(url, { method: 'PUT', ca, headers }).end(), 'response')) as [IncomingMessage];
  answer.resume();
  if (answer.statusCode !== 201) throw new Error(`azurite made no container: ${answer.statusCode}`);
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('a child with pipes has them');
  for await (const line of createInterface({ input: child.stdout })) {
    const [, address] = /listens on (https:\S+)/.exec(line) ?? [];
    if (address === undefined) continue;
    child.stdout.resume();
    return address;
  }
  throw new Error('azurite ended before it listened');
}

/** What is in a workspace, read without a part of ours. @param endpoint of the proxy before azurite */
export function blobService(endpoint: string): BlobServiceClient {
  const pipeline = newPipeline(new AnonymousCredential());
  const headers = { authorization: `Bearer ${makeToken('reader')}` };
  pipeline.factories.push({
    create: (next) => ({
      sendRequest(request) {
        request.headers.set('authorization', headers.authorization);
        return next.sendRequest(request);
      },
    }),
  });
  return new BlobServiceClient(endpoint, pipeline);
}
