//! Everybody and every household by name, as the list of people shows and filters them.

use super::person::{display_name, home_name};
use crate::domain::id::RecordId;
use crate::domain::order::OrderSteps;
use crate::domain::record::spine::{household, person};
use crate::ledger::{Book, RecordRef, Steps};
use crate::search::fold::fold_name;

/// One name of the list.
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    /// The person or household.
    pub id: RecordId,
    /// Whether it is a household.
    pub house: bool,
    /// What the list shows: initials of who is discreet.
    pub title: String,
    /// The folded name, also of a discreet person: who knows the name finds the initials.
    pub key: String,
}

impl Name {
    fn person(record: RecordRef<'_>) -> Name {
        let key = fold_name(&display_name(record, false));
        Name { id: record.id(), house: false, title: display_name(record, true), key }
    }

    fn household(record: RecordRef<'_>) -> Name {
        let key = fold_name(record.text(household::NAME));
        Name { id: record.id(), house: true, title: home_name(record, true), key }
    }
}

/// The list in steps: people, then households, then the order by what is shown.
#[derive(Default)]
pub struct NameSteps {
    people: usize,
    homes: usize,
    found: Vec<(String, Name)>,
    order: OrderSteps,
    done: bool,
}

/// So many names are sorted in about the time that one is read in.
const SORTED_A_RECORD: usize = 8;

impl Steps for NameSteps {
    type Out = Vec<Name>;

    fn step(&mut self, book: &Book, records: usize) -> bool {
        let (people, homes) = (book.capacity_of(&person::SPEC), book.capacity_of(&household::SPEC));
        let mut put = |name: Name| self.found.push((name.title.to_lowercase(), name));
        if self.people < people {
            let end = self.people.saturating_add(records);
            book.of_part(&person::SPEC, self.people..end).map(Name::person).for_each(&mut put);
            self.people = end;
        } else if self.homes < homes {
            let end = self.homes.saturating_add(records);
            book.of_part(&household::SPEC, self.homes..end).map(Name::household).for_each(&mut put);
            self.homes = end;
        } else if !self.done {
            let part = records.saturating_mul(SORTED_A_RECORD);
            self.done = self.order.step(&mut self.found, part, |a, b| (&a.0, a.1.id).cmp(&(&b.0, b.1.id)));
        }
        self.done
    }

    fn finish(self) -> Vec<Name> {
        self.found.into_iter().map(|(_, name)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, fields};

    #[test]
    fn the_list_is_in_order_whatever_the_size_of_a_step_and_hides_who_is_discreet() {
        let mut desk = Desk::new();
        for name in ["budi", "Ani", "Citra", "ani"] {
            desk.make(&person::SPEC, None, fields().with(person::NAME, name));
        }
        let shy = fields().with(person::NAME, "Moh. Dedi").with(person::DISCREET, true);
        desk.make(&person::SPEC, None, shy);
        let gone = desk.make(&person::SPEC, None, fields().with(person::NAME, "Eko"));
        desk.make(&household::SPEC, None, fields().with(household::NAME, "Bambang"));
        desk.trash(gone);
        let whole = NameSteps::default().at_once(desk.book());
        let titles: Vec<_> = whole.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(titles, ["Ani", "ani", "Bambang", "budi", "Citra", "M.D."]);
        assert_eq!(whole.iter().filter(|one| one.house).count(), 1);
        assert_eq!(whole[5].key, fold_name("Muhammad Dedi"));
        for size in 1..8 {
            let mut steps = NameSteps::default();
            while !steps.step(desk.book(), size) {}
            assert!(steps.finish() == whole, "in steps of {size}");
        }
    }
}
