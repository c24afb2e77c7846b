// Files of a lakehouse in OneLake, by its Blob API: put whole or in blocks, never replaced, checked on their way.
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { BlockBlobClient, Pipeline } from '@azure/storage-blob';
import { wait } from '../../foreign/call.ts';
import { loadLakePackage } from '../../sdk/lake-packages.ts';
import { isObject } from '../../spec/option-checks.ts';
import { BlockMemory } from '../block-memory.ts';
import { errorOfAnswer } from '../http-answers.ts';
import { endsTooEarly, isUploadError, UploadError } from '../upload-error.ts';
import type { ByteRange, StoredFile, TransferOptions, UploadFile } from '../upload-target.ts';
import { failureOfAsking, failureOfRequest } from './failures.ts';
import { pipedBody } from './http-request.ts';
import type { StoredFiles } from './late-target.ts';
import type { LakePlace } from './one-lake-place.ts';
import { encodePath } from './place.ts';
import {
  Authorization,
  type AuthorizationHeaders,
  bearer,
  type Issued,
  issueByFunction,
  type TokenCredential,
  type TokenFunction,
} from './request-authorization.ts';
import { PIECE, Transfer } from './transfer.ts';

const CLIENT = '@azure/storage-blob';
const IDENTITY = '@azure/identity';
const SCOPE = 'https://storage.azure.com/.default';

const MEGABYTE = 1024 ** 2;
/** In bytes: larger files go in blocks, of which only the one that failed has to be sent again. */
const LARGEST_WHOLE = 100 * MEGABYTE;
const BLOCK = 4 * MEGABYTE;
/** A blob has no more (Azure's "Scalability and performance targets for Blob storage"). */
const MOST_BLOCKS = 50_000;
/** How many blocks of one file are on their way at once, and of all files. */
const BLOCKS_AT_ONCE = 2;
const MOST_BLOCKS_AT_ONCE = 4;

type Client = typeof import('@azure/storage-blob');

/** The blocks of a file that have arrived, for when it is tried again. */
interface StagedBlocks {
  /** What the ids of the blocks begin with: two uploads of one name never mix their blocks. */
  readonly prefix: string;
  readonly arrived: Set<number>;
  readonly digest: string;
}

/** The files of a folder of a lakehouse. */
export class OneLakeFiles implements StoredFiles {
  readonly #place: LakePlace;
  readonly #timeout: number;
  readonly #authorization: Authorization;
  readonly #memory = new BlockMemory(MOST_BLOCKS_AT_ONCE, BLOCK);
  readonly #staged = new Map<string, StagedBlocks>();
  #pipeline: { readonly headers: AuthorizationHeaders; readonly pipeline: Pipeline } | undefined;

  constructor(place: LakePlace, credential: TokenCredential | TokenFunction | undefined, timeout: number) {
    this.#place = place;
    this.#timeout = timeout;
    this.#authorization = new Authorization(issuing(credential), timeout);
  }

  async put(file: UploadFile, options: TransferOptions): Promise<StoredFile> {
    if (file.bytes <= LARGEST_WHOLE) await this.#putWhole(file, options);
    else await this.#putBlocks(file, options);
    const stored = await this.stat(file.remote, options);
    if (stored !== undefined) return stored;
    throw new UploadError('retryable', `OneLake: put ${file.remote}: it was stored, and is not there`);
  }

  async stat(remote: string, { signal }: TransferOptions): Promise<StoredFile | undefined> {
    try {
      return await this.#request(`stat ${remote}`, remote, signal, async (blob, { signal: abortSignal }) => {
        const { contentLength, contentMD5 } = await blob.getProperties({ abortSignal });
        if (contentLength === undefined) {
          throw new UploadError('refused', `OneLake: stat ${remote}: the answer has no length`, {
            remedy: NO_ONE_LAKE,
          });
        }
        return { bytes: contentLength, ...(contentMD5 && { digests: { md5: hex(contentMD5) } }) };
      });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  close(): void {
    this.#staged.clear();
    this.#memory.clear();
    this.#pipeline = undefined;
  }

