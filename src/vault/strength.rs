//! How long an own passphrase would hold, in bits and in plain words. Invariant: it errs on the low
//! side; a piece that a guesser would try early (a common password, a date, a run of keys, something
//! personal) counts as that piece and not letter by letter. What surprises: the cheapest way to cut
//! the text into pieces is what counts, found by going through it once from left to right.

use crate::domain::text::{Lang, Text, t};

use super::words;

/// The fewest characters of an own passphrase.
pub const MIN_CHARS: usize = 12;
/// The fewest bits of an own passphrase: as much as four generated words.
pub const MIN_BITS: f64 = 44.0;
/// Guesses a second that one strong graphics card makes against our default costs. Published: about
/// 10,000 at half of our memory.
pub const GUESSES_PER_SECOND: f64 = 5_000.0;
/// Nothing beyond this many characters adds to the estimate.
const MOST_CHARS: usize = 96;

/// An estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strength {
    /// The logarithm to base 2 of the guesses needed.
    pub bits: f64,
    /// How long all those guesses take on one strong graphics card.
    pub guess_time: GuessTime,
    /// Why it is refused, if it is.
    pub too_weak: Option<WeakReason>,
}

/// A span of time as people say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuessTime {
    /// Less than a minute.
    Moments,
    /// That many minutes.
    Minutes(u64),
    /// That many hours.
    Hours(u64),
    /// That many days.
    Days(u64),
    /// That many years.
    Years(u64),
    /// A thousand years and more.
    Ages,
}

/// Why a passphrase is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeakReason {
    /// Fewer than [`MIN_CHARS`] characters.
    TooShort,
    /// 16 digits, as a population number.
    Nik,
    /// Digits that look like a telephone number.
    Phone,
    /// Digits that look like a date.
    Date,
    /// Other digits only.
    OnlyDigits,
    /// The same few characters over and over.
    Repeated,
    /// Neighbouring keys or counting up.
    KeyboardRun,
    /// Mostly a password that everybody uses.
    Common,
    /// Mostly something that is known of the person.
    Personal,
    /// Too easy to guess in another way.
    Guessable,
}

impl WeakReason {
    /// What the user reads.
    pub const fn text(self) -> Text {
        match self {
            Self::TooShort => t(
                "Terlalu pendek. Pakai sedikitnya 12 huruf, atau lima kata acak.",
                "Too short. Use at least 12 characters, or five random words.",
            ),
            Self::Nik => t(
                "Ini tampak seperti NIK. NIK mudah dicari orang.",
                "This looks like a NIK, which others can look up.",
            ),
            Self::Phone => t("Ini tampak seperti nomor telepon.", "This looks like a telephone number."),
            Self::Date => t(
                "Ini tampak seperti tanggal. Tanggal mudah ditebak.",
                "This looks like a date. Dates are easy to guess.",
            ),
            Self::OnlyDigits => t("Hanya angka. Tambahkan kata-kata.", "Digits only. Add words."),
            Self::Repeated => {
                t("Huruf yang sama terlalu sering diulang.", "The same characters are repeated too often.")
            }
            Self::KeyboardRun => t(
                "Ini urutan tombol atau angka, seperti qwerty atau 12345.",
                "This is a run of keys or digits, like qwerty or 12345.",
            ),
            Self::Common => {
                t("Ini kata sandi yang dipakai banyak orang.", "This is a password that many people use.")
            }
            Self::Personal => {
                t("Ini memuat nama atau data Anda sendiri.", "This contains your own name or data.")
            }
            Self::Guessable => {
                t("Masih mudah ditebak. Tambahkan kata-kata lain.", "Still easy to guess. Add other words.")
            }
        }
    }
}

impl GuessTime {
    /// The time that all guesses of `bits` take.
    pub fn of_bits(bits: f64) -> Self {
        let seconds = bits.exp2() / GUESSES_PER_SECOND;
        // The casts are of positive numbers below ten thousand.
        match seconds {
            s if s < 60.0 => Self::Moments,
            s if s < 3_600.0 => Self::Minutes((s / 60.0) as u64),
            s if s < 86_400.0 => Self::Hours((s / 3_600.0) as u64),
            s if s < 31_557_600.0 => Self::Days((s / 86_400.0) as u64),
            s if s < 31_557_600_000.0 => Self::Years((s / 31_557_600.0) as u64),
            _ => Self::Ages,
        }
    }

    /// The time in words, such as `~3 menit`.
    pub fn text(self, lang: Lang) -> String {
        let (text, count) = match self {
            Self::Moments => (t("kurang dari satu menit", "less than a minute"), 0),
            Self::Minutes(n) => (t("~{n} menit", "~{n} min"), n),
            Self::Hours(n) => (t("~{n} jam", "~{n} h"), n),
            Self::Days(n) => (t("~{n} hari", "~{n} days"), n),
            Self::Years(n) => (t("~{n} tahun", "~{n} years"), n),
            Self::Ages => (t("lebih dari seribu tahun", "more than a thousand years"), 0),
        };
        text.with(lang, &[("n", &count.to_string())])
    }
}

