//! Which column of the files means what, for a person to look over and to change. Folded while everything was found.

use leptos::prelude::*;

use super::{Here, Same, Which};
use crate::app::App;
use crate::domain::text::{Lang, Text, t};
use crate::tracing::line_list::column::{CASES, LINKS, VISITS};
use crate::tracing::line_list::{DateOrder, LineList, Mapping, Role};
use crate::ui::part::{pick_named, tr};

pub(super) fn role_name(code: &str, lang: Lang) -> &'static str {
    let name = match code {
        "id" => t("ID orang", "Id of the person"),
        "other_id" => t("ID kedua", "Second id"),
        "name" => t("Nama", "Name"),
        "sex" => t("Jenis kelamin", "Sex"),
        "age" => t("Umur", "Age"),
        "phone" => t("Telepon", "Telephone"),
        "address" => t("Alamat", "Address"),
        "onset" => t("Mulai bergejala", "Onset"),
        "report" => t("Dilaporkan", "Reported"),
        "outcome_date" => t("Tanggal akhir penyakit", "Date of outcome"),
        "outcome" => t("Akhir penyakit", "Outcome"),
        "classification" => t("Klasifikasi", "Classification"),
        "from" => t("Dari (sumber)", "From (source)"),
        "to" => t("Ke (terpapar)", "To (exposed)"),
        "link_date" => t("Tanggal hubungan", "Date of the link"),
        "link_kind" => t("Tempat atau jenis", "Setting or kind"),
        "last_contact" => t("Kontak terakhir", "Last contact"),
        "visit_id" => t("ID yang dipantau", "Id of who was followed up"),
        "visit_date" => t("Tanggal pemantauan", "Date of the follow-up"),
        "result" => t("Hasil pemantauan", "Result of the follow-up"),
        "entered" => t("Tanggal dicatat", "Date of entry"),
        _ => t("Kolom lain", "Another column"),
    };
    name.get(lang)
}

pub(super) fn order_name(order: Option<DateOrder>) -> Text {
    match order {
        None => t("Temukan sendiri", "Find out"),
        Some(DateOrder::Dmy) => t("hari/bulan/tahun", "day/month/year"),
        Some(DateOrder::Mdy) => t("bulan/hari/tahun", "month/day/year"),
        Some(DateOrder::Ymd) => t("tahun-bulan-hari", "year-month-day"),
    }
}

const ORDERS: [Option<DateOrder>; 4] =
    [None, Some(DateOrder::Dmy), Some(DateOrder::Mdy), Some(DateOrder::Ymd)];

/// Which column means what; folded while all was found.
pub(super) fn columns_card(here: Here, list: Option<&LineList>) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let none = tr(t("Tidak ada", "None")).to_owned();
    let part = |which: Which, roles: &'static [Role], used: Option<&Mapping>| -> Vec<AnyView> {
        let headers = here.headers(which);
        if headers.is_empty() {
            return Vec::new();
        }
        let names: Vec<String> = std::iter::once(none.clone()).chain(headers.iter().cloned()).collect();
        roles
            .iter()
            .map(|role| {
                let role = *role;
                let column = used.and_then(|used| used.columns.get(&role));
                let first =
                    column.and_then(|name| headers.iter().position(|one| one == name)).map_or(0, |n| n + 1);
                let headers = headers.clone();
                let id = format!("list-{}", role.code());
                pick_named(id, role_name(role.code(), lang), &names, first, move |place| {
                    let header = place.checked_sub(1).and_then(|place| headers.get(place)).cloned();
                    here.touched.set(true);
                    if which == Which::Cases && role == Role::Id {
                        here.same.update(Same::forget);
                    }
                    here.settings.update(|settings| {
                        let mapping = which.mapping(settings);
                        mapping.without.retain(|one| *one != role);
                        match header {
                            Some(header) => {
                                mapping.columns.retain(|_, one| *one != header);
                                mapping.columns.insert(role, header);
                            }
                            None => {
                                mapping.columns.remove(&role);
                                mapping.without.push(role);
                            }
                        }
                    });
                })
            })
            .collect()
    };
    let order = here.settings.with_untracked(|settings| settings.cases.dates);
    let orders: Vec<String> = ORDERS.iter().map(|one| order_name(*one).get(lang).to_owned()).collect();
    let first = ORDERS.iter().position(|one| *one == order).unwrap_or(0);
    let dates =
        pick_named("list-order", tr(t("Urutan tanggal", "Order of dates")), &orders, first, move |place| {
            let order = ORDERS.get(place).copied().flatten();
            here.touched.set(true);
            here.settings.update(|settings| {
                settings.cases.dates = order;
                settings.links.dates = order;
                settings.visits.dates = order;
            });
        });
    let cases = part(Which::Cases, CASES, list.map(|list| &list.cases_mapping));
    let links = part(Which::Links, LINKS, list.map(|list| &list.links_mapping));
    let visits = part(Which::Visits, VISITS, list.map(|list| &list.visits_mapping));
    view! {
        <details class="card" open=list.is_none() || here.touched.get_untracked()>
            <summary class="btn btn--tonal btn--wide">{tr(t("Arti kolom dan tanggal", "What the columns and dates mean"))}</summary>
            {dates}
            <h3>{tr(t("Daftar orang", "List of people"))}</h3>
            <div class="grid-2">{cases}</div>
            {(!links.is_empty()).then(|| view! {
                <h3>{tr(t("Daftar hubungan", "List of links"))}</h3>
                <div class="grid-2">{links}</div>
            })}
            {(!visits.is_empty()).then(|| view! {
                <h3>{tr(t("Pemantauan", "Follow-ups"))}</h3>
                <div class="grid-2">{visits}</div>
            })}
        </details>
    }
    .into_any()
}
