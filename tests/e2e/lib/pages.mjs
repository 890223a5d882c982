// The pages of casework and tracing as a worker uses them, by role and label, in Indonesian.
//
// It adds to app.mjs, which holds what stands before and around the pages. Every function ends when the app has shown
// that the step is done.

import { go } from './app.mjs';

const PATIENCE = 30000;
/** A file may hold the photos of years. */
const PATIENCE_FOR_A_FILE = 60000;

/** The id that the address ends with. */
export const idHere = (page) => page.evaluate(() => location.hash.split('/').pop());

/** Resolves when the message about the save says so. */
export async function told(page, words) {
  await page.locator('.snackbar', { hasText: words }).first().waitFor({ timeout: PATIENCE });
}

/** The part of the page that this name stands over. */
export const part = (page, name) => page.getByRole('region', { name, exact: true });

/** Opens what is folded away, unless it is open. */
export async function unfold(scope, words) {
  const fold = scope.locator('details').filter({ has: (scope.page?.() ?? scope).locator('summary', { hasText: words }) }).last();
  if (!(await fold.evaluate((it) => it.open))) await fold.locator('summary').first().click();
  return fold;
}

/** Chooses one of a group of radio buttons, or ticks a box of a group. */
export async function choose(scope, group, option) {
  const found = scope.getByRole('group', { name: group, exact: true }).or(scope.getByRole('radiogroup', { name: group, exact: true }));
  const box = found.getByRole('radio', { name: option, exact: true }).or(found.getByRole('checkbox', { name: option, exact: true }));
  await box.check();
}

/** Fills a form: texts and dates by label, `{ option }` in a drop-down, `[option, …]` in a group of buttons. */
export async function fill(scope, values) {
  const control = (label) => scope.getByLabel(label, { exact: true }).and(scope.locator('input, select, textarea'));
  for (const [label, value] of Object.entries(values)) {
    if (Array.isArray(value)) {
      for (const option of value) await choose(scope, label, option);
    } else if (typeof value === 'object') {
      await control(label).selectOption({ label: value.option });
    } else {
      await control(label).fill(value);
    }
  }
}

/** Fills the form of a record: what it shows at once, and what is folded away. */
export async function fillForm(page, values, more = {}) {
  const form = page.locator('form.form');
  await form.waitFor();
  await fill(form, values);
  if (Object.keys(more).length > 0) await fill(await unfold(form, 'Isian lainnya'), more);
  return form;
}

/** The form of a new record under a parent (or none): opened, filled, saved. Gives the id in the address after it. */
export async function record(page, kind, parent, values, more = {}) {
  await go(page, parent ? `/baru/${kind}/${parent}` : `/baru/${kind}`);
  const form = await fillForm(page, values, more);
  await form.getByRole('button', { name: 'Simpan', exact: true }).click();
  await page.waitForFunction((from) => !location.hash.startsWith(from), `#/baru/${kind}`, { timeout: PATIENCE });
  await told(page, 'Tersimpan');
  return idHere(page);
}

/** A visit that is one save. */
export async function visit(page, whom, { date, outcome, people = {}, note, values = {} }) {
  await go(page, `/kunjungan/${whom}`);
  await page.getByRole('heading', { level: 1, name: /^Kunjungan: / }).waitFor();
  await choose(page, 'Hasil kunjungan', outcome);
  for (const [name, state] of Object.entries(people)) await choose(page, name, state);
  await fill(page, { 'Apa yang terjadi?': note, Tanggal: date, ...values });
  await page.getByRole('button', { name: 'Simpan kunjungan' }).click();
  await told(page, 'Kunjungan tersimpan');
}

/** The whole assessment of a case on one page. `domains` are texts and scores by the domain's name. */
export async function assess(page, kasus, { date, values, domains, sources }) {
  await go(page, `/baru/assessment/${kasus}`);
  await page.getByRole('heading', { level: 1, name: /^Asesmen: / }).waitFor();
  await fill(page, { Tanggal: date, ...values });
  for (const [domain, { score, condition }] of Object.entries(domains)) {
    await choose(page, `Skor – ${domain}`, score);
    await fill(page, { [`Keadaan – ${domain}`]: condition });
  }
  await fill(page, { 'Sumber data': sources });
  await page.getByRole('button', { name: 'Simpan', exact: true }).click();
  await page.waitForFunction(() => !location.hash.startsWith('#/baru/assessment'), null, { timeout: PATIENCE });
  await told(page, 'Asesmen tersimpan');
}

/** The evaluation of a case: a level for each goal by its statement, and a decision. */
export async function evaluate(page, kasus, { date, goals, decision, values }) {
  await go(page, `/baru/evaluation/${kasus}`);
  await page.getByRole('heading', { level: 1, name: /^Evaluasi: / }).waitFor();
  for (const [goal, level] of Object.entries(goals)) await choose(page, `Tingkat capaian: ${goal}`, level);
  await choose(page, 'Keputusan', decision);
  await fill(page, { Tanggal: date, ...values });
  await page.getByRole('button', { name: 'Simpan', exact: true }).click();
  await page.waitForFunction(() => !location.hash.startsWith('#/baru/evaluation'), null, { timeout: PATIENCE });
  await told(page, 'Evaluasi tersimpan');
}

/** The stage that a case's page shows as the present one. */
export async function stage(page, kasus) {
  await go(page, `/kasus/${kasus}`);
  const line = page.getByRole('list', { name: 'Tahap kasus' });
  await line.waitFor();
  return (await line.locator('[aria-current=step]').textContent()).trim();
}

