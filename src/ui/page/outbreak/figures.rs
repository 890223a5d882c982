//! The rates of an outbreak. Every number opens to its definition and to the people behind it, and says who was
//! left out and why; all of them for a period, and the main ones by area.

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::ui::live::live;

use super::super::case_part::text_field;
use super::super::tracing_parts::name_of;
use crate::app::{App, Worked};
use crate::domain::id::RecordId;
use crate::domain::text::{Lang, t};
use crate::ledger::Book;
use crate::platform::intl;
use crate::report::outbreak::rates::by_area;
use crate::report::period::{Period, Preset};
use crate::tracing::rates::{Filter, Gathered, Interval, Rate, Spreading};
use crate::tracing::roll::Roll;
use crate::ui::memory::remembered;
use crate::ui::part::{Beat, card, link_row, long_list, pick_named, tr, working};
use crate::ui::picture::table;
use crate::ui::route::Route;

/// The choice of all days.
const ALWAYS: &str = "";
/// The choice of two days of one's own.
const OWN: &str = "own";

/// The part.
pub fn view(roll: Worked<Roll>, outbreak: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let (preset, from, to) =
        (remembered("rates-period", ALWAYS), remembered("rates-from", ""), remembered("rates-to", ""));
    let period = move || -> Option<(NaiveDate, NaiveDate)> {
        let code = preset.get();
        let found = match code.as_str() {
            ALWAYS => return None,
            OWN => Period::new(from.with(|day| day.parse().ok())?, to.with(|day| day.parse().ok())?),
            code => Preset::of_code(code).period(app.today.get()),
        };
        Some((found.from, found.to))
    };
    let mut codes = vec![ALWAYS];
    codes.extend(Preset::ALL.map(Preset::code));
    codes.push(OWN);
    let mut names = vec![tr(t("Sejak awal wabah", "Since the beginning")).to_owned()];
    names.extend(Preset::ALL.map(|one| tr(one.label()).to_owned()));
    names.push(tr(t("Tanggal sendiri", "Own dates")).to_owned());
    let first = codes.iter().position(|code| preset.with_untracked(|now| now == code)).unwrap_or(0);
    let choose = pick_named("rates-period", tr(t("Periode", "Period")), &names, first, move |place| {
        preset.set(codes.get(place).copied().unwrap_or(ALWAYS).to_owned());
    });
    let own = Memo::new(move |_| preset.with(|code| code == OWN));
    let numbers = move || {
        let period = period();
        app.read_once(|book| numbers(book, roll, outbreak, period, lang)).into_any()
    };
    view! {
        <div class="grid-2">
            {choose}
            {live(move || own.get().then(|| view! {
                {text_field("rates-from", t("Dari tanggal", "From"), "date", move || from.get(), move |day| from.set(day))}
                {text_field("rates-to", t("Sampai tanggal", "To"), "date", move || to.get(), move |day| to.set(day))}
            }))}
        </div>
        {live(numbers)}
    }
    .into_any()
}

fn numbers(
    book: &Book,
    roll: Worked<Roll>,
    outbreak: RecordId,
    period: Option<(NaiveDate, NaiveDate)>,
    lang: Lang,
) -> AnyView {
    let filter = Filter { period, people: None };
    let Some(read) = roll.get() else { return working() };
    let gathered = Gathered::of(book, &read, outbreak);
    let rates: Vec<AnyView> =
        gathered.rates(&filter).into_iter().map(|rate| rate_view(outbreak, rate, lang)).collect();
    // The rest follows in tasks of its own.
    let beat = Beat::new(4);
    let part = |task: usize, make: fn(&Book, &Gathered<'_>, Part) -> AnyView| {
        let part = Part { outbreak, period, lang };
        let all = gathered.keep();
        beat.later(task, move || {
            let read = |book: &Book| {
                let roll = untrack(|| roll.get())?;
                Some(make(book, &Gathered::again(book, &roll, outbreak, all.clone()), part))
            };
            App::get().read_once(read).flatten().into_any()
        })
    };
    let said = match period {
        None => tr(t(
            "Semua orang dalam wabah ini, menurut keadaan hari ini.",
            "Everybody of this outbreak, as things stand today.",
        ))
        .to_owned(),
        Some((from, to)) => t(
            "Kasus yang menjadi kasus, dan kontak yang terakhir terpapar, dari {from} sampai {to}; menurut keadaan hari ini.",
            "Cases who became cases, and contacts who were last exposed, from {from} to {to}; as things stand today.",
        )
        .with(lang, &[("from", &intl::date(lang, from)), ("to", &intl::date(lang, to))]),
    };
    view! {
        <p class="hint" role="status">{said}</p>
        <h2>{tr(t("Angka", "Rates"))}</h2>
        {rates}
        {part(2, intervals)}
        {part(3, passing_on)}
        {part(4, areas)}
    }
    .into_any()
}

