// Jest as a project has it that needs no transpiler, in an environment with Node's globals and in one with few of them.
const project = (name, others) => ({
  displayName: name,
  rootDir: __dirname,
  transform: {},
  ...others,
});

module.exports = {
  projects: [
    project('commonjs', { testMatch: ['<rootDir>/jest.test.cjs'] }),
    project('esm', { testMatch: ['<rootDir>/jest.test.mjs'] }),
    project('few globals', {
      testMatch: ['<rootDir>/jest.test.cjs'],
      testEnvironment: '<rootDir>/jest-few-globals.cjs',
    }),
  ],
};
