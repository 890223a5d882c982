// What "Tersimpan" means: saves against kills of the whole browser, drafts, and two tabs.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { join } from 'node:path';
import {
  firstStart, gate, go, lock, nameField, open, openHome, openNewPerson, openSettings, prepareChangeOfPassphrase, pressSave,
  savePerson, savedPerson, search, unlock,
} from './lib/app.mjs';
import { inTable } from './lib/database.mjs';
import { waitFor } from './lib/launch.mjs';
import { exportAll, part } from './lib/pages.mjs';
import { BACKENDS, makePhone, makeRandom, sleep } from './lib/phone.mjs';

const KILLS = Number(process.env.KILLS ?? 12);

let phone;
afterEach(async () => {
  await phone?.end();
  phone = null;
});

for (const [backend, args] of Object.entries(BACKENDS)) {
  const kills = backend === 'LevelDB' ? KILLS : Math.ceil(KILLS / 3);

  test(`p01_p03_a_save_shown_as_saved_survives_killing_the_browser_and_none_is_torn (${backend})`, async (t) => {
    const random = makeRandom();
    t.diagnostic(`SEED=${random.seed} KILLS=${kills}`);
    phone = await makePhone({ args });
    const { words } = await firstStart(phone.page);
    const acknowledged = [];
    let tried = 0;
    for (let cycle = 0; cycle < kills; cycle += 1) {
      const saves = 1 + random.below(3);
      for (let save = 0; save < saves; save += 1) {
        await fillTwin(phone.page, tried);
        await pressSave(phone.page);
        await savedPerson(phone.page);
        acknowledged.push(tried);
        tried += 1;
      }
      if (cycle % 2) {
        // In the middle of another save, which may or may not be found afterwards, but never in part.
        await fillTwin(phone.page, tried);
        await pressSave(phone.page);
        tried += 1;
        await sleep(random.below(60));
      }
      await phone.restart();
      await unlock(phone.page, words);
      await assertUndamaged(phone.page);
      const [names, aliases] = [await search(phone.page, 'Ujinama'), await search(phone.page, 'Kenanga')];
      assert.equal(names, aliases, `cycle ${cycle}: a record is torn`);
      assert.ok(names >= acknowledged.length && names <= tried, `cycle ${cycle}: ${names} of ${acknowledged.length}`);
    }
    for (const number of acknowledged) {
      assert.equal(await search(phone.page, `Ujinama ${wordOf(number)}`), 1, `${number} was saved and is gone`);
    }
  });
}

test('p02_every_write_is_one_strict_transaction', async () => {
  phone = await makePhone({ init: spyOnTransactions });
  const { words } = await firstStart(phone.page);
  const id = await savePerson(phone.page, 'Siti Aminah');
  await go(phone.page, `/ubah/${id}`);
  await nameField(phone.page).fill('Siti Aminah binti Karim');
  await draftKept(phone.page, id);
  await openSettings(phone.page);
  await phone.page.getByLabel('15 menit').check();
  await saveUnit(phone.page, 'Dinsos');
  const change = await prepareChangeOfPassphrase(phone.page, words);
  await change.press();
  await phone.page.getByText('Frasa sandi diganti').waitFor();
  const asked = await phone.page.evaluate(() => globalThis.transactions);
  const writes = asked.filter((one) => one.mode !== 'readonly');
  assert.ok(writes.length >= 6, `only ${writes.length} writes were seen`);
  assert.deepEqual(writes.filter((one) => one.durability !== 'strict'), []);
});

