//! Page: a line list from a file into an outbreak. The file is read again with every choice, nothing is written
//! before the last button, and then all of it is written as one commit, or nothing.

mod columns;

use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::live::live;
use rustc_hash::FxHashMap;

use self::columns::{columns_card, order_name, role_name};
use super::tracing_parts::name_of;
use crate::app::{App, Worked};
use crate::casework::duplicate::{Alike, AlikeSteps, OtherSteps};
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::tracing::outbreak;
use crate::domain::text::{Text, t};
use crate::ledger::Book;
use crate::platform::{clock, files};
use crate::tracing::line_list::plan::{Choices, Fate, Plan, PlanSteps, person_fields};
use crate::tracing::line_list::{
    CASES_FILE, LINKS_FILE, Limits, LineList, ListError, Listed, Mapping, Settings, Table, Told, VISITS_FILE,
    read_tables,
};
use crate::tracing::problem::Problem;
use crate::tracing::trail::Classification;
use crate::ui::part::{busy_button, card, missing, pick_named, pick_one, tr};
use crate::ui::route::{Began, Route};
use crate::ui::shell::top_bar;

/// What a phone reads at once without standing still.
const LIMITS: Limits = Limits { bytes: 12 * 1024 * 1024, rows: 20_000 };
/// So many rows are shown as they were read.
const SHOWN: usize = 5;

/// A file as it was chosen, read as a table once; no table is made of its bytes again.
type Chosen = Option<Result<Table, ListError>>;

/// The files as they were chosen.
#[derive(Default)]
struct Files {
    cases: Chosen,
    links: Chosen,
    visits: Chosen,
}

/// One of the three files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Cases,
    Links,
    Visits,
}

impl Which {
    fn slot(self, files: &mut Files) -> &mut Chosen {
        match self {
            Which::Cases => &mut files.cases,
            Which::Links => &mut files.links,
            Which::Visits => &mut files.visits,
        }
    }

    /// What problems call it.
    fn name(self) -> &'static str {
        match self {
            Which::Cases => CASES_FILE,
            Which::Links => LINKS_FILE,
            Which::Visits => VISITS_FILE,
        }
    }

    fn mapping(self, settings: &mut Settings) -> &mut Mapping {
        match self {
            Which::Cases => &mut settings.cases,
            Which::Links => &mut settings.links,
            Which::Visits => &mut settings.visits,
        }
    }
}

/// What was read, or why nothing was.
type Outcome = Option<Result<Arc<LineList>, ListError>>;

/// An outcome with the count of readings: whatever is worked out says of which it is.
type Reading = (u32, Outcome);

/// Who of the list is somebody known, and how often that was said. It is said of the ids of one file.
#[derive(Default)]
struct Same {
    turn: u32,
    people: FxHashMap<String, RecordId>,
}

impl Same {
    fn forget(&mut self) {
        self.people.clear();
        self.turn += 1;
    }
}

#[derive(Clone, Copy)]
struct Here {
    /// This visit to the page: what an earlier one worked out is of other files.
    visit: RecordId,
    outbreak: RecordId,
    files: StoredValue<Files>,
    settings: RwSignal<Settings>,
    /// Whether somebody has chosen a column, so that the choices stay unfolded.
    touched: RwSignal<bool>,
    otherwise: RwSignal<Classification>,
    same: RwSignal<Same>,
}

/// What is worked out from the list and the book.
#[derive(Clone, Copy)]
struct Work {
    plan: Worked<Plan>,
    alike: Worked<Alike>,
}

const CLASSES: [Classification; 4] = [
    Classification::ConfirmedSymptomatic,
    Classification::ConfirmedAsymptomatic,
    Classification::Probable,
    Classification::Suspect,
];

fn class_name(one: Classification) -> Text {
    let list = &crate::domain::code::tracing::CLASSIFICATION;
    list.codes.iter().find(|code| Some(code.code) == one.code()).map_or(t("?", "?"), |code| code.label)
}

