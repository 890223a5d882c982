//! Parts that the pages of tracing share: fields that follow their signal, badges, and the list of whom
//! to see today.
//!
//! What surprises: the fields here are written back from the signal, unlike those of the generic form,
//! because tapping a day sets the date and a saved entry empties the form.

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::ui::live::live;

use crate::app::{App, Worked};
use crate::casework::person::display_name;
use crate::domain::field::FieldType;
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet, FieldSpec, Kind, Trait};
use crate::domain::record::spine::person;
use crate::domain::record::tracing::{investigation, outbreak};
use crate::domain::text::{Text, t};
use crate::domain::value::{Fields, Value};
use crate::ledger::Book;
use crate::platform::clock;
use crate::report::summary;
use crate::tracing::contact::plan_follow_up;
use crate::tracing::follow_up::{DayState, FollowUpStatus, MissedWhy};
use crate::tracing::roll::Roll;
use crate::tracing::today::{DueContact, Group};
use crate::tracing::trail::Classification;
use crate::ui::form::pick::unique_id;
use crate::ui::form::{Keeper, Typed};
use crate::ui::part::{Shown, badge, busy_button, empty, tr, working};
use crate::ui::route::Route;

/// A form that keeps itself, one of several on its page.
#[derive(Clone, Copy)]
pub struct Kept {
    /// What was typed.
    pub typed: Typed,
    /// The id under which it is kept.
    pub draft: RecordId,
    /// Whether it was found as it had been left.
    pub restored: bool,
    /// The fold that the form stands in, where it does; it closes when the form was saved.
    pub fold: NodeRef<leptos::html::Details>,
    keeper: StoredValue<Keeper, LocalStorage>,
    /// What an empty form holds.
    empty: StoredValue<Fields>,
}

/// The field of a draft that says which form of the page it belongs to. Fields with a leading line are
/// the page's own and go into no record.
const FORM: &str = "_form";

impl Kept {
    /// The form of this name on this page, as it was left, or with what is known at the start.
    pub fn start(stem: &str, known: FieldSet) -> Kept {
        let app = App::get();
        let route = crate::platform::page::hash();
        let form = Value::Text(stem.to_owned());
        let mut empty = known.0;
        empty.insert(FORM.to_owned(), form.clone());
        let kept = untrack(|| app.drafts())
            .into_iter()
            .find(|(_, draft)| draft.route == route && draft.fields.get(FORM) == Some(&form));
        let restored = kept.is_some();
        let (draft, fields) =
            kept.map_or_else(|| (app.make_id(), empty.clone()), |(id, draft)| (id, draft.fields));
        let typed = RwSignal::new(fields);
        let keeper = StoredValue::new_local(Keeper::start(
            draft,
            crate::platform::page::hash(),
            restored,
            move || typed.get(),
        ));
        Kept { typed, draft, restored, fold: NodeRef::new(), keeper, empty: StoredValue::new(empty) }
    }

    /// What was typed and belongs in a record.
    pub fn fields(self) -> FieldSet {
        let mut fields = self.typed.get_untracked();
        fields.retain(|name, value| !name.starts_with('_') && !value.is_empty());
        FieldSet(fields)
    }

    /// The text of a field; it is followed.
    pub fn text(self, name: &str) -> String {
        text_in(self.typed, name)
    }

    /// The date in a field; it is followed.
    pub fn date(self, name: &str) -> Option<NaiveDate> {
        self.text(name).parse().ok()
    }

    /// Writes a field; an empty value takes it out.
    pub fn put(self, name: &str, value: Value) {
        put(self.typed, name, value);
    }

    /// Saves drafts as one commit and empties the form; where they are not saved it stays as it is.
    pub async fn save(self, drafts: Vec<Draft>, text: Text) -> bool {
        let Some(keeper) = self.keeper.try_get_value() else { return false };
        keeper.pause();
        let saved = App::get().save_and_tell(drafts, Some(self.draft), text).await.is_ok();
        if saved {
            keeper.done();
            if let Some(empty) = self.empty.try_get_value() {
                self.typed.try_set(empty);
            }
            if let Some(fold) = self.fold.try_get_untracked().flatten() {
                fold.set_open(false);
            }
            // The keeper must not see the emptied form as something typed.
            clock::breathe().await;
        }
        keeper.resume();
        saved
    }

    /// Says that the form was found as it had been left.
    pub fn banner(self) -> AnyView {
        self.restored
            .then(|| view! { <p class="banner banner--info" role="status">{tr(t("Draf dipulihkan.", "Draft restored."))}</p> })
            .into_any()
    }
}

/// The fields of an illness, as they stand in every form that makes a case of somebody.
pub fn illness_fields(kept: Kept) -> AnyView {
    view! {
        {field(&investigation::SPEC, investigation::CLASSIFICATION.name, kept.typed)}
        {field(&investigation::SPEC, investigation::ONSET.name, kept.typed)}
    }
    .into_any()
}

