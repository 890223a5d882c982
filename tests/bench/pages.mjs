// `cargo xtask bench --pages`: does any touch hold the page while an office's whole book is open on a slow phone?
//
//   node pages.mjs <hand-over file> <ids of big_book as JSON> <report.json> [--reps 3] [--slow 4] [--budget 100] [--only TEXT]
//
// The real app on 360x640 takes in the file, and then walks through its pages with the processor slowed down. Of each
// step the longest task of the main thread is kept. Every round begins with an unlock, so nothing is remembered from
// the round before. What else runs on the machine only ever makes a task longer, so the best round is held against the
// budget, and the median stands beside it. The page is driven over bare CDP: Playwright's own scripts are long tasks.

import { writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstStart, go, open, savePerson } from '../e2e/lib/app.mjs';
import { launchPersistent, makeProfile } from '../e2e/lib/launch.mjs';
import { exportAll, part } from '../e2e/lib/pages.mjs';
import { serve } from '../e2e/lib/server.mjs';
import { byText, click, drive } from './bare.mjs';
import { readOptions } from './options.mjs';

const [book, ids, reportFile, ...options] = process.argv.slice(2);
const option = readOptions(options);
const ROUNDS = option('reps', 3);
const SLOW = option('slow', 4);
const BUDGET = option('budget', 100);
const ONLY = option('only', '');
const ID = JSON.parse(ids);

/** Longer than any single wait at this size on a slowed-down processor. */
const PATIENCE = 240000;

// Runs in the page from its start: the longest task, and the longest time in which no timer came through.
function watch() {
  const seen = { task: 0, gap: 0, last: performance.now(), busy: 0 };
  const take = (entries) => entries.forEach((it) => (seen.task = Math.max(seen.task, it.duration)));
  const tasks = new PerformanceObserver((list) => take(list.getEntries()));
  tasks.observe({ type: 'longtask' });
  const tick = () => {
    const now = performance.now();
    seen.gap = Math.max(seen.gap, now - seen.last);
    if (now - seen.last > 30) seen.busy = now;
    seen.last = now;
    setTimeout(tick, 0);
  };
  tick();
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  globalThis.longestSince = async (act) => {
    take(tasks.takeRecords());
    Object.assign(seen, { task: 0, gap: 0, busy: 0, last: performance.now() });
    const start = performance.now();
    // In a task of its own, as a touch is.
    setTimeout(act, 0);
    await pause(60);
    // Quiet for a while, and nothing on the page says that it is still worked out: slices may be too short to be felt.
    while (performance.now() - Math.max(seen.busy, start) < 350 && performance.now() - start < 60000) {
      await pause(50);
      if (document.querySelector('#isi [aria-busy=true]')) seen.busy = performance.now();
    }
    take(tasks.takeRecords());
    return { task: Math.round(seen.task), gap: Math.round(seen.gap), ready: Math.round(Math.max(0, seen.busy - start)) };
  };
}

const site = await serve();
const profile = makeProfile();
const context = await launchPersistent(profile, { viewport: { width: 360, height: 640 } });
const page = await context.newPage();
await page.addInitScript(watch);
page.on('pageerror', (error) => console.error(`page: ${error.message}`));
const { slow, run } = await drive(page);
const until = async (script) => {
  for (const end = Date.now() + PATIENCE; !(await run(script)); ) {
    if (Date.now() > end) throw new Error(`did not come: ${script}`);
    await new Promise((done) => setTimeout(done, 100));
  }
};

