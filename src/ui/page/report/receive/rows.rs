//! The preview as tables: one row a file, and for a single hand-over one row a kind of record.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use super::proof;
use crate::app::{App, Arrival, Arrived, Preview, SignedBy};
use crate::domain::code::lists;
use crate::domain::record::kind_of;
use crate::domain::text::{Lang, Text, t};
use crate::exchange::pack::{Pack, PackPlan};
use crate::exchange::receipt::{Receipt, Verdict};
use crate::exchange::tray::{Acquaintance, Weighed};
use crate::ledger::Gap;
use crate::platform::intl;
use crate::ui::part::{badge, tr};

type Counts = BTreeMap<String, usize>;

fn sum(of: &Counts) -> usize {
    of.values().sum()
}

/// What the files would do: a single one in words, several as a table.
pub fn of(preview: &Preview) -> AnyView {
    let lang = App::get().lang.get_untracked();
    if let [one] = preview.arrivals.as_slice() {
        return alone(one, preview, lang);
    }
    let files: Vec<&Weighed> = preview.exports().collect();
    let kinds = match files.as_slice() {
        [one] => Some(by_kind(one)),
        _ => None,
    };
    let others: Vec<AnyView> = preview.arrivals.iter().filter_map(|one| other(one, lang)).collect();
    view! { {by_file(preview, &files)} {kinds} {others} }.into_any()
}

fn alone(one: &Arrival, preview: &Preview, lang: Lang) -> AnyView {
    let Arrived::Export { file, signed, .. } = &one.what else { return other(one, lang).into_any() };
    let made = t("Dari {author} ({mark}), dibuat {at}.", "From {author} ({mark}), made {at}.").with(
        lang,
        &[
            ("author", &who(&file.author)),
            ("mark", &mark(file.device, lang)),
            ("at", &intl::stamp(lang, file.created)),
        ],
    );
    let range = if file.whole {
        t("Berkas ini memuat seluruh buku.", "This file holds a whole book.")
    } else {
        t(
            "Berkas ini memuat perubahan sejak serah terima sebelumnya.",
            "This file holds what changed since the hand-over before.",
        )
    };
    view! {
        <p>{made}" "{tr(range)}</p>
        <div class="cluster">{states(file, signed.as_deref(), &preview.gaps)}</div>
        {proof::line(file.device, signed.as_deref())}
        {by_kind(file)}
    }
    .into_any()
}

/// A receipt or pack in words.
fn other(one: &Arrival, lang: Lang) -> Option<AnyView> {
    let (view, signed) = match &one.what {
        Arrived::Receipt(receipt, verdict, signed) => (of_receipt(receipt, *verdict, lang), signed),
        Arrived::Pack(pack, plan, signed) => (of_pack(pack, plan, lang), signed),
        _ => return None,
    };
    Some(view! { {view} {proof::of_office(signed.as_deref())} }.into_any())
}

fn cell(number: usize) -> AnyView {
    view! { <td class="num">{number}</td> }.into_any()
}

fn by_file(preview: &Preview, files: &[&Weighed]) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let rows: Vec<AnyView> = preview.arrivals.iter().map(|one| file_row(one, &preview.gaps, lang)).collect();
    let total = |of: fn(&Weighed) -> usize| cell(files.iter().map(|file| of(file)).sum());
    let head = [
        (t("Dari", "From"), ""),
        (t("Keadaan", "State"), ""),
        (t("Baru", "New"), "num"),
        (t("Berubah", "Changed"), "num"),
        (t("Sama", "Identical"), "num"),
        (t("Selisih", "Conflicts"), "num"),
    ];
    let head: Vec<AnyView> = head
        .into_iter()
        .map(|(text, class)| view! { <th scope="col" class=class>{tr(text)}</th> }.into_any())
        .collect();
    let several = files.len() > 1;
    view! {
        {(preview.arrivals.len() > 1).then(|| view! { <p><strong>{tally(preview, lang)}</strong></p> })}
        <div class="table-wrap files" tabindex="0" role="region" aria-label=tr(t("Berkas satu per satu", "The files one by one"))>
            <table>
                <caption>{tr(t("Berkas menurut urutan diterima", "The files in the order in which they count"))}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
                {several.then(|| view! {
                    <tfoot>
                        <tr>
                            <th scope="row" colspan="2">{t("Jumlah dari {n} berkas", "Total of {n} files").with(lang, &[("n", &files.len().to_string())])}</th>
                            {total(|file| sum(&file.plan.new))}
                            {total(|file| sum(&file.plan.changed))}
                            {total(|file| sum(&file.plan.identical))}
                            {cell(preview.conflicts)}
                        </tr>
                    </tfoot>
                })}
            </table>
        </div>
    }
    .into_any()
}

