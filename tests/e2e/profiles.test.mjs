// The rules of a disease are the agency's to change: a copy of a profile is edited in a running outbreak, and the days of a contact change.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { go, savePerson } from './lib/app.mjs';
import { axeViolations } from './lib/axe.mjs';
import { inTable } from './lib/database.mjs';
import { waitFor } from './lib/launch.mjs';
import { daysAgo, openedApp } from './lib/opened.mjs';
import { addCase, choose, part, startOutbreak, unfold } from './lib/pages.mjs';
import { screenshot } from './lib/report.mjs';

let app;
let page;
before(async () => {
  app = await openedApp();
  ({ page } = app);
});
after(() => app?.end());

const on = (ago) => daysAgo(page, ago);

async function noViolation(name) {
  await screenshot(page, name, { fullPage: true });
  assert.deepEqual(await axeViolations(page), []);
}

test('a_copy_of_a_profile_edited_in_a_running_outbreak_changes_the_days_of_a_contact', async () => {
  await savePerson(page, 'Budi');
  const dewi = await savePerson(page, 'Dewi');
  const outbreak = await startOutbreak(page, 'COVID-19 (KMK 4641/2021)', { 'Nama wabah *': 'Uji profil' });
  const budi = await addCase(page, outbreak, 'Budi', { 'Klasifikasi *': ['Konfirmasi bergejala'], 'Mulai bergejala': await on(20) });

  // The case: isolated from today, the days of the rule have long passed, so it may end, and does.
  const isolation = part(page, 'Isolasi dan karantina');
  await isolation.getByText('Tidak tercatat diisolasi.').waitFor();
  await isolation.getByRole('button', { name: 'Mulai isolasi hari ini' }).click();
  await isolation.getByText(/^Boleh diakhiri sejak /).waitFor();
  await isolation.getByText(/sedikitnya 13 hari sejak hari pertama sakit; dihitung dari/).waitFor();
  await noViolation('profil-isolasi');
  await go(page, `/wabah/${outbreak}`);
  await page.getByRole('radio', { name: 'Hari ini' }).check();
  await page.getByRole('link', { name: /^Budi Isolasi boleh diakhiri/ }).waitFor();
  await go(page, `/pantau/${budi}/${outbreak}`);
  await isolation.getByRole('button', { name: 'Akhiri isolasi hari ini' }).click();
  await isolation.getByText(/^Berakhir /).waitFor();
  await part(page, 'Penyakit').getByRole('heading', { name: 'Riwayat klasifikasi' }).waitFor();

  // Dates in an impossible order are said beside their field, and can be saved.
  await part(page, 'Penyakit').getByRole('link', { name: /^Penyelidikan/ }).first().click();
  await page.waitForFunction(() => location.hash.startsWith('#/ubah/'));
  const dates = page.locator('form.form');
  await unfold(dates, 'Isian lainnya');
  await dates.getByLabel('Dilaporkan').fill(await on(25));
  await dates.getByText('Dilaporkan sebelum mulai bergejala. Periksa lagi; boleh disimpan.').waitFor();
  await dates.getByRole('button', { name: 'Simpan', exact: true }).click();
  await page.waitForFunction(() => !location.hash.startsWith('#/ubah/'));

  // The contact: fourteen days, and a quarantine with two tests.
  await go(page, `/pantau/${dewi}/${outbreak}`);
  const exposures = part(page, 'Paparan');
  const fold = await unfold(exposures, 'Tambah paparan');
  await fold.getByLabel('Paparan terakhir *').fill(await on(2));
  await fold.getByRole('button', { name: /^Simpan/ }).click();
  await part(page, 'Keadaan').getByText(/^Dipantau 14 hari /).waitFor();
  await isolation.getByText(/Tes masuk karantina jatuh pada/).waitFor();

  await go(page, `/wabah/${outbreak}`);
  const rule = part(page, 'Aturan');
  await unfold(rule, 'Seluruh aturan');
  await noViolation('profil-wabah');
  await rule.getByRole('button', { name: 'Ubah salinan' }).click();
  await page.waitForFunction(() => location.hash.startsWith('#/ubah/'));
  const form = page.locator('form.form');
  await form.waitFor();
  await form.getByLabel('Penyakit dan pedoman *').fill('COVID-19 Dinas Kesehatan');
  const rest = form.locator('details').first();
  if (await rest.count()) await rest.evaluate((it) => (it.open = true));
  await form.getByLabel('Lama pemantauan (hari)').fill('7');
  await form.getByRole('button', { name: 'Simpan', exact: true }).click();
  await page.waitForFunction(() => location.hash.startsWith('#/profil/'));
  await page.getByRole('heading', { level: 1, name: 'COVID-19 Dinas Kesehatan' }).waitFor();
  await page.getByRole('link', { name: /^Uji profil/ }).waitFor();
  await noViolation('profil-sendiri');

  await go(page, `/pantau/${dewi}/${outbreak}`);
  await part(page, 'Keadaan').getByText(/^Dipantau 7 hari /).waitFor();
  await go(page, '/profil');
  await page.getByRole('link', { name: /^COVID-19 Dinas Kesehatan/ }).waitFor();
  await go(page, '/kontak');
  const start = await unfold(page, 'Mulai wabah');
  await start.getByLabel('Penyakit *').selectOption({ label: 'COVID-19 Dinas Kesehatan' });
  await start.getByText(/^Dipantau 7 hari /).waitFor();

  // Another profile, by its name.
  await go(page, `/wabah/${outbreak}`);
  await unfold(rule, 'Seluruh aturan');
  await rule.getByLabel('Profil yang dipakai').selectOption({ label: 'Ebola' });
  // A form that keeps itself on the same page leaves the choice as it is.
  await choose(page, 'Bagian wabah', 'Kasus');
  const cases = await unfold(page, 'Tambah kasus');
  const drafts = () => inTable(page, 'drafts', 'count');
  const before = await drafts();
  await choose(cases, 'Klasifikasi *', 'Suspek');
  await waitFor(async () => (await drafts()) === before + 1, { what: 'the draft' });
  // What must not happen has no sign of its own to wait for.
  await page.waitForTimeout(300);
  assert.equal(await rule.getByLabel('Profil yang dipakai').evaluate((it) => it.selectedOptions[0].text), 'Ebola');
  await rule.getByRole('button', { name: 'Pakai profil ini' }).click();
  await rule.getByText(/^Dipantau 21 hari /).first().waitFor();
});
