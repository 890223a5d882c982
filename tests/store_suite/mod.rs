//! The contract of the store, written once and run on memory (`store_contract.rs`) and on IndexedDB in Chromium
//! (`store_browser.rs`). Each function gets `connect`, which opens one more connection to one fresh database.
#![allow(
    dead_code,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code; each of the two test binaries uses its own part"
)]

use pendamping::store::backend::{Backend, BackendError, Op, Table};
use pendamping::store::manifest::row_key;
use pendamping::store::segment::commits_in;
use pendamping::store::sentinel::Sentinel;
use pendamping::store::{
    Blob, BlobChange, Damage, DamageKind, Opened, Order, Store, StoreError, read_clear, read_header,
    write_clear, write_header,
};
use pendamping::vault::seal::{Aad, SealError, SealKey};

pub const VAULT: &str = "0f1e2d3c4b5a";
pub const CANARY: &str = "Siti Rahmawati, Kampung Melati";

pub async fn key() -> SealKey {
    SealKey::import(&[7; 32]).await.unwrap()
}

/// Commit number `n`: about half a kilobyte that tells its number.
pub fn commit(n: usize) -> Vec<u8> {
    format!("commit {n:06} {CANARY} {}", "catatan kunjungan ".repeat(n % 30)).into_bytes()
}

pub fn commits(range: std::ops::Range<usize>) -> Vec<Vec<u8>> {
    range.map(commit).collect()
}

pub fn all(opened: &Opened) -> Vec<Vec<u8>> {
    opened.blocks.iter().flat_map(|block| commits_in(block)).map(|c| c.unwrap().to_vec()).collect()
}

pub async fn create<B: Backend>(backend: B) -> (Store<B>, Sentinel) {
    Store::create(backend, key().await, VAULT, b"header".to_vec(), &[]).await.unwrap()
}

pub async fn reopen<B: Backend>(backend: B, sentinel: Option<&Sentinel>) -> (Store<B>, Opened) {
    Store::open(backend, key().await, VAULT, sentinel).await.unwrap()
}

pub async fn append<B: Backend>(store: &mut Store<B>, range: std::ops::Range<usize>) -> Sentinel {
    let mut sentinel = store.sentinel();
    for n in range {
        sentinel = store.append(&[&commit(n)], vec![n as u8], None).await.unwrap();
    }
    sentinel
}

fn damage(table: Table, key: impl Into<String>, what: DamageKind) -> Damage {
    Damage { table, key: key.into(), what }
}

async fn put<B: Backend>(backend: &B, table: Table, key: &str, bytes: Vec<u8>) {
    backend.write(vec![Op::Put { table, key: key.to_owned(), bytes }]).await.unwrap();
}

async fn delete<B: Backend>(backend: &B, table: Table, key: &str) {
    backend.write(vec![Op::Delete { table, key: key.to_owned() }]).await.unwrap();
}

pub async fn saves_come_back_in_order<B: Backend>(connect: impl AsyncFn() -> B) {
    let (mut store, _) = create(connect().await).await;
    append(&mut store, 0..3).await;
    let pair = [commit(3), commit(4)];
    let sentinel = store.append(&[&pair[0], &pair[1]], b"heads".to_vec(), None).await.unwrap();
    let (store, opened) = reopen(connect().await, Some(&sentinel)).await;
    assert_eq!(opened.damage, []);
    assert_eq!(all(&opened), commits(0..5));
    assert_eq!((store.heads(), store.commit_count(), opened.commits), (&b"heads"[..], 5, 5));
    assert_eq!(store.sentinel(), sentinel);
    assert_eq!(read_header(store.backend()).await.unwrap().as_deref(), Some(&b"header"[..]));
}

