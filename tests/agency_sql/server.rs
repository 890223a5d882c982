//! A PostgreSQL server of one test: in a folder of its own, reached through a socket there, gone with the test.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The newest PostgreSQL of this machine; says so where there is none, and fails in CI.
pub fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").is_file() && bin.join("psql").is_file())
        .collect();
    found.sort();
    let newest = found.pop().map(|(_, bin)| bin);
    if newest.is_none() {
        let told = "NOT TESTED: PostgreSQL is not installed, so the SQL of docs/AGENCY.md was not run \
                    (apt-get install postgresql)";
        assert!(std::env::var_os("CI").is_none(), "{told}");
        let _ = writeln!(std::io::stderr(), "{told}");
    }
    newest
}

pub struct Server {
    bin: PathBuf,
    folder: PathBuf,
    is_root: bool,
}

impl Server {
    /// Starts a server. It never runs as root, which PostgreSQL refuses: then as the user that its package makes.
    pub fn start(bin: PathBuf) -> Server {
        let id = Command::new("id").arg("-u").output().unwrap();
        let is_root = String::from_utf8_lossy(&id.stdout).trim() == "0";
        // The name of a socket may have a hundred letters, so it cannot stand in the build's own folder.
        let folder = std::env::temp_dir().join(format!("pendamping-sql-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        if is_root {
            let owned = Command::new("chown").arg("postgres").arg(&folder).status().unwrap();
            assert!(owned.success(), "there is no user postgres");
        }
        let server = Server { bin, folder, is_root };
        let data = server.folder.join("data");
        let data = data.to_str().unwrap();
        // Texts are compared by the rules of a language in most offices; that must change nothing.
        server
            .control("initdb", &["-D", data, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync"]);
        let socket = server.folder.to_str().unwrap();
        let options = format!("-c listen_addresses='' -c unix_socket_directories='{socket}' -c fsync=off");
        let log = server.folder.join("log");
        server.control("pg_ctl", &["-D", data, "-l", log.to_str().unwrap(), "-w", "-o", &options, "start"]);
        server
    }

    fn control(&self, program: &str, words: &[&str]) {
        self.try_control(program, words).unwrap();
    }

    /// The same for what may go wrong; then what the program said.
    fn try_control(&self, program: &str, words: &[&str]) -> Result<(), String> {
        let program = self.bin.join(program);
        let mut command = if self.is_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(&program);
            command
        } else {
            Command::new(&program)
        };
        // A server that inherits the test's output would keep it open.
        let told = |why: &dyn std::fmt::Display| format!("{} {words:?}: {why}", program.display());
        let log = std::fs::File::create(self.folder.join("control.log")).map_err(|why| told(&why))?;
        let errors = log.try_clone().map_err(|why| told(&why))?;
        command.args(words).current_dir(&self.folder).stdout(log).stderr(errors);
        if command.status().map_err(|why| told(&why))?.success() {
            return Ok(());
        }
        Err(told(&std::fs::read_to_string(self.folder.join("control.log")).unwrap_or_default()))
    }

    /// A command with the environment in which `psql` finds this server.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let own = Path::new(env!("CARGO_BIN_EXE_pendamping")).parent().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap();
        let paths = [self.bin.clone(), own].into_iter().chain(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(paths).unwrap());
        command.env("PGHOST", &self.folder);
        // Whoever made the server owns it, under its own name.
        command.env("PGUSER", if self.is_root { "postgres".into() } else { user() });
        command
    }

    /// Runs statements; gives what they print, a row a line, the columns apart by tabs.
    pub fn ask(&self, sql: &str) -> String {
        let output = self.try_ask(sql);
        assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The same for statements that may be refused.
    pub fn try_ask(&self, sql: &str) -> Output {
        let words =
            ["-X", "-q", "-A", "-t", "-F", "\t", "-d", "pendamping", "-v", "ON_ERROR_STOP=1", "-c", sql];
        self.command("psql").args(words).output().unwrap()
    }
}

fn user() -> String {
    let name = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8_lossy(&name.stdout).trim().to_owned()
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        if std::thread::panicking() {
            // Whoever looks for the fault wants to know what the server said.
            let said = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            let last: Vec<&str> = said.lines().rev().take(20).collect();
            let _ = writeln!(std::io::stderr(), "{}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
        }
        let stopped = if data.exists() {
            self.try_control("pg_ctl", &["-D", &data.to_string_lossy(), "-m", "immediate", "stop"])
        } else {
            Ok(())
        };
        let _ = std::fs::remove_dir_all(&self.folder);
        if let Err(why) = stopped {
            // A second panic would end the process before the first one is told.
            assert!(std::thread::panicking(), "{why}");
            let _ = writeln!(std::io::stderr(), "{why}");
        }
    }
}
