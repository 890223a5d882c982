//! Sealed and signed hand-over files: only for whom they are meant, only from whom they say, and open to the standard
//! `age` command. The tests that call the command say so in a line where it is not installed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::slice::from_ref;

use pendamping::domain::id::DeviceId;
use pendamping::exchange::seal::{self, Lock, Opener};
use pendamping::exchange::signature::BY_PASSPHRASE;
use pendamping::exchange::{Came, ExportOptions, ImportError, Incoming, Limits, Signed, read, sign};
use pendamping::ledger::Stamp;
use zeroize::Zeroizing;

use super::files::{OWN, SEED, altered, signed_with};
use super::{Phone, Schema, json_schema, small};

/// An export that the phone signed for these receivers.
fn signed(phone: &Phone, recipients: &[String]) -> Vec<u8> {
    let options = ExportOptions {
        export_id: uuid::Uuid::from_bytes([9; 16]),
        created: Stamp { ms: phone.now, offset: 420 },
        author: "Rina",
        since: None,
    };
    signed_with(&SEED, &phone.ledger, &options, recipients)
}

fn sealed(plain: &[u8], lock: Lock<'_>, armored: bool) -> Vec<u8> {
    let mut out = Vec::new();
    seal::seal(&mut &plain[..], lock, armored, &mut out).unwrap();
    out
}