pub async fn a_vault_is_never_created_over_another<B: Backend>(connect: impl AsyncFn() -> B) {
    let (mut store, _) = create(connect().await).await;
    append(&mut store, 0..1).await;
    let second = Store::create(connect().await, key().await, "other", b"x".to_vec(), &[]).await;
    assert_eq!(second.unwrap_err(), StoreError::Backend(BackendError::Conflict));
    let (_, opened) = reopen(connect().await, None).await;
    assert_eq!(all(&opened), commits(0..1));
}

pub async fn a_write_is_all_or_nothing<B: Backend>(connect: impl AsyncFn() -> B) {
    let backend = connect().await;
    put(&backend, Table::Drafts, "there", vec![1]).await;
    let put_op = |table, key: &str| Op::Put { table, key: key.to_owned(), bytes: vec![9] };
    let failing = [
        Op::Add { table: Table::Drafts, key: "there".into(), bytes: vec![2] },
        Op::Expect { table: Table::Drafts, key: "there".into(), bytes: Some(vec![2]) },
        Op::Expect { table: Table::Drafts, key: "there".into(), bytes: None },
        Op::Expect { table: Table::Drafts, key: "absent".into(), bytes: Some(vec![]) },
    ];
    for op in failing {
        let ops = vec![
            put_op(Table::Meta, "a"),
            Op::Clear { table: Table::Blobs },
            op,
            put_op(Table::Tail, "b"),
            Op::Delete { table: Table::Drafts, key: "there".into() },
        ];
        assert_eq!(backend.write(ops).await, Err(BackendError::Conflict));
        assert_eq!(backend.get(Table::Meta, "a").await, Ok(None));
        assert_eq!(backend.get_all(Table::Tail).await, Ok(vec![]));
        assert_eq!(backend.get(Table::Drafts, "there").await, Ok(Some(vec![1])));
    }
    let fine = vec![
        Op::Expect { table: Table::Drafts, key: "there".into(), bytes: Some(vec![1]) },
        Op::Expect { table: Table::Meta, key: "a".into(), bytes: None },
        Op::Clear { table: Table::Drafts },
        put_op(Table::Meta, "a"),
    ];
    assert_eq!(backend.write(fine).await, Ok(()));
    assert_eq!(backend.get_all(Table::Drafts).await, Ok(vec![]));
    let keys = ["b".to_owned(), "a".to_owned()];
    assert_eq!(backend.get_many(Table::Meta, &keys).await, Ok(vec![None, Some(vec![9])]));
}

pub async fn p33_a_second_store_that_is_behind_cannot_overwrite<B: Backend>(connect: impl AsyncFn() -> B) {
    let (mut first, sentinel) = create(connect().await).await;
    let (mut second, _) = reopen(connect().await, Some(&sentinel)).await;
    append(&mut first, 0..2).await;
    let conflict = Err(StoreError::Backend(BackendError::Conflict));
    for _ in 0..2 {
        assert_eq!(second.append(&[b"lost"], vec![], None).await, conflict);
    }
    assert_eq!(second.rewrite([b"lost"], vec![]).await, conflict);
    // A compaction moves rows without adding one: the stale store must not bring the old manifest back.
    let (mut third, _) = reopen(connect().await, None).await;
    first.compact().await.unwrap();
    assert_eq!(third.append(&[b"lost"], vec![], None).await, conflict);
    let (_, opened) = reopen(connect().await, None).await;
    assert_eq!((all(&opened), opened.damage), (commits(0..2), vec![]));
}

pub async fn compaction_keeps_everything<B: Backend>(connect: impl AsyncFn() -> B) {
    let (mut store, _) = create(connect().await).await;
    append(&mut store, 0..20).await;
    assert!(!store.needs_compaction());
    store.compact().await.unwrap().unwrap();
    assert_eq!(store.compact().await.unwrap(), None);
    append(&mut store, 20..30).await;
    let sentinel = store.compact().await.unwrap().unwrap();
    assert_eq!(store.backend().get_all(Table::Tail).await.unwrap(), []);
    assert_eq!(store.backend().get_all(Table::Segments).await.unwrap().len(), 1, "small segments are joined");
    append(&mut store, 30..31).await;
    let (store, opened) = reopen(connect().await, Some(&sentinel)).await;
    assert_eq!((all(&opened), opened.damage), (commits(0..31), vec![]));
    assert_eq!(store.commit_count(), 31);
}

