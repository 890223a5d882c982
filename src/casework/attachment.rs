//! Photos of papers and small files: which hang on a record, what a new one says, and what speaks against it.
//!
//! Invariant: what a record says of its bytes is written once, in the commit that makes it; a photo that is taken
//! again is a new attachment.

use chrono::NaiveDate;

use super::consent::{Concern, Standing, concern_of, decision};
use super::person::members;
use crate::domain::id::RecordId;
use crate::domain::kind::{Draft, FieldSet};
use crate::domain::order::InOrder;
use crate::domain::photo::{self, Media};
use crate::domain::record::spine::{attachment, household, person};
use crate::domain::value::Fields;
use crate::ledger::{Book, RecordRef};

/// The purpose of consent that a photo needs.
const PHOTO: &str = "photo";

/// How far up the records a person is looked for: note, visit, case, person.
const STEPS_UP: usize = 4;

/// The attachments of a record, newest first.
pub fn attachments(book: &Book, parent: RecordId) -> Vec<RecordRef<'_>> {
    let mut found: Vec<_> = book.children(parent, &attachment::SPEC).collect();
    // Ids begin with the time at which they were made.
    found.order_by_key(|record| std::cmp::Reverse(record.id()));
    found
}

/// Plans a new attachment: what was typed of it, and what its bytes are.
pub fn plan_attachment(
    record: RecordId,
    parent: RecordId,
    typed: &Fields,
    media: Media,
    bytes: &[u8],
) -> Draft {
    let mut fields = FieldSet(typed.clone());
    fields.set(attachment::MEDIA_TYPE, media.kept_as());
    fields.set(attachment::SIZE, i64::try_from(bytes.len()).unwrap_or(i64::MAX));
    fields.set(attachment::DIGEST, photo::digest(bytes));
    Draft { kind: attachment::SPEC.name, record, parent: Some(parent), fields }
}

/// Whether these are the bytes that the record names.
pub fn is_whole(record: RecordRef<'_>, bytes: &[u8]) -> bool {
    record.get(attachment::SIZE) == i64::try_from(bytes.len()).ok()
        && record.text(attachment::DIGEST) == photo::digest(bytes)
}

/// What speaks against a photo for this record: somebody whom it is about refused photos or took the consent back.
/// It warns and never blocks, because a paper that somebody hands over to be photographed is a consent too.
pub fn concern(book: &Book, parent: RecordId, today: NaiveDate) -> Option<Concern> {
    let mut at = book.get(parent);
    for _ in 0..STEPS_UP {
        let record = at?;
        if record.is(&person::SPEC) {
            return refused(book, record.id(), today);
        }
        if record.is(&household::SPEC) {
            let people = members(book, record.id());
            return people.iter().find_map(|member| refused(book, member.person.id(), today));
        }
        at = record.parent_record();
    }
    None
}

fn refused(book: &Book, person: RecordId, today: NaiveDate) -> Option<Concern> {
    match decision(book, person, PHOTO, None, today).standing {
        Standing::Refused | Standing::Withdrawn => concern_of(book, person, PHOTO, today),
        Standing::None | Standing::Given | Standing::Expired => None,
    }
}

/// How many attachments there are and how many bytes they take, with those in the trash, which take room too.
pub fn room(book: &Book) -> (usize, u64) {
    book.of_any(&attachment::SPEC).fold((0, 0), |(count, bytes), record| {
        let size = record.get(attachment::SIZE).and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
        (count + 1, bytes.saturating_add(size))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::erase::plan_erase;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::record::casework::{case, visit};
    use crate::domain::record::spine::{consent, member};

    fn attach(desk: &mut Desk, parent: RecordId, bytes: &[u8]) -> RecordId {
        let typed = fields().with(attachment::KIND, "id_card").0;
        let planned = plan_attachment(RecordId([0; 16]), parent, &typed, Media::Picture("PNG"), bytes);
        desk.make(&attachment::SPEC, planned.parent, planned.fields)
    }

    #[test]
    fn an_attachment_says_what_its_bytes_are_and_knows_them_again() {
        let mut desk = Desk::new();
        let ani = desk.make(&person::SPEC, None, fields().with(person::NAME, "Ani"));
        let id = attach(&mut desk, ani, b"foto");
        let record = desk.book().get(id).unwrap();
        assert_eq!(
            (record.text(attachment::KIND), record.text(attachment::MEDIA_TYPE)),
            ("id_card", "image/jpeg")
        );
        assert!(is_whole(record, b"foto"));
        assert!(!is_whole(record, b"fotO") && !is_whole(record, b"fot") && !is_whole(record, b""));
    }

    #[test]
    fn the_newest_stands_first_and_what_is_in_the_trash_still_takes_room() {
        let mut desk = Desk::new();
        let ani = desk.make(&person::SPEC, None, fields());
        let made = [b"a".as_slice(), b"bb", b"ccc"].map(|bytes| attach(&mut desk, ani, bytes));
        desk.trash(made[1]);
        let shown: Vec<RecordId> = attachments(desk.book(), ani).iter().map(|record| record.id()).collect();
        assert_eq!(shown, [made[2], made[0]]);
        assert_eq!(room(desk.book()), (3, 6));
    }

    #[test]
    fn somebody_who_refused_photos_is_warned_of_wherever_the_photo_would_hang() {
        let mut desk = Desk::new();
        let today = day("2026-11-21");
        let [ani, budi] =
            ["Ani", "Budi"].map(|name| desk.make(&person::SPEC, None, fields().with(person::NAME, name)));
        let home = desk.make(&household::SPEC, None, fields());
        desk.make(&member::SPEC, Some(home), fields().with(member::PERSON, budi));
        desk.make(&member::SPEC, Some(home), fields().with(member::PERSON, ani));
        let case = desk.make(&case::SPEC, Some(ani), fields());
        let visit = desk.make(&visit::SPEC, Some(case), fields());
        let warned = |desk: &Desk, of| concern(desk.book(), of, today).is_some();
        assert!([ani, budi, home, case, visit].iter().all(|of| !warned(&desk, *of)));
        let say = |desk: &mut Desk, state: &str, on: &str| {
            let said = fields().with(consent::STATE, state).with(consent::DATE, day(on));
            let mut said = said;
            said.set(consent::PURPOSES, vec![PHOTO.to_owned()]);
            desk.make(&consent::SPEC, Some(ani), said);
        };
        say(&mut desk, "refused", "2026-11-01");
        assert!([ani, home, case, visit].iter().all(|of| warned(&desk, *of)));
        assert!(!warned(&desk, budi));
        say(&mut desk, "given", "2026-11-02");
        assert!(!warned(&desk, visit));
        say(&mut desk, "withdrawn", "2026-11-03");
        assert!(warned(&desk, visit));
    }

    #[test]
    fn erasing_somebody_takes_the_photos_of_their_case_and_leaves_those_of_the_household() {
        let mut desk = Desk::new();
        let ani = desk.make(&person::SPEC, None, fields());
        let home = desk.make(&household::SPEC, None, fields());
        desk.make(&member::SPEC, Some(home), fields().with(member::PERSON, ani));
        let case = desk.make(&case::SPEC, Some(ani), fields());
        let visit = desk.make(&visit::SPEC, Some(case), fields());
        let hers = [ani, case, visit].map(|of| attach(&mut desk, of, b"x"));
        let of_home = attach(&mut desk, home, b"y");
        desk.trash(hers[1]);
        let plan = plan_erase(desk.book(), ani);
        assert!(hers.iter().all(|id| plan.contains(id)) && !plan.contains(&of_home));
    }
}
