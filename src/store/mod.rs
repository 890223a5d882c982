//! Sealed rows on a backend: tail, segments, manifest, drafts.
