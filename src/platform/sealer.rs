//! Locking, opening, signing and checking, and workbooks, in the files worker (`src/bin/files.rs`).
//!
//! Invariant: pieces that are given to it are gone from the page, and what comes back is whole or an error. What surprises:
//! what was opened stays in pieces in memory and never becomes a `Blob`: the browser may write blobs to its disk.

use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

use super::files::Pieces;
use super::worker::{Question, ask, get, object, wipe};
use crate::vault::DeviceKeys;

/// How long the worker may take for one file, starting included.
const FILE_MS: i32 = 600_000;
/// How long for what is no file: signing waits while the store is held, and no save goes on meanwhile.
const SHORT_MS: i32 = 20_000;

/// Why the worker did not do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealerFault {
    /// A recipient or a key of our own is none.
    #[error("bad key")]
    BadKey,
    /// The file is sealed for others.
    #[error("sealed for others")]
    NotForUs,
    /// It is locked with a passphrase.
    #[error("a passphrase is needed")]
    NeedsPassphrase,
    /// It is sealed for keys and not locked with a passphrase.
    #[error("a key is needed")]
    NeedsKey,
    /// The passphrase is another.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// Opening it takes more memory than a phone has.
    #[error("too much work")]
    TooMuchWork,
    /// Made by a newer version of age.
    #[error("newer")]
    Newer,
    /// It was changed or cut off.
    #[error("altered")]
    Altered,
    /// No worker, no memory, or a file that can no longer be read.
    #[error("unavailable")]
    Unavailable,
}

/// With what a file is locked.
#[derive(Clone, Debug)]
pub enum Lock {
    /// For these recipients.
    For(Vec<String>),
    /// With this passphrase.
    Passphrase(Zeroizing<String>),
}

/// With what a file is opened.
#[derive(Clone, Debug)]
pub enum Opener {
    /// With the secret key of this device.
    Identity(Zeroizing<String>),
    /// With what was typed.
    Passphrase(Zeroizing<String>),
}

/// Makes the keys of this device.
///
/// # Errors
/// [`SealerFault`].
pub async fn make_keys() -> Result<DeviceKeys, SealerFault> {
    let reply = job("keys", &[], Array::new(), &[]).await?;
    let text = |name: &str| get(&reply, name).as_string().ok_or(SealerFault::Unavailable);
    let mut seed = Zeroizing::new([0; 32]);
    let sent = get(&reply, "seed");
    let whole = copy(&sent, seed.as_mut_slice());
    wipe(&sent);
    if !whole {
        return Err(SealerFault::Unavailable);
    }
    Ok(DeviceKeys {
        seed,
        signing: bytes(&reply, "key")?,
        identity: Zeroizing::new(text("identity")?),
        recipient: text("recipient")?,
    })
}

/// Signs messages, in their order.
///
/// # Errors
/// [`SealerFault`].
pub async fn sign(seed: &[u8; 32], messages: &[&[u8]]) -> Result<Vec<[u8; 64]>, SealerFault> {
    let entries = [("seed", of(seed)), ("messages", all_of(messages.iter().copied()))];
    let reply = job("sign", &entries, Array::new(), &["seed"]).await?;
    let values = get(&reply, "values").dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default();
    let values: Vec<[u8; 64]> = values.chunks(64).filter_map(|value| value.try_into().ok()).collect();
    if values.len() == messages.len() { Ok(values) } else { Err(SealerFault::Unavailable) }
}

/// Who says to have signed what.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The public key.
    pub key: [u8; 32],
    /// What was signed.
    pub message: Vec<u8>,
    /// The signature.
    pub value: [u8; 64],
}

/// Whether these keys signed these messages, in their order.
///
/// # Errors
/// [`SealerFault`].
pub async fn verify(claims: &[&Claim]) -> Result<Vec<bool>, SealerFault> {
    let entries = [
        ("keys", all_of(claims.iter().map(|claim| claim.key.as_slice()))),
        ("values", all_of(claims.iter().map(|claim| claim.value.as_slice()))),
        ("messages", all_of(claims.iter().map(|claim| claim.message.as_slice()))),
    ];
    let reply = job("verify", &entries, Array::new(), &[]).await?;
    let holds = get(&reply, "holds").dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default();
    // An answer to something else proves nothing.
    if holds.len() != claims.len() {
        return Err(SealerFault::Unavailable);
    }
    Ok(holds.into_iter().map(|byte| byte == 1).collect())
}

/// Locks a file; `armored` as text.
///
/// # Errors
/// [`SealerFault`]; the pieces are gone.
pub async fn seal(pieces: Pieces, lock: &Lock, armored: bool) -> Result<Pieces, SealerFault> {
    let pieces = pieces.into_array();
    let transfer = buffers(&pieces);
    let lock = match lock {
        Lock::For(recipients) => ("recipients", names(recipients.iter())),
        Lock::Passphrase(phrase) => ("passphrase", JsValue::from_str(phrase)),
    };
    let entries = [("pieces", pieces.into()), ("armored", JsValue::from_bool(armored)), lock];
    pieces_of(&job("seal", &entries, transfer, &[]).await?)
}