pub async fn a_long_tail_asks_for_compaction<B: Backend>(connect: impl AsyncFn() -> B) {
    let (mut store, _) = create(connect().await).await;
    append(&mut store, 0..257).await;
    assert!(store.needs_compaction());
    store.compact().await.unwrap();
    assert!(!store.needs_compaction());
    let (_, opened) = reopen(connect().await, None).await;
    assert_eq!(all(&opened), commits(0..257));
}

pub async fn a_bulk_import_lands_in_segments<B: Backend>(connect: impl AsyncFn() -> B) {
    let (mut store, _) = create(connect().await).await;
    append(&mut store, 0..1).await;
    let sentinel = store.append_bulk(commits(1..3001), b"bulk".to_vec()).await.unwrap();
    assert_eq!(store.backend().get_all(Table::Segments).await.unwrap().len(), 3);
    let (store, opened) = reopen(connect().await, Some(&sentinel)).await;
    assert_eq!(opened.damage, []);
    assert_eq!(opened.blocks.len(), 4);
    let mut expected = commits(1..3001);
    expected.push(commit(0));
    assert!(all(&opened) == expected);
    assert_eq!(store.heads(), b"bulk");
    let mut newest = Vec::new();
    let each = async |block: Vec<u8>| newest.push(block);
    let (_, again) =
        Store::open_each(connect().await, key().await, VAULT, None, Order::NewestFirst, each).await.unwrap();
    let mut reversed = opened.blocks.clone();
    reversed.reverse();
    assert!(newest == reversed && again.damage.is_empty());
}

pub async fn p11_a_rewrite_replaces_everything<B: Backend>(connect: impl AsyncFn() -> B) {
    let (mut store, _) = create(connect().await).await;
    store.append_bulk(commits(0..5), vec![]).await.unwrap();
    append(&mut store, 5..8).await;
    let old_tail = store.backend().get_all(Table::Tail).await.unwrap();
    let sentinel = store.rewrite(commits(0..4), b"erased".to_vec()).await.unwrap();
    assert_eq!(sentinel.generation, 1);
    assert_eq!(store.backend().get_all(Table::Tail).await.unwrap(), []);
    append(&mut store, 10..11).await;
    // An old row that comes back (from a restored profile) neither opens nor takes the place of a new one.
    put(store.backend(), Table::Tail, &old_tail[0].0, old_tail[0].1.clone()).await;
    let (_, opened) = reopen(connect().await, Some(&sentinel)).await;
    let mut expected = commits(0..4);
    expected.push(commit(10));
    assert_eq!(all(&opened), expected);
    assert_eq!(opened.damage, [damage(Table::Tail, &*old_tail[0].0, DamageKind::Unlisted)]);
}

