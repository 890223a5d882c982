//! Folding: what two spellings of one word have in common. `fold` is for notes and queries and keeps
//! the words; `fold_name` is for comparing people and also undoes old spelling and drops titles.
//! Both are idempotent. ASCII is folded sixteen bytes at a time, because all notes are folded at unlock.

/// What becomes of an ASCII byte: 0 is dropped, everything that is no letter or digit is a space. Comparisons and no
/// table, so that sixteen bytes are folded in one step.
const fn fold_byte(byte: u8) -> u8 {
    let lower = byte | 0x20;
    let letter = lower.wrapping_sub(b'a') < 26;
    let digit = byte.wrapping_sub(b'0') < 10;
    let dropped = byte == b'\'' || byte == b'`';
    let other = if dropped { 0 } else { b' ' };
    if letter {
        lower
    } else if digit {
        byte
    } else {
        other
    }
}

/// Lower-case, without diacritics and apostrophes, every other sign a space, spaces collapsed.
pub fn fold(input: &str) -> String {
    let mut out = Vec::with_capacity(input.len());
    fold_into(input, &mut out);
    // Only whole characters were pushed, so the bytes are always UTF-8.
    String::from_utf8(out).unwrap_or_default()
}

/// [`fold`], appended to a buffer of bytes. The result never starts or ends with a space.
pub fn fold_into(input: &str, out: &mut Vec<u8>) {
    let start = out.len();
    let mut rest = input;
    loop {
        let ascii = if rest.is_ascii() {
            rest.len()
        } else {
            rest.bytes().position(|byte| byte >= 0x80).unwrap_or(rest.len())
        };
        let Some((run, tail)) = rest.split_at_checked(ascii) else { break };
        fold_ascii(run.as_bytes(), out, start);
        let mut chars = tail.chars();
        let Some(first) = chars.next() else { break };
        fold_char(first, out, start);
        for c in chars.by_ref() {
            fold_char(c, out, start);
            if c.is_ascii() {
                break;
            }
        }
        rest = chars.as_str();
    }
    if out.len() > start && out.last() == Some(&b' ') {
        out.pop();
    }
}

fn fold_ascii(run: &[u8], out: &mut Vec<u8>, start: usize) {
    let mut last = if out.len() > start { out.last().copied().unwrap_or(b' ') } else { b' ' };
    out.reserve(run.len());
    let (blocks, rest) = run.as_chunks::<16>();
    for block in blocks {
        let folded = block.map(fold_byte);
        let [first, .., end] = folded;
        // Most blocks are words with single spaces between them, and go over as they are.
        let mut odd = (first == 0) | ((first == b' ') & (last == b' '));
        for (now, next) in folded.iter().zip(folded.iter().skip(1)) {
            odd |= (*next == 0) | ((*now == b' ') & (*next == b' '));
        }
        if odd {
            last = push_folded(&folded, last, out);
        } else {
            out.extend_from_slice(&folded);
            last = end;
        }
    }
    let mut folded = [0; 16];
    for (slot, byte) in folded.iter_mut().zip(rest) {
        *slot = fold_byte(*byte);
    }
    push_folded(folded.get(..rest.len()).unwrap_or_default(), last, out);
}

/// Appends up to sixteen folded bytes without those that are dropped and without a space after a space; `last` is what
/// stands before them, and what stands at the end is given back.
fn push_folded(folded: &[u8], mut last: u8, out: &mut Vec<u8>) -> u8 {
    let mut packed = [0; 16];
    let mut kept = 0;
    for byte in folded {
        let keep = (*byte != 0) & ((*byte != b' ') | (last != b' '));
        if let Some(slot) = packed.get_mut(kept) {
            *slot = *byte;
        }
        kept += usize::from(keep);
        last = if keep { *byte } else { last };
    }
    out.extend_from_slice(packed.get(..kept).unwrap_or_default());
    last
}

fn push_space(out: &mut Vec<u8>, start: usize) {
    if out.len() > start && out.last() != Some(&b' ') {
        out.push(b' ');
    }
}

fn fold_char(c: char, out: &mut Vec<u8>, start: usize) {
    if c.is_ascii() {
        let mut bytes = [0; 4];
        return fold_ascii(c.encode_utf8(&mut bytes).as_bytes(), out, start);
    }
    for lower in c.to_lowercase() {
        match plain(lower) {
            Some(letters) => out.extend_from_slice(letters.as_bytes()),
            None if lower.is_alphanumeric() => {
                let mut bytes = [0; 4];
                out.extend_from_slice(lower.encode_utf8(&mut bytes).as_bytes());
            }
            None => push_space(out, start),
        }
    }
}

