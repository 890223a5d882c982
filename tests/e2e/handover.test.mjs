// A hand-over whose photos need several files: every one of them goes out before anything counts as handed over.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { go, lock, openHome, savePerson, unlock } from './lib/app.mjs';
import { openedApp } from './lib/opened.mjs';
import { exportAll } from './lib/pages.mjs';
import { pdf } from './lib/photos.mjs';

const PATIENCE = 60000;
/** One more than a file bears, each as large as a PDF may be. */
const PAPERS = 49;

let app;
let page;
const files = mkdtempSync(join(tmpdir(), 'pendamping-serah-'));
before(async () => {
  app = await openedApp();
  ({ page } = app);
});
after(async () => {
  await app?.end();
  rmSync(files, { recursive: true, force: true });
});

test('what_is_new_goes_out_in_as_many_files_as_its_photos_need_and_counts_after_the_last', { timeout: 600000 }, async () => {
  const person = await savePerson(page, 'Siti Aminah');
  await exportAll(page, join(files, 'semua.json'));
  const bytes = pdf(1024 * 1024);
  for (let number = 0; number < PAPERS; number += 1) await paper(person, bytes);

  await go(page, '/laporan');
  await page.getByText('Fotonya terlalu banyak untuk satu berkas').waitFor();
  const first = await giveNew();
  assert.equal(first.attachments.length, PAPERS - 1);
  await page.getByText('Masih ada 1 foto atau berkas: tekan tombol yang sama').waitFor();
  assert.equal(await standing(), `Terakhir diserahkan hari ini · ${PAPERS} catatan baru`);

  // Sharing a file takes longer than it takes to lock.
  await lock(page);
  await unlock(page, app.words);
  await go(page, '/laporan');
  await page.getByText(`Yang baru: ${PAPERS - 1} foto sudah diserahkan, masih 1 foto dalam 1 berkas.`).waitFor();
  const second = await giveNew();
  assert.equal(second.attachments.length, 1);
  const sent = new Set([...first.attachments, ...second.attachments].map((it) => it.id));
  assert.equal(sent.size, PAPERS);
  assert.equal(await standing(), 'Terakhir diserahkan hari ini · tidak ada yang baru');
  await go(page, '/laporan');
  assert.equal(await page.getByText('Serah terima belum selesai').count(), 0);
});

async function paper(person, bytes) {
  await go(page, `/baru/attachment/${person}`);
  await page.getByLabel('Pilih foto atau PDF', { exact: true }).setInputFiles({ name: 'surat.pdf', mimeType: 'application/pdf', buffer: bytes });
  await page.getByRole('button', { name: 'Simpan foto' }).click({ timeout: PATIENCE });
  await page.waitForFunction((to) => location.hash === to, `#/orang/${person}`, { timeout: PATIENCE });
}

/** Hands over what is new, and reads it. */
async function giveNew() {
  const path = join(files, 'baru.json');
  await exportAll(page, path, 'Serahkan yang baru');
  return JSON.parse(readFileSync(path, 'utf8'));
}

async function standing() {
  await openHome(page);
  const line = page.getByTestId('handover').locator('span');
  await line.waitFor();
  return (await line.textContent()).trim();
}
