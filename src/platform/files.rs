//! Files out and in.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What became of a file that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handed {
    /// Given to the share sheet, and taken.
    Shared,
    /// Saved as a download.
    Downloaded,
    /// The user closed the share sheet.
    Cancelled,
}

/// The browser would not make or read the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the browser refused the file")]
pub struct FileRefused;

/// Collects the pieces of a file outside wasm memory, so that a large export is never held twice.
///
/// A clone is another hold on the same pieces.
#[derive(Clone, Debug, Default)]
pub struct Pieces(Array);

impl Pieces {
    /// No pieces yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a piece.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.push(&Uint8Array::from(bytes));
    }

    /// The pieces as JavaScript holds them.
    pub fn into_array(self) -> Array {
        self.0
    }

    /// Pieces that JavaScript holds.
    pub fn from_array(pieces: Array) -> Self {
        Self(pieces)
    }

    fn blob(&self, media_type: &str) -> Result<web_sys::Blob, FileRefused> {
        let bag = web_sys::BlobPropertyBag::new();
        bag.set_type(media_type);
        web_sys::Blob::new_with_u8_array_sequence_and_options(&self.0, &bag).map_err(|_| FileRefused)
    }

    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        self.0.iter().filter_map(|one| Some(u64::from(one.dyn_ref::<Uint8Array>()?.length()))).sum()
    }

    /// Copies a part into wasm memory; what is beyond the end is left out.
    pub fn part(&self, at: &std::ops::Range<usize>) -> Vec<u8> {
        let mut out = Vec::with_capacity(at.len());
        let mut start = 0;
        for piece in self.0.iter() {
            let Some(piece) = piece.dyn_ref::<Uint8Array>() else { continue };
            let end = start + piece.length() as usize;
            let (from, to) = (at.start.max(start), at.end.min(end));
            if from < to {
                out.extend(piece.subarray((from - start) as u32, (to - start) as u32).to_vec());
            }
            start = end;
        }
        out
    }

    /// Offers the file as a download.
    ///
    /// # Errors
    /// [`FileRefused`] where the browser does not let it.
    pub fn download(&self, name: &str) -> Result<Handed, FileRefused> {
        self.download_as(name, if name.ends_with(".json") { "application/json" } else { BYTES })
    }

    /// Offers the file as a download of a media type.
    ///
    /// # Errors
    /// [`FileRefused`] where the browser does not let it.
    pub fn download_as(&self, name: &str, media_type: &str) -> Result<Handed, FileRefused> {
        let blob = self.blob(media_type)?;
        let url = web_sys::Url::create_object_url_with_blob(&blob).map_err(|_| FileRefused)?;
        let document = super::page::document().ok_or(FileRefused)?;
        let link = document
            .create_element("a")
            .ok()
            .and_then(|element| element.dyn_into::<web_sys::HtmlAnchorElement>().ok())
            .ok_or(FileRefused)?;
        link.set_href(&url);
        link.set_download(name);
        link.click();
        // The download holds the blob by itself once it has started.
        gloo_timers::callback::Timeout::new(60_000, move || {
            let _ = web_sys::Url::revoke_object_url(&url);
        })
        .forget();
        Ok(Handed::Downloaded)
    }

    /// Offers the file to the share sheet as one of the endings with their media types, and else as a download.
    ///
    /// # Errors
    /// [`FileRefused`] where the browser does none of it.
    pub async fn share(&self, name: &str, endings: &[(&str, &str)]) -> Result<Handed, FileRefused> {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        for (ending, media_type) in endings {
            let Some(data) = share_data(&self.blob(media_type)?, &format!("{stem}.{ending}"), media_type)
            else {
                continue;
            };
            let navigator = super::page::window().ok_or(FileRefused)?.navigator();
            return match JsFuture::from(navigator.share_with_data(&data)).await {
                Ok(_) => Ok(Handed::Shared),
                Err(error) if is_abort(&error) => Ok(Handed::Cancelled),
                Err(_) => self.download(name),
            };
        }
        self.download(name)
    }
}

/// The media type of bytes.
pub const BYTES: &str = "application/octet-stream";

/// Whether the share sheet takes files of this ending.
pub fn can_share(ending: &str, media_type: &str) -> bool {
    let blob = Pieces::new().blob(media_type);
    blob.is_ok_and(|blob| share_data(&blob, &format!("x.{ending}"), media_type).is_some())
}

