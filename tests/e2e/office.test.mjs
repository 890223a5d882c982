// An office on a desktop: files of several workers are dropped together (one sealed for the office, one locked with a
// passphrase, one broken), previewed, their senders enrolled, taken and taken back, and taken again; receipts are given, and
// a worker who takes one in sees what reached the office. A pack goes the same way back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  OFFICE, chooseOfficeKey, lockedWithWords, makeOfficeKey, ownWords, pairWithOffice, sixWords, takeReceipt,
} from './lib/agency.mjs';
import { assertPerson, go, openHome, savePerson, search } from './lib/app.mjs';
import { axeViolations } from './lib/axe.mjs';
import { openedApp } from './lib/opened.mjs';
import { exportAll, fingerprint, handOver, part, record, saveAs, told, unfold } from './lib/pages.mjs';
import { SIZES, pictures, screenshot } from './lib/report.mjs';

const PATIENCE = 60000;

let rina;
let tono;
let office;
const folder = mkdtempSync(join(tmpdir(), 'pendamping-kantor-'));
const file = (name) => join(folder, name);
const json = (name) => JSON.parse(readFileSync(file(name), 'utf8'));
before(async () => {
  rina = await openedApp({ name: 'Rina Nuraini' });
  tono = await openedApp({ name: 'Tono Wibowo' });
  office = await openedApp({ name: 'Petugas Kantor', viewport: SIZES.meja });
});
after(async () => {
  for (const app of [rina, tono, office]) await app?.end();
  rmSync(folder, { recursive: true, force: true });
});

