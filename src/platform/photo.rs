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
    type Image;
    #[wasm_bindgen(constructor)]
    fn new() -> Image;
    #[wasm_bindgen(method, setter)]
    fn set_src(this: &Image, address: &str);
    #[wasm_bindgen(method)]
    fn decode(this: &Image) -> Promise;

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
        picture: &Object,
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

/// What a canvas shows, as a file.
async fn written(canvas: &Canvas, media_type: &str, quality: f64) -> Option<Vec<u8>> {
    let writing = Promise::new(&mut |resolve, _| {
        if canvas.to_blob(&resolve, media_type, quality).is_err() {
            drop(resolve.call1(&JsValue::NULL, &JsValue::NULL));
        }
    });
    let blob: web_sys::Blob = JsFuture::from(writing).await.ok()?.dyn_into().ok()?;
    let bytes = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&bytes).to_vec())
}

/// How many times its own size a drawing is written as pixels.
const SCALE: f32 = 2.0;
/// What phones can hold: more pixels on a side, or in all, and a canvas stays white.
const MOST_SIDE: f32 = 8_192.0;
const MOST_PIXELS: f32 = 16_000_000.0;

/// The pixels of a drawing of a size; `None` where they are too many for a phone.
pub fn pixels(width: f32, height: f32) -> Option<(u32, u32)> {
    let (width, height) = ((width * SCALE).ceil(), (height * SCALE).ceil());
    let fits = width.max(height) <= MOST_SIDE && width * height <= MOST_PIXELS;
    (fits && width >= 1.0 && height >= 1.0).then_some((width as u32, height as u32))
}

/// Draws an SVG file that needs nothing from elsewhere as PNG. `None` where the browser does not.
pub async fn png_of_svg(svg: &str, (width, height): (u32, u32)) -> Option<Vec<u8>> {
    // A bitmap made directly of an SVG is refused by some browsers, an image never.
    let shown = Shown::new(svg.as_bytes(), "image/svg+xml")?;
    let image = Image::new();
    image.set_src(shown.url());
    JsFuture::from(image.decode()).await.ok()?;
    let canvas: Canvas = super::page::document()?.create_element("canvas").ok()?.unchecked_into();
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.context("2d")?;
    context.set_fill_style("#fff");
    context.fill_rect(0.0, 0.0, width.into(), height.into());
    context.draw_image(&image, 0.0, 0.0, width.into(), height.into()).ok()?;
    let made = written(&canvas, "image/png", 1.0).await;
    canvas.set_width(0);
    canvas.set_height(0);
    made
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
        let written = written(&canvas, "image/jpeg", f64::from(next.quality) / 100.0).await?;
        let bare = bare_jpeg(&written)?;
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
