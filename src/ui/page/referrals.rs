//! Page: all referrals that are still open, over all cases: how long each waits, the question that takes it further, and
//! the partner's number. What is typed lives outside of what follows the book.

use leptos::prelude::*;

use crate::ui::live::live;

use super::case::Typed;
use super::case::referral::referral_row;
use super::case_part::phones;
use crate::app::App;
use crate::casework::referral::{Open, State, Wanted, open_list, rule};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::casework::referral;
use crate::domain::record::spine::partner;
use crate::domain::text::{Lang, Text, t};
use crate::platform::intl;
use crate::report::summary;
use crate::ui::memory::{remembered, remembered_count};
use crate::ui::part::{badge, choice, empty, tr};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// How many are shown before more are asked for.
const SHOWN: usize = 40;

/// The states in which a referral is open.
const STATES: [State; 4] = [State::Drafted, State::Sent, State::Received, State::Accepted];

/// The page.
pub fn view() -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let typed = Typed::new();
    let (to, state, late) = (remembered("partner", ""), remembered("state", ""), remembered("overdue", ""));
    let shown = remembered_count(SHOWN);
    let wanted = move || Wanted {
        partner: to.with(|id| id.parse().ok()),
        state: state.with(|code| State::of_code(code)),
        overdue: late.with(|on| !on.is_empty()),
    };
    // All that are open, looked for once for all that is shown of them.
    let open = Memo::new(move |_| {
        let all = app.read(|book| {
            open_list(book, &Wanted::default(), app.today.get())
                .iter()
                .map(|one| one.record.id())
                .collect::<Vec<_>>()
        });
        all.unwrap_or_default()
    });
    // Whom one can filter by; it is made once, so that a step of a referral does not close the drop-down. The one that is
    // chosen stays there when the last of its referrals is answered, or nothing would say why the list is empty.
    let partners = Memo::new(move |_| {
        app.read(|book| {
            let of = |id: &RecordId| book.get(*id).and_then(|one| one.get(referral::PARTNER));
            let mut ids: Vec<RecordId> = open.with(|open| open.iter().filter_map(of).collect());
            ids.extend(to.with_untracked(|id| id.parse::<RecordId>()));
            let mut found: Vec<(String, RecordId)> = ids
                .into_iter()
                .filter_map(|id| book.get_as(id, &partner::SPEC))
                .map(|one| (one.text(partner::NAME).to_owned(), one.id()))
                .collect();
            found.order();
            found.dedup();
            found
        })
        .unwrap_or_default()
    });
    let any = Memo::new(move |_| open.with(|open| !open.is_empty()));
    let list = move || {
        if !any.get() {
            return nothing();
        }
        let (wanted, today, limit) = (wanted(), app.today.get(), shown.get());
        app.read(|book| {
            let found = open.with(|open| {
                let all = open.iter().filter_map(|id| Some(Open::of(book, book.get(*id)?, today)));
                all.filter(|one| wanted.fits(one)).collect::<Vec<_>>()
            });
            let total = found.len();
            let late = found.iter().filter(|one| one.overdue).count();
            let count = t("{n} rujukan terbuka, {late} terlambat", "{n} open {n?referral|referrals}, {late} overdue");
            let count = count.with(lang, &[("n", &total.to_string()), ("late", &late.to_string())]);
            let rows: Vec<_> = found.iter().take(limit).map(|one| row(app, one, typed, lang)).collect();
            let more = (limit < total).then(|| view! {
                <button type="button" class="btn btn--tonal btn--wide" on:click=move |_| shown.update(|n| *n += SHOWN)>
                    {tr(t("Tampilkan lebih banyak", "Show more"))}{format!(" ({limit} / {total})")}
                </button>
            });
            let card = (total > 0).then(|| view! {
                <section class="card" aria-label=tr(t("Rujukan terbuka", "Open referrals"))>
                    <ul class="list">{rows}</ul>
                    {more}
                </section>
            });
            view! { <p class="hint" role="status">{count}</p> {card} }.into_any()
        })
        .into_any()
    };
    let filters = move || {
        any.get().then(|| {
            let all = |text: Text| vec![(String::new(), tr(text).to_owned())];
            let mut whom = all(t("Semua mitra", "All partners"));
            whom.extend(partners.get().into_iter().map(|(name, id)| (id.to_string(), name)));
            let mut states = all(t("Semua", "All"));
            let label = |state: State| lists::REFERRAL_STATE.label(state.code(), lang).to_owned();
            states.extend(STATES.map(|state| (state.code().to_owned(), label(state))));
            view! {
                <div class="inline">
                    {choice("ref-partner", tr(t("Mitra", "Partner")), whom, move || to.get(), move |id| to.set(id))}
                    {choice("ref-state", tr(t("Keadaan", "State")), states, move || state.get(), move |code| state.set(code))}
                </div>
                <label class="choice">
                    <input autocomplete="off" type="checkbox" prop:checked=move || late.with(|on| !on.is_empty())
                        on:change=move |event| late.set(if event_target_checked(&event) { "1".into() } else { String::new() })/>
                    <span>{tr(t("Hanya yang terlambat", "Only overdue ones"))}</span>
                </label>
            }
        })
    };
    view! {
        {top_bar(tr(t("Rujukan terbuka", "Open referrals")), true)}
        <div class="stack">
            <p class="hint">{rule(lang)}</p>
            {live(filters)}
            {list}
        </div>
    }
    .into_any()
}

fn nothing() -> AnyView {
    empty(
        t("Tidak ada rujukan terbuka", "No open referrals"),
        t(
            "Rujukan dibuat di halaman kasus. Di sini terlihat mana yang belum dijawab mitra.",
            "Referrals are made on the page of a case. Here you see which ones a partner has not answered.",
        ),
        Some((t("Ke Kasus", "To Cases"), Route::Cases.href())),
    )
}

fn row(app: App, one: &Open<'_>, typed: Typed, lang: Lang) -> AnyView {
    let case = one.record.parent_record();
    let whom = case.map_or_else(String::new, |case| summary::discreet_title(case, lang));
    let days = one.waiting.map(|days| match days {
        0 => tr(t("dikirim hari ini", "sent today")).to_owned(),
        _ => t("menunggu {n} hari", "waiting {n} {n?day|days}").with(lang, &[("n", &days.to_string())]),
    });
    let sent =
        one.record.get(referral::SENT).filter(|_| days.is_none()).map(|day| {
            t("dikirim {date}", "sent {date}").with(lang, &[("date", &intl::short_date(lang, day))])
        });
    let who: Vec<String> =
        [Some(whom), days, sent].into_iter().flatten().filter(|text| !text.is_empty()).collect();
    let lines = vec![who.join(" · "), tr(one.next_step()).to_owned()];
    let late = one.overdue.then(|| badge("danger", tr(t("Terlambat", "Overdue"))));
    let numbers = one.partner.and_then(|partner| partner.get(partner::PHONES)).unwrap_or_default();
    let numbers = (!numbers.is_empty()).then(|| phones(numbers));
    // The case is where all of it is seen.
    let href = case.map_or(Route::Record(one.record.id()), |case| Route::Case(case.id())).href();
    let more = view! { {late} {numbers} }.into_any();
    referral_row(app, one.record, typed, lang, href, lines, more)
}
