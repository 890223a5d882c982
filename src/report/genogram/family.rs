//! Who belongs to a genogram, and in which generation: read from what people are to each other and from
//! the household of the person in the middle.
//!
//! A relation on Ani's page to Budi with the kind "child" says that Budi is Ani's child. Generations are
//! counted from the person in the middle, and everybody is reached once, so parents in a circle end like
//! any other family; a relation that does not fit the generations found first is not drawn but named.
//! What is taken as understood (and said in the table): a child of the head of a household with one
//! present partner in it is the child of both unless a second parent is recorded, and full brothers and
//! sisters share their parents.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::casework::person::{households_of, members};
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::spine::{person, relation};
use crate::domain::text::{Text, t};
use crate::ledger::{Book, RecordRef};

/// So many people are drawn; the others are named.
const MOST: usize = 40;

/// So many steps from the person in the middle are looked at.
const STEPS: usize = 4;

/// How somebody is a parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// By birth.
    Birth,
    /// By adoption, fostering or marriage.
    Other,
}

/// What two people are to each other, as far as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// Partners; whether they no longer are.
    Partner { former: bool },
    /// The first is a parent of the second.
    Parent(How),
    /// Brothers or sisters; whether they share both parents.
    Sibling { full: bool },
    /// The first is a grandparent of the second.
    Grandparent,
}

impl Link {
    /// How many generations the second stands below the first.
    const fn down(self) -> i32 {
        match self {
            Link::Partner { .. } | Link::Sibling { .. } => 0,
            Link::Parent(_) => 1,
            Link::Grandparent => 2,
        }
    }
}

/// A link between two people.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub one: RecordId,
    pub other: RecordId,
    pub link: Link,
    /// The relation or membership that says so; none where it is understood.
    pub record: Option<RecordId>,
}

/// Somebody who is drawn.
pub(super) struct Member<'a> {
    /// None for somebody of whom only the place in the family is known.
    pub record: Option<RecordRef<'a>>,
    /// The generation: 0 that of the person in the middle, 1 that of their children.
    pub level: i32,
}

/// Why something is not drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Undrawn {
    Self_,
    Contradiction,
    OutsideGenerations,
    TooMany,
    TooManyParents,
}

impl Undrawn {
    pub(super) const fn label(self) -> Text {
        match self {
            Undrawn::Self_ => t("hubungan dengan diri sendiri", "a relation to oneself"),
            Undrawn::Contradiction => {
                t("bertentangan dengan hubungan lain yang tercatat", "contradicts other relations on record")
            }
            Undrawn::OutsideGenerations => {
                t("di luar tiga generasi yang digambar", "outside the three generations drawn")
            }
            Undrawn::TooMany => {
                t("terlalu banyak orang untuk satu gambar", "too many people for one picture")
            }
            Undrawn::TooManyParents => {
                t("lebih dari dua orang tua kandung tercatat", "more than two parents by birth are on record")
            }
        }
    }
}

/// A family, ready to be laid out. Numbers are places in `people`.
pub(super) struct Family<'a> {
    /// The person in the middle comes first.
    pub people: Vec<Member<'a>>,
    /// The first generation that is drawn.
    pub top: i32,
    /// Partners; whether they no longer are, and whether that they are is only concluded from a child.
    pub couples: Vec<(usize, usize, bool, bool)>,
    /// Parent and child.
    pub parents: Vec<(usize, usize, How)>,
    /// Brothers and sisters whose common parents are not drawn; whether they share both.
    pub siblings: Vec<(usize, usize, bool)>,
    /// Every relation between people who were found, for lines and for the table.
    pub relations: Vec<RecordRef<'a>>,
    /// Who lives with the person in the middle, and that person.
    pub home: FxHashSet<RecordId>,
    /// People who were found and are not drawn.
    pub absent: Vec<(RecordRef<'a>, Undrawn)>,
    /// Relations that are not drawn as a family link.
    pub rejected: Vec<(RecordId, Undrawn)>,
    /// Whether something was taken as understood.
    pub understood: bool,
}

impl Family<'_> {
    pub(super) fn place(&self, id: RecordId) -> Option<usize> {
        self.people.iter().position(|one| one.record.is_some_and(|record| record.id() == id))
    }
}

