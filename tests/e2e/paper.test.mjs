// Papers: what stands on them, on a phone and on A4, and when there is none.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { go, savePerson } from './lib/app.mjs';
import { openedApp } from './lib/opened.mjs';
import { record } from './lib/pages.mjs';
import { missing, printedText } from './lib/pdf.mjs';
import { screenshot } from './lib/report.mjs';

let app;
let page;
let person;
let kasus;
before(async () => {
  app = await openedApp({ name: 'Rina Nuraini' });
  ({ page } = app);
  person = await savePerson(page, 'Siti Aminah');
  kasus = await record(page, 'case', person, { 'Masalah yang dikemukakan': 'Bu Siti berhenti bekerja.' });
});
after(() => app?.end());

const paper = () => page.locator('article.paper');

/** How many sheets the page takes, printed from a desktop: a tall window must not make an empty one. */
async function sheets() {
  const phone = page.viewportSize();
  await page.setViewportSize({ width: 1280, height: 1400 });
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  await page.setViewportSize(phone);
  return (pdf.match(/\/Type\s*\/Page\b/g) ?? []).length;
}

test('a_social_report_is_one_tap_from_the_case_and_a_switch_hides_the_name', async () => {
  await go(page, `/kasus/${kasus}`);
  await page.locator('summary', { hasText: 'Cetak' }).click();
  await page.getByRole('link', { name: 'Laporan sosial' }).click();
  await paper().getByRole('heading', { level: 2, name: 'Laporan sosial' }).waitFor();
  await paper().getByText('Bu Siti berhenti bekerja.').waitFor();
  await paper().getByText('Belum ada asesmen.').waitFor();
  assert.equal(await sheets(), 1);
  await screenshot(page, 'laporan-sosial', { fullPage: true });
  await page.getByRole('switch', { name: 'Samarkan nama' }).check();
  await paper().getByText('Bu S. berhenti bekerja.').waitFor();
  assert.doesNotMatch(await paper().innerText(), /Siti|Aminah/);
  await page.getByRole('radio', { name: 'English' }).check();
  await paper().getByRole('heading', { level: 2, name: 'Social report' }).waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the phone');
});

test('what_is_printed_on_a4_reads_as_the_paper_and_counts_its_pages', { skip: missing() }, async () => {
  // A page that is opened anew has its switches where they begin.
  await go(page, '/');
  await go(page, `/cetak/laporan-sosial/${kasus}`);
  await paper().waitFor();
  const text = await printedText(page);
  for (const said of ['Siti Aminah', 'Bu Siti berhenti bekerja.', 'Rina Nuraini', 'Belum ada asesmen.']) {
    assert.ok(text.includes(said), `"${said}" is not printed: ${text}`);
  }
  assert.match(text, /1\/\d/, 'the sheet has no number');
  for (const screen of ['Beranda', 'Samarkan nama', 'Cetak']) assert.ok(!text.includes(screen), `${screen} is printed`);
});

test('nothing_but_the_paper_is_printed', async () => {
  await go(page, `/cetak/kunjungan/${kasus}`);
  await paper().waitFor();
  await page.emulateMedia({ media: 'print' });
  for (const gone of ['.nav', '.topbar', '.no-print']) assert.equal(await page.locator(gone).first().isVisible(), false, gone);
  assert.equal(await paper().isVisible(), true);
  await page.emulateMedia({ media: null });
});

test('a_referral_letter_waits_for_consent', async () => {
  await record(page, 'referral', kasus, {
    'Nama lembaga bila belum tercatat': 'Puskesmas Mawar',
    'Alasan rujukan *': 'Batuk dua minggu',
  });
  await go(page, `/kasus/${kasus}`);
  await page.getByRole('link', { name: /Rujukan ke Puskesmas Mawar/ }).first().click();
  await page.locator('summary', { hasText: 'Cetak' }).click();
  await page.getByRole('link', { name: 'Surat rujukan' }).click();
  await page.getByText('Belum ada persetujuan untuk berbagi data').waitFor();
  assert.equal(await paper().count(), 0);
  const letter = await page.evaluate(() => location.hash.slice(1));
  await record(page, 'consent', person, { 'Untuk apa *': ['Rujukan'], 'Keputusan *': ['Diberikan'], Cara: ['Tertulis'] });
  await go(page, letter);
  await paper().getByText('Kepada Yth. Puskesmas Mawar').waitFor();
  await paper().getByText(/Klien menyetujui rujukan ini pada .* \(tertulis\)/).waitFor();
  assert.equal(await sheets(), 2);
  await screenshot(page, 'surat-rujukan', { fullPage: true });
});

test('a_person_gets_a_copy_of_their_data', async () => {
  await go(page, `/cetak/salinan-data/${person}`);
  await paper().getByText('Siapa diberi tahu apa').waitFor();
  await paper().getByText('Rina Nuraini').first().waitFor();
  await screenshot(page, 'salinan-data', { fullPage: true });
});
