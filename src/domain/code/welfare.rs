//! Lists of the welfare system: who is served (PPKS), who serves (PSKS and partners), and the means
//! a household has. The PPKS labels are the statutory names and stay as they are, also where the
//! words are no longer liked; ages and sex are hints only (the decree does not fix all of them).

use super::{CodeList, OWN};

const DECREE: &str = "Permensos 8/2012";

code_list! {
    /// The 26 categories of people in need of social welfare service.
    PPKS, "ppks", DECREE;
    "PMKS-01": "Anak balita telantar" | "Neglected child under five",
    "PMKS-02": "Anak telantar" | "Neglected child",
    "PMKS-03": "Anak yang berhadapan dengan hukum" | "Child in conflict/contact with the law",
    "PMKS-04": "Anak jalanan" | "Street child",
    "PMKS-05": "Anak dengan kedisabilitasan (ADK)" | "Child with a disability",
    "PMKS-06": "Anak yang menjadi korban tindak kekerasan atau diperlakukan salah" | "Child victim of violence or maltreatment",
    "PMKS-07": "Anak yang memerlukan perlindungan khusus" | "Child in need of special protection",
    "PMKS-08": "Lanjut usia telantar" | "Neglected older person",
    "PMKS-09": "Penyandang disabilitas" | "Person with a disability",
    "PMKS-10": "Tuna susila" | "Person in prostitution (statutory term)",
    "PMKS-11": "Gelandangan" | "Homeless vagrant person",
    "PMKS-12": "Pengemis" | "Beggar",
    "PMKS-13": "Pemulung" | "Waste picker / scavenger",
    "PMKS-14": "Kelompok minoritas" | "Minority group (facing exclusion)",
    "PMKS-15": "Bekas warga binaan lembaga pemasyarakatan (BWBLP)" | "Former prison inmate",
    "PMKS-16": "Orang dengan HIV/AIDS (ODHA)" | "Person living with HIV/AIDS",
    "PMKS-17": "Korban penyalahgunaan NAPZA" | "Victim of substance abuse",
    "PMKS-18": "Korban trafficking" | "Victim of trafficking",
    "PMKS-19": "Korban tindak kekerasan" | "Victim of violence or maltreatment (adult)",
    "PMKS-20": "Pekerja migran bermasalah sosial (PMBS)" | "Migrant worker with social problems",
    "PMKS-21": "Korban bencana alam" | "Victim of natural disaster",
    "PMKS-22": "Korban bencana sosial" | "Victim of social disaster (conflict, riot)",
    "PMKS-23": "Perempuan rawan sosial ekonomi" | "Socio-economically vulnerable woman",
    "PMKS-24": "Fakir miskin" | "Poor and destitute person/household",
    "PMKS-25": "Keluarga bermasalah sosial psikologis" | "Family with psychosocial problems",
    "PMKS-26": "Komunitas adat terpencil" | "Remote customary community",
}

/// What a PPKS category usually implies; a record that disagrees is pointed out, never refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PpksHint {
    /// The official code.
    pub code: &'static str,
    /// The usual abbreviation.
    pub short: &'static str,
    /// The youngest usual age in full years.
    pub age_from: Option<u8>,
    /// The oldest usual age in full years.
    pub age_to: Option<u8>,
    /// The sex the category is about, as a code of [`super::civil::SEX`].
    pub sex: Option<&'static str>,
    /// Whether a kind of disability should be recorded with it.
    pub needs_disability: bool,
}

const fn hint(code: &'static str, short: &'static str, from: Option<u8>, to: Option<u8>) -> PpksHint {
    PpksHint { code, short, age_from: from, age_to: to, sex: None, needs_disability: false }
}

