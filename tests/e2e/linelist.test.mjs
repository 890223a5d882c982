// A real line list, the 135 cases of Tianjin and their 91 links, through the import page of the app: what the preview
// says, the figures after it, that a second import changes nothing and that a corrected file updates.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { firstStart, go } from './lib/app.mjs';
import { makePhone } from './lib/phone.mjs';
import { choose, startOutbreak, unfold } from './lib/pages.mjs';
import { SIZES, pictures } from './lib/report.mjs';

const PATIENCE = 60000;
const FIXTURES = resolve(import.meta.dirname, '../fixtures/tianjin');
const CASES = readFileSync(join(FIXTURES, 'Tianjin135cases_revised.csv'));
const LINKS = readFileSync(join(FIXTURES, 'tianjin_links_from_to.csv'));
/** What a phone may stand still for an import of this size. A build for development is slower. */
const MOST = 20000;

let phone;
let page;
let outbreak;
const files = mkdtempSync(join(tmpdir(), 'pendamping-daftar-'));

before(async () => {
  phone = await makePhone({ args: ['--window-size=360,640'] });
  ({ page } = phone);
  await page.setViewportSize(SIZES.hp);
  await firstStart(page);
  outbreak = await startOutbreak(page, 'COVID-19 (KMK 413/2020)', { 'Nama wabah *': 'Tianjin' });
});
after(async () => {
  await phone?.end();
  rmSync(files, { recursive: true, force: true });
});

const main = () => page.locator('#isi');
const csv = (name, buffer) => ({ name, mimeType: 'text/csv', buffer });

/** Opens the import page with two files; ends when it says what would be written. */
async function chooseFiles(cases, links) {
  await go(page, `/wabah/${outbreak}`);
  await choose(page, 'Bagian wabah', 'Data');
  await page.getByRole('link', { name: 'Masukkan daftar kasus (CSV)' }).click();
  await page.getByLabel('Daftar orang (kasus dan kontak)').setInputFiles(csv('kasus.csv', cases));
  await page.getByText(/^Orang: \d+ baru/).waitFor({ timeout: PATIENCE });
  await page.getByLabel(/^Daftar hubungan/).setInputFiles(csv('hubungan.csv', links));
  await page.getByText(/^Hubungan: (91 baru|0 baru, 0 berubah, 91 tetap)/).waitFor({ timeout: PATIENCE });
}

async function takeIn() {
  const start = Date.now();
  await page.getByRole('button', { name: 'Masukkan semua' }).click();
  await page.waitForFunction((to) => location.hash === to, `#/wabah/${outbreak}`, { timeout: PATIENCE });
  return Date.now() - start;
}

async function tab(name) {
  await go(page, `/wabah/${outbreak}`);
  await choose(page, 'Bagian wabah', name);
}

test('the_preview_says_how_the_files_were_read_and_what_would_be_written', { timeout: 240000 }, async () => {
  await chooseFiles(CASES, LINKS);
  const text = await main().innerText();
  assert.match(text, /Orang: 135 baris, UTF-8/);
  assert.match(text, /\. Mulai bergejala: hari\/bulan\/tahun \(pasti\)/);
  assert.match(text, /Hubungan: 91 baris/);
  assert.match(text, /Orang: 135 baru, 0 berubah, 0 tetap/);
  assert.match(text, /Hubungan: 91 baru, 0 berubah, 0 tetap/);
  await page.getByRole('region', { name: 'Pemeriksaan' }).getByRole('listitem').first().waitFor({ timeout: PATIENCE });
  await pictures(page, 'tianjin-pratinjau');
});

test('the_figures_after_the_import_are_those_of_the_command_line', { timeout: 240000 }, async () => {
  const took = await takeIn();
  console.log(`import: ${took} ms`);
  assert.ok(took < MOST, `the import took ${took} ms`);
  await tab('Angka');
  const heading = (words) => main().locator('summary', { hasText: words }).first();
  await heading('Jarak antargejala').waitFor({ timeout: PATIENCE });
  assert.match(await heading('Jarak antargejala').innerText(), /median 4 \(n = 73\)/);
  await pictures(page, 'tianjin-angka');
  await page.evaluate(() => document.querySelectorAll('#isi details').forEach((it) => (it.open = true)));
  const text = await main().innerText();
  assert.match(text, /Rata-rata 3,9; kuartil [\d,]+–[\d,]+; terkecil -7, terbesar 16; 12 negatif; 18 tanpa tanggal lengkap/);
  assert.match(text, /Kontak per kasus: 0,7 \(91\/135\)/);
  assert.match(text, /Menulari terbanyak: 6 orang/);
  assert.match(text, /Klaster: 23 \(/);
  await page.getByRole('button', { name: 'Dihitung, negatif: mohon periksa tanggalnya (12)' }).click();
  assert.ok((await page.locator('#isi a[href^="#/pantau/"]').count()) > 0, 'the people behind the number can be opened');
});

test('the_pictures_of_the_outbreak_are_drawn_and_saved_as_svg_and_png', { timeout: 240000 }, async () => {
  await tab('Kurva');
  await page.locator('#isi svg .pic-button').first().waitFor({ timeout: PATIENCE });
  await pictures(page, 'tianjin-kurva');
  await tab('Rantai');
  await page.locator('#isi figure svg').first().waitFor({ timeout: PATIENCE });
  await pictures(page, 'tianjin-rantai');
  const figure = page.locator('#isi figure').first();
  const fold = await unfold(figure, 'Simpan gambar');
  const box = await figure.locator('svg').first().evaluate((it) => [Number(it.getAttribute('width')), Number(it.getAttribute('height'))]);
  const save = async (name) => {
    const [download] = await Promise.all([page.waitForEvent('download'), fold.getByRole('button', { name, exact: true }).click()]);
    const path = join(files, download.suggestedFilename());
    await download.saveAs(path);
    return readFileSync(path);
  };
  assert.match((await save('SVG')).toString(), /^(<\?xml[^>]*>\s*)?<svg /);
  const png = await save('PNG');
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], box.map((side) => Math.ceil(side * 2)));
});

