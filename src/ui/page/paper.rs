//! Page: a paper of a record, as it will be printed on A4, with a switch for pseudonyms.
//!
//! The paper itself is made by `report::paper`; here it becomes elements. What stands on the screen only (the
//! controls, warnings to the worker) carries `no-print`; page numbers and the mark "confidential" are put on every
//! page by the style sheet.

use leptos::prelude::*;

use crate::ui::live::live;

use super::case_part::text_field;
use crate::app::{App, Worked};
use crate::casework::consent::Concern;
use crate::domain::id::RecordId;
use crate::domain::identity::region::Regions;
use crate::domain::record::casework::{case, referral, visit};
use crate::domain::record::spine::{household, person};
use crate::domain::record::tracing::outbreak;
use crate::domain::text::{Lang, t};
use crate::platform::{intl, page as browser, regions};
use crate::report::paper::outbreak_lists::usual_since;
use crate::report::paper::{
    Ask, Block, Paper, PaperError, PaperKind, Signature, Style, Table, letterhead, make,
};
use crate::ui::memory::remembered;
use crate::ui::part::{missing, tr, working};
use crate::ui::route::Route;
use crate::ui::shell::top_bar;

/// The page.
pub fn view(kind: PaperKind, id: RecordId) -> AnyView {
    let app = App::get();
    let pseudonym = RwSignal::new(false);
    let lang = RwSignal::new(app.lang.get_untracked());
    let since = remembered("puskesmas-since", &usual_since(app.today.get_untracked()).to_string());
    // The region list only makes addresses longer, so the paper does not wait for it.
    let list: StoredValue<Option<Regions>, LocalStorage> = StoredValue::new_local(None);
    let loaded = RwSignal::new(false);
    wasm_bindgen_futures::spawn_local(async move {
        let found = regions::load().await;
        list.try_update_value(|slot| *slot = found);
        loaded.try_set(true);
    });
    // What a paper is made of is worked out before it, because it is made anew at each touch of a switch.
    let everybody = kind.is_of_outbreak().then(|| app.roll());
    let filled = kind == PaperKind::VisitSheet
        && app.read_once(|book| book.get_as(id, &visit::SPEC).is_some()).unwrap_or_default();
    let load = (kind == PaperKind::VisitSheet && !filled).then(|| app.caseload());
    let paper = move || {
        loaded.track();
        let (roll, due) = (everybody.and_then(Worked::get), load.and_then(Worked::get));
        if (everybody.is_some() && roll.is_none()) || (load.is_some() && due.is_none()) {
            return working();
        }
        let style = Style { lang: lang.get(), pseudonym: pseudonym.get() };
        let (worker, unit) = app.local(|local| (local.worker.clone(), local.unit.clone()));
        let today = app.today.get();
        let chosen = since.with(|day| day.parse().ok());
        let made = app.read(|book| {
            let head = letterhead(book, &worker, &unit);
            list.with_value(|regions| {
                let ask = Ask {
                    book,
                    letterhead: &head,
                    author: &worker,
                    today,
                    style,
                    regions: regions.as_ref(),
                    since: chosen,
                    roll: roll.as_deref(),
                    due: due.as_ref().map_or(&[][..], |load| &load.items),
                };
                make(kind, &ask, id)
            })
        });
        match made {
            Some(Ok(paper)) => sheet(&paper),
            Some(Err(error)) => refused(app, &error, id),
            None => ().into_any(),
        }
    };
    view! {
        {top_bar(tr(kind.label()), true)}
        <div class="stack">
            {(kind == PaperKind::HandOverList).then(|| view! {
                <div class="no-print">
                    {text_field("puskesmas-since", t("Laporkan sejak tanggal", "Tell from this day on"), "date",
                        move || since.get(), move |day| since.set(day))}
                </div>
            })}
            {controls(pseudonym, lang)}
            {live(paper)}
        </div>
    }
    .into_any()
}

