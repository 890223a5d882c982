// The two stories that the journeys tell: MR in Medan through all five stages, and a family in Jakarta through fourteen
// days of follow-up. Names and places are made up; the cases are of the kind that the app exists for.

import assert from 'node:assert/strict';
import {
  addCase, addHousehold, addMember, assess, check, evaluate, fallsIll, isolationNeeds, record, stage, startOutbreak, told,
  visit,
} from './pages.mjs';
import { go, nameField, openNewPerson, pressSave, savedPerson } from './app.mjs';

/** What MR's case leaves behind. */
export const PLACE = 'Panti Sosial Binjai';

/** MR begs in the streets of Medan, was driven out by a conflict at home, and ends in the social home at Binjai. `onDay` makes it that day. */
export async function tellOfMr(page, onDay = async () => {}) {
  const day = (n) => `2026-10-${n}`;
  await openNewPerson(page);
  await nameField(page).fill('MR');
  await pressSave(page);
  const person = await savedPerson(page);

  const kasus = await record(page, 'case', person, {
    'Dibuka *': day(19),
    'Asal klien': { option: 'Penjangkauan' },
    'Masalah yang dikemukakan': 'Mengemis di jalan di Medan; konflik keluarga membuatnya pergi dari rumah.',
  });
  assert.equal(await stage(page, kasus), 'Asesmen');

  // 1. Assessment, from the interview: the family cannot be reached.
  await visit(page, kasus, {
    date: day(19),
    outcome: 'Bertemu',
    people: { MR: 'Terlihat sehat' },
    note: 'Wawancara di jalan. Belum mau bercerita tentang keluarganya.',
    values: { 'Kunjungan berikutnya': day(21) },
  });
  await assess(page, kasus, {
    date: day(19),
    values: {
      'Harapan klien sendiri': 'Ingin didengar dan punya tempat tidur.',
      'Orang terdekat': 'Keluarga tidak dapat dihubungi.',
      Kesimpulan: 'Konflik keluarga mendorongnya ke jalan.',
    },
    domains: {
      Psikologis: { score: '2 – Rentan: banyak hambatan, perlu bantuan orang lain terus-menerus', condition: 'Gelisah, mudah marah.' },
      Sosial: { score: '1 – Krisis: membahayakan, perlu tindakan segera', condition: 'Terputus dari keluarga.' },
    },
    sources: ['Klien', 'Pengamatan'],
  });
  assert.equal(await stage(page, kasus), 'Perencanaan');

  // 2. A plan to reconcile; 3. counselling and a referral.
  const goal = 'Berdamai dengan keluarga dan kembali ke rumah';
  await record(page, 'goal', kasus, { 'Tujuan (spesifik) *': goal, 'Batas waktu': day(30) });
  const plan = { Kegiatan: 'Konseling dua kali seminggu', 'Jenis *': { option: 'Konseling' } };
  await record(page, 'action', kasus, plan, { 'Direncanakan selesai': day(26) });
  assert.equal(await stage(page, kasus), 'Intervensi');
  await onDay(day(21));
  await visit(page, kasus, {
    date: day(21),
    outcome: 'Bertemu',
    people: { MR: 'Terlihat sehat' },
    note: 'Konseling pertama. Lebih tenang, mau makan bersama.',
  });
  const card = page.getByRole('region', { name: 'Tujuan dan kegiatan', exact: true });
  await go(page, `/kasus/${kasus}`);
  await card.getByRole('button', { name: /^Sudah dilakukan\?/ }).click();
  await card.getByLabel('Hasil', { exact: true }).fill('Mau menerima bantuan.');
  await card.getByRole('button', { name: 'Terlaksana hari ini' }).click();
  await told(page, 'Kegiatan dijawab');
  await record(page, 'referral', kasus, {
    'Nama lembaga bila belum tercatat': PLACE,
    'Alasan rujukan *': 'Tidak ada anggota keluarga yang dapat dihubungi; perlu tempat tinggal.',
  });
  await consent(page, person, { 'Untuk apa *': ['Rujukan'], 'Cara': ['Lisan dengan saksi'], Saksi: 'Pak RT' }, day(21));
  const referrals = page.getByRole('region', { name: 'Rujukan', exact: true });
  for (const step of ['Dikirim', 'Disetujui', 'Dilayani']) {
    await go(page, `/kasus/${kasus}`);
    await referrals.getByRole('button', { name: /^Jawab \/ langkah berikutnya/ }).click();
    await referrals.getByRole('button', { name: step, exact: true }).click();
    await referrals.getByText(step, { exact: true }).waitFor();
  }

  await onDay(day(28));
  // 4. Evaluation: calmer, accepts help. 5. Termination: placed, because nobody of the family could be reached.
  await evaluate(page, kasus, {
    date: day(28),
    goals: { [goal]: '−1 – Di bawah harapan' },
    decision: 'Terminasi',
    values: { 'Perubahan pada klien': 'Lebih tenang dan menerima bantuan.', Hambatan: 'Keluarga tidak dapat dihubungi.' },
  });
  assert.equal(await stage(page, kasus), 'Terminasi');
  await onDay(day(30));
  await record(page, 'termination', kasus, {
    'Tanggal *': day(30),
    'Alasan *': { option: 'Ditempatkan/dirujuk' },
    'Hasil atau penempatan': `Ditempatkan di ${PLACE} karena tidak ada anggota keluarga yang dapat dihubungi.`,
    'Disepakati klien': ['Ya'],
  });
  await closeCase(page, kasus);
  return { person, kasus };
}