/// What is in them, or what is wrong with it.
pub fn illness_of(kept: Kept, today: NaiveDate) -> Result<(Classification, Option<NaiveDate>), Text> {
    let (code, onset) =
        untrack(|| (kept.text(investigation::CLASSIFICATION.name), kept.date(investigation::ONSET.name)));
    if code.is_empty() {
        return Err(t("Pilih klasifikasinya.", "Choose the classification."));
    }
    if onset.is_some_and(|onset| onset > today) {
        return Err(t("Tanggal mulai bergejala belum terjadi.", "The onset is still to come."));
    }
    Ok((Classification::of_code(&code), onset))
}

fn put(typed: Typed, name: &str, value: Value) {
    typed.update(|fields| {
        if value.is_empty() {
            fields.remove(name);
        } else {
            fields.insert(name.to_owned(), value);
        }
    });
}

/// The field of a kind as an input that follows its signal. Lines, dates, decimals, codes and lists of
/// codes; other types have their place in the generic form.
pub fn field(kind: &'static Kind, name: &'static str, typed: Typed) -> AnyView {
    let Some(spec) = kind.field(name) else { return ().into_any() };
    match spec.ty {
        FieldType::Code(list) if list.codes.len() > 6 => drop_down(spec, typed),
        FieldType::Code(_) => radios(spec, typed),
        FieldType::Codes(_) => ticks(spec, typed),
        _ => line(spec, typed),
    }
}

fn label_of(spec: &FieldSpec) -> String {
    format!("{}{}", tr(spec.label), if spec.is(Trait::Required) { " *" } else { "" })
}

fn text_in(typed: Typed, name: &str) -> String {
    typed.with(|fields| fields.get(name).and_then(Value::as_text).unwrap_or_default().to_owned())
}

fn line(spec: &'static FieldSpec, typed: Typed) -> AnyView {
    let id = unique_id(spec.name);
    let (kind, mode) = match spec.ty {
        FieldType::Date() => ("date", "none"),
        FieldType::Decimal() => ("text", "decimal"),
        _ => ("text", "text"),
    };
    let write = move |text: String| {
        // The decimal comma of the keyboard is kept as a point.
        let text = if mode == "decimal" { text.trim().replace(',', ".") } else { text };
        put(typed, spec.name, Value::Text(text));
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label_of(spec)}</label>
            <input id=id type=kind inputmode=mode autocomplete="off"
                prop:value=move || text_in(typed, spec.name)
                on:input:target=move |event| write(event.target().value())/>
        </div>
    }
    .into_any()
}

