//! Names of things: records and devices. A record's id is a UUID v7, so ids sort roughly by the time
//! they were made; nothing reads a time back out of one, because the phone's clock may be wrong.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// The id in a file or URL is not a UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct BadId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Eq)]
        pub struct $name(pub [u8; 16]);

        // Two numbers instead of sixteen bytes: lists of ten thousand people look up and sort little else, and in the
        // browser sixteen bytes are compared by a call.
        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                let [first, last] = halves(&self.0);
                state.write_u64(first);
                state.write_u64(last);
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                halves(&self.0) == halves(&other.0)
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                in_byte_order(halves(&self.0), halves(&other.0))
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl $name {
            /// Makes a new id from the time in milliseconds and ten random bytes.
            pub fn make(now_ms: u64, random: [u8; 10]) -> Self {
                Self(*uuid::Builder::from_unix_timestamp_millis(now_ms, &random).as_uuid().as_bytes())
            }

            /// Reads the one spelling that is written, small letters with hyphens; of any other it says nothing. Lists of an
            /// outbreak read references by the ten thousand, and the parser of all spellings takes ten times as long.
            #[inline]
            pub fn from_letters(text: &[u8]) -> Option<Self> {
                sixteen(text).map(Self)
            }

            /// Reads sixteen bytes.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Uuid::from_bytes(self.0).hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Uuid::from_bytes(self.0).hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                if let Some(id) = Self::from_letters(text.as_bytes()) {
                    return Ok(id);
                }
                Uuid::try_parse(text).map(|id| Self(*id.as_bytes())).map_err(|_| BadId)
            }
        }
    };
}

/// The bytes as two numbers, the first byte in the lowest place.
#[inline(always)]
fn halves(bytes: &[u8; 16]) -> [u64; 2] {
    let whole = u128::from_le_bytes(*bytes);
    [whole as u64, (whole >> 64) as u64]
}

/// The order of the bytes of which these are the numbers.
#[inline(always)]
fn in_byte_order([a, b]: [u64; 2], [c, d]: [u64; 2]) -> Ordering {
    let (one, other) = if a == c { (b, d) } else { (a, c) };
    one.swap_bytes().cmp(&other.swap_bytes())
}

/// The bytes of an id in small letters with hyphens.
#[inline]
fn sixteen(text: &[u8]) -> Option<[u8; 16]> {
    let (a, rest) = text.split_first_chunk::<8>()?;
    let ([b'-', b1, b2, b3, b4], rest) = rest.split_first_chunk::<5>()? else { return None };
    let ([b'-', c1, c2, c3, c4], rest) = rest.split_first_chunk::<5>()? else { return None };
    let ([b'-', d1, d2, d3, d4], rest) = rest.split_first_chunk::<5>()? else { return None };
    let [b'-', e1, e2, e3, e4, e @ ..] = rest else { return None };
    let [a, b, c, d] = [
        four(*a)?,
        four([*b1, *b2, *b3, *b4, *c1, *c2, *c3, *c4])?,
        four([*d1, *d2, *d3, *d4, *e1, *e2, *e3, *e4])?,
        four(e.try_into().ok()?)?,
    ]
    .map(u128::from);
    Some((a | b << 32 | c << 64 | d << 96).to_le_bytes())
}

/// The four bytes that eight small hexadecimal letters spell, the first byte in the lowest place: all eight at once.
#[inline]
fn four(text: [u8; 8]) -> Option<u32> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let text = u64::from_le_bytes(text);
    // The digits are 30 to 39, the letters 61 to 66.
    let digits = (text & (0x0f * EACH)) + ((text >> 6) & EACH) * 9;
    let letters = ((digits + 6 * EACH) >> 4) & EACH;
    // Anything else is spelt otherwise than it stood there, or is no digit.
    if digits + 0x30 * EACH + letters * 39 != text || digits & (0xf0 * EACH) != 0 {
        return None;
    }
    let bytes = (digits << 4 | digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let pairs = (bytes | bytes >> 8) & 0x0000_ffff_0000_ffff;
    u32::try_from((pairs | pairs >> 16) & 0xffff_ffff).ok()
}

id!(
    /// A record: a person, a visit, a note ….
    RecordId
);
id!(
    /// One ledger writer: an installation of the app. A restored phone becomes a new device.
    DeviceId
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_are_equal_and_in_order_as_their_bytes_are(
            id in any::<[u8; 16]>(), changes in prop::collection::vec((0..16_usize, any::<u8>()), 0..3),
        ) {
            let mut other = id;
            prop_assert!(RecordId(id) == RecordId(other));
            // One byte alone would be told in either order of the bytes.
            for (place, byte) in changes {
                other[place] = byte;
            }
            prop_assert_eq!(RecordId(id).cmp(&RecordId(other)), id.cmp(&other));
            prop_assert_eq!(RecordId(id) == RecordId(other), id == other);
        }

        #[test]
        fn the_short_way_reads_the_written_spelling_and_nothing_else(
            id in any::<[u8; 16]>(), place in 0..36_usize, byte in any::<u8>(),
        ) {
            let mut text = RecordId(id).to_string().into_bytes();
            prop_assert_eq!(RecordId::from_letters(&text), Some(RecordId(id)));
            prop_assert_eq!(RecordId::from_letters(&text[..place]), None);
            text[place] = byte;
            let general = Uuid::try_parse_ascii(&text).ok().map(|id| RecordId(*id.as_bytes()));
            let written = general.filter(|id| id.to_string().as_bytes() == text);
            prop_assert_eq!(RecordId::from_letters(&text), written);
            let parsed = std::str::from_utf8(&text).ok().and_then(|text| text.parse().ok());
            prop_assert_eq!(parsed, general);
        }
    }

    #[test]
    fn an_id_survives_text_and_sorts_by_time() {
        let early = RecordId::make(1, [7; 10]);
        let late = RecordId::make(2, [0; 10]);
        assert!(early < late);
        assert_eq!(early.to_string().parse(), Ok(early));
        assert_eq!("MR".parse::<RecordId>(), Err(BadId));
    }
}
