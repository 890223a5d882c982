// A photo of a paper from the camera to the phone of a colleague, and away again.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstStart, go, lock, open, savePerson, unlock } from './lib/app.mjs';
import { inTable } from './lib/database.mjs';
import { waitFor } from './lib/launch.mjs';
import { makePhone } from './lib/phone.mjs';
import { exportAll, idHere, part, receive, record, told, unfold } from './lib/pages.mjs';
import { TRACES, cameraPhoto, dimensions, pdf, segments } from './lib/photos.mjs';
import { screenshot } from './lib/report.mjs';

const PATIENCE = 30000;
const MOST = 400 * 1024;

let phone;
let page;
let words;
let person;
let camera;
const files = mkdtempSync(join(tmpdir(), 'pendamping-foto-'));

before(async () => {
  phone = await makePhone({ args: ['--window-size=360,640'] });
  ({ page } = phone);
  await page.setViewportSize({ width: 360, height: 640 });
  ({ words } = await firstStart(page));
  person = await savePerson(page, 'Siti Aminah');
  camera = await cameraPhoto(page);
});
after(async () => {
  await phone?.end();
  rmSync(files, { recursive: true, force: true });
});

const input = (name) => page.getByLabel(name, { exact: true }).and(page.locator('input[type=file]'));
const card = (on = page) => part(on, 'Foto dan berkas');
const big = (on = page) => on.getByRole('region', { name: 'Foto', exact: true }).locator('img');

/** The page on which a photo is taken, from the page of the person. */
async function openTake() {
  await go(page, `/orang/${person}`);
  await card().getByRole('link', { name: 'Foto berkas' }).click();
  await page.getByRole('heading', { level: 1, name: 'Foto berkas' }).waitFor();
}

/** Takes a photo and saves it; gives the id of the attachment. */
async function takePhoto(bytes, { kind, caption, name = 'Ambil foto', file = { name: 'IMG.jpg', mimeType: 'image/jpeg' } }) {
  await openTake();
  await input(name).setInputFiles({ ...file, buffer: bytes });
  await page.getByRole('button', { name: 'Simpan foto' }).waitFor({ timeout: PATIENCE });
  await page.getByLabel('Jenis berkas').selectOption({ label: kind });
  await page.getByLabel('Keterangan').fill(caption);
  await page.getByRole('button', { name: 'Simpan foto' }).click();
  await page.waitForFunction((to) => location.hash === to, `#/orang/${person}`, { timeout: PATIENCE });
  await card().getByRole('link', { name: caption }).click();
  await page.waitForFunction(() => location.hash.startsWith('#/berkas/'));
  return idHere(page);
}

/** The bytes behind the picture that is shown. */
async function shownBytes(on = page) {
  await big(on).waitFor({ timeout: PATIENCE });
  const bytes = await big(on).evaluate(async (img) => {
    await img.decode();
    // The policy of the page lets nothing fetch an address of the page, so it is drawn instead.
    return [img.naturalWidth, img.naturalHeight];
  });
  return bytes;
}

test('a_photo_is_made_small_loses_place_and_phone_and_is_there_after_a_reload', async () => {
  assert.ok(TRACES.every((trace) => camera.includes(trace)), 'the camera wrote them');
  assert.ok(camera.length > 2 * MOST);
  await openTake();
  await screenshot(page, 'foto-ambil', { fullPage: true });
  await input('Ambil foto').setInputFiles({ name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: camera });
  const preview = page.getByRole('img', { name: 'Foto yang akan disimpan' });
  await preview.waitFor({ timeout: PATIENCE });
  assert.equal(await input('Ambil ulang').getAttribute('capture'), 'environment');
  await page.getByLabel('Jenis berkas').selectOption({ label: 'KTP' });
  await page.getByLabel('Keterangan').fill('KTP Siti');
  await screenshot(page, 'foto-pratinjau', { fullPage: true });
  await page.getByRole('button', { name: 'Simpan foto' }).click();
  await told(page, 'Foto tersimpan');
  await page.waitForFunction((to) => location.hash === to, `#/orang/${person}`);
  await card().locator('img').waitFor();
  await card().scrollIntoViewIfNeeded();
  await card().locator('img').evaluate((img) => img.decode());
  await screenshot(page, 'foto-kartu');

  await page.reload();
  await unlock(page, words);
  await go(page, `/orang/${person}`);
  await card().getByRole('link', { name: 'KTP Siti' }).click();
  // The phone stood upright: what was the left of the picture is its top.
  assert.deepEqual(await shownBytes(), [1200, 1600]);
  const red = await big().evaluate((img) => {
    const canvas = new OffscreenCanvas(img.naturalWidth, img.naturalHeight);
    const context = canvas.getContext('2d');
    context.drawImage(img, 0, 0);
    return [...context.getImageData(600, 100, 1, 1).data];
  });
  assert.ok(red[0] > 150 && red[1] < 60 && red[2] < 60, `the top is red: ${red}`);
  await screenshot(page, 'foto-penuh', { fullPage: true });
  await page.getByRole('button', { name: 'Perbesar' }).click();
  assert.ok(await page.getByRole('region', { name: 'Foto', exact: true }).evaluate((it) => it.scrollWidth > it.clientWidth));
  await screenshot(page, 'foto-besar');
});

