//! A small JSON writer that takes ledger bytes as they are and hands out chunks.
//!
//! It exists because an export is large and a phone small: nothing is built as a tree or as one string.
//! Every byte that leaves is hashed on the way, so the file can carry a checksum of itself.

use minicbor::Decoder;
use minicbor::data::Type;

use crate::ledger::BadCommit;

const CHUNK: usize = 256 * 1024;
const HEX: &[u8; 16] = b"0123456789abcdef";

/// Writes JSON in chunks.
pub struct Writer<'a, F: FnMut(&[u8])> {
    buffer: Vec<u8>,
    sink: &'a mut F,
    hasher: blake3::Hasher,
    written: u64,
}

impl<'a, F: FnMut(&[u8])> Writer<'a, F> {
    pub fn new(sink: &'a mut F) -> Self {
        // A chunk is handed out once it is over the mark, so the last piece needs room beyond it.
        let buffer = Vec::with_capacity(CHUNK + CHUNK / 4);
        Writer { buffer, sink, hasher: blake3::Hasher::new(), written: 0 }
    }

    /// Hands out what is there if it is enough; called between values.
    pub fn breathe(&mut self) {
        if self.buffer.len() >= CHUNK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.hasher.update(&self.buffer);
        self.written += self.buffer.len() as u64;
        (self.sink)(&self.buffer);
        self.buffer.clear();
    }

    /// The hash of everything so far.
    pub fn hash_so_far(&mut self) -> [u8; 32] {
        self.flush();
        *self.hasher.finalize().as_bytes()
    }

    /// Hands out the rest; returns the length of the whole.
    pub fn finish(mut self) -> u64 {
        self.flush();
        self.written
    }

    /// Punctuation and names that need no escapes.
    pub fn raw(&mut self, text: &str) {
        self.buffer.extend_from_slice(text.as_bytes());
    }

    pub fn string(&mut self, text: &str) {
        self.buffer.push(b'"');
        let bytes = text.as_bytes();
        let mut start = 0;
        while let Some(found) = bytes.get(start..).and_then(first_special) {
            let place = start + found;
            self.buffer.extend_from_slice(bytes.get(start..place).unwrap_or_default());
            start = place + 1;
            let Some(byte) = bytes.get(place) else { break };
            match byte {
                b'"' => self.buffer.extend_from_slice(b"\\\""),
                b'\\' => self.buffer.extend_from_slice(b"\\\\"),
                b'\n' => self.buffer.extend_from_slice(b"\\n"),
                b'\r' => self.buffer.extend_from_slice(b"\\r"),
                b'\t' => self.buffer.extend_from_slice(b"\\t"),
                other => {
                    self.buffer.extend_from_slice(b"\\u00");
                    self.hex_digits(&[*other]);
                }
            }
        }
        self.buffer.extend_from_slice(bytes.get(start..).unwrap_or_default());
        self.buffer.push(b'"');
    }

