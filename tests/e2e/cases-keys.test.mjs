// The three cases from intake to their end once more, by the keyboard alone.

process.env.KEYS = '1';
await import('./cases.test.mjs');
