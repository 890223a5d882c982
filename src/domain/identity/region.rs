//! The region list (Kemendagri codes, decree 300.2.2-2430/2025; cahyadsn/wilayah, MIT), down to
//! district. The file has a trailing space and two kinds of apostrophe: both are cleaned here, so a
//! new edition can be dropped in as it comes. Rows are sorted by code and names share one buffer.

use crate::domain::order::InOrder;

/// One region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region<'a> {
    /// Dotted code (`12.71.02`).
    pub code: &'a str,
    /// Official name.
    pub name: &'a str,
}

struct Row {
    start: u32,
    name: u32,
    end: u32,
}

/// The list, sorted by code.
#[derive(Default)]
pub struct Regions {
    text: String,
    /// The same text, folded for search, with its own ranges.
    folded: String,
    rows: Vec<Row>,
    folded_ends: Vec<u32>,
}

impl Regions {
    /// Reads `kode,nama` rows. Lines that have no code are skipped: the heading, blank lines.
    pub fn parse(csv: &str) -> Regions {
        let mut pairs: Vec<(&str, &str)> = csv
            .lines()
            .filter_map(|line| line.split_once(','))
            .map(|(code, name)| {
                (code.trim_matches(['"', ' ', '\u{feff}']), name.trim_matches(['"', ' ', '\r']))
            })
            .filter(|(code, name)| {
                code.starts_with(|c: char| c.is_ascii_digit())
                    && code.bytes().all(|b| b.is_ascii_digit() || b == b'.')
                    && !name.is_empty()
            })
            .collect();
        pairs.order();
        pairs.dedup_by_key(|pair| pair.0);
        let mut regions = Regions::default();
        for (code, name) in pairs {
            let start = offset(&regions.text);
            regions.text.push_str(code);
            let name_at = offset(&regions.text);
            regions.text.extend(name.chars().map(straight));
            regions.rows.push(Row { start, name: name_at, end: offset(&regions.text) });
            fold_region(name, &mut regions.folded);
            regions.folded_ends.push(offset(&regions.folded));
        }
        regions
    }

    /// How many regions there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn region(&self, row: &Row) -> Region<'_> {
        let part = |from: u32, to: u32| self.text.get(from as usize..to as usize).unwrap_or_default();
        Region { code: part(row.start, row.name), name: part(row.name, row.end) }
    }

    /// The region of a dotted code.
    pub fn find(&self, code: &str) -> Option<Region<'_>> {
        let at = self.rows.binary_search_by(|row| self.region(row).code.cmp(code)).ok()?;
        self.rows.get(at).map(|row| self.region(row))
    }

    /// The regions directly under `code`; the provinces for an empty code.
    pub fn children<'a>(&'a self, code: &'a str) -> impl Iterator<Item = Region<'a>> + 'a {
        let from = self.rows.partition_point(|row| self.region(row).code < code);
        let depth = if code.is_empty() { 0 } else { level(code) + 1 };
        self.rows
            .get(from..)
            .unwrap_or_default()
            .iter()
            .map(|row| self.region(row))
            .take_while(move |region| region.code.starts_with(code))
            .filter(move |region| level(region.code) == depth && under(region.code, code))
    }

    /// From the province down to `code`, as far as they are known; a village code gives its district.
    pub fn path(&self, code: &str) -> Vec<Region<'_>> {
        let ends = code.match_indices('.').map(|(at, _)| at).chain([code.len()]);
        ends.filter_map(|end| self.find(code.get(..end)?)).collect()
    }

    /// `Medan Kota, Kota Medan, Sumatera Utara`: smallest first, as an address is written.
    pub fn full_name(&self, code: &str) -> String {
        let mut names: Vec<&str> = self.path(code).iter().map(|region| region.name).collect();
        names.reverse();
        names.join(", ")
    }

    /// Regions that `query` may mean: a code from its start (`12.71`), or words that all stand in the name of the
    /// region and of those it lies in ("medan kota", "kramat senen jakarta"), at least one of them in its own. Names
    /// that hold all words come first, of those the ones that start with them, then larger regions; at most `limit`.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Region<'_>> {
        let mut folded = String::new();
        fold_region(query, &mut folded);
        let words: Vec<&str> = folded.split_ascii_whitespace().collect();
        if words.is_empty() {
            return Vec::new();
        }
        let code = query.trim();
        // "2 x 11 Kayu Tanam" is a name.
        if code.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            let from = self.rows.partition_point(|row| self.region(row).code < code);
            let rows = self.rows.get(from..).unwrap_or_default().iter().map(|row| self.region(row));
            return rows.take_while(|region| region.code.starts_with(code)).take(limit).collect();
        }
        let mut hits = Vec::new();
        let mut from = 0;
        // The rows are sorted by code, so what a region lies in was passed before it.
        let mut above = ["", ""];
        for (row, end) in self.rows.iter().zip(&self.folded_ends) {
            let name = self.folded.get(from as usize..*end as usize).unwrap_or_default();
            from = *end;
            let region = self.region(row);
            let depth = level(region.code);
            let around = above.get(..depth.min(2)).unwrap_or_default();
            let own = words.iter().filter(|word| name.contains(**word)).count();
            let all =
                words.iter().all(|word| name.contains(word) || around.iter().any(|one| one.contains(word)));
            if own > 0 && all {
                // "Kota Medan" starts with "medan" for somebody who looks for Medan.
                let bare = ["kabupaten ", "kota administrasi ", "kota "]
                    .iter()
                    .find_map(|kind| name.strip_prefix(kind))
                    .unwrap_or(name);
                let starts = name.starts_with(&folded) || bare.starts_with(&folded);
                let part = own < words.len();
                hits.push((part, !starts, if part { usize::MAX - depth } else { depth }, region));
            }
            if let Some(slot) = above.get_mut(depth) {
                *slot = name;
            }
        }
        hits.order_by(|a, b| (a.0, a.1, a.2, a.3.code).cmp(&(b.0, b.1, b.2, b.3.code)));
        hits.into_iter().take(limit).map(|(.., region)| region).collect()
    }
}

