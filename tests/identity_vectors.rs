//! NIK and phone numbers against what an independent library (lokal-id 0.7.2, MIT) makes of them.
//! It refuses where Pendamping warns, and knows no foreign numbers; everything else must agree.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of a test are outside #[test]")]

use chrono::NaiveDate;
use pendamping::domain::identity::nik::{NikSex, NikWarning, parse_nik};
use pendamping::domain::identity::phone::parse_phone;
use pendamping::domain::identity::region::Regions;
use serde_json::Value;

fn vectors(json: &str) -> Vec<Value> {
    serde_json::from_str(json).unwrap()
}

#[test]
fn every_nik_reads_as_the_independent_library_reads_it() {
    let regions = Regions::parse(include_str!("../public/wilayah_l1_l3.csv"));
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let vectors = vectors(include_str!("fixtures/identity/nik_vectors.json"));
    assert_eq!(vectors.len(), 29);
    for vector in &vectors {
        let input = vector["input"].as_str().unwrap();
        let report = parse_nik(input, today, |code| regions.find(code).is_some());
        let has = |list: &str, code: &str| {
            vector[list].as_array().unwrap().iter().any(|entry| entry["code"] == code)
        };
        if has("errors", "format") {
            assert!(!report.warnings.is_empty(), "{input}");
            continue;
        }
        assert_eq!(vector["nik"], report.digits, "{input}");
        assert_eq!(vector["province_code"].as_str(), report.province.as_deref(), "{input}");
        assert_eq!(vector["regency_code"].as_str(), report.regency.as_deref(), "{input}");
        assert_eq!(vector["district_code"].as_str(), report.district.as_deref(), "{input}");
        assert_eq!(vector["birth_date"].as_str(), report.birth.map(|d| d.to_string()).as_deref(), "{input}");
        let sex = report.sex.map(|sex| if sex == NikSex::Male { "L" } else { "P" });
        assert_eq!(vector["gender"].as_str(), sex, "{input}");
        let warned = |warning| report.warnings.contains(&warning);
        assert_eq!(warned(NikWarning::ImpossibleDate), has("errors", "birth_date"), "{input}");
        assert_eq!(warned(NikWarning::SerialZero), has("errors", "serial"), "{input}");
        let unknown =
            has("warnings", "wilayah_unknown") || has("errors", "wilayah") || has("errors", "province");
        assert_eq!(warned(NikWarning::UnknownRegion), unknown, "{input}");
        let district = report.district.as_deref().and_then(|code| regions.find(code));
        assert_eq!(vector["district"].as_str(), district.map(|region| region.name), "{input}");
    }
}

#[test]
fn every_phone_reads_as_the_independent_library_reads_it() {
    let vectors = vectors(include_str!("fixtures/identity/phone_vectors.json"));
    assert_eq!(vectors.len(), 19);
    for vector in &vectors {
        let input = vector["input"].as_str().unwrap();
        let phone = parse_phone(input).ok();
        // A client's relative abroad has a number too: it is kept where the library refuses it.
        if input == "+60123456789" {
            assert!(phone.is_some_and(|phone| phone.e164() == input));
            continue;
        }
        // The library reads the dialling prefix 00 as part of a landline number; here it means +.
        if input == "0062812345678" {
            assert!(phone.is_some_and(|phone| phone.e164() == "+62812345678"));
            continue;
        }
        assert_eq!(vector["e164"].as_str(), phone.as_ref().map(|phone| phone.e164()), "{input}");
        let Some(phone) = phone else { continue };
        assert_eq!(vector["type"] == "mobile", phone.is_mobile(), "{input}");
        if phone.is_mobile() {
            assert_eq!(vector["national"], phone.display(), "{input}");
            let link = vector["whatsapp"].as_str().map(|number| format!("https://wa.me/{number}"));
            assert_eq!(link, phone.whatsapp_link(), "{input}");
        }
    }
}
