//! Taking back what was taken in, and the signatures of receipts and packs.

use super::files::OWN;
use super::office::{Taken, pack_of, receipt_of, take};
use super::*;
use pendamping::exchange::back::{Before, WayBack};
use pendamping::exchange::sign::{public_key, sign, verify};
use pendamping::exchange::{Incoming, pack, receipt, signature_of, small_message, with_signature};

/// Takes files in as the app does, and gives the way back.
fn take_with_way(office: &mut Phone, files: Vec<Incoming>) -> (Taken, Option<WayBack>) {
    let before = Before::of(&office.ledger);
    let taken = take(office, files);
    let way = before.way_back(&office.ledger);
    (taken, way)
}

/// Goes back in steps, as the app does.
fn go_back(office: &mut Phone, way: &WayBack) {
    assert!(way.is_open(&office.ledger));
    let mut before = Ledger::new(office.ledger.device());
    while !way.step(&office.ledger, &mut before, 3).unwrap() {}
    assert!(way.leads_to(&before));
    office.ledger = before;
}

/// What is missing of every device.
fn gaps(office: &Phone) -> Vec<Gap> {
    office.ledger.devices().flat_map(|device| office.ledger.gaps_with(device, &[].into())).collect()
}

/// An office with work of its own and an older file, and three phones that know of each other.
fn three_phones() -> (Phone, Vec<Phone>) {
    let mut office = Phone::new(9);
    let mut phones: Vec<Phone> = (1..4).map(Phone::new).collect();
    for (place, phone) in phones.iter_mut().enumerate() {
        for number in 0..4 {
            phone.save_person(10 * place as u64 + number, "Ani");
        }
    }
    take(&mut office, vec![phones[0].file(None)]);
    office.save_person(0, "Ani, kata kantor");
    office.save_person(99, "Catatan kantor");
    for phone in &mut phones {
        phone.save_person(0, "Ani, kata petugas");
        phone.save_person(1, "Budi");
    }
    (office, phones)
}

#[test]
fn three_files_that_were_taken_are_taken_back_and_the_book_is_as_before() {
    let (mut office, phones) = three_phones();
    let files = || phones.iter().map(|phone| phone.file(None)).collect::<Vec<_>>();
    let (before, heads) = (office.canonical(), office.ledger.heads());
    let (taken, way) = take_with_way(&mut office, files());
    assert!(taken.told.new > 0 && taken.told.conflicts > 0);
    let after = office.canonical();
    assert_ne!(after, before);

    go_back(&mut office, &way.unwrap());
    assert_eq!((office.canonical(), office.ledger.heads()), (before.clone(), heads));
    assert_eq!(office.ledger.book().conflicts().len(), 0);
    // The office goes on under its own numbers, and the same files can come again.
    let (_, way) = take_with_way(&mut office, files());
    assert_eq!(office.canonical(), after);
    go_back(&mut office, &way.unwrap());
    office.save_person(98, "Sesudahnya");
    assert_eq!(office.ledger.heads()[&DeviceId([9; 16])].seq, 3);
    take(&mut office, files());
    assert_eq!(gaps(&office), []);
}

#[test]
fn a_file_with_a_gap_and_a_forked_phone_are_taken_back_too() {
    let (mut office, mut phones) = three_phones();
    let handed = phones[1].ledger.heads();
    phones[1].save_person(50, "Cici");
    let gap = phones[1].file(Some(&handed));
    let mut restored = Phone::new(1);
    restored.ledger.copy_from(&phones[0].ledger, 0..2).unwrap();
    restored.now += 9_000;
    restored.save_person(60, "Dewi");
    let before = office.canonical();
    let (taken, way) = take_with_way(&mut office, vec![gap, restored.file(None)]);
    assert_eq!((taken.told.gaps.len(), taken.told.forks), (1, 1));
    go_back(&mut office, &way.unwrap());
    assert_eq!((office.canonical(), gaps(&office)), (before, vec![]));

    // A fork that was there before: what the saves after it say is read there as it was.
    for name in ["ANI", "ANI A.", "ANI AMINAH"] {
        restored.save_person(0, name);
    }
    take(&mut office, vec![restored.file(None)]);
    let said = |office: &Phone| (office.canonical(), office.ledger.book().conflicts().len());
    let before = said(&office);
    let (_, way) = take_with_way(&mut office, vec![phones[2].file(None)]);
    go_back(&mut office, &way.unwrap());
    assert_eq!(said(&office), before);
}