/** A consent that was given. */
export async function consent(page, person, values, date) {
  await record(page, 'consent', person, { 'Keputusan *': ['Diberikan'], 'Tanggal *': date, ...values });
}

async function closeCase(page, kasus) {
  await go(page, `/kasus/${kasus}`);
  const close = page.getByRole('button', { name: 'Tutup kasus' });
  await close.waitFor();
  const why = page.getByLabel('Alasan tetap melanjutkan');
  if (await why.isVisible()) await why.fill('Ditempatkan di panti; keluarga tidak dapat dihubungi.');
  await close.click();
  await page.getByRole('heading', { name: 'Tahap: Ditutup' }).waitFor();
}

/** The names of the family in Jakarta; Budi is the confirmed case, and Dewi falls ill on day 5. */
export const FAMILY = [
  ['Budi Santoso', 'Kepala keluarga', '45'],
  ['Ani Santoso', 'Istri', '42'],
  ['Dewi Santoso', 'Anak', '19'],
  ['Eko Santoso', 'Anak', '14'],
];

/** The family, its confirmed case, three contacts at home, and food in isolation; on the day of the exposure. */
export async function tellOfTheFamily(page, today) {
  const household = await record(page, 'household', null, { 'Nama keluarga *': 'Santoso', Alamat: 'Jalan Kebon Jeruk 7', RT: '004', RW: '009' });
  for (const one of FAMILY) await addMember(page, ...one);
  const outbreak = await startOutbreak(page, 'COVID-19 (KMK 413/2020)', { 'Nama wabah *': 'COVID-19 Jakarta Barat' });
  const budi = await addCase(page, outbreak, 'Budi Santoso', { 'Klasifikasi *': ['Konfirmasi bergejala'], 'Mulai bergejala': today });
  await addHousehold(page, { 'Paparan terakhir *': today });
  await isolationNeeds(page, budi, outbreak, ['Pangan']);
  return { household, outbreak, budi };
}

/** One day of follow-up: everybody who is due is checked by one tap. */
export async function followUp(page, number, { outbreak }) {
  await go(page, '/kontak');
  for (const [name] of FAMILY.slice(1)) {
    if (name === 'Dewi Santoso' && number > 5) continue;
    await check(page, name, name === 'Dewi Santoso' && number === 5 ? 'Sakit' : 'Sehat');
  }
  if (number !== 5) return;
  await go(page, `/wabah/${outbreak}`);
  const row = page.getByRole('link', { name: /^Dewi Santoso/ });
  const [, , dewi] = (await row.first().getAttribute('href')).split('/');
  const today = await page.evaluate(() => new Date().toLocaleDateString('sv'));
  await fallsIll(page, dewi, outbreak, { 'Klasifikasi *': ['Suspek'], 'Mulai bergejala': today });
}
