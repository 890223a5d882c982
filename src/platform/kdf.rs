//! Derives the passphrase key in a worker of its own, so the page stays responsive.
//!
//! Invariant: one worker for one derivation, ended in every case (answer, error, time-out, dropped
//! future), so its memory goes back and two derivations never stand side by side in one worker.
//! What surprises: where a worker cannot start (an old browser, a file missing from the cache) the
//! page derives by itself. The page then freezes for a second, but nobody is locked out.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};
use zeroize::Zeroizing;

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
    match ask_worker(&passphrase, &salt, params).await {
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

/// Ends the worker and the timer when dropped.
struct Running {
    worker: Worker,
    timer: Option<i32>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        if let (Some(timer), Some(window)) = (self.timer, web_sys::window()) {
            window.clear_timeout_with_handle(timer);
        }
    }
}

async fn ask_worker(passphrase: &Passphrase, salt: &[u8; SALT_LEN], params: KdfParams) -> Outcome {
    let config = get(&js_sys::global(), "PENDAMPING");
    let urls = ["workerBoot", "worker", "workerWasm"].map(|name| resolve(get(&config, name).as_string()));
    let [Some(boot), Some(js), Some(wasm)] = urls else { return Outcome::NoWorker };
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let Ok(worker) = Worker::new_with_options(&boot, &options) else { return Outcome::NoWorker };
    let mut running = Running { worker: worker.clone(), timer: None };

    let request = Rc::new(RefCell::new(Some(make_request(passphrase, salt, params))));
    let sender = worker.clone();
    let mut listeners = None;
    let answered = Promise::new(&mut |resolve: Function, _| {
        // `ready` is answered with the request; everything else ends the wait.
        let (request, sender, done) = (Rc::clone(&request), sender.clone(), resolve.clone());
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if get(&event.data(), "ready").is_truthy() {
                if let Some(message) = request.borrow_mut().take() {
                    let _ = sender.post_message(&message);
                    wipe(&get(&message, "passphrase"));
                }
            } else {
                let _ = done.call1(&JsValue::NULL, &event.data());
            }
        });
        let failed = resolve.clone();
        let on_error = Closure::<dyn FnMut(JsValue)>::new(move |_| {
            let _ = failed.call1(&JsValue::NULL, &JsValue::UNDEFINED);
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        running.timer = web_sys::window().and_then(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, TIMEOUT_MS).ok()
        });
        listeners = Some((on_message, on_error));
    });
    let init = object(&[("js", JsValue::from_str(&js)), ("wasm", JsValue::from_str(&wasm))]);
    if worker.post_message(&object(&[("init", init.into())])).is_err() {
        return Outcome::NoWorker;
    }
    let reply = JsFuture::from(answered).await.unwrap_or(JsValue::UNDEFINED);
    if let Some(message) = request.borrow_mut().take() {
        wipe(&get(&message, "passphrase"));
    }
    let outcome = read_reply(&reply);
    drop(running);
    drop(listeners);
    outcome
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

/// An absolute URL: the worker would resolve a relative one against its own file.
fn resolve(url: Option<String>) -> Option<String> {
    let base = web_sys::window()?.document()?.base_uri().ok()??;
    Some(web_sys::Url::new_with_base(&url?, &base).ok()?.href())
}

fn wipe(bytes: &JsValue) {
    if let Some(bytes) = bytes.dyn_ref::<Uint8Array>() {
        bytes.fill(0, 0, bytes.length());
    }
}

fn object(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in entries {
        // Setting a property of a plain object that was just made cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
