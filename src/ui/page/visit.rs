//! Page: a visit. One form, one save: who was seen and how, what was said, what is lacking, and when to
//! come again. It is made to be filled in with one thumb while looking at the people.

mod people;

use leptos::prelude::*;

use crate::ui::live::live;

use super::case_part::{answers, danger_banner, heading, radios, select_code, text_area, text_field};
use crate::app::App;
use crate::casework::stage::is_closed;
use crate::casework::visit::{Finding, VisitForm, plan_visit, validate};
use crate::casework::visit_draft::draft_id;
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::record::casework::{case, visit};
use crate::domain::text::t;
use crate::domain::validate::Severity;
use crate::report::summary;
use crate::tracing::today::on_today_list;
use crate::ui::form::Keeper;
use crate::ui::part::{Busy, missing, tr};
use crate::ui::route::{Began, Route};
use crate::ui::shell::top_bar;

/// The page.
pub fn view(parent: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let today = app.today.get_untracked();
    let known = app.read_once(|book| {
        let record = book.get(parent)?;
        Some((heading(record, lang), people::present(book, record, today), open_cases(book, record, lang)))
    });
    let Some((whom, present, cases)) = known.flatten() else {
        return view! { {top_bar(tr(visit::SPEC.label), true)} <div class="stack">{missing()}</div> }
            .into_any();
    };
    let kept = app.draft(draft_id(parent)).filter(|draft| draft.route == Route::Visit(parent).path());
    let restored = RwSignal::new(kept.is_some());
    let blank = move || {
        let mut form = VisitForm::new(parent, today);
        // A case that is the only one is the one it is about.
        form.case = app
            .read_once(|book| book.get(parent).map(|record| open_cases(book, record, lang)))
            .flatten()
            .and_then(|cases| if cases.len() == 1 { cases.first().map(|(id, _)| *id) } else { None });
        form
    };
    let form = RwSignal::new(match kept {
        Some(draft) => VisitForm::from_fields(parent, today, &draft.fields),
        None => blank(),
    });
    let keeper =
        Keeper::start(draft_id(parent), Route::Visit(parent).path(), restored.get_untracked(), move || {
            form.with(VisitForm::to_fields)
        });
    let tried = RwSignal::new(false);
    let findings = move || form.with(|form| validate(form, app.today.get()));
    let dangers = present.iter().filter_map(|one| one.danger.clone().map(|what| (one.name.clone(), what)));
    let dangers = dangers.collect();
    let title = format!("{}: {whom}", tr(visit::SPEC.label));
    let discard = move |_| {
        keeper.pause();
        form.set(blank());
        restored.set(false);
        keeper.discard();
    };
    view! {
        {top_bar(title, true)}
        <div class="stack form">
            {danger_banner(dangers)}
            {live(move || restored.get().then(|| view! {
                <div class="banner banner--info" role="status">
                    <span>{tr(t("Draf dipulihkan", "Draft restored"))}</span>
                    <button type="button" class="btn" on:click=discard>{tr(t("Buang draf", "Discard draft"))}</button>
                </div>
            }))}
            {outcome(form, tried, findings)}
            {people::ticks(form, present)}
            {note(form)}
            {needs(form)}
            {when(form, tried, findings)}
            {details(form, cases)}
            {actions(app, parent, form, keeper, tried)}
        </div>
    }
    .into_any()
}

/// The open cases that a visit here may belong to.
fn open_cases(
    book: &crate::ledger::Book,
    record: crate::ledger::RecordRef<'_>,
    lang: crate::domain::text::Lang,
) -> Vec<(RecordId, String)> {
    if record.is(&case::SPEC) {
        return Vec::new();
    }
    let people = people::who(book, record);
    let of_people = people.iter().flat_map(|one| book.children(*one, &case::SPEC));
    let own = book.children(record.id(), &case::SPEC);
    let mut found: Vec<(RecordId, String)> = Vec::new();
    for case in own.chain(of_people).filter(|case| !is_closed(*case)) {
        if !found.iter().any(|(id, _)| *id == case.id()) {
            found.push((case.id(), summary::discreet_title(case, lang)));
        }
    }
    found
}

/// What is wrong with a field, shown once somebody tried to save; warnings are shown at once.
fn problems(
    fields: &'static [&'static str],
    tried: RwSignal<bool>,
    findings: impl Fn() -> Vec<Finding> + Copy + Send + Sync + 'static,
) -> AnyView {
    let shown = move || {
        let found = findings().into_iter().filter(|one| fields.contains(&one.field));
        let found = found.filter(|one| one.severity == Severity::Warning || tried.get());
        found
            .map(|one| {
                let class = if one.severity == Severity::Refusal { "error" } else { "hint" };
                view! { <p class=class>{tr(one.text)}</p> }.into_any()
            })
            .collect::<Vec<_>>()
    };
    view! { <div aria-live="polite">{live(shown)}</div> }.into_any()
}

