//! Handing over: how long ago, how much waits, and the two buttons. The file is readable by anyone who
//! has it, so the worker says first that they know.

use leptos::prelude::*;

use crate::ui::live::live;

use crate::app::{App, AppError, Carry, Photos, Range, Sent};
use crate::domain::text::{Text, t};
use crate::platform::files::Handed;
use crate::report::handover::{self, Pending, Urgency, urgency};
use crate::ui::part::{badge, bytes_text, card, pick_named, tr, understood_first};

/// The kinds that are named in the summary, with how they are counted; the rest is "other records".
const NAMED: [(&str, Text); 5] = [
    ("note", t("{n} catatan", "{n} {n?note|notes}")),
    ("visit", t("{n} kunjungan", "{n} {n?visit|visits}")),
    ("person", t("{n} orang", "{n} {n?person|people}")),
    ("case", t("{n} kasus", "{n} {n?case|cases}")),
    ("follow_up", t("{n} pemantauan", "{n} {n?follow-up|follow-ups}")),
];

/// The card.
pub fn view() -> AnyView {
    let app = App::get();
    let understood = RwSignal::new(false);
    let download = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let outcome: RwSignal<Option<Result<String, AppError>>> = RwSignal::new(None);
    let pending = Memo::new(move |_| {
        app.version.track();
        app.pending_handover()
    });
    let photos = Memo::new(move |_| {
        app.version.track();
        [Range::Since, Range::All].map(|range| app.photos_to_hand_over(range))
    });
    let with_photos = RwSignal::new(true);
    let part = RwSignal::new(0_usize);
    let never = Memo::new(move |_| app.local().handed_at.is_none());
    let send = move |range: Range| {
        if busy.get_untracked() || !understood.get_untracked() {
            return;
        }
        busy.set(true);
        // Only a whole book may need several files.
        let part = if range == Range::All { part.get_untracked() } else { 0 };
        let carry = if with_photos.get_untracked() { Carry::Part(part) } else { Carry::Nothing };
        wasm_bindgen_futures::spawn_local(async move {
            let sent = app.export(range, carry, download.get_untracked()).await;
            // The page may be gone by now.
            outcome.try_set(Some(sent.map(|sent| told(&sent))));
            busy.try_set(false);
        });
    };
    let blocked = move || busy.get() || !understood.get();
    let body = view! {
        {live(move || standing(&pending.get()))}
        <p>{live(move || contents(&pending.get()))}</p>
        {understood_first(
            t("Berkas ini tidak terkunci.", "This file is not locked."),
            t(
                "Siapa pun yang memegangnya dapat membaca semua nama dan catatan di dalamnya. Kirim hanya kepada penerima yang berhak, lalu hapus salinannya dari HP dan percakapan.",
                "Anyone who holds it can read every name and note in it. Send it only to whom it is meant for, then delete the copies from the phone and the chat.",
            ),
            understood,
        )}
        <label class="choice">
            <input autocomplete="off" type="checkbox" prop:checked=move || download.get()
                on:change:target=move |event| download.set(event.target().checked())/>
            <span>{tr(t("Simpan sebagai unduhan, jangan bagikan langsung", "Save as a download, do not share directly"))}</span>
        </label>
        {live(move || photos.with(|[new, all]| photo_choice(new, all, with_photos, part)))}
        <div class="cluster">
            <button type="button" class="btn btn--primary" aria-busy=move || busy.get().to_string()
                disabled=move || blocked() || never.get() || pending.with(|pending| pending.commits == 0)
                on:click=move |_| send(Range::Since)>{tr(t("Serahkan yang baru", "Hand over what is new"))}</button>
            <button type="button" class="btn btn--tonal" aria-busy=move || busy.get().to_string()
                disabled=blocked on:click=move |_| send(Range::All)>{tr(t("Serahkan semua", "Hand over everything"))}</button>
        </div>
        <p class="hint">{tr(t(
            "\"Semua\" untuk penerima baru; \"yang baru\" untuk penerima yang sudah memegang serah terima sebelumnya.",
            "\"Everything\" is for a new receiver; \"what is new\" is for one who has the hand-over before.",
        ))}</p>
        <div aria-live="polite">
            {live(move || outcome.get().map(|outcome| match outcome {
                Ok(text) => view! { <p class="banner banner--info">{text}</p> }.into_any(),
                Err(error) => view! { <p class="error">{tr(error.text())}</p> }.into_any(),
            }))}
        </div>
    };
    card(tr(t("Serah terima", "Hand over")), None, body.into_any())
}

