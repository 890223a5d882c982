// An outbreak from its first case to its last completed follow-up: twelve people in three households and one more, by
// the interview, the visits to whole homes, and the pictures. Day 0 is a Sunday; the clock goes on day by day.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { go, openOnDay } from './lib/app.mjs';
import { axeViolations } from './lib/axe.mjs';
import { openedApp } from './lib/opened.mjs';
import { addCase, addMember, choose, fill, part, record, startOutbreak, told, unfold } from './lib/pages.mjs';
import { missing, printedText } from './lib/pdf.mjs';
import { screenshot } from './lib/report.mjs';

const HOMES = {
  Mawar: [['Sari Mawar', 'Kepala keluarga', '40'], ['Ani Mawar', 'Istri', '38'], ['Budi Mawar', 'Anak', '15'], ['Cici Mawar', 'Anak', '11']],
  Melati: [['Joko Melati', 'Kepala keluarga', '50'], ['Dewi Melati', 'Istri', '47'], ['Eko Melati', 'Anak', '20'], ['Fitri Melati', 'Anak', '17']],
  Kenanga: [['Gani Kenanga', 'Kepala keluarga', '66'], ['Hana Kenanga', 'Istri', '63'], ['Iwan Kenanga', 'Anak', '30']],
};
const START = '2026-11-01';
const date = (day) => new Date(Date.parse(`${START}T00:00:00Z`) + day * 86400000).toISOString().slice(0, 10);

let app;
let page;
before(async () => {
  app = await openedApp({ name: 'Rina Nuraini' });
  ({ page } = app);
});
after(() => app?.end());

/** The app is opened in the morning of a day of the outbreak. */
const onDay = (day) => openOnDay(page, app.words, date(day));
const at = (kind) => page.waitForFunction((start) => location.hash.startsWith(start), `#/${kind}`);

/** One visit to a home: all well but those named. */
async function round(home, others = {}, more = async () => {}) {
  await go(page, `/keliling/${home}`);
  await page.getByRole('button', { name: 'Semua sehat' }).click();
  for (const [name, result] of Object.entries(others)) await choose(page, name, result);
  await more();
  await page.getByRole('button', { name: 'Simpan untuk serumah' }).click();
  await at('kontak');
}

/** Whom somebody's row leads to. */
async function personOf(home, name) {
  await go(page, `/keluarga/${home}`);
  const row = part(page, 'Anggota').getByRole('link', { name: new RegExp(`^${name}`) }).first();
  return (await row.getAttribute('href')).split('/').pop();
}

/** A line of the fast list; Enter takes it. */
async function line(name, { phone = '', same, ...values }) {
  const card = part(page, 'Kontak lain');
  const count = await card.getByRole('button', { name: /^Hapus dari daftar/ }).count();
  await fill(card, { ...values, Telepon: phone, 'Nama kontak': name });
  if (same) await card.getByRole('button', { name: new RegExp(`^Orang yang sama: ${same}`) }).click();
  else await card.getByLabel('Nama kontak').press('Enter');
  await card.getByRole('button', { name: /^Hapus dari daftar/ }).nth(count).waitFor();
}

async function interview(person, outbreak) {
  await go(page, `/pantau/${person}/${outbreak}`);
  await page.getByRole('link', { name: 'Wawancara' }).click();
  await part(page, 'Kontak lain').waitFor();
}

async function saveInterview() {
  await page.getByRole('button', { name: 'Simpan wawancara' }).click();
  await at('pantau');
}

const standing = () => part(page, 'Keadaan');