/// How many files came, and what becomes of them.
fn tally(preview: &Preview, lang: Lang) -> String {
    let locked = |one: &&Arrival| matches!(&one.what, Arrived::Refused(why, _) if why.wants_passphrase());
    let all = preview.arrivals.len();
    let locked = preview.arrivals.iter().filter(locked).count();
    let refused = preview.arrivals.iter().filter(|one| matches!(one.what, Arrived::Refused(..))).count();
    let texts = [
        (all - refused, t("{n} dapat diterima", "{n} can be accepted")),
        (refused - locked, t("{n} ditolak", "{n} {n?is|are} refused")),
        (locked, t("{n} terkunci", "{n} {n?is|are} locked")),
    ];
    let counted = |count: usize, text: Text| text.with(lang, &[("n", &count.to_string())]);
    let parts: Vec<String> =
        texts.into_iter().filter(|(count, _)| *count > 0).map(|(count, text)| counted(count, text)).collect();
    format!("{}: {}.", counted(all, t("{n} berkas", "{n} {n?file|files}")), parts.join(", "))
}

fn who(author: &str) -> String {
    if author.is_empty() { "—".to_owned() } else { author.to_owned() }
}

fn file_row(one: &Arrival, gaps: &[(Gap, String)], lang: Lang) -> AnyView {
    let name = one.name.clone();
    let bare = |author: String, created: String, state: AnyView| {
        view! {
            <tr>
                <th scope="row">
                    {author}" "<span class="row-sub">{name.clone()}</span>
                    {(!created.is_empty()).then(|| view! { <span class="row-sub">{created}</span> })}
                </th>
                <td colspan="5">{state}</td>
            </tr>
        }
        .into_any()
    };
    match &one.what {
        Arrived::Export { file, signed, .. } => export_row(name, file, signed.as_deref(), gaps, lang),
        Arrived::Refused(refusal, maker) => {
            let (author, created) = match maker {
                Some(maker) => (who(&maker.author), intl::stamp(lang, maker.created)),
                None => ("—".to_owned(), String::new()),
            };
            let state = if refusal.wants_passphrase() {
                let why = t("Ketik frasanya di bawah.", "Type its passphrase below.");
                view! { {badge("muted", tr(t("Terkunci", "Locked")))} <span class="row-sub">{tr(why)}</span> }
                    .into_any()
            } else {
                let why = refusal.sentence(lang);
                view! { {badge("danger", tr(t("Ditolak", "Refused")))} <span class="row-sub">{why}</span> }
                    .into_any()
            };
            bare(author, created, state)
        }
        Arrived::Receipt(receipt, ..) => {
            let state = badge("accent", tr(t("Tanda terima", "Receipt")));
            bare(receipt.agency.clone(), intl::stamp(lang, receipt.created), state)
        }
        Arrived::Pack(pack, ..) => {
            let state = badge("accent", tr(t("Paket instansi", "Agency's pack")));
            bare(pack.agency.clone(), intl::stamp(lang, pack.created), state)
        }
    }
}

/// How a phone is told from others: the end of its number.
fn mark(device: crate::domain::id::DeviceId, lang: Lang) -> String {
    let number = device.to_string();
    let mark = number.get(number.len().saturating_sub(4)..).unwrap_or_default();
    t("HP …{mark}", "phone …{mark}").with(lang, &[("mark", mark)])
}

/// What is to be known of a file before it is taken.
fn states(file: &Weighed, signed: Option<&SignedBy>, gaps: &[(Gap, String)]) -> Vec<AnyView> {
    let mut states = Vec::new();
    let mut say = |kind: &str, text: Text| states.push(badge(kind, tr(text)));
    match file.maker {
        Acquaintance::Known => {}
        Acquaintance::NewDevice => say("warn", t("HP baru, petugas dikenal", "New phone, known worker")),
        Acquaintance::Stranger => {
            say("warn", t("Petugas dan HP baru di sini", "Worker and phone are new here"))
        }
    }
    if file.is_replay() {
        say("muted", t("Sudah pernah diterima", "Taken before"));
    }
    if !file.plan.forks.is_empty() {
        say("warn", t("HP disalin atau dipulihkan", "Copied or restored phone"));
    }
    if gaps.iter().any(|(gap, _)| gap.device == file.device) {
        say("warn", t("Ada simpanan yang hilang", "Saves are missing"));
    }
    if signed.is_some_and(|signed| !signed.as_sent) {
        say("warn", t("Sudah dibuka lalu diteruskan", "Opened and passed on"));
    }
    if states.is_empty() {
        states.push(badge("ok", tr(t("Utuh", "Whole"))));
    }
    states
}