fn drop_down(spec: &'static FieldSpec, typed: Typed) -> AnyView {
    let FieldType::Code(list) = spec.ty else { return ().into_any() };
    let id = unique_id(spec.name);
    let options = list
        .codes
        .iter()
        .map(|code| {
            let chosen = move || text_in(typed, spec.name) == code.code;
            view! { <option value=code.code selected=chosen>{tr(code.label)}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{label_of(spec)}</label>
            <select autocomplete="off" id=id on:change:target=move |event| put(typed, spec.name, Value::Text(event.target().value()))>
                <option value="" selected=move || text_in(typed, spec.name).is_empty()>{tr(t("Belum dipilih", "Not chosen"))}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

fn radios(spec: &'static FieldSpec, typed: Typed) -> AnyView {
    let FieldType::Code(list) = spec.ty else { return ().into_any() };
    let group = unique_id(spec.name);
    let choices = list
        .codes
        .iter()
        .map(|code| {
            let class = match code.code {
                "well" => "choice choice--well",
                "unwell" => "choice choice--unwell",
                _ => "choice",
            };
            view! {
                <label class=class>
                    <input autocomplete="off" type="radio" name=group.clone() value=code.code
                        prop:checked=move || text_in(typed, spec.name) == code.code
                        on:change=move |_| put(typed, spec.name, Value::Text(code.code.to_owned()))/>
                    <span>{tr(code.label)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{label_of(spec)}</legend>
            <div class="choices">{choices}</div>
        </fieldset>
    }
    .into_any()
}

fn ticks(spec: &'static FieldSpec, typed: Typed) -> AnyView {
    let FieldType::Codes(list) = spec.ty else { return ().into_any() };
    let codes: Vec<(&'static str, Text)> = list.codes.iter().map(|code| (code.code, code.label)).collect();
    view! {
        <fieldset class="field">
            <legend>{label_of(spec)}</legend>
            {code_ticks(&codes, spec.name, typed)}
        </fieldset>
    }
    .into_any()
}

/// Codes to be ticked, kept as a list in a field.
pub fn code_ticks(codes: &[(&'static str, Text)], name: &str, typed: Typed) -> AnyView {
    let name = StoredValue::new(name.to_owned());
    let choices = codes
        .iter()
        .map(|(code, label)| {
            let code = *code;
            let has = move || typed.with(|fields| name.with_value(|name| listed(fields, name)).iter().any(|one| one == code));
            view! {
                <label class="choice">
                    <input autocomplete="off" type="checkbox" prop:checked=has on:change:target=move |event| {
                        let on = event.target().checked();
                        let mut codes = typed.with_untracked(|fields| name.with_value(|name| listed(fields, name)));
                        codes.retain(|one| one != code);
                        if on {
                            codes.push(code.to_owned());
                        }
                        name.with_value(|name| {
                            put(typed, name, Value::List(codes.into_iter().map(Value::Text).collect()));
                        });
                    }/>
                    <span>{tr(*label)}</span>
                </label>
            }
        })
        .collect_view();
    view! { <div class="choices">{choices}</div> }.into_any()
}

/// The codes of a list field.
pub fn listed(fields: &Fields, name: &str) -> Vec<String> {
    match fields.get(name) {
        Some(Value::List(items)) => items.iter().filter_map(Value::as_text).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// A message under a form; empty while there is nothing wrong.
pub fn problem(error: RwSignal<Option<Text>>) -> AnyView {
    view! {
        <div aria-live="assertive">
            {live(move || error.get().map(|text| view! { <p class="error">{tr(text)}</p> }))}
        </div>
    }
    .into_any()
}

/// The name of a person, by initials where they asked for it.
pub fn name_of(book: &Book, who: RecordId) -> String {
    book.get(who).map_or_else(
        || tr(t("Tidak ada di sini", "Not here")).to_owned(),
        |record| {
            if record.is(&person::SPEC) {
                display_name(record, true)
            } else {
                summary::discreet_title(record, App::get().lang.get_untracked())
            }
        },
    )
}

/// The state of a follow-up as a coloured word.
pub fn status_badge(status: FollowUpStatus) -> AnyView {
    let kind = match status {
        FollowUpStatus::UnderFollowUp => "accent",
        FollowUpStatus::NeverSeen | FollowUpStatus::ProposedLost => "danger",
        FollowUpStatus::WindowPassed | FollowUpStatus::NoDate => "warn",
        FollowUpStatus::Completed => "finished",
        FollowUpStatus::BecameCase => "unwell",
        FollowUpStatus::Died => "died",
        FollowUpStatus::NoExposure | FollowUpStatus::NoRule => "muted",
    };
    badge(kind, tr(status.label()))
}

/// The state of one day: the kind of its badge, and its word.
pub fn day_word(state: DayState<'_>) -> (&'static str, Text) {
    match state {
        DayState::Due => ("accent", t("Hari ini", "Due today")),
        DayState::Done => ("well", t("Terlihat", "Seen")),
        DayState::LateEntered => ("finished", t("Terlihat, dicatat kemudian", "Seen, entered late")),
        DayState::Missed(MissedWhy::NothingEntered) => ("warn", t("Terlewat", "Missed")),
        DayState::Missed(MissedWhy::Absent) => ("warn", t("Tidak ada", "Absent")),
        DayState::Missed(MissedWhy::Refused) => ("warn", t("Menolak", "Refused")),
        DayState::Missed(MissedWhy::NotDone(_)) => ("warn", t("Tidak dilakukan", "Not done")),
        DayState::Future => ("muted", t("Nanti", "To come")),
        DayState::Stopped => ("muted", t("Tidak perlu lagi", "No longer needed")),
    }
}

fn group_name(book: &Book, group: &Group) -> String {
    let mut parts = Vec::new();
    parts.extend(group.household.map(|home| name_of(book, home)));
    match (group.rt.trim(), group.rw.trim()) {
        ("", "") => {}
        (rt, "") => parts.push(format!("RT {rt}")),
        ("", rw) => parts.push(format!("RW {rw}")),
        (rt, rw) => parts.push(format!("RT {rt}/RW {rw}")),
    }
    if !group.village.trim().is_empty() {
        parts.push(group.village.trim().to_owned());
    }
    if parts.is_empty() {
        parts.push(tr(t("Tanpa alamat", "No address")).to_owned());
    }
    parts.join(" · ")
}

/// Whom to see today, in one outbreak or in all, by home and neighbourhood, each with one-tap results.
pub fn today_view(roll: Worked<Roll>, wanted: Option<RecordId>) -> AnyView {
    let app = App::get();
    let shown = Shown::new();
    let list = move || {
        let Some(roll) = roll.get() else { return working() };
        let due: Vec<DueContact> = roll.today(wanted).into_iter().cloned().collect();
        if due.is_empty() {
            return empty(
                t("Tidak ada yang perlu dipantau hari ini", "Nobody is due today"),
                t(
                    "Orang yang terpapar muncul di sini setiap hari selama masa pantaunya. Buka wabah, pilih kasus, lalu tambahkan kontaknya.",
                    "People who were exposed appear here on each day of their follow-up. Open the outbreak, choose a case, and add its contacts.",
                ),
                None,
            );
        }
        let left = due.iter().filter(|one| one.due).count().to_string();
        let total = due.len();
        let counts = t(
            "{left} belum diperiksa hari ini, {all} dalam daftar",
            "{left} still to check today, {all} on the list",
        )
        .with(app.lang.get_untracked(), &[("left", &left), ("all", &total.to_string())]);
        let rows = move |part: std::ops::Range<usize>| -> Vec<AnyView> {
            let row = |place: usize| {
                let one = due.get(place)?;
                // A group has its heading on its first row.
                let before = place.checked_sub(1).and_then(|before| due.get(before));
                let first = before.is_none_or(|before| before.group != one.group);
                app.read_once(|book| due_row(book, one, first, wanted.is_none()))
            };
            (part.start..part.end.min(due.len())).filter_map(row).collect()
        };
        view! {
            <p class="hint" aria-live="polite">{counts}</p>
            <ul class="list">{shown.rows(total, rows)}</ul>
            {shown.more(total)}
        }
        .into_any()
    };
    view! {
        {live(list)}
        {super::care::waiting(roll, wanted)}
    }
    .into_any()
}

fn due_row(book: &Book, due: &DueContact, first: bool, with_outbreak: bool) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let mut facts = Vec::new();
    if with_outbreak {
        facts.extend(book.get(due.outbreak).map(|record| record.text(outbreak::NAME).to_owned()));
    }
    facts.extend(due.day.map(|day| t("hari ke-{n}", "day {n}").with(lang, &[("n", &day.to_string())])));
    if due.checks.1 > 1 {
        let (done, all) = (due.checks.0.to_string(), due.checks.1.to_string());
        facts.push(
            t("{done} dari {all} pemeriksaan", "{done} of {all} checks")
                .with(lang, &[("done", &done), ("all", &all)]),
        );
    }
    if due.days_unseen > 0 {
        let days = due.days_unseen.to_string();
        facts.push(t("{n} hari tidak terlihat", "unseen for {n} {n?day|days}").with(lang, &[("n", &days)]));
    }
    let done = due.day.is_some() && !due.due;
    let href = Route::Trace(due.person, due.outbreak).href();
    let name = name_of(book, due.person);
    let heading = first.then(|| {
        let heading = group_name(book, &due.group);
        // One visit serves the whole home.
        let round = due.group.household.map(|home| {
            let label = format!("{}: {heading}", tr(t("Satu rumah sekaligus", "The whole home at once")));
            view! {
                <a class="btn btn--tonal" aria-label=label href=Route::HomeRound(home).href()>
                    {tr(t("Satu rumah sekaligus", "The whole home at once"))}
                </a>
            }
        });
        view! { <h3 class="hint">{heading}</h3> {round} }
    });
    view! {
        <li>
            {heading}
            <a class="row" href=href>
                <span class="row-main">
                    <span class="row-title">{name.clone()}</span>
                    <span class="row-sub">{facts.join(" · ")}</span>
                </span>
                <span class="row-end">
                    {done.then(|| badge("ok", tr(t("Sudah dicatat hari ini", "Entered today"))))}
                    {status_badge(due.summary.status)}
                </span>
            </a>
            {due.due.then(|| quick_buttons(due.person, due.outbreak, &name))}
        </li>
    }
    .into_any()
}

/// The results that take one tap.
fn quick_buttons(who: RecordId, outbreak: RecordId, name: &str) -> AnyView {
    let results = [
        ("well", t("Sehat", "Well")),
        ("unwell", t("Sakit", "Unwell")),
        ("absent", t("Tidak ada", "Absent")),
        ("refused", t("Menolak", "Refused")),
    ];
    let buttons = results
        .into_iter()
        .map(|(result, text)| busy_button("btn", text, move || check_now(who, outbreak, result)))
        .collect_view();
    view! { <div class="cluster" role="group" aria-label=name.to_owned()>{buttons}</div> }.into_any()
}

async fn check_now(who: RecordId, outbreak: RecordId, result: &'static str) {
    let app = App::get();
    let today = app.today.get_untracked();
    let drafts = plan_follow_up(who, outbreak, today, result, FieldSet::new(), today, &mut || app.make_id());
    // A failed save is shown by the frame, with its reason.
    let _ = app.save_and_tell(drafts, None, t("Pemantauan tersimpan", "Follow-up saved")).await;
}
