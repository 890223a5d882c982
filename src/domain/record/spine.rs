//! The spine under both halves: people, households, and whom they deal with.

crate::kinds! {
    /// Somebody: a client, a member of a household, a contact. Only a name or nickname is needed.
    person "person" ("Orang", "Person") of [] {
        NAME: Line "name" ("Nama", "Name") [Personal Searched Required];
        ALIASES: Lines "aliases" ("Nama panggilan", "Nicknames") [Personal Searched];
        SEX: Code(&l::SEX) "sex" ("Jenis kelamin", "Sex");
        BIRTH: Birth "birth" ("Kelahiran", "Birth") [Personal];
        BIRTH_PLACE: Line "birth_place" ("Tempat lahir", "Place of birth") [Personal];
        NIK: Nik "nik" ("NIK", "National identity number (NIK)") [Personal Searched];
        NO_NIK_REASON: Code(&l::NO_NIK_REASON) "no_nik_reason" ("Alasan tanpa NIK", "Why there is no NIK");
        OTHER_IDS: Lines "other_ids" ("Identitas lain", "Other identity papers") [Personal Searched];
        LIST_IDS: Lines "list_ids" ("Nomor dalam daftar kasus", "Ids in line lists") [Searched];
        PHONES: Phones "phones" ("Nomor telepon", "Phone numbers") [Personal Searched];
        ADDRESS: Line "address" ("Alamat", "Address") [Personal Searched];
        RT: Line "rt" ("RT", "RT (neighbourhood)") [Personal];
        RW: Line "rw" ("RW", "RW (hamlet)") [Personal];
        DUSUN: Line "dusun" ("Dusun", "Hamlet (dusun)") [Personal Searched];
        VILLAGE: Line "village" ("Desa/kelurahan", "Village") [Searched];
        REGION: Region "region" ("Kecamatan/kabupaten/provinsi", "District/regency/province");
        LIVES_ELSEWHERE: Line "lives_elsewhere" ("Tempat tinggal sebenarnya, bila berbeda", "Where they really live, if different") [Personal Searched];
        RELIGION: Code(&l::RELIGION) "religion" ("Agama", "Religion") [Personal];
        MARITAL: Code(&l::MARITAL) "marital" ("Status perkawinan", "Marital status");
        EDUCATION: Code(&l::EDUCATION) "education" ("Pendidikan", "Education");
        OCCUPATION: Line "occupation" ("Pekerjaan", "Occupation");
        PPKS: Codes(&l::PPKS) "ppks" ("Kategori PPKS", "PPKS categories");
        DISABILITIES: Codes(&l::DISABILITY) "disabilities" ("Ragam disabilitas", "Kinds of disability");
        HEALTH_COVER: Code(&l::HEALTH_COVER) "health_cover" ("Jaminan kesehatan", "Health cover");
        HEALTH_COVER_NUMBER: Line "health_cover_number" ("Nomor JKN/PBI", "Health cover number") [Personal Searched];
        HEALTH_COVER_STATUS: Code(&l::HEALTH_COVER_STATUS) "health_cover_status" ("Status jaminan", "Status of the cover");
        LANGUAGE: Line "language" ("Bahasa", "Language");
        GUARDIAN: Ref(&["person"]) "guardian" ("Pengampu", "Guardian");
        GUARDIAN_NAME: Line "guardian_name" ("Nama pengampu bila belum tercatat", "Guardian's name if not yet recorded") [Personal Searched];
        GUARDIAN_KIND: Code(&l::GUARDIAN_KIND) "guardian_kind" ("Pengampu selaku", "The guardian is the person's");
        GUARDIAN_PHONES: Phones "guardian_phones" ("Telepon pengampu bila belum tercatat", "Guardian's phone if not yet recorded") [Personal Searched];
        DANGERS: Long "dangers" ("Bahaya bagi petugas", "Dangers for the visitor");
        DISCREET: Flag "discreet" ("Sembunyikan nama di daftar", "Hide the name on lists");
        DIED_ON: Date "died_on" ("Meninggal pada", "Died on");
    }

    /// People who live together.
    household "household" ("Keluarga", "Household") of [] {
        NAME: Line "name" ("Nama keluarga", "Name of the household") [Personal Searched Required];
        KK: Kk "kk" ("Nomor KK", "Family card number (KK)") [Personal Searched];
        HEAD: Ref(&["person"]) "head" ("Kepala keluarga", "Head of household");
        ADDRESS: Line "address" ("Alamat", "Address") [Personal Searched];
        RT: Line "rt" ("RT", "RT (neighbourhood)") [Personal];
        RW: Line "rw" ("RW", "RW (hamlet)") [Personal];
        DUSUN: Line "dusun" ("Dusun", "Hamlet (dusun)") [Personal Searched];
        VILLAGE: Line "village" ("Desa/kelurahan", "Village") [Searched];
        REGION: Region "region" ("Kecamatan/kabupaten/provinsi", "District/regency/province");
        HOUSING: Code(&l::HOUSING) "housing" ("Keadaan rumah", "Condition of the house");
        DWELLING: Code(&l::DWELLING) "dwelling" ("Status tempat tinggal", "Tenure");
        INCOME: Int(0, 10_000_000_000) "income" ("Penghasilan sebulan (Rp)", "Monthly income (Rp)") [Personal];
        SPENDING: Int(0, 10_000_000_000) "spending" ("Pengeluaran sebulan (Rp)", "Monthly spending (Rp)") [Personal];
        DTSEN_DECILE: Int(1, 10) "dtsen_decile" ("Desil DTSEN", "DTSEN decile");
        DTSEN_CHECKED: Date "dtsen_checked" ("Desil diperiksa pada", "Decile checked on");
        PROGRAMMES: Codes(&l::PROGRAMME) "programmes" ("Bantuan yang diterima", "Assistance received");
        REMARK: Long "remark" ("Keterangan", "Remark") [Personal Searched];
    }

    /// A person's place in a household.
    member "member" ("Anggota keluarga", "Household member") of ["household"] {
        PERSON: Ref(&["person"]) "person" ("Orang", "Person") [Required];
        RELATION: Code(&l::FAMILY_RELATION) "relation" ("Hubungan dengan kepala keluarga", "Relation to the head");
        SINCE: Date "since" ("Sejak", "Since");
        UNTIL: Date "until" ("Sampai", "Until");
    }

    /// What two people are to each other.
    relation "relation" ("Hubungan", "Relation") of ["person"] {
        OTHER: Ref(&["person"]) "other" ("Orang lain", "The other person") [Required];
        KIND: Code(&l::RELATION_KIND) "kind" ("Jenis hubungan", "Kind of relation");
        QUALITY: Code(&l::RELATION_QUALITY) "quality" ("Mutu hubungan", "Quality of the relation");
        REMARK: Long "remark" ("Keterangan", "Remark") [Personal Searched];
    }

    /// A source of help (mitra, sistem sumber).
    partner "partner" ("Mitra", "Partner") of [] {
        NAME: Line "name" ("Nama mitra", "Partner's name") [Searched Required];
        KIND: Code(&l::PARTNER_KIND) "kind" ("Jenis", "Kind");
        SERVICES: Long "services" ("Layanan", "Services") [Searched];
        ELIGIBLE: Long "eligible" ("Siapa yang berhak", "Who is eligible");
        PAPERS: Long "papers" ("Berkas yang dibawa", "Papers to bring");
        HOURS: Line "hours" ("Jam layanan", "Hours");
        PHONES: Phones "phones" ("Nomor telepon", "Phone numbers") [Searched];
        ADDRESS: Line "address" ("Alamat", "Address") [Searched];
        AREA: Line "area" ("Wilayah", "Area");
    }

    /// A social worker.
    worker "worker" ("Petugas", "Worker") of [] {
        NAME: Line "name" ("Nama", "Name") [Searched Required];
        UNIT: Line "unit" ("Unit", "Unit");
        AREA: Line "area" ("Wilayah tugas", "Area");
        REGISTRATION: Line "registration" ("Nomor registrasi", "Registration number");
    }

    /// The office that the workers belong to.
    agency "agency" ("Instansi", "Agency") of [] {
        NAME: Line "name" ("Nama instansi", "Agency's name") [Required];
        LETTERHEAD: Long "letterhead" ("Kop surat", "Letterhead");
        PUBLIC_KEY: Line "public_key" ("Kunci publik", "Public key");
        FINGERPRINT: Line "fingerprint" ("Sidik kunci", "Key fingerprint");
    }

    /// A question that an agency adds to a form, with its own code list. It goes out with the agency's pack. The answer is a
    /// field of the record that the form is for, named after the question (see `casework::question`).
    form_question "form_question" ("Pertanyaan instansi", "Agency's question") of [] {
        NAME: Line "name" ("Pertanyaan", "Question") [Required];
        FORM: Code(&l::QUESTION_FORM) "form" ("Pada formulir", "On the form") [Required];
        ANSWER: Code(&l::ANSWER_KIND) "answer" ("Jenis jawaban", "Kind of answer") [Required];
        CHOICES: Lines "choices" ("Pilihan jawaban", "Choices");
        PRIVACY: Code(&l::ANSWER_PRIVACY) "privacy" ("Sifat jawaban", "What answers are");
        STATE: Code(&l::QUESTION_STATE) "state" ("Keadaan", "State");
        ORDER: Int(0, 100_000) "order" ("Urutan", "Order");
    }

    /// What somebody allows, refuses or takes back.
    consent "consent" ("Persetujuan", "Consent") of ["person"] {
        PURPOSES: Codes(&l::CONSENT_PURPOSE) "purposes" ("Untuk apa", "Purposes") [Required];
        SHARED_WITH: Ref(&["partner"]) "shared_with" ("Dibagikan kepada", "Shared with");
        STATE: Code(&l::CONSENT_STATE) "state" ("Keputusan", "Decision") [Required];
        METHOD: Code(&l::CONSENT_METHOD) "method" ("Cara", "How");
        GIVEN_BY: Line "given_by" ("Diberikan oleh", "Given by") [Personal];
        WITNESS: Line "witness" ("Saksi", "Witness") [Personal];
        DATE: Date "date" ("Tanggal", "Date") [Required];
        RETENTION: Date "retention" ("Disimpan sampai", "Kept until");
        LEGAL_BASIS: Code(&l::LEGAL_BASIS) "legal_basis" ("Dasar hukum", "Legal basis");
        REASON: Long "reason" ("Alasan tanpa persetujuan", "Why without consent") [Personal Searched];
    }

    /// What somebody asks about their own data (UU 27/2022), and what was answered.
    data_request "data_request" ("Permintaan atas data", "Data request") of ["person"] {
        KIND: Code(&l::DATA_RIGHT) "kind" ("Yang diminta", "What is asked") [Required];
        RECEIVED: Date "received" ("Diterima tanggal", "Received on") [Required];
        RECEIVED_AT: Time "received_at" ("Diterima pukul", "Received at");
        ASKED_BY: Line "asked_by" ("Yang meminta", "Who asked") [Personal];
        AS: Code(&l::RESPONDENT) "as" ("Selaku", "As");
        HOW: Code(&l::REQUEST_CHANNEL) "how" ("Cara", "How");
        WHAT: Long "what" ("Isi permintaan", "The request") [Personal Searched];
        OUTCOME: Code(&l::REQUEST_OUTCOME) "outcome" ("Keputusan", "Decision");
        ANSWERED: Date "answered" ("Dijawab tanggal", "Answered on");
        ANSWERED_AT: Time "answered_at" ("Dijawab pukul", "Answered at");
        REASON: Long "reason" ("Alasan keputusan", "Why it was decided so") [Personal Searched];
    }

    /// A photo or file; its bytes lie sealed beside the ledger.
    attachment "attachment" ("Lampiran", "Attachment") of ["person", "household", "case", "visit", "note"] {
        KIND: Code(&l::ATTACHMENT_KIND) "kind" ("Jenis berkas", "Kind of paper");
        CAPTION: Line "caption" ("Keterangan", "Caption") [Personal Searched];
        MEDIA_TYPE: Line "media_type" ("Format berkas", "Media type");
        SIZE: Int(0, 100_000_000) "size" ("Ukuran (bita)", "Size (bytes)");
        DIGEST: Line "digest" ("Sidik berkas", "Digest");
    }
}
