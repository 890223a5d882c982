//! Where the people of a genogram stand: couples side by side, brothers and sisters by age from left to
//! right, parents above the middle of their children as far as there is room.
//!
//! It works on rows and numbers only, in a fixed count of sweeps, so nothing in the data can make it hang;
//! and the last step of every sweep keeps the distance on a row, so nobody ever stands on somebody else.

use crate::domain::order::InOrder;

/// The width that one person takes.
pub(super) const SLOT: f32 = 92.0;

const SWEEPS: usize = 8;

/// One person, as far as the layout cares.
pub(super) struct Node {
    /// The row, the oldest generation first.
    pub row: usize,
    /// Whether the symbol is a man's; men stand to the left of their partner.
    pub male: bool,
    /// Smaller is older.
    pub born: i64,
}

/// Two partners; whether they no longer are.
pub(super) type Couple = (usize, usize, bool);

/// People on a row who stand together because partners join them.
struct Cluster {
    members: Vec<usize>,
    centre: f32,
}

impl Cluster {
    fn width(&self) -> f32 {
        self.members.len() as f32 * SLOT
    }

    /// How far a member's place is from the centre.
    fn offset(&self, place: usize) -> f32 {
        (place as f32 - (self.members.len() as f32 - 1.0) / 2.0) * SLOT
    }

    fn born(&self, nodes: &[Node]) -> i64 {
        self.members.iter().filter_map(|one| nodes.get(*one)).map(|node| node.born).min().unwrap_or(i64::MAX)
    }
}

struct Layout<'a> {
    nodes: &'a [Node],
    parents_of: Vec<Vec<usize>>,
    children_of: Vec<Vec<usize>>,
    rows: Vec<Vec<Cluster>>,
    x: Vec<f32>,
}

/// The centre of each person, from left to right; the leftmost stands half a slot from the edge.
/// `couples` must be of one row, and `parents` (parent, child) of different ones.
pub(super) fn layout(nodes: &[Node], couples: &[Couple], parents: &[(usize, usize)]) -> Vec<f32> {
    let mut parents_of = vec![Vec::new(); nodes.len()];
    let mut children_of = vec![Vec::new(); nodes.len()];
    for (parent, child) in parents {
        if let Some(list) = parents_of.get_mut(*child) {
            list.push(*parent);
        }
        if let Some(list) = children_of.get_mut(*parent) {
            list.push(*child);
        }
    }
    let count = nodes.iter().map(|node| node.row + 1).max().unwrap_or(0);
    let mut rows: Vec<Vec<Cluster>> = (0..count).map(|_| Vec::new()).collect();
    for members in clusters(nodes, couples) {
        let row = members.first().and_then(|one| nodes.get(*one)).map(|node| node.row);
        if let Some(row) = row.and_then(|row| rows.get_mut(row)) {
            row.push(Cluster { members, centre: 0.0 });
        }
    }
    let mut layout = Layout { nodes, parents_of, children_of, rows, x: vec![0.0; nodes.len()] };
    layout.run();
    layout.x
}

