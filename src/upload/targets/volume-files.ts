// Files of a volume, by Databricks' Files API: put whole, never replaced, their length asked for afterwards.
import type { IncomingHttpHeaders } from 'node:http';
import { errorOfAnswer } from '../http-answers.ts';
import { isUploadError, UploadError } from '../upload-error.ts';
import type { StoredFile, TransferOptions, UploadFile } from '../upload-target.ts';
import { accessTo, type WorkspaceAccess } from './databricks-authorization.ts';
import { failureOfRequest } from './failures.ts';
import { type HttpRequest, httpRequest } from './http-request.ts';
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
    await this.#request(`put ${remote}`, remote, options, file);
    const stored = await this.stat(remote, options);
    if (stored !== undefined) return stored;
    throw new UploadError('retryable', `Databricks: put ${remote}: it was stored, and is not there`);
  }

  async stat(remote: string, options: TransferOptions): Promise<StoredFile | undefined> {
    try {
      const { 'content-length': length = '' } = await this.#request(`stat ${remote}`, remote, options);
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

  /**
   * Makes a request: stores a file, or asks for one.
   * @returns the headers of its answer, which is a success
   */
  async #request(
    what: string,
    remote: string,
    { signal }: TransferOptions,
    file?: UploadFile,
  ): Promise<IncomingHttpHeaders> {
    const address = await this.#access.address();
    const path = `/api/2.0/fs/files/${encodePath([...this.#parts, ...remote.split('/')])}`;
    const url = new URL(file === undefined ? path : `${path}?overwrite=false`, address.origin);
    const doing = `Databricks: ${what}`;
    return this.#access.authorization.run((authorization) => {
      const transfer = new Transfer(doing, signal, this.#timeout);
      return transfer.run(async () => {
        // A compressed answer would not have the length of the file.
        const headers = { ...authorization, 'accept-encoding': 'identity', 'user-agent': 'laketrace' };
        const asked: HttpRequest =
          file === undefined
            ? { method: 'HEAD', headers }
            : { method: 'PUT', headers: { ...headers, ...BINARY }, file };
        const answer = await httpRequest(url, asked, transfer).catch((error: unknown) => {
          throw failureOfRequest(doing, error);
        });
        if (answer.status >= 200 && answer.status < 300) return answer.headers;
        const header = (name: string) => answer.headers[name]?.toString();
        throw errorOfAnswer({
          status: answer.status,
          header,
          doing,
          code: codeIn(answer.text),
          remedies: this.#remedies(),
        });
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
    };
  }
}

const NO_WORKSPACE =
  'The host has to be the address of the workspace itself, such as https://adb-1234567890123456.7.azuredatabricks.net';

const BINARY = { 'content-type': 'application/octet-stream' };
/** Codes of errors, and of nothing else. */
const ERROR_CODE = /^[A-Z_]{1,60}$/;
/** The code of an error in the body of an answer. */
function codeIn(text: string): string | undefined {
  try {
    const { error_code: code } = JSON.parse(text) as { readonly error_code?: unknown };
    return typeof code === 'string' && ERROR_CODE.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}
