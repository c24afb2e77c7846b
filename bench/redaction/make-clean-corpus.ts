// Makes the clean corpus: runs real software on this machine and keeps what it logged, in .cache/clean-corpus.
//   node bench/redaction/make-clean-corpus.ts [source ...] [--sample]
// --sample rewrites the small committed corpus from the cached one.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { distinctLines, everyNth, normalizer } from './clean-lines.ts';
import { type CleanSource, cleanSources } from './clean-sources.ts';
import { lakeSources } from './clean-sources-lake.ts';
import { has, Workshop } from './clean-workshop.ts';

const root = join(import.meta.dirname, '../..');
const cache = join(root, '.cache');
const corpus = join(cache, 'clean-corpus');
const sample = join(root, 'test/redaction/fixtures/clean');
const LINES_A_SOURCE = 9_000;
const SAMPLE_LINES_A_SOURCE = 220;
const SAMPLE_LONGEST = 600;

function collect(source: CleanSource): void {
  const missing = source.needs.filter((program) => !has(program));
  if (missing.length > 0) {
    console.log(`${source.name}: skipped, ${missing.join(', ')} not found`);
    return;
  }
  const shop = new Workshop(source.name, cache, root);
  const started = Date.now();
  try {
    const raw = source.collect(shop);
    const lines = distinctLines(raw, normalizer(root, shop.directory, cache), LINES_A_SOURCE);
    writeFileSync(join(corpus, `${source.name}.log`), `${lines.join('\n')}\n`);
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`${source.name}: ${lines.length} distinct lines of ${raw.split('\n').length} in ${seconds} s`);
  } finally {
    shop.close();
  }
}

function writeSample(): void {
  mkdirSync(sample, { recursive: true });
  for (const file of readdirSync(corpus).filter((name) => name.endsWith('.log'))) {
    const lines = readFileSync(join(corpus, file), 'utf8').split('\n');
    const short = lines.filter((line) => line.length > 0 && line.length <= SAMPLE_LONGEST);
    writeFileSync(join(sample, file), `${everyNth(short, SAMPLE_LINES_A_SOURCE).join('\n')}\n`);
  }
}

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
mkdirSync(corpus, { recursive: true });
if (process.argv.includes('--sample')) {
  if (!existsSync(corpus)) throw new Error('make the corpus first: node bench/redaction/make-clean-corpus.ts');
  writeSample();
} else {
  for (const source of [...cleanSources, ...lakeSources]) {
    if (wanted.length === 0 || wanted.includes(source.name)) collect(source);
  }
}
