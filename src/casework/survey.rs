//! The public satisfaction survey (SKM, Permenpan RB 14/2017): nine questions of 1 to 4, an index of 25 to
//! 100 and its band, with Cronbach's alpha as a measure of how well the answers hang together.
//!
//! A mean is taken over those who answered the question, never over all who were asked; a question that
//! nobody answered is left out, named, and its weight spread over the others, so that the scale stays the
//! same. What surprises: with the weight rounded to 0.11, as some agencies reckon, the best index is 99,
//! so the weight is printed beside the index. The bands have gaps (76.60 to 76.61), so the index is
//! rounded to two decimals first.

use chrono::NaiveDate;

use crate::domain::field::{Field, marker};
use crate::domain::id::RecordId;
use crate::domain::record::casework::satisfaction;
use crate::domain::text::{Text, t};
use crate::ledger::{Book, RecordRef};

/// How many questions there are.
pub const COUNT: usize = 9;

/// One question of the form.
#[derive(Debug)]
pub struct Question {
    /// Where the answer is kept.
    pub field: Field<marker::Int>,
    /// Its short name (unsur).
    pub label: Text,
    /// As it is asked.
    pub asks: Text,
    /// What 1, 2, 3 and 4 mean.
    pub choices: [Text; 4],
}

const FITS: [Text; 4] = [
    t("Tidak sesuai", "Does not fit"),
    t("Kurang sesuai", "Fits poorly"),
    t("Sesuai", "Fits"),
    t("Sangat sesuai", "Fits very well"),
];

/// The nine questions in their order.
pub static QUESTIONS: [Question; COUNT] = [
    Question {
        field: satisfaction::U1,
        label: t("Persyaratan", "Requirements"),
        asks: t(
            "Bagaimana pendapat Anda tentang kesesuaian persyaratan dengan jenis pelayanannya?",
            "How well do the requirements fit the kind of service?",
        ),
        choices: FITS,
    },
    Question {
        field: satisfaction::U2,
        label: t("Sistem, mekanisme, dan prosedur", "System, mechanism and procedure"),
        asks: t(
            "Bagaimana pendapat Anda tentang kemudahan prosedur pelayanan?",
            "How easy is the procedure of the service?",
        ),
        choices: [
            t("Tidak mudah", "Not easy"),
            t("Kurang mudah", "Not very easy"),
            t("Mudah", "Easy"),
            t("Sangat mudah", "Very easy"),
        ],
    },
    Question {
        field: satisfaction::U3,
        label: t("Waktu penyelesaian", "Time taken"),
        asks: t(
            "Bagaimana pendapat Anda tentang kecepatan waktu dalam memberikan pelayanan?",
            "How fast is the service given?",
        ),
        choices: [
            t("Tidak cepat", "Not fast"),
            t("Kurang cepat", "Not very fast"),
            t("Cepat", "Fast"),
            t("Sangat cepat", "Very fast"),
        ],
    },
    Question {
        field: satisfaction::U4,
        label: t("Biaya/tarif", "Cost"),
        asks: t(
            "Bagaimana pendapat Anda tentang kewajaran biaya/tarif dalam pelayanan?",
            "How fair is the cost of the service?",
        ),
        choices: [
            t("Sangat mahal", "Very expensive"),
            t("Cukup mahal", "Rather expensive"),
            t("Murah", "Cheap"),
            t("Gratis", "Free of charge"),
        ],
    },
    Question {
        field: satisfaction::U5,
        label: t("Produk spesifikasi jenis pelayanan", "What the service gives"),
        asks: t(
            "Bagaimana pendapat Anda tentang kesesuaian hasil pelayanan dengan yang tercantum dalam standar pelayanan?",
            "How well does what was given fit what the standard of the service promises?",
        ),
        choices: FITS,
    },
    Question {
        field: satisfaction::U6,
        label: t("Kompetensi pelaksana", "Competence of the staff"),
        asks: t(
            "Bagaimana pendapat Anda tentang kemampuan petugas dalam pelayanan?",
            "How able are the staff?",
        ),
        choices: [
            t("Tidak kompeten", "Not able"),
            t("Kurang kompeten", "Not very able"),
            t("Kompeten", "Able"),
            t("Sangat kompeten", "Very able"),
        ],
    },
    Question {
        field: satisfaction::U7,
        label: t("Perilaku pelaksana", "Conduct of the staff"),
        asks: t(
            "Bagaimana pendapat Anda tentang kesopanan dan keramahan petugas?",
            "How polite and friendly are the staff?",
        ),
        choices: [
            t("Tidak sopan dan ramah", "Not polite and friendly"),
            t("Kurang sopan dan ramah", "Not very polite and friendly"),
            t("Sopan dan ramah", "Polite and friendly"),
            t("Sangat sopan dan ramah", "Very polite and friendly"),
        ],
    },
    Question {
        field: satisfaction::U8,
        label: t("Penanganan pengaduan, saran, dan masukan", "Handling of complaints and suggestions"),
        asks: t(
            "Bagaimana pendapat Anda tentang penanganan pengaduan pengguna layanan?",
            "How are complaints of those who use the service handled?",
        ),
        choices: [
            t("Tidak ada", "There is no way to complain"),
            t("Ada, tetapi tidak berfungsi", "There is one, but it does not work"),
            t("Berfungsi, tetapi kurang maksimal", "It works, but not well enough"),
            t("Dikelola dengan baik", "It is handled well"),
        ],
    },
    Question {
        field: satisfaction::U9,
        label: t("Sarana dan prasarana", "Facilities"),
        asks: t(
            "Bagaimana pendapat Anda tentang kualitas sarana dan prasarana?",
            "How good are the facilities?",
        ),
        choices: [t("Buruk", "Bad"), t("Cukup", "Fair"), t("Baik", "Good"), t("Sangat baik", "Very good")],
    },
];

