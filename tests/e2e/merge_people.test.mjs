// Two workers record the same person without knowing of each other. At the office the two become one person, with all
// that either wrote on one page; the decision comes back with the file, and it can be taken back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertPerson, go, search } from './lib/app.mjs';
import { daysAgo, openedApp } from './lib/opened.mjs';
import { addCase, choose, exportAll, part, receive, record, startOutbreak, told, unfold, visit } from './lib/pages.mjs';
import { pictures } from './lib/report.mjs';

let rina;
let budi;
const files = mkdtempSync(join(tmpdir(), 'pendamping-gabung-'));
before(async () => {
  rina = await openedApp({ name: 'Rina' });
  budi = await openedApp({ name: 'Budi' });
});
after(async () => {
  await rina?.end();
  await budi?.end();
  rmSync(files, { recursive: true, force: true });
});

const HOME = { RT: '05', RW: '02', 'Desa/kelurahan': 'Sukodono' };

const people = async (page) => {
  await go(page, '/orang');
  await page.getByText(/^\d+ ditemukan$/).waitFor();
  return Number.parseInt(await page.getByText(/^\d+ ditemukan$/).textContent(), 10);
};

/** All that either wrote stands on this page. */
async function wholePage(page, id, name) {
  await go(page, `/orang/${id}`);
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.getByRole('note', { name: 'Bahaya bagi petugas' }).getByText('Anjing galak').waitFor();
  await part(page, 'Pelacakan kontak').getByText('COVID-19 RT 05').waitFor();
  await part(page, 'Kunjungan dan catatan').getByText('Ibu sedang menyusui.').waitFor();
  await part(page, 'Kasus').getByRole('link', { name: new RegExp(`^BD-\\d{4}-001 – ${name}`) }).waitFor();
  await part(page, 'Juga tercatat sebagai').waitFor();
}

const look = (page, name) => pictures(page, name, { schemes: ['light'] });

test('two_records_of_one_person_become_one_everywhere_and_are_apart_again', { timeout: 600000 }, async () => {
  const one = rina.page;
  const two = budi.page;
  const siti = await record(one, 'person', null, { 'Nama *': 'Siti Aminah' }, HOME);
  const day = await daysAgo(one, 1);
  await visit(one, siti, { date: day, outcome: 'Bertemu', note: 'Ibu sedang menyusui.' });
  await record(one, 'person', null, { 'Nama *': 'Joko Widodo' });

  const aminah = await record(two, 'person', null, { 'Nama *': 'Aminah Siti' }, { ...HOME, 'Bahaya bagi petugas': 'Anjing galak' });
  await record(two, 'case', aminah, { 'Dibuka *': day });
  const outbreak = await startOutbreak(two, 'COVID-19 (KMK 413/2020)', { 'Nama wabah *': 'COVID-19 RT 05' });
  await addCase(two, outbreak, 'Aminah Siti', { 'Klasifikasi *': ['Konfirmasi bergejala'], 'Mulai bergejala': day });

  // Budi's file comes to Rina, who is the office here.
  await exportAll(two, join(files, 'budi.json'));
  await receive(one, join(files, 'budi.json'));
  assert.equal(await people(one), 3);

  await one.getByRole('link', { name: 'Tercatat dua kali?' }).click();
  await one.getByText('1 pasang mungkin orang yang sama.').waitFor();
  const pair = one.getByRole('link', { name: /Siti Aminah · Aminah Siti/ });
  assert.match(await pair.textContent(), /nama sama · RT\/RW sama/);
  await look(one, 'gabung-daftar');
  await pair.click();
  await one.getByRole('heading', { level: 1, name: 'Orang yang sama?' }).waitFor();
  await part(one, 'Mengapa').getByText('nama sama · RT/RW sama').waitFor();
  await part(one, 'Yang berbeda').getByText('2: Anjing galak').waitFor();
  await look(one, 'gabung-banding');
  await one.getByRole('button', { name: 'Ya, ini orang yang sama' }).click();
  await one.waitForFunction((to) => location.hash === to, `#/orang/${siti}`);
  await told(one, 'Digabungkan menjadi satu orang');
  await wholePage(one, siti, 'Siti Aminah');
  await look(one, 'gabung-orang');

  assert.equal(await people(one), 2);
  await wholePage(one, aminah, 'Siti Aminah');
  // Either name finds the one person.
  assert.equal(await search(one, 'Aminah Siti'), await search(one, 'Siti Aminah'));
  await go(one, '/kontak');
  await one.getByRole('main').getByText('COVID-19 RT 05').first().waitFor();
  await go(one, `/wabah/${outbreak}`);
  await choose(one, 'Bagian wabah', 'Kasus');
  await one.getByRole('main').getByText('Siti Aminah').first().waitFor();
  assert.equal(await one.getByRole('main').getByText('Aminah Siti').count(), 0);
  await go(one, '/sama');
  await one.getByText('Tidak ada yang tampak ganda').waitFor();

  // The decision comes to the other phone with the file.
  await exportAll(one, join(files, 'rina.json'));
  await receive(two, join(files, 'rina.json'));
  assert.equal(await people(two), 2);
  await wholePage(two, aminah, 'Siti Aminah');

  // It can be taken back there, and that comes back too.
  await part(two, 'Juga tercatat sebagai').getByRole('button', { name: 'Pisahkan lagi: Aminah Siti' }).click();
  await told(two, 'Dipisahkan lagi');
  assert.equal(await people(two), 3);
  await exportAll(two, join(files, 'lagi.json'));
  await receive(one, join(files, 'lagi.json'));
  assert.equal(await people(one), 3);
  await assertPerson(one, 'Aminah Siti');
  await go(one, `/orang/${siti}`);
  await part(one, 'Kunjungan dan catatan').getByText('Ibu sedang menyusui.').waitFor();
  assert.equal(await one.getByText('Anjing galak').count(), 0);
  await one.getByRole('link', { name: 'Riwayat perubahan' }).click();
  await one.getByRole('heading', { level: 1 }).waitFor();

  // Undone at once, from the person's own page.
  await go(one, `/orang/${aminah}`);
  const fold = await unfold(one, 'Tercatat dua kali?');
  await fold.getByRole('link', { name: /Siti Aminah/ }).click();
  await one.getByRole('radio', { name: /^2 · / }).check();
  await one.getByRole('button', { name: 'Ya, ini orang yang sama' }).click();
  await one.waitForFunction((to) => location.hash === to, `#/orang/${siti}`);
  await part(one, 'Juga tercatat sebagai').waitFor();
  await one.locator('.snackbar').getByRole('button', { name: 'Urungkan' }).click();
  await part(one, 'Juga tercatat sebagai').waitFor({ state: 'detached' });
  assert.equal(await people(one), 3);
});