/// Region texts are far below 4 GiB.
fn offset(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

fn level(code: &str) -> usize {
    code.bytes().filter(|b| *b == b'.').count()
}

fn under(code: &str, parent: &str) -> bool {
    parent.is_empty() || code.strip_prefix(parent).is_some_and(|rest| rest.starts_with('.'))
}

fn straight(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{2bc}' | '`' | '\u{b4}' => '\'',
        other => other,
    }
}

/// Lower-case, apostrophes dropped, other signs to a space. The search layer's fold knows more, but
/// the domain may not look up to it, and region names are plain.
fn fold_region(name: &str, out: &mut String) {
    let start = out.len();
    for c in name.chars().map(straight).filter(|c| *c != '\'') {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if out.len() > start && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    while out.len() > start && out.ends_with(' ') {
        out.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions() -> Regions {
        Regions::parse(include_str!("../../../public/wilayah_l1_l3.csv"))
    }

    #[test]
    fn the_whole_list_is_read_and_clean() {
        let regions = regions();
        assert_eq!(regions.len(), 7837);
        assert_eq!(regions.find("31.72").unwrap().name, "Kota Administrasi Jakarta Utara");
        assert!(!regions.text.contains('\u{2019}') && !regions.text.contains('\u{2018}'));
        assert_eq!(regions.children("").count(), 38);
    }

    #[test]
    fn children_are_one_level_down_and_of_no_neighbour() {
        let regions = Regions::parse("kode,nama\n1,X\n11,Aceh\n11.01,A \n11.01.01,B\n11.011,C\n12,D\n");
        assert_eq!(regions.children("11").map(|r| r.code).collect::<Vec<_>>(), ["11.01", "11.011"]);
        assert_eq!(regions.children("11.01").map(|r| r.name).collect::<Vec<_>>(), ["B"]);
    }

    #[test]
    fn a_village_code_is_named_by_its_district() {
        let regions = regions();
        let path = regions.path("12.71.02.1001");
        assert_eq!(path.iter().map(|r| r.code).collect::<Vec<_>>(), ["12", "12.71", "12.71.02"]);
        assert!(regions.full_name("12.71.02.1001").ends_with(", Kota Medan, Sumatera Utara"));
    }

    #[test]
    fn a_city_is_found_by_its_bare_name_before_a_district() {
        let regions = regions();
        let hits = regions.search("MEDAN", 5);
        assert_eq!(hits.first().unwrap().name, "Kota Medan");
        assert!(regions.search("  ", 5).is_empty());
        assert!(hits.len() == 5);
    }

    #[test]
    fn a_district_is_found_together_with_the_city_or_province_it_lies_in_and_by_its_code() {
        let regions = regions();
        let first = |query: &str| regions.search(query, 3).first().map(|hit| regions.full_name(hit.code));
        let coblong = Some("Coblong, Kota Bandung, Jawa Barat".to_owned());
        assert_eq!(first("coblong bandung"), coblong);
        assert_eq!(first("jawa barat coblong"), coblong);
        assert_eq!(first("32.73.02"), coblong);
        assert_eq!(first("coblong surabaya"), None);
        assert_eq!(first("99"), None);
        // A name may begin with a number.
        let found = regions.search("2 x 11", 5).into_iter().map(|hit| hit.code);
        assert_eq!(found.collect::<Vec<_>>(), ["13.05.04", "13.05.15"]);
    }
}