fn export_row(
    name: String,
    file: &Weighed,
    signed: Option<&SignedBy>,
    gaps: &[(Gap, String)],
    lang: Lang,
) -> AnyView {
    let plan = &file.plan;
    let range = if file.whole { t("Semua", "Everything") } else { t("Yang baru", "What is new") };
    let when = format!("{} · {}", intl::stamp(lang, file.created), tr(range));
    view! {
        <tr>
            <th scope="row">
                {who(&file.author)}" "
                <span class="row-sub">{format!("{} · {name}", mark(file.device, lang))}</span>
                <span class="row-sub">{when}</span>
            </th>
            <td>
                <div class="cluster">{states(file, signed, gaps)}</div>
                {proof::line(file.device, signed)}
            </td>
            {cell(sum(&plan.new))}
            {cell(sum(&plan.changed))}
            {cell(sum(&plan.identical))}
            {cell(plan.conflicts.len())}
        </tr>
    }
    .into_any()
}

fn kind_name(kind: &str) -> String {
    kind_of(kind).map_or_else(|| kind.to_owned(), |kind| tr(kind.label).to_owned())
}

fn by_kind(file: &Weighed) -> AnyView {
    let plan = &file.plan;
    let kinds: BTreeSet<&String> =
        plan.new.keys().chain(plan.changed.keys()).chain(plan.identical.keys()).collect();
    let rows: Vec<AnyView> = kinds
        .into_iter()
        .map(|kind| {
            let count = |of: &Counts| cell(of.get(kind).copied().unwrap_or(0));
            view! {
                <tr>
                    <th scope="row">{kind_name(kind)}</th>
                    {count(&plan.new)}
                    {count(&plan.changed)}
                    {count(&plan.identical)}
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=tr(t("Isi berkas", "What the file holds"))>
            <table>
                <caption>{tr(t("Yang akan terjadi", "What would happen"))}</caption>
                <thead>
                    <tr>
                        <th scope="col">{tr(t("Jenis", "Kind"))}</th>
                        <th scope="col" class="num">{tr(t("Baru", "New"))}</th>
                        <th scope="col" class="num">{tr(t("Berubah", "Changed"))}</th>
                        <th scope="col" class="num">{tr(t("Sama", "Identical"))}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What is missing of each phone, in words.
pub fn gaps(gaps: &[(Gap, String)]) -> Option<AnyView> {
    let lang = App::get().lang.get_untracked();
    let rows: Vec<AnyView> = gaps
        .iter()
        .map(|(gap, author)| {
            let text = if gap.from == gap.to {
                t("HP {author}: simpanan ke-{from}", "{author}'s phone: save {from}")
            } else {
                t("HP {author}: simpanan ke-{from} sampai ke-{to}", "{author}'s phone: saves {from} to {to}")
            };
            let (author, from, to) = (who(author), gap.from.to_string(), gap.to.to_string());
            let text = text.with(lang, &[("author", &author), ("from", &from), ("to", &to)]);
            view! { <li>{text}</li> }.into_any()
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let view = view! {
        <div class="banner banner--warn">
            <div>
                <p>{tr(t(
                    "Ada simpanan yang tidak sampai. Yang lain tetap diterima; minta petugas \"Serahkan semua\":",
                    "Some saves did not arrive. The others are taken all the same; ask the worker for \"everything\":",
                ))}</p>
                <ul>{rows}</ul>
            </div>
        </div>
    };
    Some(view.into_any())
}

/// Photos whose bytes are not those of their records.
pub fn spoiled(preview: &Preview) -> Option<AnyView> {
    let lang = App::get().lang.get_untracked();
    let names: Vec<AnyView> = preview
        .arrivals
        .iter()
        .filter_map(|one| match &one.what {
            Arrived::Export { spoiled, .. } => Some(spoiled),
            _ => None,
        })
        .flatten()
        .map(|(kind, caption)| {
            let kind = lists::ATTACHMENT_KIND.label(kind, lang).to_owned();
            let name = if caption.is_empty() { kind } else { caption.clone() };
            let name = if name.is_empty() { "—".to_owned() } else { name };
            view! { <li>{name}</li> }.into_any()
        })
        .collect();
    if names.is_empty() {
        return None;
    }
    let view = view! {
        <div class="banner banner--danger">
            <div>
                <p>{tr(t(
                    "Isi foto ini tidak cocok dengan catatannya, jadi tidak diambil. Yang lain tetap dapat diterima:",
                    "The bytes of these photos do not match their records, so they are not taken. All else can be accepted:",
                ))}</p>
                <ul>{names}</ul>
            </div>
        </div>
    };
    Some(view.into_any())
}

fn of_receipt(receipt: &Receipt, verdict: Verdict, lang: Lang) -> AnyView {
    let from = t("Tanda terima dari {agency}, dibuat {at}.", "A receipt from {agency}, made {at}.");
    let from =
        from.with(lang, &[("agency", &who(&receipt.agency)), ("at", &intl::stamp(lang, receipt.created))]);
    let mut says: Vec<String> = Vec::new();
    let mut say = |text: Text, n: u64| says.push(text.with(lang, &[("n", &n.to_string())]));
    let seq = receipt.heads.get(&receipt.device).map_or(0, |head| head.seq);
    say(
        t("Kantor memegang {n} simpanan dari HP ini.", "The office has {n} {n?save|saves} of this phone."),
        seq,
    );
    if !verdict.newer {
        say(
            t(
                "Tanda terima yang lebih baru sudah ada di sini; ini tidak mengubah apa pun.",
                "A newer receipt is here already; this one changes nothing.",
            ),
            0,
        );
    }
    if verdict.lost > 0 {
        say(
            t(
                "Kantor memegang {n} simpanan HP ini yang tidak ada lagi di sini: HP ini dipulihkan dari keadaan lama. Minta berkas dari kantor agar kembali.",
                "The office has {n} {n?save|saves} of this phone that are not here any more: this phone was restored from an older state. Ask the office for a file to get them back.",
            ),
            verdict.lost,
        );
    }
    if verdict.forked && verdict.arrived {
        say(
            t(
                "Simpanan terakhir di kantor bukan yang ada di sini: HP ini pernah disalin atau dipulihkan. Yang ditulis di sini sudah sampai; minta berkas dari kantor agar yang lain kembali.",
                "The last save at the office is not the one that is here: this phone was copied or restored. What was written here has arrived; ask the office for a file to get the rest back.",
            ),
            0,
        );
    } else if verdict.forked {
        say(
            t(
                "Simpanan terakhir di kantor bukan yang ada di sini: HP ini pernah disalin atau dipulihkan. Serahkan semua ke kantor.",
                "The last save at the office is not the one that is here: this phone was copied or restored. Hand over everything to the office.",
            ),
            0,
        );
    }
    if !receipt.gaps.is_empty() {
        say(
            t(
                "Kantor belum memegang semua: ada {n} celah. Serahkan yang baru lagi.",
                "The office lacks some: there {n?is|are} {n} {n?gap|gaps}. Hand over what is new again.",
            ),
            receipt.gaps.len() as u64,
        );
    }
    if !receipt.refused.is_empty() {
        say(
            t(
                "Kantor menolak {n} berkas dari HP ini.",
                "The office refused {n} {n?file|files} of this phone.",
            ),
            receipt.refused.len() as u64,
        );
    }
    let rows: Vec<AnyView> = says.into_iter().map(|text| view! { <li>{text}</li> }.into_any()).collect();
    view! { <div class="banner banner--info"><div><p>{from}</p><ul>{rows}</ul></div></div> }.into_any()
}

fn of_pack(pack: &Pack, plan: &PackPlan, lang: Lang) -> AnyView {
    let from = t("Paket dari {agency}, dibuat {at}.", "A pack from {agency}, made {at}.");
    let from = from.with(lang, &[("agency", &who(&pack.agency)), ("at", &intl::stamp(lang, pack.created))]);
    let named = |place: usize| {
        let record = pack.records.get(place);
        record.map(|record| format!("{}: {}", tr(record.kind.label), record.name())).unwrap_or_default()
    };
    let new = plan.new.iter().map(|place| (badge("ok", tr(t("Baru", "New"))), named(*place)));
    let changed = plan.changed.iter().map(|(place, fields)| {
        let fields: Vec<&str> = fields.iter().map(|field| tr(field.label)).collect();
        (badge("warn", tr(t("Berubah", "Changed"))), format!("{} ({})", named(*place), fields.join(", ")))
    });
    let rows: Vec<AnyView> =
        new.chain(changed).map(|(badge, text)| view! { <li>{badge} " " {text}</li> }.into_any()).collect();
    let rest = |count: usize, text: Text| {
        (count > 0).then(|| view! { <p class="hint">{text.with(lang, &[("n", &count.to_string())])}</p> })
    };
    view! {
        <div class="stack">
            <p>{from}</p>
            {(!rows.is_empty()).then(|| view! { <ul>{rows}</ul> })}
            {rest(plan.same, t("{n} catatan sudah sama di sini.", "{n} {n?record is|records are} the same here."))}
            {rest(plan.passed, t("{n} catatan dilewati karena sudah dihapus di sini.", "{n} {n?record is|records are} passed over, because {n?it is|they are} erased here."))}
        </div>
    }
    .into_any()
}
