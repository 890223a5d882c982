// The steps between the big forms of a case: needs out of an assessment, a case conference, referrals over all cases, the
// indicators of one worker, a household that is not named, and what is left of somebody who asked to be forgotten.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { go, nameField, openNewPerson, pressSave, savePerson, savedPerson } from './lib/app.mjs';
import { daysAgo, openedApp } from './lib/opened.mjs';
import { assess, choose, fill, idHere, part, record, told, unfold } from './lib/pages.mjs';
import { screenshot } from './lib/report.mjs';
import { consent } from './lib/stories.mjs';

let app;
let page;
let person;
let kasus;
before(async () => {
  app = await openedApp({ name: 'Rina Nuraini' });
  ({ page } = app);
  person = await savePerson(page, 'Siti Aminah');
  kasus = await record(page, 'case', person, { 'Masalah yang dikemukakan': 'Tidak ada penghasilan.' });
});
after(() => app?.end());

const day = (ago) => daysAgo(page, ago);

test('needs_are_chosen_out_of_an_assessment_in_one_save_and_answered_in_one_touch', async () => {
  await assess(page, kasus, {
    date: await day(1),
    values: {},
    domains: {
      Biologis: { score: '1 – Krisis: membahayakan, perlu tindakan segera', condition: 'Batuk darah.' },
      Ekonomi: { score: '2 – Rentan: banyak hambatan, perlu bantuan orang lain terus-menerus', condition: 'Menganggur.' },
    },
    sources: ['Klien'],
  });
  const card = part(page, 'Kebutuhan');
  await card.getByText('Asesmen terakhir menyebut 2 hal yang belum menjadi kebutuhan.').waitFor();
  await card.getByRole('link', { name: 'Pilih kebutuhan' }).click();
  await page.getByRole('heading', { level: 1, name: /^Kebutuhan dari asesmen: / }).waitFor();
  const first = part(page, 'Biologis: Batuk darah.');
  assert.ok(await first.getByRole('radio', { name: 'Segera', exact: true }).isChecked());
  await fill(first, { 'Apa yang dibutuhkan – Biologis': 'Berobat ke puskesmas', 'Jenis – Biologis': { option: 'Kesehatan' } });
  await part(page, 'Ekonomi: Menganggur.').getByRole('checkbox').uncheck();
  await screenshot(page, 'kebutuhan-dari-asesmen', { fullPage: true });
  // Left for another page, it is offered by its name.
  await go(page, '/');
  await part(page, 'Draf belum disimpan').getByRole('link', { name: 'Kebutuhan dari asesmen' }).click();
  await page.getByText('Draf dipulihkan').waitFor();
  await page.getByRole('button', { name: 'Simpan', exact: true }).click();
  await page.waitForFunction((id) => location.hash === `#/kasus/${id}`, kasus);
  await card.getByRole('link', { name: /^Berobat ke puskesmas/ }).waitFor();
  await card.getByText('Asesmen terakhir menyebut 1 hal yang belum menjadi kebutuhan.').waitFor();
  // What became a need is shown as one, whatever it was called.
  await card.getByRole('link', { name: 'Pilih kebutuhan' }).click();
  await part(page, 'Biologis: Batuk darah.').getByText('✓ Sudah menjadi kebutuhan').waitFor();
  await go(page, `/kasus/${kasus}`);
  await screenshot(page, 'kasus-kebutuhan-terbuka', { fullPage: true });
  await card.getByRole('button', { name: 'Terpenuhi: Berobat ke puskesmas' }).click();
  await card.getByRole('button', { name: 'Buka lagi: Berobat ke puskesmas' }).waitFor();
  await screenshot(page, 'kasus-kebutuhan', { fullPage: true });
});

test('a_case_conference_is_recorded_and_told_in_the_timeline_and_the_social_report', async () => {
  await go(page, `/baru/note/${kasus}`);
  const form = page.locator('form.form');
  await choose(form, 'Bentuk', 'Konferensi kasus (CC)');
  await fill(form, {
    'Yang hadir dan lembaganya': 'Bidan Rosa, Puskesmas\nSiti Aminah',
    Catatan: 'Dibahas cara berobat.',
    'Keputusan bersama': 'Diantar kader tiap Senin.',
    'Tindak lanjut: siapa, apa, paling lambat kapan': 'Rosa: siapkan obat, 30 November',
  });
  await screenshot(page, 'konferensi-kasus', { fullPage: true });
  await form.getByRole('button', { name: 'Simpan', exact: true }).click();
  await page.waitForFunction((id) => location.hash === `#/kasus/${id}`, kasus);
  const timeline = part(page, 'Kunjungan dan catatan');
  await timeline.getByText('Diantar kader tiap Senin.').waitFor();
  await timeline.getByRole('link', { name: 'Konferensi kasus (CC)' }).waitFor();
  await go(page, `/cetak/laporan-sosial/${kasus}`);
  const paper = page.locator('article.paper');
  await paper.getByText('Rosa: siapkan obat, 30 November').waitFor();
});

