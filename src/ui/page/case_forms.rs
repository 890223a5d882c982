//! Forms of a case that write several records in one save: an assessment of all seven domains, the needs it names, and
//! an evaluation of all goals. Each function gives the whole page with its bar.

use leptos::prelude::*;

use crate::ui::live::live;

use super::case_part::{Answer, answers, radios, select_code, text_area, text_field};
use crate::app::App;
use crate::casework::attainment::latest_level;
use crate::casework::case_view::{case_detail, case_title};
use crate::casework::needs::{Proposal, form_of, plan_needs, proposals};
use crate::casework::together::{part, plan_assessment, plan_evaluation};
use crate::casework::visit_draft::draft_id_under;
use crate::domain::code::{CodeList, lists};
use crate::domain::id::RecordId;
use crate::domain::kind::Draft;
use crate::domain::record::casework::{assessment, case, evaluation, goal, need};
use crate::domain::text::{Lang, Text, t};
use crate::domain::value::{Fields, Value};
use crate::ui::form::Keeper;
use crate::ui::part::{Busy, badge, missing, tr};
use crate::ui::route::{Began, Route};
use crate::ui::shell::top_bar;

/// What is typed, by the names that `casework::together` reads.
#[derive(Clone, Copy)]
struct Form(RwSignal<Fields>);

impl Form {
    fn get(self, name: &str) -> String {
        self.0.with(|fields| fields.get(name).and_then(Value::as_text).unwrap_or_default().to_owned())
    }

    fn set(self, name: &str, text: String) {
        self.0.update(|fields| drop(fields.insert(name.to_owned(), Value::Text(text))));
    }

    fn has(self, name: &str, code: &str) -> bool {
        self.0.with(|fields| match fields.get(name) {
            Some(Value::List(items)) => items.iter().any(|item| item.as_text() == Some(code)),
            _ => false,
        })
    }

    fn toggle(self, name: &str, code: &str) {
        self.0.update(|fields| {
            let mut items = match fields.remove(name) {
                Some(Value::List(items)) => items,
                _ => Vec::new(),
            };
            let before = items.len();
            items.retain(|item| item.as_text() != Some(code));
            if items.len() == before {
                items.push(Value::from(code));
            }
            fields.insert(name.to_owned(), Value::List(items));
        });
    }

    fn is_on(self, name: &str) -> bool {
        self.0.with(|fields| fields.get(name) == Some(&Value::Bool(true)))
    }

    fn switch(self, name: &str, on: bool) {
        self.0.update(|fields| drop(fields.insert(name.to_owned(), Value::Bool(on))));
    }

    fn area(self, name: String, label: String) -> AnyView {
        let (id, read, write) = (format!("f-{}", name.replace('.', "-")), name.clone(), name);
        text_area(id, label, "", move || self.get(&read), move |text| self.set(&write, text))
    }

    fn date(self) -> AnyView {
        text_field(
            "f-date",
            t("Tanggal", "Date"),
            "date",
            move || self.get("date"),
            move |text| self.set("date", text),
        )
    }

    fn scale(self, name: String, label: String, answers: Vec<Answer>) -> AnyView {
        let (group, name) = (name.clone(), StoredValue::new(name));
        radios(
            "choices",
            group,
            label,
            answers,
            move || name.with_value(|name| self.get(name)),
            move |code| name.with_value(|name| self.set(name, code)),
        )
    }

    fn several(self, name: &'static str, label: Text, list: &'static CodeList) -> AnyView {
        let lang = App::get().lang.get_untracked();
        let items: Vec<_> = list
            .codes
            .iter()
            .map(|code| {
                view! {
                    <label class="choice">
                        <input autocomplete="off" type="checkbox" prop:checked=move || self.has(name, code.code)
                            on:change=move |_| self.toggle(name, code.code)/>
                        <span>{code.label.get(lang)}</span>
                    </label>
                }
                .into_any()
            })
            .collect();
        view! {
            <fieldset class="field">
                <legend>{tr(label)}</legend>
                <div class="choices">{items}</div>
            </fieldset>
        }
        .into_any()
    }
}

/// Where a form stands: its case, the address of the form, the number that tells its draft from others of the record
/// it is under, and what an empty one holds besides the date.
struct Place {
    case: RecordId,
    route: Route,
    under: RecordId,
    salt: u8,
    start: Fields,
}

impl Place {
    fn of(case: RecordId, kind: &str, salt: u8) -> Place {
        Place {
            case,
            route: Route::New(kind.to_owned(), Some(case)),
            under: case,
            salt,
            start: Fields::new(),
        }
    }
}

