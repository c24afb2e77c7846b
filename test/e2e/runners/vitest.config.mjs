// vitest as a project has it; the pool is given by `--pool`.
export default { test: { include: ['vitest.spec.mjs'], name: 'smoke' } };
