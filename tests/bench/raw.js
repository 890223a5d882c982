// Raw IndexedDB, one plain row a record with the indexes an app would have: what everything is compared to.
const asked = (request) =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
const complete = (transaction) =>
  new Promise((done, failed) => {
    transaction.oncomplete = () => done();
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });

let db;

export const adapter = {
  async open() {
    const request = indexedDB.open('bench', 1);
    request.onupgradeneeded = () => {
      const clients = request.result.createObjectStore('clients', { keyPath: 'id' });
      clients.createIndex('cat', 'cat');
      clients.createIndex('nameLower', 'nameLower');
      request.result.createObjectStore('notes', { keyPath: 'id' }).createIndex('clientId', 'clientId');
    };
    db = await asked(request);
  },
  async bulk({ clients, notes }) {
    const transaction = db.transaction(['clients', 'notes'], 'readwrite', { durability: 'relaxed' });
    for (const client of clients) transaction.objectStore('clients').put(client);
    for (const note of notes) transaction.objectStore('notes').put(note);
    await complete(transaction);
  },
  async put(note) {
    const transaction = db.transaction('notes', 'readwrite', { durability: 'strict' });
    transaction.objectStore('notes').put(note);
    await complete(transaction);
  },
  async all() {
    const transaction = db.transaction(['clients', 'notes']);
    const [clients, notes] = await Promise.all([
      asked(transaction.objectStore('clients').getAll()),
      asked(transaction.objectStore('notes').getAll()),
    ]);
    return { clients, notes };
  },
};
