//! The store's contract on IndexedDB in a browser, and what only a browser can show: strict transactions, keys
//! that cannot be taken out, and databases that vanish.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "test code")]

// The same suite runs natively against the whole app; here only the layers below the pages are compiled.
extern crate pendamping_core as pendamping;

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Reflect};
use pendamping::store::backend::{Backend, BackendError, Op, Table};
use pendamping::store::indexed_db::{IndexedDb, Mode};
use pendamping::store::wait::breathe;
use pendamping::store::wipe::wipe_vault;
use store_suite::{all, append, commits, create, key, reopen};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

mod store_suite;

wasm_bindgen_test_configure!(run_in_browser);

fn fresh() -> String {
    format!("test-{}", js_sys::Math::random().to_bits())
}

macro_rules! contract {
    ($($name:ident),* $(,)?) => {$(
        #[wasm_bindgen_test]
        async fn $name() {
            let vault = fresh();
            store_suite::$name(async || IndexedDb::open(&vault, Mode::Create).await.unwrap()).await;
            wipe_vault(&vault).await.unwrap();
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

#[wasm_bindgen_test]
async fn frozen_seals_open() {
    store_suite::frozen_seals_open().await;
}

#[wasm_bindgen_test]
async fn p13_a_seal_opens_only_where_it_belongs() {
    store_suite::p13_a_seal_opens_only_where_it_belongs().await;
}

#[wasm_bindgen(inline_js = r#"
const transaction = IDBDatabase.prototype.transaction;
const importKey = SubtleCrypto.prototype.importKey;
export function spy() {
  const seen = [];
  IDBDatabase.prototype.transaction = function (tables, mode, options) {
    seen.push(mode + " " + (options && options.durability));
    return transaction.call(this, tables, mode, options);
  };
  SubtleCrypto.prototype.importKey = function (...given) {
    seen.push("extractable " + given[3]);
    return importKey.apply(this, given);
  };
  return seen;
}
export function unspy() {
  IDBDatabase.prototype.transaction = transaction;
  SubtleCrypto.prototype.importKey = importKey;
}
export function open_version(name, version) {
  return new Promise((done, fail) => {
    const request = indexedDB.open(name, version);
    request.onsuccess = () => { request.result.close(); done(); };
    request.onerror = () => fail(request.error);
  });
}
export function hang_next_write() {
  IDBDatabase.prototype.transaction = function (tables, mode, options) {
    const made = transaction.call(this, tables, mode, options);
    if (mode === "readwrite") {
      IDBDatabase.prototype.transaction = transaction;
      // Complete is never told, as on a disk that does not answer; the rows do get written.
      Object.defineProperty(made, "oncomplete", { set() {} });
      Object.defineProperty(made, "abort", { value() {} });
    }
    return made;
  };
}
"#)]
extern "C" {
    fn spy() -> Array;
    fn unspy();
    #[wasm_bindgen(catch)]
    async fn open_version(name: &str, version: u32) -> Result<JsValue, JsValue>;
    fn hang_next_write();
}

#[wasm_bindgen_test]
async fn p02_every_write_is_strict_and_a_save_is_one_transaction() {
    let vault = fresh();
    let (mut store, _) = create(IndexedDb::open(&vault, Mode::Create).await.unwrap()).await;
    let seen = spy();
    append(&mut store, 0..3).await;
    let saves: Vec<_> = seen.iter().filter_map(|entry| entry.as_string()).collect();
    store.compact().await.unwrap();
    store.put_draft("d", b"x").await.unwrap();
    store.rewrite(commits(0..2), vec![]).await.unwrap();
    unspy();
    assert_eq!(saves, ["readwrite strict"; 3]);
    let all: Vec<_> = seen.iter().filter_map(|entry| entry.as_string()).collect();
    assert!(
        all.iter().filter(|entry| entry.starts_with("readwrite")).all(|entry| entry == "readwrite strict")
    );
    drop(store);
    wipe_vault(&vault).await.unwrap();
}

#[wasm_bindgen_test]
async fn p12_the_key_cannot_be_taken_out() {
    let seen = spy();
    let _key = key().await;
    unspy();
    assert_eq!(seen.get(0).as_string().as_deref(), Some("extractable false"));
}

async fn names() -> Vec<String> {
    let indexed_db = Reflect::get(&js_sys::global(), &"indexedDB".into()).unwrap();
    let databases: js_sys::Function = Reflect::get(&indexed_db, &"databases".into()).unwrap().into();
    let list =
        wasm_bindgen_futures::JsFuture::from(js_sys::Promise::from(databases.call0(&indexed_db).unwrap()));
    let name = |entry: JsValue| Reflect::get(&entry, &"name".into()).ok()?.as_string();
    Array::from(&list.await.unwrap()).iter().filter_map(name).collect()
}

#[wasm_bindgen_test]
async fn p07_an_absent_database_is_told_and_no_empty_one_is_left_behind() {
    let vault = fresh();
    assert_eq!(IndexedDb::open(&vault, Mode::Existing).await.unwrap_err(), BackendError::Absent);
    assert!(!names().await.iter().any(|name| name.contains(&vault)));
}

#[wasm_bindgen_test]
async fn p07_a_database_that_vanishes_under_an_open_app_is_told() {
    let vault = fresh();
    let (mut store, _) = create(IndexedDb::open(&vault, Mode::Create).await.unwrap()).await;
    // The open connection closes itself for the other tab's wipe instead of blocking it.
    wipe_vault(&vault).await.unwrap();
    let saved = store.append(&[b"x"], vec![], None).await;
    assert_eq!(saved, Err(pendamping::store::StoreError::Backend(BackendError::Absent)));
    assert!(!names().await.iter().any(|name| name.contains(&vault)));
}

#[wasm_bindgen_test]
async fn p33_an_upgrade_by_another_tab_is_not_blocked_and_is_told() {
    let vault = fresh();
    let (mut store, _) = create(IndexedDb::open(&vault, Mode::Create).await.unwrap()).await;
    open_version(&format!("pendamping-{vault}"), 2).await.unwrap();
    let saved = store.append(&[b"x"], vec![], None).await;
    assert_eq!(saved, Err(pendamping::store::StoreError::Backend(BackendError::NewerSchema)));
    assert_eq!(IndexedDb::open(&vault, Mode::Create).await.unwrap_err(), BackendError::NewerSchema);
    wipe_vault(&vault).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_closed_connection_is_opened_again() {
    let vault = fresh();
    let (mut store, _) = create(IndexedDb::open(&vault, Mode::Create).await.unwrap()).await;
    append(&mut store, 0..1).await;
    store.backend().close();
    let sentinel = append(&mut store, 1..2).await;
    store.backend().close();
    let (_, opened) = reopen(IndexedDb::open(&vault, Mode::Existing).await.unwrap(), Some(&sentinel)).await;
    assert_eq!((all(&opened), opened.damage), (commits(0..2), vec![]));
    drop(store);
    wipe_vault(&vault).await.unwrap();
}

#[wasm_bindgen_test]
async fn p06_a_write_that_is_never_told_complete_is_found_and_not_repeated() {
    let vault = fresh();
    let (mut store, _) = create(IndexedDb::open(&vault, Mode::Create).await.unwrap()).await;
    hang_next_write();
    append(&mut store, 0..1).await;
    append(&mut store, 1..2).await;
    let (_, opened) = reopen(IndexedDb::open(&vault, Mode::Existing).await.unwrap(), None).await;
    assert_eq!((all(&opened), opened.damage), (commits(0..2), vec![]));
    drop(store);
    wipe_vault(&vault).await.unwrap();
}

/// The browser hands back in one task all it sealed: without a turn for others between the segments thirty files are one
/// long task.
#[wasm_bindgen_test]
async fn while_many_saves_are_packed_others_have_a_turn_after_each_segment() {
    const SEGMENTS: usize = 12;
    let vault = fresh();
    let (mut store, _) = create(IndexedDb::open(&vault, Mode::Create).await.unwrap()).await;
    let (turns, packed) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(false)));
    let (count, over) = (Rc::clone(&turns), Rc::clone(&packed));
    wasm_bindgen_futures::spawn_local(async move {
        while !over.get() {
            breathe().await;
            count.set(count.get() + 1);
        }
    });
    // The turns are counted while commits are asked for: the write at the end, which takes its time, is none of them.
    let all = commits(0..SEGMENTS * 1024);
    let last = all.len() - 1;
    let asked = all.iter().enumerate().inspect(|(number, _)| packed.set(packed.get() || *number == last));
    store.append_bulk(asked.map(|(_, commit)| commit), vec![1]).await.unwrap();
    assert!(turns.get() >= SEGMENTS - 2, "{} turns", turns.get());
    drop(store);
    wipe_vault(&vault).await.unwrap();
}

#[wasm_bindgen_test]
async fn large_values_come_back_whole() {
    let vault = fresh();
    let backend = IndexedDb::open(&vault, Mode::Create).await.unwrap();
    let bytes: Vec<u8> = (0..2_000_003u32).map(|n| (n % 253) as u8).collect();
    let put = Op::Put { table: Table::Blobs, key: "large".into(), bytes: bytes.clone() };
    backend.write(vec![put]).await.unwrap();
    assert!(backend.get(Table::Blobs, "large").await == Ok(Some(bytes)));
    drop(backend);
    wipe_vault(&vault).await.unwrap();
}
