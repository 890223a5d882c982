// The way of three workers and their agency, whole. Three phones without a network record overlapping households and hand
// over sealed files: one comes twice, one too early, one from a phone that was restored from a copy. The agency takes them,
// settles what two workers wrote differently, brings one person who was recorded twice together, and gives receipts, a pack
// and its own book. What each of the four books holds is compared at two points, and every difference is named.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chooseFiles, chooseOfficeKey, lockedWithWords, makeOfficeKey, ownWords, pairWithOffice, sixWords, takeReceipt,
} from './lib/agency.mjs';
import { alive, assertPerson, firstStart, gate, go, pressSave, savePerson, search, unlock } from './lib/app.mjs';
import { makeProfile } from './lib/launch.mjs';
import { openedApp } from './lib/opened.mjs';
import { addMember, exportAll, fillForm, handOver, part, record, saveAs, unfold } from './lib/pages.mjs';
import { makePhone } from './lib/phone.mjs';
import { SIZES, screenshot } from './lib/report.mjs';

// A browser that is started as a process takes its zone from here.
process.env.TZ = 'Asia/Jakarta';

const PATIENCE = 30000;
const PARTNER = 'Puskesmas Sleman';
/** What Rina and Tono make of the same two fields. */
const ADDRESS = { rina: 'Jalan Melati 9', tono: 'Jalan Melati 7B' };
const HAZARD = { rina: 'Anjing galak', tono: 'Tangga rapuh' };

let office;
const workers = { rina: {}, tono: {}, sari: {} };
const folder = mkdtempSync(join(tmpdir(), 'pendamping-instansi-'));
const file = (name) => join(folder, name);
before(async () => {
  const names = { rina: 'Rina Nuraini', tono: 'Tono Wibowo', sari: 'Sari Dewi' };
  const starts = Object.entries(names).map(async ([key, name]) => {
    const phone = await makePhone({ args: ['--hide-scrollbars'] });
    Object.assign(workers[key], { name, phone, page: phone.page });
    await phone.page.setViewportSize(SIZES.hp);
    workers[key].words = (await firstStart(phone.page, { name })).words;
  });
  const desk = openedApp({ name: 'Petugas Kantor', viewport: SIZES.meja }).then((app) => (office = app));
  await Promise.all([...starts, desk]);
});
after(async () => {
  await office?.end();
  for (const { phone, first } of Object.values(workers)) {
    await phone?.end();
    await first?.end();
  }
  rmSync(folder, { recursive: true, force: true });
});

