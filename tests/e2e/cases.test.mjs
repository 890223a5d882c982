// Three cases of different kinds, from intake to their end, each with what a worker meets on the way: no papers, a child in
// danger, a health cover that was lost. At the end their papers are read as the client or the agency would read them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { go, nameField, openHome, openNewPerson, pressSave, savedPerson } from './lib/app.mjs';
import { daysAgo, openedApp } from './lib/opened.mjs';
import { addMember, assess, choose, evaluate, fill, fillForm, part, record, stage, told, unfold, visit } from './lib/pages.mjs';
import { screenshot } from './lib/report.mjs';
import { consent } from './lib/stories.mjs';

let app;
let page;
before(async () => {
  app = await openedApp({ name: 'Rina Nuraini' });
  ({ page } = app);
});
after(() => app?.end());

const day = (ago) => daysAgo(page, ago);

/** A person with what is known of them; gives the id. */
async function person(name, values = {}, more = {}) {
  await openNewPerson(page);
  await nameField(page).fill(name);
  await fillForm(page, values, more);
  await pressSave(page);
  return savedPerson(page);
}

/** The text of a paper as it is read, in lines. */
async function paperText(kind, id) {
  await go(page, `/cetak/${kind}/${id}`);
  const paper = page.locator('article.paper');
  await paper.waitFor();
  await screenshot(page, `surat-${kind}`, { fullPage: true });
  return (await paper.innerText()).replaceAll(/\s+/g, ' ');
}

function assertSays(text, sentences) {
  for (const sentence of sentences) assert.ok(text.includes(sentence), `"${sentence}" is not in: ${text}`);
}

/** Answers the first planned action of a case. */
async function done(kasus, result) {
  await go(page, `/kasus/${kasus}`);
  const card = part(page, 'Tujuan dan kegiatan');
  await card.getByRole('button', { name: /^Sudah dilakukan\?/ }).first().click();
  await card.getByLabel('Hasil', { exact: true }).fill(result);
  await card.getByRole('button', { name: 'Terlaksana hari ini' }).click();
  await told(page, 'Kegiatan dijawab');
}

/** Takes the only referral of a case through its steps. */
async function referralSteps(kasus, steps) {
  const referrals = part(page, 'Rujukan');
  for (const step of steps) {
    await go(page, `/kasus/${kasus}`);
    await referrals.getByRole('button', { name: /^Jawab \/ langkah berikutnya/ }).click();
    await referrals.getByRole('button', { name: step, exact: true }).click();
    await referrals.getByText(step, { exact: true }).waitFor();
  }
}

async function close(kasus) {
  await go(page, `/kasus/${kasus}`);
  const button = page.getByRole('button', { name: 'Tutup kasus' });
  await button.waitFor();
  const why = page.getByLabel('Alasan tetap melanjutkan');
  if (await why.isVisible()) await why.fill('Sudah disepakati dengan klien.');
  await button.click();
  await page.getByRole('heading', { name: 'Tahap: Ditutup' }).waitFor();
}

const SCORE = {
  1: '1 – Krisis: membahayakan, perlu tindakan segera',
  2: '2 – Rentan: banyak hambatan, perlu bantuan orang lain terus-menerus',
  3: '3 – Cukup: kebutuhan pokok terpenuhi, tetapi mudah goyah',
  4: '4 – Baik: berfungsi dengan sedikit bantuan',
};

