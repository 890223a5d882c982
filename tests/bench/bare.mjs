// A page that is driven over bare CDP: Playwright's own scripts are long tasks, and would be measured.

/** Gives the ways to drive a page: `slow` slows its processor down so many times, `run` gives the value of a script. */
export async function drive(page) {
  const session = await page.context().newCDPSession(page);
  const slow = (rate) => session.send('Emulation.setCPUThrottlingRate', { rate });
  async function run(script) {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', { expression: script, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(`${script}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  }
  return { slow, run };
}

/** A script that presses what another one finds. */
export const click = (found) => `(${found}).click()`;

/** A script that finds the first of these elements that holds the text. */
export const byText = (selector, text) =>
  `[...document.querySelectorAll(${JSON.stringify(selector)})].find((it) => it.textContent.includes(${JSON.stringify(text)}))`;
