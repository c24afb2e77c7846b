// Installs Spark before tests that run side by side ask for it: two of them would install it over each other.
import { prepare } from './spark-environment.ts';

const missing = prepare();
if (missing !== undefined) throw new Error(missing);
