// What passes between a worker's phone and the agency's computer: keys, locked files, receipts. Files are named by their paths.

import { go } from './app.mjs';
import { handOver, part, saveAs, told, unfold } from './pages.mjs';

const PATIENCE = 60000;

/** The agency of the tests. */
export const OFFICE = 'Dinsos Sleman';

/** The six words of a key that are shown within a part of the page. */
export const sixWords = (scope) => scope.getByTestId('six-words').textContent({ timeout: PATIENCE });

/** The office gives itself a name and makes its key, whose file is kept. Gives the six words and the name of the file. */
export async function makeOfficeKey(desk, path) {
  await go(desk, '/setelan');
  await desk.getByLabel('Instansi atau unit').fill(OFFICE);
  await desk.getByRole('button', { name: 'Simpan nama' }).click();
  await told(desk, 'Tersimpan');
  await go(desk, '/kunci');
  const own = part(desk, 'Perangkat ini sebagai kantor');
  await own.getByRole('button', { name: 'Buat kunci kantor' }).click();
  const words = await sixWords(own);
  const name = await saveAs(desk, own.getByRole('button', { name: 'Unduh berkas kunci' }), path);
  return { words, name };
}

/** A worker chooses a file as the office's key; gives the card that says what it is. */
export async function chooseOfficeKey(page, path) {
  await go(page, '/kunci');
  const card = part(page, 'Kunci kantor');
  const fold = await unfold(card, 'Pasang kunci kantor');
  await fold.getByLabel('Berkas kunci dari kantor').setInputFiles(path);
  return card;
}

/** A worker finds the words to be the same and takes the key that was chosen. */
export async function pairWithOffice(card) {
  await card.getByRole('button', { name: 'Sama, pasang kunci' }).click();
  await card.getByText(`Terpasang: ${OFFICE}`).waitFor({ timeout: PATIENCE });
}

/** The six words of a worker's own key, which is made for the first hand-over. */
export async function ownWords(page) {
  await go(page, '/kunci');
  return sixWords(part(page, 'Kunci saya'));
}

/** Hands everything over locked with a passphrase, which it gives. */
export async function lockedWithWords(page, path) {
  await go(page, '/laporan');
  const card = part(page, 'Serah terima');
  await card.getByLabel('Terkunci dengan frasa enam kata').check();
  const phrase = await page.getByTestId('file-words').textContent();
  await card.getByLabel('Saya mengerti').check();
  await handOver(page, path);
  return phrase;
}

/** Chooses files to take in, on a page that knows of no others; gives the card that says what they hold. */
export async function chooseFiles(page, paths) {
  await go(page, '/');
  await go(page, '/laporan');
  const card = part(page, 'Terima berkas');
  await card.getByLabel('Pilih berkas').setInputFiles(paths);
  return card;
}

/** A worker takes in a receipt, of which the app says this before. */
export async function takeReceipt(page, path, said = 'Tanda terima dari') {
  const card = await chooseFiles(page, [path]);
  await card.getByText(said).first().waitFor({ timeout: PATIENCE });
  await card.getByRole('button', { name: 'Terima', exact: true }).click();
  await card.getByText('Tanda terima dari kantor tersimpan.').waitFor({ timeout: PATIENCE });
}
