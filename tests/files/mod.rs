//! Hand-over files as tests need them: signed by a device, and changed with a checksum that fits again.

use pendamping::exchange::file::BEFORE_CHECKSUM;
use pendamping::exchange::{ExportOptions, Exporter, sign};
use pendamping::ledger::Ledger;

/// The seed of the key that a signed file names.
pub const SEED: sign::Seed = [5; 32];
/// The recipient of the phone that signs.
pub const OWN: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

/// The file with its first such part replaced and its own checksum made to fit again; what stands behind the checksum stays.
pub fn altered(file: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = std::str::from_utf8(file).unwrap();
    assert!(text.contains(from), "{from} is not in the file");
    let text = text.replacen(from, to, 1);
    let (body, _) = text.rsplit_once(BEFORE_CHECKSUM).unwrap();
    let sum = blake3::hash(body.as_bytes()).to_hex();
    let (rest, old) = text.rsplit_once("\"file\":\"").unwrap();
    format!("{rest}\"file\":\"{sum}{}", &old[sum.len()..]).into_bytes()
}

/// An export for these receivers that names the key of [`SEED`] and is signed with this seed: a wrong signature where they
/// differ.
pub fn signed_with(
    seed: &sign::Seed,
    ledger: &Ledger,
    options: &ExportOptions<'_>,
    recipients: &[String],
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut sink = |chunk: &[u8]| file.extend_from_slice(chunk);
    let mut exporter = Exporter::begin(ledger, options, &mut sink).unwrap();
    exporter.sign_for(OWN.to_owned(), recipients.to_vec());
    loop {
        if let Some(statement) = exporter.to_sign() {
            let value = sign::sign(seed, &statement.message());
            exporter.give_signature(&sign::public_key(&SEED), &value, &mut sink);
        }
        if let Some(exported) = exporter.step(ledger, &mut sink).unwrap() {
            assert_eq!(exported.bytes, file.len() as u64);
            return file;
        }
    }
}
