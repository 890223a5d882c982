// What a measurement is told after its paths: `--name value`.

/** Reads such words; gives a function that gives what stands behind a name, or else the usual value, as a number where that is one. */
export function readOptions(words) {
  return (name, usual) => {
    const place = words.indexOf(`--${name}`);
    if (place < 0) return usual;
    const value = words[place + 1];
    if (typeof usual !== 'number') return value;
    if (!Number.isFinite(Number(value ?? NaN))) throw new Error(`--${name} needs a number, not ${value}`);
    return Number(value);
  };
}
