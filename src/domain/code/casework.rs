//! Lists of casework: the case, its five stages and what is recorded in each. Scores and attainment
//! levels are lists too, so that a number is never shown without its written meaning.

use super::{CodeList, OWN};

code_list! {
    /// Whom a case is about.
    CASE_SUBJECT, "case_subject", OWN;
    "person": "Perorangan" | "Person",
    "household": "Keluarga/rumah tangga" | "Household",
    "group": "Kelompok" | "Group",
}

code_list! {
    /// How the client came.
    CASE_SOURCE, "case_source", OWN;
    "self": "Datang sendiri" | "Came by themselves",
    "family": "Keluarga" | "Family",
    "community": "Warga/tetangga" | "Neighbours or community",
    "rt_rw": "Pengurus RT/RW" | "Neighbourhood leaders (RT/RW)",
    "village_office": "Desa/kelurahan" | "Village office",
    "police": "Kepolisian" | "Police",
    "hospital": "Rumah sakit/puskesmas" | "Hospital or health centre",
    "school": "Sekolah" | "School",
    "outreach": "Penjangkauan" | "Outreach",
    "referral": "Rujukan lembaga lain" | "Referral from another agency",
    "razia": "Penertiban Satpol PP" | "Raid by municipal order police",
    "tracing": "Pelacakan kontak" | "Contact tracing",
    "media": "Media/pengaduan daring" | "Media or online report",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// The seven fields of practice.
    FIELD_OF_PRACTICE, "field_of_practice", OWN;
    "family_child": "Keluarga dan anak" | "Family and child",
    "health_rehabilitation": "Kesehatan dan rehabilitasi" | "Health and rehabilitation",
    "community": "Pengembangan masyarakat" | "Community development",
    "social_security": "Jaminan sosial" | "Social security",
    "emergency": "Kedaruratan" | "Emergency",
    "school": "Sekolah" | "School",
    "industry": "Industri" | "Industry",
}

code_list! {
    /// How much danger there is.
    RISK, "risk", OWN;
    "low": "Rendah" | "Low",
    "medium": "Sedang" | "Medium",
    "high": "Tinggi" | "High",
}

code_list! {
    /// Who may read a case.
    CONFIDENTIALITY, "confidentiality", OWN;
    "normal": "Biasa" | "Normal",
    "restricted": "Terbatas" | "Restricted",
    "strict": "Sangat rahasia" | "Strictly confidential",
}

code_list! {
    /// The five stages of casework.
    STAGE, "stage", OWN;
    "assessment": "Asesmen" | "Assessment",
    "planning": "Perencanaan" | "Planning",
    "intervention": "Intervensi" | "Intervention",
    "evaluation": "Evaluasi" | "Evaluation",
    "termination": "Terminasi" | "Termination",
}

code_list! {
    /// Whether a case is worked on.
    CASE_STATE, "case_state", OWN;
    "open": "Terbuka" | "Open",
    "closed": "Ditutup" | "Closed",
    "transferred": "Dialihkan" | "Transferred",
    "reopened": "Dibuka kembali" | "Reopened",
}

code_list! {
    /// Where what an assessment says comes from.
    INFO_SOURCE, "info_source", OWN;
    "client": "Klien" | "Client",
    "family": "Keluarga" | "Family",
    "friends": "Teman/tetangga" | "Friends or neighbours",
    "observation": "Pengamatan" | "Observation",
    "medical_papers": "Dokumen medis" | "Medical papers",
    "civil_papers": "Dokumen kependudukan" | "Civil papers",
    "school": "Sekolah" | "School",
    "village_office": "Desa/kelurahan/RT/RW" | "Village office or RT/RW",
    "other_agency": "Lembaga lain" | "Other agency",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// The seven domains of an assessment.
    LIFE_DOMAIN, "life_domain", OWN;
    "biological": "Biologis" | "Biological",
    "psychological": "Psikologis" | "Psychological",
    "social": "Sosial" | "Social",
    "spiritual": "Spiritual" | "Spiritual",
    "economic": "Ekonomi" | "Economic",
    "legal": "Hukum" | "Legal",
    "environment": "Lingkungan" | "Environment",
}

