//! Lists about a person and a household as the civil registry knows them. The registry's own
//! spelling differs from place to place ("Isteri", "Budha"); the labels use the standard spelling,
//! and the codes are what an import maps to.

use super::{CodeList, OWN};

const REGISTRY: &str = "Dukcapil, formulir kartu keluarga (Permendagri 109/2019)";

code_list! {
    /// Sex as it is recorded.
    SEX, "sex", REGISTRY;
    "male": "Laki-laki" | "Male",
    "female": "Perempuan" | "Female",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// An answer where "unknown" and "not asked" differ from "no".
    YES_NO_UNKNOWN, "yes_no_unknown", OWN;
    "yes": "Ya" | "Yes",
    "no": "Tidak" | "No",
    "unknown": "Tidak diketahui" | "Unknown",
    "not_asked": "Tidak ditanyakan" | "Not asked",
}

code_list! {
    /// Why a person has no NIK on record.
    NO_NIK_REASON, "no_nik_reason", OWN;
    "never_registered": "Belum pernah didata" | "Never registered",
    "newborn": "Bayi, belum didaftarkan" | "Newborn, not yet registered",
    "papers_lost": "Dokumen hilang" | "Papers lost",
    "papers_elsewhere": "Dokumen tidak dibawa" | "Papers kept elsewhere",
    "papers_held": "Dokumen ditahan pihak lain" | "Papers held by somebody else",
    "foreign": "Warga negara asing" | "Foreign national",
    "stateless": "Tanpa kewarganegaraan" | "Stateless",
    "does_not_remember": "Tidak ingat" | "Does not remember",
    "refused": "Tidak bersedia memberikan" | "Refused to give it",
    "not_asked": "Belum ditanyakan" | "Not asked yet",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// Kinds of papers and numbers other than the NIK.
    OTHER_ID_KIND, "other_id_kind", OWN;
    "birth_certificate": "Akta kelahiran" | "Birth certificate",
    "kia": "Kartu Identitas Anak (KIA)" | "Child identity card (KIA)",
    "passport": "Paspor" | "Passport",
    "driving_licence": "SIM" | "Driving licence",
    "bpjs_health": "Nomor kartu JKN/BPJS Kesehatan" | "JKN/BPJS health number",
    "kks": "Kartu Keluarga Sejahtera (KKS)" | "Family welfare card (KKS)",
    "school": "NISN" | "School number (NISN)",
    "disability_card": "Kartu Penyandang Disabilitas" | "Disability card",
    "unhcr": "Kartu UNHCR" | "UNHCR card",
    "kitas": "KITAS/KITAP" | "Residence permit (KITAS/KITAP)",
    "medical_record": "Nomor rekam medis" | "Medical record number",
    "agency": "Nomor register lembaga" | "Agency register number",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// Religion or belief.
    RELIGION, "religion", REGISTRY;
    "islam": "Islam" | "Islam",
    "protestant": "Kristen" | "Protestant",
    "catholic": "Katolik" | "Catholic",
    "hindu": "Hindu" | "Hindu",
    "buddhist": "Buddha" | "Buddhist",
    "confucian": "Khonghucu" | "Confucian",
    "belief": "Kepercayaan terhadap Tuhan YME" | "Belief in the One Almighty God",
    "other": "Lainnya" | "Other",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// Marital status. The registry's four, and two it does not know.
    MARITAL, "marital", REGISTRY;
    "single": "Belum kawin" | "Never married",
    "married": "Kawin" | "Married",
    "married_unregistered": "Kawin belum tercatat" | "Married, not registered",
    "divorced": "Cerai hidup" | "Divorced",
    "widowed": "Cerai mati" | "Widowed",
    "separated": "Pisah tanpa cerai" | "Separated, not divorced",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// The highest schooling.
    EDUCATION, "education", REGISTRY;
    "none": "Tidak/belum sekolah" | "No schooling (yet)",
    "primary_unfinished": "Belum tamat SD/sederajat" | "Primary school not finished",
    "primary": "Tamat SD/sederajat" | "Primary school",
    "junior": "SLTP/sederajat" | "Junior secondary school",
    "senior": "SLTA/sederajat" | "Senior secondary school",
    "diploma_1_2": "Diploma I/II" | "Diploma I/II",
    "diploma_3": "Akademi/Diploma III/S. Muda" | "Academy/Diploma III",
    "bachelor": "Diploma IV/Strata I" | "Diploma IV/Bachelor",
    "master": "Strata II" | "Master",
    "doctor": "Strata III" | "Doctorate",
    "special": "Sekolah luar biasa (SLB)" | "Special school",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// Blood group.
    BLOOD, "blood", REGISTRY;
    "a": "A" | "A",
    "b": "B" | "B",
    "ab": "AB" | "AB",
    "o": "O" | "O",
    "unknown": "Tidak tahu" | "Unknown",
}

