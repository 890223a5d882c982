// Files for other programs out of the app: a table, the PPKS list with who is left out, a FHIR bundle, and stopping.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readFileSync } from 'node:fs';
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