test('a_neglected_older_person_without_papers_gets_them_and_is_looked_after', async () => {
  const karto = await person('Mbah Karto', { 'Jenis kelamin': ['Laki-laki'] });
  await consent(page, karto, { 'Untuk apa *': ['Pelayanan', 'Rujukan'], Cara: ['Cap jempol'], Saksi: 'Bu RT' }, await day(40));
  const kasus = await record(page, 'case', karto, {
    'Dibuka *': await day(40),
    'Asal klien': { option: 'Warga/tetangga' },
    'Masalah yang dikemukakan': 'Hidup sendiri di gubuk, makan dari pemberian tetangga, tidak punya KTP.',
    Risiko: ['Tinggi'],
  });
  await visit(page, kasus, { date: await day(39), outcome: 'Bertemu', people: { 'Mbah Karto': 'Terlihat sakit' }, note: 'Batuk. Ingin punya KTP supaya bisa berobat.' });
  await assess(page, kasus, {
    date: await day(39),
    values: { 'Harapan klien sendiri': 'Punya KTP dan bisa berobat.', Kesimpulan: 'Tanpa dokumen ia tidak dapat dilayani.' },
    domains: {
      Biologis: { score: SCORE[2], condition: 'Batuk lama, jalan pelan.' },
      Hukum: { score: SCORE[1], condition: 'Tidak punya dokumen apa pun.' },
    },
    sources: ['Klien', 'Teman/tetangga'],
  });
  await record(page, 'need', kasus, { 'Apa yang dibutuhkan *': 'KTP dan KK' });
  await record(page, 'goal', kasus, { 'Tujuan (spesifik) *': 'Mbah Karto memiliki KTP', 'Batas waktu': await day(5) });
  await record(page, 'action', kasus, { Kegiatan: 'Mengantar rekam biometrik', 'Jenis *': { option: 'Akses dokumen kependudukan' } }, { 'Direncanakan selesai': await day(20) });
  await record(page, 'referral', kasus, { 'Nama lembaga bila belum tercatat': 'Puskesmas Mawar', 'Alasan rujukan *': 'Batuk lebih dari dua minggu.' });
  await referralSteps(kasus, ['Dikirim', 'Disetujui', 'Dilayani']);
  await done(kasus, 'Sudah direkam; KTP jadi minggu depan.');
  await record(page, 'assistance', kasus, { 'Tanggal *': await day(10), Bantuan: 'Sembako' });
  await evaluate(page, kasus, {
    date: await day(2),
    goals: { 'Mbah Karto memiliki KTP': '0 – Sesuai harapan' },
    decision: 'Terminasi',
    values: { 'Perubahan pada klien': 'KTP sudah di tangan.' },
  });
  await record(page, 'termination', kasus, {
    'Tanggal *': await day(1),
    'Alasan *': { option: 'Tujuan tercapai' },
    'Hasil atau penempatan': 'Tinggal di rumah sendiri; tetangga mengantar makan.',
    'Disepakati klien': ['Ya'],
    'Tanggal bimbingan lanjut': await day(-20),
  });
  await close(kasus);

  assertSays(await paperText('laporan-sosial', kasus), [
    'LAPORAN SOSIAL', 'Mbah Karto', 'tidak punya KTP', 'Tidak punya dokumen apa pun.', 'Mengantar rekam biometrik',
    'Puskesmas Mawar', 'KTP sudah di tangan.', 'Tujuan tercapai', 'Rina Nuraini',
  ]);
  assertSays(await paperText('terminasi', kasus), ['Tinggal di rumah sendiri; tetangga mengantar makan.', 'Mbah Karto']);

  // Somebody comes back: the case is opened again, with the reason in its story.
  await go(page, `/kasus/${kasus}`);
  const fold = await unfold(page, 'Buka kasus ini lagi');
  await fold.getByRole('textbox').first().fill('Kambuh sesak.');
  await fold.getByRole('button').last().click();
  assert.notEqual(await stage(page, kasus), 'Ditutup');
});

