// The rooms around the casework: the round of the day, the directory of partners, and what a supervisor looks at.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { alive, go, openHome, savePerson, unlock } from './lib/app.mjs';
import { daysAgo, openedApp } from './lib/opened.mjs';
import { part, passGate, record, unfold, visit } from './lib/pages.mjs';
import { consent } from './lib/stories.mjs';

let app;
let page;
let words;
before(async () => {
  app = await openedApp();
  ({ page, words } = app);
});
after(() => app?.end());

const day = (ago) => daysAgo(page, ago);
const nav = (name) => page.getByRole('navigation', { name: 'Utama' }).getByRole('link', { name });

/** Resolves when the round has exactly these stops, in this order. */
async function round(...names) {
  const wanted = names.map((name, place) => `${place + 1}. ${name}`);
  await page.waitForFunction(
    (all) => JSON.stringify([...document.querySelectorAll('.stops h3')].map((it) => it.textContent)) === JSON.stringify(all),
    wanted,
  );
}

const focused = (name) => page.waitForFunction((label) => document.activeElement?.ariaLabel === label, name);

test('the_order_of_the_day_is_set_by_hand_and_kept_over_a_reload', async () => {
  for (const name of ['Ani', 'Budi', 'Cici']) {
    const person = await savePerson(page, name);
    if (name === 'Cici') break;
    const values = { 'Kunjungan berikutnya': await day(0) };
    await visit(page, person, { date: await day(2), outcome: 'Bertemu', note: 'Baik.', values });
  }
  await openHome(page);
  await page.getByRole('link', { name: 'Susun kunjungan hari ini' }).click();
  await page.getByRole('heading', { level: 1, name: 'Rencana hari ini' }).waitFor();
  await round('Ani', 'Budi');

  await page.getByLabel('Cari orang atau keluarga').fill('Cici');
  await page.getByRole('button', { name: 'Tambah: Cici' }).click();
  await round('Ani', 'Budi', 'Cici');
  assert.equal(await page.getByLabel('Cari orang atau keluarga').inputValue(), '');

  // By the keyboard alone: the focus goes with the stop, and at the end to the arrow that is left.
  await page.getByRole('button', { name: 'Naikkan Cici' }).focus();
  await page.keyboard.press('Enter');
  await round('Ani', 'Cici', 'Budi');
  await focused('Naikkan Cici');
  await page.keyboard.press('Enter');
  await round('Cici', 'Ani', 'Budi');
  await focused('Turunkan Cici');
  await page.getByRole('status').filter({ hasText: 'Cici: urutan 1 dari 3' }).waitFor();

  await page.getByRole('button', { name: 'Lewati hari ini: Ani' }).click();
  await round('Cici', 'Budi');
  // A page that is made anew shows what was kept.
  for (let seen = ''; !seen.startsWith('1. Cici'); seen = await page.locator('.stops').first().textContent()) {
    await openHome(page);
    await go(page, '/hari');
    await page.locator('.stops h3').first().waitFor();
  }
  await page.getByText('Dilewati hari ini (1)').waitFor();
  await page.reload();
  await alive(page);
  await unlock(page, words);
  await go(page, '/hari');
  await round('Cici', 'Budi');
  const fold = await unfold(page.locator('main'), 'Dilewati hari ini');
  await fold.getByRole('button', { name: 'Kembalikan: Ani' }).click();
  await round('Cici', 'Budi', 'Ani');
});

test('a_stop_that_was_visited_leaves_the_round', async () => {
  await page.getByRole('link', { name: 'Kunjungan: Budi' }).click();
  await page.getByRole('heading', { level: 1, name: /^Kunjungan: Budi/ }).waitFor();
  const budi = await page.evaluate(() => location.hash.split('/').pop());
  await visit(page, budi, { date: await day(0), outcome: 'Bertemu', note: 'Sudah makan.' });
  await go(page, '/hari');
  await round('Cici', 'Ani');
});

test('the_directory_shows_what_came_of_a_referral', async () => {
  await nav('Kasus').click();
  await page.getByRole('navigation', { name: 'Kasus, orang, atau mitra' }).getByRole('link', { name: 'Mitra' }).click();
  await page.getByRole('heading', { name: 'Belum ada mitra' }).waitFor();
  await page.getByRole('link', { name: 'Catat mitra pertama' }).waitFor();
  const partner = await record(page, 'partner', null, { 'Nama mitra *': 'Puskesmas Mawar', Layanan: 'Gizi', 'Berkas yang dibawa': 'KTP; KK' });
  assert.equal(await page.evaluate(() => location.hash), `#/mitra/${partner}`);

  const person = await savePerson(page, 'Dewi Lestari');
  const kasus = await record(page, 'case', person, { 'Dibuka *': await day(9) });
  await consent(page, person, { 'Untuk apa *': ['Rujukan'], Cara: ['Tertulis'] }, await day(0));
  await record(page, 'referral', kasus, { Mitra: { option: 'Puskesmas Mawar' }, 'Alasan rujukan *': 'Berat badan turun.' });
  await go(page, '/mitra');
  await page.getByRole('link', { name: /Puskesmas Mawar.*belum ada rujukan/ }).waitFor();
  const referrals = part(page, 'Rujukan');
  for (const step of ['Dikirim', 'Disetujui']) {
    await go(page, `/kasus/${kasus}`);
    await referrals.getByRole('button', { name: /^Jawab \/ langkah berikutnya/ }).click();
    await referrals.getByRole('button', { name: step, exact: true }).click();
    await referrals.getByText(step, { exact: true }).waitFor();
  }
  await go(page, '/mitra');
  const row = page.getByRole('link', { name: /Puskesmas Mawar.*menerima 1 dari 1 · median 0 hari/ });
  await row.waitFor();
  const filter = page.getByLabel(/^Saring nama/);
  await filter.fill('beras');
  await page.getByText('Tidak ada mitra dengan saringan ini.').waitFor();
  await filter.fill('gizi');
  await row.click();
  await part(page, 'Berkas yang dibawa').getByRole('listitem').filter({ hasText: 'KK' }).waitFor();
  await part(page, 'Rujukan').getByRole('link', { name: /Dewi Lestari.*Disetujui/ }).waitFor();
});

test('supervision_finds_a_case_that_went_past_a_gate_and_shows_the_reason', async () => {
  const person = await savePerson(page, 'Eko');
  const kasus = await record(page, 'case', person, { 'Dibuka *': await day(5) });
  await passGate(page, kasus, 'Banjir, harus pindah malam itu.');
  await nav('Laporan').click();
  await page.getByRole('link', { name: 'Buka supervisi kasus' }).click();
  await page.getByText('2 kasus', { exact: true }).waitFor();
  await page.getByLabel('Gerbang dilewati', { exact: true }).check();
  await page.getByText('1 kasus', { exact: true }).waitFor();
  const row = page.getByRole('row').filter({ hasText: 'Eko' });
  await row.getByText('Asesmen → Perencanaan').waitFor();
  await row.getByText('Banjir, harus pindah malam itu.').waitFor();
  await row.getByRole('link', { name: 'Eko' }).click();
  await part(page, 'Gerbang yang dilewati').getByText('Banjir, harus pindah malam itu.').waitFor();
  await page.getByRole('button', { name: 'Kembali', exact: true }).click();
  await page.getByText('1 kasus', { exact: true }).waitFor();
  await page.getByLabel('Urutkan').selectOption({ label: 'Terlama tidak dikunjungi' });
  await page.getByLabel('Gerbang dilewati', { exact: true }).uncheck();
  await page.getByText('2 kasus', { exact: true }).waitFor();
});