test('open_referrals_of_all_cases_stand_on_one_page_and_are_answered_there', async () => {
  await record(page, 'partner', null, { 'Nama mitra *': 'Puskesmas Helvetia', 'Nomor telepon': '081234567890' });
  await consent(page, person, { 'Untuk apa *': ['Rujukan'], Cara: ['Tertulis'] }, await day(20));
  await record(page, 'referral', kasus, { Mitra: { option: 'Puskesmas Helvetia' }, 'Alasan rujukan *': 'Batuk darah.' });
  await go(page, '/');
  await page.getByRole('link', { name: '1 rujukan belum selesai' }).click();
  await page.getByRole('heading', { level: 1, name: 'Rujukan terbuka' }).waitFor();
  await page.getByText('Terlambat bila mitra belum menjawab lebih dari 7 hari setelah dikirim.').waitFor();
  const row = page.locator('main li.row', { hasText: 'Rujukan ke Puskesmas Helvetia' });
  await row.getByText('Belum dikirim. Kirim sekarang?').waitFor();
  await row.getByRole('link', { name: 'Telepon 0812-3456-7890' }).waitFor();
  await row.getByRole('button', { name: /^Jawab \/ langkah berikutnya/ }).click();
  await row.getByRole('button', { name: 'Dikirim', exact: true }).click();
  await row.getByText('Sudah diterima mitra?').waitFor();
  await row.getByText(/dikirim hari ini/).waitFor();
  await screenshot(page, 'rujukan-terbuka', { fullPage: true });
  await page.getByLabel('Keadaan', { exact: true }).selectOption({ label: 'Konsep' });
  await page.getByText('0 rujukan terbuka, 0 terlambat').waitFor();
  await page.getByLabel('Keadaan', { exact: true }).selectOption({ label: 'Semua' });
  await page.getByLabel('Mitra', { exact: true }).selectOption({ label: 'Puskesmas Helvetia' });
  await row.getByText('Sudah diterima mitra?').waitFor();
  await page.getByRole('checkbox', { name: 'Hanya yang terlambat' }).check();
  await row.waitFor({ state: 'detached' });

  // After the last answer of a partner the filter still says why the list is empty.
  await record(page, 'referral', kasus, { 'Nama lembaga bila belum tercatat': 'RSUD Pirngadi', 'Alasan rujukan *': 'Rontgen.' });
  await go(page, '/rujukan');
  await page.getByText('2 rujukan terbuka, 0 terlambat').waitFor();
  await page.getByLabel('Mitra', { exact: true }).selectOption({ label: 'Puskesmas Helvetia' });
  await row.getByRole('button', { name: /^Jawab \/ langkah berikutnya/ }).click();
  await row.getByRole('button', { name: 'Selesai', exact: true }).click();
  await page.getByText('0 rujukan terbuka, 0 terlambat').waitFor();
  const chosen = await page.getByLabel('Mitra', { exact: true }).evaluate((it) => it.selectedOptions[0]?.text);
  assert.equal(chosen, 'Puskesmas Helvetia');
});

test('a_nik_that_says_another_sex_or_birth_date_is_pointed_out_and_can_be_saved', async () => {
  await go(page, '/baru/person');
  const form = page.locator('form.form');
  await form.getByLabel('Nama *').fill('Sumiyati');
  // A woman born on 5 August 1968.
  const nik = form.getByLabel('NIK', { exact: true });
  await nik.fill('3515144508680002');
  await choose(form, 'Jenis kelamin', 'Laki-laki');
  await form.getByText('Jenis kelamin menurut NIK berbeda dengan yang dicatat.').waitFor();
  await choose(form, 'Jenis kelamin', 'Perempuan');
  await form.getByText('Jenis kelamin menurut NIK berbeda').waitFor({ state: 'detached' });
  await form.getByRole('radio', { name: 'Tanggal', exact: true }).check();
  await form.getByLabel('Tanggal lahir').fill('1969-08-05');
  await form.getByText('Tanggal lahir menurut NIK berbeda dengan yang dicatat.').waitFor();
  await form.getByRole('button', { name: 'Simpan', exact: true }).click();
  await page.waitForFunction(() => location.hash.startsWith('#/orang/'));
});