fn controls(pseudonym: RwSignal<bool>, lang: RwSignal<Lang>) -> AnyView {
    let language = |value: Lang, label: &'static str| {
        view! {
            <label class="choice">
                <input autocomplete="off" type="radio" name="paper-lang" prop:checked=move || lang.get() == value
                    on:change=move |_| lang.set(value)/>
                <span>{label}</span>
            </label>
        }
        .into_any()
    };
    view! {
        <div class="stack no-print">
            <fieldset class="field">
                <legend>{tr(t("Bahasa surat", "Language of the paper"))}</legend>
                <div class="choices">{language(Lang::Id, "Bahasa Indonesia")}{language(Lang::En, "English")}</div>
            </fieldset>
            <label class="choice">
                <input autocomplete="off" type="checkbox" role="switch" prop:checked=move || pseudonym.get()
                    on:change=move |event| pseudonym.set(event_target_checked(&event))/>
                <span>{tr(t("Samarkan nama", "Hide names"))}</span>
            </label>
            <div class="cluster">
                <button type="button" class="btn btn--primary" on:click=|_| browser::print()>
                    {tr(t("Cetak", "Print"))}
                </button>
            </div>
            <p class="hint">{tr(t(
                "Dialog cetak juga dapat menyimpan sebagai PDF. Berkas PDF tidak terkunci: hapus setelah dipakai.",
                "The print dialog can also save a PDF. A PDF is not locked: delete it after use.",
            ))}</p>
        </div>
    }
    .into_any()
}

/// Why there is no paper, and where to go on.
fn refused(app: App, error: &PaperError, id: RecordId) -> AnyView {
    if *error == PaperError::NotHere {
        return missing();
    }
    let concerns = match error {
        PaperError::NotAllowed(list) => list.iter().map(|one| concern(app, one)).collect(),
        _ => Vec::new(),
    };
    // Consent is the client's, who stands above the case of the referral.
    let ask = matches!(error, PaperError::NotAllowed(_)).then(|| {
        let client = app.read_once(|book| {
            let subject = book.get_as(id, &referral::SPEC)?.parent_record()?.parent_record()?;
            subject.is(&person::SPEC).then(|| subject.id())
        });
        client.flatten().map(|client| {
            let href = Route::New("consent".into(), Some(client)).href();
            view! { <a class="btn" href=href>{tr(t("Catat persetujuan", "Record consent"))}</a> }.into_any()
        })
    });
    view! {
        <div class="banner banner--danger" role="alert">
            <div>
                <p><strong>{tr(error.text())}</strong></p>
                <ul>{concerns}</ul>
            </div>
            {ask.flatten()}
        </div>
    }
    .into_any()
}

fn concern(app: App, concern: &Concern) -> AnyView {
    let lang = app.lang.get_untracked();
    let date = concern.date.map(|date| format!(" ({})", intl::date(lang, date)));
    view! { <li>{tr(concern.text)}{date}</li> }.into_any()
}

/// The paper.
fn sheet(paper: &Paper) -> AnyView {
    let notices =
        paper.notices.iter().map(|text| view! { <p>{text.clone()}</p> }.into_any()).collect::<Vec<_>>();
    let notices = (!notices.is_empty()).then(|| {
        view! { <div class="banner banner--warn no-print" role="status"><div>{notices}</div></div> }
            .into_any()
    });
    let mut head = paper.letterhead.iter().cloned();
    let first = head.next().map(|line| view! { <p class="paper-office">{line}</p> }.into_any());
    let rest: Vec<_> = head.map(|line| view! { <p>{line}</p> }.into_any()).collect();
    let reference = (!paper.reference.is_empty()).then(|| fields(&paper.reference, "paper-fields paper-ref"));
    let blocks: Vec<_> = paper.blocks.iter().map(block).collect();
    view! {
        {notices}
        <article class="paper" lang=paper.lang.tag()>
            <header class="paper-head">{first}{rest}</header>
            <h2 class="paper-title">{paper.title.clone()}</h2>
            {reference}
            {blocks}
            <footer class="paper-foot">{paper.footer.clone()}</footer>
        </article>
    }
    .into_any()
}

