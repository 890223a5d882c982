// An agency asks something of its own: the office makes two questions, one with its own code list, and gives them out with the
// pack; a worker takes it in, answers in the form of a person, and finds the answers after a draft, a reload, in the
// history and in the export. Then one is retired: it is not asked any more, and what was answered still stands there.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { go, nameField, openNewPerson, unlock } from './lib/app.mjs';
import { axeViolations } from './lib/axe.mjs';
import { openedApp } from './lib/opened.mjs';
import { exportAll, fill, idHere, part, unfold } from './lib/pages.mjs';
import { screenshot } from './lib/report.mjs';

const PATIENCE = 60000;
const ROOF = 'Keadaan atap';
const TRIBE = 'Suku';

let office;
let rina;
const folder = mkdtempSync(join(tmpdir(), 'pendamping-pertanyaan-'));
const file = (name) => join(folder, name);
before(async () => {
  office = await openedApp({ name: 'Petugas Kantor' });
  rina = await openedApp({ name: 'Rina Nuraini' });
});
after(async () => {
  for (const app of [office, rina]) await app?.end();
  rmSync(folder, { recursive: true, force: true });
});

test('an_office_asks_its_own_questions_and_a_worker_answers_them', { timeout: 600000 }, async () => {
  await go(office.page, '/pertanyaan');
  await office.page.getByRole('heading', { name: 'Belum ada pertanyaan' }).waitFor();
  await ask({ 'Pertanyaan *': TRIBE, 'Pada formulir *': { option: 'Orang' }, 'Jenis jawaban *': ['Teks'] });
  await ask({
    'Pertanyaan *': ROOF, 'Pada formulir *': { option: 'Orang' }, 'Jenis jawaban *': ['Satu dari pilihan'],
    'Pilihan jawaban': 'R1 = Bocor\nR2 = Utuh',
  });
  await office.page.getByRole('button', { name: `Naikkan: ${ROOF}` }).click();
  await office.page.getByRole('button', { name: `Naikkan: ${TRIBE}` }).waitFor({ timeout: PATIENCE });
  await looks(office.page, 'daftar');
  const small = await office.page.evaluate(() =>
    [...document.querySelectorAll('#isi a, #isi button')].filter((it) => it.getBoundingClientRect().height < 44).map((it) => it.textContent));
  assert.deepEqual(small, []);
  await pack('paket.json');

  const { page } = rina;
  await take('paket.json', [`Pertanyaan instansi: ${ROOF}`, `Pertanyaan instansi: ${TRIBE}`]);
  await openNewPerson(page);
  await nameField(page).fill('Siti Aminah');
  const asked = part(page, 'Pertanyaan instansi');
  assert.deepEqual(await asked.locator('label, legend').allTextContents(), [ROOF, 'Bocor', 'Utuh', TRIBE]);
  await fill(asked, { [ROOF]: ['Bocor'], [TRIBE]: 'Batak Toba' });
  await looks(page, 'formulir');
  // The form is left, and its draft brings the answers back.
  const form = await page.evaluate(() => location.hash.slice(1));
  await go(page, '/orang');
  await go(page, form);
  await page.getByText('Draf dipulihkan.').waitFor({ timeout: PATIENCE });
  assert.equal(await asked.getByLabel(TRIBE).inputValue(), 'Batak Toba');
  assert.ok(await asked.getByLabel('Bocor').isChecked());
  await page.getByRole('button', { name: 'Simpan', exact: true }).click();
  await page.waitForFunction(() => location.hash.startsWith('#/orang/'), null, { timeout: PATIENCE });
  const siti = await idHere(page);

  await page.reload();
  await unlock(page, rina.words);
  await go(page, `/orang/${siti}`);
  await answers(page, [[ROOF, 'Bocor'], [TRIBE, 'Batak Toba']]);
  await looks(page, 'orang');
  await go(page, `/ubah/${siti}`);
  await fill(part(page, 'Pertanyaan instansi'), { [ROOF]: ['Utuh'] });
  await page.getByRole('button', { name: 'Simpan', exact: true }).click();
  await page.waitForFunction((to) => location.hash === to, `#/orang/${siti}`, { timeout: PATIENCE });
  await answers(page, [[ROOF, 'Utuh'], [TRIBE, 'Batak Toba']]);
  await go(page, `/catatan/${siti}`);
  await page.getByText('mengubah Keadaan atap dari “Bocor” menjadi “Utuh”').waitFor({ timeout: PATIENCE });

  await exportAll(page, file('rina.json'));
  const { records } = JSON.parse(readFileSync(file('rina.json'), 'utf8'));
  const { fields } = records.person.find((one) => one.id === siti);
  const question = (name) => records.form_question.find((one) => one.fields.name === name).id;
  assert.equal(fields[`q_${question(ROOF)}`], 'R2');
  assert.equal(fields[`q_${question(TRIBE)}`], 'Batak Toba');

  // What is asked no longer stands where it was answered.
  await go(office.page, '/pertanyaan');
  await office.page.getByRole('link', { name: ROOF }).click();
  assert.equal(await office.page.getByRole('button', { name: 'Pindahkan ke tempat sampah' }).count(), 0);
  await office.page.getByRole('link', { name: 'Ubah', exact: true }).click();
  await fill(office.page.locator('form.form'), { Keadaan: ['Tidak ditanyakan lagi'] });
  await office.page.getByRole('button', { name: 'Simpan', exact: true }).click();
  await office.page.waitForFunction(() => location.hash === '#/pertanyaan', null, { timeout: PATIENCE });
  await office.page.getByText('Tidak ditanyakan lagi', { exact: true }).waitFor();
  await pack('paket-2.json');
  await take('paket-2.json', [`Pertanyaan instansi: ${ROOF} (Keadaan)`]);
  await go(page, `/ubah/${siti}`);
  await asked.waitFor();
  assert.deepEqual(await asked.locator('label, legend').allTextContents(), [TRIBE]);
  await asked.getByLabel(TRIBE).fill('Karo');
  await page.getByRole('button', { name: 'Simpan', exact: true }).click();
  await page.waitForFunction((to) => location.hash === to, `#/orang/${siti}`, { timeout: PATIENCE });
  await answers(page, [[TRIBE, 'Karo'], [ROOF, 'Utuh']]);

  for (const [app, place, name] of [[office, '/pertanyaan', 'daftar-en'], [rina, `/ubah/${siti}`, 'formulir-en']]) {
    await go(app.page, '/setelan');
    await app.page.getByRole('radio', { name: 'English', exact: true }).check();
    await app.page.waitForFunction(() => document.documentElement.lang === 'en');
    await go(app.page, place);
    await app.page.locator('#isi h1').waitFor();
    await looks(app.page, name);
  }
});

