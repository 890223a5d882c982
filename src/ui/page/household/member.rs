//! Adds somebody to a household: a new person or one already recorded, in one save.

use leptos::prelude::*;

use crate::app::App;
use crate::casework::household::plan_member;
use crate::casework::person::members;
use crate::domain::birth::Birth;
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::record::spine::{household, person};
use crate::domain::text::t;
use crate::ui::page::case_part::{answers, picker, radios, select_code, text_field};
use crate::ui::part::{Busy, tr};

/// The section. It stands outside of what follows the book, so that typing is never lost.
pub fn add(home: RecordId) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let name = RwSignal::new(String::new());
    let sex = RwSignal::new(String::new());
    let years = RwSignal::new(String::new());
    let relation = RwSignal::new(String::new());
    let busy = Busy::new();
    // Who joins as head becomes the head of the household in the same commit.
    let joining = move |who: RecordId, mut before: Vec<Draft>| {
        let relation = relation.get_untracked();
        before.push(plan_member(home, who, &relation, None, &mut || app.make_id()));
        if relation == "head" {
            let fields = FieldSet::new().with(household::HEAD, who);
            before.push(Draft { kind: household::SPEC.name, record: home, parent: None, fields });
        }
        before
    };
    let pick = move |who: RecordId| {
        if busy.is_now() {
            return;
        }
        let known = app.read_once(|book| members(book, home).iter().any(|member| member.person.id() == who));
        if known == Some(true) {
            app.tell(t("Sudah menjadi anggota keluarga ini", "Already a member of this household"));
            return;
        }
        let drafts = joining(who, Vec::new());
        busy.run(async move {
            let saved = app.save_and_tell(drafts, None, t("Anggota ditambahkan", "Member added")).await;
            if saved.is_ok() {
                relation.try_set(String::new());
            }
        });
    };
    let save = move |_| {
        let typed = name.get_untracked().trim().to_owned();
        if typed.is_empty() || busy.is_now() {
            crate::platform::page::focus("#member-name");
            return;
        }
        let who = app.make_id();
        let mut fields = FieldSet::new().with(person::NAME, typed);
        if !sex.get_untracked().is_empty() {
            fields.set(person::SEX, sex.get_untracked());
        }
        if let Ok(age) = years.get_untracked().trim().parse() {
            fields.set(person::BIRTH, Birth::Estimated { age, on: app.today.get_untracked() });
        }
        let made = vec![Draft { kind: person::SPEC.name, record: who, parent: None, fields }];
        let drafts = joining(who, made);
        busy.run(async move {
            let saved = app.save_and_tell(drafts, None, t("Anggota ditambahkan", "Member added")).await;
            if saved.is_ok() {
                for field in [name, sex, years, relation] {
                    field.try_set(String::new());
                }
                crate::platform::page::focus("#member-name");
            }
        });
    };
    view! {
        <details class="card">
            <summary>{tr(t("Tambah anggota", "Add a member"))}</summary>
            <div class="stack">
                {select_code("member-relation".into(), tr(t("Hubungan dengan kepala keluarga", "Relation to the head")).into(),
                    &lists::FAMILY_RELATION, move || relation.get(), move |code| relation.set(code))}
                <h3>{tr(t("Orang baru", "Somebody new"))}</h3>
                {text_field("member-name", t("Nama", "Name"), "text", move || name.get(), move |text| name.set(text))}
                {radios("choices", "member-sex".into(), tr(t("Jenis kelamin", "Sex")).into(), answers(&lists::SEX, lang),
                    move || sex.get(), move |code| sex.set(code))}
                <div class="field">
                    <label for="member-age">{tr(t("Perkiraan umur (tahun)", "Age, about (years)"))}</label>
                    <input id="member-age" type="text" inputmode="numeric" autocomplete="off" prop:value=move || years.get()
                        on:input=move |event| years.set(event_target_value(&event))/>
                </div>
                <button type="button" class="btn btn--primary" on:click=save disabled=move || busy.is()>
                    {tr(t("Simpan anggota", "Save member"))}
                </button>
                <h3>{tr(t("Atau orang yang sudah tercatat", "Or somebody already recorded"))}</h3>
                {picker("member-pick", t("Cari orang", "Find the person"), person::SPEC.name, t("Tambahkan", "Add"), pick)}
            </div>
        </details>
    }
    .into_any()
}
