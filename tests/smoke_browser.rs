//! The browser that runs the wasm tests has what the app is built on.
//!
//! When this file fails, look at the machine and the test runner before looking at the app.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn the_page_has_indexed_db_and_asynchronous_tests_run() {
    let global = js_sys::global();
    assert!(js_sys::Reflect::has(&global, &"indexedDB".into()).unwrap());
    let promise = js_sys::Promise::resolve(&wasm_bindgen::JsValue::from(7));
    let waited = wasm_bindgen_futures::JsFuture::from(promise).await.unwrap();
    assert_eq!(waited.as_f64(), Some(7.0));
}