/// The plain letters of a lower-case letter with marks; empty for what is simply dropped. Besides
/// European letters these are the marks of Arabic transliteration (ḥ, ṣ, ʿayn) and of Vietnamese.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å'
        | 'ā'
        | 'ă'
        | 'ą'
        | 'ǎ'
        | 'ạ'
        | 'ả'
        | 'ấ'
        | 'ầ'
        | 'ẩ'
        | 'ẫ'
        | 'ậ'
        | 'ắ'
        | 'ằ'
        | 'ẳ'
        | 'ẵ'
        | 'ặ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ḍ' | 'ḏ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ' | 'ẻ' | 'ẽ' | 'ế' | 'ề' | 'ể' | 'ễ' | 'ệ' => {
            "e"
        }
        'ĝ' | 'ğ' | 'ġ' | 'ģ' | 'ǧ' | 'ḡ' => "g",
        'ĥ' | 'ħ' | 'ḥ' | 'ḫ' | 'ḩ' | 'ẖ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' | 'ị' | 'ỉ' => "i",
        'ĵ' | 'ǰ' => "j",
        'ķ' | 'ḳ' | 'ḵ' | 'ǩ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' | 'ḷ' => "l",
        'ṃ' | 'ṁ' => "m",
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ṅ' | 'ṇ' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ǒ' | 'ọ' | 'ỏ' | 'ố' | 'ồ' | 'ổ' | 'ỗ' | 'ộ' | 'ơ' => {
            "o"
        }
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' | 'ṛ' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ṣ' | 'ṡ' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' | 'ṭ' | 'ṯ' => "t",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ǔ' | 'ụ' | 'ủ' | 'ư' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' | 'ỳ' | 'ỵ' => "y",
        'ź' | 'ż' | 'ž' | 'ẓ' | 'ẕ' => "z",
        // Apostrophes and the letters that stand for ʿayn and hamza, combining marks, soft hyphen,
        // zero-width signs.
        '\u{2bb}'..='\u{2bf}' | '\u{2b9}' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{b4}' => "",
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => "",
        _ => return None,
    })
}

/// Forms of address and titles in front of a name, folded.
const TITLES: &[&str] = &[
    "h",
    "hj",
    "haji",
    "hajjah",
    "ir",
    "dr",
    "drs",
    "dra",
    "drg",
    "prof",
    "kh",
    "ust",
    "ustaz",
    "ustad",
    "ustadz",
    "ustadzah",
    "pdt",
    "tn",
    "ny",
    "nn",
    "sdr",
    "sdri",
    "bpk",
    "bapak",
    "ibu",
    "alm",
    "almh",
    "almarhum",
    "almarhumah",
];

/// Degrees behind a name, folded and without spaces.
const DEGREES: &[&str] = &[
    "ssos", "ssosi", "sh", "shi", "se", "sei", "spd", "spdi", "sag", "skm", "skep", "skepns", "ns", "amd",
    "amdkeb", "amdkep", "mm", "msi", "msos", "mpd", "mpdi", "mh", "mkes", "mkm", "st", "stp", "sst",
    "strsos", "strkeb", "skom", "sip", "sap", "map", "spsi", "mpsi", "psikolog", "apt", "sfarm", "lc", "ma",
    "mag", "mt", "msc", "mkesos", "phd", "sked", "spog", "spa", "sthi", "stpd", "sptp", "ssi", "shum",
];

/// The form in which two spellings of a person's name are compared: `H. Moh. Soedjono, S.Sos` and
/// `Muhammad Sujono` are the same. A name made of titles only is kept as it is.
pub fn fold_name(name: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for (part, between_commas) in name.split(',').enumerate() {
        for word in between_commas.split_whitespace() {
            let folded = fold(word);
            let compact: String = folded.split(' ').collect();
            let marked = part > 0 || word.contains('.');
            if marked && DEGREES.contains(&compact.as_str()) {
                continue;
            }
            words.extend(folded.split(' ').filter(|word| !word.is_empty()).map(modern));
        }
    }
    let titles = words.iter().take_while(|word| TITLES.contains(&word.as_str())).count();
    match words.get(titles..) {
        Some(rest) if !rest.is_empty() => rest.join(" "),
        _ if words.is_empty() => fold(name),
        _ => words.join(" "),
    }
}

/// One folded word in today's spelling. A lone `j` becomes `y` only in a word that shows old
/// spelling elsewhere, because in today's words `j` is right (`jaja`).
fn modern(word: &str) -> String {
    let mut word = word.to_owned();
    // Titles hold letter pairs that are not spelling ("hj").
    while !TITLES.contains(&word.as_str()) {
        let next = modern_once(&word);
        if next == word {
            break;
        }
        word = next;
    }
    match word.as_str() {
        "moh" | "muh" | "mohd" | "muhd" | "mohamad" | "mohammad" | "muhamad" | "mohamed" | "mohammed"
        | "mukhamad" | "mukhammad" | "mokhamad" | "mokhammad" | "mokh" | "mukh" => "muhammad".to_owned(),
        "akhmad" | "ahmat" | "akhmat" | "ahmed" => "ahmad".to_owned(),
        _ => word,
    }
}

