//! `pendamping decrypt`: opens a sealed hand-over file with a key file of `age` or with a passphrase.
//!
//! Invariant: the plain file appears under its name only when every piece of the sealed one was whole. What surprises: a
//! passphrase is read from a file and never from the call, where every user of the machine would see it.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use pendamping::exchange::seal::{self, Opener};
use zeroize::Zeroizing;

use crate::call::Call;
use crate::files::{Answer, Trouble};
use crate::target::Target;

/// What a key file or a passphrase may weigh.
const SMALL: u64 = 64 * 1024;

/// Room for it, and for what the reader asks for to see that there is no more.
const ROOM: usize = SMALL as usize + 1024;

/// Runs the command.
pub fn run(words: impl Iterator<Item = OsString>) -> Result<Answer, Trouble> {
    let call = Call::read(words, &["identity", "passphrase-file", "out"], &["force"])?;
    if call.has("help") {
        return Ok(Answer::of(crate::files::HELP.to_owned()));
    }
    let file = call.one_file()?;
    let out =
        call.path("out").ok_or_else(|| Trouble::Usage("say with -o where the plain file goes".to_owned()))?;
    let target = Target::new(out, call.has("force"))?;
    let (identities, phrase);
    let opener = match (call.path("identity"), call.path("passphrase-file")) {
        (Some(path), None) => {
            identities = seal::identities_of(&secret(&path)?);
            if identities.is_empty() {
                return Err(Trouble::Usage(format!("{} holds no key", path.display())));
            }
            Opener::Identities(&identities)
        }
        (None, Some(path)) => {
            phrase = Zeroizing::new(secret(&path)?.trim_end_matches(['\r', '\n']).to_owned());
            Opener::Passphrase(&phrase)
        }
        _ => {
            let usage = "give either --identity KEYFILE or --passphrase-file FILE";
            return Err(Trouble::Usage(usage.to_owned()));
        }
    };
    let refused = |why: String| Trouble::Refused {
        file: file.display().to_string(),
        place: "the sealed file".to_owned(),
        why,
    };
    let mut start = Vec::new();
    let mut input: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(file).map_err(|error| Trouble::disk(file, error))?)
    };
    input.by_ref().take(40).read_to_end(&mut start).map_err(|error| Trouble::disk(file, error))?;
    if !seal::is_sealed(&start) {
        return Err(refused("this is not a file of age; is it plain already?".to_owned()));
    }
    target.write(|sink| {
        let whole = start.as_slice().chain(input);
        seal::open(whole, opener, &mut Sink(sink)).map_err(|fault| refused(fault.to_string()))
    })?;
    Ok(Answer::default())
}

/// The text of a small secret file.
fn secret(path: &Path) -> Result<Zeroizing<String>, Trouble> {
    let trouble = |error| Trouble::disk(path, error);
    // A buffer that grows leaves what it held behind: the room is taken at once.
    let mut text = Zeroizing::new(String::with_capacity(ROOM));
    File::open(path).map_err(trouble)?.take(SMALL).read_to_string(&mut text).map_err(trouble)?;
    Ok(text)
}

/// Hands on what is written.
struct Sink<'a>(&'a mut dyn FnMut(&[u8]));

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.0)(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_moves_to_another_buffer_while_it_is_read() {
        let file = std::env::temp_dir().join(format!("pendamping-secret-{}", std::process::id()));
        for size in [10, 40_000, 65_536, 70_000] {
            std::fs::write(&file, vec![b'x'; size]).unwrap();
            let text = secret(&file).unwrap();
            assert_eq!((text.len(), text.capacity()), (size.min(65_536), ROOM));
        }
        std::fs::remove_file(&file).unwrap();
    }
}