test('an_outbreak_of_twelve_people_from_the_first_case_to_the_last_completed_follow_up', { timeout: 240000 }, async () => {
  await onDay(0);
  const homes = {};
  for (const [name, people] of Object.entries(HOMES)) {
    homes[name] = await record(page, 'household', null, { 'Nama keluarga *': name, RT: '004', RW: '009' });
    for (const one of people) await addMember(page, ...one);
  }
  const outbreak = await startOutbreak(page, 'COVID-19 (KMK 413/2020)', { 'Nama wabah *': 'COVID-19 Kebon Jeruk' });
  const sari = await addCase(page, outbreak, 'Sari Mawar', { 'Klasifikasi *': ['Konfirmasi bergejala'], 'Mulai bergejala': date(0) });

  // The interview: three at home by one tap; Joko is known already, Tuti is new; a reload in between loses nothing.
  await interview(sari, outbreak);
  await page.getByText(/^Dapat menularkan dari 30 Oktober 2026/).waitFor();
  await page.getByRole('button', { name: 'Semua serumah' }).click();
  await line('joko melati', { same: 'Joko Melati', Tempat: { option: 'Tempat kerja' } });
  await fill(part(page, 'Kontak lain'), { 'Nama kontak': 'Tuti Anggrek' });
  await screenshot(page, 'outbreak-interview', { fullPage: true });
  await page.waitForTimeout(1000);
  const place = await page.evaluate(() => location.hash.slice(1));
  await onDay(0);
  await go(page, '/');
  await go(page, place);
  await page.getByText('Draf dipulihkan.').waitFor();
  assert.equal(await page.getByLabel('Nama kontak').inputValue(), 'Tuti Anggrek');
  await line('Tuti Anggrek', { phone: '0812-3456-7890', Tempat: { option: 'Pasar/toko' } });
  await saveInterview();
  await part(page, 'Kontak dari orang ini').getByRole('link', { name: /^Tuti Anggrek/ }).waitFor();
  assert.equal(await part(page, 'Kontak dari orang ini').getByRole('listitem').count(), 5);

  // Days 1–3: the Mawars are well; Joko is ill on day 3, a case who is the source of his own family and the Kenangas.
  await onDay(1);
  await go(page, '/kontak');
  await page.getByRole('link', { name: /^Satu rumah sekaligus: Mawar/ }).click();
  await at('keliling');
  await screenshot(page, 'outbreak-round', { fullPage: true });
  await round(homes.Mawar);
  await round(homes.Melati);
  await onDay(3);
  await round(homes.Mawar);
  await round(homes.Melati, { 'Joko Melati': 'Sakit' }, async () => {
    await page.getByRole('checkbox', { name: 'Demam' }).check();
    await page.getByRole('checkbox', { name: 'Catat sebagai kasus suspek' }).check();
  });
  const joko = await personOf(homes.Melati, 'Joko Melati');
  await interview(joko, outbreak);
  await page.getByRole('button', { name: 'Semua serumah' }).click();
  for (const [name] of HOMES.Kenanga) await line(name, { same: name, Tempat: { option: 'Rumah ibadah' } });
  await saveInterview();

  // Day 5: a late exposure moves Ani's window; yesterday's visit to the Melatis is entered today.
  await onDay(5);
  const ani = await personOf(homes.Mawar, 'Ani Mawar');
  await go(page, `/pantau/${ani}/${outbreak}`);
  await standing().getByText(/Hari ke-0 adalah 2026-11-01/).waitFor();
  await interview(joko, outbreak);
  await line('Ani Mawar', { same: 'Ani Mawar', 'Terakhir bertemu': date(4) });
  await saveInterview();
  await go(page, `/pantau/${ani}/${outbreak}`);
  await standing().getByText(/Hari ke-0 adalah 2026-11-05/).waitFor();
  await round(homes.Melati, {}, async () => {
    await page.getByLabel('Tanggal', { exact: true }).fill(date(4));
    await page.getByText('Ini catatan susulan.').waitFor();
    await page.getByRole('button', { name: 'Semua sehat' }).click();
  });
  await round(homes.Mawar);
  await round(homes.Kenanga);

  // Day 8: Gani dies. Tuti, whom nobody ever found, is declared lost.
  await onDay(8);
  await round(homes.Kenanga, { 'Gani Kenanga': 'Meninggal' });
  await go(page, '/kontak');
  await page.getByRole('link', { name: /^Tuti Anggrek/ }).click();
  await at('pantau');
  const fold = await unfold(page, 'Tidak ditemukan? Putuskan');
  await fill(fold, { Keterangan: 'Pindah, rumah kosong' });
  await fold.getByRole('button', { name: 'Nyatakan hilang' }).click();
  await fold.getByRole('button', { name: 'Ya, nyatakan hilang' }).click();
  await page.getByText(/^Dinyatakan hilang pada/).waitFor();
  await screenshot(page, 'outbreak-lost', { fullPage: true });
  await round(homes.Mawar);
  // Joko was a contact, is a case, and is now the source of one.
  await round(homes.Melati, { 'Eko Melati': 'Sakit' }, () => page.getByRole('checkbox', { name: 'Catat sebagai kasus suspek' }).check());

  // What is needed in isolation is served in one tap, and the list for the Puskesmas names all three kinds.
  await go(page, `/pantau/${sari}/${outbreak}`);
  const needs = part(page, 'Kebutuhan selama isolasi');
  await unfold(needs, 'Catat kebutuhan');
  for (const need of ['Pangan', 'Obat']) await needs.getByRole('checkbox', { name: need, exact: true }).check();
  await needs.getByRole('button', { name: 'Simpan kebutuhan' }).click();
  await needs.getByRole('link', { name: /^Pangan/ }).waitFor();
  await screenshot(page, 'outbreak-trace', { fullPage: true });
  const length = await page.evaluate(() => document.documentElement.scrollHeight);
  assert.ok(length < 4 * 640, `the page of a case is ${length} px long`);
  // A test that is added here belongs to this outbreak, and Beranda asks for its result.
  await page.getByRole('link', { name: 'Tambah tes' }).click();
  await at('tes');
  assert.notEqual(await page.getByLabel('Wabah').inputValue(), '');
  await page.getByRole('button', { name: 'Simpan', exact: true }).click();
  await at('pantau');
  await go(page, '/');
  await part(page, /^Tujuh hari ke depan/).getByRole('link', { name: /Hasil tes belum dicatat/ }).click();
  await at('pantau');
  assert.ok(page.url().endsWith(`/pantau/${sari}/${outbreak}`));
  await go(page, `/cetak/puskesmas/${outbreak}`);
  const paper = page.locator('article.paper');
  for (const said of [/Joko Melati, 50 th/, /Tuti Anggrek/, /Pindah, rumah kosong/, /Pangan/]) await paper.getByText(said).first().waitFor();
  await screenshot(page, 'outbreak-puskesmas', { fullPage: true });
  await page.getByRole('switch', { name: 'Samarkan nama' }).check();
  await paper.getByText('T.A.').waitFor();
  assert.doesNotMatch(await paper.innerText(), /Joko|Tuti|Anggrek|Melati|Mawar/);
  await go(page, `/cetak/pantau-harian/${outbreak}`);
  await paper.getByText(/Hana Kenanga/).waitFor();
  assert.doesNotMatch(await paper.innerText(), /Tuti|Gani/);
  await screenshot(page, 'outbreak-daily', { fullPage: true });
  await go(page, `/cetak/centang/${outbreak}`);
  await paper.getByText(/Hana Kenanga/).waitFor();
  assert.doesNotMatch(await paper.innerText(), /Tuti|Gani/);
  await screenshot(page, 'outbreak-ticks', { fullPage: true });
  if (!missing()) {
    const printed = await printedText(page);
    for (const said of ['DAFTAR CENTANG KONTAK', 'Hana Kenanga', '22', '1/']) assert.ok(printed.includes(said), `"${said}" is not printed: ${printed}`);
    assert.ok(!printed.includes('Beranda'));
  }
  await go(page, `/pantau/${sari}/${outbreak}`);
  await needs.getByRole('button', { name: 'Terpenuhi: Pangan' }).click();
  await needs.getByRole('button', { name: 'Terpenuhi: Pangan' }).waitFor({ state: 'detached' });
  await needs.getByText('Terpenuhi', { exact: true }).first().waitFor();

  // The windows end on days 14 to 18: who is seen on the last day, or later, is done.
  await onDay(19);
  for (const home of Object.values(homes)) await round(home);
  await page.getByText('Tidak ada yang perlu dipantau hari ini').waitFor();
  await go(page, `/wabah/${outbreak}`);
  const tab = (name) => page.getByRole('radio', { name, exact: true }).check();
  await tab('Kontak');
  const contacts = part(page, 'Kontak').first();
  const state = (name, words) => contacts.getByRole('link', { name: new RegExp(`^${name}.*${words}`) }).waitFor();
  for (const name of ['Ani Mawar', 'Budi Mawar', 'Cici Mawar', 'Dewi Melati', 'Fitri Melati', 'Hana Kenanga', 'Iwan Kenanga']) {
    await state(name, 'Selesai');
  }
  for (const name of ['Joko Melati', 'Eko Melati']) await state(name, 'kasus');
  await state('Gani Kenanga', 'Meninggal');
  await state('Tuti Anggrek', 'tidak terlihat');
  await screenshot(page, 'outbreak-grid', { fullPage: true });
  // The table goes back week by week, and each week is there.
  const table = part(page, 'Tabel pemantauan');
  for (const week of ['8 November 2026 – 14 November 2026', '1 November 2026 – 7 November 2026']) {
    await table.getByRole('button', { name: 'Minggu sebelumnya' }).click();
    await table.locator('caption', { hasText: week }).waitFor();
  }
  await tab('Rantai');
  const picture = page.locator('.picture-frame svg').first();
  await picture.waitFor();
  const chain = await part(page, 'Daftar rantai').innerText();
  assert.match(chain, /Sari Mawar\s+generasi 0[^]*Joko Melati\s+generasi 1[^]*dari Sari Mawar[^]*Eko Melati\s+generasi 2[^]*dari Joko Melati/);
  await screenshot(page, 'outbreak-chain', { fullPage: true });
  await tab('Angka');
  // Three cases, one of them with no source; of eleven exposed two fell ill.
  const rate = (name) => page.locator('summary', { hasText: name });
  await rate(/^Kasus tanpa sumber yang diketahui.*\(1\/3\)/).waitFor();
  await rate(/^Angka serangan sekunder:.*\(2\/11\)/).waitFor();
  await screenshot(page, 'outbreak-rates', { fullPage: true });
});

test('outreach_is_counted_by_whom_and_the_new_pages_hold_in_the_dark_and_in_english', async () => {
  const today = await page.evaluate(() => new Date().toLocaleDateString('sv'));
  await record(page, 'outreach', null, {
    'Tanggal *': today, 'Sasaran *': ['RT/RW'], 'Nama lembaga atau orang': 'Pak RT 004', 'Dukungan yang diberikan': 'Masker',
  });
  await go(page, '/penjangkauan');
  await page.getByRole('row', { name: /^RT\/RW 1/ }).waitFor();
  await page.getByRole('link', { name: /^Pak RT 004/ }).waitFor();
  await screenshot(page, 'outbreak-outreach', { fullPage: true });
  assert.deepEqual(await axeViolations(page), []);
  await page.emulateMedia({ colorScheme: 'dark' });
  await go(page, '/setelan');
  await page.getByRole('radio', { name: 'English', exact: true }).check();
  await page.waitForFunction(() => document.documentElement.lang === 'en');
  await go(page, '/penjangkauan');
  await page.getByRole('link', { name: /^Pak RT 004/ }).waitFor();
  assert.deepEqual(await axeViolations(page), []);
  await screenshot(page, 'outbreak-outreach-en-dark', { fullPage: true });
});