pub async fn p08_missing_swapped_and_rolled_back_rows_are_named<B: Backend>(connect: impl AsyncFn() -> B) {
    let (mut store, _) = create(connect().await).await;
    store.append_bulk(commits(0..1500), vec![]).await.unwrap();
    append(&mut store, 2000..2004).await;
    let sentinel = store.sentinel();
    let backend = connect().await;
    let [first, second] = [row_key(0), row_key(1)];
    let tail = backend.get_all(Table::Tail).await.unwrap();
    let segments = backend.get_all(Table::Segments).await.unwrap();
    let segment_commits = [0..1024, 1024..1500];
    let with = |skipped: usize, tail: &[usize]| {
        let mut expected = commits(segment_commits[1 - skipped].clone());
        expected.extend(tail.iter().map(|n| commit(*n)));
        expected
    };
    let count = |have| damage(Table::Meta, "manifest", DamageKind::Count { have, expected: 1504 });

    delete(&backend, Table::Segments, &first).await;
    delete(&backend, Table::Tail, &row_key(3)).await;
    let (_, opened) = reopen(connect().await, Some(&sentinel)).await;
    assert!(all(&opened) == with(0, &[2000, 2001, 2002]));
    assert_eq!(
        opened.damage,
        [
            damage(Table::Segments, &*first, DamageKind::Missing),
            damage(Table::Tail, row_key(3), DamageKind::Missing),
            count(479),
        ]
    );

    put(&backend, Table::Segments, &first, segments[0].1.clone()).await;
    put(&backend, Table::Segments, &second, segments[0].1.clone()).await;
    put(&backend, Table::Tail, &row_key(3), tail[0].1.clone()).await;
    put(&backend, Table::Tail, &row_key(0), tail[3].1.clone()).await;
    let (_, opened) = reopen(connect().await, Some(&sentinel)).await;
    assert!(all(&opened) == with(1, &[2001, 2002]));
    assert_eq!(
        opened.damage,
        [
            damage(Table::Segments, &*second, DamageKind::Altered),
            damage(Table::Tail, row_key(0), DamageKind::Altered),
            damage(Table::Tail, row_key(3), DamageKind::Altered),
            count(1026),
        ]
    );
}

pub async fn p07_a_rolled_back_database_is_named<B: Backend>(connect: impl AsyncFn() -> B) {
    let (mut store, _) = create(connect().await).await;
    append(&mut store, 0..2).await;
    let backend = connect().await;
    let old = backend.get(Table::Meta, "manifest").await.unwrap().unwrap();
    let sentinel = append(&mut store, 2..4).await;
    // Everything as it was two saves ago, but for rows that came later.
    put(&backend, Table::Meta, "manifest", old.clone()).await;
    let (_, opened) = reopen(connect().await, Some(&sentinel)).await;
    let rolled_back = damage(Table::Meta, "manifest", DamageKind::RolledBack { have: 3, expected: 5 });
    assert_eq!(
        opened.damage,
        [
            rolled_back.clone(),
            damage(Table::Tail, row_key(2), DamageKind::Unlisted),
            damage(Table::Tail, row_key(3), DamageKind::Unlisted),
        ]
    );
    assert_eq!(all(&opened), commits(0..4), "what can be read is read");
    for number in [2, 3] {
        delete(&backend, Table::Tail, &row_key(number)).await;
    }
    let (mut store, opened) = reopen(connect().await, Some(&sentinel)).await;
    assert_eq!((all(&opened), opened.damage), (commits(0..2), vec![rolled_back]));
    assert!(append(&mut store, 9..10).await.epoch > sentinel.epoch);
    let (_, opened) = reopen(connect().await, None).await;
    assert_eq!(all(&opened), [commit(0), commit(1), commit(9)]);
}

pub async fn p08_a_lost_manifest_is_named_and_the_rest_is_read<B: Backend>(connect: impl AsyncFn() -> B) {
    let (mut store, _) = create(connect().await).await;
    store.append_bulk(commits(0..3), vec![]).await.unwrap();
    let sentinel = append(&mut store, 3..5).await;
    let sentinel = Sentinel { epoch: sentinel.epoch, ..store.sentinel() };
    let backend = connect().await;
    let whole = backend.get(Table::Meta, "manifest").await.unwrap().unwrap();
    let mut flipped = whole.clone();
    flipped[20] ^= 1;
    for (bytes, what) in [(None, DamageKind::Missing), (Some(flipped), DamageKind::Altered)] {
        match bytes {
            None => delete(&backend, Table::Meta, "manifest").await,
            Some(bytes) => put(&backend, Table::Meta, "manifest", bytes).await,
        }
        for known in [None, Some(&sentinel)] {
            let (mut store, opened) = reopen(connect().await, known).await;
            assert_eq!(opened.damage, [damage(Table::Meta, "manifest", what)]);
            assert_eq!(all(&opened), commits(0..5));
            assert!(store.needs_repair());
            assert_eq!(store.append(&[b"x"], vec![], None).await, Err(StoreError::NeedsRepair));
        }
    }
    let (mut store, opened) = reopen(connect().await, Some(&sentinel)).await;
    let repaired = store.rewrite(all(&opened), b"heads".to_vec()).await.unwrap();
    assert!(repaired.epoch > sentinel.epoch);
    append(&mut store, 5..6).await;
    let (_, opened) = reopen(connect().await, Some(&repaired)).await;
    assert_eq!((all(&opened), opened.damage), (commits(0..6), vec![]));
}

