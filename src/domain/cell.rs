//! One cell of a table for somebody else's spreadsheet, and the one guard against cells that a spreadsheet would run.
//!
//! A spreadsheet takes a cell for a formula that begins with `=`, `+`, `-`, `@` or their wide forms, also behind blanks;
//! a tab or a line end moves what follows into a cell of its own, and a row of cells that begin with `#` is a row of
//! hashtags of the Humanitarian Exchange Language. An apostrophe is put before all of these. Whoever reads takes it off
//! again by the same rule, so a table survives being written and read.

use std::borrow::Cow;

/// Whether a reader would take this for more than text, perhaps behind apostrophes that stand there already.
pub fn is_special(cell: &str) -> bool {
    let cell = cell.trim_start_matches('\'');
    cell.starts_with(['\t', '\r', '\n'])
        || cell
            .trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}')
            .starts_with(['=', '+', '-', '@', '#', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

/// The text with an apostrophe before it where that is needed.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_special(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Takes the apostrophe of [`guarded`] off again.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_special(rest) => rest,
        _ => cell,
    }
}

/// Appends one cell of a CSV file, whatever stands between its cells.
pub fn push(text: &str, out: &mut String) {
    push_quoted(&guarded(text), out);
}

/// Appends one cell that is known to be harmless, such as a number.
pub fn push_quoted(cell: &str, out: &mut String) {
    if cell.contains([',', ';', '"', '\n', '\r', '\t', '|']) {
        out.push('"');
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whatever_a_spreadsheet_would_run_gets_an_apostrophe() {
        for text in [
            "=1+1",
            "+62812",
            "-2",
            "@x",
            "\t=1",
            "\r=1",
            "\n=1",
            " =1",
            "\u{a0}=1",
            "＝1",
            "'=1",
            "\u{feff}=1",
        ] {
            assert!(guarded(text).starts_with('\''), "{text:?}");
            assert_eq!(unguarded(&guarded(text)), text);
        }
        for text in ["", "Siti", "'kutip", "a=1", "<script>", "0812"] {
            assert_eq!(guarded(text), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_survives_the_guard(text in "[='@+ \\t-]{0,4}.{0,8}") {
            let cell = guarded(&text);
            prop_assert!(!is_special(&cell) || cell.starts_with('\''));
            prop_assert_eq!(unguarded(&cell), text.as_str());
        }
    }
}
