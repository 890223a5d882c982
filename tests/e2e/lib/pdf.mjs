// A page printed by Chromium, read back as text by Debian's pdftotext (poppler-utils).

import { execFileSync } from 'node:child_process';

/** Whether there is nothing to read a PDF with; then it is said why a test is skipped. */
export function missing() {
  try {
    execFileSync('pdftotext', ['-v'], { stdio: 'ignore' });
    return false;
  } catch {
    return process.env.CI ? false : 'pdftotext is not installed (apt-get install poppler-utils)';
  }
}

/** The text of the page as it is printed on A4, with single spaces. */
export async function printedText(page) {
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, maxBuffer: 1 << 24 });
  return text.toString('utf8').replaceAll(/\s+/g, ' ');
}