  async #putWhole(file: UploadFile, { signal }: TransferOptions): Promise<void> {
    const md5 = Buffer.from(await file.digest('md5'), 'hex');
    await this.#request(`put ${file.remote}`, file.remote, signal, (blob, transfer) =>
      // A function that gives the body is one for a single try: the client could not repeat a stream.
      blob.upload(() => pipedBody(file, transfer), file.bytes, {
        conditions: { ifNoneMatch: '*' },
        blobHTTPHeaders: { blobContentMD5: md5 },
        abortSignal: transfer.signal,
      }),
    );
  }

  /** Blocks are checked one by one as they arrive, and become the file together, or not at all. */
  async #putBlocks(file: UploadFile, { signal }: TransferOptions): Promise<void> {
    const staged = await this.#blocksOf(file);
    const size = Math.max(BLOCK, Math.ceil(file.bytes / MOST_BLOCKS));
    const count = Math.ceil(file.bytes / size);
    const idOf = (index: number) => Buffer.from(`${staged.prefix}${String(index).padStart(6, '0')}`).toString('base64');
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    let next = 0;
    const stageBlocks = async () => {
      for (let index = next++; index < count; index = next++) {
        if (staged.arrived.has(index)) continue;
        const start = index * size;
        await this.#putBlock(file, idOf(index), { start, end: Math.min(file.bytes, start + size) }, either);
        staged.arrived.add(index);
      }
    };
    const stopOthers = (error: unknown) => {
      failed.abort(error);
      throw error;
    };
    const ends = Array.from({ length: BLOCKS_AT_ONCE }, () => stageBlocks().catch(stopOthers));
    await Promise.allSettled(ends);
    await Promise.all(ends);
    const md5 = Buffer.from(staged.digest, 'hex');
    const ids = Array.from({ length: count }, (_, index) => idOf(index));
    try {
      await this.#request(`put ${file.remote}`, file.remote, signal, (blob, { signal: abortSignal }) =>
        blob.commitBlockList(ids, {
          conditions: { ifNoneMatch: '*' },
          blobHTTPHeaders: { blobContentMD5: md5 },
          abortSignal,
        }),
      );
    } catch (error) {
      // Blocks that were put aside do not stay for ever: where it is about them, they are sent anew.
      if (!isUploadError(error) || error.kind !== 'retryable') this.#staged.delete(file.remote);
      throw error;
    }
    this.#staged.delete(file.remote);
  }

  async #putBlock(file: UploadFile, id: string, range: ByteRange, signal: AbortSignal): Promise<void> {
    const length = range.end - range.start;
    const what = `put ${file.remote}, bytes from ${range.start}`;
    const put = (memory: Buffer) =>
      this.#request(what, file.remote, signal, async (blob, transfer) => {
        const bytes = await transfer.read(() => readRange(file, memory, range));
        await blob.stageBlock(id, () => Readable.from(piecesOf(bytes, transfer), { objectMode: false }), length, {
          transactionalContentMD5: createHash('md5').update(bytes).digest(),
          abortSignal: transfer.signal,
        });
      });
    await this.#memory.lend(put, length);
  }

  async #blocksOf(file: UploadFile): Promise<StagedBlocks> {
    const digest = await file.digest('md5');
    const before = this.#staged.get(file.remote);
    if (before?.digest === digest) return before;
    const staged = { prefix: randomBytes(8).toString('hex'), arrived: new Set<number>(), digest };
    this.#staged.set(file.remote, staged);
    return staged;
  }

  #request<T>(
    what: string,
    remote: string,
    signal: AbortSignal,
    request: (blob: BlockBlobClient, transfer: Transfer) => Promise<T>,
  ): Promise<T> {
    const doing = `OneLake: ${what}`;
    return this.#authorization.run((headers) => {
      const transfer = new Transfer(doing, signal, this.#timeout);
      return transfer.run(async () => {
        const blob = this.#blob(remote, headers);
        try {
          return await request(blob, transfer);
        } catch (error) {
          throw this.#failure(doing, error);
        }
      });
    });
  }

  #blob(remote: string, headers: AuthorizationHeaders): BlockBlobClient {
    const client = loadLakePackage<Client>('oneLakeTarget', CLIENT, [CLIENT, IDENTITY]);
    if (this.#pipeline?.headers !== headers) this.#pipeline = { headers, pipeline: pipelineWith(client, headers) };
    const { workspace, parts, endpoint } = this.#place;
    const path = encodePath([workspace, ...parts, ...remote.split('/')]);
    return new client.BlockBlobClient(`${endpoint.href.replace(/\/$/, '')}/${path}`, this.#pipeline.pipeline);
  }

  #failure(doing: string, error: unknown): UploadError {
    const { statusCode, code, details, response } = (isObject(error) ? error : {}) as Partial<RefusedRequest>;
    if (typeof statusCode !== 'number') return failureOfRequest(doing, error);
    const header = (name: string) => response?.headers.get(name);
    // The answer to HEAD has no body, from which the client takes the code.
    const said = code ?? details?.errorCode ?? header('x-ms-error-code');
    return errorOfAnswer({ status: statusCode, header, doing, code: said, remedies: this.#remedies() });
  }

  #remedies(): Record<number, string> {
    const { workspace, item } = this.#place;
    const redirected = Object.fromEntries([301, 302, 303, 307, 308].map((status) => [status, NO_ONE_LAKE]));
    return {
      ...redirected,
      401: `The token has to be of the scope ${SCOPE}, and not expired`,
      403: `The identity needs the role Contributor, or a higher one, in the workspace ${workspace}; where it is not a user within Fabric, the tenant has to let applications outside of Fabric use OneLake`,
      404: `There has to be a workspace ${workspace} with ${item} in it, spelled so`,
    };
  }
}