/// The family link that a relation states, from the person whose page it is on to the other.
fn link_of(record: RecordRef<'_>) -> Option<Edge> {
    let (own, other) = (record.parent()?, record.get(relation::OTHER)?);
    let edge = |one, other, link| Some(Edge { one, other, link, record: Some(record.id()) });
    match record.text(relation::KIND) {
        "partner" => edge(own, other, Link::Partner { former: false }),
        "former_partner" => edge(own, other, Link::Partner { former: true }),
        "parent" => edge(other, own, Link::Parent(How::Birth)),
        "child" => edge(own, other, Link::Parent(How::Birth)),
        "adoptive_parent" | "step_parent" | "foster_parent" => edge(other, own, Link::Parent(How::Other)),
        "sibling" => edge(own, other, Link::Sibling { full: true }),
        "half_sibling" => edge(own, other, Link::Sibling { full: false }),
        "grandparent" => edge(other, own, Link::Grandparent),
        _ => None,
    }
}

/// Every relation of somebody, on their page or on another's, whose people are both live.
pub(super) fn relations_of(book: &Book, who: RecordId) -> Vec<RecordRef<'_>> {
    let mut found: Vec<_> = book.children(who, &relation::SPEC).collect();
    found.extend(
        book.referring(&relation::SPEC, relation::OTHER, who)
            .into_iter()
            .filter(|one| one.parent() != Some(who)),
    );
    let live = |id: Option<RecordId>| id.is_some_and(|id| book.get_as(id, &person::SPEC).is_some());
    found.retain(|one| !one.is_deleted() && live(one.parent()) && live(one.get(relation::OTHER)));
    found
}

struct Search<'a> {
    book: &'a Book,
    edges: Vec<Edge>,
    relations: Vec<RecordRef<'a>>,
    rejected: Vec<(RecordId, Undrawn)>,
    level: FxHashMap<RecordId, i32>,
    /// In the order in which they were reached.
    order: Vec<RecordId>,
    understood: bool,
}

/// Reads the family round a person; `None` where there is no such person.
pub(super) fn family_of(book: &Book, index: RecordId) -> Option<Family<'_>> {
    book.get_as(index, &person::SPEC)?;
    let mut search = Search {
        book,
        edges: Vec::new(),
        relations: Vec::new(),
        rejected: Vec::new(),
        level: FxHashMap::default(),
        order: Vec::new(),
        understood: false,
    };
    let home = search.household(index);
    search.reach(index);
    search.check();
    search.share_parents();
    Some(search.build(home))
}

impl<'a> Search<'a> {
    /// The links that the household states, and who lives there.
    fn household(&mut self, index: RecordId) -> FxHashSet<RecordId> {
        let mut home = FxHashSet::default();
        for household in households_of(self.book, index) {
            let people = members(self.book, household.id());
            home.extend(people.iter().map(|one| one.person.id()));
            let Some(head) = people.iter().find(|one| one.head).map(|one| one.person.id()) else { continue };
            let of = |codes: &[&str]| -> Vec<RecordId> {
                let fits = people.iter().filter(|one| !one.head && codes.contains(&one.relation));
                fits.map(|one| one.person.id()).collect()
            };
            let spouses = of(&["husband", "wife"]);
            for member in people.iter().filter(|one| !one.head) {
                let who = member.person.id();
                let (one, other, link) = match member.relation {
                    "husband" | "wife" => (head, who, Link::Partner { former: false }),
                    "child" => (head, who, Link::Parent(How::Birth)),
                    "parent" => (who, head, Link::Parent(How::Birth)),
                    "grandchild" => (head, who, Link::Grandparent),
                    "parent_in_law" => match spouses.as_slice() {
                        [spouse] => (who, *spouse, Link::Parent(How::Birth)),
                        _ => continue,
                    },
                    _ => continue,
                };
                self.edges.push(Edge { one, other, link, record: member.membership });
            }
            if let [spouse] = spouses.as_slice() {
                for child in of(&["child"]) {
                    let link = Link::Parent(How::Birth);
                    self.edges.push(Edge { one: *spouse, other: child, link, record: None });
                }
            }
        }
        home
    }