pub async fn p13_a_flipped_bit_is_an_error_never_wrong_text<B: Backend>(connect: impl AsyncFn() -> B) {
    let (mut store, _) = create(connect().await).await;
    store.append_bulk(commits(0..2), vec![]).await.unwrap();
    append(&mut store, 2..3).await;
    let backend = connect().await;
    for table in [Table::Tail, Table::Segments] {
        let (row, whole) = backend.get_all(table).await.unwrap().remove(0);
        for at in (0..whole.len()).step_by(61).chain([whole.len() - 1]) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            put(&backend, table, &row, bytes).await;
            let (_, opened) = reopen(connect().await, None).await;
            assert_eq!((opened.damage[0].table, &opened.damage[0].key), (table, &row));
            let rest = if table == Table::Tail { commits(0..2) } else { commits(2..3) };
            assert_eq!(all(&opened), rest);
        }
        put(&backend, table, &row, whole).await;
    }
    let other = Store::open(connect().await, key().await, "another vault", None).await.unwrap().1;
    assert_eq!(all(&other), Vec::<Vec<u8>>::new());
}

pub async fn p04_drafts_are_sealed_and_go_with_their_save<B: Backend>(connect: impl AsyncFn() -> B) {
    let (mut store, _) = create(connect().await).await;
    store.put_draft("d1", b"early").await.unwrap();
    store.put_draft("d1", CANARY.as_bytes()).await.unwrap();
    store.put_draft("d2", b"").await.unwrap();
    let both = vec![("d1".to_owned(), CANARY.as_bytes().to_vec()), ("d2".to_owned(), vec![])];
    assert_eq!(store.drafts().await.unwrap(), (both, vec![]));
    let rows = store.backend().get_all(Table::Drafts).await.unwrap();
    assert_eq!(rows[0].1.len(), rows[1].1.len(), "the length of a short draft is hidden");
    put(store.backend(), Table::Drafts, "d2", rows[0].1.clone()).await;
    let (drafts, damaged) = store.drafts().await.unwrap();
    assert_eq!((drafts.len(), damaged), (1, vec![damage(Table::Drafts, "d2", DamageKind::Altered)]));
    store.append(&[&commit(0)], vec![], Some("d1")).await.unwrap();
    store.delete_draft("d2").await.unwrap();
    assert_eq!(store.drafts().await.unwrap(), (vec![], vec![]));
}

/// The bytes of a photo, none of them like those of another.
fn photo(seed: u32) -> Vec<u8> {
    let text = CANARY.as_bytes().iter().copied();
    (0..70_000u32).map(|n| (n.wrapping_mul(seed) >> 3) as u8).chain(text).collect()
}