/// The weight of one question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// One ninth, so that the index reaches 100.
    #[default]
    Ninth,
    /// Rounded to 0.11, as many agencies print it; the index reaches 99.
    Rounded,
}

impl Weight {
    /// As a preference stores it.
    pub const fn code(self) -> &'static str {
        match self {
            Weight::Ninth => "ninth",
            Weight::Rounded => "rounded",
        }
    }

    /// Reads the stored code; one ninth where it is none.
    pub fn of_code(code: &str) -> Weight {
        if code == Weight::Rounded.code() { Weight::Rounded } else { Weight::Ninth }
    }

    /// What is printed beside the index.
    pub const fn label(self) -> Text {
        match self {
            Weight::Ninth => t("bobot 1/9", "weight 1/9"),
            Weight::Rounded => t("bobot 0,11", "weight 0.11"),
        }
    }

    /// The weight where all nine questions count.
    pub const fn value(self) -> f64 {
        match self {
            Weight::Ninth => 1.0 / 9.0,
            Weight::Rounded => 0.11,
        }
    }
}

/// The band of an index (mutu pelayanan).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// 88.31 and more.
    A,
    /// 76.61 and more.
    B,
    /// 65.00 and more.
    C,
    /// Below.
    D,
}

impl Band {
    /// The band of an index that is rounded to two decimals here.
    pub fn of(index: f64) -> Band {
        match round2(index) {
            index if index >= 88.31 => Band::A,
            index if index >= 76.61 => Band::B,
            index if index >= 65.0 => Band::C,
            _ => Band::D,
        }
    }

    /// The letter.
    pub const fn letter(self) -> &'static str {
        match self {
            Band::A => "A",
            Band::B => "B",
            Band::C => "C",
            Band::D => "D",
        }
    }

    /// How the service works, in the words of the rule.
    pub const fn label(self) -> Text {
        match self {
            Band::A => t("Sangat baik", "Very good"),
            Band::B => t("Baik", "Good"),
            Band::C => t("Kurang baik", "Not good enough"),
            Band::D => t("Tidak baik", "Bad"),
        }
    }
}