test('a_child_at_risk_in_a_violent_family_is_kept_discreet_and_the_visitor_is_warned', async () => {
  const household = await record(page, 'household', null, { 'Nama keluarga *': 'Wijaya', RT: '002', RW: '005' });
  await addMember(page, 'Bayu Wijaya', 'Kepala keluarga', '41');
  await addMember(page, 'Lestari', 'Istri', '36');
  await addMember(page, 'Citra', 'Anak', '11');
  const link = async (name) => {
    await go(page, `/keluarga/${household}`);
    const href = await part(page, 'Anggota').getByRole('link', { name: new RegExp(`^${name}`) }).first().getAttribute('href');
    return href.split('/').pop();
  };
  const [bayu, citra] = [await link('Bayu'), await link('Citra')];
  await go(page, `/ubah/${bayu}`);
  const form = page.locator('form.form');
  await fill(await unfold(form, 'Isian lainnya'), { 'Bahaya bagi petugas': 'Pernah mengancam dengan parang.' });
  await pressSave(page);
  await told(page, 'Tersimpan');
  await go(page, `/ubah/${citra}`);
  await (await unfold(form, 'Isian lainnya')).getByLabel('Sembunyikan nama di daftar').check();
  await pressSave(page);
  await told(page, 'Tersimpan');
  await record(page, 'relation', citra, { 'Orang lain *': { option: 'Bayu Wijaya' }, 'Jenis hubungan': { option: 'Orang tua' }, 'Mutu hubungan': { option: 'Kekerasan' } });
  const kasus = await record(page, 'case', citra, {
    'Dibuka *': await day(12),
    'Asal klien': { option: 'Sekolah' },
    'Masalah yang dikemukakan': 'Sering tidak masuk sekolah, lebam di lengan.',
    Kerahasiaan: ['Sangat rahasia'],
    Risiko: ['Tinggi'],
  });

  // On lists the child is initials, and the one who goes there is warned.
  await go(page, '/orang');
  const list = page.getByRole('region', { name: 'Daftar nama' });
  await list.waitFor();
  assert.equal(await list.getByText('Citra', { exact: true }).count(), 0);
  await go(page, `/kunjungan/${household}`);
  await page.getByText('Pernah mengancam dengan parang.').first().waitFor();

  // Nobody can be asked at once, and a child is in danger: the referral goes with its reason.
  await record(page, 'referral', kasus, { 'Nama lembaga bila belum tercatat': 'UPTD PPA', 'Alasan rujukan *': 'Anak tidak aman di rumah.' });
  await go(page, `/kasus/${kasus}`);
  const row = part(page, 'Rujukan').locator('li.row', { hasText: 'UPTD PPA' });
  await row.getByRole('button', { name: /^Jawab \/ langkah berikutnya/ }).click();
  const emergency = await unfold(row, 'Darurat: klien tidak dapat diminta');
  await choose(emergency, 'Dasar', 'Kepentingan vital subjek data');
  await emergency.getByLabel('Alasan tanpa persetujuan').fill('Pelaku adalah wali anak.');
  await emergency.getByRole('button', { name: 'Catat pengecualian' }).click();
  await told(page, 'Pengecualian dicatat');
  await row.getByRole('button', { name: 'Dikirim', exact: true }).click();
  await row.getByText('Dikirim', { exact: true }).waitFor();
  await openHome(page);
  await referralSteps(kasus, ['Disetujui', 'Dilayani']);

  await record(page, 'termination', kasus, {
    'Tanggal *': await day(1),
    'Alasan *': { option: 'Ditempatkan/dirujuk' },
    'Hasil atau penempatan': 'Tinggal bersama nenek dengan perlindungan UPTD PPA.',
  });
  await close(kasus);

  await go(page, `/gambar/${citra}`);
  await screenshot(page, 'genogram-wijaya', { fullPage: true });
  const genogram = part(page, 'Genogram');
  await (await unfold(genogram, 'Lihat tabel')).getByText(/Kekerasan/i).first().waitFor();

  const text = await paperText('laporan-sosial', kasus);
  assertSays(text, ['Citra', 'Sering tidak masuk sekolah', 'UPTD PPA', 'Tinggal bersama nenek']);
  assert.ok(!text.includes('parang'), 'what endangers the visitor is on a paper that others read');
  await page.getByRole('switch', { name: 'Samarkan nama' }).check();
  await page.waitForFunction(() => !document.querySelector('article.paper').innerText.includes('Citra'));
  assert.ok(!(await page.locator('article.paper').innerText()).includes('Wijaya'));
});