test('what_a_photo_says_of_its_bytes_cannot_be_edited_and_settings_tell_the_room', async () => {
  const id = await idHere(page);
  await go(page, `/ubah/${id}`);
  const form = page.locator('form.form');
  await form.waitFor();
  assert.deepEqual((await form.locator('label, legend').allTextContents()).map((it) => it.trim()), ['Jenis berkas', 'Keterangan']);
  await form.getByLabel('Keterangan').fill('KTP Siti Aminah');
  await form.getByRole('button', { name: 'Simpan', exact: true }).click();
  await page.waitForFunction((to) => location.hash === `#/berkas/${to}`, id);
  await page.getByRole('heading', { level: 1, name: 'KTP Siti Aminah' }).waitFor();
  await shownBytes();
  await go(page, '/setelan');
  await page.getByText(/^1 · \d+ KB$/).waitFor();
});

test('other_files_are_refused_with_words_and_a_pdf_is_kept_as_it_is', async () => {
  const refused = async (name, bytes, says) => {
    await openTake();
    await input('Pilih foto atau PDF').setInputFiles({ name, mimeType: 'image/jpeg', buffer: bytes });
    await page.getByRole('alert').filter({ hasText: says }).waitFor({ timeout: PATIENCE });
    assert.equal(await page.getByRole('button', { name: 'Simpan foto' }).count(), 0);
  };
  await refused('foto.jpg', Buffer.from('<svg onload="alert(1)">bukan foto</svg>'), 'bukan foto dan bukan PDF');
  await screenshot(page, 'foto-ditolak', { fullPage: true });
  await refused('kosong.jpg', Buffer.alloc(0), 'kosong');
  await refused('besar.jpg', pdf(1024 * 1024 + 1), 'lebih dari 1 MB');
  await refused('rusak.jpg', Buffer.concat([camera.subarray(0, 3), Buffer.alloc(900, 7)]), 'rusak atau tidak dapat dibuka');
  await refused('foto.heic', Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(900)]), 'HEIC');

  await takePhoto(pdf(20000), { kind: 'Surat dokter', caption: 'Surat Puskesmas', name: 'Pilih foto atau PDF', file: { name: 'x.txt', mimeType: 'text/plain' } });
  const button = page.getByRole('button', { name: 'Unduh PDF' });
  await button.waitFor();
  assert.ok(await button.isDisabled());
  await screenshot(page, 'foto-pdf', { fullPage: true });
  await page.getByLabel('Saya mengerti').check();
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  assert.equal(download.suggestedFilename(), 'berkas.pdf');
  assert.ok(readFileSync(await download.path()).equals(pdf(20000)));
});

test('a_restless_picture_is_made_smaller_until_it_fits', async () => {
  const restless = await cameraPhoto(page, { restless: true, orientation: 1 });
  await takePhoto(restless, { kind: 'Foto', caption: 'Rumah retak' });
  const [width, height] = await shownBytes();
  assert.ok(width < 1600 && Math.abs(width / height - 4 / 3) < 0.01, `${width} x ${height}`);
  const size = Number((await page.getByText(/^\d+ KB$/).textContent()).match(/\d+/)[0]);
  assert.ok(size > 100 && size <= 400, `${size} KB`);
  const drop = await unfold(page, 'Hapus selamanya');
  await drop.getByRole('button', { name: 'Hapus foto selamanya' }).click();
  await page.waitForFunction((to) => location.hash === to, `#/orang/${person}`, { timeout: PATIENCE });
});