/// What the numbers are of.
#[derive(Clone, Copy)]
struct Part {
    outbreak: RecordId,
    period: Option<(NaiveDate, NaiveDate)>,
    lang: Lang,
}

fn intervals(_: &Book, gathered: &Gathered<'_>, part: Part) -> AnyView {
    let filter = Filter { period: part.period, people: None };
    let gaps: Vec<AnyView> =
        gathered.intervals(&filter).into_iter().map(|gap| gap_view(part.outbreak, &gap, part.lang)).collect();
    view! { <h2>{tr(t("Jarak dan jeda (hari)", "Intervals and delays (days)"))}</h2> {gaps} }.into_any()
}

fn passing_on(_: &Book, gathered: &Gathered<'_>, part: Part) -> AnyView {
    let filter = Filter { period: part.period, people: None };
    let spreading = spreading_view(part.outbreak, gathered.spreading(&filter), part.lang);
    view! { <h2>{tr(t("Penularan antarkasus", "Passing it on"))}</h2> {spreading} }.into_any()
}

fn areas(book: &Book, gathered: &Gathered<'_>, part: Part) -> AnyView {
    let areas = by_area(book, gathered, part.period, part.lang);
    card(tr(t("Menurut wilayah", "By area")), None, table(book, &areas))
}

fn rate_view(outbreak: RecordId, rate: Rate, lang: Lang) -> AnyView {
    let value = match rate.value() {
        None => "–".to_owned(),
        Some(value) if rate.measure.is_share() => format!("{}%", number(100.0 * value)),
        Some(value) => number(value),
    };
    let (count, all, _) = rate.counts();
    let heading = format!("{}: {value} ({count}/{all})", rate.measure.label(lang));
    let others = rate.others();
    let why = t("Dikeluarkan: {why}", "Left out: {why}").with(lang, &[("why", tr(rate.left_out_why))]);
    let rest = if rate.measure.is_share() {
        t("Penyebut, bukan pembilang", "Denominator, not numerator")
    } else {
        t("Penyebut", "Denominator")
    };
    view! {
        <details class="card">
            <summary>{heading}</summary>
            <p>{tr(rate.measure.definition())}</p>
            {people(outbreak, tr(t("Pembilang", "Numerator")).to_owned(), rate.numerator)}
            {people(outbreak, tr(rest).to_owned(), others)}
            {people(outbreak, why, rate.left_out)}
        </details>
    }
    .into_any()
}

fn gap_view(outbreak: RecordId, found: &Interval, lang: Lang) -> AnyView {
    let spread = &found.spread;
    let of = |value: Option<f64>| value.map_or("–".to_owned(), number);
    let heading = t("{name}: median {median} (n = {n})", "{name}: median {median} (n = {n})").with(
        lang,
        &[
            ("name", found.gap.label().get(lang)),
            ("median", &of(spread.median)),
            ("n", &spread.n.to_string()),
        ],
    );
    let figures = t(
        "Rata-rata {mean}; kuartil {q1}–{q3}; terkecil {min}, terbesar {max}; {negative} negatif; {missing} tanpa tanggal lengkap.",
        "Mean {mean}; quartiles {q1}–{q3}; least {min}, greatest {max}; {negative} negative; {missing} without both dates.",
    )
    .with(
        lang,
        &[
            ("mean", &of(spread.mean)),
            ("q1", &of(spread.q1)),
            ("q3", &of(spread.q3)),
            ("min", &spread.min.map_or("–".to_owned(), |days| days.to_string())),
            ("max", &spread.max.map_or("–".to_owned(), |days| days.to_string())),
            ("negative", &spread.negative.to_string()),
            ("missing", &spread.missing.to_string()),
        ],
    );
    view! {
        <details class="card">
            <summary>{heading}</summary>
            <p>{figures}</p>
            <p>{tr(found.gap.definition())}</p>
            {people(outbreak, tr(t("Dihitung", "Counted")).to_owned(), found.others())}
            {people(outbreak, tr(t("Dihitung, negatif: mohon periksa tanggalnya", "Counted, negative: please check the dates")).to_owned(), found.negative())}
            {people(outbreak, tr(t("Dikeluarkan: salah satu tanggal belum dicatat", "Left out: one of the dates is not recorded")).to_owned(), found.missing.clone())}
        </details>
    }
    .into_any()
}