/// The frame of the forms: draft, bar, and one button.
fn framed(
    place: Place,
    texts: (Text, Text, Text),
    body: impl FnOnce(Form) -> AnyView,
    plan: impl Fn(&Fields) -> Vec<Draft> + Copy + 'static,
) -> AnyView {
    let app = App::get();
    let (title, saved, refused) = texts;
    let Place { case, route, under, salt, start } = place;
    let whom = app.read_once(|book| book.get_as(case, &case::SPEC).map(|record| case_title(record, false)));
    let Some(whom) = whom.flatten() else {
        return view! { {top_bar(tr(title), true)} <div class="stack">{missing()}</div> }.into_any();
    };
    let today = app.today.get_untracked();
    let start = StoredValue::new(start);
    let blank = move || {
        let mut blank = start.get_value();
        blank.insert("date".to_owned(), Value::from(today.to_string().as_str()));
        blank
    };
    let id = draft_id_under(under, salt);
    let route = route.path();
    let kept = app.draft(id).filter(|draft| draft.route == route);
    let restored = RwSignal::new(kept.is_some());
    let form = Form(RwSignal::new(kept.map_or_else(blank, |draft| draft.fields)));
    let keeper = Keeper::start(id, route, restored.get_untracked(), move || form.0.get());
    let problem = RwSignal::new(false);
    let busy = Busy::new();
    let discard = move |_| {
        keeper.pause();
        form.0.set(blank());
        restored.set(false);
        keeper.discard();
    };
    let save = move |_| {
        if busy.is_now() {
            return;
        }
        let drafts = form.0.with_untracked(plan);
        problem.set(drafts.is_empty());
        if drafts.is_empty() {
            return;
        }
        keeper.pause();
        let began = Began::here();
        busy.run(async move {
            let done = app.save_and_tell(drafts, Some(id), saved).await;
            match done {
                Ok(_) => {
                    keeper.done();
                    began.replace(&Route::Case(case));
                }
                Err(_) => keeper.resume(),
            }
        });
    };
    view! {
        {top_bar(format!("{}: {whom}", tr(title)), true)}
        <div class="stack form">
            {live(move || restored.get().then(|| view! {
                <div class="banner banner--info" role="status">
                    <span>{tr(t("Draf dipulihkan", "Draft restored"))}</span>
                    <button type="button" class="btn" on:click=discard>{tr(t("Buang draf", "Discard draft"))}</button>
                </div>
            }))}
            {form.date()}
            {body(form)}
            <div role="alert">{live(move || problem.get().then(|| view! { <p class="error">{tr(refused)}</p> }))}</div>
            <div class="actions">
                <button type="button" class="btn btn--primary" on:click=save disabled=move || busy.is()
                    aria-busy=move || busy.is().to_string()>{tr(t("Simpan", "Save"))}</button>
            </div>
        </div>
    }
    .into_any()
}

/// A new assessment: all seven domains on one page.
pub fn assessment_form(case: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let before = app.read_once(|book| {
        let today = app.today.get_untracked();
        let detail = case_detail(book, case, today)?;
        let mut scores: Vec<(String, i64)> = Vec::new();
        for finding in detail.assessments.iter().flat_map(|one| &one.findings) {
            if let Some(score) = finding.score {
                scores.retain(|(domain, _)| domain != finding.domain);
                scores.push((finding.domain.to_owned(), score));
            }
        }
        Some(scores)
    });
    let before = before.flatten().unwrap_or_default();
    let body = move |form: Form| {
        let domains: Vec<_> = lists::LIFE_DOMAIN
            .codes
            .iter()
            .map(|domain| {
                let label = domain.label.get(lang);
                let last = before.iter().find(|(code, _)| code == domain.code).map(|(_, score)| {
                    let meaning = lists::SCORE.find(&score.to_string()).map_or("", |code| code.label.get(lang));
                    let text = t("Sebelumnya: {score}", "Before: {score}").with(lang, &[("score", meaning)]);
                    view! { <p class="hint">{text}</p> }.into_any()
                });
                let about = |what: Text| format!("{} – {label}", tr(what));
                view! {
                    <section class="card" aria-label=label>
                        <h2>{label}</h2>
                        {last}
                        {form.scale(part("score", domain.code), about(t("Skor", "Score")), answers(&lists::SCORE, lang))}
                        {form.area(part("condition", domain.code), about(t("Keadaan", "Condition")))}
                        <details>
                            <summary>{tr(t("Kekuatan dan kebutuhan", "Strengths and needs"))}</summary>
                            <div class="stack">
                                {form.area(part("strengths", domain.code), about(t("Kekuatan", "Strengths")))}
                                {form.area(part("needs", domain.code), about(t("Kebutuhan", "Needs")))}
                            </div>
                        </details>
                    </section>
                }
                .into_any()
            })
            .collect();
        view! {
            {form.area("wishes".into(), tr(t("Harapan klien sendiri", "The client's own wishes")).into())}
            {domains}
            <section class="card" aria-label=tr(t("Kesimpulan", "Conclusion"))>
                <h2>{tr(t("Kesimpulan", "Conclusion"))}</h2>
                {form.area("significant_others".into(), tr(t("Orang terdekat", "Significant others")).into())}
                {form.area("resources".into(), tr(t("Potensi dan sumber", "Resources")).into())}
                {form.area("conclusion".into(), tr(t("Kesimpulan", "Conclusion")).into())}
                {form.several("sources", t("Sumber data", "Sources"), &lists::INFO_SOURCE)}
            </section>
        }
        .into_any()
    };
    let texts = (
        t("Asesmen", "Assessment"),
        t("Asesmen tersimpan", "Assessment saved"),
        t(
            "Isi sedikitnya satu ranah atau satu keterangan sebelum menyimpan.",
            "Fill in at least one domain or one text before saving.",
        ),
    );
    framed(Place::of(case, assessment::SPEC.name, 0x41), texts, body, move |fields| {
        plan_assessment(case, fields, &mut || app.make_id())
    })
}

