// Whether what is written to a stream has colours: what the environment says of it.

type Environment = Readonly<Record<string, string | undefined>>;

/** What `FORCE_COLOR` says, which goes before `NO_COLOR`, as in Node itself; nothing where it is not set. */
export function forcesColors({ FORCE_COLOR: forced }: Environment): boolean | undefined {
  return forced === undefined ? undefined : forced !== '0' && forced !== 'false';
}

/** Whether lines are coloured: `NO_COLOR` (no-color.org: set and not empty), `NODE_DISABLE_COLORS`, `TERM=dumb`. */
export function hasColors(isTerminal: boolean, environment: Environment): boolean {
  const forced = forcesColors(environment);
  if (forced !== undefined) return forced;
  const { NO_COLOR: none, NODE_DISABLE_COLORS: disabled, TERM: terminal } = environment;
  return isTerminal && !none && !disabled && terminal !== 'dumb';
}
