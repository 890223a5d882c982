//! Work on the whole book in steps, so that a page stays awake while it is done.
//!
//! Pure: a step is some records, and whoever asks for the steps decides how many and when. What comes out does not depend
//! on how many steps it took. A book that changes in between makes the result void, never unsafe: it is thrown away.

use super::Book;

/// Something that is worked out from the whole book.
pub trait Steps {
    /// What comes out.
    type Out;

    /// Does a step of about so many records; `true` once all is done. Further steps then do nothing.
    fn step(&mut self, book: &Book, records: usize) -> bool;

    /// What came out, after the last step.
    fn finish(self) -> Self::Out;

    /// Everything in one go.
    fn at_once(mut self, book: &Book) -> Self::Out
    where
        Self: Sized,
    {
        while !self.step(book, usize::MAX) {}
        self.finish()
    }
}
