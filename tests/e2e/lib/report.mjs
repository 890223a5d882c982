// Screenshots of what the tests saw, in target/screens/, for people to look at.

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../../../target/screens');

/** Saves the page as target/screens/NAME.png and returns the path. */
export async function screenshot(page, name, options = {}) {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path, ...options });
  return path;
}
