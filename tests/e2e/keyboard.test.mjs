// Without a mouse and without touch: a person, a case, an assessment and a visit by the keyboard alone, as at the agency's desk.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openedApp } from './lib/opened.mjs';
import { told } from './lib/pages.mjs';

let app;
let page;
before(async () => {
  app = await openedApp({ viewport: { width: 1280, height: 800 } });
  ({ page } = app);
});
after(() => app?.end());

/** What has the focus, as it is called, and whether one can see that it has it. */
const focused = () =>
  page.evaluate(() => {
    const it = document.activeElement;
    const label = [...(it.labels ?? [])].map((one) => one.textContent).join(' ');
    const group = it.closest('fieldset')?.querySelector('legend')?.textContent ?? '';
    const name = (it.getAttribute('aria-label') || label || it.textContent || '').trim();
    const target = it.type === 'radio' || it.type === 'checkbox' ? it.closest('label') : it;
    const style = getComputedStyle(target);
    const own = getComputedStyle(it);
    const seen = [style, own].some((one) => (one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) > 0) || one.boxShadow !== 'none');
    return { name, group, tag: it.tagName, seen };
  });

/** Presses Tab until something of this name has the focus, which must be seen. */
async function tabTo(name, { group, limit = 120 } = {}) {
  const passed = [];
  for (let step = 0; step < limit; step += 1) {
    await page.keyboard.press('Tab');
    const now = await focused();
    passed.push(now.name.slice(0, 30));
    if (now.name === name && (!group || now.group === group)) {
      assert.ok(now.seen, `the focus on "${name}" is not seen`);
      return;
    }
  }
  assert.fail(`"${name}" is not reached by Tab, only: ${passed.join(' | ')}`);
}

const heading = (name) => page.getByRole('heading', { level: 1, name }).waitFor();

test('a_person_and_a_case_are_recorded_by_the_keyboard', async () => {
  await tabTo('Buat baru');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Buat baru' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Buat baru' }).waitFor({ state: 'hidden' });
  assert.equal((await focused()).name, 'Buat baru', 'closing the sheet gives the focus back');
  await page.keyboard.press('Enter');
  await tabTo('Orang');
  await page.keyboard.press('Enter');
  await tabTo('Nama *');
  await page.keyboard.type('Siti Aminah');
  await page.keyboard.press('Enter');
  await heading('Siti Aminah');
  await tabTo('Buka kasus');
  await page.keyboard.press('Enter');
  await tabTo('Masalah yang dikemukakan');
  await page.keyboard.type('Terlantar.');
  await tabTo('Simpan');
  await page.keyboard.press('Enter');
  await heading(/Siti Aminah$/);
});

test('the_sheet_of_what_can_be_made_stays_open_when_it_is_opened_again_at_once', async () => {
  await page.getByRole('button', { name: 'Buat baru' }).click();
  const dialog = page.getByRole('dialog', { name: 'Buat baru' });
  await dialog.waitFor();
  // The browser says that it was closed only after the touch that opens it again.
  const order = await page.evaluate(async () => {
    const [sheet, button] = [document.querySelector('dialog.sheet'), document.querySelector('.fab')];
    const told = new Promise((done) => sheet.addEventListener('close', () => done(sheet.open), { once: true }));
    sheet.close();
    button.click();
    const again = await told;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return [again, sheet.open];
  });
  assert.deepEqual(order, [true, true]);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
});

test('an_assessment_and_a_visit_are_written_by_the_keyboard', async () => {
  await tabTo('Kunjungan');
  await page.keyboard.press('Enter');
  await heading(/^Kunjungan: /);
  await tabTo('Bertemu');
  await page.keyboard.press('Space');
  await tabTo('Apa yang terjadi?');
  await page.keyboard.type('Bercerita banyak.');
  await tabTo('Simpan kunjungan');
  await page.keyboard.press('Enter');
  await told(page, 'Kunjungan tersimpan');
  await heading(/Siti Aminah$/);
  await page.getByText('Bercerita banyak.').waitFor();

  await page.evaluate(() => (location.hash = location.hash.replace('#/kasus/', '#/baru/assessment/')));
  await heading(/^Asesmen: /);
  await tabTo('Kesimpulan', { limit: 200 });
  await page.keyboard.type('Perlu pendampingan.');
  await tabTo('Simpan', { limit: 200 });
  await page.keyboard.press('Enter');
  await told(page, 'Asesmen tersimpan');
});