/// Two decimals, a half upwards. The small summand keeps a half that binary numbers cannot hold a half.
pub fn round2(value: f64) -> f64 {
    (value * 100.0 + 1e-7).round() / 100.0
}

/// Why there is no alpha.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAlpha {
    /// Fewer than two answered all questions.
    TooFew,
    /// All who answered gave the same sum.
    AllAlike,
}

impl NoAlpha {
    /// What the user reads.
    pub const fn label(self) -> Text {
        match self {
            NoAlpha::TooFew => t(
                "Alfa perlu paling sedikit dua jawaban lengkap",
                "Alpha needs at least two complete answers",
            ),
            NoAlpha::AllAlike => t(
                "Alfa tidak dapat dihitung: jumlah nilai semua responden sama",
                "Alpha cannot be computed: all respondents have the same total",
            ),
        }
    }
}

/// One question over all respondents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuestionResult {
    /// How many answered it.
    pub answered: usize,
    /// The sum of their answers.
    pub sum: i64,
    /// Their mean (nilai rata-rata, NRR); `None` where nobody answered.
    pub mean: Option<f64>,
    /// The mean times the weight that was used (NRR tertimbang).
    pub weighted: Option<f64>,
}

/// A survey over its respondents.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// Those who answered at least one question.
    pub respondents: Vec<RecordId>,
    /// Forms on which no question was answered; they count nowhere.
    pub blank: Vec<RecordId>,
    /// Forms with a number that is none of 1 to 4; such an answer counts as not given.
    pub out_of_range: Vec<RecordId>,
    /// The questions in their order.
    pub questions: [QuestionResult; COUNT],
    /// The weight as it was chosen.
    pub weight: Weight,
    /// The weight that each question got, which is larger where a question was left out.
    pub weight_used: f64,
    /// The index, rounded to two decimals; `None` where nobody answered anything.
    pub index: Option<f64>,
    /// How many answered all nine questions.
    pub complete: usize,
    /// Cronbach's alpha over the complete answers.
    pub alpha: Result<f64, NoAlpha>,
}

impl Survey {
    /// The band of the index.
    pub fn band(&self) -> Option<Band> {
        self.index.map(Band::of)
    }

    /// The numbers (1 to 9) of questions that nobody answered.
    pub fn unanswered(&self) -> Vec<usize> {
        (1..).zip(&self.questions).filter(|(_, one)| one.answered == 0).map(|(number, _)| number).collect()
    }

    /// How missing answers were treated, in words.
    pub const fn rule() -> Text {
        t(
            "Rata-rata tiap unsur dihitung dari yang menjawab unsur itu. Unsur tanpa jawaban dikeluarkan dan bobotnya dibagi rata ke unsur lain.",
            "The mean of a question is taken over those who answered it. A question that nobody answered is left out, and its weight is spread over the others.",
        )
    }
}

/// The nine answers of a form; what is none of 1 to 4 is none.
pub fn answers(record: RecordRef<'_>) -> [Option<i64>; COUNT] {
    let mut found = [None; COUNT];
    for (slot, question) in found.iter_mut().zip(&QUESTIONS) {
        *slot = record.get(question.field).filter(|answer| (1..=4).contains(answer));
    }
    found
}

/// Reckons a survey over forms.
pub fn survey<'a>(forms: impl IntoIterator<Item = RecordRef<'a>>, weight: Weight) -> Survey {
    let mut sums = [(0_usize, 0_i64); COUNT];
    let mut complete: Vec<[i64; COUNT]> = Vec::new();
    let (mut respondents, mut blank, mut out_of_range) = (Vec::new(), Vec::new(), Vec::new());
    for form in forms {
        let answers = answers(form);
        let given = QUESTIONS.iter().filter(|question| form.get(question.field).is_some()).count();
        let valid = answers.iter().flatten().count();
        if given > valid {
            out_of_range.push(form.id());
        }
        if valid == 0 {
            blank.push(form.id());
            continue;
        }
        respondents.push(form.id());
        for ((count, sum), answer) in sums.iter_mut().zip(answers) {
            *count += usize::from(answer.is_some());
            *sum += answer.unwrap_or(0);
        }
        if valid == COUNT {
            complete.push(answers.map(Option::unwrap_or_default));
        }
    }
    let asked = sums.iter().filter(|(count, _)| *count > 0).count();
    let weight_used = if asked == 0 { weight.value() } else { weight.value() * COUNT as f64 / asked as f64 };
    let questions = sums.map(|(answered, sum)| {
        let mean = (answered > 0).then(|| sum as f64 / answered as f64);
        QuestionResult { answered, sum, mean, weighted: mean.map(|mean| mean * weight_used) }
    });
    let total: f64 = questions.iter().filter_map(|one| one.weighted).sum();
    Survey {
        index: (asked > 0).then(|| round2(total * 25.0)),
        respondents,
        blank,
        out_of_range,
        questions,
        weight,
        weight_used,
        complete: complete.len(),
        alpha: cronbach_alpha(&complete),
    }
}

