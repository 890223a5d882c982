//! Blocks of commits: how many commits become one value, and how they come out again.
//!
//! Invariant: a block is `length (u32, little endian) | commit` repeated, in the order of saving. A tail row
//! seals a block as it is; a segment seals it LZ4-compressed, because ciphertext cannot be compressed later.
//!
//! Surprising: segments are large on purpose. The browser charges for rows, not for bytes, and reads 640 KB
//! values twice as fast as 155 KB ones.

/// Plain bytes after which a segment is closed.
pub const TARGET_BYTES: usize = 640 * 1024;
/// Commits after which a segment is closed.
pub const TARGET_COMMITS: u64 = 1024;
/// The largest plain block that is opened; a larger claim can only be damage.
const MAX_PLAIN: usize = 512 * 1024 * 1024;

/// Adds one commit to a block. `false` if it is too large to be told its length.
#[must_use]
pub fn push_commit(block: &mut Vec<u8>, commit: &[u8]) -> bool {
    let Ok(length) = u32::try_from(commit.len()) else { return false };
    block.extend_from_slice(&length.to_le_bytes());
    block.extend_from_slice(commit);
    true
}

/// The commits of a block, in order. A block that ends in the middle of a commit yields one last `Err`.
pub fn commits_in(block: &[u8]) -> Commits<'_> {
    Commits { rest: block }
}

/// The block ends in the middle of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a block of commits ends in the middle of one")]
pub struct TornBlock;

/// Iterator over the commits of a block.
#[derive(Debug, Clone)]
pub struct Commits<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Commits<'a> {
    type Item = Result<&'a [u8], TornBlock>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let split = self
            .rest
            .split_first_chunk::<4>()
            .and_then(|(length, rest)| rest.split_at_checked(u32::from_le_bytes(*length) as usize));
        match split {
            Some((commit, rest)) => {
                self.rest = rest;
                Some(Ok(commit))
            }
            None => {
                self.rest = &[];
                Some(Err(TornBlock))
            }
        }
    }
}

/// `true` if the block is whole.
pub fn is_whole(block: &[u8]) -> bool {
    commits_in(block).all(|commit| commit.is_ok())
}

/// A block that is being filled up to the size of a segment.
#[derive(Debug, Default)]
pub struct Packer {
    block: Vec<u8>,
    commits: u64,
}

/// A full block, ready to be compressed and sealed.
#[derive(Debug)]
pub struct Packed {
    /// Plain block.
    pub block: Vec<u8>,
    /// Commits inside.
    pub commits: u64,
}

impl Packer {
    /// Adds a commit; gives the block back when it is full. `None` in the error case: the commit is too large.
    pub fn push(&mut self, commit: &[u8]) -> Result<Option<Packed>, TornBlock> {
        if !push_commit(&mut self.block, commit) {
            return Err(TornBlock);
        }
        self.commits += 1;
        let full = self.block.len() >= TARGET_BYTES || self.commits >= TARGET_COMMITS;
        Ok(if full { self.finish() } else { None })
    }

    /// What is left, if anything.
    pub fn finish(&mut self) -> Option<Packed> {
        let packed =
            Packed { block: std::mem::take(&mut self.block), commits: std::mem::take(&mut self.commits) };
        (packed.commits > 0).then_some(packed)
    }
}

/// LZ4 with the plain length in front.
pub fn compress(block: &[u8]) -> Vec<u8> {
    lz4_flex::block::compress_prepend_size(block)
}

/// Opposite of [`compress`]; `None` if the bytes are not what it makes.
pub fn decompress(bytes: &[u8]) -> Option<Vec<u8>> {
    let (length, body) = lz4_flex::block::uncompressed_size(bytes).ok()?;
    // LZ4 cannot expand more than 255 times, so a larger claim is refused before memory is asked for.
    if length > MAX_PLAIN || length > body.len().saturating_mul(255).saturating_add(64) {
        return None;
    }
    let plain = lz4_flex::block::decompress(body, length).ok()?;
    (plain.len() == length).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_block_yields_its_whole_commits_and_then_an_error() {
        let mut block = Vec::new();
        assert!(
            push_commit(&mut block, b"one")
                && push_commit(&mut block, b"")
                && push_commit(&mut block, b"two")
        );
        assert!(is_whole(&block));
        block.pop();
        let seen: Vec<_> = commits_in(&block).collect();
        assert_eq!(seen, [Ok(&b"one"[..]), Ok(&b""[..]), Err(TornBlock)]);
    }

    #[test]
    fn a_segment_closes_at_its_target() {
        let mut packer = Packer::default();
        let sizes: Vec<_> = (0..3000).filter_map(|_| packer.push(b"x").unwrap()).map(|p| p.commits).collect();
        assert_eq!(sizes, [TARGET_COMMITS, TARGET_COMMITS]);
        assert_eq!(packer.finish().map(|p| p.commits), Some(3000 - 2 * TARGET_COMMITS));
        assert!(packer.finish().is_none());
        assert!(packer.push(&vec![0; TARGET_BYTES]).unwrap().is_some());
    }

    #[test]
    fn compression_comes_back_and_refuses_a_false_length() {
        let block: Vec<u8> = (0..100_000u32).flat_map(|n| (n / 7).to_le_bytes()).collect();
        let mut small = compress(&block);
        assert!(small.len() < block.len());
        assert_eq!(decompress(&small).as_deref(), Some(&block[..]));
        small[..4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(decompress(&small), None);
        assert_eq!(decompress(&[]), None);
    }
}