test('three_workers_and_their_agency_agree_in_the_end_and_every_difference_on_the_way_has_its_reason', { timeout: 600000 }, async () => {
  const { rina, tono, sari } = workers;
  const desk = office.page;
  await makeOfficeKey(desk, file('kunci.json'));
  await Promise.all([rina, tono, sari].map(async ({ page }) => pairWithOffice(await chooseOfficeKey(page, file('kunci.json')))));
  await Promise.all([rina, tono, sari].map(goOffline));

  // Rina's household, which Tono looks after too: he has her file before either writes on.
  const home = await record(rina.page, 'household', null, { 'Nama keluarga *': 'Santoso', Alamat: 'Jalan Melati 7', RT: '004', RW: '009' });
  await addMember(rina.page, 'Budi Santoso', 'Kepala keluarga', '45');
  await addMember(rina.page, 'Ani Santoso', 'Istri', '42');
  const budi = await idOf(rina.page, home, 'Budi Santoso');
  const ani = await idOf(rina.page, home, 'Ani Santoso');
  const phrase = await lockedWithWords(rina.page, file('untuk-tono.pendamping'));
  await takeLocked(tono.page, 'untuk-tono.pendamping', phrase);
  for (const [who, key] of [[rina, 'rina'], [tono, 'tono']]) {
    await change(who.page, home, { Alamat: ADDRESS[key] });
    await change(who.page, budi, {}, { 'Bahaya bagi petugas': HAZARD[key] });
  }
  await handOver(rina.page, file('rina.pendamping'));
  await handOver(tono.page, file('tono-1.pendamping'));
  await savePerson(tono.page, 'Joko Widodo');
  await handOver(tono.page, file('tono-2.pendamping'), 'Serahkan yang baru');

  // Sari records the same wife with others. A copy of her phone is made, the phone goes on and is lost, the copy goes on.
  const other = await record(sari.page, 'household', null, { 'Nama keluarga *': 'Santoso', Alamat: 'Gang Melati', RT: '004', RW: '009' });
  await addMember(sari.page, 'Santoso Ani', 'Istri', '42');
  const twin = await idOf(sari.page, other, 'Santoso Ani');
  await handOver(sari.page, file('sari.pendamping'));
  const copy = await copied(sari);
  await savePerson(sari.page, 'Dewi Lestari');
  await handOver(sari.page, file('sari-lama.pendamping'), 'Serahkan yang baru');
  await restore(sari, copy);
  assert.equal(await search(sari.page, 'Dewi'), 0);
  await savePerson(sari.page, 'Eka Pratiwi');
  await handOver(sari.page, file('sari-pulih.pendamping'));

  // The first batch: Tono's second file comes before his first. Who sends is known by the words on their phones.
  const card = part(desk, 'Terima berkas');
  const rows = card.getByRole('region', { name: 'Berkas satu per satu' });
  await choose(desk, ['tono-2.pendamping', 'rina.pendamping', 'sari-lama.pendamping', 'sari.pendamping']);
  await card.getByText('4 berkas: 4 dapat diterima.').waitFor({ timeout: PATIENCE });
  await rows.getByRole('row', { name: /tono-2\.pendamping.*Ada simpanan yang hilang/ }).waitFor();
  await card.getByText('HP Tono Wibowo: simpanan ke-1 sampai ke-2').waitFor();
  for (const who of [rina, tono, sari]) await enrol(desk, card, who);
  await card.getByText('Semua pengirim terdaftar.').waitFor();
  await card.getByRole('button', { name: 'Terima semua' }).click();
  await card.getByText(/^Diterima: \d+ catatan baru, 0 berubah\.$/).waitFor({ timeout: PATIENCE });
  await assertPerson(desk, 'Joko Widodo');

  // The second: what was missing, Rina's file twice more, and the restored phone.
  copyFileSync(file('rina.pendamping'), file('rina-lagi.pendamping'));
  await choose(desk, ['rina.pendamping', 'sari-pulih.pendamping', 'tono-1.pendamping', 'rina-lagi.pendamping']);
  await card.getByText('4 berkas: 4 dapat diterima.').waitFor({ timeout: PATIENCE });
  for (const name of ['rina', 'rina-lagi']) {
    await rows.getByRole('row', { name: new RegExp(`${name}\\.pendamping.*Sudah pernah diterima.*terdaftar 0 0 \\d+ 0`) }).waitFor();
  }
  await rows.getByRole('row', { name: /sari-pulih\.pendamping.*HP disalin atau dipulihkan/ }).waitFor();
  await rows.getByRole('row', { name: /tono-1\.pendamping.*Utuh/ }).waitFor();
  assert.equal(await card.getByText('Ada simpanan yang').count(), 0);
  await card.getByText('2 isian akan berselisih').waitFor();
  await screenshot(desk, 'instansi-pratinjau', { fullPage: true });
  await card.getByRole('button', { name: 'Terima semua' }).click();
  await card.getByRole('link', { name: 'Lihat 2 selisih' }).click({ timeout: PATIENCE });

  // What two wrote is settled: once for Rina, once for Tono.
  await desk.getByText('2 selisih. Pilih mana yang benar.').waitFor();
  await screenshot(desk, 'instansi-selisih', { fullPage: true });
  await desk.getByRole('button', { name: `Pakai ini: Alamat “${ADDRESS.rina}”` }).click();
  await desk.getByText('1 selisih. Pilih mana yang benar.').waitFor({ timeout: PATIENCE });
  await desk.getByRole('button', { name: `Pakai ini: Bahaya bagi petugas “${HAZARD.tono}”` }).click();
  await desk.getByText('Tidak ada selisih').waitFor({ timeout: PATIENCE });
  await go(desk, '/sama');
  await desk.getByRole('link', { name: /Ani Santoso · Santoso Ani/ }).click();
  await part(desk, 'Mengapa').getByText(/nama sama/).waitFor();
  await desk.getByRole('button', { name: 'Ya, ini orang yang sama' }).click();
  await desk.waitForFunction((to) => location.hash === to, `#/orang/${ani}`);
  await part(desk, 'Juga tercatat sebagai').waitFor();

  // Receipts for all, from files that bring nothing new, and a pack.
  await choose(desk, ['rina.pendamping', 'sari-pulih.pendamping', 'tono-1.pendamping', 'tono-2.pendamping']);
  await card.getByText('Semua isi berkas sudah ada di HP ini.').waitFor({ timeout: PATIENCE });
  await card.getByRole('button', { name: 'Buat tanda terima' }).click();
  await card.getByRole('heading', { name: 'Tanda terima' }).waitFor({ timeout: PATIENCE });
  await unfold(card, 'Satu per satu');
  for (const [key, { name }] of Object.entries(workers)) await saveReceipt(desk, card, key, name);
  await record(desk, 'partner', null, { 'Nama mitra *': PARTNER });
  await go(desk, '/laporan');
  await saveAs(desk, part(desk, 'Kantor').getByRole('button', { name: 'Buat paket' }), file('paket.json'));

  // Each phone shows what reached the office. Of the restored one two branches are there, and no receipt can name both.
  for (const [key, { page }] of [['rina', rina], ['tono', tono]]) {
    await takeReceipt(page, receiptOf(key));
    await part(page, 'Kantor').getByText('Sampai di kantor: semua', { exact: true }).waitFor();
  }
  await takeReceipt(sari.page, receiptOf('sari'), 'Simpanan terakhir di kantor bukan yang ada di sini: HP ini pernah disalin atau dipulihkan.');
  await part(sari.page, 'Kantor').getByText(/^Sampai di kantor: .+ · 3 simpanan belum$/).waitFor();
  for (const { page } of [rina, tono, sari]) await takePack(page);

  // Only receipts and the pack went back so far: a phone holds what it wrote and was given, and not what was decided since.
  let books = await allBooks('sebelum');
  const lines = ['person Dewi Lestari', 'person Eka Pratiwi', 'person Santoso Ani'];
  assert.deepEqual(differences(books.rina, books.office), {
    has: [],
    lacks: ['household Santoso', 'member', ...lines.slice(0, 2), 'person Joko Widodo', lines[2]],
    fields: [`person Budi Santoso, dangers: ${HAZARD.rina} / ${HAZARD.tono}`],
  });
  assert.deepEqual(differences(books.tono, books.office), {
    has: [],
    lacks: ['household Santoso', 'member', ...lines],
    fields: [`household Santoso, address: ${ADDRESS.tono} / ${ADDRESS.rina}`],
  });
  assert.deepEqual(differences(books.sari, books.office), {
    has: [],
    lacks: ['household Santoso', 'member', 'member', 'person Ani Santoso', 'person Budi Santoso', 'person Dewi Lestari', 'person Joko Widodo'],
    fields: [`person Santoso Ani, _same_as: – / ${ani}`],
  });

  // The office gives its own book to all three: they agree, and see what was decided. The restored phone has back what it lost.
  const words = await lockedWithWords(desk, file('kantor.pendamping'));
  for (const { page } of [rina, tono]) await takeLocked(page, 'kantor.pendamping', words);
  await takeLocked(sari.page, 'kantor.pendamping', words, 'berkas membawa kembali simpanan yang hilang');
  for (const { page } of [rina, tono, sari]) {
    await go(page, '/selisih');
    await page.getByText('Tidak ada selisih').waitFor({ timeout: PATIENCE });
    await go(page, `/keluarga/${home}`);
    await page.getByRole('main').getByText(ADDRESS.rina).first().waitFor();
    await go(page, `/orang/${budi}`);
    await page.getByRole('note', { name: 'Bahaya bagi petugas' }).getByText(HAZARD.tono).waitFor();
    await go(page, `/orang/${twin}`);
    await page.getByRole('heading', { level: 1, name: 'Ani Santoso' }).waitFor();
    await part(page, 'Juga tercatat sebagai').waitFor();
  }
  await assertPerson(sari.page, 'Dewi Lestari');
  books = await allBooks('sesudah');
  for (const key of ['rina', 'tono', 'sari']) assert.deepEqual(books[key], books.office, `${key} and the office`);

  // The restored phone goes on under a new name, and only what was saved since is in no other book.
  await savePerson(sari.page, 'Fitri Handayani');
  await handOver(sari.page, file('sari-baru.pendamping'));
  await choose(desk, ['sari-baru.pendamping']);
  await card.getByText('HP baru, petugas dikenal').waitFor({ timeout: PATIENCE });
  await card.getByRole('button', { name: 'Terima', exact: true }).click();
  await saveReceipt(desk, card, 'sari', sari.name);
  await takeReceipt(sari.page, receiptOf('sari'));
  // A receipt names one head of a device. Of the old name, which has two branches, it therefore claims less than is there and
  // never more: its five saves count as waiting, and the one under the new name does not.
  await part(sari.page, 'Kantor').getByText(/^Sampai di kantor: .+ · 5 simpanan belum$/).waitFor();
  books = await allBooks('akhir');
  assert.deepEqual(books.sari, books.office);
  for (const key of ['rina', 'tono']) {
    assert.deepEqual(differences(books[key], books.office), { has: [], lacks: ['person Fitri Handayani'], fields: [] });
  }
});

