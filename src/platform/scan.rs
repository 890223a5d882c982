//! QR codes in photos, where the browser reads them by itself (Chromium on Android and macOS).

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::worker::{get, object};

const DETECTOR: &str = "BarcodeDetector";

/// Whether this browser reads codes.
pub fn can_scan() -> bool {
    get(&js_sys::global(), DETECTOR).is_function()
}

/// The text of the first QR code in a picture; `None` where none is found.
pub async fn read_code(picture: &web_sys::File) -> Option<String> {
    let class: Function = get(&js_sys::global(), DETECTOR).dyn_into().ok()?;
    let formats = object(&[("formats", Array::of1(&JsValue::from_str("qr_code")).into())]);
    let detector: Object = Reflect::construct(&class, &Array::of1(&formats)).ok()?.unchecked_into();
    let global = js_sys::global();
    let open: Function = get(&global, "createImageBitmap").dyn_into().ok()?;
    let bitmap = settled(open.call1(&global, picture).ok()?).await?;
    let detect: Function = get(&detector, "detect").dyn_into().ok()?;
    let found = settled(detect.call1(&detector, &bitmap).ok()?).await?;
    get(&Array::from(&found).get(0), "rawValue").as_string()
}

async fn settled(promise: JsValue) -> Option<JsValue> {
    JsFuture::from(promise.dyn_into::<Promise>().ok()?).await.ok()
}
