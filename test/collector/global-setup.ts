// Before the tests with a collector: builds it, or finds it. Where there is none, they are skipped, with one line that says so; not in CI.
import type { TestProject } from 'vitest/node';
import { collector, NoCollector } from '../../collector-config/build/build-collector.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The collector's program; empty where there is none. */
    collector: string;
  }
}

export default function setup(project: TestProject): void {
  try {
    const { path, origin } = collector();
    console.log(`Collector: ${path}, ${origin}`);
    project.provide('collector', path);
  } catch (error) {
    if (!(error instanceof NoCollector) || process.env['CI']) throw error;
    console.log(`Tests with a collector are skipped: ${error.message}.`);
    project.provide('collector', '');
  }
}
