// An office on a desktop: two workers' files and a broken one are dropped together, previewed, taken and taken back, taken
// again; receipts are given, and a worker who takes one in sees what reached the office. A pack goes the same way back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertPerson, go, openHome, savePerson, search } from './lib/app.mjs';
import { axeViolations } from './lib/axe.mjs';
import { openedApp } from './lib/opened.mjs';
import { exportAll, fingerprint, part, record, unfold } from './lib/pages.mjs';

const PATIENCE = 60000;
const DESK = { width: 1280, height: 800 };

let rina;
let tono;
let office;
const folder = mkdtempSync(join(tmpdir(), 'pendamping-kantor-'));
const file = (name) => join(folder, name);
before(async () => {
  rina = await openedApp({ name: 'Rina Nuraini' });
  tono = await openedApp({ name: 'Tono Wibowo' });
  office = await openedApp({ name: 'Kantor Dinas', viewport: DESK });
});
after(async () => {
  for (const app of [rina, tono, office]) await app?.end();
  rmSync(folder, { recursive: true, force: true });
});

test('p25_files_of_two_workers_and_a_broken_one_are_taken_together_and_each_worker_learns_what_arrived', { timeout: 600000 }, async () => {
  await savePerson(rina.page, 'Siti Aminah');
  await exportAll(rina.page, file('rina.json'));
  await savePerson(tono.page, 'Budi Santoso');
  await exportAll(tono.page, file('tono.json'));
  writeFileSync(file('rusak.json'), readFileSync(file('rina.json'), 'utf8').slice(0, -200));

  const { page } = office;
  const empty = await fingerprint(page);
  await drop(page, ['tono.json', 'rusak.json', 'rina.json']);
  const card = part(page, 'Terima berkas');
  const rows = card.getByRole('region', { name: 'Berkas satu per satu' });
  await rows.getByRole('row', { name: /rina\.json Rina Nuraini.*Semua 1 0 0 0 Petugas dan HP belum dikenal/ }).waitFor({ timeout: PATIENCE });
  await rows.getByRole('row', { name: /tono\.json Tono Wibowo/ }).waitFor();
  await rows.getByRole('row', { name: /rusak\.json.*Ditolak.*terpotong/ }).waitFor();
  await rows.getByRole('row', { name: /Jumlah dari 2 berkas 2 0 0 0/ }).waitFor();
  assert.deepEqual(await axeViolations(page), []);

  await card.getByRole('button', { name: 'Terima semua' }).click();
  await card.getByText('Diterima: 2 catatan baru, 0 berubah.').waitFor({ timeout: PATIENCE });
  assert.deepEqual(await axeViolations(page), []);
  await card.getByRole('button', { name: 'Batalkan penerimaan' }).click();
  await card.getByText('Penerimaan dibatalkan').waitFor({ timeout: PATIENCE });
  assert.equal(await search(page, 'Siti'), 0);
  assert.equal(await fingerprint(page), empty);

  await drop(page, ['rina.json', 'tono.json']);
  await card.getByRole('button', { name: 'Terima semua' }).click();
  await card.getByText('Diterima: 2 catatan baru').waitFor({ timeout: PATIENCE });
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: PATIENCE }),
    card.getByRole('button', { name: 'Tanda terima untuk Rina Nuraini (1 simpanan)' }).click(),
  ]);
  await download.saveAs(file('tanda-terima.json'));
  // Whoever has a receipt must be able to trust it.
  assert.equal(await card.getByRole('button', { name: 'Batalkan penerimaan' }).count(), 0);
  const receipt = JSON.parse(readFileSync(file('tanda-terima.json'), 'utf8'));
  assert.equal(receipt.format, 'pendamping-receipt');
  assert.deepEqual(Object.keys(receipt.heads), [receipt.device]);
  await assertPerson(page, 'Siti Aminah');
  await assertPerson(page, 'Budi Santoso');

  // The same files once more bring nothing.
  await drop(page, ['rina.json', 'tono.json']);
  await rows.getByRole('row', { name: /rina\.json.*Tidak ada yang baru: sudah pernah diterima/ }).waitFor({ timeout: PATIENCE });
  await card.getByText('Semua isi berkas sudah ada di HP ini.').waitFor();
  await card.getByRole('button', { name: 'Batal', exact: true }).click();

  await take(rina.page, 'tanda-terima.json');
  await part(rina.page, 'Kantor').getByText('Sampai di kantor: semua', { exact: true }).waitFor();
  await savePerson(rina.page, 'Cici Paramida');
  await openHome(rina.page);
  const line = rina.page.getByTestId('at-office');
  await line.waitFor();
  assert.match(await line.textContent(), /^Sampai di kantor: semua sampai .+ · 1 simpanan belum$/);
  await go(rina.page, '/laporan');
  await drop(rina.page, ['tanda-terima.json']);
  await part(rina.page, 'Terima berkas').getByText('Tanda terima yang lebih baru sudah ada').waitFor({ timeout: PATIENCE });

  // It is for Rina's phone and nobody else's.
  await drop(tono.page, ['tanda-terima.json']);
  await part(tono.page, 'Terima berkas').getByText('Tanda terima ini untuk HP lain').waitFor({ timeout: PATIENCE });
});

test('a_pack_of_the_agency_brings_its_partners_to_a_worker', { timeout: 300000 }, async () => {
  const { page } = office;
  await record(page, 'partner', null, { 'Nama mitra *': 'Puskesmas Medan Timur' });
  await go(page, '/laporan');
  const card = part(page, 'Kantor');
  await unfold(card, 'Paket instansi untuk petugas');
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: PATIENCE }),
    card.getByRole('button', { name: 'Buat paket' }).click(),
  ]);
  await download.saveAs(file('paket.json'));
  await drop(tono.page, ['paket.json']);
  const receive = part(tono.page, 'Terima berkas');
  await receive.getByText('Mitra: Puskesmas Medan Timur').waitFor({ timeout: PATIENCE });
  await receive.getByRole('button', { name: 'Terima', exact: true }).click();
  await receive.getByText('Paket instansi: 1 catatan tersimpan.').waitFor({ timeout: PATIENCE });
  await go(tono.page, '/mitra');
  await tono.page.getByRole('link', { name: /^Puskesmas Medan Timur/ }).waitFor();
  await drop(tono.page, ['paket.json']);
  await receive.getByText('1 catatan sudah sama di sini.').waitFor({ timeout: PATIENCE });
});

/** Drops files on the card, as from a folder. */
async function drop(page, names) {
  await go(page, '/laporan');
  const field = part(page, 'Terima berkas').locator('.field');
  await field.waitFor();
  const texts = names.map((name) => ({ name, text: readFileSync(file(name), 'utf8') }));
  const data = await page.evaluateHandle((texts) => {
    const transfer = new DataTransfer();
    for (const { name, text } of texts) transfer.items.add(new File([text], name, { type: 'application/json' }));
    return transfer;
  }, texts);
  await field.dispatchEvent('drop', { dataTransfer: data });
}

/** Chooses a file and takes it. */
async function take(page, name) {
  await go(page, '/laporan');
  const card = part(page, 'Terima berkas');
  await card.getByLabel('Pilih berkas').setInputFiles(file(name));
  await card.getByRole('button', { name: 'Terima', exact: true }).click({ timeout: PATIENCE });
  await card.getByText('Tanda terima dari kantor tersimpan.').waitFor({ timeout: PATIENCE });
}
