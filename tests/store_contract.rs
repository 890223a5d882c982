//! The store's contract on the memory backend, and every fault that only a backend in memory can be made to have.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code outside of #[test] functions")]

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::future::Future;
use std::path::Path;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use pendamping::store::backend::{BackendError, Table};
use pendamping::store::memory::{Fault, Faults, Memory};
use pendamping::store::sentinel::{Remembered, Start, plan_start};
use pendamping::store::{BlobChange, Store, StoreError, read_header};
use store_suite::{VAULT, all, append, commit, commits, create, key, reopen};

mod store_suite;

/// Nothing natively ever waits, so a future that is not ready at once is a defect.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a native store future waited"),
    }
}

macro_rules! contract {
    ($($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            let memory = Memory::new();
            run(store_suite::$name(async || memory.clone()));
        }
    )*};
}

contract!(
    saves_come_back_in_order,
    a_vault_is_never_created_over_another,
    a_write_is_all_or_nothing,
    p33_a_second_store_that_is_behind_cannot_overwrite,
    compaction_keeps_everything,
    a_long_tail_asks_for_compaction,
    a_bulk_import_lands_in_segments,
    p11_a_rewrite_replaces_everything,
    a_photo_and_its_commit_are_one_write,
    p11_erasing_takes_the_bytes_of_photos_in_the_same_write,
    p08_missing_swapped_and_rolled_back_rows_are_named,
    p07_a_rolled_back_database_is_named,
    p08_a_lost_manifest_is_named_and_the_rest_is_read,
    p13_a_flipped_bit_is_an_error_never_wrong_text,
    p04_drafts_are_sealed_and_go_with_their_save,
    an_erasure_never_replaces_what_was_not_read,
    a_vault_and_the_row_of_its_device_are_one_write,
    a_row_of_the_device_that_does_not_open_is_named_and_never_taken_for_none,
    once_rewritten_whole_a_damaged_vault_takes_erasures_again,
    blobs_and_clear_values_come_back,
    p10_no_row_holds_plain_text,
);

#[test]
fn frozen_seals_open() {
    run(store_suite::frozen_seals_open());
}

#[test]
fn p13_a_seal_opens_only_where_it_belongs() {
    run(store_suite::p13_a_seal_opens_only_where_it_belongs());
}

#[test]
fn p16_nonces_never_repeat() {
    run(async {
        let key = key().await;
        let mut seen = HashSet::new();
        for _ in 0..100_000 {
            let sealed = key.seal(b"", b"").await.unwrap();
            assert!(seen.insert(sealed[1..13].to_vec()));
        }
    });
}

