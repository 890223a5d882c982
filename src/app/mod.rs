//! Use-cases: validate, commit, update signals.