/** A new question at the office. */
async function ask(values) {
  const { page } = office;
  await go(page, '/pertanyaan');
  await page.getByRole('link', { name: 'Tambah pertanyaan' }).click();
  const form = page.locator('form.form');
  await form.waitFor();
  await fill(form, values);
  await form.getByRole('button', { name: 'Simpan', exact: true }).click();
  await page.waitForFunction(() => location.hash === '#/pertanyaan', null, { timeout: PATIENCE });
  await page.getByRole('link', { name: values['Pertanyaan *'] }).waitFor({ timeout: PATIENCE });
}

/** The office makes its pack. */
async function pack(name) {
  const { page } = office;
  await go(page, '/laporan');
  const card = part(page, 'Kantor');
  await unfold(card, 'Paket instansi untuk petugas');
  const button = card.getByRole('button', { name: 'Buat paket' });
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: PATIENCE }), button.click()]);
  await download.saveAs(file(name));
}

/** The worker takes it in after reading what is in it. */
async function take(name, says) {
  const { page } = rina;
  await go(page, '/laporan');
  const card = part(page, 'Terima berkas');
  await card.getByLabel('Pilih berkas').setInputFiles(file(name));
  for (const text of says) await card.getByText(text).waitFor({ timeout: PATIENCE });
  await card.getByRole('button', { name: 'Terima', exact: true }).click();
  await card.getByText(`Paket instansi: ${says.length} catatan tersimpan.`).waitFor({ timeout: PATIENCE });
}

/** What the page of somebody says of these questions, in this order. */
async function answers(page, expected) {
  const facts = part(page, 'Data diri');
  for (const [label, value] of expected) {
    await facts.locator('dl > div').filter({ hasText: label }).filter({ hasText: value }).waitFor({ timeout: PATIENCE });
  }
  const labels = (await facts.locator('dt').allTextContents()).filter((label) => label === ROOF || label === TRIBE);
  assert.deepEqual(labels, expected.map(([label]) => label));
}

/** A picture of the page on a small phone, what axe says of it. */
async function looks(page, name) {
  await screenshot(page, `pertanyaan-${name}`, { fullPage: true });
  assert.deepEqual(await axeViolations(page), [], name);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${name} scrolls sideways`);
}