const NO_ONE_LAKE =
  'The endpoint has to be that of OneLake itself, such as https://onelake.blob.fabric.microsoft.com, and no proxy or page for signing in may answer in its place';

/** What the client throws where a request was answered by no success. */
interface RefusedRequest {
  readonly statusCode: number;
  readonly code: string | undefined;
  readonly details: { readonly errorCode?: string } | undefined;
  readonly response: { readonly headers: { get(name: string): string | undefined } } | undefined;
}

/** A pipeline that makes each request once: repeats are the upload's own. */
function pipelineWith(client: Client, headers: AuthorizationHeaders): Pipeline {
  const pipeline = client.newPipeline(new client.AnonymousCredential(), {
    retryOptions: { maxTries: 1 },
    userAgentOptions: { userAgentPrefix: 'laketrace' },
  });
  pipeline.factories.push({
    create: (next) => ({
      sendRequest(request) {
        for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
        return next.sendRequest(request);
      },
    }),
  });
  return pipeline;
}

function issuing(credential: TokenCredential | TokenFunction | undefined): () => Promise<Issued> {
  if (typeof credential === 'function') return () => issueByFunction('OneLake', credential);
  let identity = credential;
  return async () => {
    identity ??= defaultCredential();
    const present = identity;
    const whose = 'OneLake: the credential';
    try {
      const { token, expiresOnTimestamp } = (await wait(() => present.getToken(SCOPE))) ?? {};
      return bearer(whose, { token, expiresOn: expiresOnTimestamp });
    } catch (error) {
      throw failureOfAsking(whose, error, credential === undefined ? NO_IDENTITY : undefined);
    }
  };
}

const NO_IDENTITY =
  'Give a credential, or have an identity that DefaultAzureCredential finds: AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, a managed identity, or az login';

function defaultCredential(): TokenCredential {
  const { DefaultAzureCredential } = loadLakePackage<typeof import('@azure/identity')>('oneLakeTarget', IDENTITY, [
    CLIENT,
    IDENTITY,
  ]);
  return new DefaultAzureCredential();
}

function* piecesOf(bytes: Buffer, transfer: Transfer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += PIECE) {
    transfer.moved();
    yield bytes.subarray(start, start + PIECE);
  }
}

async function readRange(file: UploadFile, memory: Buffer, { start, end }: ByteRange): Promise<Buffer> {
  const bytes = memory.subarray(0, end - start);
  for (let done = 0; done < bytes.length; ) {
    const length = await file.readInto(bytes.subarray(done), start + done);
    if (length === 0) throw endsTooEarly(file.remote);
    done += length;
  }
  return bytes;
}

function isNotFound(error: unknown): boolean {
  return isObject(error) && error['kind'] === 'refused' && error['status'] === 404;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
