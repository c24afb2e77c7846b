// A target of one's own: a bucket of S3, or of anything else that speaks its protocol. Three methods, and an error for each thing that may happen.
import { Buffer } from 'node:buffer';
import { AwsClient } from 'aws4fetch';
import { UploadError } from 'laketrace';

/**
 * @typedef {object} S3TargetOptions
 * @property {string} endpoint such as `https://s3.eu-central-1.amazonaws.com`
 * @property {string} region
 * @property {string} bucket
 * @property {string} prefix without slashes at its ends
 * @property {string} accessKeyId
 * @property {string} secretAccessKey
 */

/** S3 takes no more in one request. */
const LARGEST_FILE = 5 * 1024 ** 3;

/** @type {Record<number, string>} */
const REMEDIES = {
  403: 'The keys need s3:PutObject and s3:GetObject on the bucket',
  404: 'There has to be such a bucket at that endpoint',
};

/**
 * @param {S3TargetOptions} options
 * @returns {import('laketrace').UploadTarget}
 */
export function s3Target(options) {
  const { endpoint, bucket, prefix, region, accessKeyId, secretAccessKey } = options;
  // Repeats are made by `uploadLogs`.
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });

  /**
   * @param {string} doing
   * @param {string} remote
   * @param {import('laketrace').TransferOptions} transfer
   * @param {RequestInit} init
   */
  async function request(doing, remote, { signal }, init) {
    const path = [bucket, prefix, ...remote.split('/')].map(encodeURIComponent).join('/');
    // Signed without its body: of that the digest is in the headers.
    const { body, duplex, ...head } = init;
    const { url, headers, method } = await client.sign(`${endpoint}/${path}`, head);
    const answer = await fetch(url, { method, headers, signal, ...(body && { body, duplex: 'half' }) });
    if (answer.ok) return answer;
    throw failure(`S3: ${doing} ${remote}: the answer was ${answer.status}`, answer);
  }

  return {
    // The same place always has the same name: the journal keeps account by it.
    name: `s3:${new URL(endpoint).host}/${bucket}/${prefix}`,
    largestFile: LARGEST_FILE,

    async put(file, transfer) {
      const md5 = await file.digest('md5');
      await request('put', file.remote, transfer, {
        method: 'PUT',
        headers: {
          // Never replaces what is there.
          'if-none-match': '*',
          // The service compares both with what arrives, and stores nothing else.
          'content-md5': Buffer.from(md5, 'hex').toString('base64'),
          'x-amz-content-sha256': await file.digest('sha256'),
          'content-length': String(file.bytes),
        },
        body: ReadableStream.from(file.read()),
        duplex: 'half',
      });
      const stored = await this.stat(file.remote, transfer);
      if (stored !== undefined) return { ...stored, digests: { md5 } };
      throw new UploadError('retryable', `S3: put ${file.remote}: it was stored, and is not there`);
    },

    async stat(remote, transfer) {
      try {
        const { headers } = await request('stat', remote, transfer, { method: 'HEAD' });
        return { bytes: Number(headers.get('content-length')) };
      } catch (error) {
        if (error.status === 404) return undefined;
        throw error;
      }
    },

    async close() {
      // `fetch` holds nothing of ours.
    },
  };
}

/**
 * What follows from an answer that is no success.
 * @param {string} message
 * @param {Response} answer
 */
function failure(message, { status, headers }) {
  const remedy = REMEDIES[status];
  if (status === 412) return new UploadError('exists', message, { status });
  // 409: somebody else puts the same name at this moment.
  if (status >= 500 || [408, 409, 429].includes(status)) {
    const seconds = Number(headers.get('retry-after') ?? Number.NaN);
    return new UploadError('retryable', message, { status, retryAfter: seconds > 0 ? seconds * 1000 : undefined });
  }
  return new UploadError(status === 413 ? 'unsuitable' : 'refused', message, { status, remedy });
}