let steps;
/** One step: what it is called, and the script that does it. */
async function step(name, act) {
  if (ONLY && !name.includes(ONLY)) return run(`{ ${act} }; longestSince(() => {})`);
  const found = await run(`longestSince(() => { ${act} })`);
  (steps[name] ??= []).push(found);
}
const at = (place) => `location.hash = ${JSON.stringify(place)}`;
const more = click(byText('main button', 'Tampilkan lebih banyak'));
const choose = (selector, value) => `{ const it = document.querySelector('${selector}'); it.value = ${value}; it.dispatchEvent(new Event('change', { bubbles: true })); }`;
/** Letters as a thumb types them: each is a step of the same name. */
async function type(name, selector, text) {
  await until(`!!document.querySelector(${JSON.stringify(selector)})`);
  for (let end = 1; end <= text.length; end++) {
    const typed = JSON.stringify(text.slice(0, end));
    await step(`${name}, letter ${end}`, `const it = document.querySelector(${JSON.stringify(selector)}); it.focus(); it.value = ${typed}; it.dispatchEvent(new InputEvent('input', { bubbles: true }))`);
  }
}

async function walk(words) {
  await slow(1);
  await page.reload();
  await until(`!!document.querySelector('#passphrase')`);
  await run(`{ const it = document.querySelector('#passphrase'); it.value = ${JSON.stringify(words)}; it.dispatchEvent(new InputEvent('input', { bubbles: true })); }`);
  await slow(SLOW);
  await run(`globalThis.opened = longestSince(() => ${click(byText('button', 'Buka'))}); 0`);
  await until(`!!document.querySelector('#isi')`);
  const opened = await run('globalThis.opened');
  (steps['unlock'] ??= []).push(opened);
  // The search text is folded behind the first page.
  await run('longestSince(() => {})');

  await step('Kasus', at('/kasus'));
  await step('Kasus: more', more);
  await step('Kasus: overdue', click(byText('main label', 'Terlewat')));
  await step('Kasus: stage', choose('main select', "'planning'"));
  await step('Orang', at('/orang'));
  await step('Orang: more', more);
  await type('Orang', '#people-filter', 'siti');
  await step('Orang: households', click(byText('main label', 'Keluarga')));
  await step('Kontak', at('/kontak'));
  await step('outbreak', at(`/wabah/${ID.outbreak}`));
  for (const [place, name] of ['contacts', 'cases', 'chain', 'curve', 'rates', 'data'].entries()) {
    await step(`outbreak: ${name}`, click(`document.querySelectorAll('input[name=bagian]')[${place + 1}]`));
  }
  await step('contact', at(`/pantau/${ID.contact}/${ID.outbreak}`));
  await step('Laporan', at('/laporan'));
  await step('Beranda', at('/'));
  await step('round of the day', at('/hari'));
  await step('Beranda, back', 'history.back()');
  await step('search', at('/cari'));
  await type('search', '#search', 'siti');
  await step('person', at(`/orang/${ID.person}`));
  await step('search, back', 'history.back()');
  await step('case', at(`/kasus/${ID.case}`));
  await step('household', at(`/keluarga/${ID.household}`));
  await step('whom to visit', at('/pilih/visit'));
  await type('whom to visit', '#who', 'budi');
  await step('form of a visit', at(`/kunjungan/${ID.household}`));
  await step('form of a person', at(`/ubah/${ID.person}`));
  await step('new person', at('/baru/person'));
  await type('new person: name', 'form.form input', 'siti');
  await step('form of a note', at(`/baru/note/${ID.case}`));
  await type('note', 'form.form textarea', 'Demam');
  await step('note: save', click(`document.querySelector('form.form [type=submit]') ?? ${byText('form.form button', 'Simpan')}`));
  await step('after the save: Beranda', at('/'));
  await step('after the save: Kasus', at('/kasus'));
  await step('after the save: search', at('/cari'));
  await type('after the save: search', '#search', 'de');
  await step('partners', at('/mitra'));
  await type('partners', '#partner-filter', 'pus');
  await step('partner', at(`/mitra/${ID.partner}`));
  await step('supervision', at('/supervisi'));
  await step('supervision: more', more);
  await step('supervision: sort', choose('#sup-sort', "'1'"));
  await step('supervision: worker', choose('#sup-worker', "'Sari'"));
  await step('supervision: passed gates', click(byText('main label', 'Gerbang')));
  await step('indicators', at('/indikator'));
  await step('indicators: period', choose('#period', "document.querySelector('#period').options[1].value"));
  await step('indicators: trend', choose('#measure', "document.querySelector('#measure').options[1].value"));
  for (const paper of ['laporan-sosial', 'rencana']) await step(`paper: ${paper}`, at(`/cetak/${paper}/${ID.case}`));
  await step('paper: salinan-data', at(`/cetak/salinan-data/${ID.person}`));
  await step('pictures of a person', at(`/gambar/${ID.person}`));
  await step('pictures of a case', at(`/gambar/${ID.case}`));
  await step('pictures of a household', at(`/gambar/${ID.household}`));
  await step('conflicts', at('/selisih'));
  await step('trash', at('/sampah'));
  await step('settings', at('/setelan'));
}

