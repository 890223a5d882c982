// What clients allow and ask: nothing goes to a partner without their consent, and requests about data have hours.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { go, savePerson } from './lib/app.mjs';
import { daysAgo, openedApp } from './lib/opened.mjs';
import { part, record, told, unfold } from './lib/pages.mjs';
import { screenshot } from './lib/report.mjs';
import { consent } from './lib/stories.mjs';

let app;
let page;
let person;
let kasus;
before(async () => {
  app = await openedApp();
  ({ page } = app);
  person = await savePerson(page, 'Siti Aminah');
  kasus = await record(page, 'case', person, { 'Masalah yang dikemukakan': 'Perlu rumah sakit.' });
});
after(() => app?.end());

const today = () => daysAgo(page, 0);
const card = () => part(page, 'Rujukan');

async function refer(name) {
  await record(page, 'referral', kasus, { 'Nama lembaga bila belum tercatat': name, 'Alasan rujukan *': 'Perlu dirawat.' });
  await go(page, `/kasus/${kasus}`);
  const row = card().locator('li.row', { hasText: name });
  await row.getByRole('button', { name: /^Jawab \/ langkah berikutnya/ }).click();
  return row;
}

test('a_referral_is_not_sent_without_consent_and_says_why', async () => {
  const row = await refer('RSUD Pirngadi');
  const banner = row.getByTestId('consent');
  await banner.getByText('Belum ada persetujuan untuk berbagi data').waitFor();
  await screenshot(page, 'rujukan-tanpa-persetujuan', { fullPage: true });
  await row.getByRole('button', { name: 'Dikirim', exact: true }).click();
  await told(page, 'Belum ada persetujuan klien untuk berbagi data');
  await row.getByText('Konsep', { exact: true }).waitFor();

  await consent(page, person, { 'Untuk apa *': ['Rujukan'], Cara: ['Tertulis'] }, await today());
  await go(page, `/kasus/${kasus}`);
  await row.getByRole('button', { name: /^Jawab \/ langkah berikutnya/ }).click();
  assert.equal(await banner.count(), 0);
  await row.getByRole('button', { name: 'Dikirim', exact: true }).click();
  await row.getByText('Dikirim', { exact: true }).waitFor();
});

test('a_withdrawn_consent_stops_the_next_referral_and_an_emergency_needs_its_reason', async () => {
  await record(page, 'consent', person, { 'Untuk apa *': ['Rujukan'], 'Keputusan *': ['Ditarik kembali'], 'Tanggal *': await today() });
  await go(page, `/orang/${person}`);
  await part(page, 'Persetujuan').getByText('Ditarik kembali').waitFor();
  const row = await refer('Puskesmas Helvetia');
  await row.getByTestId('consent').getByText('Klien menarik kembali persetujuan berbagi data').waitFor();
  const fold = await unfold(row, 'Darurat: klien tidak dapat diminta');
  await fold.getByRole('button', { name: 'Catat pengecualian' }).click();
  await told(page, 'Pilih dasarnya dan tulis alasannya');
  await fold.getByRole('radio', { name: 'Kepentingan vital subjek data' }).check();
  await fold.getByLabel('Alasan tanpa persetujuan').fill('Tidak sadar.');
  await fold.getByRole('button', { name: 'Catat pengecualian' }).click();
  await told(page, 'Pengecualian dicatat');
  await row.getByText('Dirujuk tanpa persetujuan karena darurat; beri tahu klien segera setelah dapat').waitFor();
  await row.getByRole('button', { name: 'Dikirim', exact: true }).click();
  await row.getByText('Dikirim', { exact: true }).waitFor();
  await go(page, `/orang/${person}`);
  await part(page, 'Persetujuan').getByText('Beri tahu klien').waitFor();
});

test('a_request_about_data_runs_for_three_days_and_is_answered_with_a_reason', async () => {
  await record(page, 'data_request', person, { 'Yang diminta *': ['Menghapus data'] });
  await go(page, `/orang/${person}`);
  const rights = part(page, 'Hak atas data pribadi');
  await rights.getByText(/^Sisa 7[12] jam$/).waitFor();
  await go(page, '/');
  await page.getByText('Permintaan atas data belum dijawab').waitFor();
  await go(page, `/orang/${person}`);
  const fold = await unfold(rights, 'Jawab permintaan');
  await screenshot(page, 'permintaan-data', { fullPage: true });
  await fold.getByLabel('Keputusan', { exact: true }).selectOption({ label: 'Ditolak dengan alasan' });
  await fold.getByRole('button', { name: 'Catat jawaban' }).click();
  await fold.getByText('Tulis alasannya').waitFor();
  await fold.getByLabel('Alasan keputusan').fill('Masih wajib disimpan.');
  await fold.getByRole('button', { name: 'Catat jawaban' }).click();
  await rights.getByText('Dijawab tepat waktu').waitFor();
});
