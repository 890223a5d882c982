//! Casework in five stages: assessment, planning, intervention, evaluation, termination.

crate::kinds! {
    /// A case: why somebody is accompanied, from intake to termination.
    case "case" ("Kasus", "Case") of ["person", "household"] {
        CODE: Line "code" ("Nomor kasus", "Case number") [Searched];
        SUBJECT: Code(&l::CASE_SUBJECT) "subject" ("Subjek", "Subject");
        OPENED: Date "opened" ("Dibuka", "Opened") [Required];
        SOURCE: Code(&l::CASE_SOURCE) "source" ("Asal klien", "How the client came");
        PROBLEM: Long "problem" ("Masalah yang dikemukakan", "Presenting problem") [Personal Searched];
        FIELD: Code(&l::FIELD_OF_PRACTICE) "field" ("Bidang praktik", "Field of practice");
        RISK: Code(&l::RISK) "risk" ("Risiko", "Risk");
        RISK_WHY: Long "risk_why" ("Alasan tingkat risiko", "Why this risk") [Personal Searched];
        CONFIDENTIALITY: Code(&l::CONFIDENTIALITY) "confidentiality" ("Kerahasiaan", "Confidentiality");
        WORKER: Line "worker" ("Pendamping", "Worker");
        STAGE: Code(&l::STAGE) "stage" ("Tahap", "Stage");
        STAGE_REASON: Long "stage_reason" ("Alasan pindah tahap", "Reason for the change of stage") [Personal];
        CLOSED: Date "closed" ("Ditutup", "Closed");
        TRANSFERRED_TO: Line "transferred_to" ("Dialihkan kepada", "Transferred to");
        REOPENED: Date "reopened" ("Dibuka kembali", "Reopened");
        REOPEN_REASON: Long "reopen_reason" ("Alasan dibuka kembali", "Reason for reopening") [Personal];
    }

    /// One assessment; its findings by life domain are records of their own.
    assessment "assessment" ("Asesmen", "Assessment") of ["case"] {
        DATE: Date "date" ("Tanggal", "Date") [Required];
        SOURCES: Codes(&l::INFO_SOURCE) "sources" ("Sumber data", "Sources");
        WISHES: Long "wishes" ("Harapan klien sendiri", "The client's own wishes") [Personal Searched];
        SIGNIFICANT_OTHERS: Long "significant_others" ("Orang terdekat", "Significant others") [Personal Searched];
        RESOURCES: Long "resources" ("Potensi dan sumber", "Resources") [Personal Searched];
        CONCLUSION: Long "conclusion" ("Kesimpulan", "Conclusion") [Personal Searched];
    }

    /// What an assessment found in one life domain.
    finding "finding" ("Temuan asesmen", "Finding") of ["assessment"] {
        DOMAIN: Code(&l::LIFE_DOMAIN) "domain" ("Ranah", "Domain") [Required];
        CONDITION: Long "condition" ("Keadaan", "Condition") [Personal Searched];
        SCORE: Int(1, 5) "score" ("Skor", "Score");
        STRENGTHS: Long "strengths" ("Kekuatan", "Strengths") [Personal Searched];
        NEEDS: Long "needs" ("Kebutuhan", "Needs") [Personal Searched];
    }

    /// Something that is lacking.
    need "need" ("Kebutuhan", "Need") of ["case", "person", "household"] {
        WHAT: Line "what" ("Apa yang dibutuhkan", "What is needed") [Personal Searched Required];
        KIND: Code(&l::NEED_KIND) "kind" ("Jenis", "Kind");
        DOMAIN: Code(&l::LIFE_DOMAIN) "domain" ("Ranah", "Domain");
        PRIORITY: Code(&l::PRIORITY) "priority" ("Prioritas", "Priority");
        ORIGIN: Code(&l::NEED_ORIGIN) "origin" ("Diketahui dari", "Known from");
        ORIGIN_RECORD: Ref(&["assessment", "visit", "investigation", "follow_up"]) "origin_record" ("Catatan asal", "Record of origin");
        STATE: Code(&l::NEED_STATE) "state" ("Keadaan", "State");
        NOTED: Date "noted" ("Dicatat", "Noted on");
        DUE: Date "due" ("Diperlukan sebelum", "Needed by");
    }

    /// What is to be reached.
    goal "goal" ("Tujuan", "Goal") of ["case"] {
        NEED: Ref(&["need"]) "need" ("Kebutuhan", "Need");
        STATEMENT: Long "statement" ("Tujuan (spesifik)", "Goal (specific)") [Personal Searched Required];
        INDICATOR: Line "indicator" ("Indikator (terukur)", "Indicator (measurable)") [Personal Searched];
        BASELINE: Line "baseline" ("Keadaan awal", "Baseline") [Personal];
        TARGET: Line "target" ("Target (dapat dicapai)", "Target (achievable)") [Personal];
        RELEVANCE: Line "relevance" ("Mengapa penting bagi klien (relevan)", "Why it matters to the client (relevant)") [Personal];
        DUE: Date "due" ("Batas waktu", "Due");
        ALTERNATIVES: Long "alternatives" ("Pilihan yang ditawarkan", "Alternatives offered") [Personal];
        CHOICE: Line "choice" ("Pilihan klien", "The client's choice") [Personal];
        WEIGHT: Int(1, 9) "weight" ("Bobot", "Weight");
        LEVELS: Lines "levels" ("Arti tingkat −2 sampai +2", "Meaning of levels −2 to +2") [Personal];
    }

    /// Something that is to be done or was done.
    action "action" ("Kegiatan", "Action") of ["case"] {
        GOAL: Ref(&["goal"]) "goal" ("Tujuan", "Goal");
        WHAT: Line "what" ("Kegiatan", "Action") [Personal Searched];
        KIND: Code(&l::ACTION_KIND) "kind" ("Jenis", "Kind") [Required];
        ROLE: Code(&l::WORKER_ROLE) "role" ("Peran pendamping", "Role played");
        METHOD: Code(&l::METHOD) "method" ("Metode", "Method");
        WHO: Line "who" ("Pelaksana", "Who") [Personal];
        PARTNER: Ref(&["partner"]) "partner" ("Mitra", "Partner");
        PLANNED_FROM: Date "planned_from" ("Direncanakan mulai", "Planned from");
        PLANNED_TO: Date "planned_to" ("Direncanakan selesai", "Planned to");
        STATE: Code(&l::ACTION_STATE) "state" ("Keadaan", "State");
        DONE_ON: Date "done_on" ("Dilakukan pada", "Done on");
        RESULT: Long "result" ("Hasil", "Result") [Personal Searched];
        NOT_DONE_REASON: Code(&l::ACTION_NOT_DONE_REASON) "not_done_reason" ("Alasan tidak dilakukan", "Why not done");
    }

    /// Something that was given.
    assistance "assistance" ("Bantuan", "Assistance") of ["case", "person", "household"] {
        DATE: Date "date" ("Tanggal", "Date") [Required];
        KIND: Code(&l::ASSISTANCE_KIND) "kind" ("Jenis", "Kind");
        WHAT: Line "what" ("Bantuan", "What") [Searched];
        AMOUNT: Decimal "amount" ("Jumlah", "Amount");
        UNIT: Code(&l::ASSISTANCE_UNIT) "unit" ("Satuan", "Unit");
        FUNDS: Code(&l::FUND_SOURCE) "funds" ("Sumber anggaran", "Source of funds");
        REMARK: Long "remark" ("Keterangan", "Remark") [Personal Searched];
    }

    /// A client sent on to a partner. It stays open until "was it received?" is answered.
    referral "referral" ("Rujukan", "Referral") of ["case"] {
        PARTNER: Ref(&["partner"]) "partner" ("Mitra", "Partner");
        PARTNER_NAME: Line "partner_name" ("Nama lembaga bila belum tercatat", "Agency's name if not yet recorded") [Searched];
        REASON: Long "reason" ("Alasan rujukan", "Reason") [Personal Searched Required];
        SUMMARY: Long "summary" ("Ringkasan", "Summary") [Personal Searched];
        SERVICES: Long "services" ("Layanan yang diminta", "Services asked") [Personal Searched];
        PAPERS: Long "papers" ("Berkas", "Papers");
        CONSENT: Ref(&["consent"]) "consent" ("Persetujuan", "Consent");
        STATE: Code(&l::REFERRAL_STATE) "state" ("Keadaan", "State") [Required];
        SENT: Date "sent" ("Dikirim", "Sent");
        ANSWERED: Date "answered" ("Dijawab", "Answered");
        REFUSED_REASON: Code(&l::REFERRAL_REFUSED_REASON) "refused_reason" ("Alasan ditolak", "Why refused");
        FEEDBACK: Long "feedback" ("Umpan balik", "Feedback") [Personal Searched];
    }

    /// An argument made for a client.
    advocacy "advocacy" ("Advokasi", "Advocacy") of ["case"] {
        DATE: Date "date" ("Tanggal", "Date") [Required];
        WHOM: Line "whom" ("Profesi atau lembaga", "Profession or agency") [Searched];
        PARTNER: Ref(&["partner"]) "partner" ("Mitra", "Partner");
        OBSTACLE: Long "obstacle" ("Hambatan", "Obstacle") [Personal Searched];
        DONE: Long "done" ("Yang dilakukan", "What was done") [Personal Searched];
        OUTCOME: Code(&l::ADVOCACY_OUTCOME) "outcome" ("Hasil", "Outcome");
    }

    /// A visit to a home.
    visit "visit" ("Kunjungan", "Visit") of ["household", "person", "case"] {
        DATE: Date "date" ("Tanggal", "Date") [Required];
        FROM: Time "from" ("Mulai", "From");
        TO: Time "to" ("Selesai", "To");
        PLACE: Code(&l::VISIT_PLACE) "place" ("Tempat", "Place");
        PURPOSE: Code(&l::VISIT_PURPOSE) "purpose" ("Tujuan kunjungan", "Purpose");
        PRESENT: Line "present" ("Orang lain yang hadir", "Others present") [Personal Searched];
        OUTCOME: Code(&l::VISIT_OUTCOME) "outcome" ("Hasil kunjungan", "Outcome") [Required];
        CASE: Ref(&["case"]) "case" ("Kasus", "Case");
        NEXT: Date "next" ("Kunjungan berikutnya", "Next visit");
        LOCATION: Line "location" ("Lokasi (atas permintaan)", "Location (on request)") [Personal];
    }

    /// How one member of the household was at a visit.
    attendance "attendance" ("Keadaan saat kunjungan", "Seen at the visit") of ["visit"] {
        PERSON: Ref(&["person"]) "person" ("Orang", "Person") [Required];
        STATE: Code(&l::ATTENDANCE) "state" ("Keadaan", "State") [Required];
        REMARK: Line "remark" ("Keterangan", "Remark") [Personal Searched];
    }

    /// What was seen, heard and thought. Amended, never overwritten.
    note "note" ("Catatan", "Note") of ["case", "visit", "person", "household"] {
        DATE: Date "date" ("Tanggal", "Date") [Required];
        KIND: Code(&l::NOTE_KIND) "kind" ("Bentuk", "Kind");
        PARTICIPANTS: Lines "participants" ("Yang hadir dan lembaganya", "Who took part, and of which agency") [Personal Searched];
        TEXT: Long "text" ("Catatan", "Note") [Personal Searched];
        DECISIONS: Long "decisions" ("Keputusan bersama", "What was decided") [Personal Searched];
        TASKS: Lines "tasks" ("Tindak lanjut: siapa, apa, paling lambat kapan", "Follow-up: who does what by when") [Personal Searched];
        SUBJECTIVE: Long "subjective" ("S: kata klien", "S: in the client's words") [Personal Searched];
        OBJECTIVE: Long "objective" ("O: yang terlihat", "O: what was observed") [Personal Searched];
        ASSESSMENT: Long "assessment" ("A: penilaian", "A: assessment") [Personal Searched];
        PLAN: Long "plan" ("P: rencana", "P: plan") [Personal Searched];
        GOALS: Refs(&["goal"]) "goals" ("Menyangkut tujuan", "Goals touched");
    }

    /// A look at how far the case has come.
    evaluation "evaluation" ("Evaluasi", "Evaluation") of ["case"] {
        DATE: Date "date" ("Tanggal", "Date") [Required];
        CONFORMITY: Code(&l::PLAN_CONFORMITY) "conformity" ("Kesesuaian dengan rencana", "Plan followed or changed");
        WHY_CHANGED: Long "why_changed" ("Mengapa berubah", "Why it changed") [Personal Searched];
        PROGRESS: Long "progress" ("Perubahan pada klien", "Change in the client") [Personal Searched];
        OBSTACLES: Long "obstacles" ("Hambatan", "Obstacles") [Personal Searched];
        DECISION: Code(&l::EVALUATION_DECISION) "decision" ("Keputusan", "Decision") [Required];
    }

    /// How far one goal was reached at an evaluation.
    attainment "attainment" ("Capaian tujuan", "Goal attainment") of ["evaluation"] {
        GOAL: Ref(&["goal"]) "goal" ("Tujuan", "Goal") [Required];
        LEVEL: Int(-2, 2) "level" ("Tingkat capaian", "Level reached") [Required];
        REMARK: Line "remark" ("Keterangan", "Remark") [Personal Searched];
    }

    /// The end of a case.
    termination "termination" ("Terminasi", "Termination") of ["case"] {
        DATE: Date "date" ("Tanggal", "Date") [Required];
        REASON: Code(&l::TERMINATION_REASON) "reason" ("Alasan", "Reason") [Required];
        OUTCOME: Long "outcome" ("Hasil atau penempatan", "Outcome or placement") [Personal Searched];
        PLACED_AT: Ref(&["partner"]) "placed_at" ("Ditempatkan di", "Placed at");
        AGREED: Code(&l::YES_NO_UNKNOWN) "agreed" ("Disepakati klien", "Agreed with the client");
        GAINS: Long "gains" ("Cara mempertahankan hasil", "How gains are kept") [Personal Searched];
        AFTER_CARE: Lines "after_care" ("Tanggal bimbingan lanjut", "After-care dates");
    }

    /// The nine questions of the public satisfaction survey (SKM, Permenpan RB 14/2017), 1 to 4 each.
    satisfaction "satisfaction" ("Survei kepuasan", "Satisfaction survey") of ["case"] {
        DATE: Date "date" ("Tanggal", "Date") [Required];
        U1: Int(1, 4) "u1" ("Persyaratan", "Requirements");
        U2: Int(1, 4) "u2" ("Sistem, mekanisme, dan prosedur", "System, mechanism and procedure");
        U3: Int(1, 4) "u3" ("Waktu penyelesaian", "Time taken");
        U4: Int(1, 4) "u4" ("Biaya/tarif", "Cost");
        U5: Int(1, 4) "u5" ("Produk spesifikasi jenis pelayanan", "What the service gives");
        U6: Int(1, 4) "u6" ("Kompetensi pelaksana", "Competence of the staff");
        U7: Int(1, 4) "u7" ("Perilaku pelaksana", "Conduct of the staff");
        U8: Int(1, 4) "u8" ("Penanganan pengaduan, saran, dan masukan", "Handling of complaints and suggestions");
        U9: Int(1, 4) "u9" ("Sarana dan prasarana", "Facilities");
        COMMENT: Long "comment" ("Komentar", "Comment") [Personal Searched];
        RESPONDENT: Code(&l::RESPONDENT) "respondent" ("Yang menjawab", "Who answered");
    }
}
