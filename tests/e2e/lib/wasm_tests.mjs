// Runs the wasm tests of tests/*_browser.rs in Chromium. Arguments: folders made by `cargo xtask browser`.
//
// Each folder holds test.js and test_bg.wasm, made by wasm-bindgen from a wasm-bindgen-test binary. The names used on
// the page (WasmBindgenTestContext, __wbgtest_*, __wbgt_*) are those of wasm-bindgen-test's own runner; their version is
// pinned in Cargo.lock. Every file gets a fresh page on a fresh origin, so IndexedDB starts empty.

import { basename } from 'node:path';
import { readFile } from 'node:fs/promises';
import { launch } from './launch.mjs';
import { serve } from './server.mjs';

const TIMEOUT_MS = Number(process.env.WASM_BINDGEN_TEST_TIMEOUT ?? 120) * 1000;
const FILTER = process.env.FILTER ?? '';

const browser = await launch();
let failed = false;
for (const folder of process.argv.slice(2)) failed = !(await runFolder(folder)) || failed;
await browser.close();
process.exit(failed ? 1 : 0);

async function runFolder(folder) {
  const module = await WebAssembly.compile(await readFile(`${folder}/test_bg.wasm`));
  const all = WebAssembly.Module.exports(module).map((it) => it.name).filter((name) => name.startsWith('__wbgt_'));
  const tests = all.filter((name) => name.includes(FILTER));
  console.log(`\n${basename(folder)}`);
  if (tests.length === 0) return true;
  const site = await serve(folder);
  const context = await browser.newContext({ locale: 'id-ID', timezoneId: 'Asia/Jakarta' });
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => console.log(`page error: ${error.message}`));
    await page.route('**/run.html', (route) => route.fulfill({ contentType: 'text/html', body: '<pre id="output"></pre>' }));
    await page.goto(`${site.url}run.html`);
    const run = page.evaluate(runOnPage, [tests, all.length - tests.length]);
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no end after ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
    });
    const passed = await Promise.race([run, late]).catch((error) => {
      console.log(`FAILED: ${error.message}`);
      return false;
    });
    clearTimeout(timer);
    console.log((await page.locator('#output').textContent()).trim());
    return passed;
  } finally {
    await context.close();
    await site.stop();
  }
}

// Runs in the page.
async function runOnPage([tests, filtered]) {
  globalThis.__wbg_test_invoke = (test) => test();
  const bindings = await import('/test.js');
  const wasm = await bindings.default({ module_or_path: '/test_bg.wasm' });
  for (const method of ['debug', 'log', 'info', 'warn', 'error']) {
    const original = console[method];
    console[method] = (...words) => {
      original.apply(console, words);
      bindings[`__wbgtest_console_${method}`](words);
    };
  }
  const context = new bindings.WasmBindgenTestContext(false);
  context.filtered_count(filtered);
  return context.run(tests.map((name) => wasm[name]));
}