/// Why a PIN is not offered: `PIN 6 angka: ~3 menit`.
pub fn pin_text(lang: Lang, digits: u32) -> String {
    let time = GuessTime::of_bits(f64::from(digits) * 10f64.log2()).text(lang);
    t("PIN {digits} angka: {time}", "A PIN of {digits} digits: {time}")
        .with(lang, &[("digits", &digits.to_string()), ("time", &time)])
}

/// Estimates `typed`. `personal` is what others know: the user's name, agency, town, vault name.
pub fn estimate(typed: &str, personal: &[&str]) -> Strength {
    let original: Vec<char> = typed.trim().chars().take(MOST_CHARS).collect();
    let text: Vec<char> = original.iter().map(|letter| letter.to_ascii_lowercase()).collect();
    let personal: Vec<Vec<char>> = personal
        .iter()
        .flat_map(|value| value.split(|letter: char| !letter.is_alphanumeric()))
        .map(|word| word.to_lowercase().chars().collect::<Vec<char>>())
        .filter(|word| word.len() >= 3)
        .collect();
    let cut = cut_cheaply(&original, &text, &personal);
    let too_weak = weakness(&text, &cut);
    Strength { bits: cut.bits, guess_time: GuessTime::of_bits(cut.bits), too_weak }
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Letter,
    Word,
    Common,
    Personal,
    Run,
    Repeat,
    Date,
}

/// The cheapest cutting of a text up to one place.
#[derive(Clone, Copy, Debug)]
struct Cut {
    bits: f64,
    common: usize,
    personal: usize,
    run: usize,
    repeat: usize,
    date: usize,
}

impl Cut {
    const START: Self = Self { bits: 0.0, common: 0, personal: 0, run: 0, repeat: 0, date: 0 };

    fn with(mut self, piece: Piece, len: usize, bits: f64) -> Self {
        self.bits += bits;
        match piece {
            Piece::Letter | Piece::Word => {}
            Piece::Common => self.common += len,
            Piece::Personal => self.personal += len,
            Piece::Run => self.run += len,
            Piece::Repeat => self.repeat += len,
            Piece::Date => self.date += len,
        }
        self
    }
}

fn cut_cheaply(original: &[char], text: &[char], personal: &[Vec<char>]) -> Cut {
    let mut best: Vec<Option<Cut>> = vec![None; text.len() + 1];
    if let Some(first) = best.first_mut() {
        *first = Some(Cut::START);
    }
    for at in 0..text.len() {
        let Some(Some(here)) = best.get(at).copied() else { continue };
        let rest = text.get(at..).unwrap_or_default();
        let mut offer = |len: usize, piece: Piece, bits: f64| {
            // A capital inside a piece is one of few patterns (first letter, all letters).
            let capitals = original.iter().skip(at).take(len).any(char::is_ascii_uppercase);
            let next = here.with(piece, len, bits + if capitals { 1.0 } else { 0.0 });
            if let Some(place) = best.get_mut(at + len)
                && place.is_none_or(|old| next.bits < old.bits)
            {
                *place = Some(next);
            }
        };
        offer(1, Piece::Letter, rest.first().map_or(0.0, |letter| bits_of_letter(*letter)));
        for word in words::all().filter(|word| starts_with(rest, word, false)) {
            offer(word.len(), Piece::Word, 11.0);
        }
        for word in COMMON.split_ascii_whitespace().filter(|word| starts_with(rest, word, true)) {
            offer(word.len(), Piece::Common, 8.0);
        }
        for word in personal.iter().filter(|word| rest.starts_with(word)) {
            offer(word.len(), Piece::Personal, 3.0);
        }
        for len in 3..=run_len(rest) {
            offer(len, Piece::Run, 6.0 + (len as f64).log2());
        }
        for len in (1..=at).take(MOST_CHARS / 2) {
            let before = text.get(at - len..at).unwrap_or_default();
            let copies = rest.chunks(len).take_while(|chunk| *chunk == before).count();
            if copies > 0 && (len > 1 || copies > 1) {
                offer(len * copies, Piece::Repeat, 2.0 + (copies as f64).log2());
            }
        }
        for len in [4, 6, 8] {
            if rest.get(..len).is_some_and(is_date) {
                offer(len, Piece::Date, if len == 4 { 7.0 } else { 15.0 });
            }
        }
    }
    best.last().copied().flatten().unwrap_or(Cut::START)
}

