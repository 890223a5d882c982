//! Lists of outreach and contact tracing. Contact status, follow-up status and case classification
//! are three different things and have three lists.

use super::{CodeList, OWN};

code_list! {
    /// Case classification.
    CLASSIFICATION, "classification", "KMK HK.01.07/MENKES/413/2020";
    "suspect": "Suspek" | "Suspect",
    "probable": "Probable" | "Probable",
    "confirmed_symptomatic": "Konfirmasi bergejala" | "Confirmed, with symptoms",
    "confirmed_asymptomatic": "Konfirmasi tanpa gejala" | "Confirmed, without symptoms",
    "discarded": "Discarded" | "Discarded",
}

code_list! {
    /// What the infectious days of a disease are counted from.
    ANCHOR, "anchor", OWN;
    "onset": "Hari pertama sakit" | "First day of illness",
    "rash": "Hari pertama ruam" | "First day of the rash",
}

code_list! {
    /// How the day of onset is known.
    ONSET_KIND, "onset_kind", OWN;
    "exact": "Tanggal pasti" | "Exact",
    "approximate": "Perkiraan" | "Approximate",
    "none": "Tanpa gejala" | "No symptoms",
}

code_list! {
    /// Outcome of an illness.
    CASE_OUTCOME, "case_outcome", OWN;
    "ill": "Masih sakit/isolasi" | "Still ill or isolated",
    "recovered": "Sembuh/selesai isolasi" | "Recovered or released",
    "recovered_sequelae": "Sembuh dengan gejala sisa" | "Recovered with after-effects",
    "died": "Meninggal" | "Died",
    "lost": "Tidak dapat dilacak" | "Lost",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// Where somebody was exposed.
    EXPOSURE_SETTING, "exposure_setting", OWN;
    "household": "Serumah" | "Household",
    "family": "Keluarga lain rumah" | "Family, another house",
    "neighbourhood": "Lingkungan RT/RW" | "Neighbourhood",
    "work": "Tempat kerja" | "Workplace",
    "school": "Sekolah/pesantren" | "School or boarding school",
    "health_care": "Fasilitas kesehatan" | "Health care",
    "worship": "Rumah ibadah" | "Place of worship",
    "gathering": "Hajatan/pertemuan" | "Celebration or meeting",
    "transport": "Transportasi" | "Transport",
    "market": "Pasar/toko" | "Market or shop",
    "institution": "Panti/lapas/asrama" | "Institution, prison or dormitory",
    "funeral": "Pemulasaraan/pemakaman" | "Funeral",
    "travel": "Perjalanan" | "Travel",
    "animal": "Hewan" | "Animal",
    "other": "Lainnya" | "Other",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// Kind of contact.
    CONTACT_KIND, "contact_kind", OWN;
    "lives_together": "Tinggal serumah" | "Lives together",
    "close": "Tatap muka dekat (≤ 1 meter, ≥ 15 menit)" | "Face to face (≤ 1 m, ≥ 15 min)",
    "touch": "Sentuhan langsung" | "Direct touch",
    "body_fluids": "Cairan tubuh" | "Body fluids",
    "care": "Merawat tanpa APD" | "Gave care without protection",
    "same_room": "Satu ruangan" | "Same room",
    "same_vehicle": "Satu kendaraan" | "Same vehicle",
    "shared_items": "Barang bersama" | "Shared items",
    "corpse": "Jenazah" | "Dead body",
    "other": "Lainnya" | "Other",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// Protection worn at an exposure.
    EXPOSURE_PROTECTION, "exposure_protection", OWN;
    "none": "Tanpa pelindung" | "None",
    "source_masked": "Sumber bermasker" | "Source masked",
    "contact_masked": "Kontak bermasker" | "Contact masked",
    "both_masked": "Keduanya bermasker" | "Both masked",
    "full_ppe": "APD lengkap" | "Full protective equipment",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// How sure an exposure is.
    CERTAINTY, "certainty", OWN;
    "certain": "Pasti" | "Certain",
    "likely": "Mungkin besar" | "Likely",
    "possible": "Mungkin" | "Possible",
}

code_list! {
    /// What a day of follow-up found.
    FOLLOW_UP_RESULT, "follow_up_result", OWN;
    "well": "Sehat" | "Well",
    "unwell": "Bergejala" | "Unwell",
    "absent": "Tidak ada" | "Absent",
    "refused": "Menolak" | "Refused",
    "not_done": "Tidak dilakukan" | "Not done",
}

code_list! {
    /// Why a day of follow-up was not done.
    NOT_DONE_REASON, "not_done_reason", OWN;
    "worker_absent": "Petugas berhalangan" | "Worker prevented",
    "no_answer": "Tidak menjawab telepon" | "No answer",
    "no_access": "Akses/cuaca" | "Access or weather",
    "unsafe": "Tidak aman" | "Unsafe",
    "moved": "Pindah" | "Moved",
    "holiday": "Hari libur" | "Holiday",
    "lost": "Dinyatakan hilang" | "Declared lost",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// How a day of follow-up was done.
    FOLLOW_UP_METHOD, "follow_up_method", OWN;
    "visit": "Kunjungan" | "Visit",
    "phone": "Telepon" | "Phone",
    "message": "Pesan" | "Message",
    "volunteer": "Melalui kader/RT/RW" | "Through a volunteer or RT/RW",
}

code_list! {
    /// Follow-up status of a contact. Derived, or set by a person with a reason.
    FOLLOW_UP_STATUS, "follow_up_status", OWN;
    "under_follow_up": "Dalam pemantauan" | "Under follow-up",
    "completed": "Selesai pemantauan" | "Completed",
    "lost": "Hilang dari pemantauan" | "Lost to follow-up",
    "never_seen": "Belum pernah ditemui" | "Never seen",
    "refused": "Menolak" | "Refused",
    "became_case": "Menjadi kasus" | "Became a case",
    "transferred": "Dialihkan" | "Transferred",
    "died": "Meninggal" | "Died",
}

