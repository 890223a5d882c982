//! Pictures through the browser: opened, drawn small, written as JPEG, and shown.
//!
//! What surprises: a few parts of the canvas are declared here instead of taken from web-sys, of which only the
//! calls below would be used.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::files;
use crate::domain::photo::{HEAD, MOST_PHOTO, Media, Refusal, admit, attempt, bare_jpeg, fit};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = createImageBitmap, catch)]
    fn create_image_bitmap(source: &web_sys::Blob, options: &Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(extends = Object)]
    type Bitmap;
    #[wasm_bindgen(method, getter)]
    fn width(this: &Bitmap) -> u32;
    #[wasm_bindgen(method, getter)]
    fn height(this: &Bitmap) -> u32;
    #[wasm_bindgen(method)]
    fn close(this: &Bitmap);

    #[wasm_bindgen(extends = Object)]
    type Canvas;
    #[wasm_bindgen(method, setter)]
    fn set_width(this: &Canvas, width: u32);
    #[wasm_bindgen(method, setter)]
    fn set_height(this: &Canvas, height: u32);
    #[wasm_bindgen(method, js_name = getContext)]
    fn context(this: &Canvas, kind: &str) -> Option<Context>;
    #[wasm_bindgen(method, js_name = toBlob, catch)]
    fn to_blob(this: &Canvas, done: &Function, media_type: &str, quality: f64) -> Result<(), JsValue>;

    #[wasm_bindgen(extends = Object)]
    type Context;
    #[wasm_bindgen(method, setter, js_name = fillStyle)]
    fn set_fill_style(this: &Context, colour: &str);
    #[wasm_bindgen(method, setter, js_name = imageSmoothingQuality)]
    fn set_smoothing(this: &Context, quality: &str);
    #[wasm_bindgen(method, js_name = fillRect)]
    fn fill_rect(this: &Context, x: f64, y: f64, width: f64, height: f64);
    #[wasm_bindgen(method, js_name = drawImage, catch)]
    fn draw_image(
        this: &Context,
        picture: &Bitmap,
        x: f64,
        y: f64,
        width: f64,
        height: f64,
    ) -> Result<(), JsValue>;
}

/// A chosen file as it would be kept: a picture drawn anew and small, a PDF as it is.
///
/// # Errors
/// [`Refusal`] with what to tell.
pub async fn prepare(file: &web_sys::File) -> Result<(Media, Vec<u8>), Refusal> {
    let size = files::size(file);
    let head = files::read_part(file, &(0..HEAD as usize)).await.map_err(|_| Refusal::NotMade)?;
    match admit(&head, size)? {
        Media::Pdf => Ok((Media::Pdf, files::read(file).await.map_err(|_| Refusal::NotMade)?)),
        media => {
            let name = if let Media::Picture(name) = media { name } else { "JPEG" };
            let bitmap = open(file).await.ok_or(Refusal::Unopened(name))?;
            let made = shrink(&bitmap).await;
            bitmap.close();
            Ok((Media::Jpeg, made.ok_or(Refusal::NotMade)?))
        }
    }
}

async fn open(file: &web_sys::File) -> Option<Bitmap> {
    let options = Object::new();
    // Phones write which way was up beside the picture, where it is lost when the picture is drawn anew.
    Reflect::set(&options, &"imageOrientation".into(), &"from-image".into()).ok()?;
    let opening = create_image_bitmap(file, &options)
        // Some older browsers turn it by themselves and do not know the option.
        .or_else(|_| create_image_bitmap(file, &Object::new()))
        .ok()?;
    JsFuture::from(opening).await.ok().map(JsCast::unchecked_into)
}

async fn shrink(bitmap: &Bitmap) -> Option<Vec<u8>> {
    let canvas: Canvas = super::page::document()?.create_element("canvas").ok()?.unchecked_into();
    let mut made = None;
    for number in 0.. {
        let Some(next) = attempt(number) else { break };
        let (width, height) = fit(bitmap.width(), bitmap.height(), next.longest);
        canvas.set_width(width);
        canvas.set_height(height);
        let context = canvas.context("2d")?;
        // Where a picture is see-through the paper is white.
        context.set_fill_style("#fff");
        context.fill_rect(0.0, 0.0, width.into(), height.into());
        context.set_smoothing("high");
        context.draw_image(bitmap, 0.0, 0.0, width.into(), height.into()).ok()?;
        let written = Promise::new(&mut |resolve, _| {
            if canvas.to_blob(&resolve, "image/jpeg", f64::from(next.quality) / 100.0).is_err() {
                drop(resolve.call1(&JsValue::NULL, &JsValue::NULL));
            }
        });
        let blob: web_sys::Blob = JsFuture::from(written).await.ok()?.dyn_into().ok()?;
        let bytes = JsFuture::from(blob.array_buffer()).await.ok()?;
        let bare = bare_jpeg(&Uint8Array::new(&bytes).to_vec())?;
        if bare.len() as u64 <= MOST_PHOTO {
            made = Some(bare);
            break;
        }
    }
    // The memory of a canvas is let go at once, not when the browser comes to it.
    canvas.set_width(0);
    canvas.set_height(0);
    made
}

/// Bytes under an address of this page, for as long as this lives.
#[derive(Debug)]
pub struct Shown(String);

impl Shown {
    /// Gives bytes an address. `None` where the browser does not.
    pub fn new(bytes: &[u8], media_type: &str) -> Option<Shown> {
        let bag = web_sys::BlobPropertyBag::new();
        bag.set_type(media_type);
        let parts = Array::of1(&Uint8Array::from(bytes));
        let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &bag).ok()?;
        web_sys::Url::create_object_url_with_blob(&blob).ok().map(Shown)
    }

    /// The address.
    pub fn url(&self) -> &str {
        &self.0
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        let _ = web_sys::Url::revoke_object_url(&self.0);
    }
}
