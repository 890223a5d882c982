//! Page: the five success indicators. Every number opens to its definition and to the records that it was
//! counted from, and says what was left out and why.

use leptos::prelude::*;

use crate::ui::live::live;

use super::case_part::text_field;
use crate::app::App;
use crate::casework::supervise::workers;
use crate::casework::survey::Weight;
use crate::domain::id::RecordId;
use crate::domain::text::{Lang, Text, t};
use crate::ledger::Book;
use crate::platform::{intl, prefs};
use crate::report::chart::{indicators, trend};
use crate::report::indicator::{
    Aside, FactSteps, Indicator, Measure, OF_ONE_WORKER, Report, months_until, report_of, series_of,
};
use crate::report::period::{Period, Preset};
use crate::report::survey_table::survey_table;
use crate::ui::memory::remembered;
use crate::ui::part::{Beat, card, choice, long_list, record_row, tr, working};
use crate::ui::picture::{picture, table};
use crate::ui::shell::top_bar;

/// The setting that holds the weight of a question.
const WEIGHT: &str = "skm-weight";

/// The choice of two days of one's own instead of a period that has a name.
const OWN: &str = "own";

/// How many months a trend shows.
const MONTHS: u32 = 12;

/// The page.
pub fn view() -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let (preset, worker) = (remembered("period", Preset::default().code()), remembered("worker", ""));
    let (from, to) = (remembered("from", ""), remembered("to", ""));
    let period = move || {
        let today = app.today.get();
        let days = (from.with(|day| day.parse().ok()), to.with(|day| day.parse().ok()));
        match (preset.with(|code| code == OWN), days) {
            (true, (Some(from), Some(to))) => Period::new(from, to),
            _ => Preset::of_code(&preset.get()).period(today),
        }
    };
    let of_one = move || Some(worker.get()).filter(|name| !name.is_empty());
    let weight = RwSignal::new(Weight::of_code(&prefs::read(WEIGHT).unwrap_or_default()));
    let measure = RwSignal::new(Measure::Timeliness);
    // One reading serves the numbers of the period, those before it, and the months of the trend.
    let stretch = move || {
        let (period, months) = (period(), months_until(app.today.get(), MONTHS));
        Period::new(months.from.min(period.previous().from), months.to.max(period.to))
    };
    let facts = app.worked(
        move || format!("{:?} {:?} {:?}", stretch(), app.today.get(), of_one()),
        move || Some(FactSteps::new(stretch(), app.today.get(), of_one().as_deref())),
    );
    // Those of the worker or the days before are waited out.
    let fitting =
        move || facts.get().filter(|facts| facts.fit(stretch(), app.today.get(), of_one().as_deref()));
    let numbers = move || {
        let Some(facts) = fitting() else { return working().into_any() };
        let (period, weight) = (period(), weight.get());
        app.read(|book| report_view(app, report_of(&facts, book, period, weight), lang)).into_any()
    };
    let over_time = move || {
        let facts = fitting()?;
        let (today, weight, measure) = (app.today.get(), weight.get(), measure.get());
        let drawn = move |book: &Book| {
            let months = series_of(&facts, book, measure, (today, MONTHS), weight);
            picture(book, "trend", &trend(&months, measure, lang))
        };
        Some(Beat::new(4).later(4, move || app.read_once(&drawn).into_any()))
    };
    let own = |(code, text): (&str, &str)| (code.to_owned(), text.to_owned());
    let mut presets: Vec<_> = Preset::ALL.map(|one| own((one.code(), one.label().get(lang)))).into();
    presets.push(own((OWN, tr(t("Tanggal sendiri", "Own dates")))));
    let load = app.caseload();
    // Only another worker makes the choice anew, not every change of the book.
    let names = Memo::new(move |_| {
        let load = load.get();
        let named = load.iter().flat_map(|load| workers(load)).map(|name| own((name, name)));
        [own(("", tr(t("Semua pendamping", "All workers"))))].into_iter().chain(named).collect::<Vec<_>>()
    });
    let weights = [Weight::Ninth, Weight::Rounded].map(|one| own((one.code(), one.label().get(lang)))).into();
    let measures = Measure::RECKONED.map(|one| own((one.label().id, one.label().get(lang)))).into();
    let own_dates = Memo::new(move |_| preset.with(|code| code == OWN));
    let one_worker = Memo::new(move |_| worker.with(|name| !name.is_empty()));
    view! {
        {top_bar(tr(t("Indikator keberhasilan", "Success indicators")), true)}
        <div class="stack">
            <div class="grid-2">
                {choice("period", tr(t("Periode", "Period")), presets, move || preset.get(), move |code| preset.set(code))}
                {live(move || choice("worker", tr(t("Pendamping", "Worker")), names.get(), move || worker.get(), move |name| worker.set(name)))}
                {live(move || own_dates.get().then(|| view! {
                    {text_field("period-from", t("Dari tanggal", "From"), "date", move || from.get(), move |day| from.set(day))}
                    {text_field("period-to", t("Sampai tanggal", "To"), "date", move || to.get(), move |day| to.set(day))}
                }))}
                {choice("weight", tr(t("Bobot unsur SKM", "Weight of an SKM question")), weights, move || weight.get().code().to_owned(), move |code| {
                    // Where the browser keeps no settings, the choice holds until the page is left.
                    prefs::write(WEIGHT, &code);
                    weight.set(Weight::of_code(&code));
                })}
            </div>
            {live(move || one_worker.get().then(|| view! { <p class="hint" role="status">{tr(OF_ONE_WORKER)}</p> }))}
            {live(numbers)}
            {card(tr(t("Dari bulan ke bulan", "Month by month")), None, view! {
                {choice("measure", tr(t("Indikator", "Indicator")), measures, move || measure.get().label().id.to_owned(), move |code| {
                    let found = Measure::RECKONED.into_iter().find(|one| one.label().id == code);
                    measure.set(found.unwrap_or(Measure::Timeliness));
                })}
                {live(over_time)}
            }.into_any())}
        </div>
    }
    .into_any()
}