/// One action on an opened vault.
type Action = (&'static str, fn(&mut Store<Memory>) -> Result<(), StoreError>);

fn actions() -> [Action; 7] {
    [
        ("append", |store| run(store.append(&[&commit(90), &commit(91)], vec![9], Some("d"))).map(drop)),
        ("bulk", |store| run(store.append_bulk(commits(100..1300), vec![9])).map(drop)),
        ("compact", |store| run(store.compact()).map(drop)),
        ("rewrite", |store| run(store.rewrite(commits(0..2), vec![9])).map(drop)),
        ("photo", |store| {
            let put = [("b".to_owned(), b"photo".to_vec())];
            let change = BlobChange { put: &put, drop: &["a".to_owned()] };
            run(store.append_with(&[&commit(90)], vec![9], Some("d"), change)).map(drop)
        }),
        ("erasure", |store| run(store.rewrite_without(commits(0..2), vec![9], &["a".to_owned()])).map(drop)),
        ("draft", |store| run(store.put_draft("d", b"newer"))),
    ]
}

/// A vault with a segment, a tail and a draft.
fn prepared() -> Memory {
    let memory = Memory::new();
    run(async {
        let (mut store, _) = create(memory.clone()).await;
        store.append_bulk(commits(0..3), vec![1]).await.unwrap();
        append(&mut store, 3..6).await;
        store.put_draft("d", b"older").await.unwrap();
        store.put_blob("a", b"older photo").await.unwrap();
    });
    memory
}

/// What a reader sees: commits (sorted: packing may move them), heads, drafts, ids of photos.
type Seen = (Vec<Vec<u8>>, Vec<u8>, Vec<(String, Vec<u8>)>, Vec<String>);

fn seen(memory: &Memory) -> Seen {
    run(async {
        let (store, opened) = reopen(memory.clone(), None).await;
        assert_eq!(opened.damage, []);
        let mut commits = all(&opened);
        commits.sort();
        (commits, store.heads().to_vec(), store.drafts().await.unwrap().0, store.blob_ids().await.unwrap())
    })
}

#[test]
fn p03_a_fault_at_any_write_leaves_the_old_state_or_the_new_one() {
    let errors = [
        BackendError::Quota,
        BackendError::Closed,
        BackendError::Timeout,
        BackendError::Other { name: "UnknownError".into() },
    ];
    for (name, action) in actions() {
        let memory = prepared();
        let rows = memory.snapshot();
        let old = seen(&memory);
        let (mut store, _) = run(reopen(memory.clone(), None));
        let before = memory.writes();
        action(&mut store).unwrap();
        assert_eq!(memory.writes() - before, 1, "{name} is one transaction");
        let new = seen(&memory);
        if name != "compact" {
            assert_ne!(old, new);
        }
        for error in &errors {
            for (fault, expected) in
                [(Fault::Before(error.clone()), &old), (Fault::After(error.clone()), &new)]
            {
                memory.restore(rows.clone());
                let (mut store, _) = run(reopen(memory.clone(), None));
                memory.set_faults(Faults { fault: Some(fault), ..Faults::default() });
                assert_eq!(action(&mut store), Err(StoreError::Backend(error.clone())), "{name}");
                assert_eq!(&seen(&memory), expected, "{name} after {error}");
                // The same store goes on without being opened again.
                run(store.append(&[b"later"], vec![7], None)).unwrap();
                let (commits, heads, ..) = seen(&memory);
                assert!(commits.contains(&b"later".to_vec()) && heads == [7]);
                assert_eq!(commits.len(), expected.0.len() + 1, "{name}");
            }
        }
    }
}

#[test]
fn p02_a_save_is_acknowledged_only_when_it_is_really_there() {
    for after_writes in 0..6 {
        let memory = Memory::new();
        let (mut store, _) = run(create(memory.clone()));
        memory.set_faults(Faults {
            after_writes,
            fault: Some(Fault::Before(BackendError::Timeout)),
            closed: false,
        });
        let mut acknowledged = Vec::new();
        for n in 0..6 {
            if run(store.append(&[&commit(n)], vec![], None)).is_ok() {
                acknowledged.push(commit(n));
            }
            assert_eq!(seen(&memory).0, acknowledged);
            assert_eq!(store.commit_count(), acknowledged.len() as u64);
        }
        assert_eq!(acknowledged.len(), 5);
    }
}

#[test]
fn a_save_repeated_after_an_unknown_outcome_is_not_written_twice() {
    let memory = prepared();
    let (mut store, _) = run(reopen(memory.clone(), None));
    memory.set_faults(Faults { fault: Some(Fault::After(BackendError::Timeout)), ..Faults::default() });
    assert!(run(store.append(&[b"once"], vec![5], Some("d"))).is_err());
    let sentinel = run(store.append(&[b"once"], vec![5], Some("d"))).unwrap();
    let (commits, heads, drafts, _) = seen(&memory);
    assert_eq!(commits.iter().filter(|c| *c == b"once").count(), 1);
    assert_eq!((heads, drafts, sentinel), (vec![5], vec![], store.sentinel()));
}

#[test]
fn p05_a_full_storage_loses_nothing_and_the_next_save_works() {
    let memory = prepared();
    let (mut store, _) = run(reopen(memory.clone(), None));
    let old = seen(&memory);
    memory.set_faults(Faults { fault: Some(Fault::Before(BackendError::Quota)), ..Faults::default() });
    let quota = Err(StoreError::Backend(BackendError::Quota));
    assert_eq!(run(store.append(&[b"text"], vec![5], Some("d"))), quota);
    assert_eq!(seen(&memory), old);
    run(store.append(&[b"text"], vec![5], Some("d"))).unwrap();
    assert_eq!(seen(&memory).2, []);
}

#[test]
fn a_closed_database_is_an_error_and_goes_on_when_it_is_back() {
    let memory = prepared();
    let (mut store, _) = run(reopen(memory.clone(), None));
    memory.set_faults(Faults { closed: true, ..Faults::default() });
    let closed = StoreError::Backend(BackendError::Closed);
    assert_eq!(run(store.append(&[b"x"], vec![], None)), Err(closed.clone()));
    assert_eq!(run(store.drafts()).unwrap_err(), closed);
    memory.set_faults(Faults::default());
    run(store.append(&[b"x"], vec![], None)).unwrap();
}

#[test]
fn a_database_that_does_not_answer_is_never_taken_for_a_device_without_keys() {
    let memory = prepared();
    let (store, _) = run(reopen(memory.clone(), None));
    run(store.put_blob("local", b"keys")).unwrap();
    memory.set_faults(Faults { closed: true, ..Faults::default() });
    assert_eq!(run(store.own_row("local")), Err(StoreError::Backend(BackendError::Closed)));
    memory.set_faults(Faults::default());
    assert_eq!(run(store.own_row("local")), Ok(Ok(Some(b"keys".to_vec()))));
}

#[test]
fn compaction_leaves_a_damaged_tail_alone() {
    let memory = prepared();
    let mut rows = memory.snapshot();
    for ((table, _), bytes) in &mut rows {
        if *table == Table::Tail {
            bytes[30] ^= 1;
        }
    }
    memory.restore(rows.clone());
    let (mut store, opened) = run(reopen(memory.clone(), None));
    assert!(!opened.damage.is_empty());
    assert_eq!(run(store.compact()), Ok(None));
    assert_eq!(memory.snapshot(), rows);
}

#[test]
fn a_tab_that_writes_during_opening_is_not_taken_for_damage() {
    let memory = prepared();
    let blocks = RefCell::new(0);
    let (mut writer, _) = run(reopen(memory.clone(), None));
    let each = async |_: Vec<u8>| {
        *blocks.borrow_mut() += 1;
        run(writer.append(&[b"meanwhile"], vec![], None)).unwrap();
    };
    let order = pendamping::store::Order::OldestFirst;
    let (_, opened) = run(Store::open_each(memory.clone(), run(key()), VAULT, None, order, each)).unwrap();
    assert_eq!((opened.damage, opened.commits, *blocks.borrow()), (vec![], 6, 2));
}

#[test]
fn p07_an_emptied_database_with_a_sentinel_is_lost_not_new() {
    let memory = prepared();
    let (store, _) = run(reopen(memory.clone(), None));
    let remembered = Remembered::from_text(Some(&store.sentinel().to_text()));
    let start = || plan_start(&remembered, run(read_header(&memory)));
    assert_eq!(start(), Start::Unlock { header: b"header".to_vec() });
    memory.restore(BTreeMap::new());
    assert!(matches!(start(), Start::Lost(_)));
    assert_eq!(plan_start(&Remembered::Nothing, run(read_header(&memory))), Start::FirstStart);
}

#[test]
fn p09_only_the_wipe_deletes_a_database() {
    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if std::fs::read_to_string(&path)
                .is_ok_and(|text| text.contains(".delete_database(") || text.contains("deleteDatabase("))
            {
                found.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert_eq!(found, ["wipe.rs"]);
}
