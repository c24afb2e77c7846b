// One record, posted to a gateway over TLS: by a token, a certificate, or nothing.
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { RealGateway } from './real-gateway.ts';

export interface Posted {
  readonly authorization?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly tenant?: string;
  readonly i?: number;
  /** Its `log.record.uid`. */
  readonly uid?: string;
}

/** Posts one record. @returns the status; the error's code where there was no answer */
export function post({ httpPort, authority }: RealGateway, posted: Posted = {}): Promise<number | string> {
  const { authorization, cert, key, tenant, i = 0, uid } = posted;
  const resource = { attributes: tenant === undefined ? [] : [{ key: 'tenant.id', value: { stringValue: tenant } }] };
  const number = { key: 'i', value: { intValue: String(i) } };
  const id = uid === undefined ? [] : [{ key: 'log.record.uid', value: { stringValue: uid } }];
  const logRecords = [{ body: { stringValue: 'posted' }, attributes: [number, ...id] }];
  return new Promise((resolve) => {
    const outgoing = request({
      host: '127.0.0.1',
      port: httpPort,
      path: '/v1/logs',
      method: 'POST',
      agent: false,
      ca: readFileSync(authority.cert),
      ...(cert && key ? { cert: readFileSync(cert), key: readFileSync(key) } : {}),
      headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    });
    outgoing.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    outgoing.end(JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }));
  });
}
