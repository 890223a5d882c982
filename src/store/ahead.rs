//! Work that is begun before it is waited for: the browser reads and opens rows beside the page, but a future does
//! nothing until it is asked, so it is asked once when it is made.
//!
//! What surprises: whoever polls the whole is woken for each part, and a part that is not waited for yet is simply
//! asked again when its turn comes.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

/// Something that is under way.
pub(super) enum Ahead<'a, T> {
    Done(T),
    Running(Pin<Box<dyn Future<Output = T> + 'a>>),
}

impl<'a, T: 'a> Ahead<'a, T> {
    /// Begins.
    pub(super) async fn begin(work: impl Future<Output = T> + 'a) -> Self {
        let mut work: Pin<Box<dyn Future<Output = T> + 'a>> = Box::pin(work);
        let first = poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await;
        match first {
            Poll::Ready(done) => Ahead::Done(done),
            Poll::Pending => Ahead::Running(work),
        }
    }

    /// Waits for the end.
    pub(super) async fn finish(self) -> T {
        match self {
            Ahead::Done(done) => done,
            Ahead::Running(work) => work.await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::pin::pin;
    use std::task::{Context, Waker};

    /// Ready at the second time of asking.
    async fn pause() {
        let mut asked = false;
        poll_fn(|_| if std::mem::replace(&mut asked, true) { Poll::Ready(()) } else { Poll::Pending }).await;
    }

    #[test]
    fn what_is_begun_runs_before_it_is_waited_for() {
        let log = RefCell::new(Vec::new());
        let work = async |name: &'static str| {
            log.borrow_mut().push(format!("{name} begins"));
            pause().await;
            log.borrow_mut().push(format!("{name} ends"));
            name
        };
        let whole = async {
            let first = Ahead::begin(work("first")).await;
            let second = Ahead::begin(work("second")).await;
            let ready = Ahead::begin(async { "ready" }).await;
            (first.finish().await, second.finish().await, ready.finish().await)
        };
        let mut whole = pin!(whole);
        let mut context = Context::from_waker(Waker::noop());
        let done = std::iter::repeat_with(|| whole.as_mut().poll(&mut context)).take(9).find(Poll::is_ready);
        assert_eq!(done, Some(Poll::Ready(("first", "second", "ready"))));
        assert_eq!(*log.borrow(), ["first begins", "second begins", "first ends", "second ends"]);
    }
}