fn opened(file: &[u8], opener: Opener<'_>) -> Result<Vec<u8>, &'static str> {
    let mut out = Vec::new();
    seal::open(file, opener, &mut out).map(|()| out).map_err(|fault| fault.code())
}

fn taken(file: &[u8]) -> Result<Incoming, ImportError> {
    read(file, &Limits::default())
}

fn holds(signed: &Signed) -> bool {
    sign::verify(&signed.key, &signed.statement.message(), &signed.value)
}

#[test]
fn p24_a_sealed_file_opens_for_its_receivers_alone_and_says_which_device_made_it() {
    let phone = small();
    let [agency, own, stranger] = [(); 3].map(|()| seal::make_identity());
    let recipients = [agency.1.clone(), own.1.clone()];
    let file = sealed(&signed(&phone, &recipients), Lock::For(&recipients), false);
    assert!(!file.windows(4).any(|part| part == b"Ani "), "the name is readable");
    assert_eq!(opened(&file, Opener::Identities(&[stranger.0])), Err("not-for-us"));
    for (identity, recipient) in [agency, own] {
        let plain = opened(&file, Opener::Identities(&[identity])).unwrap();
        Schema(json_schema()).check(&serde_json::from_slice(&plain).unwrap());
        let incoming = taken(&plain).unwrap();
        let signed = incoming.signature.unwrap();
        assert!(holds(&signed) && signed.is_as_sent(&Came::For(recipient)));
        assert_eq!((signed.key, signed.statement.device), (sign::public_key(&SEED), DeviceId([1; 16])));
        let mut office = Phone::new(9);
        office.import(&plain).unwrap();
        assert_eq!(office.canonical(), phone.canonical());
    }
}

#[test]
fn p24_a_file_locked_with_words_opens_with_them_alone() {
    let words = Zeroizing::new("kayu lengking harap lengkap setrika gamis".to_owned());
    let plain = signed(&small(), &[BY_PASSPHRASE.to_owned()]);
    let file = sealed(&plain, Lock::Passphrase(&words), false);
    let other = Zeroizing::new("kayu lengking harap lengkap setrika kayu".to_owned());
    assert_eq!(opened(&file, Opener::Passphrase(&other)), Err("wrong-passphrase"));
    assert_eq!(opened(&file, Opener::Passphrase(&words)), Ok(plain.clone()));
    let signed = taken(&plain).unwrap().signature.unwrap();
    assert!(holds(&signed) && signed.is_as_sent(&Came::Passphrase));
}

#[test]
fn p24_each_of_500_flipped_bytes_and_every_cut_of_a_sealed_file_is_refused() {
    let (identity, recipient) = seal::make_identity();
    let recipients = [recipient];
    let file = sealed(&signed(&small(), &recipients), Lock::For(&recipients), false);
    let key = [identity];
    assert!(opened(&file, Opener::Identities(&key)).is_ok());
    for number in 0..500 {
        // Spread over the whole file, the head of it included.
        let place = number * file.len() / 500;
        let mut flipped = file.clone();
        flipped[place] ^= 1 << (number % 8);
        assert!(opened(&flipped, Opener::Identities(&key)).is_err(), "byte {place}");
    }
    for cut in (0..file.len()).step_by(7) {
        assert!(opened(&file[..cut], Opener::Identities(&key)).is_err(), "cut at {cut}");
    }
    assert!(opened(&[&file[..], b"x"].concat(), Opener::Identities(&key)).is_err());
}

#[test]
fn p24_what_was_changed_after_it_was_signed_is_refused_even_if_the_checksum_was_made_to_fit() {
    let file = signed(&small(), &[]);
    assert!(taken(&file).unwrap().signature.is_some_and(|signed| holds(&signed)));
    for (from, to) in [
        ("\"author\":\"Rina\"", "\"author\":\"Rani\""),
        ("\"device\":\"01010101", "\"device\":\"01010102"),
        (",\"checksum\":", ",\"pesan\":1,\"checksum\":"),
        ("\"recipients\":[],\"content\":\"", "\"recipients\":[],\"content\":\"0"),
        (",\"signature\":{", ",\"signature\":[{"),
    ] {
        let outcome = taken(&altered(&file, from, to));
        assert!(
            matches!(outcome, Err(ImportError::WrongSignature | ImportError::Damaged { .. })),
            "{from} to {to}"
        );
    }
    // With the hash in the member made to fit too, only the signature itself is left to tell.
    let text = String::from_utf8(altered(&file, "\"author\":\"Rina\"", "\"author\":\"Rani\"")).unwrap();
    let (body, rest) = text.split_once(",\"signature\":").unwrap();
    let (_, old) = rest.split_once("\"content\":\"").unwrap();
    let fitted = altered(text.as_bytes(), &old[..64], blake3::hash(body.as_bytes()).to_hex().as_str());
    let signed = taken(&fitted).unwrap().signature.unwrap();
    assert!(!holds(&signed));
    // The members of the signature itself are not in that hash, and the signature holds them.
    for (from, to) in
        [(OWN, &OWN.replace("age1q", "age1p")), ("\"recipients\":[]", &"\"recipients\":[\"x\"]".to_owned())]
    {
        assert!(!holds(&taken(&altered(&file, from, to)).unwrap().signature.unwrap()), "{to}");
    }
    // Another key's signature of the very file is another device's, and does not pass for this one.
    let mut other = taken(&file).unwrap().signature.unwrap();
    other.key = sign::public_key(&[6; 32]);
    assert!(!holds(&other));
}

#[test]
fn p24_a_file_that_was_opened_and_sealed_for_somebody_else_is_noticed() {
    let [agency, spy] = [(); 2].map(|()| seal::make_identity());
    let recipients = [agency.1.clone()];
    let plain = signed(&small(), &recipients);
    let file = sealed(&plain, Lock::For(&recipients), false);
    let leaked = opened(&file, Opener::Identities(&[agency.0])).unwrap();
    let sent_on = sealed(&leaked, Lock::For(from_ref(&spy.1)), false);
    let plain = opened(&sent_on, Opener::Identities(&[spy.0])).unwrap();
    let signed = taken(&plain).unwrap().signature.unwrap();
    assert!(holds(&signed) && signed.is_as_sent(&Came::For(agency.1.clone())));
    for came in [Came::For(spy.1.clone()), Came::Open, Came::Passphrase] {
        assert!(!signed.is_as_sent(&came));
    }
    // Naming the new receiver breaks the signature.
    let renamed = taken(&altered(&plain, &agency.1, &spy.1)).unwrap().signature.unwrap();
    assert!(renamed.is_as_sent(&Came::For(spy.1)) && !holds(&renamed));
}

#[test]
fn a_file_without_a_signature_still_reads_and_says_so() {
    assert_eq!(taken(&small().export(None)).unwrap().signature, None);
}

/// A folder of this test's own.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("pendamping-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Whether a program is there; says so where it is not.
fn there(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        let _ = writeln!(std::io::stderr(), "not tested: `{program}` is not installed (apt-get install age)");
    }
    found
}

