//! Where in a hand-over file something stands: `commits[3].changes[0].fields.text`, told from a byte or a save.
//!
//! The reader of the app keeps bytes and saves, because a phone has no room for more. A path is found here by going over
//! the file once more, and only when something is wrong. It must not stop at what is wrong: the file may be cut off.

use std::fmt;

use pendamping::exchange::{ImportError, Limits};
use pendamping::ledger::{CommitRef, MergeRefusal};
use serde::Deserialize;

/// The longest part of a path; what is longer is no name of ours.
const LONGEST: usize = 60;

/// A level of the file: a member of an object, or an item of a list.
enum Level {
    Member(Vec<u8>),
    Item(usize),
}

/// Goes over JSON and knows at each byte where it is.
#[derive(Default)]
struct Walk {
    levels: Vec<Level>,
    /// Whether the next string names a member.
    names: bool,
}

impl Walk {
    /// Goes on until `stop` says so at a byte, or the end.
    fn go(&mut self, bytes: &[u8], stop: impl Fn(usize, usize) -> bool) {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if stop(at, self.levels.len()) {
                return;
            }
            at += 1;
            match byte {
                b'{' => {
                    self.levels.push(Level::Member(Vec::new()));
                    self.names = true;
                }
                b'[' => {
                    self.levels.push(Level::Item(0));
                    self.names = false;
                }
                b'}' | b']' => {
                    self.levels.pop();
                    self.names = false;
                }
                b',' => match self.levels.last_mut() {
                    Some(Level::Item(number)) => *number += 1,
                    _ => self.names = true,
                },
                b'"' => {
                    let start = at;
                    while let Some(byte) = bytes.get(at) {
                        at += 1;
                        match byte {
                            b'\\' => at += 1,
                            b'"' => break,
                            _ => {}
                        }
                    }
                    let text = bytes.get(start..at.saturating_sub(1)).unwrap_or_default();
                    if std::mem::take(&mut self.names)
                        && let Some(Level::Member(name)) = self.levels.last_mut()
                    {
                        *name = text.get(..text.len().min(LONGEST)).unwrap_or_default().to_vec();
                    }
                    // A byte within a text stands where the text stands.
                    if (start..at).any(|inside| stop(inside, self.levels.len())) {
                        return;
                    }
                }
                _ => {}
            }
        }
    }
}

impl fmt::Display for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut path = String::new();
        for level in &self.levels {
            match level {
                Level::Item(number) => path.push_str(&format!("[{number}]")),
                Level::Member(name) if name.is_empty() => {}
                Level::Member(name) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(&tame(&String::from_utf8_lossy(name)));
                }
            }
        }
        f.write_str(if path.is_empty() { "the file" } else { &path })
    }
}

/// A name that comes from a file, fit for a terminal.
pub fn tame(name: &str) -> String {
    name.chars().take(LONGEST).map(|one| if one.is_control() { '\u{fffd}' } else { one }).collect()
}

/// The place of a byte.
fn of_byte(bytes: &[u8], wanted: usize) -> String {
    let mut walk = Walk::default();
    walk.go(bytes, |at, _| at >= wanted.saturating_sub(1));
    format!("{walk} (byte {wanted})")
}

/// Where what an error is about stands in the file.
pub fn of_error(bytes: &[u8], error: &ImportError, limits: &Limits) -> String {
    match error {
        ImportError::Damaged { at } => of_byte(bytes, *at),
        ImportError::TooDeep => {
            let mut walk = Walk::default();
            walk.go(bytes, |_, depth| depth > limits.depth);
            walk.levels.truncate(4);
            walk.to_string()
        }
        ImportError::Newer { .. } => "min_reader".to_owned(),
        ImportError::ChecksumMismatch => "checksum".to_owned(),
        ImportError::WrongSignature => "signature".to_owned(),
        ImportError::Refused(MergeRefusal::BrokenChain(name) | MergeRefusal::ImpossibleTime(name)) => {
            of_commit(bytes, *name)
        }
        ImportError::Refused(MergeRefusal::Bad(_)) => "commits".to_owned(),
        ImportError::NotInPack => "records".to_owned(),
        ImportError::NotOurs | ImportError::TooLarge | ImportError::TooMany => "the file".to_owned(),
    }
}

/// The place of a save.
pub fn of_commit(bytes: &[u8], wanted: CommitRef) -> String {
    let mark = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let names: Vec<Named> =
        serde_json::from_slice::<Names>(mark).map(|names| names.commits).unwrap_or_default();
    let device = wanted.device.to_string();
    match names.iter().position(|named| named.seq == wanted.seq && named.device == device) {
        Some(place) => format!("commits[{place}]"),
        None => "commits".to_owned(),
    }
}

#[derive(Deserialize)]
struct Named {
    device: String,
    seq: u64,
}

/// The names of the saves of a file, in its order.
#[derive(Deserialize)]
struct Names {
    #[serde(default)]
    commits: Vec<Named>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_told_by_the_members_and_items_around_it() {
        let file = br#"{"a":1,"list":[{"x":"y,{\"","z":5},{"z":[7,8]}]}"#;
        let place = |needle: &str| {
            let at = file.windows(needle.len()).position(|part| part == needle.as_bytes()).unwrap();
            of_byte(file, at + 1)
        };
        assert!(place("1").starts_with("a (byte"));
        assert!(place("y,").starts_with("list[0].x ("));
        assert!(place("5").starts_with("list[0].z ("));
        assert!(place("8").starts_with("list[1].z[1] ("));
        assert!(of_byte(&file[..33], 33).starts_with("list[0].z ("), "{}", of_byte(&file[..33], 33));
        assert!(of_byte(b"", 0).starts_with("the file"));
    }
}