fn outcome(
    form: RwSignal<VisitForm>,
    tried: RwSignal<bool>,
    findings: impl Fn() -> Vec<Finding> + Copy + Send + Sync + 'static,
) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let label = tr(t("Hasil kunjungan", "Outcome"));
    view! {
        <section class="card" aria-label=label>
            <h2 id="visit-outcome" tabindex="-1">{label}</h2>
            {radios("segmented", "outcome".into(), label.to_owned(), answers(&lists::VISIT_OUTCOME, lang),
                move || form.with(|form| form.outcome.clone()),
                move |code| form.update(|form| form.outcome = code))}
            {problems(&["outcome"], tried, findings)}
        </section>
    }
    .into_any()
}

fn note(form: RwSignal<VisitForm>) -> AnyView {
    let parts = form.with_untracked(|form| {
        let note = &form.note;
        [&note.subjective, &note.objective, &note.assessment, &note.plan].iter().any(|text| !text.is_empty())
    });
    let soap = RwSignal::new(parts);
    let areas = move || {
        soap.get().then(|| {
            view! {
                {text_area("visit-s".into(), tr(t("S: kata klien", "S: in the client's words")).into(), "",
                    move || form.with(|form| form.note.subjective.clone()),
                    move |text| form.update(|form| form.note.subjective = text))}
                {text_area("visit-o".into(), tr(t("O: yang terlihat", "O: what was observed")).into(), "",
                    move || form.with(|form| form.note.objective.clone()),
                    move |text| form.update(|form| form.note.objective = text))}
                {text_area("visit-a".into(), tr(t("A: penilaian", "A: assessment")).into(), "",
                    move || form.with(|form| form.note.assessment.clone()),
                    move |text| form.update(|form| form.note.assessment = text))}
                {text_area("visit-p".into(), tr(t("P: rencana", "P: plan")).into(), "",
                    move || form.with(|form| form.note.plan.clone()),
                    move |text| form.update(|form| form.note.plan = text))}
            }
            .into_any()
        })
    };
    view! {
        <section class="card" aria-label=tr(t("Catatan", "Note"))>
            <h2>{tr(t("Catatan", "Note"))}</h2>
            {text_area("visit-note".into(), tr(t("Apa yang terjadi?", "What happened?")).into(), "textarea-note",
                move || form.with(|form| form.note.text.clone()),
                move |text| form.update(|form| form.note.text = text))}
            <button type="button" class="btn btn--text" aria-expanded=move || soap.get().to_string()
                on:click=move |_| soap.update(|open| *open = !*open)>
                {tr(t("Tulis sebagai SOAP", "Write as SOAP"))}
            </button>
            {live(areas)}
        </section>
    }
    .into_any()
}