code_list! {
    /// Relation to the head of the family (SHDK).
    FAMILY_RELATION, "family_relation", REGISTRY;
    "head": "Kepala keluarga" | "Head of the family",
    "husband": "Suami" | "Husband",
    "wife": "Istri" | "Wife",
    "child": "Anak" | "Child",
    "child_in_law": "Menantu" | "Son- or daughter-in-law",
    "grandchild": "Cucu" | "Grandchild",
    "parent": "Orang tua" | "Parent",
    "parent_in_law": "Mertua" | "Parent-in-law",
    "other_relative": "Famili lain" | "Other relative",
    "domestic_worker": "Pembantu" | "Domestic worker",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// What somebody does for a living.
    OCCUPATION, "occupation", OWN;
    "none": "Belum/tidak bekerja" | "Not working",
    "household": "Mengurus rumah tangga" | "Keeping house",
    "pupil": "Pelajar/mahasiswa" | "Pupil or student",
    "retired": "Pensiunan" | "Retired",
    "farmer": "Petani/pekebun" | "Farmer",
    "fisher": "Nelayan" | "Fisher",
    "farm_labourer": "Buruh tani/kebun/ternak" | "Farm labourer",
    "day_labourer": "Buruh harian lepas" | "Day labourer",
    "factory": "Karyawan/buruh pabrik" | "Factory worker",
    "trader": "Pedagang" | "Trader",
    "self_employed": "Wiraswasta" | "Self-employed",
    "driver": "Sopir/ojek" | "Driver or motorcycle taxi",
    "domestic_worker": "Asisten rumah tangga" | "Domestic worker",
    "migrant_worker": "Pekerja migran" | "Migrant worker",
    "waste_picker": "Pemulung" | "Waste picker",
    "civil_servant": "ASN/TNI/Polri" | "Civil servant, soldier or police",
    "private": "Karyawan swasta" | "Private employee",
    "honorary": "Honorer" | "Contract public employee",
    "health": "Tenaga kesehatan" | "Health worker",
    "other": "Lainnya" | "Other",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// The language a client is best spoken to in.
    LANGUAGE, "language", OWN;
    "id": "Bahasa Indonesia" | "Indonesian",
    "jv": "Jawa" | "Javanese",
    "su": "Sunda" | "Sundanese",
    "mad": "Madura" | "Madurese",
    "btk": "Batak" | "Batak",
    "min": "Minangkabau" | "Minangkabau",
    "ms": "Melayu" | "Malay",
    "ace": "Aceh" | "Acehnese",
    "bug": "Bugis" | "Buginese",
    "mak": "Makassar" | "Makassarese",
    "bjn": "Banjar" | "Banjarese",
    "ban": "Bali" | "Balinese",
    "sas": "Sasak" | "Sasak",
    "bbc": "Batak Toba" | "Toba Batak",
    "nia": "Nias" | "Nias",
    "day": "Dayak" | "Dayak languages",
    "pmy": "Melayu Papua" | "Papuan Malay",
    "zh": "Tionghoa" | "Chinese",
    "sign": "Bahasa isyarat (Bisindo/SIBI)" | "Sign language (Bisindo/SIBI)",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// How a birth date is known.
    BIRTH_KIND, "birth_kind", OWN;
    "exact": "Tanggal pasti" | "Exact date",
    "estimated": "Perkiraan umur" | "Estimated age",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// Who answers for a person who cannot.
    GUARDIAN_KIND, "guardian_kind", OWN;
    "father": "Ayah" | "Father",
    "mother": "Ibu" | "Mother",
    "spouse": "Pasangan" | "Spouse",
    "child": "Anak" | "Child",
    "sibling": "Saudara kandung" | "Sibling",
    "grandparent": "Kakek/nenek" | "Grandparent",
    "relative": "Kerabat" | "Relative",
    "institution": "Lembaga" | "Institution",
    "court": "Wali berdasarkan penetapan pengadilan" | "Guardian appointed by a court",
    "other": "Lainnya" | "Other",
}

/// Every list of this file.
pub static ALL: &[&CodeList] = &[
    &SEX,
    &YES_NO_UNKNOWN,
    &NO_NIK_REASON,
    &OTHER_ID_KIND,
    &RELIGION,
    &MARITAL,
    &EDUCATION,
    &BLOOD,
    &FAMILY_RELATION,
    &OCCUPATION,
    &LANGUAGE,
    &BIRTH_KIND,
    &GUARDIAN_KIND,
];
