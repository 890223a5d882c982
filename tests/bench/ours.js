// The app itself, through `src/bin/bench.rs`: every operation is one call of the app's own use-case.
//
// The wasm module is loaded before the watch starts, as a plain store's script is.
import init, * as app from './bench.js';
import { generate, makeNote, rng, NEEDLE } from './gen.js';
import { lap, lapsOf, longestTask } from './lap.js';

let memory;

const boot = async () => {
  memory = (await init({ module_or_path: './bench_bg.wasm' })).memory;
  await app.start();
};
const make = (n) => {
  const { clients, notes } = generate(n);
  app.make(JSON.stringify(clients), JSON.stringify(notes));
};

export const operations = {
  async bulk({ n }) {
    await boot();
    await app.found();
    make(n);
    const { ms } = await lap(() => app.bulk());
    return { ms };
  },
  // The file is made in a page of its own, so that the importing page is as fresh as a phone's.
  async make({ n }) {
    await boot();
    make(n);
    const cache = await caches.open('file');
    await cache.put('/file.json', new Response(new Blob(app.made_file())));
  },
  async file() {
    await boot();
    await app.found();
    const blob = await (await (await caches.open('file')).match('/file.json')).blob();
    const { ms, value } = await lap(async () => app.import_file(new Uint8Array(await blob.arrayBuffer())));
    return { ms, bytes: blob.size, steps: value };
  },
  async cold() {
    await boot();
    const watch = longestTask();
    const start = performance.now();
    let list = 0;
    const unlocked = app.unlock();
    const look = () => {
      if (list === 0 && app.is_open() && app.first_people(50).length > 0) list = performance.now() - start;
    };
    const eye = setInterval(look, 4);
    await unlocked;
    look();
    clearInterval(eye);
    await app.searchable();
    const all = performance.now() - start;
    return { list, all, records: app.count(), longest: await watch(), memory: memory.buffer.byteLength };
  },
  async search() {
    await boot();
    await app.unlock();
    await app.searchable();
    const rare = await lapsOf(20, () => app.search(`"${NEEDLE}"`));
    const frequent = await lapsOf(20, () => app.search('rujukan'));
    return { ...rare, frequent: frequent.median, found: app.search(`"${NEEDLE}"`) };
  },
  async save({ count }) {
    await boot();
    await app.unlock();
    await app.searchable();
    const random = rng(7);
    const notes = Array.from({ length: count }, (_, number) =>
      JSON.stringify(makeNote(random, 90_000_000 + number, 'c0000001')),
    );
    let next = 0;
    return lapsOf(count, () => app.save(notes[next++]));
  },
  async exported() {
    await boot();
    await app.unlock();
    await app.searchable();
    const before = memory.buffer.byteLength;
    const { ms, value } = await lap(async () => new Blob(await app.export_all()));
    return { ms, bytes: value.size, memory: memory.buffer.byteLength - before };
  },
};
