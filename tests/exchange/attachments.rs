//! Photos in a hand-over file: the same bytes on the other side, or left out by name without losing the rest.

use std::collections::BTreeMap;

use pendamping::casework::attachment::{is_whole, plan_attachment};
use pendamping::domain::photo::Media;
use pendamping::domain::record::spine::attachment;
use pendamping::domain::value::Fields;
use pendamping::exchange::{Carried, Exporter, Incoming, MOST_A_FILE, carried_by, parts};

use super::*;

/// A phone with the bytes of its photos.
struct Camera {
    phone: Phone,
    bytes: BTreeMap<RecordId, Vec<u8>>,
}

impl Camera {
    fn new(number: u8) -> Self {
        let mut phone = Phone::new(number);
        phone.set_name("Ani");
        Camera { phone, bytes: BTreeMap::new() }
    }

    fn take(&mut self, number: u8, caption: &str, size: usize) -> RecordId {
        let id = RecordId([number; 16]);
        let bytes: Vec<u8> =
            (0..size).map(|place| (place as u8).wrapping_mul(number) ^ (place >> 8) as u8).collect();
        let typed: Fields = FieldSet::new().with(attachment::CAPTION, caption).0;
        self.phone.save(vec![plan_attachment(id, ANI, &typed, Media::Jpeg, &bytes)]);
        self.bytes.insert(id, bytes);
        id
    }

    /// The file, how it was written, and the longest piece in which it was handed out.
    fn export(
        &self,
        since: Option<&Heads>,
        part: Option<usize>,
    ) -> (Vec<u8>, pendamping::exchange::Exported, usize) {
        let ledger = &self.phone.ledger;
        let options = ExportOptions {
            export_id: uuid::Uuid::from_bytes([9; 16]),
            created: Stamp { ms: self.phone.now, offset: 420 },
            author: "Rina",
            since,
        };
        let (mut file, mut longest) = (Vec::new(), 0);
        let mut sink = |chunk: &[u8]| {
            longest = longest.max(chunk.len());
            file.extend_from_slice(chunk);
        };
        let mut exporter = Exporter::begin(ledger, &options, &mut sink).unwrap();
        if let Some(part) = part {
            let found = carried_by(ledger, since).unwrap();
            exporter.carry(parts(ledger.book(), &found).into_iter().nth(part).unwrap_or_default());
        }
        let exported = loop {
            if let Some(id) = exporter.wants() {
                exporter.give(ledger, self.bytes.get(&id).map(Vec::as_slice), &mut sink);
            } else if let Some(exported) = exporter.step(ledger, &mut sink).unwrap() {
                break exported;
            }
        };
        assert_eq!(exported.bytes, file.len() as u64);
        Schema(json_schema()).check(&serde_json::from_slice(&file).unwrap());
        (file, exported, longest)
    }

    fn file(&self, since: Option<&Heads>) -> Vec<u8> {
        self.export(since, Some(0)).0
    }
}

fn incoming(file: &[u8]) -> Incoming {
    read(file, &Limits::default()).unwrap()
}

fn decoded(file: &[u8], one: &Carried) -> Option<Vec<u8>> {
    one.decode(&file[one.at.clone()])
}

fn ids(found: &[Carried]) -> Vec<RecordId> {
    found.iter().map(|one| one.id).collect()
}

