// `cargo xtask bench`: this app, raw IndexedDB and Dexie on the same records in the same Chromium.
//
//   node run.mjs <folder of bench.js and bench_bg.wasm> <report.json> [--n 10000] [--reps 3] [--libs raw,dexie,ours] [--slow 4]
//
// Every store has an origin and a browser profile of its own, and the browser is started anew between writing and the
// cold opens. Ratios are taken within one round of one run, never across runs; what is shown is the median of the rounds.

import { createServer } from 'node:http';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { launchPersistent, makeProfile } from '../e2e/lib/launch.mjs';
import { readOptions } from './options.mjs';
import { table } from './report.mjs';

const [built, reportFile, ...options] = process.argv.slice(2);
const option = readOptions(options);
const CLIENTS = option('n', 10_000);
const ROUNDS = option('reps', 3);
const SLOW = option('slow', 4);
const STORES = option('libs', 'raw,dexie,ours').split(',');
const SAVES = 200;

const here = (name) => join(import.meta.dirname, name);
const FILES = {
  ...Object.fromEntries(['gen.js', 'lap.js', 'plain.js', 'raw.js', 'dexie.js', 'ours.js'].map((name) => [name, here(name)])),
  'dexie.min.mjs': here('../e2e/node_modules/dexie/dist/modern/dexie.min.mjs'),
  'bench.js': join(built, 'bench.js'),
  'bench_bg.wasm': join(built, 'bench_bg.wasm'),
};
const TYPES = { js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm' };

const server = createServer((request, response) => {
  const name = new URL(request.url, 'http://x').pathname.slice(1);
  if (name === '') return response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><link rel=icon href="data:,">');
  if (!(name in FILES)) return response.writeHead(404).end();
  const content = readFileSync(FILES[name]);
  response.writeHead(200, { 'Content-Type': TYPES[name.split('.').pop()], 'Cache-Control': 'no-store' }).end(content);
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const origin = (slot, store) => `http://${slot}.${store}.localhost:${server.address().port}/`;

/** Runs one operation on a page of its own. */
async function operate(context, slot, store, name, parameters = {}, rate = 1) {
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`${store} ${name}: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && console.error(`${store} ${name}: ${message.text()}`));
  try {
    await page.goto(origin(slot, store));
    const session = await context.newCDPSession(page);
    if (rate > 1) await session.send('Emulation.setCPUThrottlingRate', { rate });
    return await page.evaluate(
      async ([store, name, parameters]) => {
        const own = await import(`/${store}.js`);
        const operations = own.operations ?? (await import('/plain.js')).operations(own.adapter);
        return operations[name]?.(parameters);
      },
      [store, name, parameters],
    );
  } finally {
    await page.close();
  }
}

const diskUsage = () => navigator.storage.estimate().then((found) => found.usageDetails?.indexedDB ?? found.usage);

async function measure(store, round) {
  const profile = makeProfile();
  const result = {};
  const withBrowser = async (use) => {
    const context = await launchPersistent(profile, { args: ['--enable-precise-memory-info'] });
    try {
      result.chromium = await context.pages()[0].evaluate(() => navigator.userAgent.match(/Chrome\/(\S+)/)?.[1]);
      await use((slot, name, parameters, rate) => operate(context, slot, store, name, parameters, rate), context);
    } finally {
      await context.close();
    }
  };
  try {
    await withBrowser(async (run) => {
      result.bulk = await run('a', 'bulk', { n: CLIENTS });
      await run('b', 'make', { n: CLIENTS });
      result.file = await run('b', 'file', { n: CLIENTS });
      if (round === 0 && SLOW > 1) {
        await run('c', 'make', { n: CLIENTS });
        result.slowFile = await run('c', 'file', { n: CLIENTS }, SLOW);
      }
    });
    await withBrowser(async (run, context) => {
      result.cold = await run('a', 'cold');
      result.search = await run('a', 'search');
      result.exported = await run('a', 'exported');
      const page = await context.newPage();
      await page.goto(origin('a', store));
      result.disk = await page.evaluate(diskUsage);
    });
    await withBrowser(async (run) => {
      if (SLOW > 1) {
        result.slowCold = await run('a', 'cold', {}, SLOW);
        result.slowSearch = await run('a', 'search', {}, SLOW);
        result.slowExported = await run('a', 'exported', {}, SLOW);
      }
      result.save = await run('a', 'save', { count: SAVES });
    });
  } finally {
    profile.remove();
  }
  return result;
}

const begin = Date.now();
const load = loadavg()[0];
const rounds = [];
for (let round = 0; round < ROUNDS; round++) {
  const results = {};
  for (const store of STORES) {
    results[store] = await measure(store, round);
    const seconds = Math.round((Date.now() - begin) / 1000);
    console.error(`${seconds} s: ${store}, round ${round + 1} of ${ROUNDS}`);
  }
  rounds.push(results);
  // A store that is fast because it holds or finds less is no store to compare with.
  for (const what of ['cold.records', 'search.found']) {
    const [part, field] = what.split('.');
    const told = new Set(Object.values(results).map((result) => result[part][field]));
    if (told.size > 1) throw new Error(`${what} differs between the stores: ${[...told].join(', ')}`);
  }
}
server.close();

const report = {
  date: new Date().toISOString(),
  records: CLIENTS * 6,
  cpu: `${cpus().length} x ${cpus()[0]?.model}`,
  load,
  node: process.version,
  slow: SLOW,
  saves: SAVES,
  rounds,
};
report.rows = table(report);
writeFileSync(reportFile, JSON.stringify(report, null, 1));
process.exit(0);
