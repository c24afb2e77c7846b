// What the report's page is made of, beside the records.

import type { PageParts } from './report-page.ts';

/**
 * Gives the parts. In the sources they are bundled when they are asked for. In the built package this module is replaced by one that has
 * them as texts (tsdown.config.ts): files beside a bundle are lost when users bundle their application.
 */
export async function pageParts(): Promise<PageParts> {
  const { bundleReportPage } = await import('../../.ci/bundle-report-page.ts');
  return await bundleReportPage();
}
