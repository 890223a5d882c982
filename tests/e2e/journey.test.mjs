// The way of a worker with the app, whole: two stories told offline with the host gone, a file, a killed browser, and a
// second phone that holds the same book afterwards.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { alive, firstStart, gate, go, open, openOnDay, search, unlock } from './lib/app.mjs';
import { launchKillable, launchPersistent, makeProfile } from './lib/launch.mjs';
import { exportAll, fingerprint, part, receive } from './lib/pages.mjs';
import { screenshot as picture } from './lib/report.mjs';
import { DIST, serve } from './lib/server.mjs';
import { FAMILY, PLACE, followUp, tellOfMr, tellOfTheFamily } from './lib/stories.mjs';

// A browser that is started as a process takes its zone from here.
process.env.TZ = 'Asia/Jakarta';

const SCHEMA = resolve(import.meta.dirname, '../../docs/export.schema.json');
const PHONE = { width: 360, height: 640 };

let site;
const profiles = [];
let browser;
let second;

before(async () => {
  site = await serve(DIST);
});
after(async () => {
  await browser?.close();
  await second?.close();
  await site.stop().catch(() => {});
  for (const profile of profiles) profile.remove();
});

test('a_worker_tells_two_stories_offline_and_a_second_phone_holds_the_same_book', { timeout: 900000 }, async () => {
  profiles.push(makeProfile(), makeProfile());
  browser = await launchKillable(profiles[0], { args: ['--hide-scrollbars'] });
  let page = await phone(browser, '2026-10-19');
  await open(page, site);
  await installed(page);
  await site.stop();
  await browser.context.setOffline(true);
  await page.reload();
  assert.equal(await gate(page), 'first-start');
  const { words } = await firstStart(page, { name: 'Rina Nuraini' });
  await page.getByText('Luring, semua tersimpan di HP ini').waitFor();

  const mr = await tellOfMr(page, (date) => openOnDay(page, words, date));
  await screenshot(page, 'journey-mr');

  await openOnDay(page, words, '2026-11-01');
  const story = { ...mr, ...(await tellOfTheFamily(page, '2026-11-01')) };
  for (let number = 1; number <= 14; number += 1) {
    await openOnDay(page, words, dayAfter('2026-11-01', number));
    await followUp(page, number, story);
    if (number === 5) await screenshot(page, 'journey-day-5');
  }
  await openOnDay(page, words, '2026-11-16');
  await assertEverything(page, story);
  await screenshot(page, 'journey-outbreak');
  const before = await fingerprint(page);
  // Beside the second profile, because the browser's own copy ends with the browser.
  const file = join(profiles[1].folder, 'handed-over.json');
  await exportAll(page, file);
  const text = await readFile(file, 'utf8');
  await assertFitsTheSchema(text);

  await browser.kill();
  browser = await launchKillable(profiles[0], { args: ['--hide-scrollbars'] });
  await browser.context.setOffline(true);
  page = await phone(browser, '2026-11-16');
  await open(page, site);
  assert.equal(await gate(page), 'unlock');
  await unlock(page, words);
  await assertEverything(page, story);
  assert.equal(await fingerprint(page), before);

  await site.start();
  second = await launchPersistent(profiles[1], { viewport: PHONE, args: ['--hide-scrollbars'] });
  const other = second.pages()[0] ?? (await second.newPage());
  await other.clock.setSystemTime(new Date('2026-11-16T15:00:00+07:00'));
  await open(other, site);
  await installed(other);
  await site.stop();
  await firstStart(other, { name: 'Tono' });
  assert.match(await receive(other, file), /Diterima: \d+ catatan baru/);
  assert.equal(await fingerprint(other), before);
  await assertEverything(other, story);
  await screenshot(other, 'journey-second');
});

/** The page of a phone on a day; the clock goes on from nine in the morning. */
async function phone({ page }, date) {
  await page.setViewportSize(PHONE);
  await page.clock.setSystemTime(new Date(`${date}T09:00:00+07:00`));
  return page;
}

/** A picture of the whole page from its top. */
async function screenshot(page, name) {
  await page.evaluate(() => scrollTo(0, 0));
  await picture(page, name, { fullPage: true });
}

async function installed(page) {
  await alive(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
}

/** A date some days later, as YYYY-MM-DD. */
function dayAfter(date, days) {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86400000).toISOString().slice(0, 10);
}

/** What both stories left, as the pages show it. */
async function assertEverything(page, { outbreak, household, budi, kasus }) {
  assert.ok((await search(page, 'konseling')) > 0);
  assert.ok((await search(page, 'tidak dapat dihubungi')) > 0);
  assert.ok((await search(page, PLACE)) > 0);
  await go(page, `/kasus/${kasus}`);
  await page.getByRole('heading', { name: 'Tahap: Ditutup' }).waitFor();
  await part(page, 'Terminasi').getByRole('link', { name: /Ditempatkan/ }).waitFor();
  await go(page, `/pantau/${budi}/${outbreak}`);
  await part(page, 'Kebutuhan selama isolasi').getByRole('link', { name: /^Pangan/ }).waitFor();
  await go(page, `/keluarga/${household}`);
  for (const [name] of FAMILY) await part(page, 'Anggota').getByRole('link', { name: new RegExp(`^${name}`) }).waitFor();
  await go(page, `/wabah/${outbreak}`);
  await page.getByRole('radio', { name: 'Kontak', exact: true }).check();
  const contacts = part(page, 'Kontak');
  await contacts.getByRole('link', { name: /^Ani Santoso.*Selesai/ }).waitFor();
  await contacts.getByRole('link', { name: /^Eko Santoso.*Selesai/ }).waitFor();
  await contacts.getByRole('link', { name: /^Dewi Santoso.*kasus/i }).waitFor();
}

async function assertFitsTheSchema(text) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  const validate = ajv.compile(JSON.parse(await readFile(SCHEMA, 'utf8')));
  validate(JSON.parse(text));
  assert.deepEqual((validate.errors ?? []).slice(0, 5), []);
  assert.ok(text.includes(PLACE));
}