#[test]
fn a_photo_arrives_byte_for_byte_with_its_record() {
    let mut camera = Camera::new(1);
    let photos = [camera.take(3, "KTP Ani", 50_000), camera.take(4, "KK", 1), camera.take(5, "", 0)];
    let (file, exported, _) = camera.export(None, Some(0));
    assert_eq!((exported.attachments, exported.without_bytes), (3, 0));
    let mut other = Phone::new(2);
    other.import(&file).unwrap();
    assert_eq!(other.canonical(), camera.phone.canonical());
    let found = incoming(&file);
    assert_eq!((ids(&found.attachments), ids(&found.spoiled)), (photos.to_vec(), vec![]));
    for one in &found.attachments {
        let bytes = decoded(&file, one).unwrap();
        assert!(bytes == camera.bytes[&one.id]);
        assert!(is_whole(other.ledger.book().get(one.id).unwrap(), &bytes));
    }
    // With the mark that some programs put in front, and laid out anew by another tool.
    let marked = [b"\xef\xbb\xbf".as_slice(), &file].concat();
    let found = incoming(&marked);
    assert!(found.attachments.iter().all(|one| decoded(&marked, one).is_some()));
    let mut json: Json = serde_json::from_slice(&file).unwrap();
    json["checksum"].as_object_mut().unwrap().remove("file");
    let pretty = serde_json::to_vec_pretty(&json).unwrap();
    let found = incoming(&pretty);
    assert!(
        found.attachments.len() == 3 && found.attachments.iter().all(|one| decoded(&pretty, one).is_some())
    );
}

#[test]
fn what_changed_since_the_last_hand_over_carries_new_photos_only() {
    let mut camera = Camera::new(1);
    let old = camera.take(3, "lama", 100);
    let base = camera.phone.ledger.heads();
    let new = camera.take(4, "baru", 100);
    camera.phone.save(vec![Draft {
        kind: attachment::SPEC.name,
        record: old,
        parent: None,
        fields: FieldSet::new().with(attachment::CAPTION, "KTP lama"),
    }]);
    let file = camera.file(Some(&base));
    let json: Json = serde_json::from_slice(&file).unwrap();
    assert_eq!(json["counts"]["records"]["attachment"], 2);
    assert_eq!(ids(&incoming(&file).attachments), [new]);
    assert_eq!(ids(&incoming(&camera.file(None)).attachments), [old, new]);
}

#[test]
fn a_file_without_photos_brings_the_records_and_a_later_one_brings_the_bytes() {
    let mut camera = Camera::new(1);
    let id = camera.take(3, "KTP", 100);
    let (bare, exported, _) = camera.export(None, None);
    assert_eq!((exported.attachments, exported.without_bytes), (0, 0));
    assert!(!String::from_utf8(bare.clone()).unwrap().contains("attachments"));
    let mut other = Phone::new(2);
    other.import(&bare).unwrap();
    assert!(other.ledger.book().get(id).is_some() && incoming(&bare).attachments.is_empty());
    let whole = camera.file(None);
    let found = incoming(&whole);
    assert!(other.ledger.plan_merge(found.origins.clone()).unwrap().is_empty());
    let bytes = decoded(&whole, &found.attachments[0]).unwrap();
    assert!(is_whole(other.ledger.book().get(id).unwrap(), &bytes));
}

#[test]
fn a_photo_that_is_missing_or_damaged_here_is_left_out_and_counted() {
    let mut camera = Camera::new(1);
    let [gone, damaged, whole] = [camera.take(3, "a", 99), camera.take(4, "b", 99), camera.take(5, "c", 99)];
    camera.bytes.remove(&gone);
    camera.bytes.get_mut(&damaged).unwrap()[7] ^= 1;
    let (file, exported, _) = camera.export(None, Some(0));
    assert_eq!((exported.attachments, exported.without_bytes), (1, 2));
    assert_eq!(ids(&incoming(&file).attachments), [whole]);
    camera.bytes.clear();
    let (file, exported, _) = camera.export(None, Some(0));
    assert_eq!((exported.attachments, exported.without_bytes), (0, 3));
    assert_eq!(Phone::new(2).import(&file).unwrap().new["attachment"], 3);
}