static PPKS_HINTS: &[PpksHint] = &[
    hint("PMKS-01", "ABT", Some(0), Some(5)),
    hint("PMKS-02", "AT", Some(6), Some(18)),
    hint("PMKS-03", "ABH", Some(6), Some(18)),
    hint("PMKS-04", "AJ", Some(6), Some(18)),
    PpksHint { needs_disability: true, ..hint("PMKS-05", "ADK", Some(0), Some(18)) },
    hint("PMKS-06", "AKTK", Some(0), Some(18)),
    hint("PMKS-07", "AMPK", Some(0), Some(18)),
    hint("PMKS-08", "LUT", Some(60), None),
    PpksHint { needs_disability: true, ..hint("PMKS-09", "PD", None, None) },
    hint("PMKS-10", "TS", None, None),
    hint("PMKS-11", "GLDG", None, None),
    hint("PMKS-12", "PGMS", None, None),
    hint("PMKS-13", "PMLG", None, None),
    hint("PMKS-14", "KM", None, None),
    hint("PMKS-15", "BWBLP", None, None),
    hint("PMKS-16", "ODHA", None, None),
    hint("PMKS-17", "NAPZA", None, None),
    hint("PMKS-18", "KT", None, None),
    hint("PMKS-19", "KTK", None, None),
    hint("PMKS-20", "PMBS", None, None),
    hint("PMKS-21", "KBA", None, None),
    hint("PMKS-22", "KBS", None, None),
    PpksHint { sex: Some("female"), ..hint("PMKS-23", "PRSE", Some(18), None) },
    hint("PMKS-24", "FM", None, None),
    hint("PMKS-25", "KBSP", None, None),
    hint("PMKS-26", "KAT", None, None),
];

/// The hint for a PPKS code.
pub fn ppks_hint(code: &str) -> Option<&'static PpksHint> {
    PPKS_HINTS.iter().find(|hint| hint.code == code)
}

code_list! {
    /// Kinds of partner (mitra, sistem sumber): the 12 PSKS and whom a social worker calls besides.
    PARTNER_KIND, "partner_kind", "Permensos 8/2012 (PSKS); Pendamping";
    "PSKS-01": "Pekerja Sosial Profesional" | "Professional social worker",
    "PSKS-02": "Pekerja Sosial Masyarakat (PSM)" | "Community social worker (volunteer)",
    "PSKS-03": "Taruna Siaga Bencana (Tagana)" | "Disaster-preparedness youth corps",
    "PSKS-04": "Lembaga Kesejahteraan Sosial (LKS)" | "Social welfare institution",
    "PSKS-05": "Karang Taruna" | "Village youth organisation",
    "PSKS-06": "Lembaga Konsultasi Kesejahteraan Keluarga (LK3)" | "Family welfare consultation institution",
    "PSKS-07": "Keluarga pioner" | "Pioneer (model) family",
    "PSKS-08": "Wahana Kesejahteraan Sosial Keluarga Berbasis Masyarakat (WKSBM)" | "Community-based family welfare forum",
    "PSKS-09": "Wanita pemimpin kesejahteraan sosial (WPKS)" | "Woman social-welfare leader",
    "PSKS-10": "Penyuluh sosial" | "Social extension officer",
    "PSKS-11": "Tenaga Kesejahteraan Sosial Kecamatan (TKSK)" | "Sub-district social welfare worker",
    "PSKS-12": "Dunia usaha (yang melakukan UKS)" | "Business engaged in social welfare",
    "puskesmas": "Puskesmas" | "Community health centre (puskesmas)",
    "hospital": "Rumah sakit" | "Hospital",
    "clinic": "Klinik/praktik" | "Clinic or practice",
    "laboratory": "Laboratorium" | "Laboratory",
    "psychologist": "Psikolog/psikiater" | "Psychologist or psychiatrist",
    "social_service": "Dinas sosial" | "Social service office",
    "health_office": "Dinas kesehatan" | "Health office",
    "civil_registry": "Dinas kependudukan dan pencatatan sipil" | "Civil registry office",
    "child_protection": "UPTD PPA" | "Women and child protection unit (UPTD PPA)",
    "village_office": "Kantor desa/kelurahan" | "Village office",
    "district_office": "Kantor kecamatan" | "District office",
    "rt_rw": "Pengurus RT/RW" | "Neighbourhood leaders (RT/RW)",
    "posyandu": "Posyandu/kader" | "Posyandu or health volunteer",
    "police": "Kepolisian" | "Police",
    "satpol_pp": "Satpol PP" | "Municipal order police (Satpol PP)",
    "prison": "Lapas/rutan/Bapas" | "Prison or probation office",
    "court": "Pengadilan" | "Court",
    "legal_aid": "Lembaga bantuan hukum" | "Legal aid",
    "school": "Sekolah/kampus" | "School or university",
    "shelter": "Panti/rumah aman" | "Home or safe house",
    "training_centre": "Balai latihan kerja" | "Training centre",
    "insurance": "BPJS" | "Social insurance (BPJS)",
    "disaster_office": "BPBD" | "Disaster office (BPBD)",
    "zakat": "Baznas/lembaga zakat" | "Zakat agency",
    "religious_body": "Lembaga keagamaan" | "Religious body",
    "ngo": "Lembaga swadaya masyarakat" | "Non-governmental organisation",
    "peer_group": "Kelompok dukungan sebaya" | "Peer support group",
    "community_leader": "Tokoh masyarakat/adat" | "Community or customary leader",
    "individual": "Perorangan" | "Individual",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// Kinds of disability.
    DISABILITY, "disability", "UU 8/2016, Pasal 4";
    "physical": "Fisik" | "Physical",
    "intellectual": "Intelektual" | "Intellectual",
    "mental": "Mental" | "Mental",
    "sensory_sight": "Sensorik: netra" | "Sensory: sight",
    "sensory_hearing": "Sensorik: rungu" | "Sensory: hearing",
    "sensory_speech": "Sensorik: wicara" | "Sensory: speech",
    "multiple": "Ganda/multi" | "Multiple",
}

