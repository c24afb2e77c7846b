// Certificates for a test, made by `openssl` when it runs: nothing that looks like a key is in the repository.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of a certificate and its private key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const openssl = (directory: string, ...args: readonly string[]) =>
  execFileSync('openssl', args, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'] as const;

/** A CA of its own. @param name also that of its files */
export function makeAuthority(directory: string, name: string): Certificate {
  const [cert, key] = [join(directory, `${name}.pem`), join(directory, `${name}.key`)];
  openssl(directory, 'req', '-x509', ...NEW_KEY, '-keyout', key, '-out', cert, '-days', '2', '-subj', `/CN=${name}`);
  return { cert, key };
}

/** A certificate of a CA, for the loopback. @param days how long it is valid; -1 is one that has expired */
export function issue(directory: string, authority: Certificate, name: string, days = 2): Certificate {
  const [cert, key] = [join(directory, `${name}.pem`), join(directory, `${name}.key`)];
  const [request, extensions] = [join(directory, `${name}.csr`), join(directory, `${name}.ext`)];
  writeFileSync(extensions, 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  openssl(directory, 'req', ...NEW_KEY, '-keyout', key, '-out', request, '-subj', `/CN=${name}`);
  const signed = ['-CA', authority.cert, '-CAkey', authority.key, '-days', String(days), '-extfile', extensions];
  openssl(directory, 'x509', '-req', '-in', request, '-out', cert, ...signed);
  return { cert, key };
}
