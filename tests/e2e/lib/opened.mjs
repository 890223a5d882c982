// The app opened by a new worker, for the test files that need no profile on disk and no killing: one page, one host.

import { firstStart, open } from './app.mjs';
import { byKeyboard } from './keys.mjs';
import { launch } from './launch.mjs';
import { serve } from './server.mjs';

const PHONE = { width: 360, height: 640 };

/** Opens a fresh app and takes it through its first start. Gives the page, the passphrase and how to end it all. */
export async function openedApp({ name, viewport = PHONE } = {}) {
  let site;
  let browser;
  const end = async () => {
    await browser?.close();
    await site?.stop();
  };
  try {
    site = await serve();
    browser = await launch();
    const context = await browser.newContext({ viewport, locale: 'id-ID', timezoneId: 'Asia/Jakarta' });
    const page = await context.newPage();
    await open(page, site);
    const { words } = await firstStart(page, { name });
    if (process.env.KEYS) byKeyboard(page);
    return { page, words, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The date so many days ago, by the page's clock. */
export const daysAgo = (page, days) =>
  page.evaluate((ago) => new Date(Date.now() - ago * 86400000).toLocaleDateString('sv'), days);