code_list! {
    /// Health cover under the national scheme.
    HEALTH_COVER, "health_cover", "JKN, segmen kepesertaan";
    "jkn_pbi_apbn": "JKN PBI (APBN)" | "JKN, paid by the state",
    "jkn_pbi_apbd": "JKN PBI (APBD)" | "JKN, paid by the region",
    "jkn_ppu": "JKN pekerja penerima upah" | "JKN, employee",
    "jkn_pbpu": "JKN mandiri (PBPU)" | "JKN, self-paid",
    "jkn_bp": "JKN bukan pekerja" | "JKN, non-worker",
    "private": "Asuransi swasta" | "Private insurance",
    "none": "Tidak ada" | "None",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// Whether the health cover can be used.
    HEALTH_COVER_STATUS, "health_cover_status", OWN;
    "active": "Aktif" | "Active",
    "arrears": "Menunggak" | "In arrears",
    "inactive": "Nonaktif" | "Inactive",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// Condition of the dwelling.
    HOUSING, "housing", OWN;
    "sound": "Layak huni" | "Fit to live in",
    "minor_damage": "Rusak ringan" | "Slightly damaged",
    "unfit": "Tidak layak huni" | "Unfit to live in",
    "destroyed": "Rusak berat/hancur" | "Destroyed",
    "homeless": "Tidak punya tempat tinggal" | "No dwelling",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// By what right a household lives where it lives.
    DWELLING, "dwelling", OWN;
    "owned": "Milik sendiri" | "Owned",
    "rented": "Kontrak/sewa" | "Rented",
    "free": "Bebas sewa" | "Rent-free",
    "family": "Menumpang keluarga" | "With relatives",
    "employer": "Rumah dinas/majikan" | "Employer's housing",
    "social_housing": "Rumah susun sosial" | "Social housing",
    "institution": "Panti/lembaga" | "Institution",
    "informal": "Tanah negara/tanpa izin" | "Informal settlement",
    "street": "Jalanan" | "Street",
    "temporary_shelter": "Pengungsian/hunian sementara" | "Temporary shelter",
    "other": "Lainnya" | "Other",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// Programmes a household may receive.
    PROGRAMME, "programme", OWN;
    "pkh": "Program Keluarga Harapan (PKH)" | "Conditional cash transfer (PKH)",
    "sembako": "Program Sembako/BPNT" | "Food card (Sembako/BPNT)",
    "pip": "Program Indonesia Pintar (PIP)" | "School support (PIP)",
    "jkn_pbi": "JKN PBI" | "Paid health cover (JKN PBI)",
    "atensi": "ATENSI" | "Social rehabilitation assistance (ATENSI)",
    "blt_village": "BLT Dana Desa" | "Village fund cash transfer",
    "yapi": "Bantuan anak yatim piatu (YAPI)" | "Support for orphans (YAPI)",
    "elderly_meals": "Permakanan lansia" | "Meals for older people",
    "disability_support": "Bantuan penyandang disabilitas" | "Support for people with disabilities",
    "electricity": "Subsidi listrik" | "Electricity subsidy",
    "housing": "Rehabilitasi rumah (RTLH)" | "House repair (RTLH)",
    "business": "Bantuan usaha (KUBE/PENA)" | "Small business support (KUBE/PENA)",
    "zakat": "Zakat/infak" | "Zakat or alms",
    "local": "Bantuan pemerintah daerah" | "Local government assistance",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// Decile of the national socio-economic register.
    DTSEN_DECILE, "dtsen_decile", "DTSEN (Inpres 4/2025)";
    "1": "Desil 1" | "Decile 1",
    "2": "Desil 2" | "Decile 2",
    "3": "Desil 3" | "Decile 3",
    "4": "Desil 4" | "Decile 4",
    "5": "Desil 5" | "Decile 5",
    "6": "Desil 6" | "Decile 6",
    "7": "Desil 7" | "Decile 7",
    "8": "Desil 8" | "Decile 8",
    "9": "Desil 9" | "Decile 9",
    "10": "Desil 10" | "Decile 10",
    "not_listed": "Tidak terdata" | "Not listed",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// What kind of assistance was given.
    ASSISTANCE_KIND, "assistance_kind", OWN;
    "cash": "Uang tunai" | "Cash",
    "food": "Bahan makanan" | "Food",
    "cooked_meals": "Makanan siap saji" | "Cooked meals",
    "baby": "Kebutuhan bayi" | "Baby supplies",
    "hygiene": "Perlengkapan kebersihan" | "Hygiene supplies",
    "clothing": "Sandang" | "Clothing",
    "medicine": "Obat/vitamin" | "Medicine",
    "assistive_device": "Alat bantu" | "Assistive device",
    "school": "Perlengkapan sekolah" | "School supplies",
    "tools": "Alat usaha" | "Tools for work",
    "transport": "Transportasi" | "Transport",
    "building": "Bahan bangunan" | "Building material",
    "fee": "Pembayaran biaya" | "Payment of a fee",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// Units assistance is counted in.
    ASSISTANCE_UNIT, "assistance_unit", OWN;
    "rupiah": "Rupiah" | "Rupiah",
    "package": "Paket" | "Package",
    "piece": "Buah" | "Piece",
    "kg": "Kilogram" | "Kilogram",
    "litre": "Liter" | "Litre",
    "portion": "Porsi" | "Portion",
    "person": "Orang" | "Person",
    "time": "Kali" | "Time",
    "day": "Hari" | "Day",
    "month": "Bulan" | "Month",
}

