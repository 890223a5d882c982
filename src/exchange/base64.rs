//! Base64 of RFC 4648: the standard alphabet, padded. Bytes have one spelling: what is not written so is refused.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Appends bytes in base64.
pub fn encode(bytes: &[u8], out: &mut Vec<u8>) {
    let digit = |bits: u32| DIGITS.get(bits as usize & 63).copied().unwrap_or(b'A');
    out.reserve(bytes.len().div_ceil(3) * 4);
    let (groups, rest) = bytes.as_chunks::<3>();
    for [a, b, c] in groups {
        let bits = u32::from(*a) << 16 | u32::from(*b) << 8 | u32::from(*c);
        out.extend_from_slice(&[digit(bits >> 18), digit(bits >> 12), digit(bits >> 6), digit(bits)]);
    }
    match rest {
        [a] => {
            let bits = u32::from(*a) << 16;
            out.extend_from_slice(&[digit(bits >> 18), digit(bits >> 12), b'=', b'=']);
        }
        [a, b] => {
            let bits = u32::from(*a) << 16 | u32::from(*b) << 8;
            out.extend_from_slice(&[digit(bits >> 18), digit(bits >> 12), digit(bits >> 6), b'=']);
        }
        _ => {}
    }
}

/// The value of each digit of base64; 255 for what is none.
const VALUES: [u8; 256] = values();

#[allow(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where an index out of bounds is an error"
)]
const fn values() -> [u8; 256] {
    let mut table = [255; 256];
    let mut value = 0;
    while value < 64 {
        table[DIGITS[value] as usize] = value as u8;
        value += 1;
    }
    table
}

/// Reads what [`encode`] writes: the standard alphabet, padded, nothing in between, no bits left over.
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let (groups, rest) = text.as_chunks::<4>();
    if !rest.is_empty() {
        return None;
    }
    let mut out = Vec::with_capacity(groups.len() * 3);
    let last = groups.len().checked_sub(1);
    for (number, group) in groups.iter().enumerate() {
        let padding = match group {
            [_, _, b'=', b'='] if Some(number) == last => 2,
            [_, _, _, b'='] if Some(number) == last => 1,
            _ => 0,
        };
        let mut bits = 0_u32;
        for (place, digit) in group.iter().enumerate() {
            let value = if place >= 4 - padding { 0 } else { *VALUES.get(usize::from(*digit))? };
            if value > 63 {
                return None;
            }
            bits = bits << 6 | u32::from(value);
        }
        let bytes = bits.to_be_bytes();
        let (kept, left) = bytes.get(1..)?.split_at_checked(3 - padding)?;
        if left.iter().any(|byte| *byte != 0) {
            return None;
        }
        out.extend_from_slice(kept);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base64(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        encode(bytes, &mut out);
        out
    }

    #[test]
    fn bytes_are_written_as_everybody_writes_them_and_read_back() {
        // RFC 4648, section 10.
        for (plain, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), text.as_bytes());
            assert_eq!(decode(text.as_bytes()).as_deref(), Some(plain.as_bytes()));
        }
        let all: Vec<u8> = (0..=255).cycle().take(10_001).collect();
        assert_eq!(decode(&base64(&all)), Some(all));
    }

    #[test]
    fn what_is_not_written_so_is_no_base64() {
        for text in
            ["Zg", "Zg=", "Zg==Zg==", "Zh==", "Zm9=", "=m9v", "Z=9v", "Zm 9v", "Zm9v\n", "Zm-_", "===="]
        {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }
}
