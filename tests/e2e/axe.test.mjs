// Every page in both languages, light and dark, on a phone and on a desktop: no violation by axe, a name for every
// control, targets that a thumb can hit, and nothing that scrolls sideways. A picture of each lies in target/screens/.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { firstStart, go, lock, open } from './lib/app.mjs';
import { axeViolations } from './lib/axe.mjs';
import { launchPersistent, makeProfile } from './lib/launch.mjs';
import { SIZES, screenshot } from './lib/report.mjs';
import { DIST, serve } from './lib/server.mjs';
import { idHere, passGate, record, visit } from './lib/pages.mjs';
import { cameraPhoto, pdf } from './lib/photos.mjs';
import { tellOfMr, tellOfTheFamily } from './lib/stories.mjs';

/** Every language meets every colour and every size; PENDAMPING_EVERY_LOOK=1 takes every combination. */
const ALL = ['id', 'en'].flatMap((lang) =>
  ['light', 'dark'].flatMap((scheme) => Object.keys(SIZES).map((size) => ({ lang, scheme, size }))),
);
const HALF = new Set(['id-light-hp', 'id-dark-meja', 'en-dark-hp', 'en-light-meja']);
const LOOKS = ALL.filter((it) => process.env.PENDAMPING_EVERY_LOOK || HALF.has(Object.values(it).join('-')));

let site;
let profile;
let context;
let page;

before(async () => {
  site = await serve(DIST);
  profile = makeProfile();
  context = await launchPersistent(profile, { viewport: SIZES.hp, args: ['--hide-scrollbars'] });
  page = await context.newPage();
  await open(page, site);
});
after(async () => {
  await context.close();
  await site.stop();
  profile.remove();
});

test('the_pages_before_the_vault_have_no_violation', async () => {
  assert.deepEqual(summary(await inLooks('mulai', LOOKS)), {});
});

test('every_page_has_no_violation_in_both_languages_light_and_dark_on_both_sizes', { timeout: process.env.PENDAMPING_EVERY_LOOK ? 3600000 : 600000 }, async () => {
  await wear(LOOKS[0]);
  await firstStart(page);
  const found = [];
  const bare = {
    beranda: '/', kasus: '/kasus', orang: '/orang', mitra: '/mitra', kontak: '/kontak', laporan: '/laporan', hari: '/hari', supervisi: '/supervisi', rujukan: '/rujukan',
  };
  for (const [name, place] of Object.entries(bare)) {
    await show(place);
    found.push(...(await inLooks(`kosong-${name}`, LOOKS.slice(0, 1))));
  }
  await wear(LOOKS[0]);
  const mr = await tellOfMr(page);
  const today = await page.evaluate(() => new Date().toLocaleDateString('sv'));
  const family = await tellOfTheFamily(page, today);
  const places = await allPlaces(mr, family);
  for (const lang of ['id', 'en']) {
    await speak(lang);
    const looks = LOOKS.filter((one) => one.lang === lang);
    for (const [name, place] of Object.entries(places)) {
      await show(place);
      found.push(...(await inLooks(name, looks)));
      for (const [state, act] of Object.entries(STATES[name] ?? {})) {
        await act();
        found.push(...(await inLooks(`${name}-${state}`, looks)));
      }
    }
  }
  await speak('id');
  await lock(page);
  found.push(...(await inLooks('terkunci', LOOKS.slice(0, 2))));
  assert.deepEqual(summary(found), {});
});