/// Reckons the survey of the forms dated in a period, whose cases are live.
pub fn survey_between(book: &Book, from: NaiveDate, to: NaiveDate, weight: Weight) -> Survey {
    let forms = book.of(&satisfaction::SPEC).filter(|form| {
        form.get(satisfaction::DATE).is_some_and(|date| from <= date && date <= to)
            && form.parent_record().is_some()
    });
    survey(forms, weight)
}

/// Cronbach's alpha of rows of answers: k/(k−1) · (1 − Σσ²ᵢ/σ²ₜ), variances over n − 1.
///
/// # Errors
/// [`NoAlpha`], where it is not defined.
pub fn cronbach_alpha<R: AsRef<[i64]>>(rows: &[R]) -> Result<f64, NoAlpha> {
    let items = rows.first().map_or(0, |row| row.as_ref().len());
    if rows.len() < 2 || items < 2 {
        return Err(NoAlpha::TooFew);
    }
    let item = |place: usize| rows.iter().filter_map(move |row| row.as_ref().get(place).copied());
    let of_items: f64 = (0..items).map(|place| variance(item(place))).sum();
    let of_sums = variance(rows.iter().map(|row| row.as_ref().iter().sum()));
    if of_sums <= 0.0 {
        return Err(NoAlpha::AllAlike);
    }
    let items = items as f64;
    Ok(items / (items - 1.0) * (1.0 - of_items / of_sums))
}

