// Files of a volume, by Databricks' Files API: put whole, never replaced, their length asked for afterwards.
import { errorOfAnswer } from '../http-answers.ts';
import { isUploadError, UploadError } from '../upload-error.ts';
import type { StoredFile, TransferOptions, UploadFile } from '../upload-target.ts';
import { accessTo, type WorkspaceAccess } from './databricks-authorization.ts';
import { failureOfRequest } from './failures.ts';
import type { StoredFiles } from './late-target.ts';
import { encodePath } from './place.ts';
import { Transfer } from './transfer.ts';
import { LARGEST_FILE } from './volume-place.ts';
import type { Workspace } from './workspace.ts';

/** The files of a folder of a volume. */
export class VolumeFiles implements StoredFiles {
  readonly #parts: readonly string[];
  readonly #access: WorkspaceAccess;
  readonly #timeout: number;

  constructor(workspace: Workspace, parts: readonly string[], timeout: number) {
    this.#parts = parts;
    this.#access = accessTo(workspace, timeout);
    this.#timeout = timeout;
  }

  async put(file: UploadFile, options: TransferOptions): Promise<StoredFile> {
    const { remote, bytes } = file;
    if (bytes > LARGEST_FILE) {
      const message = `Databricks: put ${remote}: it has ${bytes} bytes, and a volume takes files of up to ${LARGEST_FILE}`;
      throw new UploadError('unsuitable', message, { remedy: 'Rotate at a smaller size, such as rotation: "1 GB"' });
    }
    await this.#request(`put ${remote}`, remote, '?overwrite=false', options, (transfer) => ({
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream', 'content-length': String(bytes) },
      body: ReadableStream.from(transfer.body(file.read())),
      duplex: 'half',
    }));
    const stored = await this.stat(remote, options);
    if (stored !== undefined) return stored;
    throw new UploadError('retryable', `Databricks: put ${remote}: it was stored, and is not there`);
  }

  async stat(remote: string, options: TransferOptions): Promise<StoredFile | undefined> {
    try {
      const headers = await this.#request(`stat ${remote}`, remote, '', options, () => ({ method: 'HEAD' }));
      const length = headers.get('content-length') ?? '';
      if (/^\d{1,15}$/.test(length)) return { bytes: Number(length) };
    } catch (error) {
      if (isUploadError(error) && error.status === 404) return undefined;
      throw error;
    }
    throw new UploadError('refused', `Databricks: stat ${remote}: the answer has no length`, { remedy: NO_WORKSPACE });
  }

  close(): void {
    // Connections are the process's, and end by themselves.
  }

  /** Makes a request; the headers of its answer, which is a success. */
  async #request(
    what: string,
    remote: string,
    query: string,
    { signal }: TransferOptions,
    request: (transfer: Transfer) => RequestInit,
  ): Promise<Headers> {
    const address = await this.#access.address();
    const url = `${address.origin}/api/2.0/fs/files/${encodePath([...this.#parts, ...remote.split('/')])}${query}`;
    const doing = `Databricks: ${what}`;
    return this.#access.authorization.run((headers) => {
      const transfer = new Transfer(doing, signal, this.#timeout);
      return transfer.run(async () => {
        const init = request(transfer);
        try {
          const answer = await fetch(url, {
            ...init,
            // A compressed answer would not have the length of the file.
            headers: { ...headers, ...init.headers, 'accept-encoding': 'identity', 'user-agent': 'laketrace' },
            redirect: 'manual',
            signal: transfer.signal,
          });
          const code = await codeOf(answer);
          if (answer.ok) return answer.headers;
          const header = (name: string) => answer.headers.get(name);
          throw errorOfAnswer({ status: answer.status, header, doing, code, remedies: this.#remedies() });
        } catch (error) {
          throw failureOfRequest(doing, error);
        }
      });
    });
  }

  #remedies(): Record<number, string> {
    const volume = this.#parts.slice(1, 4).join('.');
    const redirected = Object.fromEntries([301, 302, 303, 307, 308].map((status) => [status, NO_WORKSPACE]));
    return {
      ...redirected,
      401: 'The token has to be one of this workspace, and not expired',
      403: `The identity needs READ VOLUME and WRITE VOLUME on ${volume}, USE SCHEMA and USE CATALOG above it; a token with scopes needs the scope files`,
      404: `There has to be a volume ${volume} that the identity may use`,
      413: 'Rotate at a smaller size',
    };
  }
}

const NO_WORKSPACE =
  'The host has to be the address of the workspace itself, such as https://adb-1234567890123456.7.azuredatabricks.net';

/** Codes of errors, and of nothing else. */
const ERROR_CODE = /^[A-Z_]{1,60}$/;
/** Characters that are read of what an answer says of an error. */
const LONGEST_ANSWER = 65_536;

/** The code of an error in an answer; its body is read or given up, so that the connection is free again. */
async function codeOf(answer: Response): Promise<string | undefined> {
  if (answer.ok || answer.body === null) {
    await answer.body?.cancel();
    return undefined;
  }
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LONGEST_ANSWER) return undefined;
  }
  try {
    const { error_code: code } = JSON.parse(text) as { readonly error_code?: unknown };
    return typeof code === 'string' && ERROR_CODE.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}
