// An environment that lacks what jsdom's lacks.
const { TestEnvironment } = require('jest-environment-node');

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of ['setImmediate', 'clearImmediate', 'structuredClone', 'queueMicrotask', 'TextEncoder']) {
      delete this.global[name];
    }
  }
};
