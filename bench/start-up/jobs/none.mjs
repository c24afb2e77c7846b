import { run } from './job.mjs';

await run(
  () => undefined,
  () => undefined,
);
