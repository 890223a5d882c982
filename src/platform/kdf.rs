//! Derives the passphrase key in a worker of its own, so the page stays responsive.
//!
//! Invariant: one worker for one derivation, ended in every case (answer, error, time-out, dropped
//! future), so its memory goes back and two derivations never stand side by side in one worker.
//! What surprises: where a worker cannot start (an old browser, a file missing from the cache) the
//! page derives by itself. The page then freezes for a second, but nobody is locked out.

use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::worker::{Question, ask, get, object, wipe};
use crate::vault::kdf::{KEY_LEN, KdfParams, SALT_LEN, derive_key};
use crate::vault::{Passphrase, VaultError};

/// How long the worker may take, starting included.
const TIMEOUT_MS: i32 = 60_000;

/// Derives the key that opens a passphrase slot.
pub async fn derive_in_worker(
    passphrase: Passphrase,
    salt: [u8; SALT_LEN],
    params: KdfParams,
) -> Result<Zeroizing<[u8; KEY_LEN]>, VaultError> {
    let question = Question {
        module: ["worker.js", "worker.wasm"],
        message: make_request(&passphrase, &salt, params),
        transfer: Array::new(),
        secrets: &["passphrase"],
        timeout_ms: TIMEOUT_MS,
    };
    match read_reply(&ask(question).await) {
        Outcome::Key(key) => Ok(key),
        Outcome::Refused(error) => Err(error),
        Outcome::NoWorker => derive_key(&passphrase, &salt, params),
    }
}

enum Outcome {
    Key(Zeroizing<[u8; KEY_LEN]>),
    Refused(VaultError),
    NoWorker,
}

fn make_request(passphrase: &Passphrase, salt: &[u8; SALT_LEN], params: KdfParams) -> Object {
    object(&[
        ("id", JsValue::from_f64(1.0)),
        ("passphrase", Uint8Array::from(passphrase.as_bytes()).into()),
        ("salt", Uint8Array::from(salt.as_slice()).into()),
        ("m", JsValue::from(params.m_kib())),
        ("t", JsValue::from(params.t())),
        ("p", JsValue::from(params.p())),
    ])
}

fn read_reply(reply: &JsValue) -> Outcome {
    if let Some(bytes) = get(reply, "key").dyn_ref::<Uint8Array>() {
        let mut key = Zeroizing::new([0; KEY_LEN]);
        let fits = bytes.length() as usize == KEY_LEN;
        if fits {
            bytes.copy_to(key.as_mut_slice());
        }
        wipe(bytes);
        return if fits { Outcome::Key(key) } else { Outcome::NoWorker };
    }
    match get(reply, "error").as_string().as_deref() {
        Some("weak") => Outcome::Refused(VaultError::ParamsTooWeak),
        Some("heavy") => Outcome::Refused(VaultError::ParamsTooHeavy),
        Some("memory") => Outcome::Refused(VaultError::OutOfMemory),
        Some("derivation") => Outcome::Refused(VaultError::Derivation),
        _ => Outcome::NoWorker,
    }
}