code_list! {
    /// Score of a domain. Higher is better.
    SCORE, "score", OWN;
    "1": "1 – Krisis: membahayakan, perlu tindakan segera" | "1 – In crisis: dangerous, needs action at once",
    "2": "2 – Rentan: banyak hambatan, perlu bantuan orang lain terus-menerus" | "2 – Vulnerable: many obstacles, needs constant help",
    "3": "3 – Cukup: kebutuhan pokok terpenuhi, tetapi mudah goyah" | "3 – Stable: basic needs met, but easily shaken",
    "4": "4 – Baik: berfungsi dengan sedikit bantuan" | "4 – Good: manages with little help",
    "5": "5 – Mandiri: berfungsi tanpa bantuan dan dapat membantu orang lain" | "5 – Thriving: manages alone and can help others",
}

code_list! {
    /// How urgent a need is.
    PRIORITY, "priority", OWN;
    "urgent": "Segera" | "Urgent",
    "high": "Tinggi" | "High",
    "normal": "Sedang" | "Normal",
    "low": "Rendah" | "Low",
}

code_list! {
    /// Where a need was seen.
    NEED_ORIGIN, "need_origin", OWN;
    "assessment": "Asesmen" | "Assessment",
    "visit": "Kunjungan" | "Visit",
    "isolation": "Isolasi orang yang dilacak" | "Isolation of a traced person",
    "client": "Permintaan klien" | "Asked for by the client",
    "evaluation": "Evaluasi" | "Evaluation",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// Kinds of need.
    NEED_KIND, "need_kind", OWN;
    "food": "Pangan" | "Food",
    "health": "Kesehatan" | "Health",
    "medicine": "Obat" | "Medicine",
    "papers": "Dokumen kependudukan" | "Papers",
    "shelter": "Tempat tinggal" | "Shelter",
    "clothing": "Sandang" | "Clothing",
    "hygiene": "Kebersihan dan air" | "Hygiene and water",
    "safety": "Keamanan/perlindungan" | "Safety",
    "income": "Penghasilan" | "Income",
    "education": "Pendidikan" | "Education",
    "psychosocial": "Psikososial" | "Psychosocial support",
    "family": "Hubungan keluarga" | "Family relations",
    "legal": "Bantuan hukum" | "Legal help",
    "care": "Pengasuhan/perawatan" | "Care",
    "assistive_device": "Alat bantu" | "Assistive device",
    "transport": "Transportasi" | "Transport",
    "communication": "Komunikasi (pulsa/kuota)" | "Communication (phone credit)",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// Whether a need is met.
    NEED_STATE, "need_state", OWN;
    "open": "Belum terpenuhi" | "Open",
    "partly_met": "Terpenuhi sebagian" | "Partly met",
    "met": "Terpenuhi" | "Met",
    "dropped": "Tidak dilanjutkan" | "Dropped",
}

code_list! {
    /// Kinds of action (kegiatan).
    ACTION_KIND, "action_kind", OWN;
    "counselling": "Konseling" | "Counselling",
    "emotional_support": "Dukungan emosional" | "Emotional support",
    "psychosocial_therapy": "Terapi psikososial" | "Psychosocial therapy",
    "referral": "Rujukan" | "Referral",
    "access_funds": "Akses bantuan sosial" | "Access to funds",
    "access_health": "Akses layanan kesehatan" | "Access to health care",
    "access_papers": "Akses dokumen kependudukan" | "Access to papers",
    "advocacy": "Advokasi" | "Advocacy",
    "mediation": "Mediasi" | "Mediation",
    "accompaniment": "Pendampingan" | "Accompaniment",
    "training": "Pelatihan" | "Training",
    "resources": "Mobilisasi sumber" | "Mobilising resources",
    "education": "Edukasi" | "Education",
    "monitoring": "Pemantauan" | "Monitoring",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// The role a worker plays.
    WORKER_ROLE, "worker_role", OWN;
    "mediator": "Mediator" | "Mediator",
    "facilitator": "Fasilitator" | "Facilitator",
    "companion": "Pendamping" | "Companion",
    "planner": "Perencana" | "Planner",
    "advocate": "Advokat sosial" | "Advocate",
    "broker": "Broker" | "Broker",
    "educator": "Edukator" | "Educator",
    "enabler": "Pemungkin" | "Enabler",
}

