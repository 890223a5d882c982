//! A small JSON writer that takes ledger bytes as they are and hands out chunks.
//!
//! It exists because an export is large and a phone small: nothing is built as a tree or as one string.
//! Every byte that leaves is hashed on the way, so the file can carry a checksum of itself.

use minicbor::Decoder;
use minicbor::data::Type;

use super::base64;
use crate::ledger::BadCommit;

const CHUNK: usize = 256 * 1024;

/// Two digits for each byte.
const HEX: [[u8; 2]; 256] = digits_of_bytes();

#[allow(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where an index out of bounds is an error"
)]
const fn digits_of_bytes() -> [[u8; 2]; 256] {
    let digits = b"0123456789abcdef";
    let mut table = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = [digits[byte >> 4], digits[byte & 15]];
        byte += 1;
    }
    table
}

/// Where the digits of a UUID stand, between quotation marks.
const UUID_PLACES: [usize; 16] = [1, 3, 5, 7, 10, 12, 15, 17, 20, 22, 25, 27, 29, 31, 33, 35];

/// What is written and not yet handed out, and the hash of what was.
#[derive(Debug)]
pub struct Page {
    buffer: Vec<u8>,
    hasher: blake3::Hasher,
    written: u64,
}

impl Page {
    pub fn new() -> Self {
        // A chunk is handed out once it is over the mark, so the last piece needs room beyond it.
        let buffer = Vec::with_capacity(CHUNK + CHUNK / 4);
        Page { buffer, hasher: blake3::Hasher::new(), written: 0 }
    }
}

/// Writes JSON in chunks.
pub struct Writer<'a> {
    page: &'a mut Page,
    sink: &'a mut dyn FnMut(&[u8]),
}

impl<'a> Writer<'a> {
    /// Goes on with a page.
    pub fn new(page: &'a mut Page, sink: &'a mut dyn FnMut(&[u8])) -> Self {
        Writer { page, sink }
    }

    /// Hands out what is there if it is enough; called between values. `true` if something was handed out.
    pub fn breathe(&mut self) -> bool {
        let enough = self.page.buffer.len() >= CHUNK;
        if enough {
            self.flush();
        }
        enough
    }

    fn flush(&mut self) {
        self.page.hasher.update(&self.page.buffer);
        self.page.written += self.page.buffer.len() as u64;
        (self.sink)(&self.page.buffer);
        self.page.buffer.clear();
    }

    /// The hash of everything so far.
    pub fn hash_so_far(&mut self) -> [u8; 32] {
        self.flush();
        *self.page.hasher.finalize().as_bytes()
    }

    /// Hands out the rest; returns the length of the whole.
    pub fn finish(&mut self) -> u64 {
        self.flush();
        self.page.written
    }

    /// Punctuation and names that need no escapes.
    pub fn raw(&mut self, text: &str) {
        self.page.buffer.extend_from_slice(text.as_bytes());
    }

    pub fn string(&mut self, text: &str) {
        self.page.buffer.push(b'"');
        let bytes = text.as_bytes();
        let mut start = 0;
        while let Some(found) = bytes.get(start..).and_then(first_special) {
            let place = start + found;
            self.page.buffer.extend_from_slice(bytes.get(start..place).unwrap_or_default());
            start = place + 1;
            let Some(byte) = bytes.get(place) else { break };
            match byte {
                b'"' => self.page.buffer.extend_from_slice(b"\\\""),
                b'\\' => self.page.buffer.extend_from_slice(b"\\\\"),
                b'\n' => self.page.buffer.extend_from_slice(b"\\n"),
                b'\r' => self.page.buffer.extend_from_slice(b"\\r"),
                b'\t' => self.page.buffer.extend_from_slice(b"\\t"),
                other => {
                    self.page.buffer.extend_from_slice(b"\\u00");
                    self.hex_digits(&[*other]);
                }
            }
        }
        self.page.buffer.extend_from_slice(bytes.get(start..).unwrap_or_default());
        self.page.buffer.push(b'"');
    }

    fn hex_digits(&mut self, bytes: &[u8]) {
        let start = self.page.buffer.len();
        self.page.buffer.resize(start + 2 * bytes.len(), b'0');
        let (pairs, _) = self.page.buffer.get_mut(start..).unwrap_or_default().as_chunks_mut::<2>();
        for (pair, byte) in pairs.iter_mut().zip(bytes) {
            *pair = HEX.get(usize::from(*byte)).copied().unwrap_or_default();
        }
    }

    /// Bytes as a string of hexadecimal digits.
    pub fn hex(&mut self, bytes: &[u8]) {
        self.page.buffer.push(b'"');
        self.hex_digits(bytes);
        self.page.buffer.push(b'"');
    }

    /// Bytes as a string of base64.
    pub fn base64(&mut self, bytes: &[u8]) {
        self.page.buffer.push(b'"');
        base64::encode(bytes, &mut self.page.buffer);
        self.page.buffer.push(b'"');
    }

    /// Sixteen bytes as a UUID string.
    pub fn uuid(&mut self, bytes: &[u8]) {
        let mut text = *b"\"00000000-0000-0000-0000-000000000000\"";
        for (place, byte) in UUID_PLACES.into_iter().zip(bytes) {
            if let Some(slot) = text.get_mut(place..place + 2) {
                slot.copy_from_slice(HEX.get(usize::from(*byte)).map_or(b"00", |pair| pair));
            }
        }
        self.page.buffer.extend_from_slice(&text);
    }

    pub fn uuid_or_null(&mut self, bytes: Option<&[u8]>) {
        match bytes {
            Some(bytes) => self.uuid(bytes),
            None => self.raw("null"),
        }
    }

    pub fn number(&mut self, number: i64) {
        if number < 0 {
            self.page.buffer.push(b'-');
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
        self.page.buffer.extend_from_slice(digits.get(digits.len() - count..).unwrap_or_default());
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

/// The place of the first byte that needs an escape. Notes are long and need none, so sixteen bytes are looked at in
/// one step, without a branch between them.
fn first_special(bytes: &[u8]) -> Option<usize> {
    let special = |byte: u8| (byte < 0x20) | (byte == b'"') | (byte == b'\\');
    let (blocks, rest) = bytes.as_chunks::<16>();
    for (number, block) in blocks.iter().enumerate() {
        if block.iter().fold(false, |found, byte| found | special(*byte)) {
            return block.iter().position(|byte| special(*byte)).map(|place| number * 16 + place);
        }
    }
    rest.iter().position(|byte| special(*byte)).map(|place| blocks.len() * 16 + place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::Value;

    fn written(write: impl FnOnce(&mut Writer<'_>)) -> String {
        let mut out = Vec::new();
        let mut push = |bytes: &[u8]| out.extend_from_slice(bytes);
        let mut page = Page::new();
        let mut writer = Writer::new(&mut page, &mut push);
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
            for place in 0..40 {
                let mut bytes = [b'a'; 40];
                bytes[place] = byte;
                let special = byte < 0x20 || byte == b'"' || byte == b'\\';
                assert_eq!(first_special(&bytes), special.then_some(place));
            }
        }
    }

    #[test]
    fn ids_and_hashes_are_written_as_everybody_writes_them() {
        let bytes: [u8; 16] = std::array::from_fn(|place| place as u8 * 17);
        let expected = format!("\"{}\"", uuid::Uuid::from_bytes(bytes));
        assert_eq!(written(|w| w.uuid(&bytes)), expected);
        assert_eq!(written(|w| w.hex(&bytes)), expected.replace('-', ""));
        assert_eq!(written(|w| w.hex(&[])), "\"\"");
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
