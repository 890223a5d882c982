// Deterministic data: N clients (about 940 bytes of JSON each) and 5 notes a client (about 560 bytes each).
//
// Everybody here is invented by a seeded random generator; the shape is the one of this project's own measurements.
export function rng(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const FIRST = 'Agus Budi Citra Dewi Eko Fitri Gunawan Hendra Indah Joko Kartika Lestari Made Nurul Oktaviani Putri Ratna Siti Suharti Sulastri Sumarni Teguh Umar Vina Wahyu Yanti Zainal Ahmad Bambang Sri'.split(' ');
const LAST = 'Santoso Wijaya Hidayat Nugroho Saputra Lestari Wibowo Kusuma Setiawan Rahayu Purnama Halim Siregar Nasution Simanjuntak Ginting Sitorus Hutapea Pratama Maulana'.split(' ');
const STREET = 'Merdeka Sudirman Diponegoro Kartini Gajahmada Ahmadyani Pahlawan Veteran Melati Kenanga Cempaka Anggrek'.split(' ');
const CITY = 'Jakarta Bandung Surabaya Semarang Medan Makassar Denpasar Palembang Kupang Ambon Jayapura Pontianak'.split(' ');
export const CATS = Array.from({ length: 26 }, (_, i) => 'PPKS-' + String(i + 1).padStart(2, '0'));
const WORDS = 'klien keluarga kunjungan rumah kondisi kesehatan anak sekolah bantuan sosial rujukan puskesmas dinas pekerjaan harian makanan tempat tinggal dokumen kartu identitas pendampingan konseling trauma dukungan tetangga petugas lapangan tindak lanjut jadwal berikutnya kontak erat gejala demam batuk isolasi mandiri vaksin hasil pemeriksaan laboratorium negatif positif pemantauan harian selesai belum lengkap perlu koordinasi dengan kepala desa'.split(' ');
const pick = (r, a) => a[(r() * a.length) | 0];
function sentence(r, chars) {
  let s = '';
  while (s.length < chars) s += (s ? ' ' : '') + pick(r, WORDS);
  return s;
}
const hex = (r, n) => { let s = ''; for (let i = 0; i < n; i++) s += ((r() * 16) | 0).toString(16); return s; };
const day = (r, from, span) => new Date(from + r() * span).toISOString().slice(0, 10);
export const NEEDLE = 'rujukan-khusus'; // appears in 1 % of the notes
export function generate(n, seed = 42) {
  const r = rng(seed), clients = new Array(n), notes = new Array(n * 5);
  for (let i = 0; i < n; i++) {
    const name = pick(r, FIRST) + ' ' + pick(r, LAST) + ' ' + pick(r, LAST);
    const id = 'c' + String(i).padStart(7, '0');
    clients[i] = {
      id, name, nameLower: name.toLowerCase(), cat: CATS[(r() * 26) | 0], nik: '3' + String(Math.floor(r() * 1e15)).padStart(15, '0'),
      kk: '3' + String(Math.floor(r() * 1e15)).padStart(15, '0'), born: day(r, -1e12, 1.9e12), sex: r() < 0.5 ? 'L' : 'P', phone: '+628' + String(Math.floor(r() * 1e10)).padStart(10, '0'),
      address: { street: 'Jl. ' + pick(r, STREET) + ' No. ' + ((r() * 200) | 0), rt: ((r() * 20) | 0) + 1, rw: ((r() * 15) | 0) + 1, village: pick(r, STREET), district: pick(r, CITY), city: pick(r, CITY), lat: -8 + r() * 10, lon: 95 + r() * 45 },
      household: Array.from({ length: 2 }, () => ({ name: pick(r, FIRST) + ' ' + pick(r, LAST), relation: pick(r, ['anak', 'istri', 'suami', 'orang tua', 'saudara']), born: day(r, 0, 1.6e12) })),
      tags: [pick(r, WORDS), pick(r, WORDS)], status: pick(r, ['aktif', 'selesai', 'rujuk']), risk: (r() * 5) | 0, summary: sentence(r, 220),
      created: new Date(1.6e12 + r() * 1e11).toISOString(), updated: new Date(1.7e12 + r() * 1e10).toISOString(), worker: 'w' + hex(r, 8), device: hex(r, 16), rev: 1 + ((r() * 9) | 0),
    };
    for (let j = 0; j < 5; j++) notes[i * 5 + j] = makeNote(r, i * 5 + j, id);
  }
  return { clients, notes };
}
export function makeNote(r, k, clientId) {
  let text = sentence(r, 400);
  if (r() < 0.01) text = text.slice(0, 180) + ' ' + NEEDLE + ' ' + text.slice(196);
  return { id: 'n' + String(k).padStart(8, '0'), clientId, kind: pick(r, ['visit', 'call', 'contact', 'referral']), at: new Date(1.65e12 + r() * 1e11).toISOString(), by: 'w' + hex(r, 8), text, contactName: pick(r, FIRST) + ' ' + pick(r, LAST), rev: 1 };
}
