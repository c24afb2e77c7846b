// `node --import laketrace/register app.js`, and `--require` for CommonJS.
import { registerLakeTrace } from './setup/register-laketrace.ts';

registerLakeTrace();