code_list! {
    /// How an action is done.
    METHOD, "method", OWN;
    "individual": "Perorangan (casework)" | "Individual (casework)",
    "group": "Kelompok (group work)" | "Group work",
    "family": "Keluarga" | "Family",
    "community": "Masyarakat" | "Community",
    "phone": "Telepon/daring" | "By phone or online",
}

code_list! {
    /// State of an action.
    ACTION_STATE, "action_state", OWN;
    "planned": "Direncanakan" | "Planned",
    "done": "Terlaksana" | "Done",
    "not_done": "Tidak terlaksana" | "Not done",
}

code_list! {
    /// Why a planned action was not done.
    ACTION_NOT_DONE_REASON, "action_not_done_reason", OWN;
    "client_absent": "Klien tidak ada" | "Client was absent",
    "client_refused": "Klien menolak" | "Client refused",
    "partner": "Mitra tidak siap" | "Partner was not ready",
    "funds": "Dana tidak ada" | "No funds",
    "papers": "Dokumen belum lengkap" | "Papers incomplete",
    "worker": "Petugas berhalangan" | "Worker was prevented",
    "access": "Cuaca/akses/transportasi" | "Weather, access or transport",
    "not_needed": "Tidak diperlukan lagi" | "No longer needed",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// State of a referral.
    REFERRAL_STATE, "referral_state", OWN;
    "drafted": "Konsep" | "Drafted",
    "sent": "Dikirim" | "Sent",
    "received": "Diterima mitra" | "Received",
    "accepted": "Disetujui" | "Accepted",
    "refused": "Ditolak" | "Refused",
    "served": "Dilayani" | "Served",
    "closed": "Selesai" | "Closed",
}

code_list! {
    /// Why a partner refused a referral.
    REFERRAL_REFUSED_REASON, "referral_refused_reason", OWN;
    "full": "Kapasitas penuh" | "No capacity",
    "not_eligible": "Tidak memenuhi syarat" | "Not eligible",
    "papers": "Dokumen tidak lengkap" | "Papers incomplete",
    "area": "Di luar wilayah" | "Outside the area",
    "no_service": "Layanan tidak tersedia" | "Service not offered",
    "client_declined": "Klien tidak bersedia" | "Client declined",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// Outcome of advocacy.
    ADVOCACY_OUTCOME, "advocacy_outcome", OWN;
    "solved": "Hambatan teratasi" | "Solved",
    "partly": "Teratasi sebagian" | "Partly solved",
    "pending": "Masih berproses" | "Still going on",
    "failed": "Tidak berhasil" | "Failed",
}

code_list! {
    /// What a visit is for.
    VISIT_PURPOSE, "visit_purpose", OWN;
    "first_contact": "Kontak awal" | "First contact",
    "assessment": "Asesmen" | "Assessment",
    "intervention": "Intervensi/pendampingan" | "Intervention",
    "monitoring": "Pemantauan" | "Monitoring",
    "assistance": "Penyaluran bantuan" | "Handing over assistance",
    "tracing": "Pelacakan/pemantauan kontak" | "Contact tracing or follow-up",
    "evaluation": "Evaluasi" | "Evaluation",
    "after_care": "Bimbingan lanjut" | "After-care",
    "emergency": "Kedaruratan" | "Emergency",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// What came of a visit.
    VISIT_OUTCOME, "visit_outcome", OWN;
    "met": "Bertemu" | "Met",
    "not_home": "Tidak di rumah" | "Not home",
    "refused": "Menolak" | "Refused",
    "moved": "Pindah" | "Moved",
}

