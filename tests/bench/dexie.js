// Dexie: what most web apps would use.
import Dexie from './dexie.min.mjs';

let db;

const open = async (durability) => {
  db?.close();
  db = new Dexie('bench', { chromeTransactionDurability: durability });
  db.version(1).stores({ clients: 'id,cat,nameLower', notes: 'id,clientId' });
  await db.open();
};

export const adapter = {
  open: () => open('relaxed'),
  openStrict: () => open('strict'),
  bulk: ({ clients, notes }) =>
    db.transaction('rw', db.clients, db.notes, async () => {
      await db.clients.bulkPut(clients);
      await db.notes.bulkPut(notes);
    }),
  put: (note) => db.notes.put(note),
  async all() {
    const [clients, notes] = await Promise.all([db.clients.toArray(), db.notes.toArray()]);
    return { clients, notes };
  },
};