fn spreading_view(outbreak: RecordId, found: Spreading, lang: Lang) -> AnyView {
    let share = found.top_share().map_or("–".to_owned(), |share| format!("{}%", number(100.0 * share)));
    let most = found.top.first().map_or(0, |(_, out)| *out);
    let sources = t("Menulari terbanyak: {n} orang", "Most people infected by one: {n}")
        .with(lang, &[("n", &most.to_string())]);
    let fifth = t(
        "{people} kasus yang paling banyak menularkan (seperlima) adalah sumber {links} dari {all} hubungan: {share}.",
        "The {people} cases who infected most (a fifth) are the source of {links} of {all} links: {share}.",
    )
    .with(
        lang,
        &[
            ("people", &found.top_fifth.to_string()),
            ("links", &found.top_fifth_links.to_string()),
            ("all", &found.links.to_string()),
            ("share", &share),
        ],
    );
    let out: Vec<AnyView> = found
        .out
        .iter()
        .map(|(out, cases)| {
            let text = t("{cases} kasus menulari {out} orang", "{cases} {cases?case|cases} infected {out}")
                .with(lang, &[("cases", &cases.to_string()), ("out", &out.to_string())]);
            view! { <li>{text}</li> }.into_any()
        })
        .collect();
    let clusters = t(
        "Klaster: {n} ({all} bila kasus sendirian ikut dihitung)",
        "Clusters: {n} ({all} when single cases count)",
    )
    .with(
        lang,
        &[
            ("n", &found.clusters.len().to_string()),
            ("all", &(found.clusters.len() + found.singletons.len()).to_string()),
        ],
    );
    let sizes: Vec<AnyView> = found
        .by_size(true)
        .into_iter()
        .map(|(size, count)| {
            let text = t("{count} dengan {size} kasus", "{count} with {size} {size?case|cases}")
                .with(lang, &[("count", &count.to_string()), ("size", &size.to_string())]);
            view! { <li>{text}</li> }.into_any()
        })
        .collect();
    let top = found.top.iter().map(|(who, _)| *who).collect();
    view! {
        <details class="card">
            <summary>{sources}</summary>
            <p>{fifth}</p>
            <ul>{out}</ul>
            {people(outbreak, tr(t("Yang paling banyak menularkan", "Those who infected most")).to_owned(), top)}
        </details>
        <details class="card">
            <summary>{clusters}</summary>
            <p>{tr(t(
                "Klaster: dua kasus atau lebih yang terhubung, langsung atau lewat kasus lain.",
                "A cluster: two or more cases that are linked, directly or through other cases.",
            ))}</p>
            <ul>{sizes}</ul>
            {people(outbreak, tr(t("Kasus tanpa hubungan", "Cases without a link")).to_owned(), found.singletons)}
        </details>
    }
    .into_any()
}

/// People behind a number, shown when asked for: there may be thousands. Somebody who counts twice stands once.
fn people(outbreak: RecordId, label: String, mut who: Vec<RecordId>) -> AnyView {
    if who.is_empty() {
        return ().into_any();
    }
    let open = RwSignal::new(false);
    let text = format!("{label} ({})", who.len());
    let mut seen = rustc_hash::FxHashSet::default();
    who.retain(|one| seen.insert(*one));
    let rows = move || {
        let app = App::get();
        let named: Vec<(RecordId, String)> = app
            .read_once(|book| who.iter().map(|one| (*one, name_of(book, *one))).collect())
            .unwrap_or_default();
        long_list(named, move |(one, name)| {
            link_row(Route::Trace(*one, outbreak).href(), name.clone(), String::new(), ().into_any())
        })
    };
    view! {
        <button type="button" class="btn btn--text" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
            {text}
        </button>
        {live(move || open.get().then(&rows))}
    }
    .into_any()
}

/// One decimal at most, with the decimal mark of the language.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text).to_owned();
    match App::get().lang.get_untracked() {
        Lang::Id => text.replace('.', ","),
        Lang::En => text,
    }
}