/** All four books. */
async function allBooks(name) {
  const books = {};
  for (const [key, { page }] of Object.entries({ ...workers, office })) books[key] = await book(page, `${name}-${key}.json`);
  return books;
}

/** What one book has and the other one has not, and in which fields they differ; by readable names. */
function differences(one, other) {
  const only = (a, b) => [...a].filter(([id]) => !b.has(id)).map(([, it]) => it.title).sort();
  const fields = [];
  for (const [id, { title, values }] of one) {
    const theirs = other.get(id)?.values;
    if (!theirs) continue;
    for (const name of new Set([...Object.keys(values), ...Object.keys(theirs)])) {
      const [a, b] = [values[name], theirs[name]];
      if (JSON.stringify(a) !== JSON.stringify(b)) fields.push(`${title}, ${name}: ${a ?? '–'} / ${b ?? '–'}`);
    }
  }
  return { has: only(one, other), lacks: only(other, one), fields: fields.sort() };
}

/** The records of a book by their ids, from its own plain export. */
async function book(page, name) {
  await go(page, '/');
  await exportAll(page, file(name));
  await go(page, '/');
  const { records } = JSON.parse(readFileSync(file(name), 'utf8'));
  const all = Object.entries(records).flatMap(([kind, list]) => list.map((one) => [kind, one]));
  return new Map(all.map(([kind, { id, parent, fields }]) => [id, { title: `${kind} ${fields.name ?? ''}`.trim(), values: { parent, ...fields } }]));
}

