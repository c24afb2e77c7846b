// Gives fast-check the seed of the run, before a test file is loaded; a failed property says it with its path.
import { configureGlobal } from 'fast-check';
import { SEED } from './seed.ts';

configureGlobal({ seed: SEED });
