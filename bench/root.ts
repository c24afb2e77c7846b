// Where the repository is, for benches that start programs in it or write its pages.
import { join } from 'node:path';

export const ROOT: string = join(import.meta.dirname, '..');