test('the_same_files_change_nothing_and_a_corrected_one_updates', { timeout: 240000 }, async () => {
  await chooseFiles(CASES, LINKS);
  assert.match(await main().innerText(), /Orang: 0 baru, 0 berubah, 135 tetap[\s\S]*Hubungan: 0 baru, 0 berubah, 91 tetap/);
  await page.getByRole('button', { name: 'Masukkan semua' }).click();
  await page.getByText('Tidak ada yang baru dalam berkas ini.').waitFor();
  const corrected = Buffer.from(CASES.toString().replace('TJ1,F,59,14/01/2020', 'TJ1,F,59,13/01/2020'));
  await chooseFiles(corrected, LINKS);
  assert.match(await main().innerText(), /Orang: 0 baru, 1 berubah, 134 tetap/);
  await takeIn();
  await tab('Kasus');
  await page.getByText(/135/).first().waitFor();
});

test('what_was_said_of_one_file_holds_for_no_other', { timeout: 240000 }, async () => {
  const id = await startOutbreak(page, 'COVID-19 (KMK 413/2020)', { 'Nama wabah *': 'Dua berkas' });
  const open = async () => {
    await go(page, `/wabah/${id}`);
    await choose(page, 'Bagian wabah', 'Data');
    await page.getByRole('link', { name: 'Masukkan daftar kasus (CSV)' }).click();
  };
  const cases = (text) => page.getByLabel('Daftar orang (kasus dan kontak)').setInputFiles(csv('orang.csv', Buffer.from(text)));
  const says = (words) => page.getByText(words).waitFor({ timeout: PATIENCE });
  await open();
  await cases('id,nama\nX1,Siti Aminah\n');
  await says(/^Orang: 1 baru/);
  await page.getByRole('button', { name: 'Masukkan semua' }).click();
  await page.waitForFunction((to) => location.hash === to, `#/wabah/${id}`, { timeout: PATIENCE });

  await open();
  await cases('id,nama\nP1,Siti Aminah\n');
  await says(/^Orang: 1 baru/);
  const who = page.getByLabel('Siti Aminah (P1)');
  await who.selectOption({ label: 'Siti Aminah (nama sama)' });
  await says(/^Orang: 0 baru, 1 berubah/);
  await cases('id,nama\nP1,Bambang Wijaya\n');
  await says(/^Orang: 1 baru, 0 berubah/);

  // Columns that were remembered and are gone are looked for anew, and what is chosen by hand holds.
  await cases('kode,nama lengkap,hari pertama\nQ1,Dewi Lestari,2026-11-01\n');
  await page.getByRole('cell', { name: 'Dewi Lestari' }).waitFor({ timeout: PATIENCE });
  const fold = await unfold(page, 'Arti kolom dan tanggal');
  await fold.getByLabel('Mulai bergejala').selectOption({ label: 'hari pertama' });
  await page.getByRole('cell', { name: /1 Nov/ }).waitFor({ timeout: PATIENCE });
});

test('two_thousand_rows_are_looked_over_while_the_page_answers', { timeout: 240000 }, async () => {
  const rows = Array.from({ length: 2000 }, (_, n) => `R${n},Orang ${String.fromCharCode(97 + (n % 26))}${n},${String(1 + (n % 28)).padStart(2, '0')}/10/2026`);
  const links = Array.from({ length: 1999 }, (_, n) => `R${Math.floor(n / 3)},R${n + 1}`);
  await go(page, `/wabah/${outbreak}`);
  await choose(page, 'Bagian wabah', 'Data');
  await page.getByRole('link', { name: 'Masukkan daftar kasus (CSV)' }).click();
  await page.evaluate(() => {
    window.held = [];
    new PerformanceObserver((list) => list.getEntries().forEach((it) => window.held.push(Math.round(it.duration)))).observe({ type: 'longtask' });
  });
  await page.getByLabel('Daftar orang (kasus dan kontak)').setInputFiles(csv('orang.csv', Buffer.from(`id,nama,onset\n${rows.join('\n')}\n`)));
  await page.getByText(/^Orang: 2000 baru/).waitFor({ timeout: PATIENCE });
  await page.getByLabel(/^Daftar hubungan/).setInputFiles(csv('hubungan.csv', Buffer.from(`from,to\n${links.join('\n')}\n`)));
  await page.getByText(/^Hubungan: 1999 baru/).waitFor({ timeout: PATIENCE });
  await page.getByRole('button', { name: 'Masukkan semua' }).waitFor({ timeout: PATIENCE });
  const said = await main().innerText();
  assert.match(said, /Orang: 2000 baru, 0 berubah, 0 tetap[\s\S]*Hubungan: 1999 baru, 0 berubah, 0 tetap/);
  console.log(`held: ${(await page.evaluate(() => window.held)).join(', ')} ms`);
});