code_list! {
    /// Symptoms.
    SYMPTOM, "symptom", OWN;
    "fever": "Demam" | "Fever",
    "cough": "Batuk" | "Cough",
    "cough_two_weeks": "Batuk ≥ 2 minggu" | "Cough for two weeks or more",
    "blood_sputum": "Batuk darah" | "Coughing blood",
    "sore_throat": "Sakit tenggorokan" | "Sore throat",
    "runny_nose": "Pilek" | "Runny nose",
    "short_breath": "Sesak napas" | "Shortness of breath",
    "fatigue": "Lemas" | "Fatigue",
    "headache": "Sakit kepala" | "Headache",
    "muscle_pain": "Nyeri otot" | "Muscle pain",
    "smell_taste_loss": "Hilang penciuman/pengecap" | "Loss of smell or taste",
    "diarrhoea": "Diare" | "Diarrhoea",
    "vomiting": "Mual/muntah" | "Nausea or vomiting",
    "abdominal_pain": "Nyeri perut" | "Abdominal pain",
    "rash": "Ruam" | "Rash",
    "blisters": "Lenting/koreng" | "Blisters or scabs",
    "red_eyes": "Mata merah" | "Red eyes",
    "swollen_glands": "Kelenjar bengkak" | "Swollen glands",
    "throat_membrane": "Selaput putih di tenggorokan" | "White membrane in the throat",
    "night_sweats": "Keringat malam" | "Night sweats",
    "weight_loss": "Berat badan turun" | "Weight loss",
    "bleeding": "Perdarahan" | "Bleeding",
    "seizure": "Kejang" | "Seizure",
    "reduced_consciousness": "Penurunan kesadaran" | "Reduced consciousness",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// Kinds of laboratory test.
    LAB_TEST_KIND, "lab_test_kind", OWN;
    "pcr": "RT-PCR" | "RT-PCR",
    "antigen": "Antigen cepat" | "Rapid antigen",
    "antibody": "Antibodi/serologi" | "Antibody or serology",
    "tcm": "TCM (GeneXpert)" | "Rapid molecular test (GeneXpert)",
    "smear": "Mikroskopis BTA" | "Sputum smear",
    "culture": "Kultur" | "Culture",
    "chest_xray": "Rontgen dada" | "Chest X-ray",
    "tuberculin": "Uji tuberkulin/IGRA" | "Tuberculin test or IGRA",
    "igm": "IgM campak/rubela" | "Measles/rubella IgM",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// Results of a laboratory test.
    LAB_RESULT, "lab_result", OWN;
    "positive": "Positif" | "Positive",
    "negative": "Negatif" | "Negative",
    "inconclusive": "Inkonklusif" | "Inconclusive",
    "pending": "Menunggu hasil" | "Pending",
    "rejected": "Spesimen tidak layak" | "Specimen rejected",
}

code_list! {
    /// Where a person isolates.
    ISOLATION_PLACE, "isolation_place", OWN;
    "home": "Rumah" | "Home",
    "relative": "Rumah kerabat" | "A relative's home",
    "shelter": "Fasilitas isolasi terpusat" | "Isolation facility",
    "hospital": "Rumah sakit" | "Hospital",
    "none": "Tidak isolasi" | "Not isolating",
}

code_list! {
    /// Whom outreach addresses.
    OUTREACH_TARGET, "outreach_target", OWN;
    "health_facility": "Fasilitas kesehatan" | "Health facility",
    "village_office": "Desa/kelurahan" | "Village office",
    "rt_rw": "RT/RW" | "Neighbourhood leaders (RT/RW)",
    "family": "Keluarga" | "Family",
}

code_list! {
    /// Data received through outreach.
    OUTREACH_DATA, "outreach_data", OWN;
    "case_list": "Daftar kasus" | "List of cases",
    "contact_list": "Daftar kontak" | "List of contacts",
    "lab_results": "Hasil laboratorium" | "Laboratory results",
    "residents": "Data warga" | "Residents' data",
    "vulnerable": "Data warga rentan" | "List of vulnerable residents",
    "none": "Tidak ada" | "None",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// Kinds of event or place of exposure.
    EVENT_KIND, "event_kind", OWN;
    "wedding": "Pernikahan/hajatan" | "Wedding or celebration",
    "worship": "Ibadah/pengajian" | "Worship",
    "funeral": "Pemakaman/tahlilan" | "Funeral",
    "meeting": "Rapat/arisan" | "Meeting",
    "work": "Kegiatan kerja" | "Work",
    "school": "Kegiatan sekolah" | "School",
    "market": "Pasar" | "Market",
    "travel": "Perjalanan" | "Travel",
    "health_care": "Fasilitas kesehatan" | "Health care",
    "shelter": "Pengungsian/panti" | "Shelter or home",
    "other": "Lainnya" | "Other",
}

/// Every list of this file.
pub static ALL: &[&CodeList] = &[
    &ANCHOR,
    &CLASSIFICATION,
    &ONSET_KIND,
    &CASE_OUTCOME,
    &EXPOSURE_SETTING,
    &CONTACT_KIND,
    &EXPOSURE_PROTECTION,
    &CERTAINTY,
    &FOLLOW_UP_RESULT,
    &NOT_DONE_REASON,
    &FOLLOW_UP_METHOD,
    &FOLLOW_UP_STATUS,
    &SYMPTOM,
    &LAB_TEST_KIND,
    &LAB_RESULT,
    &ISOLATION_PLACE,
    &OUTREACH_TARGET,
    &OUTREACH_DATA,
    &EVENT_KIND,
];
