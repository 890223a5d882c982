//! Signed files: by which device is said, in the words that the app shows, and a signature that does not hold is refused.

use pendamping::exchange::key::{hex, signer_words};
use pendamping::exchange::sign;

use super::files::{SEED, signed_with};
use super::*;

/// A file with the key of one device, signed with that of another where the seeds differ.
fn signed(phone: &Phone, seed: &sign::Seed) -> Vec<u8> {
    let options = ExportOptions {
        export_id: uuid::Uuid::from_bytes([9; 16]),
        created: Stamp { ms: phone.now, offset: 420 },
        author: &phone.worker,
        since: None,
    };
    signed_with(seed, &phone.ledger, &options, &[])
}

#[test]
fn whether_and_by_whom_a_file_is_signed_is_said_and_a_wrong_signature_is_refused() {
    let folder = folder("signed");
    let phone = small();
    let file = signed(&phone, &SEED);
    let told = read(&file, &Limits::default()).unwrap().signature.unwrap();
    let words = signer_words(&told);
    let good = write(&folder, "good.json", &file);
    let plain = write(&folder, "plain.json", &phone.export(None));
    let wrong = write(&folder, "wrong.json", &signed(&phone, &[6; 32]));

    let validated = out(&run(&["validate", &good, &plain]));
    let lines: Vec<&str> = validated.lines().collect();
    assert!(lines[0].ends_with(&format!("; signed by {words}")), "{validated}");
    assert!(lines[1].ends_with("; not signed"), "{validated}");
    let inspected = out(&run(&["inspect", &good, &plain]));
    assert!(inspected.contains(&format!("\n  signed by {words}\n")), "{inspected}");
    assert!(inspected.contains("\n  not signed\n"), "{inspected}");
    for command in ["validate", "inspect"] {
        let files = &answer(&[command, "--json", &good, &plain])["files"];
        assert_eq!(files[0]["signature"], json!({"key": hex(&sign::public_key(&SEED)), "words": words}));
        assert_eq!(files[1]["signature"], Json::Null);
        let refused = run(&[command, &wrong]);
        assert_eq!(refused.status.code(), Some(1));
        let said = out(&refused) + &err(&refused);
        assert!(said.contains("the signature does not match") && !said.contains(&words), "{said}");
    }
    assert_eq!(run(&["merge", &wrong, "-o", text(&folder.join("all.json"))]).status.code(), Some(1));
}
