//! Heavy jobs off the page thread: key derivation. `public/worker-boot.js` loads this as a module
//! worker; it answers `{id, passphrase, salt, m, t, p}` with `{id, key}` or `{id, error}`.
//! Invariant: its own copies of the passphrase and the key are wiped. What surprises: the page ends
//! the worker after one answer, because the memory of a wasm module never shrinks. Natively this
//! binary does nothing.

#[cfg(target_arch = "wasm32")]
mod worker {
    use js_sys::{Object, Reflect, Uint8Array};
    use pendamping::vault::kdf::{KdfParams, derive_key};
    use pendamping::vault::{Passphrase, VaultError};
    use wasm_bindgen::prelude::*;
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};
    use zeroize::Zeroizing;

    /// Listens, then says that it is ready.
    pub fn start() {
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let poster = scope.clone();
        let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let request = event.data();
            let reply = Object::new();
            set(&reply, "id", &get(&request, "id"));
            match answer(&request) {
                Ok(key) => {
                    // A copy that belongs to JavaScript: it goes to the page with the message.
                    set(&reply, "key", &Uint8Array::from(key.as_slice()));
                }
                Err(error) => set(&reply, "error", &JsValue::from_str(name(error))),
            }
            // Posting fails only when the page is gone.
            let _ = poster.post_message(&reply);
            if let Some(bytes) = get(&reply, "key").dyn_ref::<Uint8Array>() {
                bytes.fill(0, 0, bytes.length());
            }
        });
        scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        listener.forget();
        let ready = Object::new();
        set(&ready, "ready", &JsValue::TRUE);
        let _ = scope.post_message(&ready);
    }

    fn answer(request: &JsValue) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let typed = bytes(request, "passphrase")?;
        let passphrase = Passphrase::from_normalised(Zeroizing::new(typed.to_vec()));
        typed.fill(0, 0, typed.length());
        let salt = bytes(request, "salt")?.to_vec().try_into().map_err(|_| VaultError::Derivation)?;
        let params = KdfParams::checked(number(request, "m"), number(request, "t"), number(request, "p"))?;
        derive_key(&passphrase, &salt, params)
    }

    fn bytes(request: &JsValue, name: &str) -> Result<Uint8Array, VaultError> {
        get(request, name).dyn_into().map_err(|_| VaultError::Derivation)
    }

    /// A missing or odd number becomes 0, which the parameter check refuses.
    fn number(request: &JsValue, name: &str) -> u32 {
        get(request, name).as_f64().unwrap_or_default() as u32
    }

    fn get(object: &JsValue, name: &str) -> JsValue {
        Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
    }

    fn set(object: &Object, name: &str, value: &JsValue) {
        // Setting a property of a plain object that was just made cannot fail.
        let _ = Reflect::set(object, &JsValue::from_str(name), value);
    }

    /// Fixed words, which `platform/kdf.rs` reads back.
    const fn name(error: VaultError) -> &'static str {
        match error {
            VaultError::ParamsTooWeak => "weak",
            VaultError::ParamsTooHeavy => "heavy",
            VaultError::OutOfMemory => "memory",
            _ => "derivation",
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    worker::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
