//! Outreach and contact tracing. Whom to follow up on which day is derived, never stored.

crate::kinds! {
    /// Going out to an office, a neighbourhood leader or a family to learn and to support.
    outreach "outreach" ("Penjangkauan", "Outreach") of [] {
        DATE: Date "date" ("Tanggal", "Date") [Required];
        TARGET: Code(&l::OUTREACH_TARGET) "target" ("Sasaran", "Whom") [Required];
        WHOM: Line "whom" ("Nama lembaga atau orang", "Name of the office or person") [Searched];
        DATA: Codes(&l::OUTREACH_DATA) "data" ("Data yang diperoleh", "Data received");
        SUPPORT: Long "support" ("Dukungan yang diberikan", "Support given") [Searched];
        NEXT_STEP: Long "next_step" ("Langkah berikutnya", "Next step");
    }

    /// The rules of a disease as an agency has them, begun from a built-in profile. A number that is missing is
    /// not set: it is not taken from the profile it was begun from.
    disease_profile "disease_profile" ("Profil penyakit", "Disease profile") of [] {
        NAME: Line "name" ("Penyakit dan pedoman", "Disease and guidance") [Searched Required];
        BASE: Line "base" ("Berawal dari profil", "Begun from the profile");
        ANCHOR: Code(&l::ANCHOR) "anchor" ("Hari menular dihitung dari", "Infectious days are counted from");
        FROM_SPECIMEN: Flag "from_specimen" ("Kasus tanpa gejala dihitung dari spesimen", "A case without symptoms counts from the specimen");
        WINDOW_BEFORE: Int(0, 365) "window_before" ("Menular sebelum hari itu (hari)", "Infectious before that day (days)");
        WINDOW_AFTER: Int(0, 365) "window_after" ("Menular sesudah hari itu (hari)", "Infectious after that day (days)");
        WINDOW_AFTER_RULE: Line "window_after_rule" ("Akhir masa menular dengan kata-kata", "End of the infectious window in words");
        FOLLOW_UP_DAYS: Int(0, 1000) "follow_up_days" ("Lama pemantauan (hari)", "Days of follow-up");
        GIVEN_DAYS: Days "given_days" ("Hanya pada hari ke-", "Only on days");
        GIVEN_MONTHS: Days "given_months" ("Hanya pada bulan ke-", "Only in months");
        CHECKS_PER_DAY: Int(1, 4) "checks_per_day" ("Pemeriksaan per hari", "Checks per day");
        QUARANTINE_DAYS: Int(0, 365) "quarantine_days" ("Karantina kontak (hari)", "Quarantine of contacts (days)");
        ENTRY_TEST_DAY: Int(0, 365) "entry_test_day" ("Tes masuk pada hari ke-", "Entry test on day");
        EXIT_TEST_DAY: Int(0, 365) "exit_test_day" ("Tes akhir pada hari ke-", "Exit test on day");
        ISOLATION_WITHOUT: Int(0, 365) "isolation_without" ("Isolasi tanpa gejala (hari)", "Isolation without symptoms (days)");
        ISOLATION_WITH: Int(0, 365) "isolation_with" ("Isolasi dengan gejala, paling sedikit (hari)", "Isolation with symptoms, at least (days)");
        SYMPTOM_FREE: Int(0, 365) "symptom_free" ("Tambahan hari tanpa gejala", "Further days without symptoms");
        PROPHYLAXIS_DAYS: Int(0, 365) "prophylaxis_days" ("Obat pencegahan kontak (hari)", "Preventive medicine for contacts (days)");
        INCUBATION_FROM: Int(0, 1000) "incubation_from" ("Masa inkubasi dari (hari)", "Incubation from (days)");
        INCUBATION_TO: Int(0, 1000) "incubation_to" ("Masa inkubasi sampai (hari)", "Incubation to (days)");
        MIN_CONTACTS: Int(0, 1000) "min_contacts" ("Kontak yang diperiksa per kasus, paling sedikit", "Contacts to screen for each case, at least");
        SOURCE: Line "source" ("Sumber aturan", "Source of the rule");
        NOTE: Long "note" ("Catatan", "Note");
    }

    /// An outbreak. Its rules are those of its profile (a built-in code, or the id of a `disease_profile`), save for
    /// the numbers that it sets itself.
    outbreak "outbreak" ("Wabah", "Outbreak") of [] {
        NAME: Line "name" ("Nama wabah", "Name of the outbreak") [Searched Required];
        PROFILE: Line "profile" ("Profil penyakit", "Disease profile") [Required];
        AREA: Line "area" ("Wilayah", "Area");
        START: Date "start" ("Mulai", "Start");
        END: Date "end" ("Selesai", "End");
        FOLLOW_UP_DAYS: Int(0, 1000) "follow_up_days" ("Lama pemantauan (hari)", "Days of follow-up");
        CHECKS_PER_DAY: Int(1, 4) "checks_per_day" ("Pemeriksaan per hari", "Checks per day");
        GIVEN_DAYS: Days "given_days" ("Hanya pada hari ke-", "Only on days");
        WINDOW_BEFORE: Int(0, 365) "window_before" ("Menular sebelum gejala (hari)", "Infectious before onset (days)");
        WINDOW_AFTER: Int(0, 365) "window_after" ("Menular sesudah gejala (hari)", "Infectious after onset (days)");
        LIST_MAPPING: Long "list_mapping" ("Kolom daftar kasus", "Columns of the line list");
    }

    /// What is known of one person's illness in one outbreak.
    investigation "investigation" ("Penyelidikan", "Investigation") of ["person"] {
        OUTBREAK: Ref(&["outbreak"]) "outbreak" ("Wabah", "Outbreak") [Required];
        CLASSIFICATION: Code(&l::CLASSIFICATION) "classification" ("Klasifikasi", "Classification") [Required];
        CLASSIFIED: Date "classified" ("Diklasifikasi pada", "Classified on");
        ONSET_KIND: Code(&l::ONSET_KIND) "onset_kind" ("Ketepatan tanggal gejala", "Precision of onset");
        ONSET: Date "onset" ("Mulai bergejala", "Onset");
        SYMPTOMS: Codes(&l::SYMPTOM) "symptoms" ("Gejala", "Symptoms");
        RASH: Date "rash" ("Mulai ruam", "Rash since");
        SYMPTOMS_ENDED: Date "symptoms_ended" ("Bebas gejala sejak", "Free of symptoms since");
        SPECIMEN: Date "specimen" ("Spesimen diambil", "Specimen taken");
        REPORTED: Date "reported" ("Dilaporkan", "Reported");
        ISOLATED_FROM: Date "isolated_from" ("Isolasi mulai", "Isolated from");
        ISOLATED_TO: Date "isolated_to" ("Isolasi sampai", "Isolated to");
        ISOLATED_AT: Code(&l::ISOLATION_PLACE) "isolated_at" ("Tempat isolasi", "Place of isolation");
        HOSPITAL: Line "hospital" ("Rumah sakit", "Hospital") [Searched];
        OUTCOME: Code(&l::CASE_OUTCOME) "outcome" ("Akhir penyakit", "Outcome");
        OUTCOME_ON: Date "outcome_on" ("Tanggal akhir", "Date of outcome");
        HOW_INFECTED: Long "how_infected" ("Cara tertular, bila diketahui", "How infected, if known") [Personal Searched];
        INTERVIEWED: Date "interviewed" ("Diwawancarai", "Interviewed on");
    }

    /// A gathering or place where people may have been infected.
    event "event" ("Peristiwa", "Event") of ["outbreak"] {
        NAME: Line "name" ("Nama peristiwa", "Name of the event") [Searched Required];
        KIND: Code(&l::EVENT_KIND) "kind" ("Jenis", "Kind");
        FROM: Date "from" ("Mulai", "From");
        TO: Date "to" ("Sampai", "To");
        ADDRESS: Line "address" ("Alamat", "Address") [Searched];
    }

    /// Somebody (the parent) was exposed to a sick person or at an event.
    exposure "exposure" ("Paparan", "Exposure") of ["person"] {
        OUTBREAK: Ref(&["outbreak"]) "outbreak" ("Wabah", "Outbreak") [Required];
        SOURCE: Ref(&["person", "event"]) "source" ("Sumber", "Source");
        FIRST: Date "first" ("Paparan pertama", "First exposure");
        LAST: Date "last" ("Paparan terakhir", "Last exposure") [Required];
        SETTING: Code(&l::EXPOSURE_SETTING) "setting" ("Tempat", "Setting");
        CONTACT: Code(&l::CONTACT_KIND) "contact" ("Jenis kontak", "Kind of contact");
        DURATION: Int(0, 100_000) "duration" ("Lama (menit)", "Duration (minutes)");
        PROTECTION: Code(&l::EXPOSURE_PROTECTION) "protection" ("Perlindungan", "Protection");
        CERTAINTY: Code(&l::CERTAINTY) "certainty" ("Kepastian", "Certainty");
        RELATION: Code(&l::RELATION_KIND) "relation" ("Hubungan dengan sumber", "Relation to the source");
    }

    /// A contact (the parent) on one day.
    follow_up "follow_up" ("Pemantauan", "Follow-up") of ["person"] {
        OUTBREAK: Ref(&["outbreak"]) "outbreak" ("Wabah", "Outbreak") [Required];
        DATE: Date "date" ("Tanggal", "Date") [Required];
        RESULT: Code(&l::FOLLOW_UP_RESULT) "result" ("Hasil", "Result") [Required];
        NOT_DONE_REASON: Code(&l::NOT_DONE_REASON) "not_done_reason" ("Alasan tidak dilakukan", "Why not done");
        SYMPTOMS: Codes(&l::SYMPTOM) "symptoms" ("Gejala", "Symptoms");
        TEMPERATURE: Decimal "temperature" ("Suhu (°C)", "Temperature (°C)");
        METHOD: Code(&l::FOLLOW_UP_METHOD) "method" ("Cara", "Method");
        ENTERED: Date "entered" ("Dicatat pada", "Entered on");
        REMARK: Line "remark" ("Keterangan", "Remark") [Personal Searched];
    }

    /// A test.
    lab_test "lab_test" ("Pemeriksaan laboratorium", "Laboratory test") of ["person"] {
        OUTBREAK: Ref(&["outbreak"]) "outbreak" ("Wabah", "Outbreak");
        TAKEN: Date "taken" ("Diambil", "Taken") [Required];
        KIND: Code(&l::LAB_TEST_KIND) "kind" ("Jenis", "Kind");
        RESULT: Code(&l::LAB_RESULT) "result" ("Hasil", "Result");
        RESULT_ON: Date "result_on" ("Tanggal hasil", "Date of the result");
        LABORATORY: Line "laboratory" ("Laboratorium", "Laboratory");
    }
}