try {
  await open(page, site);
  const { words } = await firstStart(page);
  // A hand-over that came before the file: from then on all of the file counts as new.
  await savePerson(page, 'Rina Pertama');
  await exportAll(page, join(tmpdir(), `pendamping-first-${process.pid}.json`));
  console.error('taking in the file');
  await go(page, '/laporan');
  const card = part(page, 'Terima berkas');
  const taking = {};
  const chosen = card.getByLabel('Pilih berkas');
  let start = Date.now();
  const measured = run('longestSince(() => {})');
  await chosen.setInputFiles(book);
  await card.getByRole('heading', { name: 'Pratinjau' }).waitFor({ timeout: PATIENCE });
  Object.assign(taking, { preview: Date.now() - start, previewTask: (await measured).task });
  start = Date.now();
  const receiving = run('longestSince(() => {})');
  await card.getByRole('button', { name: 'Terima', exact: true }).click();
  await card.getByText('Diterima:').waitFor({ timeout: PATIENCE });
  Object.assign(taking, { take: Date.now() - start, takeTask: (await receiving).task });
  const load = loadavg()[0];
  steps = {};
  for (let round = 1; round <= ROUNDS; round++) {
    await walk(words);
    console.error(`round ${round} of ${ROUNDS}, load ${loadavg()[0].toFixed(1)}`);
  }
  const rows = Object.entries(steps).map(([name, found]) => {
    const sorted = (key) => found.map((it) => it[key]).sort((a, b) => a - b);
    const middle = (key) => sorted(key)[Math.floor(found.length / 2)];
    const [best] = sorted('task');
    const over = best > BUDGET;
    return { name, best, median: middle('task'), gap: sorted('gap')[0], ready: middle('ready'), over };
  });
  console.log(`${ID.records} records in ${ID.commits} saves, ${ROUNDS} rounds, processor ${SLOW}x slowed down; milliseconds`);
  if (load > 1.5) console.log(`The machine was busy (load ${load.toFixed(1)}): medians are rough.`);
  console.log(`import at full speed: read and preview ${taking.preview} (longest task ${taking.previewTask}), taken in ${taking.take} (longest task ${taking.takeTask})`);
  console.log(`${''.padEnd(34)}${'longest'.padStart(9)}${'median'.padStart(9)}${'gap'.padStart(9)}${'ready'.padStart(9)}`);
  for (const row of rows) {
    const cells = [row.best, row.median, row.gap, row.ready].map((it) => String(it).padStart(9)).join('');
    console.log(`${row.name.padEnd(34)}${cells}${row.over ? `   OVER ${BUDGET}` : ''}`);
  }
  writeFileSync(reportFile, JSON.stringify({ date: new Date().toISOString(), load, slow: SLOW, budget: BUDGET, taking, steps, rows }, null, 1));
  const over = rows.filter((row) => row.over).length;
  if (over > 0) console.log(`${over} of ${rows.length} steps hold the page for more than ${BUDGET} ms`);
  process.exitCode = over > 0 ? 1 : 0;
} finally {
  await context.close();
  await site.stop();
  profile.remove();
}