code_list! {
    /// Where the money or goods come from.
    FUND_SOURCE, "fund_source", OWN;
    "apbn": "APBN" | "State budget",
    "apbd_province": "APBD provinsi" | "Province budget",
    "apbd_regency": "APBD kabupaten/kota" | "Regency or city budget",
    "village": "Dana desa" | "Village fund",
    "agency": "Dana lembaga" | "Agency funds",
    "zakat": "Zakat/infak/sedekah" | "Zakat or alms",
    "csr": "Dunia usaha (CSR)" | "Business (CSR)",
    "donor": "Donatur" | "Donor",
    "community": "Swadaya masyarakat" | "Community",
    "family": "Keluarga" | "Family",
    "other": "Lainnya" | "Other",
}

/// Every list of this file.
pub static ALL: &[&CodeList] = &[
    &PPKS,
    &PARTNER_KIND,
    &DISABILITY,
    &HEALTH_COVER,
    &HEALTH_COVER_STATUS,
    &HOUSING,
    &DWELLING,
    &PROGRAMME,
    &DTSEN_DECILE,
    &ASSISTANCE_KIND,
    &ASSISTANCE_UNIT,
    &FUND_SOURCE,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ppks_category_has_its_hint() {
        assert_eq!(PPKS.codes.len(), 26);
        for entry in PPKS.codes {
            assert!(ppks_hint(entry.code).is_some(), "{}", entry.code);
        }
        assert_eq!(PPKS_HINTS.len(), 26);
        assert_eq!(ppks_hint("PMKS-23").and_then(|hint| hint.sex), Some("female"));
        assert_eq!(ppks_hint("PMKS-08").and_then(|hint| hint.age_from), Some(60));
        assert!(ppks_hint("PMKS-09").is_some_and(|hint| hint.needs_disability));
    }
}
