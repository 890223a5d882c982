//! What is worked out from the whole book: in slices, so that the page stays awake, and kept as long as the book stands.
//!
//! This is the one way in which pages come by lists and figures of the whole book. Invariant: what is shown was worked
//! out from one state of the book. The first slice is done at once, so in a small book everything is there when the page
//! appears; in a large one the page's frame comes first. While the book changes, what was shown before stays until
//! the new is whole.

use std::any::{Any, TypeId};
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use super::App;
use crate::casework::caseload::{Caseload, CaseloadSteps};
use crate::casework::day_plan::{Place, RoundSteps};
use crate::ledger::{Book, Steps};
use crate::platform::clock;
use crate::tracing::roll::{Roll, RollSteps};

/// How many records are looked at between two looks at the clock.
const STEP: usize = 100;

/// A state of the book, and what else the work depends on.
type State = (u64, String);

/// Something that was worked out, by the type of the work.
pub(super) struct Kept {
    work: TypeId,
    state: State,
    out: Rc<dyn Any>,
}

/// What a page follows: nothing until it is worked out for the first time.
pub struct Worked<T: 'static>(RwSignal<Option<Arc<T>>, LocalStorage>);

impl<T> Clone for Worked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Worked<T> {}

impl<T: 'static> Worked<T> {
    /// What was worked out; it is followed.
    pub fn get(self) -> Option<Arc<T>> {
        self.0.get()
    }
}

/// Work under way, with its type taken away: one copy of the code that goes on with it.
type Slice = Box<dyn FnMut(&Book) -> Option<Rc<dyn Any>>>;

impl App {
    /// All cases and all that is due today.
    pub fn caseload(self) -> Worked<Caseload> {
        let today = move || self.today.get();
        self.worked(move || today().to_string(), move || Some(CaseloadSteps::new(today())))
    }

    /// Everybody who is traced.
    pub fn roll(self) -> Worked<Roll> {
        let today = move || self.today.get();
        self.worked(move || today().to_string(), move || Some(RollSteps::new(today())))
    }

    /// The homes where something is due by a caseload, or a contact is to be checked.
    pub fn round(self, load: Worked<Caseload>, roll: Worked<Roll>) -> Worked<Vec<Place>> {
        let load_of = |load: &Option<Arc<Caseload>>| load.as_ref().map(|load| (load.generation, load.today));
        let roll_of = |roll: &Option<Arc<Roll>>| roll.as_ref().map(|roll| (roll.generation, roll.today));
        let make = move || {
            // Those of an earlier book are waited out.
            let now = self.read_once(Book::generation);
            let load = load.get().filter(|load| Some(load.generation) == now)?;
            let roll = roll.get().filter(|roll| Some(roll.generation) == now)?;
            Some(RoundSteps::new(load, &roll))
        };
        self.worked(move || format!("{:?} {:?}", load.0.with(load_of), roll.0.with(roll_of)), make)
    }

    /// Works something out and again whenever the book or `asked` changes. `asked` names what the work depends on beside
    /// the book, in words that differ where it differs; nothing is done as long as there is nothing to begin with.
    pub fn worked<W>(
        self,
        asked: impl Fn() -> String + 'static,
        make: impl Fn() -> Option<W> + 'static,
    ) -> Worked<W::Out>
    where
        W: Steps + 'static,
    {
        let shown: RwSignal<Option<Arc<W::Out>>, LocalStorage> = RwSignal::new_local(None);
        let show = move |out: Rc<dyn Any>| {
            if let Some(out) = out.downcast_ref::<Arc<W::Out>>() {
                // The page may be gone by now.
                shown.try_set(Some(out.clone()));
            }
        };
        let slice = move || -> Option<Slice> {
            let mut work = Some(untrack(&make)?);
            let mut done = false;
            Some(Box::new(move |book| {
                if !done {
                    done = work.as_mut().is_some_and(|work| work.step(book, STEP));
                    return None;
                }
                Some(Rc::new(Arc::new(work.take()?.finish())))
            }))
        };
        self.work(TypeId::of::<W>(), Box::new(asked), Box::new(slice), Rc::new(show));
        Worked(shown)
    }

    fn work(
        self,
        work: TypeId,
        asked: Box<dyn Fn() -> String>,
        slice: Box<dyn Fn() -> Option<Slice>>,
        show: Rc<dyn Fn(Rc<dyn Any>)>,
    ) {
        // Counts the beginnings: work that was overtaken ends at its next slice.
        let turn = StoredValue::new(0_u64);
        let state = move || {
            self.version.track();
            (self.read_once(Book::generation).unwrap_or_default(), asked())
        };
        let first = untrack(&state);
        let begin = move |state: State| {
            let kept = self.inner.try_with_value(|inner| {
                let mut kept = inner.kept.iter();
                kept.find(|kept| kept.work == work && kept.state == state).map(|kept| kept.out.clone())
            });
            turn.update_value(|turn| *turn += 1);
            if let Some(out) = kept.flatten() {
                return show(out);
            }
            let mine = turn.get_value();
            let Some(mut slice) = slice() else { return };
            let mut slices = clock::Slices::start();
            if let Some(out) = self.slice(&mut slice, &slices) {
                self.keep_worked(work, state, out.clone());
                return show(out);
            }
            let show = show.clone();
            wasm_bindgen_futures::spawn_local(async move {
                loop {
                    slices.breathe_if_due().await;
                    if turn.try_get_value() != Some(mine) || self.read_once(Book::generation) != Some(state.0)
                    {
                        return;
                    }
                    if let Some(out) = self.slice(&mut slice, &slices) {
                        self.keep_worked(work, state, out.clone());
                        // A page that draws what came out has a task of its own.
                        slices.breathe_if_due().await;
                        if turn.try_get_value() == Some(mine) {
                            show(out);
                        }
                        return;
                    }
                }
            });
        };
        begin(first.clone());
        Effect::new(move |before: Option<State>| {
            let now = state();
            if before.as_ref().unwrap_or(&first) != &now {
                untrack(|| begin(now.clone()));
            }
            now
        });
    }

    /// Steps until the slice is used up or all is done.
    fn slice(self, slice: &mut Slice, slices: &clock::Slices) -> Option<Rc<dyn Any>> {
        let steps = |book: &Book| loop {
            match slice(book) {
                None if !slices.is_due() => {}
                out => return out,
            }
        };
        self.read_once(steps).flatten()
    }

    fn keep_worked(self, work: TypeId, state: State, out: Rc<dyn Any>) {
        self.inner.try_update_value(|inner| {
            inner.kept.retain(|kept| kept.work != work);
            inner.kept.push(Kept { work, state, out });
        });
    }
}
