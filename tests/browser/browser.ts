import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from './chromium';

/** A page together with all it did that it should not have done. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** URLs requested from any origin but the page's own (blob: and data: are its own). */
  readonly offOrigin: string[];
  /** Console errors and uncaught exceptions. */
  readonly errors: string[];
}

let executable: string | undefined;

/** A headless Chromium with software GL and WebGPU. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  executable ??= findChromium();
  return chromium.launch({ executablePath: executable, args: CHROMIUM_FLAGS });
}

/** A new page that records off-origin requests and errors from its first moment. */
export async function watchedPage(
  browser: Browser,
  origin: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 960, height: 600 }, ...options });
  const page = await context.newPage();
  const offOrigin: string[] = [];
  const errors: string[] = [];
  page.on('request', (r) => {
    const url = r.url();
    if (!url.startsWith(origin) && !/^(blob|data|about):/.test(url)) offOrigin.push(url);
  });
  page.on('console', (m) => {
    if (m.type() === 'error') errors.push(m.text());
  });
  page.on('pageerror', (e) => errors.push(String(e)));
  return { page, context, offOrigin, errors };
}
