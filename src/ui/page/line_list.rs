//! Page: a line list from a file into an outbreak. The file is read again with every choice, nothing is written
//! before the last button, and then all of it is written as one commit, or nothing.

use leptos::prelude::*;

use crate::ui::live::live;
use rustc_hash::FxHashMap;

use super::tracing_parts::name_of;
use crate::app::App;
use crate::casework::duplicate::{OtherSteps, candidates};
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::tracing::outbreak;
use crate::domain::text::{Lang, Text, t};
use crate::ledger::{Book, Steps};
use crate::platform::files;
use crate::tracing::line_list::column::{CASES, LINKS, VISITS};
use crate::tracing::line_list::plan::{Choices, Fate, Plan, plan};
use crate::tracing::line_list::{
    DateOrder, Limits, LineList, ListError, Mapping, Role, Settings, Table, Told, read_with_visits,
};
use crate::tracing::problem::Problem;
use crate::tracing::trail::Classification;
use crate::ui::part::{busy_button, card, missing, pick_named, pick_one, tr};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// What a phone reads at once without standing still.
const LIMITS: Limits = Limits { bytes: 12 * 1024 * 1024, rows: 20_000 };
/// For so many new people it is looked whether they are known already.
const COMPARED: usize = 200;
/// So many rows are shown as they were read.
const SHOWN: usize = 5;

/// A file as it was chosen.
struct Chosen {
    bytes: Vec<u8>,
    /// Its columns, read once; none where it is no table.
    headers: Vec<String>,
}

impl Chosen {
    fn new(bytes: Vec<u8>) -> Chosen {
        let headers = Table::read(&bytes, LIMITS, "").map(|table| table.headers).unwrap_or_default();
        Chosen { bytes, headers }
    }
}

/// The files as they were chosen.
#[derive(Default)]
struct Files {
    cases: Option<Chosen>,
    links: Option<Chosen>,
    visits: Option<Chosen>,
}

/// One of the three files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Cases,
    Links,
    Visits,
}

impl Which {
    fn slot(self, files: &mut Files) -> &mut Option<Chosen> {
        match self {
            Which::Cases => &mut files.cases,
            Which::Links => &mut files.links,
            Which::Visits => &mut files.visits,
        }
    }

