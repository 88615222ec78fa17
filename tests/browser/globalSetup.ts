import type { TestProject } from 'vitest/node';
import { DIST, ensureBuilt } from '../../src/hub/build';
import { startHub } from '../../src/hub/server';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the built app is served for the browser tests, with a slash at the end. */
    appUrl: string;
  }
}

/** Builds the app if needed and serves it as `npm start` does, for all browser tests together. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  ensureBuilt();
  const hub = await startHub({ root: DIST, port: 0 });
  project.provide('appUrl', hub.url);
  return () => hub.close();
}
