// An erasure that was stopped half-way: when it goes on, and when it must not, because a rewrite would lose what was not read.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { firstStart, go, nameField, openHome, savePerson, search, unlock } from './lib/app.mjs';
import { inTable } from './lib/database.mjs';
import { waitFor } from './lib/launch.mjs';
import { unfold } from './lib/pages.mjs';
import { makePhone, sleep } from './lib/phone.mjs';

let phone;
afterEach(async () => {
  await phone?.end();
  phone = null;
});

test('an_erasure_is_not_finished_while_part_of_the_vault_is_not_read_and_goes_on_once_it_is_whole', async () => {
  const words = await halfErased();
  const before = await tail();
  const row = await inTable(phone.page, 'tail', 'get', before[1]);
  await inTable(phone.page, 'tail', 'delete', before[1]);
  await again(words);
  await openHome(phone.page);
  await phone.page.getByTestId('damage').waitFor();
  // What must not happen has no sign of its own to wait for.
  await sleep(3000);
  assert.deepEqual(await tail(), before.filter((key) => key !== before[1]), 'rows were rewritten without the one that was not read');

  await inTable(phone.page, 'tail', 'put', row, before[1]);
  await again(words);
  await waitFor(async () => (await tail()).length === 0, { what: 'the erasure to go on' });
  assert.equal(await phone.page.getByTestId('damage').count(), 0);
  for (const [name, hits] of [['Budi', 1], ['Tari', 1], ['Siti', 0]]) assert.equal(await search(phone.page, name), hits, name);
  await openHome(phone.page);
  await waitFor(async () => (await drafts()) === 0, { what: 'the draft about the erased person to go' });
  assert.equal(await phone.page.getByText('Draf belum disimpan').count(), 0);
});

test('an_erasure_writes_nothing_while_the_disk_is_full_and_goes_on_with_the_next_save', async () => {
  const words = await halfErased();
  const before = await tail();
  await phone.page.evaluate(() => localStorage.setItem('pendamping.full', JSON.stringify('1')));
  await again(words);
  // What must not happen has no sign of its own to wait for.
  await sleep(3000);
  assert.deepEqual(await tail(), before, 'the vault was rewritten on a full disk');
  await savePerson(phone.page, 'Dewi');
  await waitFor(async () => (await tail()).length === 0, { what: 'the erasure to go on' });
  for (const [name, hits] of [['Budi', 1], ['Dewi', 1], ['Siti', 0]]) assert.equal(await search(phone.page, name), hits, name);
});

test('an_erasure_that_is_not_finished_is_not_called_unsaved_and_a_disk_that_fills_up_meanwhile_is_remembered', async () => {
  await halfErased('QuotaExceededError');
  const { page } = phone;
  const status = page.getByRole('alert').filter({ hasText: 'belum terhapus dari penyimpanan' });
  assert.match(await status.textContent(), /^BELUM SELESAI/);
  // The save finds room and lets the erasure go on, which finds none.
  const full = () => page.evaluate(() => localStorage.getItem('pendamping.full'));
  assert.notEqual(await full(), null);
  await page.evaluate(() => localStorage.setItem('drafts-go', '1'));
  const refusals = () => page.evaluate(() => globalThis.refusals);
  const before = await refusals();
  await savePerson(page, 'Dewi');
  await waitFor(async () => (await refusals()) > before, { what: 'the erasure to go on' });
  // Otherwise the next unlock would write the whole book on a full disk.
  await waitFor(async () => (await full()) !== null, { what: 'the full disk to be remembered' });
});

test('an_erasure_goes_on_though_nobody_answers_whether_the_storage_may_be_kept', async () => {
  const words = await halfErased();
  await phone.page.evaluate(() => localStorage.setItem('unanswered', '1'));
  await again(words);
  const done = async () => (await tail()).length === 0;
  await waitFor(done, { what: 'the erasure to go on', timeout: 30000 });
});

/** Three people; one is erased, but neither the draft about her nor her text could be taken out of the database. */
async function halfErased(fault = 'UnknownError') {
  phone = await makePhone({ init: refuseWhenAsked });
  const { page } = phone;
  const { words } = await firstStart(page);
  const ids = {};
  for (const name of ['Siti', 'Budi', 'Tari']) ids[name] = await savePerson(page, name);
  await go(page, `/ubah/${ids.Siti}`);
  await nameField(page).fill('Siti yang belum disimpan');
  await waitFor(async () => (await drafts()) === 1, { what: 'the draft' });
  await go(page, `/orang/${ids.Siti}`);
  const fold = await unfold(page.locator('main'), 'Hapus selamanya');
  await fold.getByLabel('Ketik HAPUS untuk melanjutkan').fill('HAPUS');
  await page.evaluate((it) => localStorage.setItem('refuse', it), fault);
  await fold.getByRole('button', { name: 'Hapus selamanya' }).click();
  await page.getByRole('alert').filter({ hasText: 'belum terhapus dari penyimpanan' }).waitFor();
  assert.equal(await drafts(), 1);
  return words;
}

/** The page is loaded anew, and the database takes everything again. */
async function again(words) {
  await phone.page.evaluate(() => localStorage.removeItem('refuse'));
  await phone.page.reload();
  await unlock(phone.page, words);
}

/** While asked to, the database neither empties a table, which it counts, nor lets a draft go. */
function refuseWhenAsked() {
  globalThis.refusals = 0;
  const { clear, delete: remove } = IDBObjectStore.prototype;
  const refused = () => localStorage.getItem('refuse') !== null;
  const fault = () => new DOMException('refused', localStorage.getItem('refuse'));
  const { persist } = StorageManager.prototype;
  StorageManager.prototype.persist = function asking() {
    return localStorage.getItem('unanswered') ? new Promise(() => {}) : persist.call(this);
  };
  IDBObjectStore.prototype.clear = function refusing() {
    if (refused()) {
      globalThis.refusals += 1;
      throw fault();
    }
    return clear.call(this);
  };
  IDBObjectStore.prototype.delete = function refusing(key) {
    if (refused() && this.name === 'drafts' && !localStorage.getItem('drafts-go')) throw fault();
    return remove.call(this, key);
  };
}

/** The keys of the rows of saves. */
const tail = () => inTable(phone.page, 'tail', 'getAllKeys');

/** How many drafts there are. */
const drafts = () => inTable(phone.page, 'drafts', 'count');
