//! Names of things: records and devices. A record's id is a UUID v7, so ids sort roughly by the time
//! they were made; nothing reads a time back out of one, because the phone's clock may be wrong.

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
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(pub [u8; 16]);

        // Two numbers instead of sixteen bytes: lists of ten thousand people look up little else.
        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                let whole = u128::from_le_bytes(self.0);
                state.write_u64(whole as u64);
                state.write_u64((whole >> 64) as u64);
            }
        }

        impl $name {
            /// Makes a new id from the time in milliseconds and ten random bytes.
            pub fn make(now_ms: u64, random: [u8; 10]) -> Self {
                Self(*uuid::Builder::from_unix_timestamp_millis(now_ms, &random).as_uuid().as_bytes())
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
                Uuid::try_parse(text).map(|id| Self(*id.as_bytes())).map_err(|_| BadId)
            }
        }
    };
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

    #[test]
    fn an_id_survives_text_and_sorts_by_time() {
        let early = RecordId::make(1, [7; 10]);
        let late = RecordId::make(2, [0; 10]);
        assert!(early < late);
        assert_eq!(early.to_string().parse(), Ok(early));
        assert_eq!("MR".parse::<RecordId>(), Err(BadId));
    }
}
