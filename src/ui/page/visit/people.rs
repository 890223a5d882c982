//! The people at a visit: one row each with four answers, none of which is chosen beforehand.

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::app::App;
use crate::casework::person::{display_name, facts, members};
use crate::casework::visit::VisitForm;
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::record::casework::case;
use crate::domain::record::spine::{household, person};
use crate::domain::text::{Text, t};
use crate::ledger::{Book, RecordRef};
use crate::tracing::today::on_today_list;
use crate::ui::page::case_part::{Answer, radios};
use crate::ui::part::{badge, tr};

/// Somebody who may be there.
#[derive(Clone)]
pub struct Present {
    id: RecordId,
    /// Their name.
    pub name: String,
    sub: String,
    /// What is dangerous to the visitor.
    pub danger: Option<String>,
    followed: bool,
}

/// Whom a visit to a household, person or case may meet.
pub fn who(book: &Book, record: RecordRef<'_>) -> Vec<RecordId> {
    if record.is(&person::SPEC) {
        return vec![record.id()];
    }
    if record.is(&household::SPEC) {
        return members(book, record.id()).iter().map(|member| member.person.id()).collect();
    }
    if record.is(&case::SPEC) {
        return record.parent_record().map_or_else(Vec::new, |subject| who(book, subject));
    }
    Vec::new()
}

/// The rows of the form.
pub fn present(book: &Book, record: RecordRef<'_>, today: NaiveDate) -> Vec<Present> {
    let lang = App::get().lang.get_untracked();
    let people = who(book, record).into_iter().filter_map(|id| book.get_as(id, &person::SPEC));
    let people = people.filter(|one| one.get(person::DIED_ON).is_none());
    people
        .map(|one| {
            let danger = one.text(person::DANGERS).trim();
            Present {
                id: one.id(),
                name: display_name(one, false),
                sub: facts(book, one, today, lang).into_iter().take(2).collect::<Vec<_>>().join(" · "),
                danger: (!danger.is_empty()).then(|| danger.to_owned()),
                followed: !on_today_list(book, one.id(), today).is_empty(),
            }
        })
        .collect()
}

const STATES: [(&str, Text, &str); 4] = [
    ("seen_well", t("Terlihat sehat", "Seen, well"), "choice--well"),
    ("seen_unwell", t("Terlihat sakit", "Seen, unwell"), "choice--unwell"),
    ("absent", t("Tidak ada", "Absent"), ""),
    ("refused", t("Menolak", "Refused"), ""),
];

/// The rows.
pub fn ticks(form: RwSignal<VisitForm>, people: Vec<Present>) -> AnyView {
    if people.is_empty() {
        return view! {
            <section class="card" aria-label=tr(t("Anggota keluarga", "Members"))>
                <p class="hint">{tr(t(
                    "Belum ada anggota keluarga yang tercatat. Kunjungan tetap dapat disimpan.",
                    "No member of the household is recorded yet. The visit can be saved all the same.",
                ))}</p>
            </section>
        }
        .into_any();
    }
    debug_assert!(STATES.iter().all(|(code, ..)| lists::ATTENDANCE.find(code).is_some()));
    let any_followed = people.iter().any(|one| one.followed);
    let rows: Vec<_> = people.into_iter().map(|one| tick(form, one)).collect();
    view! {
        <section class="card" aria-label=tr(t("Siapa yang terlihat", "Who was seen"))>
            <h2>{tr(t("Siapa yang terlihat", "Who was seen"))}</h2>
            <p class="hint">{tr(t(
                "Yang tidak disentuh tidak dicatat. Sentuh sekali lagi untuk membatalkan.",
                "Who is not touched is not recorded. Touch once more to take it back.",
            ))}</p>
            {any_followed.then(|| view! {
                <p class="hint">{tr(t(
                    "Untuk yang dipantau, pemantauan hari itu ikut tersimpan.",
                    "For those under follow-up, that day's follow-up is saved along.",
                ))}</p>
            })}
            <div>{rows}</div>
        </section>
    }
    .into_any()
}

fn tick(form: RwSignal<VisitForm>, one: Present) -> AnyView {
    let id = one.id;
    let states: Vec<Answer> =
        STATES.iter().map(|(code, label, class)| (*code, tr(*label).to_owned(), *class)).collect();
    view! {
        <div class="person-tick">
            <div>
                <span>{one.name.clone()}</span>
                {one.followed.then(|| view! { " " {badge("accent", tr(t("dipantau", "under follow-up")))} })}
                {(!one.sub.is_empty()).then(|| view! { <span class="row-sub">{one.sub.clone()}</span> })}
            </div>
            {radios("segmented", format!("tick-{id}"), one.name, states,
                move || form.with(|form| form.attendance_of(id).to_owned()),
                move |code| form.update(|form| form.set_attendance(id, &code)))}
        </div>
    }
    .into_any()
}