test('p34_beranda_says_what_is_saved_and_not_yet_handed_over_and_setelan_whether_the_storage_is_protected', async () => {
  phone = await makePhone();
  const { words } = await firstStart(phone.page);
  const standing = () => phone.page.getByTestId('handover');
  const says = async (text) => {
    await openHome(phone.page);
    await standing().filter({ hasText: text }).waitFor();
    assert.equal((await standing().locator('span').textContent()).trim(), text);
  };
  await openHome(phone.page);
  assert.equal(await standing().count(), 0, 'nothing is saved yet and something is said to wait');
  await savePerson(phone.page, 'Siti Aminah');
  await savePerson(phone.page, 'Karim');
  await says('Belum pernah diserahkan · 2 catatan baru');

  await exportAll(phone.page, join(phone.profile.folder, 'p34.json'));
  await says('Terakhir diserahkan hari ini · tidak ada yang baru');
  await savePerson(phone.page, 'Dewi');
  await says('Terakhir diserahkan hari ini · 1 catatan baru');

  // It is known after a kill and eight days later, when Laporan asks for it.
  await phone.restart({ load: false });
  await phone.page.clock.setSystemTime(Date.now() + 8 * 86_400_000);
  await open(phone.page, phone.site);
  await unlock(phone.page, words);
  await says('Terakhir diserahkan 8 hari lalu · 1 catatan baru');
  await go(phone.page, '/laporan');
  await part(phone.page, 'Serah terima').getByText('Serahkan sekarang').waitFor();

  // Whether the storage is protected is what the browser answers, not what the app hopes.
  for (const [kept, text] of [[true, 'Ya'], [false, 'Belum: pasang aplikasi']]) {
    await phone.page.evaluate((answer) => {
      navigator.storage.persisted = async () => answer;
    }, kept);
    await openHome(phone.page);
    await openSettings(phone.page);
    const fact = phone.page.locator('dt', { hasText: 'Penyimpanan dilindungi' }).locator('xpath=following-sibling::dd[1]');
    await fact.filter({ hasText: text }).waitFor();
  }
});

test('p04_what_was_typed_two_seconds_before_a_kill_is_offered_again', async () => {
  phone = await makePhone();
  const { words } = await firstStart(phone.page);
  await openNewPerson(phone.page);
  await nameField(phone.page).pressSequentially('Halimah Draf');
  await phone.page.getByLabel('Nama panggilan').fill('Bu Limah');
  // The promise itself: two seconds.
  await sleep(2000);
  await phone.restart();
  await unlock(phone.page, words);
  await openDraft(phone.page);
  assert.equal(await nameField(phone.page).inputValue(), 'Halimah Draf');
  assert.equal(await phone.page.getByLabel('Nama panggilan').inputValue(), 'Bu Limah');
  await pressSave(phone.page);
  await savedPerson(phone.page);
  await openHome(phone.page);
  assert.equal(await phone.page.getByText('Draf belum disimpan').count(), 0, 'the draft is offered after its save');
  assert.equal(await search(phone.page, 'Halimah'), 1);
});

test('p04_locking_at_once_after_typing_keeps_the_last_letter', async () => {
  phone = await makePhone();
  const { words } = await firstStart(phone.page);
  await openNewPerson(phone.page);
  await nameField(phone.page).pressSequentially('Halimah Terkunci');
  await lock(phone.page);
  await unlock(phone.page, words);
  await openDraft(phone.page);
  assert.equal(await nameField(phone.page).inputValue(), 'Halimah Terkunci');
});

test('p04_leaving_the_form_at_once_after_typing_keeps_the_last_letter', async () => {
  phone = await makePhone();
  const { words } = await firstStart(phone.page);
  await openNewPerson(phone.page);
  await nameField(phone.page).pressSequentially('Halimah Pergi');
  await openHome(phone.page);
  await openDraft(phone.page);
  assert.equal(await nameField(phone.page).inputValue(), 'Halimah Pergi');
  await phone.restart();
  await unlock(phone.page, words);
  await openDraft(phone.page);
  assert.equal(await nameField(phone.page).inputValue(), 'Halimah Pergi');
});

