//! Files for other programs, made in slices of the book as it stands.
//!
//! What surprises: a save or an import meanwhile makes what was written so far worthless, so the file is begun anew; whoever
//! waits sees that by its progress.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use gloo_timers::future::TimeoutFuture;

use super::App;
use crate::ledger::Book;
use crate::platform::clock;
use crate::platform::files::Pieces;
use crate::platform::sealer;
use crate::report::convert::ppks::LeftOut;
use crate::report::convert::{Form, Making, Options};

/// How many records are written between two looks at the clock.
const STEP: usize = 20;
/// How much is written before it leaves wasm memory.
const PIECE: usize = 256 * 1024;

/// How often whoever waits for the worker is asked whether they still do.
const LOOK_MS: u32 = 200;

/// A file that was made.
pub struct Made {
    /// Its bytes; `None` where it could not be put together.
    pub pieces: Option<Pieces>,
    /// How many rows or entries it has.
    pub written: usize,
    /// Who is not in a PPKS list, and who should be looked at.
    pub left_out: Vec<LeftOut>,
    /// How many records have no place in it.
    pub without_place: usize,
}

/// Has the files worker put a workbook together. `None` where it was stopped meanwhile, which ends the worker.
async fn workbook(cells: Pieces, options: &Options, going: impl Fn() -> bool) -> Option<Option<Pieces>> {
    let today = options.today.to_string();
    let mut made = pin!(sealer::workbook(cells, &today));
    loop {
        let mut look = pin!(TimeoutFuture::new(LOOK_MS));
        let next = poll_fn(|context| match made.as_mut().poll(context) {
            Poll::Ready(made) => Poll::Ready(Some(made.ok())),
            Poll::Pending => look.as_mut().poll(context).map(|()| None),
        });
        if let Some(made) = next.await {
            return Some(made);
        }
        if !going() {
            return None;
        }
    }
}

impl App {
    /// Makes a file; `going` is told how many of how many records are through, and says whether to go on. `None` where it
    /// was stopped, or the book was locked.
    pub async fn make_form(
        self,
        form: Form,
        options: Options,
        going: impl Fn(usize, usize) -> bool,
    ) -> Option<Made> {
        // The page shows that something is under way first.
        clock::breathe().await;
        let mut slices = clock::Slices::start();
        'anew: loop {
            let generation = self.read_once(Book::generation)?;
            let mut making = Making::new(form, options.clone());
            let (mut pieces, mut text) = (Pieces::new(), String::new());
            loop {
                let slice = |book: &Book| {
                    if book.generation() != generation {
                        return None;
                    }
                    loop {
                        let done = making.step(book, STEP, &mut text);
                        if done || slices.is_due() {
                            return Some((done, making.progress(book)));
                        }
                    }
                };
                let Some((done, (at, all))) = self.read_once(slice)? else { continue 'anew };
                if done || text.len() >= PIECE {
                    pieces.push(text.as_bytes());
                    text.clear();
                }
                if !going(at, all) {
                    return None;
                }
                if done {
                    let left_out = making.left_out().to_vec();
                    let (written, without_place) = (making.written(), making.without_place());
                    let pieces = match form {
                        Form::Xlsx => workbook(pieces, &options, || going(at, all)).await?,
                        _ => Some(pieces),
                    };
                    return Some(Made { pieces, written, left_out, without_place });
                }
                slices.breathe_if_due().await;
            }
        }
    }
}
