// Sealed hand-overs between a worker's phone and the agency's computer, each with an app of its own.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OFFICE, chooseFiles, chooseOfficeKey, makeOfficeKey, pairWithOffice, sixWords } from './lib/agency.mjs';
import { go, lock, savePerson, unlock } from './lib/app.mjs';
import { openedApp } from './lib/opened.mjs';
import { exportAll, handOver, part, told } from './lib/pages.mjs';
import { screenshot } from './lib/report.mjs';

const PATIENCE = 60000;
const ANOTHER = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';

let worker;
let agency;
let phone;
let office;
const files = mkdtempSync(join(tmpdir(), 'pendamping-segel-'));
const keyFile = join(files, 'kunci.json');
before(async () => {
  [worker, agency] = await Promise.all([openedApp(), openedApp({ name: 'Kantor', viewport: { width: 1280, height: 800 } })]);
  phone = worker.page;
  office = agency.page;
});
after(async () => {
  await Promise.all([worker?.end(), agency?.end()]);
  rmSync(files, { recursive: true, force: true });
});

test('p24_a_worker_pairs_with_the_agency_hands_over_sealed_and_the_agency_opens_it', { timeout: 300000 }, async () => {
  const { words: read, name: given } = await makeOfficeKey(office, keyFile);
  assert.equal(read.split(' ').length, 6);
  assert.equal(given, 'kunci-dinsos-sleman.json');
  assert.ok(!readFileSync(keyFile, 'utf8').includes('AGE-SECRET-KEY'));
  const own = part(office, 'Perangkat ini sebagai kantor');
  await own.getByRole('button', { name: 'Tampilkan kode QR' }).click();
  await own.getByRole('img', { name: 'Kode QR kunci kantor' }).waitFor({ timeout: PATIENCE });
  await screenshot(office, 'kunci-kantor', { fullPage: true });

  await savePerson(phone, 'Siti Aminah');
  const card = await chooseOfficeKey(phone, keyFile);
  assert.equal(await sixWords(card), read);
  await screenshot(phone, 'kunci-pasang', { fullPage: true });
  await pairWithOffice(card);

  // The pairing outlives a lock, and a sealed file is what is given by itself.
  await lock(phone);
  await unlock(phone, worker.words);
  await go(phone, '/laporan');
  const give = part(phone, 'Serah terima');
  assert.ok(await give.getByLabel(`Disegel untuk ${OFFICE}`).isChecked());
  await screenshot(phone, 'serah-tersegel', { fullPage: true });
  assert.match(await giveAll('semua'), /^pendamping-[^.]+\.pendamping$/);
  const bytes = readFileSync(join(files, 'semua'));
  assert.ok(bytes.subarray(0, 21).equals(Buffer.from('age-encryption.org/v1')));
  assert.ok(!bytes.includes('Siti Aminah') && !bytes.includes('pendamping-export'));

  await go(phone, '/kunci');
  await part(phone, 'Kunci saya').getByText('Kantor mengenali berkas Anda').waitFor();
  const signer = await sixWords(part(phone, 'Kunci saya'));
  const take = await receive('semua');
  await take.getByText(`Ditandatangani oleh HP dengan kata-kata: ${signer}.`).waitFor({ timeout: PATIENCE });
  assert.equal(await take.getByText('sudah dibuka lalu diteruskan').count(), 0);
  await screenshot(office, 'terima-tersegel', { fullPage: true });
  await take.getByRole('button', { name: 'Terima', exact: true }).click();
  await take.getByText('Diterima:').waitFor({ timeout: PATIENCE });
});

test('a_sealed_file_with_one_changed_byte_is_refused', async () => {
  const bytes = readFileSync(join(files, 'semua'));
  bytes[bytes.length - 20] ^= 1;
  writeFileSync(join(files, 'diubah.pendamping'), bytes);
  const take = await receive('diubah.pendamping');
  await take.getByText('rusak, terpotong, atau diubah').waitFor({ timeout: PATIENCE });
});

test('p24_a_file_locked_with_six_words_opens_with_them_and_a_wrong_one_is_told', { timeout: 120000 }, async () => {
  await go(phone, '/');
  await go(phone, '/laporan');
  const give = part(phone, 'Serah terima');
  await give.getByLabel('Terkunci dengan frasa enam kata').check();
  const button = give.getByRole('button', { name: 'Serahkan semua' });
  assert.ok(await button.isDisabled(), 'the words are to be written down first');
  const phrase = await phone.getByTestId('file-words').textContent();
  await screenshot(phone, 'serah-frasa', { fullPage: true });
  await give.getByLabel('Saya mengerti').check();
  await giveAll('frasa');
  const take = await receive('frasa');
  for (const [typed, said] of [['kata yang salah sekali', 'Frasanya tidak cocok'], [phrase.toUpperCase(), 'Ditandatangani oleh HP']]) {
    await take.getByLabel('Frasa berkas ini').fill(typed);
    await take.getByRole('button', { name: 'Buka berkas' }).click();
    await take.getByText(said).waitFor({ timeout: PATIENCE });
  }
});

test('a_file_that_is_sealed_for_another_office_does_not_open_and_a_readable_one_says_that_it_is_signed', async () => {
  const key = JSON.parse(readFileSync(keyFile, 'utf8'));
  const other = join(files, 'lain.json');
  writeFileSync(other, JSON.stringify({ ...key, recipient: ANOTHER }));
  const card = await chooseOfficeKey(phone, other);
  await card.getByText('Kunci kantor berbeda dari yang terpasang!').waitFor({ timeout: PATIENCE });
  await screenshot(phone, 'kunci-berganti', { fullPage: true });
  const replace = card.getByRole('button', { name: 'Ganti kunci kantor' });
  await replace.click();
  await told(phone, 'Baca peringatannya dahulu');
  await card.getByLabel('Saya mengerti').check();
  await replace.click();
  await told(phone, 'Kunci kantor terpasang');
  await giveAll('salah');
  let take = await receive('salah');
  await take.getByText('disegel untuk penerima lain').waitFor({ timeout: PATIENCE });

  await go(phone, '/');
  const open = join(files, 'terbuka.json');
  await exportAll(phone, open);
  assert.deepEqual(JSON.parse(readFileSync(open, 'utf8')).signature.recipients, []);
  take = await receive('terbuka.json');
  await take.getByText('Ditandatangani oleh HP').waitFor({ timeout: PATIENCE });

  // What is no key is named.
  await chooseOfficeKey(phone, open);
  await card.getByText('Ini bukan kunci Pendamping').waitFor({ timeout: PATIENCE });
});

/** The office looks into a file; gives the card that says what it holds. */
const receive = (name) => chooseFiles(office, join(files, name));

/** Hands everything over, in the way that is chosen. */
const giveAll = (name) => handOver(phone, join(files, name));