/// The needs that an assessment names: chosen, worded and weighed, and saved together.
pub fn needs_form(id: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let found = app.read_once(|book| {
        let record = book.get_as(id, &assessment::SPEC)?;
        Some((record.parent()?, proposals(book, id, lang)))
    });
    let texts = (
        t("Kebutuhan dari asesmen", "Needs from the assessment"),
        t("Kebutuhan tersimpan", "Needs saved"),
        t("Pilih sedikitnya satu kebutuhan.", "Choose at least one need."),
    );
    let Some((case, found)) = found.flatten() else {
        return view! { {top_bar(tr(texts.0), true)} <div class="stack">{missing()}</div> }.into_any();
    };
    let start = form_of(&found, app.today.get_untracked());
    let cards: Vec<_> = found.iter().cloned().enumerate().collect();
    let found = StoredValue::new(found);
    let body = move |form: Form| {
        let none = cards.is_empty().then(|| {
            let text = t(
                "Asesmen ini tidak menyebut kebutuhan dan tidak punya skor rendah.",
                "This assessment names no need and has no low score.",
            );
            view! { <p class="hint">{tr(text)}</p> }.into_any()
        });
        let cards: Vec<_> = cards
            .into_iter()
            .map(|(place, one)| proposal_card(form, &place.to_string(), &one, lang))
            .collect();
        view! {
            <p class="hint">{tr(t(
                "Prioritas diusulkan dari skor: 1 segera, 2 tinggi, 3 sedang. Bicarakan dengan klien, lalu ubah bila perlu.",
                "The priority is suggested by the score: 1 urgent, 2 high, 3 normal. Talk it over with the client and change it.",
            ))}</p>
            {none}
            {cards}
        }
        .into_any()
    };
    let route = Route::New(super::case::needs::FORM.to_owned(), Some(id));
    framed(Place { case, route, under: id, salt: 0x4e, start }, texts, body, move |fields| {
        found.with_value(|found| plan_needs(case, id, found, fields, &mut || app.make_id()))
    })
}

fn proposal_card(form: Form, place: &str, one: &Proposal, lang: Lang) -> AnyView {
    let domain = lists::LIFE_DOMAIN.label(&one.domain, lang).to_owned();
    let score = one.score.map(|score| lists::SCORE.label(&score.to_string(), lang).to_owned());
    let score = score.map(|score| view! { <p class="hint">{score}</p> }.into_any());
    let heading = format!("{domain}: {}", one.what);
    if one.taken.is_some() {
        return view! {
            <section class="card" aria-label=heading>
                <h2>{domain}</h2>
                <p>{one.what.clone()}</p>
                <p>{badge("ok", tr(t("✓ Sudah menjadi kebutuhan", "✓ Already a need")))}</p>
            </section>
        }
        .into_any();
    }
    let (take, what) = (part("take", place), part(need::WHAT.name, place));
    let (priority, kind) = (part(need::PRIORITY.name, place), part(need::KIND.name, place));
    let take = StoredValue::new(take);
    let priority = StoredValue::new(priority);
    let kind = StoredValue::new(kind);
    let on = Memo::new(move |_| take.with_value(|name| form.is_on(name)));
    let label = |text: Text| format!("{} – {domain}", tr(text));
    let (what_label, priority_label, kind_label) = (
        label(t("Apa yang dibutuhkan", "What is needed")),
        label(t("Prioritas", "Priority")),
        label(t("Jenis", "Kind")),
    );
    let from_score = one.from_score.then(|| {
        let text = t("Diusulkan karena skornya rendah.", "Proposed because of the low score.");
        view! { <p class="hint">{tr(text)}</p> }.into_any()
    });
    let place = place.to_owned();
    let more = move || {
        on.get().then(|| untrack(|| view! {
            {form.area(what.clone(), what_label.clone())}
            {form.scale(priority.get_value(), priority_label.clone(), answers(&lists::PRIORITY, lang))}
            {select_code(format!("f-kind-{place}"), kind_label.clone(), &lists::NEED_KIND,
                move || kind.with_value(|name| form.get(name)), move |code| kind.with_value(|name| form.set(name, code)))}
        }))
    };
    view! {
        <section class="card" aria-label=heading>
            <label class="choice">
                <input autocomplete="off" type="checkbox" prop:checked=move || on.get()
                    on:change=move |event| take.with_value(|name| form.switch(name, event_target_checked(&event)))/>
                <span><strong>{domain}</strong>": "{one.what.clone()}</span>
            </label>
            {score}
            {from_score}
            <div class="stack">{live(more)}</div>
        </section>
    }
    .into_any()
}

