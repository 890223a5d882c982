//! Typed fields. A record kind declares each field once (see `kind.rs`); the declaration's constant
//! carries the type, so reading a date as a number does not compile.

use std::marker::PhantomData;

use chrono::NaiveDate;
use minicbor::Decoder;

use super::birth::Birth;
use super::code::CodeList;
use super::id::RecordId;
use super::value::Value;

/// The type of a field: what it holds, how it is typed in, checked, merged and shown.
#[derive(Clone, Copy, Debug)]
pub enum FieldType {
    /// One line of text.
    Line(),
    /// Text of any length.
    Long(),
    /// A calendar date.
    Date(),
    /// A time of day, `HH:MM`.
    Time(),
    /// A whole number between two bounds.
    Int(i64, i64),
    /// A decimal number as text with a point, such as a temperature.
    Decimal(),
    /// Yes or nothing.
    Flag(),
    /// One code of a list.
    Code(&'static CodeList),
    /// Several codes of a list.
    Codes(&'static CodeList),
    /// Another record of one of these kinds.
    Ref(&'static [&'static str]),
    /// Several other records.
    Refs(&'static [&'static str]),
    /// Several lines of text.
    Lines(),
    /// Several phone numbers, E.164.
    Phones(),
    /// National identity number, 16 digits.
    Nik(),
    /// Family card number, 16 digits.
    Kk(),
    /// Region code (Kemendagri), dotted.
    Region(),
    /// Birth: exact, estimated or unknown.
    Birth(),
    /// A list of whole numbers, such as the days of follow-up.
    Days(),
}

/// How a field type reads its stored bytes and writes a value.
pub trait FieldKind {
    /// What reading gives; it may borrow from the opened bytes.
    type Out<'a>;
    /// What writing takes.
    type In;
    /// Reads; `None` for null or for a shape this version does not know.
    fn read(bytes: &[u8]) -> Option<Self::Out<'_>>;
    /// The stored form.
    fn write(value: Self::In) -> Value;
    /// What was read, with every id in it replaced by that of the record that stands for it.
    fn follow<'a>(out: Self::Out<'a>, _main_of: &dyn Fn(RecordId) -> RecordId) -> Self::Out<'a> {
        out
    }
}

/// The name of a field with its type.
#[derive(Debug)]
pub struct Field<K> {
    /// The name in the ledger, the export and the schema.
    pub name: &'static str,
    kind: PhantomData<K>,
}

impl<K> Clone for Field<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Field<K> {}

impl<K> Field<K> {
    /// A field of this name; made by the declaration macro.
    pub const fn new(name: &'static str) -> Self {
        Field { name, kind: PhantomData }
    }
}

fn read_str(bytes: &[u8]) -> Option<&str> {
    match letters(bytes) {
        Some(letters) => std::str::from_utf8(letters).ok(),
        None => Decoder::new(bytes).str().ok(),
    }
}

/// The letters of a stored text below 256 of them that fills the bytes, as nearly all do: lists of an outbreak read
/// hundreds of thousands, and the general reader takes several times as long. Nothing says yet that they are letters.
#[inline]
pub fn letters(bytes: &[u8]) -> Option<&[u8]> {
    match bytes {
        [head @ 0x60..=0x77, rest @ ..] if usize::from(head - 0x60) == rest.len() => Some(rest),
        [0x78, length, rest @ ..] if usize::from(*length) == rest.len() => Some(rest),
        _ => None,
    }
}

fn read_strs(bytes: &[u8]) -> Option<Vec<&str>> {
    let mut d = Decoder::new(bytes);
    let count = d.array().ok()??;
    (0..count).map(|_| d.str().ok()).collect()
}

fn write_strs(items: Vec<String>) -> Value {
    Value::List(items.into_iter().map(Value::Text).collect())
}

/// Reads `YYYY-MM-DD`, the form in which dates are stored. Lists read dates by the ten thousand, and
/// chrono's parser of every form is several times slower.
#[inline]
fn read_day(text: &[u8]) -> Option<NaiveDate> {
    let (most, &[d1, d2]) = text.split_first_chunk::<8>()? else { return None };
    // Each digit as its number and each hyphen as nothing, in a byte of its own; the first letter is the lowest.
    let digits = u64::from_le_bytes(*most) ^ 0x2d30_302d_3030_3030;
    // The highest bit of a byte that is no digit, or no hyphen where one stands.
    let wrong = (digits.wrapping_add(0x7f76_767f_7676_7676) | digits) & 0x8080_8080_8080_8080;
    let (d1, d2) = (d1 ^ b'0', d2 ^ b'0');
    if wrong != 0 || d1 > 9 || d2 > 9 {
        return None;
    }
    // In each byte, ten times its own number and the number of the next: 99 at most, so that nothing is carried.
    let pairs = digits * 10 + (digits >> 8);
    let pair = |at: u32| u32::try_from(pairs >> (8 * at) & 0xff).unwrap_or_default();
    let year = i32::try_from(pair(0) * 100 + pair(2)).ok()?;
    NaiveDate::from_ymd_opt(year, pair(5), u32::from(d1) * 10 + u32::from(d2))
}

/// Markers that stand for the field types in `Field<_>`.
pub mod marker {
    use super::*;

    macro_rules! text_kinds {
        ($($name:ident)*) => {$(
            #[doc = concat!("Marker of `FieldType::", stringify!($name), "`.")]
            #[derive(Debug)]
            pub struct $name;
            impl FieldKind for $name {
                type Out<'a> = &'a str;
                type In = String;
                fn read(bytes: &[u8]) -> Option<&str> {
                    read_str(bytes)
                }
                fn write(value: String) -> Value {
                    Value::Text(value)
                }
            }
        )*};
    }
    text_kinds!(Line Long Time Decimal Code Nik Kk Region);