impl Layout<'_> {
    fn run(&mut self) {
        let count = self.rows.len();
        for row in 0..count {
            self.settle(row, &mut |_, _| None);
        }
        for _ in 0..SWEEPS {
            for row in (0..count).rev() {
                self.order(row, false);
            }
            for row in 0..count {
                self.order(row, true);
            }
        }
        // The order stands; what is left is to move closer to parents and children.
        for _ in 0..SWEEPS {
            for row in 0..count {
                self.pull(row, true);
            }
            for row in (0..count).rev() {
                self.pull(row, false);
            }
        }
        let left = self.x.iter().copied().fold(f32::INFINITY, f32::min);
        if left.is_finite() {
            self.x.iter_mut().for_each(|x| *x += SLOT / 2.0 - left);
        }
    }

    /// The place that a cluster's members would like for its centre: below their parents or above their
    /// children.
    fn wish(&self, cluster: &Cluster, by_parents: bool) -> Option<f32> {
        let links = if by_parents { &self.parents_of } else { &self.children_of };
        let (mut sum, mut count) = (0.0, 0.0);
        for (place, member) in cluster.members.iter().enumerate() {
            let others = links.get(*member).map_or(&[][..], Vec::as_slice);
            let at: Vec<f32> = others.iter().filter_map(|other| self.x.get(*other).copied()).collect();
            if !at.is_empty() {
                sum += at.iter().sum::<f32>() / at.len() as f32 - cluster.offset(place);
                count += 1.0;
            }
        }
        (count > 0.0).then(|| sum / count)
    }

    /// Puts the clusters of a row in the order of their wishes, brothers and sisters by age.
    fn order(&mut self, row: usize, by_parents: bool) {
        let Some(list) = self.rows.get_mut(row).map(std::mem::take) else { return };
        let mut keyed: Vec<(f32, i64, Cluster)> = list
            .into_iter()
            .map(|cluster| {
                let wish = self.wish(&cluster, by_parents).unwrap_or(cluster.centre);
                (wish, cluster.born(self.nodes), cluster)
            })
            .collect();
        keyed.order_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut list: Vec<Cluster> = keyed.into_iter().map(|(.., cluster)| cluster).collect();
        self.by_age(&mut list);
        if let Some(slot) = self.rows.get_mut(row) {
            *slot = list;
        }
        self.pull(row, by_parents);
    }

    /// Brothers and sisters swap their places until they stand by age.
    fn by_age(&self, list: &mut Vec<Cluster>) {
        let mut groups: Vec<&[usize]> = Vec::new();
        for cluster in list.iter() {
            for member in &cluster.members {
                let parents = self.parents_of.get(*member).map_or(&[][..], Vec::as_slice);
                if !parents.is_empty() && !groups.contains(&parents) {
                    groups.push(parents);
                }
            }
        }
        for group in groups {
            let of = |cluster: &Cluster| {
                let born = cluster.members.iter().filter(|one| {
                    self.parents_of.get(**one).is_some_and(|parents| parents.as_slice() == group)
                });
                born.filter_map(|one| self.nodes.get(*one)).map(|node| node.born).min()
            };
            let places: Vec<usize> = list
                .iter()
                .enumerate()
                .filter(|(_, one)| of(one).is_some())
                .map(|(place, _)| place)
                .collect();
            let mut slots: Vec<Option<Cluster>> = std::mem::take(list).into_iter().map(Some).collect();
            let mut taken: Vec<Cluster> =
                places.iter().filter_map(|place| slots.get_mut(*place).and_then(Option::take)).collect();
            taken.order_by_key(|cluster| of(cluster));
            for (place, cluster) in places.into_iter().zip(taken) {
                if let Some(slot) = slots.get_mut(place) {
                    *slot = Some(cluster);
                }
            }
            list.extend(slots.into_iter().flatten());
        }
    }

    fn pull(&mut self, row: usize, by_parents: bool) {
        self.settle(row, &mut |layout, cluster| layout.wish(cluster, by_parents));
    }

    /// Gives each cluster of a row the place it wishes, as far as the distance allows: neighbours that
    /// would overlap are moved apart around the middle of their wishes.
    fn settle(&mut self, row: usize, wish: &mut dyn FnMut(&Self, &Cluster) -> Option<f32>) {
        let Some(mut list) = self.rows.get_mut(row).map(std::mem::take) else { return };
        // Blocks of neighbours that touch: how many, and the sum of where each would put the first.
        let mut blocks: Vec<(usize, f32)> = Vec::new();
        let mut starts = Vec::with_capacity(list.len());
        let mut at = 0.0;
        for cluster in &list {
            let start = at + cluster.width() / 2.0;
            starts.push(start);
            at += cluster.width();
            let wished = wish(self, cluster).unwrap_or(cluster.centre) - start;
            blocks.push((1, wished));
            while let [.., before, last] = blocks.as_slice() {
                if before.1 / before.0 as f32 <= last.1 / last.0 as f32 {
                    break;
                }
                let joined = (before.0 + last.0, before.1 + last.1);
                blocks.truncate(blocks.len() - 2);
                blocks.push(joined);
            }
        }
        let shifts = blocks.iter().flat_map(|(count, sum)| std::iter::repeat_n(sum / *count as f32, *count));
        for ((cluster, start), shift) in list.iter_mut().zip(starts).zip(shifts) {
            cluster.centre = start + shift;
            for (place, member) in cluster.members.iter().enumerate() {
                if let Some(x) = self.x.get_mut(*member) {
                    *x = cluster.centre + cluster.offset(place);
                }
            }
        }
        if let Some(slot) = self.rows.get_mut(row) {
            *slot = list;
        }
    }
}