/** Goes on to the next stage of a case although something is missing. */
export async function passGate(page, kasus, reason) {
  await go(page, `/kasus/${kasus}`);
  await page.getByLabel('Alasan tetap melanjutkan').fill(reason);
  await page.getByRole('button', { name: /^Lanjut ke / }).click();
  await told(page, 'Tahap kasus dipindahkan');
}

/** Adds somebody new to the household whose page is shown. */
export async function addMember(page, name, relation, years) {
  const fold = await unfold(page, 'Tambah anggota');
  await fill(fold, { 'Hubungan dengan kepala keluarga': { option: relation }, Nama: name, 'Perkiraan umur (tahun)': years });
  await fold.getByRole('button', { name: 'Simpan anggota' }).click();
  await page.getByRole('region', { name: 'Anggota', exact: true }).getByRole('link', { name: new RegExp(`^${name}`) }).waitFor({ timeout: PATIENCE });
}

/** Starts an outbreak; ends on its page and gives its id. */
export async function startOutbreak(page, disease, values) {
  await go(page, '/kontak');
  const fold = await unfold(page, 'Mulai wabah');
  await fill(fold, { 'Penyakit *': { option: disease }, ...values });
  await fold.getByRole('button', { name: 'Mulai', exact: true }).click();
  await page.waitForFunction(() => location.hash.startsWith('#/wabah/'), null, { timeout: PATIENCE });
  return idHere(page);
}

/** Enters a case of somebody known; ends on their page in the outbreak and gives the person's id. */
export async function addCase(page, outbreak, name, values) {
  await go(page, `/wabah/${outbreak}`);
  await choose(page, 'Bagian wabah', 'Kasus');
  const fold = await unfold(page, 'Tambah kasus');
  await fold.getByLabel('Siapa yang sakit? *').fill(name);
  await fold.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  await fill(fold, values);
  await fold.getByRole('button', { name: 'Simpan kasus' }).click();
  await page.waitForFunction(() => location.hash.startsWith('#/pantau/'), null, { timeout: PATIENCE });
  return page.evaluate(() => location.hash.split('/')[2]);
}

/** From a case's page: everybody of the household was exposed. */
export async function addHousehold(page, values) {
  const card = part(page, 'Kontak dari orang ini');
  const fold = await unfold(card, 'Tambah kontak');
  await fold.getByRole('button', { name: 'Pilih semua serumah' }).click();
  await fill(fold, values);
  await fold.getByRole('button', { name: 'Simpan kontak' }).click();
  await told(page, 'Kontak tersimpan');
}

/** Today's check of somebody who is due, by one tap on the list. */
export async function check(page, name, result) {
  await go(page, '/kontak');
  const buttons = page.getByRole('group', { name, exact: true });
  await buttons.getByRole('button', { name: result, exact: true }).click();
  await buttons.waitFor({ state: 'detached', timeout: PATIENCE });
}

/** A contact falls ill: the same person becomes a case. */
export async function fallsIll(page, person, outbreak, values) {
  await go(page, `/pantau/${person}/${outbreak}`);
  const card = part(page, 'Penyakit');
  const fold = await unfold(card, 'Menjadi sakit');
  await fill(fold, values);
  await fold.getByRole('button', { name: 'Simpan sebagai kasus' }).click();
  await told(page, 'menjadi kasus');
}

/** What a home in isolation needs. */
export async function isolationNeeds(page, person, outbreak, kinds) {
  await go(page, `/pantau/${person}/${outbreak}`);
  const card = part(page, 'Kebutuhan selama isolasi');
  await unfold(card, 'Catat kebutuhan');
  for (const kind of kinds) await choose(card, 'Apa yang dibutuhkan selama isolasi?', kind);
  await card.getByRole('button', { name: 'Simpan kebutuhan' }).click();
  await told(page, 'Kebutuhan tersimpan');
}

/** Presses a button that saves a file, and keeps the file under the path given; gives the name that the app gave it. */
export async function saveAs(page, button, path) {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: PATIENCE_FOR_A_FILE }), button.click()]);
  await download.saveAs(path);
  return download.suggestedFilename();
}

/** Hands over as a download, in the way that is chosen on the page; the file is kept under the path given. Gives its name. */
export async function handOver(page, path, button = 'Serahkan semua') {
  await go(page, '/laporan');
  const card = part(page, 'Serah terima');
  await card.getByLabel('Simpan sebagai unduhan, jangan bagikan langsung').check();
  const name = await saveAs(page, card.getByRole('button', { name: button }), path);
  await card.getByText('Tersimpan di Unduhan').waitFor({ timeout: PATIENCE_FOR_A_FILE });
  return name;
}

/** Hands over without a lock: the whole book, where nothing else is said. */
export async function exportAll(page, path, button) {
  await go(page, '/laporan');
  const card = part(page, 'Serah terima');
  await card.getByLabel('Tidak terkunci (JSON)').check();
  await card.getByLabel('Saya mengerti').check();
  return handOver(page, path, button);
}

/** Takes in a file after its preview; gives what the app said. */
export async function receive(page, path) {
  await go(page, '/laporan');
  const card = part(page, 'Terima berkas');
  await card.getByLabel('Pilih berkas').setInputFiles(path);
  await card.getByRole('heading', { name: 'Pratinjau' }).waitFor({ timeout: PATIENCE });
  await card.getByRole('button', { name: 'Terima', exact: true }).click();
  const done = card.getByText('Diterima:');
  await done.waitFor({ timeout: PATIENCE });
  return done.textContent();
}

/** The fingerprint of the whole book. */
export async function fingerprint(page) {
  await go(page, '/laporan');
  const fold = await unfold(part(page, 'Penyimpanan'), 'Sidik buku');
  await fold.getByRole('button', { name: 'Hitung sidik' }).click();
  return (await fold.getByTestId('fingerprint').textContent({ timeout: PATIENCE })).trim();
}