fn modern_once(word: &str) -> String {
    let old = ["dj", "tj", "sj", "oe"].iter().any(|pair| word.contains(pair));
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let pairs = [("dj", "j"), ("tj", "c"), ("sj", "sy"), ("oe", "u"), ("ch", "kh")];
        let tail = pairs.iter().find_map(|(from, to)| rest.strip_prefix(from).map(|tail| (*to, tail)));
        if let Some((to, tail)) = tail {
            out.push_str(to);
            rest = tail;
        } else {
            out.push(if old && first == 'j' { 'y' } else { first });
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_plain_sign_is_a_letter_a_digit_nothing_or_a_space() {
        for byte in 0..128_u8 {
            let expected = match byte.to_ascii_lowercase() {
                b'\'' | b'`' => 0,
                lower if lower.is_ascii_alphanumeric() => lower,
                _ => b' ',
            };
            assert_eq!(fold_byte(byte), expected, "{byte}");
        }
    }

    #[test]
    fn signs_are_joined_and_dropped_wherever_they_stand() {
        for place in 0..40 {
            let (before, after) = ("a".repeat(place), "b".repeat(40));
            let with = |signs: &str| fold(&format!("{before}{signs}{after}"));
            let apart = format!("{before} {after}").trim_start().to_owned();
            assert_eq!(
                (with("  "), with("'"), with(". ")),
                (apart.clone(), format!("{before}{after}"), apart)
            );
        }
    }

    #[test]
    fn marks_and_signs_do_not_matter() {
        assert_eq!(fold("  Jum'at, ANAK-anak\tRT.03/RW.05! "), "jumat anak anak rt 03 rw 05");
        assert_eq!(fold("ʿAbd al-Raḥmān Ḍiyāʾ"), "abd al rahman diya");
        assert_eq!(fold("Nu\u{2019}man Cafe\u{301} é"), "numan cafe e");
        assert_eq!(fold("— ’ —"), "");
    }

    #[test]
    fn old_and_new_spelling_of_a_name_meet() {
        for (old, new) in [
            ("H. Moh. Soedjono, S.Sos", "Muhammad Sujono"),
            ("Tjahjo", "Cahyo"),
            ("Sjahrir", "Syahrir"),
            ("Achmad Soebardjo", "Ahmad Subarjo"),
            ("Hj. Siti Noerjanah S.Pd.", "Siti Nuryanah"),
            ("Drs. H.Mochammad Ali", "Muhamad Ali"),
        ] {
            assert_eq!(fold_name(old), fold_name(new), "{old}");
        }
        assert_eq!(fold_name("Jaja Panjaitan"), "jaja panjaitan");
        assert_eq!(fold_name("Ali bin Umar"), "ali bin umar");
    }

    #[test]
    fn a_name_is_never_folded_away() {
        assert_eq!(fold_name("Ibu"), "ibu");
        assert_eq!(fold_name("Haji, S.H."), "haji");
        assert_eq!(fold_name("S.H."), "s h");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(&fold(&once), &once);
            prop_assert!(!once.starts_with(' ') && !once.ends_with(' ') && !once.contains("  "));
        }

        #[test]
        fn folding_a_name_twice_is_folding_it_once(text in "[a-zA-Z.,' ]{0,24}") {
            let once = fold_name(&text);
            prop_assert_eq!(fold_name(&once), once);
        }

        #[test]
        fn long_plain_text_is_folded_as_letter_by_letter(text in "([a-zA-Z0-9]{1,9}['`]?[ .\n]{1,2}){0,14}[ .]{0,20}") {
            let mut slow = String::new();
            for letter in text.chars() {
                match letter.to_ascii_lowercase() {
                    '\'' | '`' => {}
                    letter if letter.is_ascii_alphanumeric() => slow.push(letter),
                    _ if slow.is_empty() || slow.ends_with(' ') => {}
                    _ => slow.push(' '),
                }
            }
            prop_assert_eq!(fold(&text), slow.trim_end());
        }

        #[test]
        fn folding_appends_and_never_touches_what_is_there(text in "\\PC{0,20}") {
            let mut out = b"x ".to_vec();
            fold_into(&text, &mut out);
            let folded = fold(&text);
            prop_assert_eq!(out.get(2..).unwrap(), folded.as_bytes());
        }
    }
}
