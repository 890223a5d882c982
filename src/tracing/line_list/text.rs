//! Bytes to text: byte-order marks first, then UTF-8, and what is neither is taken for Windows-1252, which is what
//! spreadsheets here write when they do not write UTF-8. Any bytes become some text.

/// How the bytes of a file stand for letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 with a byte-order mark.
    Utf8Mark,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1252, the Western European letters of Windows.
    Windows1252,
}

impl Encoding {
    /// Its usual name.
    pub const fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf8Mark => "UTF-8 with a byte-order mark",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
            Encoding::Windows1252 => "Windows-1252",
        }
    }
}

/// The letters of Windows-1252 from 0x80 to 0x9F; a byte that stands for none is replaced.
const HIGH: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}',
    '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
];

/// Reads bytes as text and says how. The replacement letter stands where a byte means nothing.
pub fn decode(bytes: &[u8]) -> (String, Encoding) {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => match std::str::from_utf8(rest) {
            Ok(text) => (text.to_owned(), Encoding::Utf8Mark),
            Err(_) => (String::from_utf8_lossy(rest).into_owned(), Encoding::Utf8Mark),
        },
        [0xff, 0xfe, rest @ ..] => (wide(rest, u16::from_le_bytes), Encoding::Utf16Le),
        [0xfe, 0xff, rest @ ..] => (wide(rest, u16::from_be_bytes), Encoding::Utf16Be),
        // Every second byte of plain text in UTF-16 is zero, and no other text holds a zero byte.
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => {
            (wide(bytes, u16::from_le_bytes), Encoding::Utf16Le)
        }
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => {
            (wide(bytes, u16::from_be_bytes), Encoding::Utf16Be)
        }
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), Encoding::Utf8),
            Err(_) => (bytes.iter().map(|byte| western(*byte)).collect(), Encoding::Windows1252),
        },
    }
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::from_utf16_lossy(&pairs.iter().map(|pair| unit(*pair)).collect::<Vec<_>>());
    if !rest.is_empty() {
        text.push('\u{fffd}');
    }
    text
}

fn western(byte: u8) -> char {
    match byte.checked_sub(0x80) {
        Some(high) => HIGH.get(usize::from(high)).copied().unwrap_or(char::from(byte)),
        None => char::from(byte),
    }
}