/// A new evaluation: how far each goal was reached, and what follows from it.
pub fn evaluation_form(case: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let goals = app.read_once(|book| {
        let found = book.children(case, &goal::SPEC).map(|record| {
            let meanings: Vec<String> =
                record.get(goal::LEVELS).unwrap_or_default().into_iter().map(str::to_owned).collect();
            (record.id(), record.text(goal::STATEMENT).to_owned(), meanings, latest_level(book, record.id()))
        });
        found.collect::<Vec<_>>()
    });
    let goals = goals.unwrap_or_default();
    let ids = StoredValue::new(goals.iter().map(|(id, ..)| *id).collect::<Vec<_>>());
    let body = move |form: Form| {
        let none = goals.is_empty().then(|| {
            view! { <p class="hint">{tr(t(
                "Kasus ini belum punya tujuan; yang dicatat hanya keputusannya.",
                "This case has no goal yet; only the decision is recorded.",
            ))}</p> }
            .into_any()
        });
        let rated: Vec<_> = goals
            .into_iter()
            .map(|(id, statement, meanings, before)| {
                let levels = level_answers(&meanings, lang);
                let last = before.map(|level| {
                    let meaning = lists::ATTAINMENT_LEVEL
                        .find(&level.to_string())
                        .map_or("", |code| code.label.get(lang));
                    let text = t("Sebelumnya: {level}", "Before: {level}").with(lang, &[("level", meaning)]);
                    view! { <p class="hint">{text}</p> }.into_any()
                });
                let name = id.to_string();
                let label = format!("{}: {statement}", tr(t("Tingkat capaian", "Level reached")));
                let remark = format!("{}: {statement}", tr(t("Keterangan", "Remark")));
                let heading = statement.clone();
                view! {
                    <section class="card" aria-label=statement>
                        <h2>{heading}</h2>
                        {last}
                        {form.scale(part("level", &name), label, levels)}
                        {form.area(part("remark", &name), remark)}
                    </section>
                }
                .into_any()
            })
            .collect();
        let decisions = answers(&lists::EVALUATION_DECISION, lang);
        view! {
            {none}
            {rated}
            <section class="card" aria-label=tr(t("Keputusan", "Decision"))>
                <h2>{tr(t("Keputusan", "Decision"))}</h2>
                {form.scale("decision".into(), tr(t("Keputusan", "Decision")).into(), decisions)}
            </section>
            {select_code("f-conformity".into(), tr(t("Kesesuaian dengan rencana", "Plan followed or changed")).into(),
                &lists::PLAN_CONFORMITY, move || form.get("conformity"), move |code| form.set("conformity", code))}
            {form.area("why_changed".into(), tr(t("Mengapa berubah", "Why it changed")).into())}
            {form.area("progress".into(), tr(t("Perubahan pada klien", "Change in the client")).into())}
            {form.area("obstacles".into(), tr(t("Hambatan", "Obstacles")).into())}
        }
        .into_any()
    };
    let texts = (
        t("Evaluasi", "Evaluation"),
        t("Evaluasi tersimpan", "Evaluation saved"),
        t("Pilih keputusan sebelum menyimpan.", "Choose the decision before saving."),
    );
    framed(Place::of(case, evaluation::SPEC.name, 0x45), texts, body, move |fields| {
        ids.with_value(|goals| plan_evaluation(case, goals, fields, &mut || app.make_id()))
    })
}

/// The five levels, with what they mean for this goal where that was agreed.
fn level_answers(meanings: &[String], lang: Lang) -> Vec<Answer> {
    let own = |place: usize| meanings.get(place).map(|text| text.trim()).filter(|text| !text.is_empty());
    let codes = lists::ATTAINMENT_LEVEL.codes.iter().enumerate();
    codes
        .map(|(place, code)| {
            let label = code.label.get(lang);
            let text = own(place).map_or_else(|| label.to_owned(), |own| format!("{label}: {own}"));
            (code.code, text, "")
        })
        .collect()
}