fn report_view(app: App, found: Report, lang: Lang) -> AnyView {
    let days = |from, to| format!("{} – {}", intl::date(lang, from), intl::date(lang, to));
    let now = days(found.period.from, found.period.to);
    let before = days(found.previous.from, found.previous.to);
    let compared = t("{now}, dibandingkan dengan {before}", "{now}, compared with {before}");
    let compared = compared.with(lang, &[("now", &now), ("before", &before)]);
    let drawing = indicators(&found, lang);
    let drawn = move || app.read_once(|book| picture(book, "indicators", &drawing)).into_any();
    let beat = Beat::new(3);
    let numbers = move || {
        let numbers: Vec<AnyView> = found
            .now
            .iter()
            .zip(&found.changes)
            .map(|(one, change)| number_view(app, one, Some(change.direction.label()), lang))
            .chain([number_view(app, &found.improvement, None, lang)])
            .collect();
        let survey = survey_table(&found.survey, lang);
        let survey = app.read_once(|book| table(book, &survey));
        view! {
            {numbers}
            {card(tr(t("Survei kepuasan", "Satisfaction survey")), None, survey.into_any())}
        }
        .into_any()
    };
    view! {
        <p class="hint">{compared}</p>
        {card(tr(t("Lima indikator", "The five indicators")), None, beat.later(2, drawn))}
        {beat.later(3, numbers)}
    }
    .into_any()
}

/// A number with its definition and what stands behind it.
fn number_view(app: App, one: &Indicator, change: Option<Text>, lang: Lang) -> AnyView {
    let value = format!("{} ({})", one.value_text(lang), one.fraction_text(lang));
    let heading = format!("{}: {value}", one.measure.label().get(lang));
    let sources: Vec<AnyView> = one
        .by_source()
        .into_iter()
        .map(|(source, met, of)| {
            let text = format!("{}: {met} / {of}", source.label().get(lang));
            view! { <li>{text}</li> }.into_any()
        })
        .collect();
    let of_kind = |met: bool| -> Vec<RecordId> {
        one.counted.iter().filter(|counted| counted.met == met).map(|counted| counted.record).collect()
    };
    let asides = |list: &[Aside]| -> Vec<AnyView> {
        list.iter().map(|aside| records(app, aside.why.label(), aside.records.clone())).collect()
    };
    let (left_out, apart) = (asides(&one.left_out), asides(&one.apart));
    view! {
        <details class="card">
            <summary>{heading}</summary>
            {change.map(|text| view! { <p>{tr(t("Dibandingkan periode sebelumnya: ", "Compared with the period before: "))}{tr(text)}</p> })}
            <p>{one.measure.definition(lang)}</p>
            {(!sources.is_empty()).then(|| view! { <ul>{sources}</ul> })}
            {records(app, t("Pembilang", "Numerator"), of_kind(true))}
            {records(app, t("Penyebut, bukan pembilang", "Denominator, not numerator"), of_kind(false))}
            {(!left_out.is_empty()).then(|| view! { <h3>{tr(t("Dikeluarkan", "Left out"))}</h3> })}
            {left_out}
            {(!apart.is_empty()).then(|| view! { <h3>{tr(t("Catatan tersendiri", "Counted apart"))}</h3> })}
            {apart}
        </details>
    }
    .into_any()
}

/// Records behind a number, shown when asked for: there may be thousands.
fn records(app: App, label: Text, ids: Vec<RecordId>) -> AnyView {
    if ids.is_empty() {
        return ().into_any();
    }
    let open = RwSignal::new(false);
    let text = format!("{} ({})", tr(label), ids.len());
    view! {
        <button type="button" class="btn btn--text" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
            {text}
        </button>
        {live(move || open.get().then(|| long_list(ids.clone(), move |id| {
            app.read_once(|book| record_row(book, *id)).flatten().unwrap_or_else(|| ().into_any())
        })))}
    }
    .into_any()
}