#[test]
fn nothing_is_taken_back_once_something_came_after() {
    let (mut office, phones) = three_phones();
    let (_, way) = take_with_way(&mut office, vec![phones[1].file(None)]);
    let way = way.unwrap();
    assert!(way.is_open(&office.ledger));
    let (_, later) = take_with_way(&mut office, vec![phones[2].file(None)]);
    assert!(!way.is_open(&office.ledger), "a later file");
    go_back(&mut office, &later.unwrap());
    assert!(way.is_open(&office.ledger), "and it is open again when that was taken back");
    office.save_person(97, "Sesudahnya");
    assert!(!way.is_open(&office.ledger), "a save of the office");
}

#[test]
fn what_a_file_erased_for_good_has_no_way_back() {
    let (mut office, mut phones) = three_phones();
    take(&mut office, vec![phones[1].file(None)]);
    let person = RecordId::make(11, [3; 10]);
    assert!(office.ledger.book().get(person).is_some());
    phones[1].commit(vec![Change::Erase { kind: "person".into(), record: person }]);
    let (_, way) = take_with_way(&mut office, vec![phones[1].file(None)]);
    assert!(office.ledger.book().is_erased(person) && way.is_none());
}

/// A receipt and a pack of the same office, as they are written.
fn small_files() -> [Vec<u8>; 2] {
    let (mut office, phones) = three_phones();
    let taken = take(&mut office, vec![phones[1].file(None)]);
    let given = receipt_of(&office, &taken, 5).remove(0);
    [receipt::write(&given), pack_of(&office).0]
}

fn signed(file: &[u8], seed: &[u8; 32]) -> Vec<u8> {
    let value = sign(seed, &small_message(file, OWN).unwrap());
    with_signature(file.to_vec(), &public_key(seed), OWN, &value)
}

fn holds(file: &[u8]) -> Result<bool, ImportError> {
    Ok(signature_of(file)?.is_some_and(|it| it.own == OWN && verify(&it.key, &it.message, &it.value)))
}

#[test]
fn a_signed_receipt_and_pack_prove_who_gave_them_and_no_byte_of_them_can_be_changed() {
    for (number, file) in small_files().iter().enumerate() {
        assert_eq!(signature_of(file), Ok(None));
        let whole = signed(file, &[7; 32]);
        assert_eq!(holds(&whole), Ok(true));
        assert_eq!(signature_of(&whole).unwrap().unwrap().key, public_key(&[7; 32]));
        assert!(if number == 0 { receipt::read(&whole).is_ok() } else { pack::read(&whole).is_ok() });
        assert!(serde_json::from_slice::<Json>(&whole).is_ok());
        for place in 0..whole.len() - 1 {
            let mut changed = whole.clone();
            changed[place] ^= 1;
            assert_ne!(holds(&changed), Ok(true), "file {number}, byte {place}");
        }
    }
}

#[test]
fn nothing_may_stand_behind_a_signature_and_it_holds_for_no_other_file() {
    let [receipt, pack] = small_files().map(|file| String::from_utf8(signed(&file, &[7; 32])).unwrap());
    for more in [",\"refused\":[]}", ",\"note\":1}", ",\"signature\":null}"] {
        let longer = format!("{}{more}", receipt.trim_end().strip_suffix('}').unwrap());
        assert!(receipt::read(longer.as_bytes()).is_err(), "{more}");
        assert!(holds(longer.as_bytes()).is_err(), "{more}");
    }
    let (_, of_receipt) = receipt.split_once(",\"signature\":").unwrap();
    let (body, _) = pack.split_once(",\"signature\":").unwrap();
    assert_eq!(holds(format!("{body},\"signature\":{of_receipt}").as_bytes()), Ok(false));
    let other = receipt.replacen("\"value\":\"", "\"value\":\"00", 1);
    assert_eq!(holds(other.as_bytes()), Err(ImportError::WrongSignature));
}
