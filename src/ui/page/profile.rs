//! Page: the rules of a disease in words, those that come with the app and the agency's own, and the way from one to
//! a changed copy. What an outbreak's card says of its rule stands here too, so that both say the same.

use leptos::prelude::*;

use crate::ui::live::live;

use super::case_part::{facts, trash_button};
use crate::app::App;
use crate::domain::id::RecordId;
use crate::domain::kind::Draft;
use crate::domain::record::tracing::outbreak;
use crate::domain::text::t;
use crate::ledger::Book;
use crate::tracing::profile::{self, Fact, Profile, plan_switch};
use crate::ui::part::{badge, busy_button, card, link_row, list, missing, pick_named, tr};
use crate::ui::route::{Began, Route};
use crate::ui::shell::top_bar;

/// The list.
pub fn index() -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let rows = move || {
        let all = app.read(profile::all).unwrap_or_default();
        list(
            all.into_iter()
                .map(|one| {
                    let mark = if one.record.is_some() {
                        badge("accent", tr(t("Milik sendiri", "Own")))
                    } else if one.is_verified() {
                        ().into_any()
                    } else {
                        badge("warn", tr(t("Perlu diperiksa", "To be checked")))
                    };
                    link_row(
                        Route::Profile(one.code.clone()).href(),
                        one.name.get(lang).to_owned(),
                        one.rule.in_words(lang),
                        mark,
                    )
                })
                .collect(),
        )
    };
    view! {
        {top_bar(tr(t("Profil penyakit", "Disease profiles")), true)}
        <div class="stack">
            <p class="hint">{tr(t(
                "Profil adalah aturan pemantauan satu penyakit. Buka satu profil untuk membaca aturannya atau membuat salinan yang dapat diubah. Salinan ikut dalam berkas serah terima.",
                "A profile is the rule of follow-up of one disease. Open one to read it or to make a copy that can be changed. Copies travel in the hand-over file.",
            ))}</p>
            {card(tr(t("Profil", "Profiles")), None, view! { {live(rows)} }.into_any())}
        </div>
    }
    .into_any()
}

/// One profile.
pub fn view(code: String) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let body = move || {
        let Some(one) = app.read(|book| Profile::find(book, &code)).flatten() else {
            return view! { {top_bar(tr(t("Profil penyakit", "Disease profile")), true)} <div class="stack">{missing()}</div> }.into_any();
        };
        let edit = one.record.map(|id| {
            view! {
                <a class="btn btn--primary" href=Route::Edit(id).href()>{tr(t("Ubah", "Edit"))}</a>
            }
        });
        let history = one.record.map(|id| {
            view! {
                <p><a href=Route::Record(id).href()>{tr(t("Riwayat perubahan", "History of changes"))}</a></p>
                <div class="cluster">{trash_button(app, id, Route::Profiles)}</div>
            }
        });
        view! {
            {top_bar(one.name.get(lang).to_owned(), true)}
            <div class="stack">
                {card(tr(t("Aturan", "Rule")), None, view! { {in_words(one.facts(lang))} {about(&one)} }.into_any())}
                {followers(&one)}
                <div class="cluster">{edit} {copy_button(one.clone(), None)}</div>
                {history}
            </div>
        }
        .into_any()
    };
    view! { {live(body)} }.into_any()
}

/// The outbreaks that follow a profile.
fn followers(one: &Profile) -> AnyView {
    let rows: Vec<AnyView> = App::get()
        .read(|book| {
            book.of(&outbreak::SPEC)
                .filter(|record| record.get(outbreak::PROFILE) == Some(&one.code))
                .map(|record| {
                    let area = record.text(outbreak::AREA).to_owned();
                    link_row(
                        Route::Outbreak(record.id()).href(),
                        record.text(outbreak::NAME).to_owned(),
                        area,
                        ().into_any(),
                    )
                })
                .collect()
        })
        .unwrap_or_default();
    if rows.is_empty() {
        return ().into_any();
    }
    card(tr(t("Wabah yang memakai profil ini", "Outbreaks that follow this profile")), None, list(rows))
}

/// A rule line by line.
pub fn in_words(lines: Vec<Fact>) -> AnyView {
    facts(lines.into_iter().map(|one| (tr(one.label).to_owned(), one.text.into_any())).collect())
}

/// Where a profile comes from, and how far it can be relied on.
pub fn about(one: &Profile) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let doubt = (!one.is_verified()).then(|| view! {
        <p class="banner banner--warn">{tr(t(
            "Angka profil ini belum seluruhnya diperiksa pada sumbernya. Cocokkan dengan petunjuk dinas kesehatan.",
            "Not every number of this profile was checked at its source. Compare it with the health office's guidance.",
        ))}</p>
    });
    let base = one.record.and(one.base).map(|base| {
        let text = t("Profil sendiri, berawal dari {name}", "An own profile, begun from {name}");
        view! { <p class="hint">{text.with(lang, &[("name", tr(base.label))])}</p> }
    });
    let source = (!one.source.is_empty())
        .then(|| view! { <p class="hint">{tr(t("Sumber: ", "Source: "))}{one.source.clone()}</p> });
    let note = one.note.as_ref().map(|note| view! { <p class="hint">{note.get(lang).to_owned()}</p> });
    view! { {base} {source} {note} {doubt} }.into_any()
}