/// The variance over n − 1, from whole numbers, so that equal answers give exactly nothing.
fn variance(numbers: impl Iterator<Item = i64>) -> f64 {
    let (mut count, mut sum, mut squares) = (0_i64, 0_i64, 0_i64);
    for number in numbers {
        count += 1;
        sum += number;
        squares += number * number;
    }
    if count < 2 { 0.0 } else { (count * squares - sum * sum) as f64 / (count * (count - 1)) as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::fixture::{Desk, day, fields};
    use crate::domain::record::casework::case;
    use crate::domain::text::Lang;

    fn near(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 1e-9
    }

    /// A form for each row; `0` is no answer.
    fn desk(rows: &[[i64; COUNT]]) -> Desk {
        let mut desk = Desk::new();
        let case = desk.make(&case::SPEC, None, fields());
        for row in rows {
            let mut form = fields().with(satisfaction::DATE, day("2026-11-02"));
            for (question, answer) in QUESTIONS.iter().zip(row) {
                if *answer != 0 {
                    form.set(question.field, *answer);
                }
            }
            desk.make(&satisfaction::SPEC, Some(case), form);
        }
        desk
    }

    fn reckon(desk: &Desk, weight: Weight) -> Survey {
        survey_between(desk.book(), day("2026-11-01"), day("2026-11-30"), weight)
    }

    /// 29 respondents with the totals that an agency published.
    fn published() -> Vec<[i64; COUNT]> {
        let totals = [105, 101, 100, 116, 102, 105, 106, 105, 115];
        // Everybody answers 3, and as many as are needed answer 4.
        (0..29).map(|who| totals.map(|total| if who < total - 87 { 4 } else { 3 })).collect()
    }

    #[test]
    fn a_published_survey_comes_out_by_either_weight() {
        let desk = desk(&published());
        let exact = reckon(&desk, Weight::Ninth);
        assert_eq!((exact.index, exact.band(), exact.respondents.len()), (Some(91.48), Some(Band::A), 29));
        let rounded = reckon(&desk, Weight::Rounded);
        assert_eq!((rounded.index, rounded.weight.label().get(Lang::Id)), (Some(90.56), "bobot 0,11"));
        assert!(near(exact.questions[0].mean.unwrap(), 105.0 / 29.0));
    }

    #[test]
    fn the_gap_between_two_bands_is_closed_by_rounding_first() {
        assert_eq!([88.31, 88.305, 88.3049].map(Band::of), [Band::A, Band::A, Band::B]);
        assert_eq!([76.61, 76.605, 76.6049].map(Band::of), [Band::B, Band::B, Band::C]);
        // A half that is a little less than a half in binary.
        assert_eq!(round2(32.035), 32.04);
        assert_eq!([65.0, 64.995, 64.9949, 25.0].map(Band::of), [Band::C, Band::C, Band::D, Band::D]);
    }

    #[test]
    fn a_mean_is_taken_over_those_who_answered_and_a_question_nobody_answered_is_left_out() {
        let desk = desk(&[
            [4, 4, 4, 4, 4, 4, 4, 0, 4],
            [2, 0, 4, 4, 4, 4, 4, 0, 4],
            [0; COUNT],
            [9, 0, 0, 0, 0, 0, 0, 0, 0],
        ]);
        let found = reckon(&desk, Weight::Ninth);
        assert_eq!((found.respondents.len(), found.blank.len(), found.out_of_range.len()), (2, 2, 1));
        assert_eq!((found.questions[0].mean, found.questions[1].mean), (Some(3.0), Some(4.0)));
        assert_eq!(found.unanswered(), [8]);
        assert!(near(found.weight_used, 0.125));
        assert_eq!(found.index, Some(96.88));
        assert_eq!((found.complete, found.alpha), (0, Err(NoAlpha::TooFew)));
        assert_eq!(reckon(&desk, Weight::Rounded).index, Some(95.91));
    }

    #[test]
    fn nobody_asked_gives_no_index() {
        let found = reckon(&desk(&[]), Weight::Ninth);
        assert_eq!((found.index, found.band(), found.unanswered().len()), (None, None, 9));
    }

    #[test]
    fn alpha_agrees_with_reckoning_by_another_hand() {
        // Reckoned with Python's `statistics.variance` over exact fractions.
        let rows = [
            [4, 3, 4, 4, 3, 4, 4, 3, 4],
            [3, 3, 3, 4, 3, 3, 3, 2, 3],
            [2, 2, 3, 4, 2, 3, 2, 2, 3],
            [4, 4, 4, 4, 4, 3, 4, 4, 3],
        ];
        assert!(near(cronbach_alpha(&rows).unwrap(), 0.919504643963));
        assert!(near(cronbach_alpha(&[[1, 4], [4, 1], [3, 3]]).unwrap(), -26.000000000000));
        let one = [[4; COUNT]];
        assert_eq!(cronbach_alpha(&one), Err(NoAlpha::TooFew));
        assert_eq!(cronbach_alpha(&[[4; COUNT], [4; COUNT]]), Err(NoAlpha::AllAlike));
        assert_eq!(reckon(&desk(&rows), Weight::Ninth).alpha, cronbach_alpha(&rows));
    }

    #[test]
    fn what_lies_outside_the_period_or_in_the_trash_does_not_count() {
        let mut desk = desk(&[[4; COUNT], [1; COUNT]]);
        assert_eq!(
            survey_between(desk.book(), day("2026-11-03"), day("2026-11-30"), Weight::Ninth)
                .respondents
                .len(),
            0
        );
        let second = reckon(&desk, Weight::Ninth).respondents[1];
        desk.trash(second);
        assert_eq!(reckon(&desk, Weight::Ninth).index, Some(100.0));
    }
}