fn weakness(text: &[char], cut: &Cut) -> Option<WeakReason> {
    let digits: Vec<char> = text.iter().copied().filter(char::is_ascii_digit).collect();
    let separators = |letter: &char| matches!(letter, ' ' | '-' | '/' | '.' | '+' | '(' | ')');
    if !digits.is_empty() && text.iter().all(|letter| letter.is_ascii_digit() || separators(letter)) {
        let phone = digits.starts_with(&['0', '8']) || digits.starts_with(&['6', '2', '8']);
        return Some(match digits.len() {
            16 => WeakReason::Nik,
            9..=14 if phone => WeakReason::Phone,
            6 | 8 if is_date(&digits) => WeakReason::Date,
            _ => WeakReason::OnlyDigits,
        });
    }
    if text.len() < MIN_CHARS {
        return Some(WeakReason::TooShort);
    }
    if cut.bits >= MIN_BITS {
        return None;
    }
    let shares = [
        (cut.personal, WeakReason::Personal),
        (cut.common, WeakReason::Common),
        (cut.repeat, WeakReason::Repeated),
        (cut.run, WeakReason::KeyboardRun),
        (cut.date, WeakReason::Date),
    ];
    let (len, reason) = shares.into_iter().max_by_key(|(len, _)| *len).unwrap_or((0, WeakReason::Guessable));
    Some(if len * 3 >= text.len() { reason } else { WeakReason::Guessable })
}

fn bits_of_letter(letter: char) -> f64 {
    match letter {
        '0'..='9' => 10f64.log2(),
        // Running text has far fewer bits a letter than random letters have.
        'a'..='z' => 4.0,
        ' ' => 1.0,
        _ => 5.0,
    }
}

/// Whether `text` starts with `word`; `folded` also reads the usual digits as the letters they imitate.
fn starts_with(text: &[char], word: &str, folded: bool) -> bool {
    let same = |(typed, letter): (&char, char)| {
        *typed == letter
            || folded
                && matches!(
                    (*typed, letter),
                    ('0', 'o')
                        | ('1' | '!', 'i')
                        | ('1', 'l')
                        | ('3', 'e')
                        | ('4' | '@', 'a')
                        | ('5' | '$', 's')
                        | ('7', 't')
                )
    };
    text.len() >= word.len() && text.iter().zip(word.chars()).all(same)
}

