// What the hash chain costs: marking lines, keyed and not, against the bare SHA-256 of the same bytes; and verifying files.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { IntegrityChain } from '../../src/integrity/integrity-chain.ts';
import { verifyIntegrity } from '../../src/integrity/verify/verify-integrity.ts';

/** One row of the figures. */
export interface IntegrityFigure {
  readonly work: string;
  readonly microsecondsPerLine: number;
  readonly megabytesPerSecond: number;
  /** Against the bare SHA-256 of the same lines, a call a line, in the same run. */
  readonly timesBareDigest: number;
}

const FLAT = { name: 'flat-json', extension: '.jsonl' } as const;
const SIZES: Readonly<Record<string, number>> = { 'lines of 300 bytes': 300, 'lines of 64 KB': 65_536 };

/** Measures marking and verifying. */
export async function run(megabytes = 32): Promise<IntegrityFigure[]> {
  const figures: IntegrityFigure[] = [];
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-bench-'));
  try {
    for (const [name, size] of Object.entries(SIZES)) {
      const count = Math.ceil((megabytes * 1024 * 1024) / size);
      const line = `{"message":"${'x'.repeat(size - 15)}"}\n`;
      const bare = await seconds(() => {
        for (let i = 0; i < count; i++) createHash('sha256').update(line).digest('base64url');
      });
      for (const [kind, key] of [
        ['SHA-256', undefined],
        ['HMAC-SHA-256', 'k'.repeat(32)],
      ] as const) {
        const chunk = Buffer.from(line.repeat(Math.max(1, Math.floor(65_536 / size))));
        const inChunk = chunk.length / line.length;
        const path = join(directory, 'chained.jsonl');
        const chunks: Uint8Array[] = [];
        const mark = await seconds(() => {
          const chain = new IntegrityChain({ key }, { format: FLAT });
          chunks.length = 0;
          for (let i = 0; i < count; i += inChunk) {
            const marked = chain.mark(chunk, i === 0);
            chain.written(marked);
            chunks.push(marked.bytes);
          }
          const end = chain.end();
          chain.written(end);
          chunks.push(end.bytes);
        });
        writeFileSync(path, Buffer.concat(chunks));
        const verify = await seconds(async () => {
          const { ok } = await verifyIntegrity([path], { key });
          if (!ok) throw new Error('the chain of the bench does not verify');
        });
        figures.push(figure(`mark ${name}, ${kind}`, mark, count, size, bare));
        figures.push(figure(`verify ${name}, ${kind}`, verify, count, size, bare));
      }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return figures;
}

function figure(work: string, time: number, count: number, size: number, bare: number): IntegrityFigure {
  return {
    work,
    microsecondsPerLine: Number(((time / count) * 1e6).toPrecision(3)),
    megabytesPerSecond: Math.round((count * size) / time / 1024 / 1024),
    timesBareDigest: Number((time / bare).toPrecision(2)),
  };
}

/** The second run of two: the first warms up. */
async function seconds(work: () => void | Promise<void>): Promise<number> {
  await work();
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}