    fn chosen(self, files: &Files) -> Option<&Chosen> {
        match self {
            Which::Cases => files.cases.as_ref(),
            Which::Links => files.links.as_ref(),
            Which::Visits => files.visits.as_ref(),
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
type Outcome = Option<Result<LineList, ListError>>;

#[derive(Clone, Copy)]
struct Here {
    outbreak: RecordId,
    files: StoredValue<Files>,
    settings: RwSignal<Settings>,
    /// Whether somebody has chosen a column, so that the choices stay unfolded.
    touched: RwSignal<bool>,
    /// Counted up when a file was chosen.
    chosen: RwSignal<u32>,
    otherwise: RwSignal<Classification>,
    same: RwSignal<FxHashMap<String, RecordId>>,
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
        outbreak: id,
        files: StoredValue::default(),
        settings: RwSignal::new(Settings { limits: LIMITS, cases, links, visits }),
        touched: RwSignal::new(false),
        chosen: RwSignal::new(0),
        otherwise: RwSignal::new(Classification::ConfirmedSymptomatic),
        same: RwSignal::default(),
    };
    let found: Memo<Outcome> = Memo::new_with_compare(move |_| here.read(), |_, _| true);
    let result = move || {
        found.with(|found| match found {
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
                {outcome(here, list)}
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
        self.chosen.get();
        let settings = self.settings.get();
        self.files.with_value(|files| {
            let bytes = |which: Which| which.chosen(files).map(|file| file.bytes.as_slice());
            let cases = bytes(Which::Cases)?;
            let (links, visits) = (bytes(Which::Links), bytes(Which::Visits));
            let first = read_with_visits(cases, links, visits, &settings);
            // Columns that were remembered and are not there are looked for by their usual names.
            Some(match first {
                Err(ListError::NoColumn { .. }) => {
                    let settings = Settings { limits: settings.limits, ..Settings::default() };
                    read_with_visits(cases, links, visits, &settings)
                }
                other => other,
            })
        })
    }

    fn plan(self, book: &Book, list: &LineList, same: &FxHashMap<String, RecordId>) -> Plan {
        let today = App::get().today.get_untracked();
        plan(book, list, Choices { outbreak: self.outbreak, otherwise: self.otherwise.get(), same, today })
    }

    /// The columns of one of the files.
    fn headers(self, which: Which) -> Vec<String> {
        self.files
            .with_value(|files| which.chosen(files).map(|file| file.headers.clone()).unwrap_or_default())
    }
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
                        here.files.try_update_value(|files| *which.slot(files) = Some(Chosen::new(bytes)));
                        name.try_set(file.name());
                        here.chosen.try_update(|count| *count += 1);
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
            let part = t(" Tanggal {role}: {order} ({why}).", " Dates of {role}: {order} ({why}).");
            text.push_str(&part.with(
                lang,
                &[
                    ("role", role_name(role, lang)),
                    ("order", order_name(Some(reading.order)).get(lang)),
                    ("why", why.get(lang)),
                ],
            ));
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
            view! { <tr><th scope="row">{one.id.clone()}</th>{cells}</tr> }.into_any()
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

fn role_name(code: &str, lang: Lang) -> &'static str {
    let name = match code {
        "id" => t("ID orang", "Id of the person"),
        "name" => t("Nama", "Name"),
        "sex" => t("Jenis kelamin", "Sex"),
        "age" => t("Umur", "Age"),
        "phone" => t("Telepon", "Telephone"),
        "address" => t("Alamat", "Address"),
        "onset" => t("Mulai bergejala", "Onset"),
        "report" => t("Dilaporkan", "Reported"),
        "outcome_date" => t("Tanggal akhir penyakit", "Date of outcome"),
        "outcome" => t("Akhir penyakit", "Outcome"),
        "classification" => t("Klasifikasi", "Classification"),
        "from" => t("Dari (sumber)", "From (source)"),
        "to" => t("Ke (terpapar)", "To (exposed)"),
        "link_date" => t("Tanggal hubungan", "Date of the link"),
        "link_kind" => t("Tempat atau jenis", "Setting or kind"),
        "last_contact" => t("Kontak terakhir", "Last contact"),
        "visit_id" => t("ID yang dipantau", "Id of who was followed up"),
        "visit_date" => t("Tanggal pemantauan", "Date of the follow-up"),
        "result" => t("Hasil pemantauan", "Result of the follow-up"),
        "entered" => t("Tanggal dicatat", "Date of entry"),
        _ => t("Kolom lain", "Another column"),
    };
    name.get(lang)
}

fn order_name(order: Option<DateOrder>) -> Text {
    match order {
        None => t("Temukan sendiri", "Find out"),
        Some(DateOrder::Dmy) => t("hari/bulan/tahun", "day/month/year"),
        Some(DateOrder::Mdy) => t("bulan/hari/tahun", "month/day/year"),
        Some(DateOrder::Ymd) => t("tahun-bulan-hari", "year-month-day"),
    }
}

const ORDERS: [Option<DateOrder>; 4] =
    [None, Some(DateOrder::Dmy), Some(DateOrder::Mdy), Some(DateOrder::Ymd)];

/// Which column means what; folded while all was found.
fn columns_card(here: Here, list: Option<&LineList>) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let none = tr(t("Tidak ada", "None")).to_owned();
    let part = |which: Which, roles: &'static [Role], used: Option<&Mapping>| -> Vec<AnyView> {
        let headers = here.headers(which);
        if headers.is_empty() {
            return Vec::new();
        }
        let names: Vec<String> = std::iter::once(none.clone()).chain(headers.iter().cloned()).collect();
        roles
            .iter()
            .map(|role| {
                let role = *role;
                let column = used.and_then(|used| used.columns.get(&role));
                let first =
                    column.and_then(|name| headers.iter().position(|one| one == name)).map_or(0, |n| n + 1);
                let headers = headers.clone();
                let id: &'static str = role_id(role);
                pick_named(id, role_name(role.code(), lang), &names, first, move |place| {
                    let header = place.checked_sub(1).and_then(|place| headers.get(place)).cloned();
                    here.touched.set(true);
                    here.settings.update(|settings| {
                        let mapping = which.mapping(settings);
                        mapping.without.retain(|one| *one != role);
                        match header {
                            Some(header) => {
                                mapping.columns.retain(|_, one| *one != header);
                                mapping.columns.insert(role, header);
                            }
                            None => {
                                mapping.columns.remove(&role);
                                mapping.without.push(role);
                            }
                        }
                    });
                })
            })
            .collect()
    };
    let order = here.settings.with_untracked(|settings| settings.cases.dates);
    let orders: Vec<String> = ORDERS.iter().map(|one| order_name(*one).get(lang).to_owned()).collect();
    let first = ORDERS.iter().position(|one| *one == order).unwrap_or(0);
    let dates =
        pick_named("list-order", tr(t("Urutan tanggal", "Order of dates")), &orders, first, move |place| {
            let order = ORDERS.get(place).copied().flatten();
            here.touched.set(true);
            here.settings.update(|settings| {
                settings.cases.dates = order;
                settings.links.dates = order;
                settings.visits.dates = order;
            });
        });
    let cases = part(Which::Cases, CASES, list.map(|list| &list.cases_mapping));
    let links = part(Which::Links, LINKS, list.map(|list| &list.links_mapping));
    let visits = part(Which::Visits, VISITS, list.map(|list| &list.visits_mapping));
    view! {
        <details class="card" open=list.is_none() || here.touched.get_untracked()>
            <summary class="btn btn--tonal btn--wide">{tr(t("Arti kolom dan tanggal", "What the columns and dates mean"))}</summary>
            {dates}
            <h3>{tr(t("Daftar orang", "List of people"))}</h3>
            <div class="grid-2">{cases}</div>
            {(!links.is_empty()).then(|| view! {
                <h3>{tr(t("Daftar hubungan", "List of links"))}</h3>
                <div class="grid-2">{links}</div>
            })}
            {(!visits.is_empty()).then(|| view! {
                <h3>{tr(t("Pemantauan", "Follow-ups"))}</h3>
                <div class="grid-2">{visits}</div>
            })}
        </details>
    }
    .into_any()
}

/// The id of the control of a column.
fn role_id(role: Role) -> &'static str {
    match role {
        Role::Id => "list-id",
        Role::Name => "list-name",
        Role::Sex => "list-sex",
        Role::Age => "list-age",
        Role::Phone => "list-phone",
        Role::Address => "list-address",
        Role::Onset => "list-onset",
        Role::Report => "list-report",
        Role::OutcomeDate => "list-outcome-date",
        Role::Outcome => "list-outcome",
        Role::Classification => "list-classification",
        Role::From => "list-from",
        Role::To => "list-to",
        Role::LinkDate => "list-link-date",
        Role::LinkKind => "list-link-kind",
        Role::LastContact => "list-last-contact",
        Role::VisitId => "list-visit-id",
        Role::VisitDate => "list-visit-date",
        Role::VisitResult => "list-visit-result",
        Role::VisitEntered => "list-visit-entered",
        _ => "list-other",
    }
}

/// What is wrong with the rows, each kind once.
fn problems(list: &LineList) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let today = App::get().today.get_untracked();
    let (_, found) = list.figures(Some(today), None);
    if found.is_empty() {
        return card(
            tr(t("Pemeriksaan", "Checks")),
            None,
            view! { <p>{tr(t("Tidak ada yang janggal.", "Nothing looks wrong."))}</p> }.into_any(),
        );
    }
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
    card(tr(t("Pemeriksaan", "Checks")), None, view! { <ul class="list">{rows}</ul> }.into_any())
}