test('a_family_that_lost_its_health_cover_is_accompanied_to_the_hospital', async () => {
  const ratna = await person('Ratna Dewi', { NIK: '3174014502900003' });
  await consent(page, ratna, { 'Untuk apa *': ['Pelayanan', 'Rujukan'], Cara: ['Tertulis'] }, await day(15));
  const partner = await record(page, 'partner', null, { 'Nama mitra *': 'RSUD Tarakan', 'Berkas yang dibawa': 'KTP; KK; surat rujukan' });
  const kasus = await record(page, 'case', ratna, {
    'Dibuka *': await day(15),
    'Masalah yang dikemukakan': 'PBI JKN dinonaktifkan, suami perlu cuci darah dua kali seminggu.',
    'Bidang praktik': { option: 'Jaminan sosial' },
  });
  await assess(page, kasus, {
    date: await day(14),
    values: { 'Harapan klien sendiri': 'Suami bisa cuci darah lagi.' },
    domains: { Ekonomi: { score: SCORE[2], condition: 'Penghasilan tidak tetap.' }, Biologis: { score: SCORE[1], condition: 'Suami gagal ginjal.' } },
    sources: ['Keluarga', 'Dokumen medis'],
  });
  await record(page, 'goal', kasus, { 'Tujuan (spesifik) *': 'PBI JKN aktif kembali', 'Batas waktu': await day(3) });
  await record(page, 'action', kasus, { Kegiatan: 'Mengurus reaktivasi di Dinsos', 'Jenis *': { option: 'Akses layanan kesehatan' } }, { 'Direncanakan selesai': await day(10) });
  await record(page, 'advocacy', kasus, { 'Tanggal *': await day(11), 'Profesi atau lembaga': 'BPJS Kesehatan', Hambatan: 'Data NIK tidak cocok.', Hasil: ['Hambatan teratasi'] });
  await record(page, 'referral', kasus, { Mitra: { option: 'RSUD Tarakan' }, 'Alasan rujukan *': 'Cuci darah rutin.' });
  await referralSteps(kasus, ['Dikirim', 'Disetujui', 'Dilayani']);
  await done(kasus, 'PBI aktif kembali.');

  // The first evaluation sends the plan back; the second ends it.
  await evaluate(page, kasus, { date: await day(6), goals: { 'PBI JKN aktif kembali': '−1 – Di bawah harapan' }, decision: 'Ubah rencana (kembali ke perencanaan)', values: { Hambatan: 'Menunggu padanan data.' } });
  assert.equal(await stage(page, kasus), 'Perencanaan');
  await evaluate(page, kasus, { date: await day(1), goals: { 'PBI JKN aktif kembali': '+1 – Di atas harapan' }, decision: 'Terminasi', values: {} });
  await record(page, 'termination', kasus, {
    'Tanggal *': await day(1),
    'Alasan *': { option: 'Tujuan tercapai' },
    'Hasil atau penempatan': 'Cuci darah berjalan dengan PBI JKN.',
    'Disepakati klien': ['Ya'],
  });
  await close(kasus);
  await go(page, `/gambar/${kasus}`);
  await part(page, 'Capaian tujuan').waitFor();
  await screenshot(page, 'gambar-ratna', { fullPage: true });

  const plan = await paperText('rencana', kasus);
  assertSays(plan, ['RENCANA INTERVENSI', 'PBI JKN aktif kembali', 'Ratna Dewi']);
  await go(page, `/mitra/${partner}`);
  await part(page, 'Rujukan').getByRole('link', { name: /Ratna Dewi.*Dilayani/ }).waitFor();
  assertSays(await paperText('salinan-data', ratna), ['SALINAN DATA PRIBADI', 'Ratna Dewi', 'RSUD Tarakan']);

  // What the cases came to is counted.
  await go(page, '/indikator');
  const involved = page.locator('summary', { hasText: 'Keterlibatan mitra kerja' });
  await involved.waitFor();
  assert.match(await involved.textContent(), /\(\d+ \/ \d+\)/);
  await openHome(page);
});
