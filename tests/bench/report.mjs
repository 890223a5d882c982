// The table of `cargo xtask bench`: medians, ratios to raw IndexedDB, and the budget beside each.
//
// A ratio is taken within a round, then the median of the rounds is shown: two rounds may run on a machine of different
// mood, two stores of one round hardly.

const median = (numbers) => {
  const sorted = numbers.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted.length ? sorted[sorted.length >> 1] : undefined;
};

/** What is shown: a name, where the number is, what raw IndexedDB is compared by, and the budget as a ratio or in ms. */
const lines = (slow) => [
  ['bulk insert', (it) => it.bulk?.ms, (raw) => raw.bulk?.ms, { ratio: 0.15 }],
  ['validated import of a file', (it) => it.file?.ms, (raw) => raw.file?.ms, { ratio: 0.13 }],
  ['one save, strict: median', (it) => it.save?.median, (raw) => raw.save?.median, { ratio: 1.1 }],
  ['one save, strict: p95', (it) => it.save?.p95, (raw) => raw.save?.p95, { ratio: 0.5 }],
  ['cold open: first list', (it) => it.cold?.list, (raw) => raw.cold?.all, { ratio: 0.1 }],
  ['cold open: folded and searchable', (it) => it.cold?.all, (raw) => raw.cold?.all, { ratio: 0.35 }],
  ['cold open: longest task', (it) => it.cold?.longest, (raw) => raw.cold?.longest, { ms: 50 }],
  ['keystroke, rare words', (it) => it.search?.median, (raw) => raw.search?.median, { ms: 3 }],
  ['keystroke, a word of most notes', (it) => it.search?.frequent, () => undefined, { ms: 3 }],
  ['full export', (it) => it.exported?.ms, (raw) => raw.exported?.ms, { ratio: 0.45 }],
  ['disk (MB)', (it) => it.disk / 1e6, (raw) => raw.disk / 1e6, { ratio: 0.4 }],
  [`import, CPU ${slow}x slower`, (it) => it.slowFile?.ms, (raw) => raw.slowFile?.ms, {}],
  [`first list, CPU ${slow}x slower`, (it) => it.slowCold?.list, (raw) => raw.slowCold?.all, {}],
  [`searchable, CPU ${slow}x slower`, (it) => it.slowCold?.all, (raw) => raw.slowCold?.all, { ratio: 0.5 }],
  [`longest task, CPU ${slow}x slower`, (it) => it.slowCold?.longest, (raw) => raw.slowCold?.longest, { ms: 100 }],
  [`keystroke, CPU ${slow}x slower`, (it) => it.slowSearch?.median, (raw) => raw.slowSearch?.median, { ms: 16 }],
  [`frequent word, CPU ${slow}x slower`, (it) => it.slowSearch?.frequent, () => undefined, { ms: 16 }],
  [`export, CPU ${slow}x slower`, (it) => it.slowExported?.ms, (raw) => raw.slowExported?.ms, {}],
];

/** Prints the table and gives its rows. */
export function table({ records, rounds, slow, cpu, load }) {
  const rows = lines(slow).map(([what, of, ofRaw, budget]) => {
    const value = (store) => median(rounds.map((round) => (round[store] ? of(round[store]) : undefined)));
    const ratio = (store) =>
      median(rounds.map((round) => (round[store] && round.raw ? of(round[store]) / ofRaw(round.raw) : undefined)));
    const row = { what, raw: value('raw'), dexie: value('dexie'), ours: value('ours') };
    Object.assign(row, { dexieRatio: ratio('dexie'), oursRatio: ratio('ours'), budget });
    const measured = budget.ratio ? row.oursRatio : row.ours;
    const allowed = budget.ratio ?? budget.ms;
    row.verdict = allowed === undefined || measured === undefined ? '' : measured <= allowed ? 'ok' : 'OVER';
    return row;
  });
  const number = (value, digits = value < 10 ? 2 : 0) => (Number.isFinite(value) ? value.toFixed(digits) : '-');
  const times = (value) => (Number.isFinite(value) ? `${value.toFixed(2)}x` : '-');
  console.log(`${records} records, ${rounds.length} rounds, milliseconds, ${cpu}`);
  if (load > 1.5) console.log(`The machine was busy (load ${load.toFixed(1)} at the start): ratios are rough.`);
  const head = ['', 'raw', 'Dexie', 'ours', 'Dexie/raw', 'ours/raw', 'budget', ''];
  const measured = (row) => [row.raw, row.dexie, row.ours].some(Number.isFinite);
  const body = rows.filter(measured).map((row) => [
    row.what,
    number(row.raw),
    number(row.dexie),
    number(row.ours),
    times(row.dexieRatio),
    times(row.oursRatio),
    row.budget.ratio ? `${row.budget.ratio}x` : row.budget.ms ? `${row.budget.ms} ms` : '',
    row.verdict,
  ]);
  for (const cells of [head, ...body]) {
    console.log(cells.map((cell, place) => (place ? cell.padStart(11) : cell.padEnd(36))).join('').trimEnd());
  }
  return rows;
}
