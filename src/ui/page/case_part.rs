//! Parts that the pages of casework share: facts, timelines, radio groups, a picker, and one way to
//! save. What surprises: `App::get` works only while a view is made, so handlers capture the app.

use std::cell::RefCell;

use crate::domain::order::InOrder;
use chrono::NaiveDate;
use leptos::prelude::*;

use crate::ui::live::live;

use crate::app::App;
use crate::casework::erase::plan_trash;
use crate::casework::person::display_name;
use crate::casework::question;
use crate::domain::field::FieldType;
use crate::domain::id::RecordId;
use crate::domain::identity::phone::parse_phone;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::casework::{note, visit};
use crate::domain::record::spine::{household, person};
use crate::domain::text::{Lang, Text, t};
use crate::domain::value::Value;
use crate::ledger::{Book, RecordRef};
use crate::platform::intl;
use crate::report::{history, summary};
use crate::ui::part::{busy_button, choice, link_row, list, tr};
use crate::ui::route::{Began, Route};

/// The first draft of a commit, by which a second touch is known: what it makes anew has another id each time.
type Mark = (&'static str, Option<RecordId>, Option<RecordId>, FieldSet);

thread_local! {
    /// What [`commit`] saves just now.
    static UNDER_WAY: RefCell<Vec<Mark>> = const { RefCell::new(Vec::new()) };
}

/// Saves drafts as one commit and says so; where it fails, the frame tells why. The same once more meanwhile is a second
/// touch and does nothing.
pub fn commit(app: App, drafts: Vec<Draft>, text: Text) {
    let Some(first) = drafts.first() else { return };
    let there = app.read_once(|book| book.get_any(first.record).is_some()) == Some(true);
    let mark: Mark = (first.kind, first.parent, there.then_some(first.record), first.fields.clone());
    if UNDER_WAY.with_borrow(|all| all.contains(&mark)) {
        return;
    }
    UNDER_WAY.with_borrow_mut(|all| all.push(mark.clone()));
    wasm_bindgen_futures::spawn_local(async move {
        // The frame shows a failure until the next save; nothing here was typed that could be lost.
        drop(app.save_and_tell(drafts, None, text).await);
        UNDER_WAY.with_borrow_mut(|all| all.retain(|one| *one != mark));
    });
}

/// A definition list of facts.
pub fn facts(rows: Vec<(String, AnyView)>) -> AnyView {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(label, value)| view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any())
        .collect();
    view! { <dl class="facts">{rows}</dl> }.into_any()
}

/// The set fields of a record by its declaration, without those named in `skip`, and after them what the agency asks.
pub fn fact_rows(book: &Book, record: RecordRef<'_>, skip: &[&str], lang: Lang) -> Vec<(String, AnyView)> {
    let Some(kind) = record.spec() else {
        // A kind of a newer version: its fields are shown by their own names.
        let raw = record
            .fields()
            .into_iter()
            .map(|(name, value)| (name, history::raw_text(&value, lang).into_any()));
        return raw.collect();
    };
    let shown =
        kind.fields.iter().chain(question::answered(record)).filter(|spec| !skip.contains(&spec.name));
    shown
        .filter_map(|spec| {
            let value = record.value(spec.name).filter(|value| !value.is_empty())?;
            let label = spec.label.get(lang).to_owned();
            let text = match (spec.ty, &value) {
                (FieldType::Phones(), Value::List(numbers)) => {
                    phones(numbers.iter().filter_map(Value::as_text).collect())
                }
                (FieldType::Ref(_), Value::Text(id)) => {
                    let title = history::value_text(spec, &value, book, lang);
                    let target = id.parse::<RecordId>().ok().and_then(|id| book.get(id));
                    match target {
                        Some(target) => {
                            let href = Route::of(target.kind_name(), target.id()).href();
                            view! { <a href=href>{title}</a> }.into_any()
                        }
                        None => title.into_any(),
                    }
                }
                (FieldType::Long(), _) => paragraphs(&history::value_text(spec, &value, book, lang)),
                _ => history::value_text(spec, &value, book, lang).into_any(),
            };
            Some((label, text))
        })
        .collect()
}