    fn hex_digits(&mut self, bytes: &[u8]) {
        let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or(b'0');
        for byte in bytes {
            self.buffer.extend_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
    }

    /// Bytes as a string of hexadecimal digits.
    pub fn hex(&mut self, bytes: &[u8]) {
        self.buffer.push(b'"');
        self.hex_digits(bytes);
        self.buffer.push(b'"');
    }

    /// Sixteen bytes as a UUID string.
    pub fn uuid(&mut self, bytes: &[u8]) {
        self.buffer.push(b'"');
        let mut rest = bytes;
        for (number, length) in [4, 2, 2, 2, 6].into_iter().enumerate() {
            if number > 0 {
                self.buffer.push(b'-');
            }
            let (part, after) = rest.split_at(length.min(rest.len()));
            self.hex_digits(part);
            rest = after;
        }
        self.buffer.push(b'"');
    }

    pub fn uuid_or_null(&mut self, bytes: Option<&[u8]>) {
        match bytes {
            Some(bytes) => self.uuid(bytes),
            None => self.raw("null"),
        }
    }

    pub fn number(&mut self, number: i64) {
        if number < 0 {
            self.buffer.push(b'-');
        }
        self.unsigned(number.unsigned_abs());
    }

    pub fn unsigned(&mut self, number: u64) {
        let mut digits = [0_u8; 20];
        let mut rest = number;
        let mut count = 0;
        for slot in digits.iter_mut().rev() {
            *slot = b'0' + (rest % 10) as u8;
            rest /= 10;
            count += 1;
            if rest == 0 {
                break;
            }
        }
        self.buffer.extend_from_slice(digits.get(digits.len() - count..).unwrap_or_default());
    }

    /// One stored value, straight from its bytes.
    pub fn value(&mut self, d: &mut Decoder<'_>) -> Result<(), BadCommit> {
        match d.datatype()? {
            Type::Null => {
                d.null()?;
                self.raw("null");
            }
            Type::Bool => {
                let flag = d.bool()?;
                self.raw(if flag { "true" } else { "false" });
            }
            Type::String => {
                let text = d.str()?;
                self.string(text);
            }
            Type::Array => {
                let count = d.array()?.ok_or(BadCommit::Malformed)?;
                self.raw("[");
                for number in 0..count {
                    if number > 0 {
                        self.raw(",");
                    }
                    self.value(d)?;
                }
                self.raw("]");
            }
            Type::Map => self.map(d)?,
            _ => {
                let number = d.i64()?;
                self.number(number);
            }
        }
        Ok(())
    }

    /// A map of values, straight from its bytes.
    pub fn map(&mut self, d: &mut Decoder<'_>) -> Result<(), BadCommit> {
        let count = d.map()?.ok_or(BadCommit::Malformed)?;
        self.raw("{");
        for number in 0..count {
            if number > 0 {
                self.raw(",");
            }
            let name = d.str()?;
            self.string(name);
            self.raw(":");
            self.value(d)?;
        }
        self.raw("}");
        Ok(())
    }
}

/// The place of the first byte that needs an escape. Notes are long and need none, so eight bytes are
/// looked at in one step: a byte below a bound borrows from its own top bit when the bound is taken off.
fn first_special(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = 0x8080_8080_8080_8080;
    let special = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    let (eights, _) = bytes.as_chunks::<8>();
    let mut place = 0;
    for eight in eights {
        let word = u64::from_le_bytes(*eight);
        let below = |word: u64, bound: u64| word.wrapping_sub(ONES * bound) & !word & TOPS;
        let quote = word ^ (ONES * u64::from(b'"'));
        let slash = word ^ (ONES * u64::from(b'\\'));
        // A borrow may run on and raise a false alarm, so the bytes themselves have the last word.
        if (below(word, 0x20) | below(quote, 1) | below(slash, 1)) != 0
            && let Some(found) = eight.iter().position(|byte| special(*byte))
        {
            return Some(place + found);
        }
        place += 8;
    }
    let found = bytes.get(place..)?.iter().position(|byte| special(*byte))?;
    Some(place + found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::Value;

    fn written(write: impl FnOnce(&mut Writer<'_, &mut dyn FnMut(&[u8])>)) -> String {
        let mut out = Vec::new();
        let mut push = |bytes: &[u8]| out.extend_from_slice(bytes);
        let mut sink: &mut dyn FnMut(&[u8]) = &mut push;
        let mut writer = Writer::new(&mut sink);
        write(&mut writer);
        writer.finish();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_character_is_read_back_as_it_was() {
        let text: String = (0..0x250_u32).filter_map(char::from_u32).chain(['\u{2028}', '😀', '"']).collect();
        let json = written(|w| w.string(&text));
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn a_special_byte_is_found_wherever_it_stands() {
        for byte in 0..=255_u8 {
            for place in 0..20 {
                let mut bytes = [b'a'; 20];
                bytes[place] = byte;
                let special = byte < 0x20 || byte == b'"' || byte == b'\\';
                assert_eq!(first_special(&bytes), special.then_some(place));
            }
        }
    }

    #[test]
    fn numbers_at_the_edges_are_whole() {
        for number in [0, 7, -1, 10, i64::MAX, i64::MIN] {
            assert_eq!(written(|w| w.number(number)), number.to_string());
        }
    }

    #[test]
    fn a_value_of_every_shape_is_plain_json() {
        let value = Value::Map(
            [
                ("a".to_owned(), Value::List(vec![Value::Null, Value::Bool(true), Value::Int(-5)])),
                ("b".to_owned(), Value::from("<b>\n=1+1")),
            ]
            .into(),
        );
        let mut bytes = Vec::new();
        value.encode(&mut bytes);
        let json = written(|w| w.value(&mut Decoder::new(&bytes)).unwrap());
        assert_eq!(json, r#"{"a":[null,true,-5],"b":"<b>\n=1+1"}"#);
    }
}