test('p25_files_of_two_workers_and_a_broken_one_are_taken_together_and_each_worker_learns_what_arrived', { timeout: 600000 }, async () => {
  const { page } = office;
  await makeOfficeKey(page, file('kunci.json'));
  await pairWithOffice(await chooseOfficeKey(rina.page, file('kunci.json')));
  await savePerson(rina.page, 'Siti Aminah');
  await handOver(rina.page, file('rina.pendamping'));
  await savePerson(tono.page, 'Budi Santoso');
  const phrase = await lockedWithWords(tono.page, file('tono.pendamping'));
  await exportAll(tono.page, file('terbuka.json'));
  writeFileSync(file('rusak.json'), readFileSync(file('terbuka.json'), 'utf8').slice(0, -200));

  const empty = await fingerprint(page);
  await drop(page, ['tono.pendamping', 'rusak.json', 'rina.pendamping']);
  const card = part(page, 'Terima berkas');
  const rows = card.getByRole('region', { name: 'Berkas satu per satu' });
  await rows.getByRole('row', { name: /Rina Nuraini HP …\w{4} · rina\.pendamping.*Semua Petugas dan HP baru di sini.*belum terdaftar 1 0 0 0/ }).waitFor({ timeout: PATIENCE });
  await rows.getByRole('row', { name: /tono\.pendamping.*Terkunci/ }).waitFor();
  await rows.getByRole('row', { name: /rusak\.json.*Ditolak.*terpotong/ }).waitFor();
  await card.getByText('3 berkas: 1 dapat diterima, 1 ditolak, 1 terkunci.').waitFor();
  await looks(page, 'terkunci');
  for (const [typed, said] of [['kata yang salah sekali', 'Frasanya tidak cocok'], [phrase, '3 berkas: 2 dapat diterima, 1 ditolak.']]) {
    await card.getByLabel('Frasa untuk tono.pendamping').fill(typed);
    await card.getByRole('button', { name: 'Buka berkas' }).click();
    await card.getByText(said).waitFor({ timeout: PATIENCE });
  }
  await rows.getByRole('row', { name: /Tono Wibowo HP …\w{4} · tono\.pendamping/ }).waitFor();
  await rows.getByRole('row', { name: /Jumlah dari 2 berkas 2 0 0 0/ }).waitFor();

  // Whoever read out the same six words is known from now on.
  const senders = await unfold(card, 'Daftarkan pengirim (2)');
  const own = await ownWords(rina.page);
  const row = senders.getByRole('listitem').filter({ hasText: 'Rina Nuraini' });
  assert.equal(await sixWords(row), own);
  await looks(page, 'pratinjau');
  await row.getByRole('button', { name: 'Sama, daftarkan' }).click();
  await rows.getByRole('row', { name: /Rina Nuraini.*Ditandatangani: Rina Nuraini, terdaftar/ }).waitFor({ timeout: PATIENCE });
  await card.getByText('Daftarkan pengirim (1)').waitFor();

  // All of it is one step, and can be taken back as one, also after a look around.
  await card.getByRole('button', { name: 'Terima semua' }).click();
  await card.getByText('Diterima: 2 catatan baru, 0 berubah.').waitFor({ timeout: PATIENCE });
  await card.getByText('rusak.json: Berkas rusak atau terpotong').waitFor();
  await looks(page, 'diterima');
  await assertPerson(page, 'Siti Aminah');
  await go(page, '/laporan');
  await card.getByText('Terakhir diterima: 2 berkas, 2 catatan baru.').waitFor();
  await card.getByRole('button', { name: 'Batalkan penerimaan' }).click();
  await card.getByText('Penerimaan dibatalkan').waitFor({ timeout: PATIENCE });
  assert.equal(await search(page, 'Siti'), 0);
  assert.equal(await fingerprint(page), empty);

  await drop(page, ['rina.pendamping', 'terbuka.json']);
  await card.getByRole('button', { name: 'Terima semua' }).click();
  await card.getByText('Diterima: 2 catatan baru').waitFor({ timeout: PATIENCE });
  await card.getByRole('button', { name: 'Batalkan penerimaan' }).waitFor();
  await unfold(card, 'Satu per satu');
  await saveAs(page, card.getByRole('button', { name: 'Tanda terima untuk Rina Nuraini (1 simpanan)' }), file('tanda-terima.json'));
  // Whoever has a receipt must be able to trust it.
  await card.getByText('tanda terima sudah diberikan, dan isinya harus tetap benar').waitFor();
  assert.equal(await card.getByRole('button', { name: 'Batalkan penerimaan' }).count(), 0);
  const receipt = json('tanda-terima.json');
  assert.equal(receipt.format, 'pendamping-receipt');
  assert.deepEqual(Object.keys(receipt.heads), [receipt.device]);
  assert.match(receipt.signature.value, /^[0-9a-f]{128}$/);
  await assertPerson(page, 'Siti Aminah');
  await assertPerson(page, 'Budi Santoso');

  await go(page, '/laporan');
  await part(page, 'Kantor').getByRole('link', { name: 'Petugas terdaftar: 1' }).waitFor();

  // The same files once more bring nothing.
  await drop(page, ['rina.pendamping', 'terbuka.json']);
  await rows.getByRole('row', { name: /rina\.pendamping.*Sudah pernah diterima/ }).waitFor({ timeout: PATIENCE });
  await card.getByText('Semua isi berkas sudah ada di HP ini.').waitFor();
  await card.getByRole('button', { name: 'Batal', exact: true }).click();

  // Somebody's receipt that only looks like the office's.
  writeFileSync(file('palsu.json'), JSON.stringify({ ...receipt, signature: null }));
  await drop(rina.page, ['palsu.json']);
  await part(rina.page, 'Terima berkas').getByText(`Tidak ditandatangani oleh ${OFFICE}`).waitFor({ timeout: PATIENCE });
  await takeReceipt(rina.page, file('tanda-terima.json'));
  await part(rina.page, 'Kantor').getByText('Sampai di kantor: semua', { exact: true }).waitFor();
  await savePerson(rina.page, 'Cici Paramida');
  await openHome(rina.page);
  const line = rina.page.getByTestId('at-office');
  await line.waitFor();
  assert.match(await line.textContent(), /^Sampai di kantor: semua sampai .+ · 1 simpanan belum$/);
  await screenshot(rina.page, 'kantor-beranda');
  await drop(rina.page, ['tanda-terima.json']);
  await part(rina.page, 'Terima berkas').getByText('Tanda terima yang lebih baru sudah ada').waitFor({ timeout: PATIENCE });

  // It is for Rina's phone and nobody else's.
  await drop(tono.page, ['tanda-terima.json']);
  await part(tono.page, 'Terima berkas').getByText('Tanda terima ini untuk HP lain').waitFor({ timeout: PATIENCE });
});