/// The page.
pub fn view(id: RecordId) -> AnyView {
    let app = App::get();
    let known = app.read_once(|book| {
        let record = book.get_as(id, &outbreak::SPEC)?;
        Some((record.text(outbreak::NAME).to_owned(), record.text(outbreak::LIST_MAPPING).to_owned()))
    });
    let Some((name, kept)) = known.flatten() else { return missing() };
    let [cases, links, visits] = kept_mapping(&kept);
    let here = Here {
        visit: app.make_id(),
        outbreak: id,
        files: StoredValue::default(),
        settings: RwSignal::new(Settings { limits: LIMITS, cases, links, visits }),
        touched: RwSignal::new(false),
        otherwise: RwSignal::new(Classification::ConfirmedSymptomatic),
        same: RwSignal::default(),
    };
    let found: Memo<Reading> = Memo::new_with_compare(
        move |before: Option<&Reading>| (before.map_or(0, |(turn, _)| turn + 1), here.read()),
        |_, _| true,
    );
    let work = work(here, found);
    let result = move || {
        found.with(|(turn, found)| match found {
            None => ().into_any(),
            Some(Err(error)) => view! {
                <div class="banner banner--danger" role="alert">{refusal(error)}</div>
                {columns_card(here, None)}
            }
            .into_any(),
            Some(Ok(list)) => view! {
                {reading(list)}
                {columns_card(here, Some(list))}
                {problems(list)}
                {outcome(here, *turn, list, work)}
            }
            .into_any(),
        })
    };
    view! {
        {top_bar(t("Daftar kasus: {name}", "Line list: {name}").with(app.lang.get_untracked(), &[("name", &name)]), true)}
        <div class="stack">
            {choose_files(here)}
            {live(result)}
        </div>
    }
    .into_any()
}

/// The mappings that were used last time, of the cases, the links and the follow-ups.
fn kept_mapping(text: &str) -> [Mapping; 3] {
    // What a later version wrote is looked for anew; an earlier one knew no follow-ups.
    let mut kept = serde_json::from_str::<Vec<Mapping>>(text).unwrap_or_default().into_iter();
    std::array::from_fn(|_| kept.next().unwrap_or_default())
}

impl Here {
    fn read(self) -> Outcome {
        self.settings.with(|settings| {
            self.files
                .with_value(|files| Some(read_files(files, files.cases.as_ref()?, settings).map(Arc::new)))
        })
    }

    /// A word for a reading.
    fn list_key(self, turn: u32) -> String {
        format!("{} {turn}", self.visit)
    }

    /// A word for a reading and all that was chosen for it.
    fn key(self, turn: u32) -> String {
        let otherwise = self.otherwise.get().code().unwrap_or_default();
        format!("{} {otherwise} {}", self.list_key(turn), self.same.with(|same| same.turn))
    }

    /// The columns of one of the files.
    fn headers(self, which: Which) -> Vec<String> {
        let table = |files: &mut Files| Some(which.slot(files).as_ref()?.as_ref().ok()?.headers.clone());
        self.files.try_update_value(table).flatten().unwrap_or_default()
    }
}

fn read_files(
    files: &Files,
    cases: &Result<Table, ListError>,
    settings: &Settings,
) -> Result<LineList, ListError> {
    fn table(chosen: &Chosen) -> Result<Option<&Table>, ListError> {
        chosen.as_ref().map(|table| table.as_ref().map_err(ListError::clone)).transpose()
    }
    let cases = cases.as_ref().map_err(ListError::clone)?;
    read_tables(cases, table(&files.links)?, table(&files.visits)?, settings)
}

fn choose_files(here: Here) -> AnyView {
    let input = move |id: &'static str, label: Text, which: Which| {
        let name = RwSignal::new(String::new());
        let take = move |event: web_sys::Event| {
            let Some(file) = files::chosen(&event) else { return };
            if files::size(&file) > LIMITS.bytes as u64 {
                App::get().tell(t(
                    "Berkas terlalu besar (paling banyak 12 MB).",
                    "The file is too large (12 MB at most).",
                ));
                return;
            }
            wasm_bindgen_futures::spawn_local(async move {
                match files::read(&file).await {
                    Ok(bytes) => {
                        let table = Table::read(&bytes, LIMITS, which.name());
                        drop(bytes);
                        // Reading the table and reading what it means are two waits, and not one long one.
                        clock::breathe().await;
                        take_file(here, which, table);
                        name.try_set(file.name());
                    }
                    Err(_) => App::get().tell(t("Berkas tidak dapat dibaca.", "The file could not be read.")),
                }
            });
        };
        view! {
            <div class="field">
                <label for=id>{tr(label)}</label>
                <input id=id type="file" accept=".csv,.tsv,.txt,text/csv,text/plain" autocomplete="off" on:change=take/>
                {live(move || name.with(|name| (!name.is_empty()).then(|| view! { <p class="hint">{name.clone()}</p> })))}
            </div>
        }
        .into_any()
    };
    let body = view! {
        <p>{tr(t(
            "Pilih berkas CSV dari lembar kerja, Go.Data, atau sistem lain. Tidak ada yang ditulis sebelum Anda menekan tombol terakhir.",
            "Choose CSV files from a spreadsheet, Go.Data or another system. Nothing is written before you press the last button.",
        ))}</p>
        {input("list-cases", t("Daftar orang (kasus dan kontak)", "List of people (cases and contacts)"), Which::Cases)}
        {input("list-links", t("Daftar hubungan: dari siapa ke siapa (boleh kosong)", "List of links: from whom to whom (optional)"), Which::Links)}
        {input("list-visits", t("Pemantauan: siapa, kapan, hasilnya (boleh kosong)", "Follow-ups: who, when, what was found (optional)"), Which::Visits)}
    };
    card(tr(t("Berkas", "Files")), None, body.into_any())
}

