//! Puts a person into a household: one that is there, or a new one with them as its head.

use leptos::prelude::*;

use crate::ui::live::live;

use crate::app::App;
use crate::casework::household::{NewMember, Who, plan_household, plan_member};
use crate::casework::person::{households_of, members};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::kind::FieldSet;
use crate::domain::record::spine::{household, person};
use crate::domain::text::t;
use crate::ui::page::case_part::{commit, picker, select_code};
use crate::ui::part::tr;

/// The section.
pub fn join(id: RecordId) -> AnyView {
    let app = App::get();
    let relation = RwSignal::new(String::new());
    let pick = move |home: RecordId| {
        let known = app.read_once(|book| members(book, home).iter().any(|member| member.person.id() == id));
        if known == Some(true) {
            app.tell(t("Sudah menjadi anggota keluarga ini", "Already a member of this household"));
            return;
        }
        let draft = plan_member(home, id, &relation.get_untracked(), None, &mut || app.make_id());
        commit(app, vec![draft], t("Ditambahkan ke keluarga", "Added to the household"));
    };
    let found = move |_| {
        let drafts = app.read_once(|book| {
            let record = book.get_as(id, &person::SPEC)?;
            // The new household lives where the person does.
            let mut fields = FieldSet::new();
            for name in ["address", "rt", "rw", "dusun", "village", "region"] {
                if let Some(value) = record.value(name).filter(|value| !value.is_empty())
                    && household::SPEC.field(name).is_some()
                {
                    fields.0.insert(name.to_owned(), value);
                }
            }
            let head = NewMember { who: Who::Known(id), relation: "head".into(), since: None };
            Some(plan_household(book, "", fields, &[head], &mut || app.make_id()))
        });
        commit(
            app,
            drafts.flatten().unwrap_or_default(),
            t("Keluarga baru tersimpan", "New household saved"),
        );
    };
    let alone = move || {
        let none = app.read(|book| households_of(book, id).is_empty()).unwrap_or_default();
        none.then(|| {
            view! {
                <button type="button" class="btn btn--tonal" on:click=found>
                    {tr(t("Keluarga baru dengan orang ini", "New household with this person"))}
                </button>
            }
            .into_any()
        })
    };
    view! {
        <details class="card">
            <summary>{tr(t("Tambahkan ke keluarga", "Add to a household"))}</summary>
            <div class="stack">
                {select_code("join-relation".into(), tr(t("Hubungan dengan kepala keluarga", "Relation to the head")).into(),
                    &lists::FAMILY_RELATION, move || relation.get(), move |code| relation.set(code))}
                {picker("join-home", t("Cari keluarga", "Find the household"), household::SPEC.name, t("Tambahkan", "Add"), pick)}
                {live(alone)}
            </div>
        </details>
    }
    .into_any()
}
