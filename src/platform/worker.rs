//! One question to a worker of our own, and its answer.
//!
//! Invariant: one worker for one question, ended in every case (answer, error, time-out, dropped future), so its memory
//! goes back; the secrets in the question are wiped in every case, too. What surprises: where a worker cannot start (an old browser, a file missing from the cache) the answer is
//! `undefined`, and the caller says what then.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

/// Wipes the secrets of a question when dropped: also where no worker came, or nobody waits any more.
struct Wiped {
    message: Object,
    secrets: &'static [&'static str],
}

impl Drop for Wiped {
    fn drop(&mut self) {
        for name in self.secrets {
            wipe(&get(&self.message, name));
        }
    }
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

/// A question that waits until the worker listens.
#[derive(Debug)]
pub struct Question {
    /// The module's script and wasm, as the build names them.
    pub module: [&'static str; 2],
    /// What is asked.
    pub message: Object,
    /// Buffers that go over to the worker.
    pub transfer: Array,
    /// Members of the message that are wiped here once it is sent, or cannot be.
    pub secrets: &'static [&'static str],
    /// How long the worker may take, starting included.
    pub timeout_ms: i32,
}

/// Asks. `undefined` where no worker answers.
pub async fn ask(question: Question) -> JsValue {
    let Question { module, message, transfer, secrets, timeout_ms } = question;
    let wiped = Wiped { message: message.clone(), secrets };
    let config = get(&js_sys::global(), "PENDAMPING");
    let files = get(&config, "files");
    let [js, wasm] = module.map(|name| resolve(get(&files, name).as_string()));
    let boot = resolve(get(&config, "workerBoot").as_string());
    let (Some(boot), Some(js), Some(wasm)) = (boot, js, wasm) else { return JsValue::UNDEFINED };
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let Ok(worker) = Worker::new_with_options(&boot, &options) else { return JsValue::UNDEFINED };
    let mut running = Running { worker: worker.clone(), timer: None };

    // What is sent is wiped then, and what is not when this ends.
    let request = Rc::new(RefCell::new(Some((message, wiped))));
    let sender = worker.clone();
    let mut listeners = None;
    let answered = Promise::new(&mut |resolve: Function, _| {
        // `ready` is answered with the request; everything else ends the wait, and so does a request that cannot be sent.
        let (request, sender, done) = (Rc::clone(&request), sender.clone(), resolve.clone());
        let transfer = transfer.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            if get(&data, "ready").is_truthy() {
                let Some((message, wiped)) = request.borrow_mut().take() else { return };
                if sender.post_message_with_transfer(&message, &transfer).is_err() {
                    let _ = done.call1(&JsValue::NULL, &JsValue::UNDEFINED);
                }
                drop(wiped);
            } else {
                let _ = done.call1(&JsValue::NULL, &data);
            }
        });
        let failed = resolve.clone();
        let on_error = Closure::<dyn FnMut(JsValue)>::new(move |_| {
            let _ = failed.call1(&JsValue::NULL, &JsValue::UNDEFINED);
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        running.timer = web_sys::window().and_then(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, timeout_ms).ok()
        });
        listeners = Some((on_message, on_error));
    });
    let init = object(&[("js", JsValue::from_str(&js)), ("wasm", JsValue::from_str(&wasm))]);
    if worker.post_message(&object(&[("init", init.into())])).is_err() {
        return JsValue::UNDEFINED;
    }
    let reply = JsFuture::from(answered).await.unwrap_or(JsValue::UNDEFINED);
    drop(running);
    drop(listeners);
    reply
}

/// An absolute URL: the worker would resolve a relative one against its own file.
fn resolve(url: Option<String>) -> Option<String> {
    let base = web_sys::window()?.document()?.base_uri().ok()??;
    Some(web_sys::Url::new_with_base(&url?, &base).ok()?.href())
}

/// Overwrites bytes that belong to JavaScript.
pub fn wipe(bytes: &JsValue) {
    if let Some(bytes) = bytes.dyn_ref::<Uint8Array>() {
        bytes.fill(0, 0, bytes.length());
    }
}

/// A plain object.
pub fn object(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in entries {
        // Setting a property of a plain object that was just made cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}

/// A member of an object; `undefined` where there is none.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