/// Takes a file in the place of an earlier one. The page may be gone by now.
fn take_file(here: Here, which: Which, file: Result<Table, ListError>) {
    let headers = file.as_ref().map(|table| table.headers.clone()).unwrap_or_default();
    here.files.try_update_value(|files| *which.slot(files) = Some(file));
    if which == Which::Cases {
        here.same.try_update(Same::forget);
    }
    // Columns that were remembered and are not there are looked for by their usual names.
    here.settings.try_update(|settings| {
        if !headers.is_empty() {
            which.mapping(settings).keep(&headers);
        }
    });
}

/// The plan of an import, and which of the new people may be recorded already: both in slices, so that a long list or
/// a large book never makes the page wait.
fn work(here: Here, found: Memo<Reading>) -> Work {
    let app = App::get();
    let current = move || app.read_once(Book::generation);
    let list = move || found.with(|(turn, list)| Some((*turn, list.as_ref()?.as_ref().ok()?.clone())));
    let plan = app.worked(
        move || here.key(found.with(|(turn, _)| *turn)),
        move || {
            let (turn, list) = list()?;
            let same = here.same.with(|same| same.people.clone());
            let (outbreak, otherwise, today) = (here.outbreak, here.otherwise.get(), app.today.get());
            let choices = Choices { outbreak, otherwise, same, today, key: here.key(turn) };
            Some(PlanSteps::new(list, choices))
        },
    );
    let others = app.worked(move || here.outbreak.to_string(), move || Some(OtherSteps::new(here.outbreak)));
    // Who is new does not follow from who was said to be whom, so choosing somebody begins nothing anew.
    let ready = move || {
        let (turn, list) = list()?;
        let of_list = |plan: &Arc<Plan>| {
            plan.key.starts_with(&here.list_key(turn)) && Some(plan.generation) == current()
        };
        Some((turn, list, plan.get().filter(of_list)?, others.get()?))
    };
    let alike = app.worked(
        move || {
            ready()
                .map(|(turn, _, plan, _)| format!("{} {}", here.list_key(turn), plan.generation))
                .unwrap_or_default()
        },
        move || {
            let (turn, list, plan, others) = ready()?;
            let chosen = here.same.with(|same| same.people.clone());
            let new = plan.people.iter().filter(|one| one.fate == Fate::New || chosen.contains_key(&one.id));
            let new: rustc_hash::FxHashSet<&str> = new.map(|one| one.id.as_str()).collect();
            let named =
                list.people.iter().filter(|one| !one.name.is_empty() && new.contains(one.id.as_str()));
            let fields = named.map(|one| (one.id.clone(), person_fields(one, None, app.today.get()).0));
            Some(AlikeSteps::new(here.list_key(turn), others, fields.collect()))
        },
    );
    Work { plan, alike }
}