test('a_photo_that_is_not_saved_yet_outlives_a_lock', async () => {
  await openTake();
  await input('Ambil foto').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: camera });
  await page.getByRole('button', { name: 'Simpan foto' }).waitFor({ timeout: PATIENCE });
  await page.getByLabel('Keterangan').fill('belum disimpan');
  await lock(page);
  assert.equal(await page.locator('img[src^="blob:"]').count(), 0);
  await unlock(page, words);
  await openTake();
  await page.getByText('Draf dipulihkan').waitFor();
  await page.getByRole('img', { name: 'Foto yang akan disimpan' }).waitFor();
  assert.equal(await page.getByLabel('Keterangan').inputValue(), 'belum disimpan');
  await page.getByRole('button', { name: 'Buang draf' }).click();
  await page.waitForFunction((to) => location.hash === to, `#/orang/${person}`);
  await card().getByRole('link', { name: 'Foto berkas' }).click();
  await page.getByLabel('Ambil foto').waitFor();
});

test('somebody_who_wants_no_photos_is_warned_of_and_the_photo_can_be_taken', async () => {
  const today = await page.evaluate(() => new Date().toLocaleDateString('sv'));
  await record(page, 'consent', person, { 'Untuk apa *': ['Foto/dokumentasi'], 'Keputusan *': ['Ditolak'], 'Tanggal *': today });
  await openTake();
  await page.getByText('Klien tidak mau difoto').waitFor();
  await screenshot(page, 'foto-tanpa-izin', { fullPage: true });
  await page.getByLabel('Ambil foto').waitFor();
});

test('photos_travel_in_the_hand_over_file_and_are_erased_for_good', { timeout: 240000 }, async (t) => {
  const path = join(files, 'serah.json');
  await exportAll(page, path);
  await page.getByText('Dengan 2 foto atau berkas.').waitFor();
  await screenshot(page, 'foto-serah', { fullPage: true });
  const exported = JSON.parse(readFileSync(path, 'utf8'));
  assert.equal(exported.attachments.length, 2);
  const photo = exported.attachments.find((it) => it.media_type === 'image/jpeg');
  const bytes = Buffer.from(photo.data, 'base64');
  t.diagnostic(`${camera.length} bytes became ${bytes.length}, ${dimensions(bytes).join(' x ')}`);
  assert.ok(bytes.length <= MOST && bytes.length === photo.size);
  assert.deepEqual(dimensions(bytes), [1200, 1600]);
  assert.ok(TRACES.every((trace) => !bytes.includes(trace)), 'nothing of the camera is left');
  assert.deepEqual(segments(bytes).filter((code) => (code >= 0xe1 && code <= 0xef) || code === 0xfe), []);

  // Without photos the file is small, and the colleague is told what is not there.
  await go(page, '/laporan');
  await page.getByLabel(/^Sertakan 2 foto dan berkas/).uncheck();
  await page.getByText('Berkas jadi lebih kecil.').waitFor();
  const bare = join(files, 'tanpa.json');
  const give = part(page, 'Serah terima');
  const [download] = await Promise.all([page.waitForEvent('download'), give.getByRole('button', { name: 'Serahkan semua' }).click()]);
  await download.saveAs(bare);
  assert.equal(JSON.parse(readFileSync(bare, 'utf8')).attachments, undefined);

  const colleague = await makePhone();
  try {
    const theirs = colleague.page;
    await firstStart(theirs, { name: 'Budi' });
    await receive(theirs, bare);
    await go(theirs, `/orang/${person}`);
    await card(theirs).getByText('Belum ada di HP ini').first().waitFor();
    await card(theirs).getByRole('link', { name: 'KTP Siti Aminah' }).click();
    await theirs.getByText('Minta pengirim menyerahkan semua beserta fotonya').waitFor();
    await screenshot(theirs, 'foto-belum-ada', { fullPage: true });
    await receive(theirs, path);
    await go(theirs, `/berkas/${photo.id}`);
    assert.deepEqual(await shownBytes(theirs), [1200, 1600]);
    assert.equal(await blobs(theirs), 3);

    // Sealed on both disks: neither the photo nor its base64 is to be found.
    await phone.kill();
    await phone.start();
    ({ page } = phone);
    await page.setViewportSize({ width: 360, height: 640 });
    await unlock(page, words);
    const probe = bytes.subarray(3000, 3040);
    for (const folder of [phone.profile.folder, colleague.profile.folder]) assert.deepEqual(holding(folder, probe), []);
    assert.ok(holding(files, Buffer.from(photo.data.slice(4000, 4040))).length > 0, 'the scan finds what is there');

    // One photo for good, then the person with the rest.
    await go(page, `/berkas/${photo.id}`);
    await shownBytes();
    const fold = await unfold(page, 'Hapus selamanya');
    await fold.getByRole('button', { name: 'Hapus foto selamanya' }).click();
    await told(page, 'Dihapus selamanya');
    assert.equal(await blobs(page), 2);
    await go(page, `/orang/${person}`);
    const all = await unfold(page, 'Hapus selamanya');
    await all.getByLabel('Ketik HAPUS untuk melanjutkan').fill('HAPUS');
    await all.getByRole('button', { name: 'Hapus selamanya' }).click();
    await page.waitForFunction(() => location.hash === '#/orang');
    assert.equal(await blobs(page), 1, 'only what the phone keeps for itself is left');

    // The colleague's phone follows with the next file.
    const erased = join(files, 'hapus.json');
    await exportAll(page, erased);
    assert.equal(JSON.parse(readFileSync(erased, 'utf8')).attachments, undefined);
    await receive(theirs, erased);
    await waitFor(async () => (await blobs(theirs)) === 1, { what: 'the photos to go' });
  } finally {
    await colleague.end();
  }
});