code_list! {
    /// Where a visit takes place.
    VISIT_PLACE, "visit_place", OWN;
    "home": "Rumah klien" | "Client's home",
    "office": "Kantor" | "Office",
    "hospital": "Rumah sakit/puskesmas" | "Hospital or health centre",
    "school": "Sekolah" | "School",
    "shelter": "Panti/rumah aman" | "Home or safe house",
    "street": "Jalanan/tempat umum" | "Street or public place",
    "village_office": "Kantor desa/kelurahan" | "Village office",
    "phone": "Telepon/daring" | "Phone or online",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// What was seen of a person at a visit.
    ATTENDANCE, "attendance", OWN;
    "seen_well": "Bertemu, sehat" | "Seen, well",
    "seen_unwell": "Bertemu, sakit" | "Seen, unwell",
    "absent": "Tidak ada" | "Absent",
    "refused": "Menolak" | "Refused",
}

code_list! {
    /// Kinds of note.
    NOTE_KIND, "note_kind", OWN;
    "free": "Catatan bebas" | "Free note",
    "soap": "SOAP" | "SOAP",
    "conference": "Konferensi kasus (CC)" | "Case conference",
}

code_list! {
    /// What an evaluation decides.
    EVALUATION_DECISION, "evaluation_decision", OWN;
    "continue": "Lanjutkan" | "Continue",
    "revise_plan": "Ubah rencana (kembali ke perencanaan)" | "Revise the plan (back to planning)",
    "terminate": "Terminasi" | "Terminate",
}

code_list! {
    /// Whether the plan was followed.
    PLAN_CONFORMITY, "plan_conformity", OWN;
    "followed": "Sesuai rencana" | "Followed",
    "changed": "Diubah dengan alasan" | "Changed with a reason",
    "not_followed": "Tidak sesuai rencana" | "Not followed",
}

code_list! {
    /// Why a case ends.
    TERMINATION_REASON, "termination_reason", OWN;
    "goals_met": "Tujuan tercapai" | "Goals met",
    "placed_referred": "Ditempatkan/dirujuk" | "Placed or referred",
    "moved": "Pindah" | "Moved",
    "refused": "Menolak layanan" | "Refused service",
    "died": "Meninggal" | "Died",
    "lost_contact": "Hilang kontak" | "Lost contact",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// Level of goal attainment.
    ATTAINMENT_LEVEL, "attainment_level", "Goal Attainment Scaling (Kiresuk & Sherman 1968)";
    "-2": "−2 – Jauh di bawah harapan" | "−2 – Much less than expected",
    "-1": "−1 – Di bawah harapan" | "−1 – Less than expected",
    "0": "0 – Sesuai harapan" | "0 – As expected",
    "1": "+1 – Di atas harapan" | "+1 – Better than expected",
    "2": "+2 – Jauh di atas harapan" | "+2 – Much better than expected",
}

code_list! {
    /// What consent is given for.
    CONSENT_PURPOSE, "consent_purpose", OWN;
    "service": "Pelayanan" | "Service",
    "sharing": "Berbagi data dengan pihak lain" | "Sharing with others",
    "photo": "Foto/dokumentasi" | "Photo",
    "tracing": "Pelacakan kontak" | "Contact tracing",
    "referral": "Rujukan" | "Referral",
    "location": "Lokasi" | "Location",
}

code_list! {
    /// State of a consent.
    CONSENT_STATE, "consent_state", OWN;
    "given": "Diberikan" | "Given",
    "refused": "Ditolak" | "Refused",
    "withdrawn": "Ditarik kembali" | "Withdrawn",
    "could_not_ask": "Tidak dapat diminta (darurat)" | "Could not be asked (emergency)",
}

