// Screenshots of what the tests saw, in target/screens/, for people to look at.

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../../../target/screens');

/** The two screens that pages are made for: a cheap phone, and the agency's computer. */
export const SIZES = { hp: { width: 360, height: 640 }, meja: { width: 1280, height: 800 } };

/** Saves the page as target/screens/NAME.png and returns the path. */
export async function screenshot(page, name, options = {}) {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path, ...options });
  return path;
}

/**
 * Pictures of the whole page on both sizes, in light and dark unless told otherwise; `look` sees the page as it is on each.
 * Leaves the page in light, on the size `back`.
 */
export async function pictures(page, name, { back = SIZES.hp, schemes = ['light', 'dark'], look = async () => {} } = {}) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of schemes) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await screenshot(page, `${name}-${size}-${colorScheme}`, { fullPage: true });
      await look(`${name} ${size} ${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(back);
}
