//! Locking, opening, signing and checking of files, and workbooks, off the page thread. `public/worker-boot.js` loads this
//! as a module worker; it answers one `{job, …}` with the job's own members or `{error}`.
//! Invariant: no file but a workbook is ever whole in wasm memory: bytes come in pieces of the page or slices of its file
//! and leave as pieces, a megabyte at a time. What surprises: this is a module of its own beside the worker of the unlock, because age
//! weighs ten times as much as a key derivation; it is fetched when a file is first handed over or taken in. Natively
//! this binary does nothing.

#[cfg(target_arch = "wasm32")]
mod files {
    use std::io::{self, Read, Write};

    use js_sys::{Array, Object, Reflect, Uint8Array};
    use pendamping::exchange::seal::{self, Lock, Opener, SealFault};
    use pendamping::exchange::{qr, sign};
    use pendamping::report::convert::xlsx;
    use wasm_bindgen::prelude::*;
    use web_sys::{Blob, DedicatedWorkerGlobalScope, FileReaderSync, MessageEvent};
    use zeroize::Zeroizing;

    /// How much of a file is held at a time.
    const PIECE: usize = 1 << 20;

    /// Listens, then says that it is ready.
    pub fn start() {
        let scope = scope();
        let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let request = event.data();
            let reply = Object::new();
            let transfer = Array::new();
            if let Err(fault) = answer(&request, &reply, &transfer) {
                set(&reply, "error", &JsValue::from_str(fault));
            }
            // Posting fails only when the page is gone.
            let _ = self::scope().post_message_with_transfer(&reply, &transfer);
            wipe(&get(&reply, "seed"));
        });
        scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        listener.forget();
        let ready = Object::new();
        set(&ready, "ready", &JsValue::TRUE);
        let _ = scope.post_message(&ready);
    }

    fn scope() -> DedicatedWorkerGlobalScope {
        js_sys::global().unchecked_into()
    }

    /// What a request lacks or has in another shape; a defect of the page.
    const ODD: &str = "request";

    fn answer(request: &JsValue, reply: &Object, transfer: &Array) -> Result<(), &'static str> {
        match text(request, "job")?.as_str() {
            "keys" => {
                let mut seed = Zeroizing::new([0_u8; 32]);
                getrandom::fill(seed.as_mut_slice()).map_err(|_| "random")?;
                let (identity, recipient) = seal::make_identity();
                set(reply, "seed", &Uint8Array::from(seed.as_slice()));
                set(reply, "key", &Uint8Array::from(sign::public_key(&seed).as_slice()));
                set(reply, "identity", &JsValue::from_str(&identity));
                set(reply, "recipient", &JsValue::from_str(&recipient));
            }
            "sign" => {
                let sent = get(request, "seed");
                let mut seed = Zeroizing::new([0; 32]);
                let whole = sent.dyn_ref::<Uint8Array>().filter(|sent| sent.length() == 32);
                whole.ok_or(ODD)?.copy_to(seed.as_mut_slice());
                wipe(&sent);
                let signed = lists(request, "messages").flat_map(|message| sign::sign(&seed, &message));
                set(reply, "values", &Uint8Array::from(signed.collect::<Vec<u8>>().as_slice()));
            }
            "verify" => {
                let mut holds = Vec::new();
                let all =
                    lists(request, "keys").zip(lists(request, "values")).zip(lists(request, "messages"));
                for ((key, value), message) in all {
                    let (Ok(key), Ok(value)) = (key.try_into(), value.try_into()) else { return Err(ODD) };
                    holds.push(u8::from(sign::verify(&key, &message, &value)));
                }
                set(reply, "holds", &Uint8Array::from(holds.as_slice()));
            }
            "seal" => {
                let passphrase = text(request, "passphrase").map(Zeroizing::new).ok();
                let recipients = texts(request, "recipients");
                let lock = passphrase.as_ref().map_or(Lock::For(&recipients), Lock::Passphrase);
                let armored = get(request, "armored").is_truthy();
                let mut output = Output::new();
                seal::seal(&mut Input::of(request), lock, armored, &mut output).map_err(code)?;
                output.give(reply, transfer);
            }
            "open" => {
                let passphrase = text(request, "passphrase").map(Zeroizing::new).ok();
                let identities: Vec<_> =
                    texts(request, "identities").into_iter().map(Zeroizing::new).collect();
                let opener = passphrase.as_ref().map_or(Opener::Identities(&identities), Opener::Passphrase);
                let opened = Array::new();
                for file in Array::from(&get(request, "files")).iter() {
                    let one = Object::new();
                    let mut output = Output::new();
                    match seal::open(Input::of_file(file)?, opener, &mut output) {
                        Ok(_) => output.give(&one, transfer),
                        Err(fault) => set(&one, "error", &JsValue::from_str(code(fault))),
                    }
                    opened.push(&one);
                }
                set(reply, "opened", &opened);
            }
            "workbook" => {
                let today = text(request, "today")?.parse().map_err(|_| ODD)?;
                let mut cells = io::BufReader::with_capacity(PIECE, Input::of(request));
                let made = xlsx::assemble(&mut cells, today).map_err(|_| "workbook")?;
                let mut output = Output::new();
                output.write_all(&made).and_then(|()| output.flush()).map_err(|_| "workbook")?;
                output.give(reply, transfer);
            }
            "qr" => {
                let picture = qr::picture(&text(request, "text")?).ok_or("long")?;
                set(reply, "side", &JsValue::from_f64(picture.side as f64));
                set(reply, "path", &JsValue::from_str(&picture.path));
            }
            _ => return Err(ODD),
        }
        Ok(())
    }

    fn code(fault: SealFault) -> &'static str {
        fault.code()
    }

    /// What comes in: the page's pieces, each let go once it was read, or a file, slice by slice.
    struct Input {
        source: Source,
        piece: Vec<u8>,
        at: usize,
    }

    enum Source {
        Pieces { pieces: Array, next: u32 },
        File { reader: FileReaderSync, file: Blob, next: f64 },
    }

    impl Input {
        fn of(request: &JsValue) -> Input {
            let source = Source::Pieces { pieces: Array::from(&get(request, "pieces")), next: 0 };
            Input { source, piece: Vec::new(), at: 0 }
        }

        fn of_file(file: JsValue) -> Result<Input, &'static str> {
            let reader = FileReaderSync::new().map_err(|_| ODD)?;
            let source = Source::File { reader, file: file.dyn_into().map_err(|_| ODD)?, next: 0.0 };
            Ok(Input { source, piece: Vec::new(), at: 0 })
        }

        /// The next piece; an empty one at the end.
        fn next(&mut self) -> io::Result<()> {
            let failed = |_| io::Error::other("the file could not be read");
            self.at = 0;
            match &mut self.source {
                Source::Pieces { pieces, next } => {
                    let found = pieces.get(*next);
                    pieces.set(*next, JsValue::UNDEFINED);
                    *next += 1;
                    self.piece = found.dyn_ref::<Uint8Array>().map_or_else(Vec::new, Uint8Array::to_vec);
                    let left = *next < pieces.length();
                    if self.piece.is_empty() && left { self.next() } else { Ok(()) }
                }
                Source::File { reader, file, next } => {
                    let end = (*next + PIECE as f64).min(file.size());
                    let part = file.slice_with_f64_and_f64(*next, end).map_err(failed)?;
                    self.piece =
                        Uint8Array::new(&reader.read_as_array_buffer(&part).map_err(failed)?.into()).to_vec();
                    *next = end;
                    Ok(())
                }
            }
        }
    }

    impl Read for Input {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            if self.at >= self.piece.len() {
                self.next()?;
            }
            let count = self.piece.get(self.at..).unwrap_or_default().read(out)?;
            self.at += count;
            Ok(count)
        }
    }

    /// What goes out: pieces that leave wasm memory as they fill.
    struct Output {
        piece: Vec<u8>,
        pieces: Array,
    }

    impl Output {
        fn new() -> Output {
            Output { piece: Vec::with_capacity(PIECE), pieces: Array::new() }
        }

        fn give(self, reply: &Object, transfer: &Array) {
            for piece in self.pieces.iter() {
                if let Some(piece) = piece.dyn_ref::<Uint8Array>() {
                    transfer.push(&piece.buffer());
                }
            }
            set(reply, "pieces", &self.pieces);
        }

        fn hand_out(&mut self) {
            if self.piece.is_empty() {
                return;
            }
            self.pieces.push(&Uint8Array::from(self.piece.as_slice()));
            self.piece.clear();
        }
    }

    impl Write for Output {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let room = PIECE.saturating_sub(self.piece.len());
            let part = bytes.get(..room.min(bytes.len())).unwrap_or_default();
            self.piece.extend_from_slice(part);
            if self.piece.len() >= PIECE {
                self.hand_out();
            }
            Ok(part.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            self.hand_out();
            Ok(())
        }
    }

    fn text(request: &JsValue, name: &str) -> Result<String, &'static str> {
        get(request, name).as_string().ok_or(ODD)
    }

    fn texts(request: &JsValue, name: &str) -> Vec<String> {
        let list = get(request, name);
        if list.is_undefined() {
            return Vec::new();
        }
        Array::from(&list).iter().filter_map(|one| one.as_string()).collect()
    }

    /// Bytes of which there may be several.
    fn lists(request: &JsValue, name: &str) -> impl Iterator<Item = Vec<u8>> {
        let all: Vec<JsValue> = Array::from(&get(request, name)).iter().collect();
        all.into_iter().filter_map(|one| one.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec))
    }

    /// Overwrites bytes that belong to JavaScript.
    fn wipe(bytes: &JsValue) {
        if let Some(bytes) = bytes.dyn_ref::<Uint8Array>() {
            bytes.fill(0, 0, bytes.length());
        }
    }

    fn get(object: &JsValue, name: &str) -> JsValue {
        Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
    }

    fn set(object: &Object, name: &str, value: &JsValue) {
        // Setting a property of a plain object that was just made cannot fail.
        let _ = Reflect::set(object, &JsValue::from_str(name), value);
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    files::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
