//! The manifest: the sealed list of what a vault's database must hold.
//!
//! Invariant: it is rewritten in the same transaction as every change, and its epoch grows by at least one each
//! time. Keys of tail rows and segments are counted and never used twice, so a row cannot be rolled back to an
//! older one of the same key, and a missing one leaves a hole that the manifest shows.

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};

/// Version of the manifest's own layout.
const FORMAT: u32 = 1;

/// One sealed segment as the manifest knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentEntry {
    /// Number of the row key.
    pub key: u64,
    /// Commits inside.
    pub commits: u64,
    /// Length of the sealed bytes.
    pub bytes: u64,
    /// BLAKE3 of the sealed bytes.
    pub digest: [u8; 32],
}

/// What the database must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    /// Grows with each write; compared with the sentinel.
    pub epoch: u64,
    /// Grows with each rewrite; part of every row's associated data.
    pub generation: u64,
    /// First tail row that is not yet packed.
    pub tail_first: u64,
    /// The key that the next tail row will get.
    pub tail_next: u64,
    /// The key that the next segment will get.
    pub segment_next: u64,
    /// Commits in segments and tail together.
    pub commits: u64,
    /// Packed blocks, oldest first.
    pub segments: Vec<SegmentEntry>,
    /// Chain heads and version vector, opaque here.
    pub heads: Vec<u8>,
}

impl Manifest {
    /// How many tail rows there must be.
    pub fn tail_rows(&self) -> u64 {
        self.tail_next.saturating_sub(self.tail_first)
    }

    /// Plain CBOR, to be sealed.
    pub fn encode(&self) -> Vec<u8> {
        let mut encoder = Encoder::new(Vec::with_capacity(64 + self.heads.len() + self.segments.len() * 56));
        // Writing into a Vec cannot fail.
        let _ = self.write(&mut encoder);
        encoder.into_writer()
    }

    fn write(
        &self,
        to: &mut Encoder<Vec<u8>>,
    ) -> Result<(), minicbor::encode::Error<core::convert::Infallible>> {
        to.array(9)?.u32(FORMAT)?.u64(self.epoch)?.u64(self.generation)?;
        to.u64(self.tail_first)?.u64(self.tail_next)?.u64(self.segment_next)?.u64(self.commits)?;
        to.array(self.segments.len() as u64)?;
        for segment in &self.segments {
            to.array(4)?
                .u64(segment.key)?
                .u64(segment.commits)?
                .u64(segment.bytes)?
                .bytes(&segment.digest)?;
        }
        to.bytes(&self.heads)?;
        Ok(())
    }

    /// Reads what [`Manifest::encode`] wrote; `None` for anything else.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut from = Decoder::new(bytes);
        Self::read(&mut from).ok().flatten()
    }

    fn read(from: &mut Decoder<'_>) -> Result<Option<Self>, minicbor::decode::Error> {
        if from.array()? != Some(9) || from.u32()? != FORMAT {
            return Ok(None);
        }
        let mut manifest = Self {
            epoch: from.u64()?,
            generation: from.u64()?,
            tail_first: from.u64()?,
            tail_next: from.u64()?,
            segment_next: from.u64()?,
            commits: from.u64()?,
            ..Self::default()
        };
        let Some(count) = from.array()? else { return Ok(None) };
        for _ in 0..count {
            if from.array()? != Some(4) {
                return Ok(None);
            }
            let (key, commits, bytes) = (from.u64()?, from.u64()?, from.u64()?);
            let Ok(digest) = from.bytes()?.try_into() else { return Ok(None) };
            manifest.segments.push(SegmentEntry { key, commits, bytes, digest });
        }
        if from.datatype()? != Type::Bytes {
            return Ok(None);
        }
        manifest.heads = from.bytes()?.to_vec();
        Ok(Some(manifest))
    }
}

/// The row key of a number: 16 hexadecimal digits, so that the order of keys is the order of numbers.
pub fn row_key(number: u64) -> String {
    format!("{number:016x}")
}

/// The number of a row key; `None` for anything that [`row_key`] does not make.
pub fn parse_row_key(key: &str) -> Option<u64> {
    u64::from_str_radix(key, 16).ok().filter(|number| row_key(*number) == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_comes_back() {
        let manifest = Manifest {
            epoch: 7,
            generation: 1,
            tail_first: 300,
            tail_next: 305,
            segment_next: 3,
            commits: 99,
            segments: vec![SegmentEntry { key: 2, commits: 94, bytes: 1000, digest: [5; 32] }],
            heads: vec![1, 2, 3],
        };
        assert_eq!(Manifest::decode(&manifest.encode()), Some(manifest.clone()));
        let bytes = manifest.encode();
        for end in 0..bytes.len() {
            assert_eq!(Manifest::decode(&bytes[..end]), None);
        }
    }

    #[test]
    fn row_keys_keep_the_order_of_numbers() {
        assert!(row_key(9) < row_key(10) && row_key(255) < row_key(256));
        assert_eq!(parse_row_key(&row_key(u64::MAX)), Some(u64::MAX));
        assert_eq!(parse_row_key("10"), None);
        assert_eq!(parse_row_key("+00000000000000a"), None);
    }
}
