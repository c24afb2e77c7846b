// Whom a gateway lets in, by gateway.yaml with tokens and by gateway-mtls.yaml with certificates, and whose records go where, by gateway-tenants.yaml.
import { createHash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test, vi } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { expectNoComplaints, GZIP, PATIENT, RETRIED, recordsInFiles, write } from './agent.ts';
import { issue, makeAuthority } from './certificates.ts';
import { configuration } from './collector-process.ts';
import { numberOf } from './otlp-logs.ts';
import { post } from './post-record.ts';
import { emptyDirectory, expectSame, inFiles, prepareAgentOf, prepareGateway } from './real-gateway.ts';

describe.skipIf(inject('collector') === '')('gateway.yaml', () => {
  test('refuses whoever knows no token; tokens come and go without a restart', async () => {
    const around = await prepareGateway();
    const { gateway, token, tokensFile, files } = around;
    await gateway.start();
    expect(await post(around)).toBe(401);
    expect(await post(around, { authorization: '' })).toBe(401);
    expect(await post(around, { authorization: 'Bearer ' })).toBe(401);
    expect(await post(around, { authorization: `Bearer ${token}x` })).toBe(401);
    expect(await post(around, { authorization: `Basic ${token}` })).toBe(401);
    expect(recordsInFiles(files)).toEqual([]);
    expect(await post(around, { authorization: `Bearer ${token}`, i: 1 })).toBe(200);
    appendFileSync(tokensFile, 'the-next-one of the next month\n');
    const next = { authorization: 'Bearer the-next-one', i: 2 };
    await vi.waitFor(async () => expect(await post(around, next)).toBe(200), PATIENT);
    writeFileSync(tokensFile, 'the-next-one of the next month\n');
    await vi.waitFor(async () => expect(await post(around, { authorization: `Bearer ${token}` })).toBe(401), PATIENT);
    expect(await post(around, next)).toBe(200);
  });

  test('does not start where the file of tokens is empty, or is not named', async () => {
    const around = await prepareGateway();
    writeFileSync(around.tokensFile, '');
    await expect(around.gateway.start()).rejects.toThrow(/credentials file ".*" is empty/);
    const unnamed = await prepareGateway([], { LAKETRACE_GATEWAY_TOKENS: '' });
    await expect(unnamed.gateway.start()).rejects.toThrow('no bearer token provided');
  });

  test('an agent that trusts another CA keeps what it has, and sends it once it trusts the right one', async () => {
    const around = await prepareGateway();
    await around.gateway.start();
    const other = makeAuthority(around.certificates, 'other');
    const wrong = await prepareAgentOf(around, { env: { SSL_CERT_FILE: other.cert } });
    const { directory, state } = wrong;
    await write('sdk-3', directory, 2000, GZIP);
    await wrong.agent.start();
    await vi.waitFor(() => expect(wrong.agent.log).toContain('certificate signed by unknown authority'), PATIENT);
    await wrong.agent.kill();
    expectNoComplaints(wrong.agent, RETRIED);
    expect(recordsInFiles(around.files)).toEqual([]);
    const right = await prepareAgentOf(around, { directory, state });
    await right.agent.start();
    expectSame(await inFiles(around.files, 2000), recordsInFiles(directory));
  });

  test('an agent with a wrong token drops what it sends; the files still have it for one that begins anew', async () => {
    const around = await prepareGateway();
    await around.gateway.start();
    const wrong = await prepareAgentOf(around, { env: { LAKETRACE_GATEWAY_TOKEN: 'wrong' } });
    const { directory, state } = wrong;
    await write('sdk-3', directory, 2000, GZIP);
    await wrong.agent.start();
    await vi.waitFor(() => expect(wrong.agent.log).toContain('Dropping data'), PATIENT);
    await wrong.agent.kill();
    // As docs/collector.md says it: the token is mended, and what the agent noted of its places removed.
    emptyDirectory(state);
    const right = await prepareAgentOf(around, { directory, state });
    await right.agent.start();
    expectSame(await inFiles(around.files, 2000), recordsInFiles(directory));
  });
});