fn block(block: &Block) -> AnyView {
    match block {
        Block::Heading(text) => view! { <h3>{text.clone()}</h3> }.into_any(),
        Block::Subheading(text) => view! { <h4>{text.clone()}</h4> }.into_any(),
        Block::Paragraph(text) => view! { <p class="paper-text">{text.clone()}</p> }.into_any(),
        Block::Remark(text) => view! { <p class="paper-remark">{text.clone()}</p> }.into_any(),
        Block::Fields(rows) => fields(rows, "paper-fields"),
        Block::List(items) => {
            let items: Vec<_> =
                items.iter().map(|text| view! { <li>{text.clone()}</li> }.into_any()).collect();
            view! { <ul class="paper-list">{items}</ul> }.into_any()
        }
        Block::Table(found) => table(found),
        Block::Blank { label, lines } => {
            let lines: Vec<_> =
                (0..*lines).map(|_| view! { <div class="paper-line"></div> }.into_any()).collect();
            view! { <div class="paper-blank"><p>{label.clone()}</p>{lines}</div> }.into_any()
        }
        Block::Signatures(list) => {
            let signs: Vec<_> = list.iter().map(signature).collect();
            view! { <div class="signatures">{signs}</div> }.into_any()
        }
        Block::PageBreak => view! { <hr class="page-break"/> }.into_any(),
    }
}

fn fields(rows: &[(String, String)], class: &'static str) -> AnyView {
    let rows: Vec<_> = rows
        .iter()
        .map(|(label, value)| {
            view! { <div><dt>{label.clone()}</dt><dd>{value.clone()}</dd></div> }.into_any()
        })
        .collect();
    view! { <dl class=class>{rows}</dl> }.into_any()
}

fn table(table: &Table) -> AnyView {
    let head: Vec<_> =
        table.head.iter().map(|title| view! { <th scope="col">{title.clone()}</th> }.into_any()).collect();
    let rows: Vec<_> = table
        .rows
        .iter()
        .map(|cells| {
            let cells: Vec<_> =
                cells.iter().map(|cell| view! { <td>{cell.clone()}</td> }.into_any()).collect();
            view! { <tr>{cells}</tr> }.into_any()
        })
        .collect();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=table.caption.clone()>
            <table>
                <caption>{table.caption.clone()}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn signature(sign: &Signature) -> AnyView {
    view! {
        <div class="signature">
            <p>{sign.above.clone()}</p>
            <p>{sign.role.clone()}</p>
            <p class="signature-name">{sign.name.clone()}</p>
            <p>{sign.number.clone()}</p>
        </div>
    }
    .into_any()
}

/// Links to the papers that can be made of a record of this kind; nothing where there are none.
pub fn links(kind: &str, id: RecordId) -> AnyView {
    let papers: &[PaperKind] = match kind {
        name if name == case::SPEC.name => {
            &[PaperKind::SocialReport, PaperKind::Plan, PaperKind::VisitSheet, PaperKind::TerminationLetter]
        }
        name if name == referral::SPEC.name => &[PaperKind::ReferralLetter],
        name if name == visit::SPEC.name || name == household::SPEC.name => &[PaperKind::VisitSheet],
        name if name == person::SPEC.name => &[PaperKind::DataCopy, PaperKind::VisitSheet],
        name if name == outbreak::SPEC.name => {
            &[PaperKind::DailyList, PaperKind::TickList, PaperKind::HandOverList]
        }
        _ => &[],
    };
    if papers.is_empty() {
        return ().into_any();
    }
    let links: Vec<_> = papers
        .iter()
        .map(|paper| {
            let href = Route::Paper(*paper, id).href();
            view! { <a class="btn btn--text" href=href>{tr(paper.label())}</a> }.into_any()
        })
        .collect();
    view! {
        <details class="no-print">
            <summary class="btn btn--text">{tr(t("Cetak", "Print"))}</summary>
            <div class="cluster">{links}</div>
        </details>
    }
    .into_any()
}
