// The vault's database below the app, as whoever holds the phone's files sees it: tables of sealed rows.

const VAULT = 'pendamping-utama';

/**
 * Calls a method of an object store (`get`, `count`, `getAllKeys`, `put`, …) on a table of the vault. Gives its result once
 * the transaction is complete: a row is a `Uint8Array`, and one that is missing `undefined`.
 */
export function inTable(page, table, method, ...given) {
  const mode = /^(get|count)/.test(method) ? 'readonly' : 'readwrite';
  return page.evaluate(call, { name: VAULT, table, mode, method, given });
}

async function call({ name, table, mode, method, given }) {
  const database = await new Promise((done, failed) => {
    const opening = indexedDB.open(name);
    // A vault that is not there is not made here.
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => failed(opening.error);
  });
  try {
    const transaction = database.transaction(table, mode);
    const asked = transaction.objectStore(table)[method](...given);
    await new Promise((done, failed) => {
      transaction.oncomplete = done;
      transaction.onabort = () => failed(transaction.error);
    });
    return asked.result;
  } finally {
    database.close();
  }
}