/// Text with its line breaks.
pub fn paragraphs(text: &str) -> AnyView {
    text.lines().map(|line| view! { <p>{line.to_owned()}</p> }.into_any()).collect::<Vec<_>>().into_any()
}

/// Numbers to call and to write to.
pub fn phones(numbers: Vec<&str>) -> AnyView {
    let rows: Vec<_> = numbers
        .into_iter()
        .map(|number| match parse_phone(number) {
            Ok(phone) => {
                let shown = phone.display();
                let call = format!("{} {shown}", tr(t("Telepon", "Call")));
                let chat = phone.whatsapp_link().map(|link| {
                    let label = format!("WhatsApp {shown}");
                    view! { <a class="btn btn--tonal" href=link target="_blank" rel="noopener noreferrer" aria-label=label>"WhatsApp"</a> }
                });
                view! {
                    <span class="cluster">
                        <a class="btn" href=phone.tel_link() aria-label=call>{shown}</a>
                        {chat}
                    </span>
                }
                .into_any()
            }
            Err(_) => number.to_owned().into_any(),
        })
        .collect();
    view! { <span class="stack">{rows}</span> }.into_any()
}

/// Dangers that are known of people, to be read before anybody knocks.
pub fn danger_banner(dangers: Vec<(String, String)>) -> AnyView {
    if dangers.is_empty() {
        return ().into_any();
    }
    let lines: Vec<_> = dangers
        .into_iter()
        .map(|(who, what)| view! { <p><strong>{who}</strong>": "{what}</p> }.into_any())
        .collect();
    view! {
        <div class="banner banner--danger" role="note" aria-label=tr(t("Bahaya bagi petugas", "Dangers for the visitor"))>
            <div>
                <p><strong>{tr(t("⚠ Bahaya bagi petugas", "⚠ Dangers for the visitor"))}</strong></p>
                {lines}
            </div>
        </div>
    }
    .into_any()
}

/// The dangers known of a person.
pub fn danger_of(record: RecordRef<'_>) -> Option<(String, String)> {
    let mut what: Vec<&str> = record.get_all(person::DANGERS).into_iter().map(str::trim).collect();
    what.dedup();
    let what = what.into_iter().filter(|what| !what.is_empty()).collect::<Vec<_>>().join(" · ");
    (!what.is_empty()).then(|| (display_name(record, false), what))
}