code_list! {
    /// How consent was given.
    CONSENT_METHOD, "consent_method", OWN;
    "written": "Tertulis" | "Written",
    "thumbprint": "Cap jempol" | "Thumbprint",
    "spoken_witness": "Lisan dengan saksi" | "Spoken, with a witness",
    "electronic": "Elektronik" | "Electronic",
}

code_list! {
    /// On what ground personal data is kept.
    LEGAL_BASIS, "legal_basis", "UU 27/2022, Pasal 20";
    "consent": "Persetujuan" | "Consent",
    "contract": "Pemenuhan perjanjian" | "Contract",
    "legal_duty": "Kewajiban hukum" | "Legal duty",
    "vital_interest": "Kepentingan vital subjek data" | "Vital interest of the person",
    "public_task": "Kepentingan umum/pelayanan publik" | "Public task",
    "legitimate_interest": "Kepentingan yang sah" | "Legitimate interest",
}

code_list! {
    /// What somebody may ask about their own data.
    DATA_RIGHT, "data_right", "UU 27/2022, Pasal 6–11";
    "access": "Melihat atau mendapat salinan data" | "See the data or get a copy",
    "correction": "Memperbaiki data" | "Correct the data",
    "erasure": "Menghapus data" | "Erase the data",
    "withdrawal": "Menarik persetujuan" | "Withdraw consent",
    "restriction": "Menunda atau membatasi pemakaian data" | "Pause or restrict the use of the data",
}

code_list! {
    /// How a request about data came.
    REQUEST_CHANNEL, "request_channel", OWN;
    "in_person": "Langsung, lisan" | "In person, spoken",
    "letter": "Surat" | "Letter",
    "phone": "Telepon" | "Telephone",
    "electronic": "Pesan atau surel" | "Message or e-mail",
    "other_agency": "Melalui lembaga lain" | "Through another agency",
}

code_list! {
    /// What became of a request about data.
    REQUEST_OUTCOME, "request_outcome", OWN;
    "granted": "Dipenuhi" | "Granted",
    "partly": "Dipenuhi sebagian" | "Granted in part",
    "refused": "Ditolak dengan alasan" | "Refused with a reason",
    "taken_back": "Dibatalkan oleh pemohon" | "Taken back by whoever asked",
}

code_list! {
    /// Relation between two persons.
    RELATION_KIND, "relation_kind", OWN;
    "partner": "Pasangan" | "Partner",
    "former_partner": "Mantan pasangan" | "Former partner",
    "parent": "Orang tua" | "Parent",
    "child": "Anak" | "Child",
    "adoptive_parent": "Orang tua angkat" | "Adoptive parent",
    "step_parent": "Orang tua tiri" | "Step-parent",
    "foster_parent": "Orang tua asuh" | "Foster parent",
    "guardian": "Wali" | "Guardian",
    "sibling": "Saudara kandung" | "Sibling",
    "half_sibling": "Saudara tiri" | "Half- or step-sibling",
    "grandparent": "Kakek/nenek" | "Grandparent",
    "relative": "Kerabat" | "Relative",
    "carer": "Perawat/pengasuh" | "Carer",
    "friend": "Teman" | "Friend",
    "neighbour": "Tetangga" | "Neighbour",
    "employer": "Majikan/atasan" | "Employer",
    "colleague": "Rekan kerja" | "Colleague",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// Quality of a relation, as a genogram draws it.
    RELATION_QUALITY, "relation_quality", OWN;
    "normal": "Biasa" | "Normal",
    "close": "Dekat" | "Close",
    "distant": "Jauh" | "Distant",
    "conflict": "Konflik" | "Conflict",
    "cut_off": "Terputus" | "Cut off",
    "violence": "Kekerasan" | "Violence",
    "unknown": "Tidak diketahui" | "Unknown",
}