pub async fn a_photo_and_its_commit_are_one_write<B: Backend>(connect: impl AsyncFn() -> B) {
    let (mut store, _) = create(connect().await).await;
    store.put_draft("a", b"draft").await.unwrap();
    let put = [("a".to_owned(), photo(7))];
    let change = BlobChange { put: &put, drop: &[] };
    store.append_with(&[&commit(0)], vec![], Some("a"), change).await.unwrap();
    assert!(store.get_blob("a").await.unwrap() == Some(photo(7)));
    assert_eq!(store.drafts().await.unwrap().0, []);

    // A store that is behind writes neither its commit nor its photo, nor does it take one away.
    let (mut behind, _) = reopen(connect().await, None).await;
    append(&mut store, 1..2).await;
    let put = [("b".to_owned(), photo(9))];
    let lost = BlobChange { put: &put, drop: &["a".to_owned()] };
    let conflict = StoreError::Backend(BackendError::Conflict);
    assert_eq!(behind.append_with(&[b"lost"], vec![], None, lost).await, Err(conflict.clone()));
    assert_eq!(behind.append_bulk_with([b"lost"], vec![], put.to_vec()).await, Err(conflict.clone()));
    assert_eq!(behind.rewrite_without([b"lost"], vec![], &["a".to_owned()]).await, Err(conflict));
    assert_eq!(store.blob_ids().await.unwrap(), ["a"]);

    // An import may bring many, and may bring nothing but them.
    let many = vec![("b".to_owned(), photo(11)), ("c".to_owned(), photo(13))];
    store.append_bulk_with(commits(2..5), vec![], many).await.unwrap();
    store
        .append_bulk_with(commits(0..0), b"heads".to_vec(), vec![("a".to_owned(), photo(17))])
        .await
        .unwrap();
    let (store, opened) = reopen(connect().await, None).await;
    let mut found = all(&opened);
    found.sort();
    assert_eq!((found, opened.damage), (commits(0..5), vec![]));
    assert_eq!(store.heads(), b"heads");
    for (id, seed) in [("a", 17), ("b", 11), ("c", 13)] {
        assert!(store.get_blob(id).await.unwrap() == Some(photo(seed)), "{id}");
    }
}

pub async fn p11_erasing_takes_the_bytes_of_photos_in_the_same_write<B: Backend>(
    connect: impl AsyncFn() -> B,
) {
    let (mut store, _) = create(connect().await).await;
    let put: Vec<Blob> = ["a", "b", "c"].map(|id| (id.to_owned(), photo(3))).to_vec();
    store.append_bulk_with(commits(0..3), vec![], put).await.unwrap();
    let gone = BlobChange { put: &[], drop: &["a".to_owned(), "never there".to_owned()] };
    store.append_with(&[&commit(3)], vec![], None, gone).await.unwrap();
    assert_eq!(store.blob_ids().await.unwrap(), ["b", "c"]);
    let sentinel = store.rewrite_without(commits(0..2), vec![], &["b".to_owned()]).await.unwrap();
    let (store, opened) = reopen(connect().await, Some(&sentinel)).await;
    assert_eq!((all(&opened), store.blob_ids().await.unwrap()), (commits(0..2), vec!["c".to_owned()]));
    assert!(
        store.get_blob("a").await.unwrap().is_none() && store.get_blob("c").await.unwrap() == Some(photo(3))
    );
}

pub async fn an_erasure_never_replaces_what_was_not_read<B: Backend>(connect: impl AsyncFn() -> B) {
    let (mut store, _) = create(connect().await).await;
    store.append_bulk(commits(0..3), vec![]).await.unwrap();
    let sentinel = append(&mut store, 3..6).await;
    let backend = connect().await;
    let rows = async || {
        let mut rows = backend.get_all(Table::Segments).await.unwrap();
        rows.extend(backend.get_all(Table::Tail).await.unwrap());
        rows.extend(
            backend.get(Table::Meta, "manifest").await.unwrap().map(|row| ("manifest".to_owned(), row)),
        );
        rows
    };
    let whole = rows().await;
    let tables = [Table::Segments, Table::Tail, Table::Tail, Table::Tail, Table::Meta];
    for ((key, bytes), table) in whole.iter().zip(tables) {
        let mut flipped = bytes.clone();
        flipped[20] ^= 1;
        for damaged in [None, Some(flipped)] {
            match damaged {
                None => delete(&backend, table, key).await,
                Some(bytes) => put(&backend, table, key, bytes).await,
            }
            let before = rows().await;
            let (mut store, opened) = reopen(connect().await, Some(&sentinel)).await;
            assert!(opened.damage.iter().any(Damage::hides_saves));
            assert_eq!(store.rewrite_without(all(&opened), vec![], &[]).await, Err(StoreError::NeedsRepair));
            assert!(rows().await == before);
        }
        put(&backend, table, key, bytes.clone()).await;
    }
    let (mut store, opened) = reopen(connect().await, Some(&sentinel)).await;
    assert_eq!(opened.damage, []);
    store.rewrite_without(commits(0..5), vec![], &[]).await.unwrap();
    let (_, opened) = reopen(connect().await, None).await;
    assert_eq!((all(&opened), opened.damage), (commits(0..5), vec![]));
}