/** Every place of src/ui/route.rs, and the form of every kind that one can be on. */
async function allPlaces(mr, { household, outbreak, budi }) {
  const visit = await firstHref(`/kasus/${mr.kasus}`, 'a[href^="#/catatan/"]');
  const partner = await partnerWithReferral(mr.person);
  const photo = await attach(mr.person, 'foto.jpg', await cameraPhoto(page, { width: 1200, height: 900, orientation: 1 }));
  const paper = await attach(mr.person, 'surat.pdf', pdf(5000));
  const question = await twoQuestions();
  const places = {
    beranda: '/',
    kunci: '/kunci',
    terima: '/terima',
    hari: '/hari',
    kasus: '/kasus',
    orang: '/orang',
    mitra: '/mitra',
    rujukan: '/rujukan',
    satumitra: `/mitra/${partner}`,
    satukasus: `/kasus/${mr.kasus}`,
    satuorang: `/orang/${mr.person}`,
    keluarga: `/keluarga/${household}`,
    catatan: visit,
    ubah: `/ubah/${mr.person}`,
    foto: photo,
    'foto-pdf': paper,
    'baru-attachment': `/baru/attachment/${mr.person}`,
    'kunjungan-kasus': `/kunjungan/${mr.kasus}`,
    'kunjungan-keluarga': `/kunjungan/${household}`,
    'pilih-kunjungan': '/pilih/visit',
    'pilih-catatan': '/pilih/note',
    kontak: '/kontak',
    wabah: `/wabah/${outbreak}`,
    daftar: `/daftar/${outbreak}`,
    pertanyaan: '/pertanyaan',
    'pertanyaan-satu': question,
    'baru-pertanyaan': '/baru/form_question',
    profil: '/profil',
    'profil-satu': '/profil/covid19_kmk4641',
    'baru-profil': '/baru/disease_profile',
    pantau: `/pantau/${budi}/${outbreak}`,
    wawancara: `/wawancara/${budi}/${outbreak}`,
    'tes-baru': `/tes/${budi}/${outbreak}`,
    keliling: `/keliling/${household}`,
    penjangkauan: '/penjangkauan',
    'cetak-pantau-harian': `/cetak/pantau-harian/${outbreak}`,
    'cetak-centang': `/cetak/centang/${outbreak}`,
    'cetak-puskesmas': `/cetak/puskesmas/${outbreak}`,
    laporan: '/laporan',
    indikator: '/indikator',
    'gambar-orang': `/gambar/${budi}`,
    'gambar-kasus': `/gambar/${mr.kasus}`,
    'gambar-keluarga': `/gambar/${household}`,
    'cetak-laporan-sosial': `/cetak/laporan-sosial/${mr.kasus}`,
    'cetak-rencana': `/cetak/rencana/${mr.kasus}`,
    'cetak-salinan-data': `/cetak/salinan-data/${mr.person}`,
    supervisi: '/supervisi',
    selisih: '/selisih',
    sama: '/sama',
    'sama-dua': `/sama/${mr.person}/${budi}`,
    sampah: '/sampah',
    cari: '/cari',
    setelan: '/setelan',
    'tidak-ada': '/orang/0198c000-0000-7000-8000-000000000000',
    'baru-person': '/baru/person',
    'baru-household': '/baru/household',
    'baru-partner': '/baru/partner',
  };
  const onCase = ['assessment', 'evaluation', 'need', 'goal', 'action', 'assistance', 'referral', 'advocacy', 'note', 'termination', 'satisfaction'];
  for (const kind of onCase) places[`baru-${kind}`] = `/baru/${kind}/${mr.kasus}`;
  for (const kind of ['case', 'consent', 'relation', 'data_request']) places[`baru-${kind}`] = `/baru/${kind}/${mr.person}`;
  places['baru-kebutuhan'] = `/baru/kebutuhan/${await assessmentOf(mr.kasus)}`;
  places['baru-event'] = `/baru/event/${outbreak}`;
  return places;
}

/** Two questions of the agency on the form of a person; gives the place of the first. */
async function twoQuestions() {
  await record(page, 'form_question', null, {
    'Pertanyaan *': 'Keadaan atap', 'Pada formulir *': { option: 'Orang' }, 'Jenis jawaban *': ['Satu dari pilihan'],
    'Pilihan jawaban': 'R1 = Bocor\nR2 = Utuh',
  });
  await record(page, 'form_question', null, {
    'Pertanyaan *': 'Sumber air', 'Pada formulir *': { option: 'Orang' }, 'Jenis jawaban *': ['Teks'],
  });
  return firstHref('/pertanyaan', 'a[href^="#/catatan/"]');
}

/** The assessment of a case, from its page. */
async function assessmentOf(kasus) {
  return (await firstHref(`/kasus/${kasus}`, 'section[aria-label="Asesmen"] a[href^="#/catatan/"]')).split('/').pop();
}

/** A photo or paper of somebody; gives its place. */
async function attach(person, name, buffer) {
  await show(`/baru/attachment/${person}`);
  await page.getByLabel('Pilih foto atau PDF').setInputFiles({ name, mimeType: 'image/jpeg', buffer });
  await page.getByLabel('Keterangan').fill(name);
  await page.getByRole('button', { name: 'Simpan foto' }).click();
  await page.waitForFunction((to) => location.hash === to, `#/orang/${person}`);
  await page.getByRole('link', { name }).click();
  await page.waitForFunction(() => location.hash.startsWith('#/berkas/'));
  return `/berkas/${await idHere(page)}`;
}

/** A partner, a case that is referred to it and that went past a gate, and a visit that is due today. */
async function partnerWithReferral(person) {
  const partner = await record(page, 'partner', null, {
    'Nama mitra *': 'Puskesmas Medan Timur',
    Layanan: 'Pengobatan umum, gizi, imunisasi',
    'Berkas yang dibawa': 'KTP; KK; kartu JKN',
  });
  const kasus = await record(page, 'case', person, { 'Dibuka *': '2026-11-01' });
  await record(page, 'referral', kasus, { Mitra: { option: 'Puskesmas Medan Timur' }, 'Alasan rujukan *': 'Batuk dua minggu.' });
  await passGate(page, kasus, 'Harus pindah hari itu juga; asesmen menyusul.');
  const day = (ago) => page.evaluate((days) => new Date(Date.now() - days * 86400000).toLocaleDateString('sv'), ago);
  await visit(page, kasus, {
    date: await day(3), outcome: 'Bertemu', note: 'Mau berobat.', values: { 'Kunjungan berikutnya': await day(0) },
  });
  return partner;
}