/// Puts a workbook together from its cells (`report::convert::sheets`).
///
/// # Errors
/// [`SealerFault`]; the pieces are gone.
pub async fn workbook(pieces: Pieces, today: &str) -> Result<Pieces, SealerFault> {
    let pieces = pieces.into_array();
    let transfer = buffers(&pieces);
    let entries = [("pieces", pieces.into()), ("today", JsValue::from_str(today))];
    pieces_of(&job("workbook", &entries, transfer, &[]).await?)
}

fn buffers(pieces: &Array) -> Array {
    pieces.iter().filter_map(|one| Some(one.dyn_ref::<Uint8Array>()?.buffer())).collect()
}

/// Opens files, in their order, all in one worker.
///
/// # Errors
/// [`SealerFault`] where there is no worker; what is wrong with a file stands at that file.
pub async fn open(
    files: &[&web_sys::File],
    opener: &Opener,
) -> Result<Vec<Result<Pieces, SealerFault>>, SealerFault> {
    let opener = match opener {
        Opener::Identity(identity) => ("identities", names(std::iter::once(&**identity))),
        Opener::Passphrase(phrase) => ("passphrase", JsValue::from_str(phrase)),
    };
    let list: Array = files.iter().map(|file| JsValue::from(*file)).collect();
    let reply = job("open", &[("files", list.into()), opener], Array::new(), &[]).await?;
    let opened: Vec<_> = Array::from(&get(&reply, "opened")).iter().map(|one| pieces_of(&one)).collect();
    if opened.len() == files.len() { Ok(opened) } else { Err(SealerFault::Unavailable) }
}

/// A text as a QR code: how wide it is, and the path of its squares.
///
/// # Errors
/// [`SealerFault`].
pub async fn qr(text: &str) -> Result<(u32, String), SealerFault> {
    let reply = job("qr", &[("text", JsValue::from_str(text))], Array::new(), &[]).await?;
    let side = get(&reply, "side").as_f64().ok_or(SealerFault::Unavailable)?;
    Ok((side as u32, get(&reply, "path").as_string().ok_or(SealerFault::Unavailable)?))
}

async fn job(
    name: &str,
    entries: &[(&str, JsValue)],
    transfer: Array,
    secrets: &'static [&'static str],
) -> Result<JsValue, SealerFault> {
    let message: Object = object(entries);
    // Setting a property of a plain object that was just made cannot fail.
    let _ = js_sys::Reflect::set(&message, &JsValue::from_str("job"), &JsValue::from_str(name));
    let timeout_ms = if matches!(name, "seal" | "open" | "workbook") { FILE_MS } else { SHORT_MS };
    let question = Question { module: ["files.js", "files.wasm"], message, transfer, secrets, timeout_ms };
    let reply = ask(question).await;
    if !reply.is_object() {
        return Err(SealerFault::Unavailable);
    }
    fault_of(&reply).map_or(Ok(reply), Err)
}

fn fault_of(reply: &JsValue) -> Option<SealerFault> {
    Some(match get(reply, "error").as_string()?.as_str() {
        "recipient" | "identity" => SealerFault::BadKey,
        "not-for-us" => SealerFault::NotForUs,
        "needs-passphrase" => SealerFault::NeedsPassphrase,
        "needs-key" => SealerFault::NeedsKey,
        "wrong-passphrase" => SealerFault::WrongPassphrase,
        "work" => SealerFault::TooMuchWork,
        "newer" => SealerFault::Newer,
        "altered" => SealerFault::Altered,
        _ => SealerFault::Unavailable,
    })
}

fn all_of<'a>(all: impl Iterator<Item = &'a [u8]>) -> JsValue {
    all.map(of).collect::<Array>().into()
}

fn of(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn names<T: AsRef<str>>(names: impl Iterator<Item = T>) -> JsValue {
    names.map(|name| JsValue::from_str(name.as_ref())).collect::<Array>().into()
}

fn pieces_of(reply: &JsValue) -> Result<Pieces, SealerFault> {
    if let Some(fault) = fault_of(reply) {
        return Err(fault);
    }
    let pieces = get(reply, "pieces").dyn_into().map_err(|_| SealerFault::Unavailable)?;
    Ok(Pieces::from_array(pieces))
}

fn bytes<const N: usize>(reply: &JsValue, name: &str) -> Result<[u8; N], SealerFault> {
    let mut out = [0; N];
    if copy(&get(reply, name), &mut out) { Ok(out) } else { Err(SealerFault::Unavailable) }
}

/// Copies bytes straight to where they belong, if they are as many.
fn copy(from: &JsValue, to: &mut [u8]) -> bool {
    let Some(from) = from.dyn_ref::<Uint8Array>().filter(|from| from.length() as usize == to.len()) else {
        return false;
    };
    from.copy_to(to);
    true
}
