// `cargo xtask bench --tracing`: how long the lists of contact tracing take in the browser.
//
//   node tracing.mjs <folder of bench.js and bench_bg.wasm> <report.json> [--n 10000] [--reps 5] [--slow 4] [--budget 200]
//
// An outbreak of so many people, three exposures and fourteen days of follow-up each, is made in the page; then each list
// is made in one go, as no page does: the pages work in slices. What else runs on the machine only ever makes it longer,
// so the best round is held against the budget.

import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { launchPersistent, makeProfile } from '../e2e/lib/launch.mjs';
import { serve } from '../e2e/lib/server.mjs';
import { drive } from './bare.mjs';
import { readOptions } from './options.mjs';

const [built, reportFile, ...options] = process.argv.slice(2);
const option = readOptions(options);
const PEOPLE = option('n', 10_000);
const ROUNDS = option('reps', 5);
const SLOW = option('slow', 4);
const BUDGET = option('budget', 200);
const PROFILES = ['covid19_kmk413', 'covid19_kmk4641'];
const LISTS = ['due list', 'due list once everybody is read', 'chains of cases', 'chains with contacts', 'rates', 'areas', 'agenda'];

const site = await serve(built);
const profile = makeProfile();
const context = await launchPersistent(profile, {});
try {
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  // Any document of this origin will do.
  await page.goto(`${site.url}bench.js`);
  const { slow } = await drive(page);
  const load = loadavg()[0];
  const rows = [];
  for (const disease of PROFILES) {
    await slow(1);
    await page.evaluate(async ([people, disease]) => {
      const own = await import('/bench.js');
      await own.default({ module_or_path: '/bench_bg.wasm' });
      own.outbreak(people, disease);
    }, [PEOPLE, disease]);
    await slow(SLOW);
    for (const list of LISTS) {
      const { times, held } = await page.evaluate(async ([list, rounds]) => {
        const own = await import('/bench.js');
        const times = [];
        let held;
        for (let round = 0; round < rounds; round++) {
          const start = performance.now();
          held = own.traced(list);
          times.push(performance.now() - start);
          await new Promise((done) => setTimeout(done, 20));
        }
        return { times: times.sort((a, b) => a - b), held };
      }, [list, ROUNDS]);
      rows.push({ disease, list, held, best: times[0], median: times[times.length >> 1], over: times[0] > BUDGET });
    }
  }
  console.log(`${PEOPLE} people, ${PEOPLE * 3} exposures, ${PEOPLE * 14} follow-ups; processor ${SLOW}x slowed down, load ${load.toFixed(1)}; milliseconds, best and median of ${ROUNDS}`);
  for (const { disease, list, held, best, median, over } of rows) {
    const cells = [held, Math.round(best), Math.round(median)].map((it) => String(it).padStart(9)).join('');
    console.log(`${disease.padEnd(18)}${list.padEnd(34)}${cells}${over ? `   OVER ${BUDGET}` : ''}`);
  }
  writeFileSync(reportFile, JSON.stringify({ date: new Date().toISOString(), load, slow: SLOW, people: PEOPLE, budget: BUDGET, rows }, null, 1));
  process.exitCode = rows.some((row) => row.over) ? 1 : 0;
} finally {
  await context.close();
  await site.stop();
  profile.remove();
}