/// How many characters from the start follow each other on a keyboard row or in the alphabet, in one
/// direction.
fn run_len(text: &[char]) -> usize {
    const ROWS: [&str; 5] =
        ["01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let mut longest = 0;
    for row in ROWS {
        let place = |letter: &char| row.chars().position(|key| key == *letter);
        for forward in [true, false] {
            let follows = |(a, b): (&char, &char)| match (place(a), place(b)) {
                (Some(a), Some(b)) => {
                    if forward {
                        a + 1 == b
                    } else {
                        b + 1 == a
                    }
                }
                _ => false,
            };
            let steps = text.iter().zip(text.iter().skip(1)).take_while(|pair| follows(*pair)).count();
            longest = longest.max(if steps > 0 { steps + 1 } else { 0 });
        }
    }
    longest
}

/// Whether digits read as a year, as ddmmyy, yymmdd, ddmmyyyy or yyyymmdd.
fn is_date(digits: &[char]) -> bool {
    let number = |from: usize, len: usize| {
        digits.get(from..from + len)?.iter().try_fold(0, |sum, digit| Some(sum * 10 + digit.to_digit(10)?))
    };
    let is =
        |value: Option<u32>, low: u32, high: u32| value.is_some_and(|value| (low..=high).contains(&value));
    let day = |from| is(number(from, 2), 1, 31);
    let month = |from| is(number(from, 2), 1, 12);
    let year = |from| is(number(from, 4), 1900, 2099);
    match digits.len() {
        4 => year(0),
        6 => number(0, 6).is_some() && (day(0) && month(2) || month(2) && day(4)),
        8 => (day(0) && month(2) && year(4)) || (year(0) && month(4) && day(6)),
        _ => false,
    }
}

/// Passwords and parts of passwords that everybody uses, Indonesian and English. Runs of keys are
/// left out: they are found by their shape.
const COMMON: &str = "
password passw0rd letmein welcome admin administrator login master
monkey dragon shadow sunshine princess football baseball iloveyou superman batman trustno1 starwars
whatever freedom michael jordan jessica charlie daniel ashley andrew joshua matthew hunter soccer
liverpool chelsea arsenal barcelona manchester juventus madrid persib persija arema bonek persebaya
computer internet samsung android google facebook instagram whatsapp twitter youtube gmail yahoo
hello secret access flower summer winter pokemon naruto minecraft roblox doraemon hacker killer
lovely loveyou love forever family friend angel babygirl jesus allah bismillah alhamdulillah
assalamualaikum subhanallah muhammad ramadhan insyaallah masyaallah islam kristus tuhan yesus amin
sayang sayangku sayangkamu cinta cintaku cintakamu akucintakamu akusayangkamu aku kamu kita rindu
kangen bunda ayah mama papa ibuku ayahku keluarga anakku istriku suamiku adik kakak nenek kakek
indonesia jakarta bandung surabaya semarang jogja yogyakarta medan makassar bali bogor bekasi depok
tangerang malang solo palembang denpasar papua sulawesi sumatera kalimantan jawa garuda merdeka
pancasila rahasia sandi katasandi bukasaja masuk kunci buka jangan gatau lupa bebas terserah
ganteng cantik manis imut lucu keren jomblo bismilah budi agus andi dewi putri putra rizky rizki
fitri nurul siti ahmad abdul wahyu eko yanto setiawan kurniawan wijaya pratama saputra saputri
lestari wulandari rahmawati hidayat ramadan anugerah sukses bahagia semangat kerja kantor dinas
dinsos sosial peksos pendamping pkh kemensos puskesmas negara republik bhinneka
kucing anjing kelinci bunga mawar melati bintang bulan matahari pelangi kopi bakso cokelat
test testing guest user default changeme temp root abc123 a1b2c3 1q2w3e 1qaz2wsx zaq12wsx q1w2e3
";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::vault::entropy::tests::Seeded;

    fn reason(typed: &str) -> Option<WeakReason> {
        estimate(typed, &["Siti Rahmawati", "Dinas Sosial Kabupaten Sleman"]).too_weak
    }

    #[test]
    fn a_generated_phrase_counts_eleven_bits_a_word_and_is_accepted() {
        for seed in 0..40 {
            let phrase = words::make_passphrase(&mut Seeded::new(seed)).unwrap();
            let strength = estimate(&phrase, &[]);
            assert_eq!(strength.too_weak, None, "{}", strength.bits);
            assert!((44.0..=59.0).contains(&strength.bits), "{}", strength.bits);
        }
    }

    #[test]
    fn digits_are_named_for_what_they_are() {
        assert_eq!(reason("3404014505920003"), Some(WeakReason::Nik));
        assert_eq!(reason("0812-3456-7890"), Some(WeakReason::Phone));
        assert_eq!(reason("+62 812 3456 7890"), Some(WeakReason::Phone));
        assert_eq!(reason("17081945"), Some(WeakReason::Date));
        assert_eq!(reason("17/08/1945"), Some(WeakReason::Date));
        assert_eq!(reason("170845"), Some(WeakReason::Date));
        assert_eq!(reason("998877665544332211"), Some(WeakReason::OnlyDigits));
    }

    #[test]
    fn what_everybody_types_is_refused_with_its_reason() {
        assert_eq!(reason(""), Some(WeakReason::TooShort));
        assert_eq!(reason("Kopi#9xq!"), Some(WeakReason::TooShort));
        assert_eq!(reason("aaaaaaaaaaaaaaaa"), Some(WeakReason::Repeated));
        assert_eq!(reason("abcabcabcabcabcabc"), Some(WeakReason::Repeated));
        assert_eq!(reason("qwertyuiopasdfghjkl"), Some(WeakReason::KeyboardRun));
        assert_eq!(reason("P@ssw0rdPassword"), Some(WeakReason::Common));
        assert_eq!(reason("indonesia1945"), Some(WeakReason::Common));
        assert_eq!(reason("Siti Rahmawati 92"), Some(WeakReason::Personal));
        assert_eq!(reason("Akusayangkamu123"), Some(WeakReason::Common));
    }

    #[test]
    fn a_sentence_of_ones_own_is_accepted() {
        assert_eq!(reason("Pak Joko jual 7 ekor lele ke Bu Wiwik"), None);
        assert_eq!(reason("xK9#vQ2!mZ7&pL"), None);
    }

    #[test]
    fn the_time_of_a_pin_is_said_in_minutes() {
        assert_eq!(pin_text(Lang::Id, 6), "PIN 6 angka: ~3 menit");
        assert_eq!(pin_text(Lang::En, 4), "A PIN of 4 digits: less than a minute");
        assert_eq!(GuessTime::of_bits(55.0), GuessTime::Ages);
        assert_eq!(GuessTime::of_bits(44.0), GuessTime::Years(111));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn any_text_gets_a_finite_estimate(typed in "\\PC{0,120}") {
            let strength = estimate(&typed, &["a b", "\u{130}stanbul"]);
            prop_assert!(strength.bits.is_finite() && strength.bits >= 0.0);
        }

        #[test]
        fn nothing_below_the_floor_is_accepted(typed in "[a-z0-9 ]{0,40}") {
            let strength = estimate(&typed, &[]);
            if strength.too_weak.is_none() {
                prop_assert!(strength.bits >= MIN_BITS && typed.trim().chars().count() >= MIN_CHARS);
            }
        }
    }
}