test('p33_a_second_tab_only_reads_until_it_takes_over_and_nothing_is_overwritten', async () => {
  phone = await makePhone();
  const { words } = await firstStart(phone.page);
  await savePerson(phone.page, 'Siti Pertama');
  const second = await readingTab(words);

  // The reader's save is refused, and its text stays.
  await openNewPerson(second);
  await nameField(second).fill('Budi Kedua');
  await pressSave(second);
  await second.getByText('BELUM TERSIMPAN').waitFor();
  assert.equal(await nameField(second).inputValue(), 'Budi Kedua');

  // The writer goes on meanwhile.
  await savePerson(phone.page, 'Tari Ketiga');

  // The page begins anew once its drafts are written; until then the old one stands there.
  const anew = second.waitForEvent('domcontentloaded');
  await second.getByRole('button', { name: 'Ambil alih' }).click();
  await anew;
  assert.equal(await gate(second), 'unlock');
  await unlock(second, words);
  await phone.page.getByText('Hanya baca: tab lain sedang menulis.').waitFor();
  await savePerson(second, 'Wati Keempat');

  // The first tab is the reader now, and cannot put its older state over the newer one.
  await openNewPerson(phone.page);
  await nameField(phone.page).fill('Joko Kelima');
  await pressSave(phone.page);
  await phone.page.getByText('BELUM TERSIMPAN').waitFor();

  await phone.restart();
  await unlock(phone.page, words);
  await assertUndamaged(phone.page);
  for (const name of ['Siti Pertama', 'Tari Ketiga', 'Wati Keempat']) assert.equal(await search(phone.page, name), 1, name);
  assert.equal(await search(phone.page, 'Joko Kelima'), 0);
});

test('p33_a_second_tab_neither_changes_what_the_device_keeps_nor_hands_over', async () => {
  phone = await makePhone();
  const { words } = await firstStart(phone.page);
  await savePerson(phone.page, 'Siti Pertama');
  const second = await readingTab(words);

  // The first tab makes the device's keys and is named meanwhile; the second one knows nothing of it.
  await exportAll(phone.page, join(phone.profile.folder, 'p33.json'));
  const unnamed = await ownRow(phone.page);
  await saveUnit(phone.page, 'Dinsos');
  const kept = await ownRow(phone.page);
  assert.notDeepEqual(kept, unnamed, 'what was saved is not in this row');

  await openSettings(second);
  await second.getByLabel('Instansi atau unit').fill('Lain');
  await second.getByRole('button', { name: 'Simpan nama' }).click();
  await second.getByText('BELUM TERSIMPAN').waitFor();
  await go(second, '/kunci');
  const refusal = second.locator('.snackbar', { hasText: 'Tab lain sedang menulis' });
  assert.equal(await refusal.count(), 0);
  await second.getByRole('button', { name: 'Buat kunci kantor' }).click();
  await refusal.waitFor();
  await go(second, '/laporan');
  const card = part(second, 'Serah terima');
  await card.getByLabel('Tidak terkunci (JSON)').check();
  await card.getByLabel('Saya mengerti').check();
  await card.getByLabel('Simpan sebagai unduhan, jangan bagikan langsung').check();
  await card.getByRole('button', { name: 'Serahkan semua' }).click();
  await card.getByText('Tab lain sedang menulis').waitFor();
  assert.deepEqual(await ownRow(phone.page), kept, 'a tab that only reads wrote over what the device keeps');
});

