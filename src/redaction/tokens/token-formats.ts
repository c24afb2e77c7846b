// The table of the tokens that vendors publish a format for. Where a format is known from stands in docs/token-formats.md, which a
// test holds to the rows: a new row takes a line there, and is tested by what it says.
import { AI_FORMATS } from './ai-formats.ts';
import { CLOUD_FORMATS } from './cloud-formats.ts';
import { CODE_FORMATS } from './code-formats.ts';
import { SERVICE_FORMATS } from './service-formats.ts';
import type { TokenFormat } from './token-format.ts';

/** Of formats with the same trigger an earlier one is tried first. */
export const TOKEN_FORMATS: readonly TokenFormat[] = [
  ...CLOUD_FORMATS,
  ...CODE_FORMATS,
  ...AI_FORMATS,
  ...SERVICE_FORMATS,
];
