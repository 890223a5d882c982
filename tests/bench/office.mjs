// `cargo xtask bench --office`: does an office that takes in the files of thirty phones wait, and does its page stand still?
//
//   node office.mjs <folder with hand-over files> <report.json> [--reps 3] [--slow 1] [--budget-ms 3000] [--budget-task 100]
//
// The real app on 1280x800 is given all files at once; from there until the preview stands is one measurement, from "Terima
// semua" until all is saved another, and taking it back a third. After each round everything was taken back, so every round
// begins with the same book. The page is driven over bare CDP: Playwright's own scripts are long tasks.

import { readdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { firstStart, go, open } from '../e2e/lib/app.mjs';
import { launchPersistent, makeProfile } from '../e2e/lib/launch.mjs';
import { part } from '../e2e/lib/pages.mjs';
import { serve } from '../e2e/lib/server.mjs';
import { byText, click, drive } from './bare.mjs';
import { readOptions } from './options.mjs';

const [folder, reportFile, ...options] = process.argv.slice(2);
const option = readOptions(options);
const ROUNDS = option('reps', 3);
const SLOW = option('slow', 1);
const BUDGET_MS = option('budget-ms', 3000);
const BUDGET_TASK = option('budget-task', 100);
/** Longer than any single wait, also on a slowed-down processor. */
const PATIENCE = 240000;

// Runs in the page from its start: how long until a text stands there, and the longest task on the way.
function watch() {
  let longest = 0;
  const take = (entries) => entries.forEach((it) => (longest = Math.max(longest, it.duration)));
  const tasks = new PerformanceObserver((list) => take(list.getEntries()));
  tasks.observe({ type: 'longtask' });
  globalThis.begin = () => {
    take(tasks.takeRecords());
    longest = 0;
    globalThis.begun = performance.now();
  };
  globalThis.ended = () => {
    take(tasks.takeRecords());
    return { ms: Math.round(globalThis.at - globalThis.begun), task: Math.round(longest) };
  };
  globalThis.waitFor = (text, patience) => new Promise((done, failed) => {
    const end = performance.now() + patience;
    const look = () => {
      if ([...document.querySelectorAll('main button, main p')].some((it) => it.textContent.includes(text))) {
        globalThis.at = performance.now();
        setTimeout(done, 300);
      } else if (performance.now() > end) {
        failed(new Error(`"${text}" did not come within ${patience / 1000} s; the page says: ${document.querySelector('#isi').innerText}`));
      } else setTimeout(look, 10);
    };
    look();
  });
}

const files = readdirSync(folder).sort().map((name) => join(folder, name));
const steps = { preview: [], take: [], 'take back': [] };
const site = await serve();
const profile = makeProfile();
const context = await launchPersistent(profile, { viewport: { width: 1280, height: 800 } });
try {
  const page = await context.newPage();
  await page.addInitScript(watch);
  const { slow, run } = await drive(page);
  const measured = async (name, act, text) => {
    await run('begin()');
    await act();
    await run(`waitFor(${JSON.stringify(text)}, ${PATIENCE})`);
    steps[name].push(await run('ended()'));
  };
  const press = (text) => run(click(byText('main button', text)));

  await open(page, site);
  await firstStart(page);
  await slow(SLOW);
  for (let round = 0; round < ROUNDS; round++) {
    await go(page, '/');
    await go(page, '/laporan');
    const field = part(page, 'Terima berkas').locator('input[type=file]').first();
    await field.waitFor({ timeout: PATIENCE });
    await measured('preview', () => field.setInputFiles(files, { timeout: PATIENCE }), 'Terima semua');
    await measured('take', () => press('Terima semua'), 'Batalkan penerimaan');
    await measured('take back', () => press('Batalkan penerimaan'), 'Penerimaan dibatalkan');
  }
} finally {
  await context.close();
  await site.stop();
  profile.remove();
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
let over = false;
console.log(`${files.length} files, ${SLOW}x slower, load ${loadavg()[0].toFixed(1)}; best round / median`);
for (const [name, rounds] of Object.entries(steps)) {
  const [ms, task] = ['ms', 'task'].map((what) => rounds.map((it) => it[what]));
  const best = { ms: Math.min(...ms), task: Math.min(...task) };
  over ||= best.task > BUDGET_TASK;
  console.log(`${name.padEnd(10)} ${best.ms} / ${median(ms)} ms, longest task ${best.task} / ${median(task)} ms`);
}
const both = Math.min(...steps.preview.map((it, round) => it.ms + steps.take[round].ms));
over ||= both > BUDGET_MS;
console.log(`preview and take together: ${both} ms (budget ${BUDGET_MS}), longest task (budget ${BUDGET_TASK})`);
writeFileSync(reportFile, JSON.stringify({ files: files.length, slow: SLOW, steps }, null, 1));
process.exitCode = over ? 1 : 0;