    /// Finds everybody within a few steps, and their generations.
    fn reach(&mut self, index: RecordId) {
        let mut queue = VecDeque::from([(index, 0, 0_usize)]);
        let mut read: FxHashSet<RecordId> = FxHashSet::default();
        self.level.insert(index, 0);
        while let Some((who, level, steps)) = queue.pop_front() {
            self.order.push(who);
            for record in relations_of(self.book, who) {
                if !read.insert(record.id()) {
                    continue;
                }
                self.relations.push(record);
                let Some(edge) = link_of(record) else { continue };
                if edge.one == edge.other {
                    self.rejected.push((record.id(), Undrawn::Self_));
                } else {
                    // What is stated comes before what the household says of the same two.
                    let place =
                        self.edges.iter().position(|known| known.record.is_none_or(|id| !read.contains(&id)));
                    self.edges.insert(place.unwrap_or(self.edges.len()), edge);
                }
            }
            if steps == STEPS {
                continue;
            }
            for edge in &self.edges {
                let next = match (edge.one == who, edge.other == who) {
                    (true, false) => (edge.other, level + edge.link.down()),
                    (false, true) => (edge.one, level - edge.link.down()),
                    _ => continue,
                };
                if !self.level.contains_key(&next.0) && self.book.get_as(next.0, &person::SPEC).is_some() {
                    self.level.insert(next.0, next.1);
                    queue.push_back((next.0, next.1, steps + 1));
                }
            }
        }
    }

    /// Keeps the links that fit the generations, each pair once.
    fn check(&mut self) {
        let mut kept: Vec<Edge> = Vec::new();
        let mut births: FxHashMap<RecordId, Vec<RecordId>> = FxHashMap::default();
        for edge in std::mem::take(&mut self.edges) {
            let (Some(one), Some(other)) = (self.level.get(&edge.one), self.level.get(&edge.other)) else {
                continue;
            };
            if one + edge.link.down() != *other {
                self.reject(edge, Undrawn::Contradiction);
                continue;
            }
            let same = |known: &&Edge| {
                let pair = (known.one, known.other);
                (pair == (edge.one, edge.other) || pair == (edge.other, edge.one))
                    && known.link.down() == edge.link.down()
            };
            if let Some(known) = kept.iter().find(same) {
                let agrees = matches!(
                    (known.link, edge.link),
                    (Link::Partner { .. }, Link::Partner { .. })
                        | (Link::Sibling { .. }, Link::Sibling { .. })
                ) || known.link == edge.link;
                if !agrees && edge.record.is_some() {
                    self.reject(edge, Undrawn::Contradiction);
                }
                continue;
            }
            if edge.link == Link::Parent(How::Birth) {
                let parents = births.entry(edge.other).or_default();
                if parents.len() == 2 {
                    self.reject(edge, Undrawn::TooManyParents);
                    continue;
                }
                parents.push(edge.one);
                self.understood |= edge.record.is_none();
            }
            kept.push(edge);
        }
        self.edges = kept;
    }

    fn reject(&mut self, edge: Edge, why: Undrawn) {
        if let Some(record) = edge.record {
            self.rejected.push((record, why));
        }
    }

    fn births(&self, who: RecordId) -> Vec<RecordId> {
        let born = |edge: &&Edge| edge.other == who && edge.link == Link::Parent(How::Birth);
        self.edges.iter().filter(born).map(|edge| edge.one).collect()
    }

    /// Full brothers and sisters of somebody with parents get the same parents, where they have none.
    fn share_parents(&mut self) {
        let pairs: Vec<(RecordId, RecordId)> = self
            .edges
            .iter()
            .filter(|edge| edge.link == Link::Sibling { full: true })
            .map(|edge| (edge.one, edge.other))
            .collect();
        // Twice, so that it also reaches a brother's brother.
        for (one, other) in pairs.iter().chain(&pairs).copied() {
            let (of_one, of_other) = (self.births(one), self.births(other));
            let (child, parents) = match (of_one.is_empty(), of_other.is_empty()) {
                (true, false) => (one, of_other),
                (false, true) => (other, of_one),
                _ => continue,
            };
            self.understood = true;
            self.edges.extend(parents.into_iter().map(|parent| Edge {
                one: parent,
                other: child,
                link: Link::Parent(How::Birth),
                record: None,
            }));
        }
    }

