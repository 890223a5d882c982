//! The way back from what was taken in last: one step for all of it, as long as nothing came after.

use leptos::prelude::*;

use super::{Place, Step};
use crate::app::{App, WayBack};
use crate::domain::text::t;
use crate::ui::live::live;
use crate::ui::part::{busy_button, tr};

/// The button, or why there is none. Later (`fresh` is false) only the button is shown.
pub fn view(step: Place, fresh: bool) -> AnyView {
    let app = App::get();
    live(move || shown(app, step, fresh))
}

fn shown(app: App, step: Place, fresh: bool) -> Option<AnyView> {
    let lang = app.lang.get_untracked();
    let closed = match app.way_back.get() {
        WayBack::Nothing => return None,
        WayBack::Open(back) if app.can_untake(&back) => {
            let text = t(
                "Terakhir diterima: {files} berkas, {new} catatan baru.",
                "Accepted last: {files} {files?file|files}, {new} new {new?record|records}.",
            );
            let text = text.with(lang, &[("files", &back.files.to_string()), ("new", &back.new.to_string())]);
            let press = move || {
                let back = back.clone();
                async move {
                    let next = match app.untake(&back).await {
                        Ok(true) => Step::Untaken,
                        Ok(false) => return,
                        Err(error) => Step::Refused(tr(error.text()).to_owned()),
                    };
                    step.try_set(next);
                }
            };
            let view = view! {
                <div class="stack">
                    {(!fresh).then(|| view! { <p>{text}</p> })}
                    <div class="cluster">
                        {busy_button("btn", t("Batalkan penerimaan", "Take it back"), press)}
                        <span class="hint">{tr(t(
                            "Semuanya sekaligus; hanya sebelum ada simpanan baru atau tanda terima yang diberikan.",
                            "All of it at once; only before anything else is saved or a receipt is given.",
                        ))}</span>
                    </div>
                </div>
            };
            return Some(view.into_any());
        }
        WayBack::Open(_) => t(
            "Tidak dapat dibatalkan lagi: sesudahnya sudah ada simpanan lain. Yang keliru dapat diperbaiki lewat riwayat catatannya.",
            "It cannot be taken back any more: something was saved since. What is wrong can be mended by the history of its record.",
        ),
        WayBack::Receipted => t(
            "Tidak dapat dibatalkan lagi: tanda terima sudah diberikan, dan isinya harus tetap benar.",
            "It cannot be taken back any more: a receipt was given, and what it says must stay true.",
        ),
        WayBack::Never => t(
            "Tidak dapat dibatalkan: ada yang dihapus selamanya, ada paket yang tersimpan, atau HP ini memakai tanda perangkat baru.",
            "It cannot be taken back: something was erased for good, a pack was saved, or this phone goes by a new device mark.",
        ),
    };
    fresh.then(|| view! { <p class="hint">{tr(closed)}</p> }.into_any())
}