/// What the import would do, who may be known already, and the button.
fn outcome(here: Here, list: &LineList) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let kept = StoredValue::new(list.clone());
    let numbers = move || {
        app.read(|book| {
            let plan = here.same.with(|same| kept.with_value(|list| here.plan(book, list, same)));
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
            view! { <p>{people}</p> <p>{links}</p> {visits.map(|text| view! { <p>{text}</p> })} }
        })
    };
    let save = move || async move {
        let drafts = app.read_once(|book| {
            let mut plan =
                here.same.with_untracked(|same| kept.with_value(|list| here.plan(book, list, same)));
            plan.drafts.extend(kept.with_value(|list| remember(book, here.outbreak, list)));
            plan.drafts
        });
        let Some(drafts) = drafts else { return };
        if drafts.is_empty() {
            app.tell(t("Tidak ada yang baru dalam berkas ini.", "There is nothing new in this file."));
            return;
        }
        if app.save_and_tell(drafts, None, t("Daftar kasus masuk", "Line list taken in")).await.is_ok() {
            Route::Outbreak(here.outbreak).go();
        }
    };
    let body = view! {
        {pick_one("list-otherwise", t("Klasifikasi bila daftar tidak menyebutkannya", "Classification where the list gives none"), &CLASSES, class_name, here.otherwise)}
        {alike(here, list)}
        <div aria-live="polite">{live(numbers)}</div>
        {busy_button("btn btn--primary btn--wide", t("Masukkan semua", "Take all of it in"), save)}
    };
    card(tr(t("Yang akan ditulis", "What will be written")), None, body.into_any())
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
fn alike(here: Here, list: &LineList) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let rows = app.read_once(|book| {
        let none = FxHashMap::default();
        let plan = untrack(|| here.plan(book, list, &none));
        let others = OtherSteps::new(here.outbreak).at_once(book);
        let listed: FxHashMap<&str, _> = list.people.iter().map(|one| (one.id.as_str(), one)).collect();
        let new = plan.people.iter().filter(|one| one.fate == Fate::New).filter_map(|one| {
            let draft = plan.drafts.iter().find(|draft| draft.record == one.person)?;
            let known = listed.get(one.id.as_str())?;
            (!known.name.is_empty()).then_some((one.id.clone(), known.name.clone(), draft))
        });
        let mut rows: Vec<AnyView> = Vec::new();
        for (id, name, draft) in new.take(COMPARED) {
            let found = candidates(&others, &draft.fields.0);
            if found.is_empty() {
                continue;
            }
            let people: Vec<RecordId> = found.iter().map(|(who, _)| *who).collect();
            let mut names = vec![tr(t("Orang baru", "A new person")).to_owned()];
            names.extend(found.iter().map(|(who, reasons)| {
                let reasons: Vec<&str> = reasons.iter().map(|reason| reason.get(lang)).collect();
                format!("{} ({})", name_of(book, *who), reasons.join(", "))
            }));
            let first = here.same.with_untracked(|same| {
                same.get(&id).and_then(|who| people.iter().position(|one| one == who)).map_or(0, |n| n + 1)
            });
            rows.push(same_choice(here, id, name, &names, people, first));
        }
        rows
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
    name: String,
    names: &[String],
    people: Vec<RecordId>,
    first: usize,
) -> AnyView {
    let control = crate::ui::form::pick::unique_id("list-same");
    let label = format!("{name} ({id})");
    pick_named(control, &label, names, first, move |place| {
        let who = place.checked_sub(1).and_then(|place| people.get(place)).copied();
        here.same.update(|same| match who {
            Some(who) => {
                same.insert(id.clone(), who);
            }
            None => {
                same.remove(&id);
            }
        });
    })
}