fn needs(form: RwSignal<VisitForm>) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let chips: Vec<_> = lists::NEED_KIND
        .codes
        .iter()
        .map(|code| {
            let label = code.label.get(lang);
            let on = move || form.with(|form| form.needs.iter().any(|need| need.kind == code.code));
            view! {
                <label class="choice">
                    <input autocomplete="off" type="checkbox" prop:checked=on
                        on:change=move |_| form.update(|form| form.toggle_need(code.code, label))/>
                    <span>{label}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    // The list of chosen kinds alone decides which lines stand, so typing in one does not remake it.
    let chosen = Memo::new(move |_| {
        form.with(|form| form.needs.iter().map(|need| need.kind.clone()).collect::<Vec<_>>())
    });
    let lines = move || {
        let kinds = chosen.get();
        kinds
            .into_iter()
            .map(|kind| {
                let label = lists::NEED_KIND.label(&kind, lang).to_owned();
                let (read, write) = (kind.clone(), kind.clone());
                text_area(
                    format!("need-{kind}"),
                    t("Yang dibutuhkan: {kind}", "What is needed: {kind}").with(lang, &[("kind", &label)]),
                    "",
                    move || {
                        form.with(|form| {
                            form.needs.iter().find(|need| need.kind == read).map(|need| need.what.clone())
                        })
                        .unwrap_or_default()
                    },
                    move |text| {
                        form.update(|form| {
                            if let Some(need) = form.needs.iter_mut().find(|need| need.kind == write) {
                                need.what = text;
                            }
                        });
                    },
                )
            })
            .collect::<Vec<_>>()
    };
    view! {
        <section class="card" aria-label=tr(t("Kebutuhan yang terlihat", "Needs that were seen"))>
            <h2>{tr(t("Kebutuhan yang terlihat", "Needs that were seen"))}</h2>
            <div class="choices" role="group" aria-label=tr(t("Jenis kebutuhan", "Kinds of need"))>{chips}</div>
            {live(lines)}
        </section>
    }
    .into_any()
}

fn when(
    form: RwSignal<VisitForm>,
    tried: RwSignal<bool>,
    findings: impl Fn() -> Vec<Finding> + Copy + Send + Sync + 'static,
) -> AnyView {
    let date = move |text: String| {
        if let Ok(date) = text.parse() {
            form.update(|form| form.date = date);
        }
    };
    view! {
        <section class="card" aria-label=tr(t("Waktu", "Time"))>
            <h2>{tr(t("Waktu", "Time"))}</h2>
            {text_field("visit-date", t("Tanggal", "Date"), "date", move || form.with(|form| form.date.to_string()), date)}
            <div class="grid-2">
                {text_field("visit-from", t("Mulai", "From"), "time", move || form.with(|form| form.from.clone()),
                    move |text| form.update(|form| form.from = text))}
                {text_field("visit-to", t("Selesai", "To"), "time", move || form.with(|form| form.to.clone()),
                    move |text| form.update(|form| form.to = text))}
            </div>
            {text_field("visit-next", t("Kunjungan berikutnya", "Next visit"), "date",
                move || form.with(|form| form.next.map(|day| day.to_string()).unwrap_or_default()),
                move |text| form.update(|form| form.next = text.parse().ok()))}
            {problems(&["from", "to", "date", "next"], tried, findings)}
        </section>
    }
    .into_any()
}

fn details(form: RwSignal<VisitForm>, cases: Vec<(RecordId, String)>) -> AnyView {
    let options: Vec<_> = cases
        .iter()
        .map(|(id, title)| {
            let id = *id;
            view! { <option value=id.to_string() prop:selected=move || form.with(|form| form.case == Some(id))>{title.clone()}</option> }
                .into_any()
        })
        .collect();
    let case = (!cases.is_empty()).then(|| {
        view! {
            <div class="field">
                <label for="visit-case">{tr(t("Kasus", "Case"))}</label>
                <select autocomplete="off" id="visit-case" on:change=move |event| {
                    let chosen = event_target_value(&event).parse().ok();
                    form.update(|form| form.case = chosen);
                }>
                    <option value="" prop:selected=move || form.with(|form| form.case.is_none())>"—"</option>
                    {options}
                </select>
            </div>
        }
        .into_any()
    });
    view! {
        <section class="card" aria-label=tr(t("Selebihnya", "The rest"))>
            <h2>{tr(t("Selebihnya", "The rest"))}</h2>
            {select_code("visit-purpose".into(), tr(t("Tujuan kunjungan", "Purpose")).into(), &lists::VISIT_PURPOSE,
                move || form.with(|form| form.purpose.clone()), move |code| form.update(|form| form.purpose = code))}
            {select_code("visit-place".into(), tr(t("Tempat", "Place")).into(), &lists::VISIT_PLACE,
                move || form.with(|form| form.place.clone()), move |code| form.update(|form| form.place = code))}
            {text_field("visit-present", t("Orang lain yang hadir", "Others present"), "text",
                move || form.with(|form| form.present.clone()), move |text| form.update(|form| form.present = text))}
            {case}
        </section>
    }
    .into_any()
}

fn actions(
    app: App,
    parent: RecordId,
    form: RwSignal<VisitForm>,
    keeper: Keeper,
    tried: RwSignal<bool>,
) -> AnyView {
    let busy = Busy::new();
    let save = move |_| {
        if busy.is_now() {
            return;
        }
        tried.set(true);
        let filled = form.get_untracked();
        let today = app.today.get_untracked();
        if let Some(first) =
            validate(&filled, today).into_iter().find(|one| one.severity == Severity::Refusal)
        {
            let place = if first.field == "outcome" {
                "#visit-outcome".to_owned()
            } else {
                format!("#visit-{}", first.field)
            };
            crate::platform::page::focus(&place);
            return;
        }
        let planned = app.read_once(|book| {
            let outbreaks = |who: RecordId| on_today_list(book, who, filled.date);
            let seen = filled.attendance.iter().map(|one| one.person);
            let followed: Vec<_> = seen
                .flat_map(|who| outbreaks(who).into_iter().map(move |outbreak| (who, outbreak)))
                .collect();
            let back = book.get(parent).map_or(Route::Home, |record| Route::of(record.kind_name(), parent));
            (plan_visit(&filled, &followed, &mut || app.make_id(), today), back)
        });
        let Some((drafts, back)) = planned else { return };
        keeper.pause();
        let began = Began::here();
        busy.run(async move {
            let saved = app
                .save_and_tell(drafts, Some(draft_id(parent)), t("Kunjungan tersimpan", "Visit saved"))
                .await;
            match saved {
                Ok(_) => {
                    keeper.done();
                    began.replace(&back);
                }
                Err(_) => keeper.resume(),
            }
        });
    };
    view! {
        <div class="actions">
            <button type="button" class="btn btn--primary" on:click=save disabled=move || busy.is() aria-busy=move || busy.is().to_string()>
                {tr(t("Simpan kunjungan", "Save visit"))}
            </button>
        </div>
    }
    .into_any()
}
