// Sets fields whose names come from outside.

/**
 * Sets a field of an object of our own, whatever it is called. What every object inherits is not assigned: `__proto__` would become the
 * prototype, and a frozen prototype refuses names such as `toString`.
 */
export function setField(target: Record<string, unknown>, name: string, value: unknown): void {
  if (!(name in target)) target[name] = value;
  else Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}
