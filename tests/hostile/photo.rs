//! Any bytes as a photo or a paper that was chosen: what stands beside the picture goes, and goes once and for all.

use pendamping::domain::photo::{Media, admit, bare_jpeg, sniff};

pub fn check(bytes: &[u8]) {
    let _ = admit(bytes, bytes.len() as u64);
    if let Some(bare) = bare_jpeg(bytes) {
        assert!(bare.len() <= bytes.len());
        assert_eq!(sniff(&bare), Some(Media::Jpeg));
        assert_eq!(bare_jpeg(&bare).as_ref(), Some(&bare));
    }
}