/** The app is installed, its host is gone and so is the network. */
async function goOffline({ page, phone, words }) {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await phone.site.stop();
  await phone.context.setOffline(true);
  assert.equal(await gate(page), 'unlock');
  await unlock(page, words);
}

/** A copy of the whole phone; the phone itself goes on. */
async function copied(worker) {
  const { phone, words } = worker;
  await phone.shutDown();
  const profile = makeProfile();
  cpSync(phone.profile.folder, profile.folder, { recursive: true, filter: (path) => !/Singleton|DevToolsActivePort/.test(path) });
  await phone.start();
  worker.page = phone.page;
  await opened(worker, words);
  return profile;
}

/** The phone is lost, and the worker goes on with the copy. */
async function restore(worker, profile) {
  const { phone, words } = worker;
  await phone.kill();
  worker.first = phone;
  worker.phone = await makePhone({ args: ['--hide-scrollbars'], profile, site: phone.site });
  worker.page = worker.phone.page;
  await opened(worker, words);
}

async function opened({ page, phone }, words) {
  await page.setViewportSize(SIZES.hp);
  await phone.context.setOffline(true);
  await alive(page);
  assert.equal(await gate(page), 'unlock');
  await unlock(page, words);
}

/** The id of a member of a household. */
async function idOf(page, household, name) {
  await go(page, `/keluarga/${household}`);
  const href = await part(page, 'Anggota').getByRole('link', { name: new RegExp(`^${name}`) }).first().getAttribute('href');
  return href.split('/').pop();
}

/** Changes fields of a record. */
async function change(page, id, values, more = {}) {
  await go(page, `/ubah/${id}`);
  await fillForm(page, values, more);
  await pressSave(page);
  await page.waitForFunction(() => !location.hash.startsWith('#/ubah/'), null, { timeout: PATIENCE });
}

const choose = (page, names) => chooseFiles(page, names.map(file));

/** Takes in a file that is locked with words. */
async function takeLocked(page, name, phrase, said = 'Pratinjau') {
  const card = await choose(page, [name]);
  await card.getByLabel('Frasa berkas ini').fill(phrase, { timeout: PATIENCE });
  await card.getByRole('button', { name: 'Buka berkas' }).click();
  await card.getByText(said).waitFor({ timeout: PATIENCE });
  await card.getByRole('button', { name: 'Terima', exact: true }).click({ timeout: PATIENCE });
  await card.getByText('Diterima:').waitFor({ timeout: PATIENCE });
}

/** The office enrols who has read out the words that it sees. */
async function enrol(desk, card, { name, page }) {
  const senders = await unfold(card, 'Daftarkan pengirim');
  const row = senders.getByRole('listitem').filter({ hasText: name });
  assert.equal(await sixWords(row), await ownWords(page));
  await row.getByRole('button', { name: 'Sama, daftarkan' }).click();
  await row.waitFor({ state: 'detached', timeout: PATIENCE });
}

const receiptOf = (key) => file(`tanda-${key}.json`);

async function saveReceipt(desk, card, key, name) {
  await saveAs(desk, card.getByRole('button', { name: new RegExp(`^Tanda terima untuk ${name} `) }), receiptOf(key));
}

async function takePack(page) {
  const card = await choose(page, ['paket.json']);
  await card.getByText(`Mitra: ${PARTNER}`).waitFor({ timeout: PATIENCE });
  await card.getByText('Ditandatangani oleh kantor yang terpasang.').waitFor();
  await card.getByRole('button', { name: 'Terima', exact: true }).click();
  await card.getByText('Paket instansi: 1 catatan tersimpan.').waitFor({ timeout: PATIENCE });
}
