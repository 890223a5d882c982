// The app as a worker sees it: every step of a test that touches the interface is here, by role and label, in
// Indonesian, which is the language a fresh app starts in.
//
// A function returns only when the app has shown that the step is done; none of them waits for a time.

import assert from 'node:assert/strict';

/** How long a step may take on a slow machine: deriving the key alone takes seconds there. */
const PATIENCE = 30000;

/** Loads the app and waits until it shows something other than its boot picture. */
export async function open(page, site, hash = '') {
  await page.goto(`${site.url}${hash && `#${hash}`}`);
  await alive(page);
}

/** Waits until the app has started: its gate or its frame stands there. */
export async function alive(page) {
  const started = () => !document.getElementById('boot-shell') && document.querySelector('main:not(#recovery)');
  await page.waitForFunction(started, null, { timeout: PATIENCE });
}

/** Which page stands before the vault: 'first-start', 'unlock', 'stopped', or 'open' where there is none. */
export async function gate(page) {
  await alive(page);
  const seen = await page.waitForFunction(
    () => {
      // The recovery page for an app that cannot start is in the document too, hidden.
      const visible = [...document.querySelectorAll('h1')].find((it) => it.checkVisibility());
      const heading = visible?.textContent ?? '';
      if (document.querySelector('[data-testid="stopped"]')) return 'stopped';
      if (heading === 'Selamat datang') return 'first-start';
      if (heading === 'Buka catatan') return 'unlock';
      return document.querySelector('#isi') && 'open';
    },
    null,
    { timeout: PATIENCE },
  );
  return seen.jsonValue();
}

/** The whole first start with generated words; ends on Beranda. Gives what the worker wrote on paper. */
export async function firstStart(page, { name = 'Rina' } = {}) {
  await page.getByLabel('Nama Anda').fill(name);
  await page.getByRole('button', { name: 'Mulai' }).click();
  const words = (await page.getByTestId('words').textContent()).trim();
  await page.getByLabel('Ketik sekali lagi').fill(words);
  await page.getByRole('button', { name: 'Lanjut' }).click();
  const code = (await page.getByTestId('code').textContent({ timeout: PATIENCE })).trim();
  await page.getByRole('button', { name: 'Sudah saya tulis' }).click();
  const groups = code.split(/[^A-Z0-9]+/);
  for (const label of await page.locator('label').allTextContents()) {
    await page.getByLabel(label).fill(groups[Number(label.match(/\d+/)[0]) - 1]);
  }
  await page.getByRole('button', { name: 'Buka Pendamping' }).click();
  await inside(page);
  return { words, code };
}

/** Waits until the vault is open. */
export async function inside(page) {
  await page.locator('#isi').waitFor({ timeout: PATIENCE });
  await page.getByRole('button', { name: 'Kunci', exact: true }).waitFor({ timeout: PATIENCE });
}

/** Types the passphrase and presses the button, without waiting for what comes. */
export async function tryPassphrase(page, words) {
  await page.getByLabel('Frasa sandi', { exact: true }).fill(words);
  await page.getByRole('button', { name: 'Buka', exact: true }).click();
}

/** Opens the vault with the passphrase. */
export async function unlock(page, words) {
  await tryPassphrase(page, words);
  await inside(page);
}

/** Tries a passphrase that must not open it; gives what the app says. */
export async function fail(page, words) {
  await tryPassphrase(page, words);
  // The field is emptied when the answer is there; before that, the message may be an older one.
  await page.waitForFunction(() => document.querySelector('#passphrase')?.value === '', null, { timeout: PATIENCE });
  const alert = page.getByRole('alert').first();
  await alert.waitFor({ timeout: PATIENCE });
  return alert.textContent();
}

/** Opens the vault with the recovery code and the generated new passphrase, which it gives back. */
export async function recover(page, code) {
  await page.getByRole('button', { name: 'Lupa frasa sandi?' }).click();
  await page.getByLabel('Kode pemulihan').fill(code);
  const words = (await page.getByTestId('words').textContent()).trim();
  await page.getByRole('button', { name: 'Pulihkan' }).click();
  return words;
}

/** Locks by the button of the top bar. */
export async function lock(page) {
  await page.getByRole('button', { name: 'Kunci', exact: true }).click();
  await locked(page);
}

/**
 * Waits until an app that locks itself asks for the passphrase. It loads its page anew once its drafts are written; until
 * then the old page stands there, and `gate` would tell of that one.
 */
export async function locked(page) {
  await page.getByRole('heading', { name: 'Buka catatan' }).waitFor({ timeout: PATIENCE });
  assert.equal(await gate(page), 'unlock');
}

/** The app is opened on another day, given as YYYY-MM-DD, at nine in the morning. */
export async function openOnDay(page, words, date) {
  await page.clock.setSystemTime(new Date(`${date}T09:00:00+07:00`));
  // A clock that jumps locks the app, which loads itself anew: whichever comes first, the gate is next.
  await page.reload().catch((error) => {
    if (!error.message.includes('ERR_ABORTED')) throw error;
  });
  await locked(page);
  await unlock(page, words);
}

/** Goes to a place of the open app by the part of its address after `#`. */
export async function go(page, place) {
  await page.evaluate((to) => void (location.hash = to), place);
  await page.waitForFunction((to) => location.hash === `#${to}`, place);
}

/** Beranda. */
export async function openHome(page) {
  await page.getByRole('navigation', { name: 'Utama' }).getByRole('link', { name: 'Beranda' }).click();
  await page.getByRole('heading', { level: 1, name: 'Pendamping' }).waitFor();
}

/** The empty form of a person. A form is made anew even where one is shown already. */
export async function openNewPerson(page) {
  await page.getByRole('button', { name: 'Buat baru' }).click();
  await page.getByRole('dialog', { name: 'Buat baru' }).getByRole('link', { name: 'Orang' }).click();
  await nameField(page).waitFor();
}

/** The name in a person's form. */
export const nameField = (page) => page.getByLabel('Nama *', { exact: true });

/** Presses save. */
export const pressSave = (page) => page.getByRole('button', { name: 'Simpan', exact: true }).click();

/** Resolves when the app says that it is saved. */
export const saved = (page) => page.locator('.snackbar', { hasText: 'Tersimpan' }).waitFor({ timeout: PATIENCE });

/** Records a person and resolves at the very moment the app says that it is saved; gives the id. */
export async function savePerson(page, name) {
  await openNewPerson(page);
  await nameField(page).fill(name);
  await pressSave(page);
  return savedPerson(page);
}

/** Resolves when a person's form has led to the person's own page, which it does only after the save; gives the id. */
export async function savedPerson(page) {
  await page.waitForFunction(() => location.hash.startsWith('#/orang/'), null, { timeout: PATIENCE });
  await saved(page);
  return page.evaluate(() => location.hash.split('/').pop());
}

/** Searches and gives the number of hits; the page stays on the results. */
export async function search(page, text) {
  await go(page, '/cari');
  await page.getByLabel(/^Nama, panggilan, NIK/).fill(text);
  const status = page.getByRole('main').getByRole('status');
  await status.filter({ hasText: /ditemukan/i }).waitFor();
  return Number((await status.textContent()).match(/[\d.]+/)?.[0].replace('.', '') ?? 0);
}

/** Asserts that a person is found by name. */
export async function assertPerson(page, name) {
  assert.ok((await search(page, name)) > 0, `${name} is not found`);
  await page.getByRole('main').getByRole('link', { name }).first().waitFor();
}

/** Settings. */
export async function openSettings(page) {
  await go(page, '/setelan');
  await page.getByRole('heading', { level: 1, name: 'Setelan' }).waitFor();
}

/** Fills the form that changes the passphrase; `press` sends it. Gives the new, generated passphrase. */
export async function prepareChangeOfPassphrase(page, old) {
  await openSettings(page);
  const box = page.locator('details', { has: page.getByText('Ganti frasa sandi') });
  await box.getByText('Ganti frasa sandi').click();
  await box.getByLabel('Frasa sandi sekarang').fill(old);
  const words = (await box.getByTestId('words').textContent()).trim();
  return { words, press: () => box.getByRole('button', { name: 'Ganti', exact: true }).click() };
}