/// The people of each row in groups joined by partners, everybody once.
fn clusters(nodes: &[Node], couples: &[Couple]) -> Vec<Vec<usize>> {
    let partners = |who: usize| {
        couples.iter().filter_map(move |(a, b, former)| match (*a == who, *b == who) {
            (true, false) => Some((*b, *former)),
            (false, true) => Some((*a, *former)),
            _ => None,
        })
    };
    let mut seen = vec![false; nodes.len()];
    let mut found = Vec::new();
    // Who has most partners stands in the middle, so everybody with several comes before the others.
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.order_by_key(|who| std::cmp::Reverse(partners(*who).count()));
    for hub in order {
        if seen.get(hub).copied().unwrap_or(true) {
            continue;
        }
        let mut members = std::collections::VecDeque::from([hub]);
        mark(&mut seen, hub);
        // Partners of partners follow outwards, each on the side on which their partner stands.
        let mut queue = std::collections::VecDeque::from([(hub, None)]);
        while let Some((who, side)) = queue.pop_front() {
            let mut others: Vec<(usize, bool)> =
                partners(who).filter(|(other, _)| !seen.get(*other).copied().unwrap_or(true)).collect();
            others.dedup_by_key(|(other, _)| *other);
            others.order_by_key(|(_, former)| !*former);
            let several = others.len() > 1;
            for (other, former) in others {
                if seen.get(other).copied().unwrap_or(true) {
                    continue;
                }
                mark(&mut seen, other);
                let male = |one: usize| nodes.get(one).is_some_and(|node| node.male);
                let left = side.unwrap_or(if several { former } else { male(other) && !male(who) });
                if left {
                    members.push_front(other);
                } else {
                    members.push_back(other);
                }
                queue.push_back((other, Some(left)));
            }
        }
        found.push(members.into_iter().collect::<Vec<usize>>());
    }
    // As they became known, for the first sweep.
    found.order_by_key(|members| members.iter().min().copied());
    found
}

fn mark(seen: &mut [bool], who: usize) {
    if let Some(slot) = seen.get_mut(who) {
        *slot = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn node(row: usize, male: bool, born: i64) -> Node {
        Node { row, male, born }
    }

    #[test]
    fn a_couple_stands_above_the_middle_of_its_children_who_stand_by_age() {
        // Wife first, children from the youngest.
        let nodes = [
            node(0, false, 1960),
            node(0, true, 1958),
            node(1, true, 1990),
            node(1, false, 1985),
            node(1, true, 1980),
        ];
        let parents: Vec<_> = (2..5).flat_map(|child| [(0, child), (1, child)]).collect();
        let x = layout(&nodes, &[(0, 1, false)], &parents);
        assert!(x[1] < x[0] && x[4] < x[3] && x[3] < x[2], "{x:?}");
        assert!(((x[0] + x[1]) / 2.0 - x[3]).abs() < 0.5, "{x:?}");
        assert!((x.iter().copied().fold(f32::INFINITY, f32::min) - SLOT / 2.0).abs() < 0.01);
    }

    #[test]
    fn the_elder_stays_left_also_where_the_parents_in_law_stand_to_the_right() {
        let mut nodes: Vec<Node> = (0..4_i64).map(|one| node(0, one % 2 == 0, one)).collect();
        nodes.extend([node(1, true, 1970), node(1, true, 1980), node(1, false, 1975)]);
        let parents = [(0, 4), (1, 4), (0, 5), (1, 5), (2, 6), (3, 6)];
        let x = layout(&nodes, &[(0, 1, false), (2, 3, false), (4, 6, false)], &parents);
        assert!(x[4] < x[5], "{x:?}");
    }

    #[test]
    fn a_former_partner_stands_on_one_side_and_the_present_one_on_the_other() {
        let nodes = [node(0, true, 1), node(0, false, 2), node(0, false, 3)];
        let x = layout(&nodes, &[(0, 2, false), (0, 1, true)], &[]);
        assert!(x[1] < x[0] && x[0] < x[2], "{x:?}");
    }

    proptest! {
        #[test]
        fn nobody_stands_on_somebody_else_whatever_the_links(
            people in prop::collection::vec((0_usize..3, any::<bool>(), 0_i64..9), 1..25),
            links in prop::collection::vec((0_usize..25, 0_usize..25, any::<bool>()), 0..40),
        ) {
            let nodes: Vec<Node> = people.iter().map(|(row, male, born)| node(*row, *male, *born)).collect();
            let known = |(a, b, _): &(usize, usize, bool)| *a < nodes.len() && *b < nodes.len();
            let links: Vec<_> = links.into_iter().filter(known).collect();
            let couples: Vec<Couple> = links.iter().copied().filter(|(a, b, _)| nodes[*a].row == nodes[*b].row).collect();
            let parents: Vec<_> = links.iter().filter(|(a, b, _)| nodes[*a].row < nodes[*b].row).map(|(a, b, _)| (*a, *b)).collect();
            let x = layout(&nodes, &couples, &parents);
            for one in 0..nodes.len() {
                for other in 0..one {
                    if nodes[one].row == nodes[other].row {
                        prop_assert!((x[one] - x[other]).abs() > SLOT - 0.5, "{x:?}");
                    }
                }
            }
        }
    }
}