fn refusal(error: &ListError) -> String {
    let lang = App::get().lang.get_untracked();
    match error {
        ListError::TooLarge { most, .. } => {
            t("Berkas terlalu besar; paling banyak {n} MB.", "The file is too large; at most {n} MB.")
                .with(lang, &[("n", &(most / 1024 / 1024).to_string())])
        }
        ListError::TooManyRows { most } => t(
            "Terlalu banyak baris; paling banyak {n}. Bagi berkasnya.",
            "Too many rows; at most {n}. Divide the file.",
        )
        .with(lang, &[("n", &most.to_string())]),
        ListError::Workbook => tr(t(
            "Ini berkas lembar kerja (.xlsx). Simpan dahulu sebagai CSV.",
            "This is a workbook (.xlsx). Save it as CSV first.",
        ))
        .to_owned(),
        ListError::Empty => {
            tr(t("Berkas tidak memiliki baris judul kolom.", "The file has no row of column names."))
                .to_owned()
        }
        ListError::NoColumn { wanted, .. } => {
            t("Tidak ada kolom \"{name}\".", "There is no column \"{name}\".").with(lang, &[("name", wanted)])
        }
        ListError::NoRole { role, .. } => t(
            "Kolom untuk \"{name}\" tidak ditemukan. Pilih kolomnya di bawah.",
            "No column was found for \"{name}\". Choose it below.",
        )
        .with(lang, &[("name", role.get(lang))]),
    }
}

/// How the files were read, and the first rows.
fn reading(list: &LineList) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let told = |name: Text, told: &Told| {
        let delimiter = match told.delimiter.as_str() {
            "\t" => tr(t("tab", "tab")).to_owned(),
            other => format!("\u{201c}{other}\u{201d}"),
        };
        let mut text = t(
            "{name}: {n} baris, {encoding}, pemisah {delimiter}.",
            "{name}: {n} rows, {encoding}, delimiter {delimiter}.",
        )
        .with(
            lang,
            &[
                ("name", name.get(lang)),
                ("n", &told.rows.to_string()),
                ("encoding", told.encoding),
                ("delimiter", &delimiter),
            ],
        );
        for (role, reading) in &told.dates {
            let why = if reading.ambiguous {
                t("urutan tidak pasti, mohon periksa", "the order is not certain, please check")
            } else {
                t("pasti", "certain")
            };
            let order = order_name(Some(reading.order)).get(lang);
            text.push_str(&format!(" {}: {order} ({}).", role_name(role, lang), why.get(lang)));
        }
        view! { <p>{text}</p> }.into_any()
    };
    let links = (list.links_told.rows > 0).then(|| told(t("Hubungan", "Links"), &list.links_told));
    let visits = (list.visits_told.rows > 0).then(|| told(t("Pemantauan", "Follow-ups"), &list.visits_told));
    let dash = |text: Option<String>| text.filter(|text| !text.is_empty()).unwrap_or_else(|| "–".to_owned());
    let rows: Vec<AnyView> = list
        .people
        .iter()
        .take(SHOWN)
        .map(|one| {
            let cells = [
                dash(Some(one.name.clone())),
                dash(one.onset.map(|day| crate::platform::intl::date(lang, day))),
                dash(one.report.map(|day| crate::platform::intl::date(lang, day))),
                dash(Some(one.classification.clone())),
            ];
            let cells = cells.map(|text| view! { <td>{text}</td> }.into_any());
            let cells: Vec<AnyView> = cells.into_iter().collect();
            view! { <tr><th scope="row">{one.read_id().to_owned()}</th>{cells}</tr> }.into_any()
        })
        .collect();
    let caption = tr(t("Baris pertama sebagaimana dibaca", "The first rows as they were read"));
    let body = view! {
        {told(t("Orang", "People"), &list.cases_told)}
        {links}
        {visits}
        <div class="table-wrap" tabindex="0" role="region" aria-label=caption>
            <table>
                <caption>{caption}</caption>
                <thead><tr>
                    <th scope="col">"ID"</th>
                    <th scope="col">{tr(t("Nama", "Name"))}</th>
                    <th scope="col">{tr(t("Mulai bergejala", "Onset"))}</th>
                    <th scope="col">{tr(t("Dilaporkan", "Reported"))}</th>
                    <th scope="col">{tr(t("Klasifikasi", "Classification"))}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    card(tr(t("Cara berkas dibaca", "How the files were read")), None, body.into_any())
}

