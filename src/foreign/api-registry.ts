// What is registered with @opentelemetry/api. Its own functions do not say so: where nothing is, they give something that does nothing.

/** Where all copies of @opentelemetry/api 1.x in a process keep what is registered: their contract with each other. */
const REGISTRY = Symbol.for('opentelemetry.js.api.1');

/** Whether somebody has registered a part of the API. */
export function isRegistered(part: 'diag' | 'metrics' | 'logs'): boolean {
  const { [REGISTRY]: registry } = globalThis as { [REGISTRY]?: Readonly<Partial<Record<typeof part, unknown>>> };
  return registry?.[part] !== undefined;
}