/// Whether the photos go along, what they weigh, and what happens without them.
fn photo_choice(new: &Photos, all: &Photos, with_photos: RwSignal<bool>, part: RwSignal<usize>) -> AnyView {
    if all.count == 0 {
        return ().into_any();
    }
    let lang = App::get().lang.get_untracked();
    let mut weight = t("Sertakan {n} foto dan berkas ({size})", "Include {n} photos and papers ({size})")
        .with(lang, &[("n", &all.count.to_string()), ("size", &bytes_text(all.bytes))]);
    if (1..all.count).contains(&new.count) {
        weight.push_str(
            &t("; yang baru {n} ({size})", "; new ones {n} ({size})")
                .with(lang, &[("n", &new.count.to_string()), ("size", &bytes_text(new.bytes))]),
        );
    }
    let files = all.files;
    let parts = move || {
        let names: Vec<String> = (1..=files)
            .map(|number| {
                t("Bagian {n} dari {of}", "Part {n} of {of}")
                    .with(lang, &[("n", &number.to_string()), ("of", &files.to_string())])
            })
            .collect();
        let label = t("Foto untuk \"Serahkan semua\"", "Photos for \"Hand over everything\"");
        let chosen = part.get_untracked().min(files.saturating_sub(1));
        view! {
            {pick_named("photo-part", tr(label), &names, chosen, move |number| part.set(number))}
            <p class="hint">{tr(t(
                "Fotonya terlalu banyak untuk satu berkas. Serahkan setiap bagian; penerima menerima semuanya, urutannya bebas.",
                "There are too many photos for one file. Hand over each part; the receiver takes them all, in any order.",
            ))}</p>
        }
    };
    view! {
        <label class="choice">
            <input autocomplete="off" type="checkbox" prop:checked=move || with_photos.get()
                on:change:target=move |event| with_photos.set(event.target().checked())/>
            <span>{weight}</span>
        </label>
        {live(move || (!with_photos.get()).then(|| view! { <p class="hint">{tr(t(
            "Berkas jadi lebih kecil. Penerima mendapat catatan tentang fotonya, tetapi tidak dapat melihatnya. Foto dapat menyusul lewat \"Serahkan semua\".",
            "The file is smaller. The receiver gets the records of the photos but cannot see them. The photos can follow with \"Hand over everything\".",
        ))}</p> }))}
        {live(move || (files > 1 && with_photos.get()).then(parts))}
    }
    .into_any()
}

/// `Terakhir diserahkan 6 hari lalu · 14 catatan baru`.
fn standing(pending: &Pending) -> AnyView {
    let app = App::get();
    let lang = app.lang.get_untracked();
    let today = app.today.get();
    let (handed, first) = app.handovers();
    let text = handover::standing(handed.map(|day| (today - day).num_days()), pending.total(), lang);
    let days = handover::days_since(handed, first, today);
    let (kind, word) = match urgency(days, pending.total()) {
        Urgency::Calm if handed.is_none() => ("muted", t("Belum mendesak", "Not urgent yet")),
        Urgency::Calm => ("ok", t("Aman", "Fine")),
        Urgency::Soon => ("warn", t("Sebaiknya serahkan", "Hand over soon")),
        Urgency::Now => ("danger", t("Serahkan sekarang", "Hand over now")),
    };
    view! { <p class="cluster"><strong>{text}</strong>{badge(kind, tr(word))}</p> }.into_any()
}

/// What waits, in plain words.
fn contents(pending: &Pending) -> String {
    let lang = App::get().lang.get_untracked();
    let mut parts: Vec<String> = NAMED
        .iter()
        .map(|(kind, word)| (pending.of(kind), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| word.with(lang, &[("n", &count.to_string())]))
        .collect();
    let named: usize = NAMED.iter().map(|(kind, _)| pending.of(kind)).sum();
    let rest = pending.total().saturating_sub(named);
    if rest > 0 {
        parts.push(t("{n} lainnya", "{n} {n?other|others}").with(lang, &[("n", &rest.to_string())]));
    }
    if parts.is_empty() {
        return tr(t("Penerima terakhir sudah memegang semuanya.", "The last receiver has everything."))
            .to_owned();
    }
    t("Baru atau berubah: {what}.", "New or changed: {what}.").with(lang, &[("what", &parts.join(", "))])
}

fn told(sent: &Sent) -> String {
    let lang = App::get().lang.get_untracked();
    let values = [
        ("name", sent.name.clone()),
        ("records", sent.records.to_string()),
        ("commits", sent.commits.to_string()),
        ("size", bytes_text(sent.bytes)),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let text = match sent.handed {
        Handed::Shared => t(
            "Diserahkan: {name} ({size}), {records} catatan dalam {commits} simpanan.",
            "Handed over: {name} ({size}), {records} records in {commits} saves.",
        ),
        Handed::Downloaded => t(
            "Tersimpan di Unduhan: {name} ({size}), {records} catatan dalam {commits} simpanan. Sampaikan kepada penerima, lalu hapus.",
            "Saved to Downloads: {name} ({size}), {records} records in {commits} saves. Give it to the receiver, then delete it.",
        ),
        Handed::Cancelled => t(
            "Dibatalkan. Tidak ada yang diserahkan, dan tidak dicatat sebagai serah terima.",
            "Cancelled. Nothing was handed over, and nothing is noted as handed over.",
        ),
    };
    let mut told = text.with(lang, &values);
    if sent.handed == Handed::Cancelled {
        return told;
    }
    for (count, text) in [
        (sent.attachments, t(" Dengan {n} foto atau berkas.", " With {n} photos or papers.")),
        (
            sent.without_bytes,
            t(
                " {n} foto tidak ikut karena isinya tidak ada atau rusak di HP ini.",
                " {n} photos were left out because their bytes are missing or damaged on this phone.",
            ),
        ),
    ] {
        if count > 0 {
            told.push_str(&text.with(lang, &[("n", &count.to_string())]));
        }
    }
    told
}
