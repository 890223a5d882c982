//! A file in the making: written under a temporary name, and given its own only when it is whole.
//!
//! Invariant: what stands under the asked name is a whole file or what stood there before. Nothing is overwritten unless
//! the call says so, also when another program makes the file meanwhile. What it holds is about clients, so only its owner
//! may read it. What surprises: the bytes are written on a thread of their own, because making them takes as long.

use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;

use crate::files::Trouble;

/// How many chunks may wait to be written.
const WAITING: usize = 4;

/// Where a file is to stand.
pub struct Target {
    path: PathBuf,
    force: bool,
}

/// The temporary file; it goes away with this unless it was given its name.
struct Temporary {
    path: PathBuf,
    kept: bool,
}

impl Temporary {
    /// A new file beside another. Nobody can foretell its name, and what a call that was killed left there is not in
    /// the way.
    fn beside(path: &Path, name: &str) -> std::io::Result<(File, Temporary)> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // The seed of a map is random.
        let chance = RandomState::new().build_hasher().finish();
        let path = path.with_file_name(format!(".{name}.{chance:016x}.tmp"));
        Ok((options.open(&path)?, Temporary { path, kept: false }))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl Target {
    /// A file that is not there, or may be overwritten.
    pub fn new(path: PathBuf, force: bool) -> Result<Target, Trouble> {
        if path.is_dir() {
            return Err(Trouble::Usage(format!("{} is a folder; name a file", path.display())));
        }
        if !force && path.symlink_metadata().is_ok() {
            return Err(Trouble::There(path));
        }
        // Told now, and not after everything was read.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            return Err(Trouble::disk(folder, std::io::ErrorKind::NotADirectory.into()));
        }
        Ok(Target { path, force })
    }

    /// Its name.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the file of what `make` hands to its sink.
    pub fn write<T>(
        &self,
        make: impl FnOnce(&mut dyn FnMut(&[u8])) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let trouble = |error| Trouble::disk(&self.path, error);
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let (file, mut temporary) = Temporary::beside(&self.path, &name).map_err(trouble)?;
        let made = std::thread::scope(|scope| {
            let (send, receive) = sync_channel::<Vec<u8>>(WAITING);
            let writer = scope.spawn(move || -> std::io::Result<File> {
                let mut file = file;
                for chunk in receive {
                    file.write_all(&chunk)?;
                }
                file.sync_all()?;
                Ok(file)
            });
            // A writer that has stopped takes nothing more; why it stopped is asked below.
            let made = make(&mut |chunk: &[u8]| drop(send.send(chunk.to_vec())));
            drop(send);
            match writer.join() {
                Ok(Ok(_)) => made,
                Ok(Err(error)) => Err(trouble(error)),
                Err(_) => Err(trouble(std::io::Error::other("the writer stopped"))),
            }
        })?;
        self.name(&mut temporary)?;
        Ok(made)
    }

    fn name(&self, temporary: &mut Temporary) -> Result<(), Trouble> {
        if !self.force {
            // A second name is given only where there is none, which no test before can promise.
            match std::fs::hard_link(&temporary.path, &self.path) {
                Ok(()) => return Ok(()),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                    return Err(Trouble::There(self.path.clone()));
                }
                // Some file systems have no second names.
                Err(_) if self.path.symlink_metadata().is_ok() => {
                    return Err(Trouble::There(self.path.clone()));
                }
                Err(_) => {}
            }
        }
        std::fs::rename(&temporary.path, &self.path).map_err(|error| Trouble::disk(&self.path, error))?;
        temporary.kept = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_call_left_behind_is_not_in_the_way_and_nothing_is_left_of_a_fault() {
        let folder = std::env::temp_dir().join(format!("pendamping-target-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("all.json");
        let left = folder.join(format!(".all.json.{}.tmp", std::process::id()));
        std::fs::write(&left, b"half").unwrap();
        let target = Target::new(path.clone(), false).unwrap();
        let fault = target.write(|sink| {
            sink(b"some");
            Err::<(), _>(Trouble::NotMade("x".to_owned()))
        });
        assert!(fault.is_err());
        let whole = target.write(|sink| {
            sink(b"whole");
            Ok(())
        });
        whole.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"whole");
        let mut names: Vec<_> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        assert_eq!(names, [left, path]);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
