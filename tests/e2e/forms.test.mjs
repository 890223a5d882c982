// Files for other programs out of the app: a table, the PPKS list with who is left out, a FHIR bundle, a workbook.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { go, savePerson } from './lib/app.mjs';
import { axeViolations } from './lib/axe.mjs';
import { openedApp } from './lib/opened.mjs';
import { part, record, unfold } from './lib/pages.mjs';
import { screenshot } from './lib/report.mjs';

const PATIENCE = 30000;

let app;
let page;
let card;
let person;
before(async () => {
  app = await openedApp();
  ({ page } = app);
  person = await savePerson(page, '=1+1 Siti');
  await record(page, 'case', person, {});
  await go(page, '/laporan');
  card = part(page, 'Berkas lain');
  await unfold(card, 'Buat berkas untuk program lain');
});
after(() => app?.end());

/** Makes the file that is chosen; gives its name and text. */
async function make() {
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: PATIENCE }),
    card.getByRole('button', { name: 'Buat berkas', exact: true }).click(),
  ]);
  await card.getByText('Tersimpan di Unduhan').waitFor({ timeout: PATIENCE });
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

test('nothing_leaves_before_it_is_said_that_the_file_is_not_locked', async () => {
  assert.equal(await card.getByRole('button', { name: 'Buat berkas', exact: true }).isDisabled(), true);
  await card.getByLabel('Saya mengerti').check();
  assert.equal(await card.getByRole('button', { name: 'Buat berkas', exact: true }).isDisabled(), false);
});

test('a_table_comes_out_with_names_for_the_agency_and_without_for_statistics', async () => {
  const full = await make();
  assert.match(full.name, /^person-\d{4}-\d\d-\d\d\.csv$/);
  assert.ok(full.text.startsWith('\ufeffid;name;'), full.text);
  assert.ok(full.text.includes(`\r\n${person};'=1+1 Siti;`), full.text);
  await card.getByLabel('Untuk siapa').selectOption({ label: 'Untuk statistik: tanpa identitas' });
  const bare = await make();
  assert.match(bare.name, /^statistik-person-/);
  assert.ok(!bare.text.includes('Siti') && !bare.text.includes(person), bare.text);
});

test('who_is_left_out_of_the_ppks_list_is_shown_with_the_way_there', async () => {
  await card.getByLabel('Bentuk berkas').selectOption({ label: 'Daftar PPKS untuk aplikasi kabupaten (CSV)' });
  const list = await make();
  assert.equal(list.text.trim(), 'nik;nama;tgl_lahir;jenis_kelamin;kode_kategori;catatan;jenis_disabilitas');
  const row = card.getByRole('link', { name: /Siti.*belum ada kategori PPKS/ });
  await row.waitFor();
  assert.equal(await row.getAttribute('href'), `#/orang/${person}`);
  assert.deepEqual(await axeViolations(page), []);
  await screenshot(page, 'berkas-lain-ppks', { fullPage: true }).catch(() => {});
});

test('a_fhir_bundle_comes_out', async () => {
  await card.getByLabel('Bentuk berkas').selectOption({ label: 'Berkas kesehatan HL7 FHIR R4 (JSON)' });
  await card.getByLabel('Untuk siapa').selectOption({ label: 'Untuk instansi: lengkap dengan nama' });
  const { name, text } = await make();
  assert.match(name, /^fhir-.*\.json$/);
  const patient = JSON.parse(text).entry.find((it) => it.resource.resourceType === 'Patient').resource;
  assert.equal(patient.name[0].text, '=1+1 Siti');
  assert.deepEqual(await axeViolations(page), []);
});

test('a_workbook_comes_out_with_a_sheet_a_kind_and_the_cells_of_the_table', async () => {
  await card.getByLabel('Bentuk berkas').selectOption({ label: 'Tabel untuk lembar kerja (CSV)' });
  const table = (await make()).text.replace('\ufeff', '').trim().split('\r\n').map((line) => line.split(';'));
  await card.getByLabel('Bentuk berkas').selectOption({ label: 'Buku kerja Excel, satu lembar tiap jenis (XLSX)' });
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: PATIENCE }),
    card.getByRole('button', { name: 'Buat berkas', exact: true }).click(),
  ]);
  await card.getByText(/Tersimpan di Unduhan: buku-.*\.xlsx/).waitFor({ timeout: PATIENCE });
  const files = unzipped(readFileSync(await download.path()));
  const names = [...files['xl/workbook.xml'].matchAll(/<sheet name="([^"]+)"/g)].map((it) => it[1]);
  assert.deepEqual(names, ['person', 'case']);
  const shared = [...files['xl/sharedStrings.xml'].matchAll(/<si><t[^>]*>([^<]*)<\/t><\/si>/g)].map((it) => it[1]);
  const sheet = files['xl/worksheets/sheet1.xml'];
  const rows = [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map((row) =>
    [...row[1].matchAll(/<c [^>]*t="s"[^>]*><v>(\d+)<\/v>/g)].map((cell) => shared[Number(cell[1])]),
  );
  assert.deepEqual(rows[0], table[0]);
  const texts = table[1].map((cell) => cell.replace(/^'/, '')).filter((cell) => cell && !/^\d{4}-\d\d-\d\d$/.test(cell));
  for (const text of rows[1]) assert.ok(texts.includes(text), text);
  assert.ok(rows[1].includes(person) && rows[1].includes('=1+1 Siti'));
  // A text is never a formula.
  assert.ok(!sheet.includes('<f>'));
});

/** The files of a zip archive, as text. */
function unzipped(bytes) {
  const files = {};
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, name, extra, comment] = [20, 28, 30, 32].map((place) =>
      place === 20 ? bytes.readUInt32LE(at + place) : bytes.readUInt16LE(at + place),
    );
    const start = bytes.readUInt32LE(at + 42);
    const body = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const data = bytes.subarray(body, body + packed);
    const text = bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data;
    files[bytes.toString('utf8', at + 46, at + 46 + name)] = text.toString('utf8');
    at += 46 + name + extra + comment;
  }
  return files;
}