pub async fn a_vault_and_the_row_of_its_device_are_one_write<B: Backend>(connect: impl AsyncFn() -> B) {
    let own = [("local".to_owned(), b"device".to_vec())];
    let made = Store::create(connect().await, key().await, VAULT, b"header".to_vec(), &own).await;
    assert_eq!(made.unwrap().0.own_row("local").await, Ok(Ok(Some(b"device".to_vec()))));
    let (store, opened) = reopen(connect().await, None).await;
    assert_eq!((store.own_row("local").await, opened.damage), (Ok(Ok(Some(b"device".to_vec()))), vec![]));
}

pub async fn a_row_of_the_device_that_does_not_open_is_named_and_never_taken_for_none<B: Backend>(
    connect: impl AsyncFn() -> B,
) {
    let (store, _) = create(connect().await).await;
    assert_eq!(store.own_row("local").await, Ok(Ok(None)));
    store.put_blob("local", b"keys").await.unwrap();
    let backend = connect().await;
    let whole = backend.get(Table::Blobs, "local").await.unwrap().unwrap();
    let (mut flipped, mut newer) = (whole.clone(), whole.clone());
    flipped[20] ^= 1;
    newer[0] = u8::MAX;
    for (row, what) in [
        (flipped, DamageKind::Altered),
        (whole[..9].to_vec(), DamageKind::Altered),
        (newer, DamageKind::NewerFormat),
    ] {
        put(&backend, Table::Blobs, "local", row).await;
        assert_eq!(store.own_row("local").await, Ok(Err(damage(Table::Blobs, "local", what))));
    }
    put(&backend, Table::Blobs, "local", whole).await;
    assert_eq!(store.own_row("local").await, Ok(Ok(Some(b"keys".to_vec()))));
}

pub async fn once_rewritten_whole_a_damaged_vault_takes_erasures_again<B: Backend>(
    connect: impl AsyncFn() -> B,
) {
    let (mut store, _) = create(connect().await).await;
    append(&mut store, 0..3).await;
    delete(&connect().await, Table::Tail, "0000000000000001").await;
    let (mut store, opened) = reopen(connect().await, None).await;
    assert!(opened.damage.iter().any(Damage::hides_saves));
    append(&mut store, 3..4).await;
    assert_eq!(store.rewrite_without(commits(0..1), vec![], &[]).await, Err(StoreError::NeedsRepair));
    store.rewrite(all(&opened), vec![]).await.unwrap();
    store.rewrite_without(commits(0..1), vec![], &[]).await.unwrap();
    let (_, opened) = reopen(connect().await, None).await;
    assert_eq!((all(&opened), opened.damage), (commits(0..1), vec![]));
}