test('p08_a_row_of_the_device_that_does_not_open_is_told_and_never_written_over', async () => {
  phone = await makePhone();
  const { words } = await firstStart(phone.page);
  await savePerson(phone.page, 'Siti Aminah');
  const damaged = await damageOwnRow(phone.page);
  await phone.page.reload();
  await unlock(phone.page, words);
  await openHome(phone.page);
  await phone.page.getByTestId('damage').filter({ hasText: 'local' }).waitFor();
  assert.equal(await search(phone.page, 'Siti'), 1);

  await openSettings(phone.page);
  await phone.page.getByLabel('Nama Anda').fill('Orang Lain');
  await phone.page.getByRole('button', { name: 'Simpan nama' }).click();
  await phone.page.getByText('BELUM TERSIMPAN').waitFor();
  await go(phone.page, '/kunci');
  await phone.page.getByRole('button', { name: 'Buat kunci kantor' }).click();
  await phone.page.locator('.snackbar', { hasText: 'rusak' }).waitFor();
  // What is in the vault still comes out, and goes on being written.
  await exportAll(phone.page, join(phone.profile.folder, 'p08.json'));
  await savePerson(phone.page, 'Budi Santoso');
  assert.deepEqual(await ownRow(phone.page), damaged, 'the row was written over');

  // Only a person who was told what is lost goes on as a new device; the bytes stay.
  await openHome(phone.page);
  await phone.page.getByText('Data HP ini sendiri tidak terbaca').click();
  const renew = phone.page.getByRole('button', { name: 'Mulai dengan data baru' });
  await renew.click();
  assert.deepEqual(await ownRow(phone.page), damaged, 'nobody said that they understood');
  await phone.page.getByLabel('Saya mengerti').check();
  await renew.click();
  await phone.page.getByTestId('damage').waitFor({ state: 'detached' });
  assert.deepEqual(await ownRow(phone.page, 'local-rusak'), damaged);
  await phone.page.reload();
  await unlock(phone.page, words);
  await openHome(phone.page);
  await assertUndamaged(phone.page);
  await openSettings(phone.page);
  await phone.page.getByLabel('Nama Anda').fill('Rina');
  await phone.page.getByRole('button', { name: 'Simpan nama' }).click();
  await phone.page.locator('.snackbar', { hasText: 'Tersimpan' }).waitFor();
  for (const name of ['Siti', 'Budi']) assert.equal(await search(phone.page, name), 1);
});

/** A word for a number, so that a search for it finds one name only. */
function wordOf(number) {
  return [...String(number).padStart(3, '0')].map((digit) => 'babebibobudadedidodu'.slice(2 * digit, 2 * digit + 2)).join('');
}

/** A person whose name and nickname are found by two searches: if one is there, so must be the other. */
async function fillTwin(page, number) {
  await openNewPerson(page);
  await nameField(page).fill(`Ujinama ${wordOf(number)}`);
  await page.getByLabel('Nama panggilan').fill(`Kenanga ${wordOf(number)}`);
}

async function assertUndamaged(page) {
  assert.equal(await page.getByTestId('damage').count(), 0, 'the app says that the vault is damaged');
}

/** Beranda's only draft. */
async function openDraft(page) {
  await openHome(page);
  const card = page.locator('.card', { has: page.getByRole('heading', { name: 'Draf belum disimpan' }) });
  await card.getByRole('link').first().click();
  await page.getByText('Draf dipulihkan.').waitFor();
}

/** Resolves when the sealed draft of a record lies in the database. */
const draftKept = (page, id) => waitFor(() => inTable(page, 'drafts', 'count', id), { what: 'the sealed draft' });

/** Saves the name of the agency, which is part of what the device keeps for itself. */
async function saveUnit(page, unit) {
  await openSettings(page);
  // An older message may say the same.
  await page.locator('.snackbar').waitFor({ state: 'detached' });
  await page.getByLabel('Instansi atau unit').fill(unit);
  await page.getByRole('button', { name: 'Simpan nama' }).click();
  await page.locator('.snackbar', { hasText: 'Tersimpan' }).waitFor();
}

/** Another tab of the same phone, which only reads. */
async function readingTab(words) {
  const tab = await phone.context.newPage();
  await open(tab, phone.site);
  await unlock(tab, words);
  await tab.getByText('Hanya baca: tab lain sedang menulis.').waitFor();
  return tab;
}

function spyOnTransactions() {
  globalThis.transactions = [];
  const original = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function transaction(stores, mode = 'readonly', options = {}) {
    if (this.name.startsWith('pendamping-')) {
      globalThis.transactions.push({ stores: [stores].flat().join(), mode, durability: options.durability ?? 'default' });
    }
    return original.call(this, stores, mode, options);
  };
}

/** The sealed row of what the device keeps for itself. */
async function ownRow(page, name = 'local') {
  const row = await inTable(page, 'blobs', 'get', name);
  assert.ok(row?.length > 40, 'the device keeps nothing for itself');
  return [...row];
}

/** Changes a bit of it; gives the row as it is then. */
async function damageOwnRow(page) {
  const row = await ownRow(page);
  row[20] ^= 1;
  await inTable(page, 'blobs', 'put', new Uint8Array(row), 'local');
  return row;
}
