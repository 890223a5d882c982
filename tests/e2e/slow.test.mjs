// Saves that take a while: a second touch meanwhile does nothing, and whoever goes on is not called back.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { go, nameField, openNewPerson, savePerson } from './lib/app.mjs';
import { inTable } from './lib/database.mjs';
import { waitFor } from './lib/launch.mjs';
import { openedApp } from './lib/opened.mjs';
import { choose, fill, record, unfold } from './lib/pages.mjs';
import { sleep } from './lib/phone.mjs';

let app;
let page;
before(async () => {
  app = await openedApp();
  page = app.page;
  await page.evaluate(slowly);
});
after(() => app?.end());
beforeEach(() => slow(0));

/** The ways of saving that lead elsewhere, each with what is pressed when it is ready. */
const WAYS = {
  'the form of a record': async () => {
    await openNewPerson(page);
    await nameField(page).fill('Halimah Pelan');
    return page.locator('#isi form').getByRole('button', { name: 'Simpan', exact: true });
  },
  'a visit': async () => {
    const id = await savePerson(page, 'Karim');
    await go(page, `/kunjungan/${id}`);
    await choose(page, 'Hasil kunjungan', 'Bertemu');
    await fill(page, { 'Apa yang terjadi?': 'Baik.' });
    return page.getByRole('button', { name: 'Simpan kunjungan' });
  },
  'the trash': async () => {
    const id = await savePerson(page, 'Budi');
    await go(page, `/orang/${id}`);
    return page.getByRole('button', { name: 'Pindahkan ke tempat sampah' });
  },
  'a new outbreak': async () => {
    await go(page, '/kontak');
    const fold = await unfold(page, 'Mulai wabah');
    await fill(fold, { 'Penyakit *': { option: 'Campak' }, 'Nama wabah *': 'Campak di Sleman' });
    return fold.getByRole('button', { name: 'Mulai', exact: true });
  },
  'an erasure': async () => {
    const id = await savePerson(page, 'Tari');
    await go(page, `/orang/${id}`);
    const fold = await unfold(page.locator('main'), 'Hapus selamanya');
    await fold.getByLabel('Ketik HAPUS untuk melanjutkan').fill('HAPUS');
    return fold.getByRole('button', { name: 'Hapus selamanya' });
  },
};

for (const [way, ready] of Object.entries(WAYS)) {
  test(`a_second_touch_does_nothing_and_who_goes_on_is_not_called_back (${way})`, async () => {
    const button = await ready();
    // An erasure writes what is left anew.
    const rowsThen = way === 'an erasure' ? 0 : undefined;
    await savedOnceThoughTouchedTwice(button, { rowsThen, meanwhile: () => go(page, '/setelan') });
    assert.equal(await page.evaluate(() => location.hash), '#/setelan');
  });
}

test('a_second_touch_on_an_answer_does_nothing', async () => {
  const id = await savePerson(page, 'Wati');
  await record(page, 'data_request', id, { 'Yang diminta *': ['Menghapus data'] });
  await go(page, `/orang/${id}`);
  const fold = await unfold(page.locator('main'), 'Jawab permintaan');
  await fold.getByLabel('Keputusan', { exact: true }).selectOption({ label: 'Ditolak dengan alasan' });
  await fold.getByLabel('Alasan keputusan').fill('Masih wajib disimpan.');
  await savedOnceThoughTouchedTwice(fold.getByRole('button', { name: 'Catat jawaban' }));
});

test('somebody_touched_twice_joins_a_household_once', async () => {
  await savePerson(page, 'Dewi Anggota');
  const home = await record(page, 'household', null, { 'Nama keluarga *': 'Wijaya' });
  await go(page, `/keluarga/${home}`);
  const fold = await unfold(page.locator('main'), 'Tambah anggota');
  await fold.getByLabel('Hubungan dengan kepala keluarga').selectOption({ index: 1 });
  await fold.getByLabel('Cari orang').fill('Dewi Anggota');
  const row = fold.getByRole('button', { name: /Dewi Anggota/ });
  await row.waitFor();
  await savedOnceThoughTouchedTwice(row);
});

/** How many rows of saves lie in the database. */
const rows = () => inTable(page, 'tail', 'count');

/** Touches a button twice while sealing is slow: one save more lies in the database then, or so many rows as are told. */
async function savedOnceThoughTouchedTwice(button, { rowsThen, meanwhile = async () => {} } = {}) {
  const before = await rows();
  await slow(700);
  await button.evaluate((it) => {
    it.click();
    it.click();
  });
  await meanwhile();
  await waitFor(async () => (await rows()) !== before, { what: 'the save' });
  // What must not happen has no sign of its own to wait for: a second save, and the way back.
  await sleep(2500);
  assert.equal(await rows(), rowsThen ?? before + 1);
}

/** From now on sealing takes so long, and with it every save. */
const slow = (ms) => page.evaluate((to) => void (globalThis.slow = to), ms);

function slowly() {
  const { encrypt } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.encrypt = async function slowed(...given) {
    if (globalThis.slow) await new Promise((done) => setTimeout(done, globalThis.slow));
    return encrypt.apply(this, given);
  };
}