/// What is wrong with the rows, each kind once. Looked for after the page has shown how the files were read.
fn problems(list: &Arc<LineList>) -> AnyView {
    let found: RwSignal<Option<Vec<Problem>>> = RwSignal::new(None);
    let (list, today) = (list.clone(), App::get().today.get_untracked());
    wasm_bindgen_futures::spawn_local(async move {
        clock::breathe().await;
        // Another file may have been chosen by now.
        found.try_set(Some(list.all_problems(Some(today))));
    });
    let rows = move || {
        found.with(|found| match found.as_deref() {
            None => waiting(t("Sedang diperiksa …", "Being looked over …")),
            Some([]) => {
                view! { <p>{tr(t("Tidak ada yang janggal.", "Nothing looks wrong."))}</p> }.into_any()
            }
            Some(found) => problem_rows(found),
        })
    };
    card(tr(t("Pemeriksaan", "Checks")), None, live(rows))
}

fn problem_rows(found: &[Problem]) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let line = |problem: &Problem| {
        let mut where_ = Vec::new();
        if let Some(column) = &problem.column {
            where_.push(t("kolom {name}", "column {name}").with(lang, &[("name", column)]));
        }
        if !problem.rows.is_empty() {
            let shown: Vec<String> = problem.rows.iter().take(8).map(usize::to_string).collect();
            let more = if problem.rows.len() > 8 { " …" } else { "" };
            where_.push(
                t("baris {rows}", "rows {rows}")
                    .with(lang, &[("rows", &format!("{}{more}", shown.join(", ")))]),
            );
        } else if !problem.ids.is_empty() {
            let shown: Vec<String> = problem.ids.iter().take(8).cloned().collect();
            let more = if problem.ids.len() > 8 { " …" } else { "" };
            where_.push(format!("{}{more}", shown.join(", ")));
        }
        let count = problem.rows.len().max(problem.links.len()).max(problem.ids.len());
        view! {
            <li class="row">
                <span class="row-main">
                    <span class="row-title">{problem.kind.text().get(lang)}</span>
                    <span class="row-sub">{where_.join(" · ")}</span>
                </span>
                <span class="row-end">{count.to_string()}</span>
            </li>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = found.iter().map(line).collect();
    view! { <ul class="list">{rows}</ul> }.into_any()
}

/// What the import would do, who may be known already, and the button.
fn outcome(here: Here, turn: u32, list: &Arc<LineList>, work: Work) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let kept = StoredValue::new(list.clone());
    let numbers = move || {
        let Some(plan) = work.plan.get().filter(|plan| plan.key == here.key(turn)) else {
            return waiting(t("Sedang dihitung …", "Being worked out …"));
        };
        let numbers = [
            plan.count(Fate::New),
            plan.count(Fate::Changed),
            plan.count(Fate::Same),
            plan.count(Fate::Gone),
            plan.new_links,
            plan.changed_links,
            plan.same_links,
            plan.left_out_links,
        ]
        .map(|number| number.to_string());
        let [new, changed, same, gone, links, moved, old, left] = &numbers;
        let people = t(
            "Orang: {new} baru, {changed} berubah, {same} tetap, {gone} tidak diambil karena sudah dihapus.",
            "People: {new} new, {changed} changed, {same} the same, {gone} left out because they were removed.",
        )
        .with(lang, &[("new", new), ("changed", changed), ("same", same), ("gone", gone)]);
        let links = t(
            "Hubungan: {links} baru, {moved} berubah, {old} tetap, {left} tidak diambil.",
            "Links: {links} new, {moved} changed, {old} the same, {left} left out.",
        )
        .with(lang, &[("links", links), ("moved", moved), ("old", old), ("left", left)]);
        let visits = [plan.new_visits, plan.changed_visits, plan.same_visits, plan.left_out_visits];
        let visits = (visits.iter().sum::<usize>() > 0).then(|| {
            let [new, moved, old, left] = &visits.map(|number| number.to_string());
            let text = t(
                "Pemantauan: {new} baru, {moved} berubah, {old} tetap, {left} tidak diambil.",
                "Follow-ups: {new} new, {moved} changed, {old} the same, {left} left out.",
            );
            text.with(lang, &[("new", new), ("moved", moved), ("old", old), ("left", left)])
        });
        view! { <p>{people}</p> <p>{links}</p> {visits.map(|text| view! { <p>{text}</p> })} }.into_any()
    };
    let save = move || async move {
        let fresh = |plan: &Arc<Plan>| {
            plan.key == here.key(turn) && Some(plan.generation) == app.read_once(Book::generation)
        };
        let Some(plan) = untrack(|| work.plan.get().filter(fresh)) else {
            app.tell(t("Masih dihitung. Tunggu sebentar.", "Still being worked out. Wait a moment."));
            return;
        };
        let mut drafts = plan.drafts.clone();
        drafts.extend(
            app.read_once(|book| kept.with_value(|list| remember(book, here.outbreak, list))).flatten(),
        );
        if drafts.is_empty() {
            app.tell(t("Tidak ada yang baru dalam berkas ini.", "There is nothing new in this file."));
            return;
        }
        let began = Began::here();
        if app.save_and_tell(drafts, None, t("Daftar kasus masuk", "Line list taken in")).await.is_ok() {
            began.go(&Route::Outbreak(here.outbreak));
        }
    };
    // Whoever may be recorded already is shown before the button, so that nobody is recorded twice in haste.
    let rest = move || match work.alike.get().filter(|alike| alike.key == here.list_key(turn)) {
        Some(found) => view! {
            {kept.with_value(|list| alike(here, list, &found))}
            {busy_button("btn btn--primary btn--wide", t("Masukkan semua", "Take all of it in"), save)}
        }
        .into_any(),
        None => waiting(t(
            "Mencari orang yang mungkin sudah tercatat …",
            "Looking for people who may be recorded already …",
        )),
    };
    let body = view! {
        {pick_one("list-otherwise", t("Klasifikasi bila daftar tidak menyebutkannya", "Classification where the list gives none"), &CLASSES, class_name, here.otherwise)}
        <div aria-live="polite">{live(numbers)}</div>
        {live(rest)}
    };
    card(tr(t("Yang akan ditulis", "What will be written")), None, body.into_any())
}

