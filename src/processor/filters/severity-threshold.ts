// Whether a record is severe enough.

/**
 * Whether a severity is below the minimum. One that is not given (absent, or 0, `SEVERITY_NUMBER_UNSPECIFIED`) never is: the
 * SDK's own `LoggerConfig.minimumSeverity` lets such records pass as well.
 */
export function isBelow(severity: number | undefined, minimum: number): boolean {
  return typeof severity === 'number' && severity !== 0 && severity < minimum;
}