/// What the share sheet is given, where it takes it.
fn share_data(blob: &web_sys::Blob, name: &str, media_type: &str) -> Option<web_sys::ShareData> {
    let navigator = super::page::window()?.navigator();
    let has = |what: &str| js_sys::Reflect::has(&navigator, &JsValue::from_str(what)).unwrap_or(false);
    if !has("canShare") || !has("share") {
        return None;
    }
    let bag = web_sys::FilePropertyBag::new();
    bag.set_type(media_type);
    let file = web_sys::File::new_with_blob_sequence_and_options(&Array::of1(blob), name, &bag).ok()?;
    let data = web_sys::ShareData::new();
    data.set_files(&Array::of1(&file));
    navigator.can_share_with_data(&data).then_some(data)
}

/// The bytes of a file that came in: the file itself, or what it held once it was opened.
#[derive(Clone, Debug)]
pub enum Body {
    /// As it lies on the disk.
    File(web_sys::File),
    /// Opened, in memory.
    Pieces(Pieces),
}

impl Body {
    /// Its size, before anything of it is read.
    pub fn size(&self) -> u64 {
        match self {
            Body::File(file) => size(file),
            Body::Pieces(pieces) => pieces.size(),
        }
    }

    /// Reads a part.
    ///
    /// # Errors
    /// [`FileRefused`] where it can no longer be read.
    pub async fn part(&self, at: &std::ops::Range<usize>) -> Result<Vec<u8>, FileRefused> {
        match self {
            Body::File(file) => read_part(file, at).await,
            Body::Pieces(pieces) => Ok(pieces.part(at)),
        }
    }

    /// Reads it whole.
    ///
    /// # Errors
    /// As [`Body::part`].
    pub async fn whole(&self) -> Result<Vec<u8>, FileRefused> {
        self.part(&(0..usize::try_from(self.size()).map_err(|_| FileRefused)?)).await
    }
}

fn is_abort(error: &JsValue) -> bool {
    error.dyn_ref::<web_sys::DomException>().is_some_and(|error| error.name() == "AbortError")
}

/// The size of a file, before anything of it is read.
pub fn size(file: &web_sys::File) -> u64 {
    file.size() as u64
}

/// Reads a file whole.
///
/// # Errors
/// [`FileRefused`] where it can no longer be read.
pub async fn read(file: &web_sys::File) -> Result<Vec<u8>, FileRefused> {
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| FileRefused)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Reads a part of a file.
///
/// # Errors
/// [`FileRefused`] where it can no longer be read.
pub async fn read_part(file: &web_sys::File, at: &std::ops::Range<usize>) -> Result<Vec<u8>, FileRefused> {
    let part = file.slice_with_f64_and_f64(at.start as f64, at.end as f64).map_err(|_| FileRefused)?;
    let buffer = JsFuture::from(part.array_buffer()).await.map_err(|_| FileRefused)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// The event that tells of files which were opened with the app or shared with it.
pub const ARRIVED: &str = "pendamping-files";

/// The files that were opened with the app or shared with it since this was asked last, and whether some were lost on the
/// way.
pub fn arrived() -> (Vec<web_sys::File>, bool) {
    let given = super::page::call_boot("pendampingArrived").and_then(|given| given.dyn_into::<Array>().ok());
    let given = given.unwrap_or_default();
    let files: Vec<_> = given.iter().filter_map(|one| one.dyn_into::<web_sys::File>().ok()).collect();
    let lost = files.len() < given.length() as usize;
    (files, lost)
}

/// The file chosen in a file input.
pub fn chosen(event: &web_sys::Event) -> Option<web_sys::File> {
    chosen_all(event).into_iter().next()
}

/// The files chosen in a file input.
pub fn chosen_all(event: &web_sys::Event) -> Vec<web_sys::File> {
    let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    let Some(input) = input else { return Vec::new() };
    let files = all_of(input.files());
    // So that choosing the same file again is an event too.
    input.set_value("");
    files
}

/// The files of a list.
pub fn all_of(list: Option<web_sys::FileList>) -> Vec<web_sys::File> {
    list.map_or_else(Vec::new, |list| (0..list.length()).filter_map(|number| list.get(number)).collect())
}
