// One of the two lines of the SDK, with the laketrace that is beside it: as it is built here, or as `npm run test:prepare` packed it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Transformer from '@opentelemetry/otlp-transformer';
import type * as Sdk from '@opentelemetry/sdk-logs';
import type * as LakeTrace from 'laketrace';
import { ROOT } from '../root.ts';
import type { SdkLine } from './contender.ts';

const PLACES: Readonly<Record<SdkLine, string>> = { 'sdk-3': ROOT, 'sdk-0.2': join(ROOT, '.cache/e2e/sdk-0.2') };

/** What a program of that line imports; each when it is first asked for. */
export class InstalledLine {
  readonly #place: string;
  readonly #require: NodeJS.Require;

  constructor(line: SdkLine) {
    this.#place = PLACES[line];
    this.#require = createRequire(join(this.#place, 'package.json'));
  }

  get sdk(): typeof Sdk {
    return this.#require('@opentelemetry/sdk-logs') as typeof Sdk;
  }

  get transformer(): typeof Transformer {
    return this.#require('@opentelemetry/otlp-transformer') as typeof Transformer;
  }

  get laketrace(): typeof LakeTrace {
    return this.#require('laketrace') as typeof LakeTrace;
  }

  /** The version of one of its packages. */
  versionOf(name: string): string {
    const manifest = readFileSync(join(this.#place, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { readonly version: string }).version;
  }
}