/// Makes a copy, has the outbreak follow it where there is one, and opens its form.
fn copy_button(one: Profile, outbreak: Option<RecordId>) -> AnyView {
    let one = StoredValue::new(one);
    let copy = move || async move {
        let app = App::get();
        let lang = app.lang.get_untracked();
        let id = app.make_id();
        let drafts = app.read_once(|book| {
            one.try_with_value(|one| {
                let name = format!("{} ({})", one.name.get(lang), t("salinan", "copy").get(lang));
                let mut drafts = vec![one.plan_copy(&name, lang, id)];
                drafts
                    .extend(outbreak.and_then(|at| book.get(at)).map(|at| plan_switch(at, &id.to_string())));
                drafts
            })
        });
        let began = Began::here();
        if save(drafts.flatten().unwrap_or_default()).await {
            began.go(&Route::Edit(id));
        }
    };
    busy_button("btn btn--tonal", t("Ubah salinan", "Edit a copy"), copy)
}

async fn save(drafts: Vec<Draft>) -> bool {
    App::get().save_and_tell(drafts, None, t("Profil tersimpan", "Profile saved")).await.is_ok()
}

/// The part of a page that shows an outbreak's rule. It is made anew only when the outbreak or a profile is another one:
/// a form that is kept elsewhere on the page must not undo what is chosen here.
pub fn following(id: RecordId, part: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let said = Memo::new(move |_| {
        App::get().read(|book| (book.get_as(id, &outbreak::SPEC).map(|one| one.fields()), profile::all(book)))
    });
    live(move || {
        // Only what is read is followed: a memo that nobody has read knows nothing of the book.
        said.with(|_| ());
        untrack(&part)
    })
}

/// Which profile an outbreak follows, and the ways to another one.
pub fn of_outbreak(book: &Book, id: RecordId) -> Option<AnyView> {
    let lang = App::get().lang.get_untracked();
    let record = book.get_as(id, &outbreak::SPEC)?;
    let rule = crate::tracing::rule::Rule::of(record);
    let one = Profile::of_outbreak(record);
    let lines = profile::facts(&rule, one.as_ref(), lang);
    let all = profile::all(book);
    let names: Vec<String> = all.iter().map(|one| one.name.get(lang).to_owned()).collect();
    let codes: Vec<String> = all.into_iter().map(|one| one.code).collect();
    let now = one.as_ref().and_then(|one| codes.iter().position(|code| *code == one.code));
    let chosen = RwSignal::new(now.unwrap_or(0));
    let codes = StoredValue::new(codes);
    let switch = move || async move {
        let code = codes.try_with_value(|codes| codes.get(chosen.get_untracked()).cloned()).flatten();
        let app = App::get();
        let draft = app.read_once(|book| Some(plan_switch(book.get(id)?, &code?))).flatten();
        save(draft.into_iter().collect()).await;
    };
    let own = profile::has_own_numbers(record).then(|| view! {
        <p class="hint">{tr(t(
            "Wabah ini memakai beberapa angkanya sendiri; angka itu didahulukan daripada profil. Memakai profil lain menghapus angka sendiri itu.",
            "This outbreak has some numbers of its own; they win over the profile. Following another profile lets them go.",
        ))}</p>
    });
    let lost = one.is_none().then(|| view! {
        <p class="banner banner--warn">{tr(t(
            "Profil wabah ini belum ada di HP ini. Terima berkas serah terimanya, atau pilih profil lain.",
            "The profile of this outbreak is not on this phone yet. Receive its hand-over file, or choose another one.",
        ))}</p>
    });
    let shown = one.map(|one| {
        view! {
            {about(&one)}
            <div class="cluster">
                <a class="btn btn--tonal" href=Route::Profile(one.code.clone()).href()>{tr(t("Lihat profil", "See the profile"))}</a>
                {copy_button(one, Some(id))}
            </div>
        }
    });
    Some(
        view! {
            {lost}
            <details>
                <summary class="btn btn--text">{tr(t("Seluruh aturan", "The whole rule"))}</summary>
                <div class="form">
                    {in_words(lines)}
                    {own}
                    {shown}
                    {pick_named("profil", tr(t("Profil yang dipakai", "Profile to follow")), &names, chosen.get_untracked(), move |place| chosen.set(place))}
                    {busy_button("btn btn--tonal btn--wide", t("Pakai profil ini", "Follow this profile"), switch)}
                </div>
            </details>
        }
        .into_any(),
    )
}