pub async fn blobs_and_clear_values_come_back<B: Backend>(connect: impl AsyncFn() -> B) {
    let (store, _) = create(connect().await).await;
    let photo: Vec<u8> = (0..70_000u32).map(|n| (n % 251) as u8).collect();
    store.put_blob("b/0", &photo).await.unwrap();
    assert!(store.get_blob("b/0").await.unwrap() == Some(photo));
    assert_eq!(store.get_blob("b/1").await.unwrap(), None);
    store.delete_blob("b/0").await.unwrap();
    assert_eq!(store.get_blob("b/0").await.unwrap(), None);
    let backend = connect().await;
    assert_eq!(read_clear(&backend, "attempts").await, Ok(None));
    write_clear(&backend, "attempts", vec![3]).await.unwrap();
    write_header(&backend, b"slots".to_vec()).await.unwrap();
    assert_eq!(read_clear(store.backend(), "attempts").await, Ok(Some(vec![3])));
    assert_eq!(read_header(store.backend()).await, Ok(Some(b"slots".to_vec())));
}

pub async fn p10_no_row_holds_plain_text<B: Backend>(connect: impl AsyncFn() -> B) {
    let (mut store, _) = create(connect().await).await;
    store.append_bulk(commits(0..9), CANARY.as_bytes().to_vec()).await.unwrap();
    append(&mut store, 9..12).await;
    store.put_draft("d", CANARY.as_bytes()).await.unwrap();
    store.put_blob("b", CANARY.as_bytes()).await.unwrap();
    let mut seen = 0;
    for table in Table::ALL {
        for (row, bytes) in store.backend().get_all(table).await.unwrap() {
            seen += 1;
            for part in CANARY.split(' ') {
                let part = part.as_bytes();
                assert!(!bytes.windows(part.len()).any(|w| w == part), "{table:?} {row}");
            }
        }
    }
    assert_eq!(seen, 8);
}

/// Sealed once by another implementation (OpenSSL) and never changed: (row key, plain, sealed), under [`key`].
pub const FROZEN: [(&str, &str, &str); 3] = include!("seal_v1.in");

pub fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

pub async fn frozen_seals_open() {
    let key = key().await;
    for (row, plain, sealed) in FROZEN {
        let aad = Aad::row(VAULT, "tail", row, 3, 1);
        assert_eq!(key.open(aad.as_bytes(), &unhex(sealed)).await.as_deref(), Ok(plain.as_bytes()));
    }
}

pub async fn p13_a_seal_opens_only_where_it_belongs() {
    let key = key().await;
    let aad = |vault: &str, table: &str, row: &str, generation, format| {
        Aad::row(vault, table, row, generation, format).as_bytes().to_vec()
    };
    let right = aad("v", "t", "r", 1, 1);
    let sealed = key.seal(&right, b"plain").await.unwrap();
    assert_eq!(key.open(&right, &sealed).await.as_deref(), Ok(&b"plain"[..]));
    let wrong = [
        aad("w", "t", "r", 1, 1),
        aad("v", "u", "r", 1, 1),
        aad("v", "t", "s", 1, 1),
        aad("v", "t", "r", 2, 1),
        aad("v", "t", "r", 1, 2),
        vec![],
    ];
    for aad in wrong {
        assert_eq!(key.open(&aad, &sealed).await, Err(SealError::Altered));
    }
    for bit in (0..sealed.len() * 8).step_by(7) {
        let mut flipped = sealed.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(key.open(&right, &flipped).await.is_err());
    }
    for end in 0..sealed.len() {
        assert!(key.open(&right, &sealed[..end]).await.is_err());
    }
    let stranger = SealKey::import(&[8; 32]).await.unwrap();
    assert_eq!(stranger.open(&right, &sealed).await, Err(SealError::Altered));
    let mut newer = sealed;
    newer[0] = 2;
    assert_eq!(key.open(&right, &newer).await, Err(SealError::NewerFormat(2)));
    for len in [0, 1, 251, 252, 253, 4092, 4093, 70_000] {
        let plain = vec![b'x'; len];
        let sealed = key.seal(&right, &plain).await.unwrap();
        assert_eq!(key.open(&right, &sealed).await, Ok(plain));
    }
}