test('nothing_is_taken_back_once_the_office_has_saved_something', { timeout: 300000 }, async () => {
  const { page } = office;
  const card = part(page, 'Terima berkas');
  await handOver(rina.page, file('rina-2.pendamping'));
  await drop(page, ['rina-2.pendamping']);
  await card.getByRole('button', { name: 'Terima', exact: true }).click();
  await card.getByRole('button', { name: 'Batalkan penerimaan' }).waitFor({ timeout: PATIENCE });
  await savePerson(page, 'Dewi Lestari');
  await go(page, '/laporan');
  await card.getByLabel('Pilih berkas').waitFor();
  assert.equal(await card.getByRole('button', { name: 'Batalkan penerimaan' }).count(), 0);
  await assertPerson(page, 'Cici Paramida');
});

test('a_file_in_the_name_of_an_enrolled_worker_is_told_or_refused', { timeout: 300000 }, async () => {
  const { page } = office;
  const card = part(page, 'Terima berkas');
  await exportAll(rina.page, file('rina.json'));
  const { signature, checksum, ...rest } = json('rina.json');
  writeFileSync(file('tanpa.json'), JSON.stringify({ ...rest, checksum: { ...checksum, file: undefined } }));
  await drop(page, ['tanpa.json']);
  await card.getByText('Tanpa tanda tangan, padahal HP Rina Nuraini terdaftar').waitFor({ timeout: PATIENCE });

  // The office was given another key of this phone, by its key file.
  writeFileSync(file('kunci-rina.json'), JSON.stringify({
    format: 'pendamping-key', version: 1, role: 'worker', agency: 'Rina Nuraini', device: signature.device,
    recipient: signature.recipient, signing_key: 'ab'.repeat(32),
  }));
  await go(page, '/kunci');
  const workers = part(page, 'Petugas terdaftar');
  await workers.getByText('Rina Nuraini').waitFor();
  const fold = await unfold(workers, 'Daftarkan dari berkas kunci');
  await fold.getByLabel('Berkas kunci dari petugas').setInputFiles([file('kunci-rina.json'), file('rina.json')]);
  await fold.getByText('rina.json: Ini bukan kunci Pendamping').waitFor({ timeout: PATIENCE });
  await fold.getByRole('button', { name: 'Sama, daftarkan' }).click();
  await told(page, 'Petugas terdaftar');
  assert.deepEqual(await axeViolations(page), []);
  await screenshot(page, 'kantor-petugas', { fullPage: true });
  await drop(page, ['rina.json']);
  await card.getByText('Mengaku dari HP Rina Nuraini, tetapi ditandatangani dengan kunci lain').waitFor({ timeout: PATIENCE });
  await go(page, '/kunci');
  await workers.getByRole('button', { name: 'Hapus dari daftar' }).click();
  await workers.getByText('Belum ada petugas yang terdaftar').waitFor({ timeout: PATIENCE });
});

