//! Handing over: how long ago, how much waits, how the file is locked, and the two buttons. Where an agency's key is
//! pinned the file is sealed for it; else it is locked with words. A file that anybody can read, or that nobody can without
//! the words, is made only after the worker said that they know.

use leptos::prelude::*;

use crate::ui::live::live;

use zeroize::Zeroizing;

use crate::app::{App, AppError, Carry, How, Photos, Range, Sent};
use crate::domain::text::{Text, t};
use crate::platform::files::Handed;
use crate::report::handover::{self, Pending, Urgency, urgency};
use crate::ui::part::{Busy, badge, busy_button, bytes_text, card, radio, radio_group, tr, understood_first};
use crate::ui::route::Route;
use crate::vault::{OsEntropy, words};

/// How many words lock a file: 66 bits, for nobody can slow down who guesses at a copy.
const PHRASE_WORDS: usize = 6;

/// How the file is locked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Agency,
    Words,
    Open,
}

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
    let agency = untrack(|| app.pinned_agency()).map(|key| key.name);
    let way = RwSignal::new(if agency.is_some() { Way::Agency } else { Way::Words });
    // One phrase as long as the page stands, so that the files of one hand-over open with the same words.
    let phrase = StoredValue::new(words::make_phrase(PHRASE_WORDS, &mut OsEntropy).ok());
    let ready = move || way.get() == Way::Agency || understood.get();
    let download = RwSignal::new(false);
    let busy = Busy::new();
    let outcome: RwSignal<Option<Result<String, AppError>>> = RwSignal::new(None);
    let pending = Memo::new(move |_| {
        app.version.track();
        app.pending_handover()
    });
    // What the file would hold: where the office has said what it has, that may be more than waits since the last one.
    let since = Memo::new(move |_| {
        if app.local(|local| local.received.is_none()) {
            return pending.get();
        }
        app.pending_since()
    });
    let photos = Memo::new(move |_| {
        app.version.track();
        [Range::Since, Range::All].map(|range| app.photos_to_hand_over(range))
    });
    let with_photos = RwSignal::new(true);
    let never = Memo::new(move |_| app.local(|local| local.handed_at.is_none()));
    let send = move |range: Range| {
        if busy.is_now() || !untrack(ready) {
            return;
        }
        let how = match way.get_untracked() {
            Way::Agency => How::ForAgency,
            Way::Words => match phrase.get_value() {
                Some(phrase) => How::Passphrase(phrase),
                // Without random bytes there are no words, and a file is never locked with nothing.
                None => return outcome.set(Some(Err(AppError::Vault))),
            },
            Way::Open => How::Open,
        };
        let carry = if with_photos.get_untracked() { Carry::Next } else { Carry::Nothing };
        busy.run(async move {
            let sent = app.export(range, carry, &how, download.get_untracked()).await;
            // The page may be gone by now.
            outcome.try_set(Some(sent.map(|sent| told(&sent, &how))));
        });
    };
    let blocked = move || busy.is() || !ready();
    let body = view! {
        {live(move || standing(&pending.get()))}
        <p>{live(move || contents(&since.get()))}</p>
        {ways(agency.clone(), way, understood)}
        {live(move || locked_so(way.get(), agency.as_deref(), phrase, understood))}
        <label class="choice">
            <input autocomplete="off" type="checkbox" prop:checked=move || download.get()
                on:change:target=move |event| download.set(event.target().checked())/>
            <span>{tr(t("Simpan sebagai unduhan, jangan bagikan langsung", "Save as a download, do not share directly"))}</span>
        </label>
        {live(move || photos.with(|[new, all]| photo_choice(new, all, with_photos)))}
        <div class="cluster">
            <button type="button" class="btn btn--primary" aria-busy=move || busy.is().to_string()
                disabled=move || blocked() || never.get() || since.with(|since| since.commits == 0)
                on:click=move |_| send(Range::Since)>{tr(t("Serahkan yang baru", "Hand over what is new"))}</button>
            <button type="button" class="btn btn--tonal" aria-busy=move || busy.is().to_string()
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

/// How the file is to be locked.
fn ways(agency: Option<String>, way: RwSignal<Way>, understood: RwSignal<bool>) -> AnyView {
    let lang = App::get().lang.get_untracked();
    let one = |of: Way, label: String| {
        radio("lock", label, way.get_untracked() == of, move || {
            understood.set(false);
            way.set(of);
        })
    };
    let mut choices = Vec::new();
    if let Some(name) = agency {
        let label = t("Disegel untuk {name}", "Sealed for {name}").with(lang, &[("name", &name)]);
        choices.push(one(Way::Agency, label));
    }
    choices.push(one(
        Way::Words,
        tr(t("Terkunci dengan frasa enam kata", "Locked with a six-word passphrase")).to_owned(),
    ));
    choices.push(one(Way::Open, tr(t("Tidak terkunci (JSON)", "Not locked (JSON)")).to_owned()));
    radio_group(t("Pengaman berkas", "How the file is protected"), choices)
}

/// What the chosen way asks of the worker.
fn locked_so(
    way: Way,
    agency: Option<&str>,
    phrase: StoredValue<Option<Zeroizing<String>>>,
    understood: RwSignal<bool>,
) -> AnyView {
    let pair = agency.is_none().then(|| {
        view! {
            <p class="hint">
                {tr(t(
                    "Lebih mudah: pasang kunci kantor sekali, lalu tidak perlu frasa lagi. ",
                    "Easier: pair with the office's key once, and no passphrase is needed again. ",
                ))}
                <a href=Route::Keys.href()>{tr(t("Pasang kunci kantor", "Pair with the office"))}</a>
            </p>
        }
    });
    match way {
        Way::Agency => view! { <p class="hint">{tr(t(
            "Hanya kantor itu dan HP ini yang dapat membukanya. Siapa pun yang menemukan berkasnya tidak dapat membacanya.",
            "Only that office and this phone can open it. Whoever finds the file cannot read it.",
        ))}</p> }
        .into_any(),
        Way::Words => view! {
            <p class="words" data-testid="file-words">{phrase.get_value().map(|phrase| phrase.to_string())}</p>
            {understood_first(
                t("Catat enam kata ini sekarang.", "Write these six words down now."),
                t(
                    "Tanpa kata-kata ini tidak seorang pun dapat membuka berkasnya, dan kata-katanya tidak ditampilkan lagi. Bacakan lewat telepon atau tatap muka; jangan kirim bersama berkasnya.",
                    "Without these words nobody can open the file, and they are not shown again. Read them out on the telephone or face to face; do not send them with the file.",
                ),
                understood,
            )}
            {pair}
        }
        .into_any(),
        Way::Open => view! {
            {understood_first(
                t("Berkas ini tidak terkunci.", "This file is not locked."),
                t(
                    "Siapa pun yang memegangnya dapat membaca semua nama dan catatan di dalamnya. Kirim hanya kepada penerima yang berhak, lalu hapus salinannya dari HP dan percakapan.",
                    "Anyone who holds it can read every name and note in it. Send it only to whom it is meant for, then delete the copies from the phone and the chat.",
                ),
                understood,
            )}
            {pair}
        }
        .into_any(),
    }
}

/// Whether the photos go along, what they weigh, and what happens without them.
fn photo_choice(new: &Photos, all: &Photos, with_photos: RwSignal<bool>) -> AnyView {
    let unknown = new.unknown || all.unknown;
    if all.count == 0 && all.sent == 0 && !unknown {
        return ().into_any();
    }
    let lang = App::get().lang.get_untracked();
    let weight = t(
        "Sertakan {n} foto dan berkas ({size})",
        "Include {n} {n?photo or paper|photos and papers} ({size})",
    );
    let mut weight = weight.with(lang, &[("n", &all.count.to_string()), ("size", &bytes_text(all.bytes))]);
    if (1..all.count).contains(&new.count) {
        weight.push_str(
            &t("; yang baru {n} ({size})", "; new ones {n} ({size})")
                .with(lang, &[("n", &new.count.to_string()), ("size", &bytes_text(new.bytes))]),
        );
    }
    let (several, begun) = (new.files.max(all.files), new.sent + all.sent > 0);
    let sent = [(t("Yang baru", "What is new"), new), (t("Semua", "Everything"), all)].map(|(what, of)| {
        let left = t(
            "{what}: {sent} foto sudah diserahkan, masih {n} foto dalam {files} berkas.",
            "{what}: {sent} {sent?photo|photos} handed over, {n} {n?photo|photos} left in {files} {files?file|files}.",
        );
        let values = [
            ("what", tr(what).to_owned()),
            ("sent", of.sent.to_string()),
            ("n", of.count.to_string()),
            ("files", of.files.to_string()),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        (of.sent > 0).then(|| view! { <li>{left.with(lang, &values)}</li> })
    });
    let again = || async {
        if let Err(error) = App::get().begin_handover_again().await {
            App::get().tell(error.text());
        }
    };
    let under_way = begun.then(|| view! {
        <div class="banner banner--warn">
            <div>
                <strong>{tr(t("Serah terima belum selesai", "The hand-over is not finished"))}</strong>
                <ul>{sent.into_iter().collect_view()}</ul>
                {busy_button("btn btn--text", t("Mulai lagi dari berkas pertama", "Begin again with the first file"), again)}
            </div>
        </div>
    });
    let unknown = unknown.then(|| view! { <p class="error">{tr(AppError::Damaged.text())}</p> });
    let parts = (several > 1 || begun).then(|| view! {
        <p class="hint">{tr(t(
            "Fotonya terlalu banyak untuk satu berkas. Tekan tombol yang sama lagi untuk setiap berkas berikutnya; penerima menerima semuanya, urutannya bebas. Serah terima baru dicatat setelah berkas terakhir.",
            "There are too many photos for one file. Press the same button again for each further file; the receiver takes them all, in any order. The hand-over is noted after the last file.",
        ))}</p>
    });
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
        {unknown}
        {parts}
        {under_way}
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

fn told(sent: &Sent, how: &How) -> String {
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
    if matches!(how, How::Passphrase(_)) {
        told.push_str(tr(t(
            " Sampaikan enam katanya lewat jalan lain.",
            " Pass the six words on by another way.",
        )));
    }
    for (count, text) in [
        (
            sent.attachments,
            t(" Dengan {n} foto atau berkas.", " With {n} {n?photo or paper|photos or papers}."),
        ),
        (
            sent.without_bytes,
            t(
                " {n} foto tidak ikut karena isinya tidak ada atau rusak di HP ini.",
                " {n} {n?photo was|photos were} left out because the bytes are missing or damaged on this phone.",
            ),
        ),
        (
            sent.left,
            t(
                " Masih ada {n} foto atau berkas: tekan tombol yang sama lagi untuk berkas berikutnya. Serah terima belum dicatat.",
                " {n} {n?photo or paper is|photos or papers are} left: press the same button again for the next file. The hand-over is not noted yet.",
            ),
        ),
    ] {
        if count > 0 {
            told.push_str(&text.with(lang, &[("n", &count.to_string())]));
        }
    }
    told
}