fn run(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> std::process::Output {
    Command::new(program).args(arguments).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn p23_sealed_files_open_with_the_age_command_and_its_files_open_here() {
    if !there("age") || !there("age-keygen") {
        return;
    }
    let folder = Folder::new("age");
    let key_path = folder.0.join("kunci.txt");
    let made = run("age-keygen", &["-o", text(&key_path)]);
    assert!(made.status.success());
    let key_file = std::fs::read_to_string(&key_path).unwrap();
    let recipient = key_file.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap().to_owned();
    let (own, own_recipient) = seal::make_identity();
    let recipients = [recipient.clone(), own_recipient.clone()];
    let plain = signed(&small(), &recipients);

    // Ours by theirs, binary and as text.
    for armored in [false, true] {
        let file = folder.file("ours.pendamping", &sealed(&plain, Lock::For(&recipients), armored));
        let opened = run("age", &["-d", "-i", text(&key_path), text(&file)]);
        assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
        assert_eq!(opened.stdout, plain);
    }
    // And by their command with the key that this app gives out.
    let ours = folder.file("ours.txt", format!("# public key: {own_recipient}\n{}\n", *own).as_bytes());
    let file = folder.file("ours.pendamping", &sealed(&plain, Lock::For(&recipients), false));
    assert_eq!(run("age", &["-d", "-i", text(&ours), text(&file)]).stdout, plain);

    // Theirs by ours, binary and as text.
    let plain_path = folder.file("plain.json", &plain);
    for armor in [&[][..], &["-a"]] {
        let mut arguments = vec!["-r", own_recipient.as_str(), "-r", recipient.as_str()];
        arguments.extend(armor);
        arguments.push(text(&plain_path));
        let theirs = run("age", &arguments).stdout;
        assert_eq!(opened(&theirs, Opener::Identities(from_ref(&own))), Ok(plain.clone()));
        let identities = seal::identities_of(&key_file);
        assert_eq!(opened(&theirs, Opener::Identities(&identities)), Ok(plain.clone()));
    }
}

#[test]
fn p23_a_file_locked_with_words_opens_with_the_age_command() {
    // It asks for the words at a terminal, which `script` plays.
    if !there("age") || !there("script") {
        return;
    }
    let folder = Folder::new("age-words");
    let words = Zeroizing::new("kayu lengking harap lengkap setrika gamis".to_owned());
    let plain = signed(&small(), &[BY_PASSPHRASE.to_owned()]);
    let file = folder.file("words.pendamping", &sealed(&plain, Lock::Passphrase(&words), false));
    let out = folder.0.join("out.json");
    let call = format!("age -d -o {} {}", text(&out), text(&file));
    let mut child = Command::new("script")
        .args(["-qec", &call, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    // Typed before it is asked for, the terminal would lose it.
    std::thread::sleep(std::time::Duration::from_millis(1_000));
    let mut typing = child.stdin.take().unwrap();
    typing.write_all(format!("{}\n", *words).as_bytes()).unwrap();
    typing.flush().unwrap();
    assert!(child.wait().unwrap().success());
    drop(typing);
    assert_eq!(std::fs::read(&out).unwrap(), plain);
}

#[test]
fn the_command_line_opens_a_sealed_file_or_leaves_nothing() {
    let folder = Folder::new("decrypt");
    let program = env!("CARGO_BIN_EXE_pendamping");
    let (identity, recipient) = seal::make_identity();
    let words = Zeroizing::new("enam kata".to_owned());
    let plain = signed(&small(), from_ref(&recipient));
    let file = folder.file("a.pendamping", &sealed(&plain, Lock::For(&[recipient]), false));
    let locked = folder.file("b.pendamping", &sealed(&plain, Lock::Passphrase(&words), true));
    let key = folder.file("key.txt", format!("# a comment\n{}\n", *identity).as_bytes());
    let other = folder.file("other.txt", seal::make_identity().0.as_bytes());
    let phrase = folder.file("phrase.txt", b"enam kata\n");
    let out = folder.0.join("out.json");
    let call = |arguments: &[&str]| {
        let mut all = vec!["decrypt"];
        all.extend(arguments);
        all.extend(["-o", text(&out)]);
        let outcome = run(program, &all);
        (outcome.status.code().unwrap(), String::from_utf8(outcome.stderr).unwrap())
    };
    for arguments in
        [[text(&file), "--identity", text(&key)], [text(&locked), "--passphrase-file", text(&phrase)]]
    {
        assert_eq!(call(&arguments), (0, String::new()));
        assert_eq!(std::fs::read(&out).unwrap(), plain);
        assert_eq!(call(&arguments).0, 1, "an existing file is not overwritten");
        std::fs::remove_file(&out).unwrap();
    }
    let cut = folder.file("c.pendamping", &std::fs::read(&file).unwrap()[..plain.len()]);
    let bare = folder.file("d.json", &plain);
    for (arguments, code) in [
        ([text(&file), "--identity", text(&other)], 1),
        ([text(&locked), "--passphrase-file", text(&other)], 1),
        ([text(&file), "--passphrase-file", text(&phrase)], 1),
        ([text(&cut), "--identity", text(&key)], 1),
        ([text(&bare), "--identity", text(&key)], 1),
        ([text(&file), "--identity", text(&phrase)], 1),
        ([text(&file), "--recipient", "x"], 2),
    ] {
        let (found, said) = call(&arguments);
        assert_eq!(found, code, "{arguments:?}: {said}");
        assert!(!said.is_empty() && !out.exists());
    }
    assert_eq!(call(&[text(&file)]).0, 2);
}