/** What is not a place of its own: parts of an outbreak, and the sheet of what can be made. */
const tab = (number) => () => page.locator('input[name=bagian]').nth(number).check();
const STATES = {
  beranda: { lembar: () => page.locator('.fab').click() },
  wabah: { kontak: tab(1), kasus: tab(2), rantai: tab(3), kurva: tab(4), angka: tab(5), data: tab(6) },
};

async function show(place) {
  await go(page, place);
  await page.locator('#isi h1').waitFor();
}

async function firstHref(place, selector) {
  await show(place);
  const link = page.locator(selector).first();
  await link.waitFor();
  return (await link.getAttribute('href')).slice(1);
}

/** The language is chosen where a person chooses it. */
async function speak(lang) {
  await show('/setelan');
  await page.getByRole('radio', { name: lang === 'id' ? 'Bahasa Indonesia' : 'English', exact: true }).check();
  await page.waitForFunction((tag) => document.documentElement.lang === tag, lang);
}

async function wear({ scheme, size }) {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.setViewportSize(SIZES[size]);
  await page.evaluate(unstick);
  // Half of the colours may still be the old ones in the frame of the change.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Pictures of the page as it comes, then what is wrong with it when everything is unfolded. */
async function inLooks(name, looks) {
  for (const one of looks) {
    await wear(one);
    await screenshot(page, `axe-${name}-${Object.values(one).join('-')}`, { fullPage: true });
  }
  await page.evaluate(() => document.querySelectorAll('main details').forEach((it) => (it.open = true)));
  const found = [];
  for (const one of looks) found.push(...(await look(name, one)));
  return found;
}

/** What is wrong with the page in one look, each with the name of the look. */
async function look(place, one) {
  await wear(one);
  const name = `${place}-${Object.values(one).join('-')}`;
  const violations = await axeViolations(page);
  const own = await page.evaluate(ownRules);
  return [...violations, ...own].map((problem) => `${name} ${problem}`);
}

/** The same problem on many pictures is one line with the first picture and how many there are. */
function summary(found) {
  const byProblem = {};
  for (const line of found) {
    const at = line.indexOf(' ');
    const problem = line.slice(at + 1).replaceAll(/-\d+|[0-9a-f]{8}-[0-9a-f-]{27}/g, '-N');
    (byProblem[problem] ??= []).push(line.slice(0, at));
  }
  return Object.fromEntries(Object.entries(byProblem).map(([problem, names]) => [problem, `${names.length}x, first ${names[0]}`]));
}

// Runs in the page: bars that stick to an edge would lie over what is measured, wherever the page is scrolled to.
function unstick() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.nav, .topbar, .actions, .status { position: static !important }');
  document.adoptedStyleSheets = innerWidth < 840 ? [sheet] : [];
}

// Runs in the page: sideways scrolling, controls without a name, and targets under 44 px.
function ownRules() {
  const problems = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll('main *')].find((it) => it.getBoundingClientRect().right > root.clientWidth + 1 && !it.closest('.table-wrap, .scroll'));
    problems.push(`sideways: ${root.scrollWidth} px in ${root.clientWidth}, ${wide?.tagName}.${wide?.className}`);
  }
  const controls = document.querySelectorAll('a[href], button, input, select, textarea, summary, [role=button]');
  for (const it of controls) {
    if (!it.checkVisibility({ visibilityProperty: true }) || it.closest('.skip-link')) continue;
    const describe = `${it.tagName.toLowerCase()}.${it.className} "${(it.textContent || it.name || '').trim().slice(0, 40)}"`;
    const labels = [...(it.labels ?? [])].map((label) => label.textContent).join('');
    const by = (it.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join('');
    const inside = /^(A|BUTTON|SUMMARY)$/.test(it.tagName) ? it.textContent : '';
    if (!(it.getAttribute('aria-label') || labels || by || inside).trim()) problems.push(`no name: ${describe}`);
    // A box is hit through its label; a link in running text is as high as its line (WCAG 2.5.8, inline).
    const target = it.closest('label') ?? it;
    if (it.tagName === 'A' && getComputedStyle(it).display === 'inline' && it.parentElement.textContent.trim() !== it.textContent.trim()) continue;
    const box = target.getBoundingClientRect();
    // Columns and signs of a picture stand as close as their days (WCAG 2.5.8); its table says the same in rows of 44 px.
    const least = it.closest('.picture svg') ? 23.5 : 43.5;
    if (box.width > 0 && (box.height < least || box.width < least)) problems.push(`small: ${describe} ${Math.round(box.width)}x${Math.round(box.height)}`);
  }
  return problems;
}
