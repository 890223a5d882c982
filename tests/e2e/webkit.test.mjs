// The smoke journey in Safari's engine: first start, one visit, reload, unlock, search, export.
//
// WebKitGTK is not Safari, but it is the same WebKit: its IndexedDB, WebCrypto, wasm, modules and CSS. Needs
// WebKitWebDriver (Debian: webkit2gtk-driver) and Xvfb.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launchWebKit, missing } from './lib/webkit.mjs';
import { DIST, serve } from './lib/server.mjs';

// Where nothing may be installed the test says so; in CI it must run.
const skip = !process.env.CI && missing();

let site;
let browser;

before(async () => {
  if (skip) return;
  site = await serve(DIST);
  browser = await launchWebKit();
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

test('a_worker_starts_visits_reloads_unlocks_searches_and_exports_in_safaris_engine', { timeout: 240000, skip }, async () => {
  const { page } = browser;
  // What was on the page says more than a stack when this fails on somebody else's machine.
  await journey(page).catch(async (error) => {
    await page.screenshot('webkit-failed');
    const seen = await page.run('return document.body.innerText');
    throw new Error(`${error.message}\n${seen}`, { cause: error });
  });
});

async function journey(page) {
  await page.goto(site.url);
  await page.fill('Nama Anda', 'Rina');
  await page.click('button', 'Mulai');
  const words = await page.text('[data-testid=words]');
  assert.equal(words.split(' ').length, 5);
  await page.fill('Ketik sekali lagi', words);
  await page.click('button', 'Lanjut');
  const code = await waitForCode(page);
  await page.click('button', 'Sudah saya tulis');
  await page.byRole('button', 'Buka Pendamping');
  for (const label of await page.run('return [...document.querySelectorAll("label")].map((it) => it.textContent)')) {
    await page.fill(label, code[Number(label.match(/\d+/)[0]) - 1]);
  }
  await page.click('button', 'Buka Pendamping');
  await page.byRole('heading', 'Pendamping');
  await page.screenshot('webkit-home');

  await page.click('link', 'Catat orang pertama');
  await page.fill('Nama *', 'Siti Aminah');
  await page.click('button', 'Simpan');
  await page.hasText('Tersimpan');
  await page.click('link', 'Kunjungan');
  await page.byRole('heading', /^Kunjungan: /);
  await page.click('radio', 'Bertemu');
  await page.click('radio', 'Terlihat sehat');
  await page.fill('Apa yang terjadi?', 'Siti menerima kunjungan pertama.');
  await page.click('button', 'Simpan kunjungan');
  await page.hasText('Kunjungan tersimpan');
  await page.screenshot('webkit-visit');

  await page.reload();
  await page.fill('Frasa sandi', words);
  await page.click('button', 'Buka');
  await page.byRole('button', 'Kunci');
  await page.click('link', 'Cari');
  await page.fill(/^Nama, panggilan/, 'kunjungan pertama');
  await page.hasText('1 ditemukan');
  await page.fill(/^Nama, panggilan/, 'siti amin');
  await page.byRole('link', /^Siti Aminah/);
  await page.screenshot('webkit-search');

  await page.click('link', 'Laporan');
  await page.click('radio', 'Tidak terkunci (JSON)');
  await page.click('checkbox', 'Saya mengerti');
  await page.click('checkbox', /^Simpan sebagai unduhan/);
  await page.run(`const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => make.call(URL, (globalThis.exported = blob));`);
  await page.click('button', 'Serahkan semua');
  await page.hasText('Tersimpan di Unduhan');
  await page.screenshot('webkit-export');
  const file = await page.runAsync('return exported.text()');
  assert.ok(JSON.parse(file));
  for (const words of ['Siti Aminah', 'Siti menerima kunjungan pertama.']) assert.ok(file.includes(words));
}

/** The groups of the recovery code. */
async function waitForCode(page) {
  const code = await page.text('[data-testid=code]');
  return code.split(/[^A-Z0-9]+/).filter(Boolean);
}