    /// The three generations with most people; where several have as many, the one with the person in
    /// the middle as its middle.
    fn top(&self) -> i32 {
        let people = |top: i32| self.level.values().filter(|level| (top..=top + 2).contains(level)).count();
        let mut best = -1;
        for top in [-2, 0] {
            if people(top) > people(best) {
                best = top;
            }
        }
        best
    }

    fn build(self, home: FxHashSet<RecordId>) -> Family<'a> {
        let top = self.top();
        let mut family = Family {
            people: Vec::new(),
            top,
            couples: Vec::new(),
            parents: Vec::new(),
            siblings: Vec::new(),
            relations: self.relations,
            home,
            absent: Vec::new(),
            rejected: self.rejected,
            understood: self.understood,
        };
        for id in &self.order {
            let (Some(record), Some(level)) = (self.book.get(*id), self.level.get(id)) else { continue };
            if !(top..=top + 2).contains(level) {
                family.absent.push((record, Undrawn::OutsideGenerations));
            } else if family.people.len() >= MOST {
                family.absent.push((record, Undrawn::TooMany));
            } else {
                family.people.push(Member { record: Some(record), level: *level });
            }
        }
        let mut grand = Vec::new();
        for edge in &self.edges {
            let (Some(one), Some(other)) = (family.place(edge.one), family.place(edge.other)) else {
                continue;
            };
            match edge.link {
                Link::Partner { former } => family.couples.push((one, other, former, false)),
                Link::Parent(how) => family.parents.push((one, other, how)),
                Link::Sibling { full } => family.siblings.push((one, other, full)),
                Link::Grandparent => grand.push((one, other)),
            }
        }
        family.grandparents(&grand);
        family.parents_are_couples();
        let parents = family.parents.clone();
        family.siblings.retain(|(one, other, _)| {
            let parents_of =
                |who: usize| parents.iter().filter(move |(_, child, _)| *child == who).map(|one| one.0);
            !parents_of(*one).any(|parent| parents_of(*other).any(|also| also == parent))
        });
        family
    }
}

impl Family<'_> {
    /// Between a grandparent and a grandchild whose parent is not on record stands somebody unknown.
    fn grandparents(&mut self, links: &[(usize, usize)]) {
        let mut stand_ins: Vec<(usize, Vec<usize>, usize)> = Vec::new();
        for (grand, child) in links {
            let is_parent = |one: usize, of: usize| {
                self.parents.iter().any(|(parent, child, _)| *parent == one && *child == of)
            };
            let known = (0..self.people.len()).any(|mid| is_parent(*grand, mid) && is_parent(mid, *child));
            if known {
                continue;
            }
            // Two grandparents who are partners have the same unknown child.
            let joined = |one: &usize| {
                self.couples.iter().any(|(a, b, ..)| (a == one && b == grand) || (b == one && a == grand))
            };
            let shared =
                stand_ins.iter_mut().find(|(of, grands, _)| of == child && grands.iter().any(joined));
            if let Some((_, grands, place)) = shared {
                grands.push(*grand);
                let place = *place;
                self.parents.push((*grand, place, How::Birth));
                continue;
            }
            let Some(level) = self.people.get(*child).map(|one| one.level - 1) else { continue };
            let place = self.people.len();
            self.people.push(Member { record: None, level });
            self.parents.push((*grand, place, How::Birth));
            self.parents.push((place, *child, How::Birth));
            stand_ins.push((*child, vec![*grand], place));
        }
    }

    /// Two parents by birth of one child stand together also where nothing says that they were partners.
    fn parents_are_couples(&mut self) {
        for child in 0..self.people.len() {
            let of: Vec<usize> = self
                .parents
                .iter()
                .filter(|(_, one, how)| *one == child && *how == How::Birth)
                .map(|(parent, ..)| *parent)
                .collect();
            if let [one, other] = of.as_slice() {
                let known =
                    self.couples.iter().any(|(a, b, ..)| (a, b) == (one, other) || (b, a) == (one, other));
                if !known {
                    self.couples.push((*one, *other, false, true));
                }
            }
        }
        self.couples.order_by_key(|(a, b, ..)| (*a.min(b), *a.max(b)));
    }
}
