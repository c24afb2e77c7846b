// The colours of severities, for the page and for the picture: readable on light and on dark (WCAG 2.2: texts 4.5, marks 3 to the ground).
import { SEVERITY_BANDS, type SeverityBand } from './report-data.ts';

/** Colours of one theme. */
interface Theme {
  /** Of the page, and of what lies on it. */
  readonly ground: string;
  readonly card: string;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  /** Texts by severity. */
  readonly ink: Readonly<Record<SeverityBand, string>>;
  /** Bars by severity: the more frequent a severity usually is, the less it shouts. */
  readonly fill: Readonly<Record<SeverityBand, string>>;
}

export const LIGHT: Theme = {
  ...{ ground: '#f5f6f8', card: '#ffffff', text: '#1a2029', quiet: '#5a6472', line: '#dde1e7' },
  ink: {
    ...{ FATAL: '#8f1670', ERROR: '#b91c1c', WARN: '#8a5200', INFO: '#1d5fb8' },
    ...{ DEBUG: '#4a6272', TRACE: '#5f6673', UNSPECIFIED: '#5f6673' },
  },
  fill: {
    ...{ FATAL: '#a21a80', ERROR: '#d02f2f', WARN: '#c47a00', INFO: '#5b93dc' },
    ...{ DEBUG: '#7d95a5', TRACE: '#8b93a0', UNSPECIFIED: '#8b93a0' },
  },
};

export const DARK: Theme = {
  ...{ ground: '#0e1217', card: '#161b22', text: '#e6eaf0', quiet: '#98a3b3', line: '#2a323d' },
  ink: {
    ...{ FATAL: '#f397d5', ERROR: '#ff8a82', WARN: '#e5aa45', INFO: '#7fb4f7' },
    ...{ DEBUG: '#9db3c3', TRACE: '#a0a8b4', UNSPECIFIED: '#a0a8b4' },
  },
  fill: {
    ...{ FATAL: '#e26bbd', ERROR: '#f26a61', WARN: '#d9992b', INFO: '#4a83c9' },
    ...{ DEBUG: '#65798a', TRACE: '#6c7583', UNSPECIFIED: '#6c7583' },
  },
};

/** The colours as custom properties of CSS, each for both themes. */
export function paletteStyle(): string {
  const both = (name: string, light: string, dark: string) => `--${name}: light-dark(${light}, ${dark});`;
  const plain = (['ground', 'card', 'text', 'quiet', 'line'] as const).map((name) =>
    both(name, LIGHT[name], DARK[name]),
  );
  const bands = SEVERITY_BANDS.flatMap((band) => [
    both(`ink-${band.toLowerCase()}`, LIGHT.ink[band], DARK.ink[band]),
    both(`fill-${band.toLowerCase()}`, LIGHT.fill[band], DARK.fill[band]),
  ]);
  return `:root { ${[...plain, ...bands].join(' ')} }`;
}