    macro_rules! list_kinds {
        ($($name:ident)*) => {$(
            #[doc = concat!("Marker of `FieldType::", stringify!($name), "`.")]
            #[derive(Debug)]
            pub struct $name;
            impl FieldKind for $name {
                type Out<'a> = Vec<&'a str>;
                type In = Vec<String>;
                fn read(bytes: &[u8]) -> Option<Vec<&str>> {
                    read_strs(bytes)
                }
                fn write(value: Vec<String>) -> Value {
                    write_strs(value)
                }
            }
        )*};
    }
    list_kinds!(Codes Lines Phones);

    /// Marker of `FieldType::Date`.
    #[derive(Debug)]
    pub struct Date;
    impl FieldKind for Date {
        type Out<'a> = NaiveDate;
        type In = NaiveDate;
        fn read(bytes: &[u8]) -> Option<NaiveDate> {
            letters(bytes).and_then(read_day).or_else(|| read_str(bytes)?.parse().ok())
        }
        fn write(value: NaiveDate) -> Value {
            Value::Text(value.to_string())
        }
    }

    /// Marker of `FieldType::Int`.
    #[derive(Debug)]
    pub struct Int;
    impl FieldKind for Int {
        type Out<'a> = i64;
        type In = i64;
        fn read(bytes: &[u8]) -> Option<i64> {
            Decoder::new(bytes).i64().ok()
        }
        fn write(value: i64) -> Value {
            Value::Int(value)
        }
    }

    /// Marker of `FieldType::Flag`.
    #[derive(Debug)]
    pub struct Flag;
    impl FieldKind for Flag {
        type Out<'a> = bool;
        type In = bool;
        fn read(bytes: &[u8]) -> Option<bool> {
            Decoder::new(bytes).bool().ok()
        }
        fn write(value: bool) -> Value {
            Value::Bool(value)
        }
    }

    /// Marker of `FieldType::Ref`.
    #[derive(Debug)]
    pub struct Ref;
    impl FieldKind for Ref {
        type Out<'a> = RecordId;
        type In = RecordId;
        fn read(bytes: &[u8]) -> Option<RecordId> {
            letters(bytes).and_then(RecordId::from_letters).or_else(|| read_str(bytes)?.parse().ok())
        }
        fn write(value: RecordId) -> Value {
            Value::Text(value.to_string())
        }
        fn follow<'a>(out: Self::Out<'a>, main_of: &dyn Fn(RecordId) -> RecordId) -> Self::Out<'a> {
            main_of(out)
        }
    }

    /// Marker of `FieldType::Refs`.
    #[derive(Debug)]
    pub struct Refs;
    impl FieldKind for Refs {
        type Out<'a> = Vec<RecordId>;
        type In = Vec<RecordId>;
        fn read(bytes: &[u8]) -> Option<Vec<RecordId>> {
            Some(read_strs(bytes)?.into_iter().filter_map(|id| id.parse().ok()).collect())
        }
        fn write(value: Vec<RecordId>) -> Value {
            write_strs(value.iter().map(RecordId::to_string).collect())
        }
        fn follow<'a>(mut out: Self::Out<'a>, main_of: &dyn Fn(RecordId) -> RecordId) -> Self::Out<'a> {
            out.iter_mut().for_each(|id| *id = main_of(*id));
            out
        }
    }

    /// Marker of `FieldType::Birth`.
    #[derive(Debug)]
    pub struct Birth;
    impl FieldKind for Birth {
        type Out<'a> = super::Birth;
        type In = super::Birth;
        fn read(bytes: &[u8]) -> Option<super::Birth> {
            super::Birth::from_value(&Value::from_bytes(bytes).ok()?)
        }
        fn write(value: super::Birth) -> Value {
            value.to_value()
        }
    }

    /// Marker of `FieldType::Days`.
    #[derive(Debug)]
    pub struct Days;
    impl FieldKind for Days {
        type Out<'a> = Vec<i64>;
        type In = Vec<i64>;
        fn read(bytes: &[u8]) -> Option<Vec<i64>> {
            let mut d = Decoder::new(bytes);
            let count = d.array().ok()??;
            (0..count).map(|_| d.i64().ok()).collect()
        }
        fn write(value: Vec<i64>) -> Value {
            Value::List(value.into_iter().map(Value::Int).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_stored_day_is_read_as_chrono_reads_it(days in -1_000_000_i32..4_000_000, text in "[0-9]{4}-[0-9]{2}-[0-9]{2}") {
            let date = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            let stored = date.to_string();
            prop_assert_eq!(read_day(stored.as_bytes()).or_else(|| stored.parse().ok()), Some(date));
            prop_assert_eq!(read_day(text.as_bytes()), text.parse().ok());
        }

        #[test]
        fn a_short_way_reads_what_the_general_reader_reads(
            text in "\\PC{0,40}",
            id in "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            day in "[0-9]{4}-[01][0-9]-[0-3][0-9]",
            which in 0..3_u8,
            wrong in prop::option::of((any::<prop::sample::Index>(), prop_oneof![any::<u8>(), Just(b':'), Just(b'/')])),
        ) {
            let mut bytes = Vec::new();
            Value::Text(match which { 0 => text, 1 => id, _ => day }).encode(&mut bytes);
            if let Some((place, byte)) = wrong {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            let general = Decoder::new(&bytes).str().ok();
            prop_assert_eq!(read_str(&bytes), general);
            prop_assert_eq!(<marker::Ref as FieldKind>::read(&bytes), general.and_then(|text| text.parse().ok()));
            prop_assert_eq!(<marker::Date as FieldKind>::read(&bytes), general.and_then(|text| text.parse().ok()));
        }
    }
}