code_list! {
    /// What a file shows.
    ATTACHMENT_KIND, "attachment_kind", OWN;
    "id_card": "KTP" | "Identity card (KTP)",
    "family_card": "Kartu Keluarga (KK)" | "Family card (KK)",
    "medical": "Surat dokter" | "Doctor's letter",
    "photo": "Foto" | "Photo",
    "document": "Dokumen lain" | "Another document",
    "consent": "Surat persetujuan" | "Signed consent",
    "referral_letter": "Surat rujukan" | "Referral letter",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// Who answers the satisfaction survey.
    RESPONDENT, "respondent", OWN;
    "client": "Klien" | "Client",
    "family": "Keluarga" | "Family",
    "guardian": "Wali" | "Guardian",
    "other": "Lainnya" | "Other",
}

code_list! {
    /// The forms to which an agency may add questions: those that are made from the declaration alone.
    QUESTION_FORM, "question_form", OWN;
    "person": "Orang" | "Person",
    "household": "Keluarga" | "Household",
    "case": "Kasus" | "Case",
    "note": "Catatan" | "Note",
    "action": "Tindakan" | "Action",
    "assistance": "Bantuan" | "Assistance",
    "referral": "Rujukan" | "Referral",
}

code_list! {
    /// How a question of an agency is answered.
    ANSWER_KIND, "answer_kind", OWN;
    "text": "Teks" | "Text",
    "number": "Angka" | "Number",
    "date": "Tanggal" | "Date",
    "yes_no": "Ya atau tidak" | "Yes or no",
    "one": "Satu dari pilihan" | "One of the choices",
    "several": "Beberapa dari pilihan" | "Several of the choices",
}

code_list! {
    /// Whether the answers to a question of an agency say something about a person.
    ANSWER_PRIVACY, "answer_privacy", OWN;
    "personal": "Data pribadi" | "Personal",
    "plain": "Bukan data pribadi" | "Not personal",
}

code_list! {
    /// Whether a question of an agency is still asked.
    QUESTION_STATE, "question_state", OWN;
    "asked": "Ditanyakan" | "Asked",
    "retired": "Tidak ditanyakan lagi" | "No longer asked",
}

/// Every list of this file.
pub static ALL: &[&CodeList] = &[
    &CASE_SUBJECT,
    &CASE_SOURCE,
    &FIELD_OF_PRACTICE,
    &RISK,
    &CONFIDENTIALITY,
    &STAGE,
    &CASE_STATE,
    &INFO_SOURCE,
    &LIFE_DOMAIN,
    &SCORE,
    &PRIORITY,
    &NEED_ORIGIN,
    &NEED_KIND,
    &NEED_STATE,
    &ACTION_KIND,
    &WORKER_ROLE,
    &METHOD,
    &ACTION_STATE,
    &ACTION_NOT_DONE_REASON,
    &REFERRAL_STATE,
    &REFERRAL_REFUSED_REASON,
    &ADVOCACY_OUTCOME,
    &VISIT_PURPOSE,
    &VISIT_OUTCOME,
    &VISIT_PLACE,
    &ATTENDANCE,
    &NOTE_KIND,
    &EVALUATION_DECISION,
    &PLAN_CONFORMITY,
    &TERMINATION_REASON,
    &ATTAINMENT_LEVEL,
    &CONSENT_PURPOSE,
    &CONSENT_STATE,
    &CONSENT_METHOD,
    &LEGAL_BASIS,
    &DATA_RIGHT,
    &REQUEST_CHANNEL,
    &REQUEST_OUTCOME,
    &RELATION_KIND,
    &RELATION_QUALITY,
    &ATTACHMENT_KIND,
    &RESPONDENT,
    &QUESTION_FORM,
    &ANSWER_KIND,
    &ANSWER_PRIVACY,
    &QUESTION_STATE,
];