fn waiting(text: Text) -> AnyView {
    view! { <p class="hint" role="status">{tr(text)}</p> }.into_any()
}

/// The columns, kept with the outbreak for next week's file.
fn remember(book: &Book, id: RecordId, list: &LineList) -> Option<Draft> {
    let text =
        serde_json::to_string(&[&list.cases_mapping, &list.links_mapping, &list.visits_mapping]).ok()?;
    let record = book.get_as(id, &outbreak::SPEC)?;
    let fields = FieldSet::new().with(outbreak::LIST_MAPPING, text.clone());
    (record.text(outbreak::LIST_MAPPING) != text).then_some(Draft {
        kind: outbreak::SPEC.name,
        record: id,
        parent: None,
        fields,
    })
}

/// New people who may be known already; the user says who is who.
fn alike(here: Here, list: &LineList, found: &Alike) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let listed: FxHashMap<&str, &Listed> = list.people.iter().map(|one| (one.id.as_str(), one)).collect();
    let rows = app.read_once(|book| {
        let rows = found.found.iter().map(|(id, found)| {
            let people: Vec<RecordId> = found.iter().map(|(who, _)| *who).collect();
            let mut names = vec![tr(t("Orang baru", "A new person")).to_owned()];
            names.extend(found.iter().map(|(who, reasons)| {
                let reasons: Vec<&str> = reasons.iter().map(|reason| reason.get(lang)).collect();
                format!("{} ({})", name_of(book, *who), reasons.join(", "))
            }));
            let first = here.same.with_untracked(|same| {
                let who = same.people.get(id);
                who.and_then(|who| people.iter().position(|one| one == who)).map_or(0, |n| n + 1)
            });
            let label = listed.get(id.as_str()).map(|one| format!("{} ({})", one.name, one.read_id()));
            let label = label.unwrap_or_else(|| id.clone());
            same_choice(here, id.clone(), &label, &names, people, first)
        });
        rows.collect::<Vec<AnyView>>()
    });
    let rows = rows.unwrap_or_default();
    if rows.is_empty() {
        return ().into_any();
    }
    view! {
        <h3>{tr(t("Mungkin sudah tercatat", "Perhaps recorded already"))}</h3>
        {rows}
    }
    .into_any()
}

fn same_choice(
    here: Here,
    id: String,
    label: &str,
    names: &[String],
    people: Vec<RecordId>,
    first: usize,
) -> AnyView {
    let control = crate::ui::form::pick::unique_id("list-same");
    pick_named(control, label, names, first, move |place| {
        let who = place.checked_sub(1).and_then(|place| people.get(place)).copied();
        here.same.update(|same| {
            same.turn += 1;
            same.people.remove(&id);
            same.people.extend(who.map(|who| (id.clone(), who)));
        });
    })
}
