// What the frame does for whoever uses it every day. "Back" finds a page as it was left: its filter, its part, how far it was scrolled. A fresh visit starts anew.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHome, openSettings, savePerson } from './lib/app.mjs';
import { openedApp } from './lib/opened.mjs';
import { record, startOutbreak } from './lib/pages.mjs';

let app;
let page;
before(async () => {
  app = await openedApp();
  ({ page } = app);
});
after(() => app?.end());

const back = () => page.getByRole('button', { name: 'Kembali', exact: true }).click();
const nav = (name) => page.getByRole('navigation', { name: 'Utama' }).getByRole('link', { name });

test('back_finds_the_filter_as_it_was_and_a_fresh_visit_finds_none', async () => {
  for (const name of ['Siti Aminah', 'Sitorus', 'Karim']) await savePerson(page, name);
  await nav('Kasus').click();
  await page.getByRole('navigation', { name: 'Kasus, orang, atau mitra' }).getByRole('link', { name: 'Orang' }).click();
  const filter = page.getByLabel(/^Saring nama/);
  await filter.fill('sit');
  await page.getByText('2 ditemukan').waitFor();
  await page.getByRole('link', { name: 'Sitorus' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sitorus' }).waitFor();
  await back();
  await page.getByText('2 ditemukan').waitFor();
  assert.equal(await filter.inputValue(), 'sit');

  await nav('Kasus').click();
  await page.getByRole('navigation', { name: 'Kasus, orang, atau mitra' }).getByRole('link', { name: 'Orang' }).click();
  await page.getByText('3 ditemukan').waitFor();
  assert.equal(await filter.inputValue(), '');
});

test('back_finds_the_part_of_the_outbreak_that_was_open', async () => {
  await startOutbreak(page, 'COVID-19 (KMK 413/2020)', { 'Nama wabah *': 'Uji' });
  await page.getByRole('radio', { name: 'Rantai' }).check();
  await nav('Beranda').click();
  await page.getByRole('heading', { level: 1, name: 'Pendamping' }).waitFor();
  await page.goBack();
  await page.getByRole('radio', { name: 'Rantai', checked: true }).waitFor();
});

test('back_scrolls_to_where_the_page_was_left_and_a_link_begins_at_the_top', async () => {
  await openSettings(page);
  const trash = page.getByRole('link', { name: 'Tempat sampah' });
  // The test's own click may scroll a little, so the place is the one at the moment of the click.
  await page.evaluate(() => addEventListener('click', () => (globalThis.left = scrollY), { capture: true, once: true }));
  await trash.click();
  await page.getByRole('heading', { level: 1, name: 'Tempat sampah' }).waitFor();
  const left = await page.evaluate(() => globalThis.left);
  assert.ok(left > 200, `only ${left} px were scrolled`);
  assert.equal(await page.evaluate(() => scrollY), 0);
  await back();
  await page.getByRole('heading', { level: 1, name: 'Setelan' }).waitFor();
  // A line that the browser answers late may make the page a little shorter at first.
  await page.waitForFunction((wanted) => Math.abs(scrollY - wanted) < 48, left);

  // What the history keeps is a number: it goes to disk.
  assert.equal(await page.evaluate(() => typeof history.state), 'number');
});

test('installing_is_offered_after_the_second_note_and_not_again_when_it_is_put_off', async () => {
  await page.evaluate(() => {
    globalThis.asked = 0;
    const offer = new Event('beforeinstallprompt', { cancelable: true });
    offer.prompt = async () => void (globalThis.asked += 1);
    dispatchEvent(offer);
  });
  const offer = page.getByTestId('install');
  const person = await savePerson(page, 'Dewi');
  for (const count of [0, 1]) {
    await record(page, 'note', person, { Catatan: `Bertemu, ke-${count + 1}.` });
    await openHome(page);
    if (count === 0) assert.equal(await offer.count(), 0, 'offered after the first note');
    else await offer.waitFor();
  }
  await offer.getByRole('button', { name: 'Pasang' }).click();
  await offer.waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => globalThis.asked), 1, 'the prompt of the browser is shown once');

  await page.evaluate(() => (globalThis.pendampingInstall = () => Promise.resolve()));
  await openSettings(page);
  await openHome(page);
  await offer.getByRole('button', { name: 'Nanti saja' }).click();
  await openSettings(page);
  await openHome(page);
  assert.equal(await offer.count(), 0);
});
