// The operations of a store of plain rows, timed as `ours.js` times its own.
import { generate, makeNote, rng, NEEDLE } from './gen.js';
import { lap, lapsOf, longestTask } from './lap.js';

const LIMIT = 50;

export const operations = (adapter) => ({
  async bulk({ n }) {
    const data = generate(n);
    await adapter.open();
    const { ms } = await lap(() => adapter.bulk(data));
    return { ms };
  },
  async file({ n }) {
    await adapter.open();
    const blob = new Blob([JSON.stringify({ version: 1, ...generate(n) })]);
    const { ms } = await lap(async () => adapter.bulk(JSON.parse(await blob.text())));
    return { ms, bytes: blob.size };
  },
  async cold() {
    const watch = longestTask();
    const { ms, value } = await lap(async () => {
      await adapter.open();
      return adapter.all();
    });
    return { list: ms, all: ms, records: value.clients.length + value.notes.length, longest: await watch() };
  },
  // Once everything is in memory: what a keystroke costs without an index.
  async search() {
    await adapter.open();
    const texts = (await adapter.all()).notes.map((note) => note.text.toLowerCase());
    const found = texts.filter((text) => text.includes(NEEDLE)).length;
    return { ...(await lapsOf(20, () => texts.filter((text) => text.includes(NEEDLE)).slice(0, LIMIT))), found };
  },
  async save({ count }) {
    await (adapter.openStrict ?? adapter.open)();
    const random = rng(7);
    const notes = Array.from({ length: count }, (_, number) => makeNote(random, 90_000_000 + number, 'c0000001'));
    let next = 0;
    return lapsOf(count, () => adapter.put(notes[next++]));
  },
  async exported() {
    await adapter.open();
    const { ms, value } = await lap(async () => new Blob([JSON.stringify({ version: 1, ...(await adapter.all()) })]));
    return { ms, bytes: value.size };
  },
});