/// A card-sized list of records, each leading to its page; `empty` teaches where there are none.
pub fn rows(records: &[RecordRef<'_>], lang: Lang, empty: Text) -> AnyView {
    if records.is_empty() {
        return view! { <p class="hint">{tr(empty)}</p> }.into_any();
    }
    list(records.iter().map(|record| row(*record, lang)).collect())
}

/// One such row. On lists a discreet person stands by initials.
pub fn row(record: RecordRef<'_>, lang: Lang) -> AnyView {
    let href = Route::of(record.kind_name(), record.id()).href();
    link_row(href, summary::discreet_title(record, lang), summary::line(record, lang), ().into_any())
}

/// The day a visit, note or the like is about.
pub fn day_of(record: RecordRef<'_>) -> Option<NaiveDate> {
    // Every dated kind declares its day under the same name.
    record.get(visit::DATE)
}

/// Visits and notes, newest first.
pub fn timeline(mut records: Vec<RecordRef<'_>>, lang: Lang, empty: Text) -> AnyView {
    if records.is_empty() {
        return view! { <p class="hint">{tr(empty)}</p> }.into_any();
    }
    records.order_by_key(|record| std::cmp::Reverse((day_of(*record), record.id())));
    records.dedup_by_key(|record| record.id());
    let items: Vec<_> = records.into_iter().map(|record| timeline_item(record, lang)).collect();
    let shown = RwSignal::new(20_usize);
    let total = items.len();
    let items = StoredValue::new_local(items);
    view! {
        <ol class="timeline">
            {live(move || items.with_value(|items| items.iter().take(shown.get()).map(TimelineItem::view).collect::<Vec<_>>()))}
        </ol>
        {live(move || (shown.get() < total).then(|| view! {
            <button type="button" class="btn btn--tonal btn--wide" on:click=move |_| shown.update(|n| *n += 40)>
                {tr(t("Tampilkan yang lebih lama", "Show older"))}
            </button>
        }))}
    }
    .into_any()
}

struct TimelineItem {
    when: String,
    machine: String,
    title: String,
    href: String,
    body: String,
}

impl TimelineItem {
    fn view(&self) -> AnyView {
        view! {
            <li>
                <time datetime=self.machine.clone()>{self.when.clone()}</time>
                <a href=self.href.clone()>{self.title.clone()}</a>
                {paragraphs(&self.body)}
            </li>
        }
        .into_any()
    }
}

fn timeline_item(record: RecordRef<'_>, lang: Lang) -> TimelineItem {
    let day = day_of(record);
    let is_note = record.is(&note::SPEC);
    let body = if is_note {
        let parts = summary::note_parts();
        let texts = parts.into_iter().map(|part| record.text(part).trim()).filter(|text| !text.is_empty());
        let tasks = record.get(note::TASKS).unwrap_or_default();
        texts.chain(tasks).collect::<Vec<_>>().join("\n")
    } else {
        summary::line(record, lang)
    };
    TimelineItem {
        when: day.map_or_else(String::new, |day| intl::date(lang, day)),
        machine: day.map_or_else(String::new, |day| day.to_string()),
        title: if is_note {
            summary::note_label(record).get(lang).to_owned()
        } else {
            summary::kind_label(record, lang)
        },
        href: Route::of(record.kind_name(), record.id()).href(),
        body,
    }
}

/// One answer of a radio group: its code, its label, and a class for its colour.
pub type Answer = (&'static str, String, &'static str);

/// The codes of a list as answers.
pub fn answers(list: &'static crate::domain::code::CodeList, lang: Lang) -> Vec<Answer> {
    list.codes.iter().map(|code| (code.code, code.label.get(lang).to_owned(), "")).collect()
}

/// A group of radio buttons. A second touch takes the answer back, because "not recorded" is an answer
/// too; `class` is `choices` or `segmented`.
pub fn radios(
    class: &'static str,
    name: String,
    label: String,
    answers: Vec<Answer>,
    value: impl Fn() -> String + Copy + Send + Sync + 'static,
    set: impl Fn(String) + Copy + 'static,
) -> AnyView {
    let items: Vec<_> = answers
        .into_iter()
        .map(|(code, label, colour)| {
            let press = move |_| set(if value() == code { String::new() } else { code.to_owned() });
            view! {
                <label class=format!("choice {colour}")>
                    <input autocomplete="off" type="radio" name=name.clone() value=code prop:checked=move || value() == code on:click=press/>
                    <span>{label}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    view! { <div class=class role="radiogroup" aria-label=label>{items}</div> }.into_any()
}

/// A labelled control that types into a string.
pub fn text_field(
    id: &'static str,
    label: Text,
    kind: &'static str,
    value: impl Fn() -> String + Send + 'static,
    set: impl Fn(String) + 'static,
) -> AnyView {
    view! {
        <div class="field">
            <label for=id>{tr(label)}</label>
            <input id=id type=kind autocomplete="off" prop:value=value
                on:input=move |event| set(event_target_value(&event))/>
        </div>
    }
    .into_any()
}

/// A labelled text of any length.
pub fn text_area(
    id: String,
    label: String,
    class: &'static str,
    value: impl Fn() -> String + Send + 'static,
    set: impl Fn(String) + 'static,
) -> AnyView {
    let target = id.clone();
    view! {
        <div class="field">
            <label for=target>{label}</label>
            <textarea autocomplete="off" id=id class=class rows="3" prop:value=value
                on:input=move |event| set(event_target_value(&event))></textarea>
        </div>
    }
    .into_any()
}

/// A labelled choice from a code list, with an empty first entry.
pub fn select_code(
    id: String,
    label: String,
    list: &'static crate::domain::code::CodeList,
    value: impl Fn() -> String + Copy + Send + Sync + 'static,
    set: impl Fn(String) + 'static,
) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let mut options = vec![(String::new(), "—".to_owned())];
    options.extend(list.codes.iter().map(|code| (code.code.to_owned(), code.label.get(lang).to_owned())));
    choice(id, &label, options, value, set)
}

/// A search box that offers records of one kind to choose from.
pub fn picker(
    id: &'static str,
    label: Text,
    kind: &'static str,
    action: Text,
    pick: impl Fn(RecordId) + Copy + Send + Sync + 'static,
) -> AnyView {
    picker_over(id, label, RwSignal::new(String::new()), move |one| one == kind, action, pick)
}

/// The same over several kinds; whoever holds what is typed may empty it.
pub fn picker_over(
    id: &'static str,
    label: Text,
    query: RwSignal<String>,
    fits: impl Fn(&str) -> bool + Copy + Send + Sync + 'static,
    action: Text,
    pick: impl Fn(RecordId) + Copy + Send + Sync + 'static,
) -> AnyView {
    let app = App::get();
    let found = move || {
        let text = query.get();
        if text.trim().chars().count() < 2 {
            return ().into_any();
        }
        let lang = app.lang.get_untracked();
        let hits = app.search(&text, 40).first;
        let rows = app.read_once(|book| {
            let records =
                hits.iter().filter_map(|id| book.get(*id)).filter(|record| fits(record.kind_name()));
            records.take(8).map(|record| pick_row(record, lang, action, pick)).collect::<Vec<_>>()
        });
        match rows {
            Some(rows) if !rows.is_empty() => list(rows),
            _ => view! { <p class="hint" role="status">{tr(t("Tidak ditemukan", "Nothing found"))}</p> }
                .into_any(),
        }
    };
    view! {
        <div class="field">
            <label for=id>{tr(label)}</label>
            <input id=id type="search" enterkeyhint="search" autocomplete="off" prop:value=move || query.get()
                on:input=move |event| query.set(event_target_value(&event))/>
            {live(found)}
        </div>
    }
    .into_any()
}

fn pick_row(
    record: RecordRef<'_>,
    lang: Lang,
    action: Text,
    pick: impl Fn(RecordId) + Copy + Send + Sync + 'static,
) -> AnyView {
    let id = record.id();
    let title = summary::discreet_title(record, lang);
    let label = format!("{}: {title}", tr(action));
    view! {
        <li>
            <button type="button" class="row" aria-label=label on:click=move |_| pick(id)>
                <span class="row-main">
                    <span class="row-title">{title}</span>
                    <span class="row-sub">{summary::line(record, lang)}</span>
                </span>
                <span class="row-end">{tr(action)}</span>
            </button>
        </li>
    }
    .into_any()
}

/// The name of a record as its own page's heading says it.
pub fn heading(record: RecordRef<'_>, lang: Lang) -> String {
    let named = record.text(household::NAME).trim().to_lowercase();
    if record.is(&household::SPEC) && !named.starts_with("keluarga") && !named.starts_with("household") {
        return t("Keluarga {name}", "Household {name}")
            .with(lang, &[("name", record.text(household::NAME))]);
    }
    summary::title(record, lang)
}

/// Puts a record and what hangs on it in the trash, and leaves its page.
pub fn trash_button(app: App, id: RecordId, after: Route) -> AnyView {
    let press = move || {
        let after = after.clone();
        async move {
            let drafts = app.read_once(|book| plan_trash(book, id)).unwrap_or_default();
            let text = t("Dipindahkan ke tempat sampah", "Moved to the trash");
            let began = Began::here();
            if !drafts.is_empty() && app.save_and_tell(drafts, None, text).await.is_ok() {
                began.replace(&after);
            }
        }
    };
    busy_button("btn btn--text", t("Pindahkan ke tempat sampah", "Move to the trash"), press)
}