describe.skipIf(inject('collector') === '')('gateway-mtls.yaml', () => {
  const mtls = configuration('gateway-mtls.yaml');
  const agentMtls = configuration('agent-mtls.yaml');

  test('takes what an agent with a certificate sends', async () => {
    const around = await prepareGateway([mtls], { LAKETRACE_GATEWAY_TOKENS: '' });
    await around.gateway.start();
    const { cert, key } = issue(around.certificates, around.authority, 'agent');
    const env = {
      LAKETRACE_AGENT_CERT: cert,
      LAKETRACE_AGENT_KEY: key,
      LAKETRACE_GATEWAY_CA: around.authority.cert,
      SSL_CERT_FILE: '',
      LAKETRACE_GATEWAY_TOKEN: '',
    };
    const { agent, directory } = await prepareAgentOf(around, { more: [agentMtls], env });
    await agent.start();
    await write('sdk-3', directory, 2000, GZIP);
    expectSame(await inFiles(around.files, 2000), recordsInFiles(directory));
    expectNoComplaints(agent);
    expectNoComplaints(around.gateway);
  });

  test('refuses whoever has none, an expired one, or that of another CA; an agent keeps what it has', async () => {
    const around = await prepareGateway([mtls], { LAKETRACE_GATEWAY_TOKENS: '' });
    const { gateway, certificates, authority, files } = around;
    await gateway.start();
    const other = makeAuthority(certificates, 'other');
    const refused = [
      {},
      { authorization: `Bearer ${around.token}` },
      issue(certificates, authority, 'expired', -1),
      issue(certificates, other, 'strange'),
    ];
    for (const port of [around.httpPort, around.grpcPort]) {
      for (const posted of refused) {
        expect(await post({ ...around, httpPort: port }, posted)).toMatch(/^(?:ERR_SSL_|ECONNRESET|EPIPE)/);
      }
    }
    const wrong = await prepareAgentOf(around);
    const { directory, state } = wrong;
    await write('sdk-3', directory, 2000);
    await wrong.agent.start();
    await vi.waitFor(() => expect(wrong.agent.log).toContain('Will retry the request after interval'), PATIENT);
    await wrong.agent.kill();
    expectNoComplaints(wrong.agent, RETRIED);
    expect(recordsInFiles(files)).toEqual([]);
    const { cert, key } = issue(certificates, authority, 'agent');
    const env = { LAKETRACE_AGENT_CERT: cert, LAKETRACE_AGENT_KEY: key, LAKETRACE_GATEWAY_CA: authority.cert };
    const right = await prepareAgentOf(around, { more: [agentMtls], env, directory, state });
    await right.agent.start();
    expectSame(await inFiles(files, 2000), recordsInFiles(directory));
    expectNoComplaints(gateway, /^http: TLS handshake error from /);
  });
});

describe.skipIf(inject('collector') === '')('gateway-tenants.yaml', () => {
  test('tenants have files of their own; what no route knows is in the common one, whatever its name', async () => {
    const around = await prepareGateway([configuration('gateway-tenants.yaml')]);
    const { gateway, files, token } = around;
    await gateway.start();
    const authorization = `Bearer ${token}`;
    const agents = await Promise.all(
      ['a', 'b'].map((tenant) => prepareAgentOf(around, { env: { OTEL_RESOURCE_ATTRIBUTES: `tenant.id=${tenant}` } })),
    );
    for (const [n, { agent, directory }] of agents.entries()) {
      await agent.start();
      await write('sdk-3', directory, 1000, { first: 1000 * n });
    }
    const strange = ['c', '../../b', 'b/../../x', '*', ''];
    for (const [n, tenant] of strange.entries()) {
      expect(await post(around, { authorization, tenant, i: 5000 + n })).toBe(200);
    }
    expect(await post(around, { authorization, i: 6000 })).toBe(200);
    for (const [n, name] of ['tenant-a', 'tenant-b'].entries()) {
      const came = await inFiles(join(files, name), 1000);
      expectSame(came, recordsInFiles(agents[n]?.directory ?? ''));
    }
    expect(recordsInFiles(files).map(numberOf)).toEqual([5000, 5001, 5002, 5003, 5004, 6000]);
    expect(readdirSync(files, { recursive: true }).sort()).toEqual([
      'logs.jsonl',
      'tenant-a',
      'tenant-a/logs.jsonl',
      'tenant-b',
      'tenant-b/logs.jsonl',
    ]);
    expectNoComplaints(gateway);
  });

  test('bound to their tokens, as docs/collector.md says it, tenants are what their tokens are, whatever they say', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/collector.md'), 'utf8');
    const tokens = { a: 'token-of-a', b: 'token-of-b' };
    let yaml = /^```yaml tenant-tokens\.yaml\n(.*?)^```$/ms.exec(page)?.[1] ?? '';
    for (const [tenant, token] of Object.entries(tokens)) {
      const digest = createHash('sha256').update(`Bearer ${token}`).digest('hex');
      yaml = yaml.replace(`<digest of the header of ${tenant}>`, digest);
    }
    const byToken = join(temporaryDirectory(), 'tenant-tokens.yaml');
    writeFileSync(byToken, yaml);
    const around = await prepareGateway([configuration('gateway-tenants.yaml'), byToken]);
    const { gateway, files, token, tokensFile } = around;
    appendFileSync(tokensFile, `${tokens.a}\n${tokens.b}\n`);
    await gateway.start();
    expect(await post(around, { authorization: `Bearer ${tokens.a}`, tenant: 'b', i: 1 })).toBe(200);
    expect(await post(around, { authorization: `Bearer ${tokens.b}`, i: 2 })).toBe(200);
    expect(await post(around, { authorization: `Bearer ${token}`, tenant: 'a', i: 3 })).toBe(200);
    expect(recordsInFiles(join(files, 'tenant-a')).map(numberOf)).toEqual([1]);
    expect(recordsInFiles(join(files, 'tenant-b')).map(numberOf)).toEqual([2]);
    expect(recordsInFiles(files).map(numberOf)).toEqual([3]);
    expectNoComplaints(gateway);
  });
});