test('a_pack_of_the_agency_brings_its_partners_to_a_worker', { timeout: 300000 }, async () => {
  const { page } = office;
  await record(page, 'partner', null, { 'Nama mitra *': 'Puskesmas Medan Timur' });
  await go(page, '/laporan');
  const card = part(page, 'Kantor');
  await unfold(card, 'Paket instansi untuk petugas');
  await saveAs(page, card.getByRole('button', { name: 'Buat paket' }), file('paket.json'));
  await drop(tono.page, ['paket.json']);
  const receive = part(tono.page, 'Terima berkas');
  await receive.getByText('Mitra: Puskesmas Medan Timur').waitFor({ timeout: PATIENCE });
  // A phone that is not paired yet compares the office's words here.
  const words = await sixWords(receive);
  await looks(tono.page, 'paket', SIZES.hp);
  await receive.getByRole('button', { name: 'Sama, pasang kunci' }).click();
  await receive.getByText('Ditandatangani oleh kantor yang terpasang.').waitFor({ timeout: PATIENCE });
  await receive.getByRole('button', { name: 'Terima', exact: true }).click();
  await receive.getByText('Paket instansi: 1 catatan tersimpan.').waitFor({ timeout: PATIENCE });
  await go(tono.page, '/kunci');
  const pinned = part(tono.page, 'Kunci kantor');
  await pinned.getByText(`Terpasang: ${OFFICE}`).waitFor();
  assert.equal(await sixWords(pinned), words);
  await go(tono.page, '/mitra');
  await tono.page.getByRole('link', { name: /^Puskesmas Medan Timur/ }).waitFor();
  await drop(tono.page, ['paket.json']);
  await receive.getByText('1 catatan sudah sama di sini.').waitFor({ timeout: PATIENCE });
});

test('saves_that_are_missing_between_two_files_are_named_in_either_language', { timeout: 300000 }, async () => {
  const { page } = office;
  await savePerson(tono.page, 'Eka Pratiwi');
  await handOver(tono.page, file('antara.pendamping'), 'Serahkan yang baru');
  await savePerson(tono.page, 'Fitri Handayani');
  await handOver(tono.page, file('sesudah.pendamping'), 'Serahkan yang baru');
  await drop(page, ['sesudah.pendamping']);
  const card = part(page, 'Terima berkas');
  await card.getByText('HP Tono Wibowo: simpanan ke-2 sampai ke-3').waitFor({ timeout: PATIENCE });
  await card.getByText('Ada simpanan yang hilang').waitFor();
  await drop(page, ['sesudah.pendamping', 'antara.pendamping']);
  await card.getByText('2 berkas: 2 dapat diterima.').waitFor({ timeout: PATIENCE });
  assert.equal(await card.getByText('Ada simpanan yang hilang').count(), 0);

  await go(page, '/setelan');
  await page.getByRole('radio', { name: 'English', exact: true }).check();
  await page.waitForFunction(() => document.documentElement.lang === 'en');
  await drop(page, ['sesudah.pendamping', 'rusak.json'], 'Receive files');
  const english = part(page, 'Receive files');
  await english.getByText('2 files: 1 can be accepted, 1 is refused.').waitFor({ timeout: PATIENCE });
  await english.getByText("Tono Wibowo's phone: saves 2 to 3").waitFor();
  await looks(page, 'celah-en');
  await english.getByRole('button', { name: 'Accept all' }).click();
  await english.getByText('Accepted: 1 new record, 0 changed.').waitFor({ timeout: PATIENCE });
  await looks(page, 'diterima-en');
  await english.getByRole('button', { name: 'Take it back' }).click();
  await english.getByText('Taken back. The book is as it was before.').waitFor({ timeout: PATIENCE });
});

/** Pictures of the page, what axe says of each, and that nothing scrolls sideways. */
function looks(page, name, back = SIZES.meja) {
  const look = async (how) => {
    assert.deepEqual(await axeViolations(page), [], how);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${how} scrolls sideways by ${wide}`);
  };
  return pictures(page, `kantor-${name}`, { back, look });
}

/** Drops files on the page, as from a folder. */
async function drop(page, names, title = 'Terima berkas') {
  await go(page, '/laporan');
  const field = part(page, title).locator('.field').first();
  await field.waitFor();
  const files = names.map((name) => ({ name, data: readFileSync(file(name)).toString('base64') }));
  const data = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, data } of files) {
      transfer.items.add(new File([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], name));
    }
    return transfer;
  }, files);
  await field.dispatchEvent('drop', { dataTransfer: data });
}
