// The satisfaction survey in a client's hands: it shows nothing else, and every way out of it locks the notes.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { go, locked, savePerson, unlock } from './lib/app.mjs';
import { axeViolations } from './lib/axe.mjs';
import { openedApp } from './lib/opened.mjs';
import { record } from './lib/pages.mjs';
import { screenshot } from './lib/report.mjs';

let app;
let page;
let words;
let kasus;
before(async () => {
  app = await openedApp();
  ({ page, words } = app);
  const person = await savePerson(page, 'Siti Rahasia');
  kasus = await record(page, 'case', person, { 'Masalah yang dikemukakan': 'Terlantar.' });
});
after(() => app?.end());

async function begin() {
  await go(page, `/baru/satisfaction/${kasus}`);
  await page.getByRole('radio', { name: 'Klien', exact: true }).check();
  await page.getByRole('button', { name: 'Mulai, lalu berikan HP' }).click();
  await page.getByText('Pertanyaan 1 dari 9').waitFor();
}

test('nothing_but_the_survey_is_there_and_the_way_back_locks_and_keeps_the_answers', async () => {
  await begin();
  assert.equal(await page.getByRole('link').count(), 0, 'there is a way to something else');
  assert.equal((await page.content()).includes('Siti Rahasia'), false, 'the name of a client is in the document');
  assert.deepEqual(await axeViolations(page), []);
  await screenshot(page, 'survei-pertanyaan');
  await page.getByRole('button', { name: 'Sangat sesuai' }).click();
  await page.getByText('Pertanyaan 2 dari 9').waitFor();
  await page.goBack();
  await locked(page);
  assert.equal((await page.content()).includes('Siti Rahasia'), false);

  await unlock(page, words);
  await begin();
  await page.getByRole('button', { name: 'Sangat sesuai', pressed: true }).waitFor();
});

test('nine_answers_and_a_comment_are_saved_and_the_notes_are_locked', async () => {
  for (let number = 1; number <= 9; number += 1) {
    await page.getByText(`Pertanyaan ${number} dari 9`).waitFor();
    if (number === 4) await page.getByRole('button', { name: 'Lewati pertanyaan ini' }).click();
    else await page.locator('.btn--answer').nth(number === 5 ? 1 : 3).click();
  }
  await page.getByRole('button', { name: 'Pertanyaan sebelumnya' }).click();
  await page.getByText('Pertanyaan 9 dari 9').waitFor();
  await page.locator('.btn--answer').nth(2).click();
  await page.getByLabel('Saran atau keluhan (boleh kosong)').fill('Petugas ramah.');
  await page.getByRole('button', { name: 'Selesai' }).click();
  await page.getByRole('heading', { name: 'Terima kasih' }).waitFor();
  assert.equal(await page.getByRole('link').count(), 0);
  await page.getByRole('button', { name: 'Petugas: buka catatan' }).click();
  await locked(page);
  await unlock(page, words);
  await go(page, `/kasus/${kasus}`);
  await page.getByRole('region', { name: 'Survei kepuasan', exact: true }).getByRole('link').last().click();
  const labels = await page.locator('#isi dl.facts dt').allTextContents();
  const values = await page.locator('#isi dl.facts dd').allTextContents();
  const said = Object.fromEntries(labels.map((label, at) => [label.trim(), values[at]?.trim()]));
  assert.equal(said['Yang menjawab'], 'Klien');
  assert.equal(said.Komentar, 'Petugas ramah.');
  const answers = ['Persyaratan', 'Biaya/tarif', 'Produk spesifikasi jenis pelayanan', 'Sarana dan prasarana'];
  assert.deepEqual(answers.map((label) => said[label]), ['4', undefined, '2', '3']);
  await screenshot(page, 'survei-tersimpan');
});