test('p05_a_photo_that_finds_no_room_stays_in_the_form_and_is_saved_once_there_is_room', async () => {
  const own = await makePhone();
  try {
    const mine = await firstStart(own.page);
    const whom = await savePerson(own.page, 'Budi Santoso');
    // Chromium remembers for half a minute how much room there was, so the quota is there before the database is opened.
    await own.restart({ load: false });
    const { origin } = own.site;
    const cdp = await own.cdp();
    const { usage } = await cdp.send('Storage.getUsageAndQuota', { origin });
    await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 8000 });
    await open(own.page, own.site);
    await unlock(own.page, mine.words);
    await go(own.page, `/baru/attachment/${whom}`);
    await own.page.getByLabel('Ambil foto').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: camera });
    const save = own.page.getByRole('button', { name: 'Simpan foto' });
    await save.click({ timeout: PATIENCE });
    const status = own.page.getByRole('alert').filter({ hasText: 'BELUM TERSIMPAN' });
    await status.waitFor();
    assert.match(await status.textContent(), /penuh/);
    await own.page.getByRole('img', { name: 'Foto yang akan disimpan' }).waitFor();
    assert.equal(await blobs(own.page), 1);
    await screenshot(own.page, 'foto-penuh-hp');
    await cdp.send('Storage.overrideQuotaForOrigin', { origin });
    await save.click();
    await own.page.waitForFunction((to) => location.hash === to, `#/orang/${whom}`, { timeout: PATIENCE });
    assert.equal(await blobs(own.page), 2);
    assert.equal(await status.count(), 0);
  } finally {
    await own.end();
  }
});

/** How many rows of bytes lie in the database; one of them is what the device keeps for itself. */
const blobs = (on) => inTable(on, 'blobs', 'count');

/** The files of a folder that hold these bytes, or them in base64. */
function holding(folder, bytes) {
  const needles = [bytes, ...[0, 1, 2].map((offset) => Buffer.from(bytes.subarray(offset, offset + 30).toString('base64')))];
  const found = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    try {
      const content = readFileSync(path);
      if (needles.some((needle) => content.includes(needle))) found.push(path);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  return found;
}