test('the_indicators_are_read_for_one_worker_and_remember_it', async () => {
  await go(page, '/indikator');
  await page.getByLabel('Pendamping', { exact: true }).selectOption({ label: 'Rina Nuraini' });
  await page.getByText('Hanya kasus yang mencatat pendamping ini.', { exact: false }).waitFor();
  await page.getByLabel('Periode', { exact: true }).selectOption({ label: 'Tanggal sendiri' });
  await fill(page, { 'Dari tanggal': '2026-01-01', 'Sampai tanggal': '2026-01-31' });
  await page.getByText(/1 Januari 2026 – 31 Januari 2026, dibandingkan dengan/).waitFor();
  const partners = page.locator('details', { has: page.locator('summary', { hasText: 'Keterlibatan mitra kerja' }) });
  await partners.waitFor();
  await go(page, '/setelan');
  await page.goBack();
  await page.getByText(/1 Januari 2026 – 31 Januari 2026, dibandingkan dengan/).waitFor();
  assert.equal(await page.getByLabel('Pendamping', { exact: true }).inputValue(), 'Rina Nuraini');
});

test('a_household_with_a_discreet_member_is_not_named_when_the_round_is_planned', async () => {
  await openNewPerson(page);
  await nameField(page).fill('Wati Sulastri');
  await (await unfold(page.locator('form.form'), 'Isian lainnya')).getByLabel('Sembunyikan nama di daftar').check();
  await pressSave(page);
  await savedPerson(page);
  const home = await record(page, 'household', null, { 'Nama keluarga *': 'Sulastri Besar' });
  await record(page, 'member', home, { 'Orang *': { option: 'W.S.' } });
  await go(page, '/hari');
  await page.getByLabel('Cari orang atau keluarga').fill('Sulastri');
  await page.getByRole('button', { name: 'Tambah: S.B.' }).waitFor();
  await page.getByRole('button', { name: 'Tambah: W.S.' }).waitFor();
  assert.equal(await page.locator('main').getByText('Sulastri Besar').count(), 0);
  await go(page, '/cari');
  await page.locator('#search').fill('Sulastri');
  await page.getByRole('link', { name: /^W\.S\./ }).waitFor();
});

test('of_somebody_who_asked_to_be_forgotten_only_a_nameless_proof_is_left', async () => {
  const gone = await savePerson(page, 'Zul Karnain');
  await record(page, 'data_request', gone, { 'Yang diminta *': ['Menghapus data'], 'Yang meminta': 'Zul Karnain' });
  await go(page, `/orang/${gone}`);
  const fold = await unfold(page.locator('main'), 'Hapus selamanya');
  await fold.getByLabel('Ketik HAPUS untuk melanjutkan').fill('HAPUS');
  await fold.getByRole('button', { name: 'Hapus selamanya' }).click();
  await told(page, 'Dihapus selamanya');
  await go(page, '/sampah');
  const card = part(page, 'Permintaan hapus yang dipenuhi');
  await card.getByRole('link', { name: /^Data dihapus pada / }).click();
  await page.waitForFunction(() => location.hash.startsWith('#/catatan/'));
  assert.ok(await idHere(page));
  await page.getByText('Menghapus data').first().waitFor();
  assert.equal(await page.locator('main').getByText('Zul').count(), 0);
});

test('a_district_is_found_with_its_city_and_a_child_and_a_goal_are_pointed_out', async () => {
  await go(page, '/baru/person');
  const form = page.locator('form.form');
  await form.getByLabel('Nama *').fill('Dedi');
  await form.getByRole('radio', { name: 'Perkiraan umur' }).check();
  await form.getByLabel('Perkiraan umur (tahun)').fill('10');
  await form.getByText('Masih anak: catat orang tua atau wali di Isian lainnya.').waitFor();
  const more = await unfold(form, 'Isian lainnya');
  await more.getByLabel('Nama pengampu bila belum tercatat').fill('Bu Dedeh');
  await more.getByLabel('Pengampu selaku').selectOption({ label: 'Ibu' });
  await form.getByText('Masih anak').waitFor({ state: 'detached' });
  await form.getByLabel('Kecamatan/kabupaten/provinsi').fill('coblong bandung');
  await form.getByRole('button', { name: /^Coblong, Kota Bandung, Jawa Barat/ }).click();
  await form.getByText('Coblong, Kota Bandung, Jawa Barat (32.73.02)').waitFor();
  await screenshot(page, 'orang-anak-wilayah', { fullPage: true });

  await record(page, 'goal', kasus, { 'Tujuan (spesifik) *': 'Siti berobat sampai sembuh' });
  await go(page, `/kasus/${kasus}`);
  const plan = part(page, 'Tujuan dan kegiatan');
  const smart = await unfold(plan, 'SMART: 5 hal belum ditulis');
  await smart.getByText('Berbatas waktu: belum ada batas waktu.').waitFor();
});