#[test]
fn bytes_that_were_changed_in_the_file_are_named_and_the_rest_stands() {
    let mut camera = Camera::new(1);
    let [first, second] = [camera.take(3, "KTP Ani", 300), camera.take(4, "KK", 300)];
    let file = camera.file(None);
    // A flipped byte spoils the checksum of the file, which is then refused whole.
    let place = incoming(&file).attachments[0].at.start + 8;
    let mut flipped = file.clone();
    flipped[place] = if flipped[place] == b'A' { b'B' } else { b'A' };
    assert_eq!(read(&flipped, &Limits::default()).unwrap_err(), ImportError::ChecksumMismatch);

    // Where somebody made that fit, the record still knows what its bytes are.
    let text = String::from_utf8(file.clone()).unwrap();
    let data = &text[incoming(&file).attachments[0].at.clone()];
    let other = &text[incoming(&file).attachments[1].at.clone()];
    for wrong in [other.to_owned(), format!("{}AAAA", &data[4..]), "no base64".to_owned(), String::new()] {
        let spoiled = altered(&file, data, &wrong);
        let found = incoming(&spoiled);
        let good: Vec<bool> = found.attachments.iter().map(|one| decoded(&spoiled, one).is_some()).collect();
        assert_eq!(good, [false, true]);
        assert_eq!((found.attachments[0].id, &*found.attachments[0].caption), (first, "KTP Ani"));
        assert_eq!(Phone::new(2).import(&spoiled).unwrap().new["attachment"], 2);
    }
    let entry = format!("{{\"id\":\"{first}\",\"media_type\":\"image/jpeg\",\"size\":300");
    let stranger = RecordId([77; 16]);
    for (from, to, named) in [
        (entry.clone(), entry.replace(":300", ":299"), first),
        (entry.clone(), entry.replace(&first.to_string(), &stranger.to_string()), stranger),
    ] {
        let found = incoming(&altered(&file, &from, &to));
        assert_eq!((ids(&found.spoiled), ids(&found.attachments)), (vec![named], vec![second]));
    }
    let escaped = incoming(&altered(&file, data, &format!("\\u0041{}", &data[1..])));
    assert_eq!((ids(&escaped.spoiled), ids(&escaped.attachments)), (vec![first], vec![second]));
}

#[test]
fn p27_a_file_with_more_photos_than_a_phone_bears_is_refused() {
    let mut camera = Camera::new(1);
    camera.take(3, "", 3_000);
    camera.take(4, "", 3_000);
    let file = camera.file(None);
    let limits = |attachments| Limits { attachments, ..Limits::default() };
    assert!(read(&file, &limits(6_000)).is_ok());
    assert_eq!(read(&file, &limits(5_999)).unwrap_err(), ImportError::TooMany);
    assert!(Limits::default().attachments as u64 > MOST_A_FILE);
}

#[test]
fn many_photos_go_into_several_files_of_a_bearable_size_and_are_written_piece_by_piece() {
    let mut camera = Camera::new(1);
    for number in 10..20 {
        camera.take(number, "", 300_000);
    }
    let (file, _, longest) = camera.export(None, Some(0));
    assert!(file.len() > 4_000_000 && longest < 700_000, "{longest}");

    // Records of more than a file bears; their sizes alone matter here.
    let mut full = Camera::new(2);
    for number in 10..130 {
        let fields = FieldSet::new().with(attachment::SIZE, 1 << 20).with(attachment::DIGEST, "ab");
        let record = RecordId([number; 16]);
        full.phone.save(vec![Draft { kind: attachment::SPEC.name, record, parent: Some(ANI), fields }]);
    }
    let ledger = &full.phone.ledger;
    let all = carried_by(ledger, None).unwrap();
    let split = parts(ledger.book(), &all);
    assert_eq!(split.iter().map(Vec::len).collect::<Vec<_>>(), [48, 48, 24]);
    assert_eq!(split.concat(), all);
}

#[test]
fn p11_an_erased_photo_is_in_no_file() {
    let mut camera = Camera::new(1);
    let [gone, kept] = [camera.take(3, "KTP Ani", 100), camera.take(4, "KK", 100)];
    camera.phone.commit(vec![Change::Erase { kind: attachment::SPEC.name.into(), record: gone }]);
    camera.phone.ledger = camera.phone.ledger.scrub().unwrap();
    let file = camera.file(None);
    assert_eq!(ids(&incoming(&file).attachments), [kept]);
    let digest = pendamping::domain::photo::digest(&camera.bytes[&gone]);
    let text = String::from_utf8(file).unwrap();
    assert!(!text.contains(&digest) && !text.contains("KTP Ani"));
}
