//! What may become an attachment, how small a photo is made, and what is told where it may not.
//!
//! Only two things are ever kept: JPEG pictures and PDF papers. What a file is, its own first bytes say; its name
//! and the type that the browser believes in count for nothing. Whatever picture was chosen is drawn anew by the
//! browser, so the place and the phone that a camera writes into it are not in what is kept; [`bare_jpeg`] holds
//! that, whatever a browser does.

use super::text::{Text, t};

/// The longest side of a photo that is kept, in pixels: a page of small print stays readable.
pub const LONGEST: u32 = 1_600;

/// The most bytes of a photo that is kept.
pub const MOST_PHOTO: u64 = 400 * 1_024;

/// The most bytes of a PDF that is kept. It is kept as it is.
pub const MOST_PDF: u64 = 1_024 * 1_024;

/// The most bytes of a picture that is opened at all: more than any phone's camera makes.
pub const MOST_PICKED: u64 = 64 << 20;

/// How many bytes from the start tell what a file is.
pub const HEAD: u32 = 32;

/// The media type of a photo that is kept.
pub const JPEG: &str = "image/jpeg";

/// The media type of a paper that is kept.
pub const PDF: &str = "application/pdf";

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// A picture that every browser shows.
    Jpeg,
    /// Another picture, by the name that people know it by; to be drawn anew as JPEG.
    Picture(&'static str),
    /// A paper.
    Pdf,
}

impl Media {
    /// The media type, for what is kept.
    pub const fn kept_as(self) -> &'static str {
        match self {
            Media::Jpeg | Media::Picture(_) => JPEG,
            Media::Pdf => PDF,
        }
    }
}

/// What a file is, by its first bytes; `None` for what is neither picture nor PDF.
pub fn sniff(head: &[u8]) -> Option<Media> {
    let at = |place: usize, mark: &[u8]| head.get(place..).is_some_and(|rest| rest.starts_with(mark));
    if at(0, b"\xff\xd8\xff") {
        Some(Media::Jpeg)
    } else if at(0, b"%PDF-") {
        Some(Media::Pdf)
    } else if at(0, b"\x89PNG\r\n\x1a\n") {
        Some(Media::Picture("PNG"))
    } else if at(0, b"GIF87a") || at(0, b"GIF89a") {
        Some(Media::Picture("GIF"))
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        Some(Media::Picture("WebP"))
    } else if at(4, b"ftyp") {
        let brand = head.get(8..12).unwrap_or_default();
        match brand {
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => {
                Some(Media::Picture("HEIC"))
            }
            b"avif" | b"avis" => Some(Media::Picture("AVIF")),
            _ => None,
        }
    } else if at(0, b"BM") && head.get(6..10) == Some(&[0, 0, 0, 0]) {
        Some(Media::Picture("BMP"))
    } else {
        None
    }
}

/// One try at making a photo small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The longest side.
    pub longest: u32,
    /// The quality of the JPEG, in percent.
    pub quality: u8,
}

/// Letters bear a poor quality better than a small size, so the quality goes down first.
const ATTEMPTS: [(u32, u8); 9] = [
    (LONGEST, 82),
    (LONGEST, 70),
    (LONGEST, 58),
    (1_280, 70),
    (1_280, 55),
    (1_024, 65),
    (1_024, 50),
    (800, 50),
    (512, 50),
];

/// The next try, after so many that came out too large; `None` where nothing is left to try.
pub fn attempt(tried: usize) -> Option<Attempt> {
    ATTEMPTS.get(tried).map(|(longest, quality)| Attempt { longest: *longest, quality: *quality })
}

/// The size in which a picture fits, never larger than it is.
pub fn fit(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let side = width.max(height);
    if side <= longest {
        return (width.max(1), height.max(1));
    }
    let scale =
        |one: u32| ((u64::from(one) * u64::from(longest) + u64::from(side) / 2) / u64::from(side)) as u32;
    (scale(width).max(1), scale(height).max(1))
}

/// Why a file does not become an attachment. Nothing was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Neither picture nor PDF.
    #[error("neither a picture nor a PDF")]
    OtherFile,
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A PDF beyond [`MOST_PDF`].
    #[error("the PDF is too large")]
    PdfTooLarge,
    /// A picture beyond [`MOST_PICKED`].
    #[error("the picture is too large")]
    PictureTooLarge,
    /// A picture that this browser does not open; the name of its kind.
    #[error("the browser does not open this picture")]
    Unopened(&'static str),
    /// The browser could not read the file or draw the picture.
    #[error("the picture could not be made")]
    NotMade,
}

impl Refusal {
    /// What the user reads: what is wrong and what to do.
    pub fn text(self) -> Text {
        match self {
            Refusal::OtherFile => t(
                "Berkas ini bukan foto dan bukan PDF. Foto kertasnya dengan kamera, atau pilih berkas JPG, PNG, atau PDF.",
                "This file is neither a photo nor a PDF. Take a photo of the paper, or choose a JPG, PNG or PDF file.",
            ),
            Refusal::Empty => t(
                "Berkas ini kosong. Pilih berkas lain atau ambil foto lagi.",
                "This file is empty. Choose another one or take the photo again.",
            ),
            Refusal::PdfTooLarge => t(
                "PDF ini lebih dari 1 MB. Foto halaman yang penting saja dengan kamera, atau minta PDF yang lebih kecil.",
                "This PDF is larger than 1 MB. Take a photo of the pages that matter, or ask for a smaller PDF.",
            ),
            Refusal::PictureTooLarge => t(
                "Gambar ini terlalu besar untuk dibuka. Foto kertasnya dengan kamera HP ini.",
                "This picture is too large to be opened. Take a photo of the paper with this phone.",
            ),
            Refusal::Unopened("HEIC") => t(
                "Peramban ini tidak dapat membuka foto HEIC. Ambil foto langsung dari sini, atau ubah dahulu menjadi JPG.",
                "This browser cannot open HEIC photos. Take the photo from here, or turn it into a JPG first.",
            ),
            Refusal::Unopened(_) => t(
                "Gambar ini rusak atau tidak dapat dibuka. Ambil foto lagi, atau pilih berkas lain.",
                "This picture is damaged or cannot be opened. Take the photo again, or choose another file.",
            ),
            Refusal::NotMade => t(
                "Foto tidak dapat disiapkan; mungkin memori HP penuh. Tutup aplikasi lain, lalu coba lagi.",
                "The photo could not be prepared; the phone may be short of memory. Close other apps, then try again.",
            ),
        }
    }
}

/// Whether a chosen file may be opened, by its first bytes and its size.
///
/// # Errors
/// [`Refusal`] with what to tell.
pub fn admit(head: &[u8], size: u64) -> Result<Media, Refusal> {
    if size == 0 {
        return Err(Refusal::Empty);
    }
    match sniff(head).ok_or(Refusal::OtherFile)? {
        Media::Pdf if size > MOST_PDF => Err(Refusal::PdfTooLarge),
        Media::Jpeg | Media::Picture(_) if size > MOST_PICKED => Err(Refusal::PictureTooLarge),
        media => Ok(media),
    }
}

/// The name of bytes: the BLAKE3 hash in lower-case hexadecimal digits, as every hash of the book is written.
pub fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// A JPEG without what stands beside its picture: Exif with place, time and phone, previews, comments, and whatever
/// follows its end. `None` where the bytes are no whole JPEG.
pub fn bare_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    const END: u8 = 0xd9;
    const SCAN: u8 = 0xda;
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(bytes.strip_prefix(b"\xff\xd8").and(bytes.get(..2))?);
    let mut at = 2;
    loop {
        // A marker is 0xff, perhaps repeated, and its code.
        if bytes.get(at) != Some(&0xff) {
            return None;
        }
        while bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let code = *bytes.get(at + 1)?;
        if code == END {
            out.extend_from_slice(&[0xff, END]);
            return Some(out);
        }
        // Marks that have no length stand in no whole picture here, and what others read behind them would be passed over.
        if matches!(code, 0x00 | 0x01 | 0xd0..=0xd8) {
            return None;
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        let segment = bytes.get(at..at + 2 + length).filter(|_| length >= 2)?;
        // Application segments but JFIF and Adobe's note on colours, and comments.
        let beside = matches!(code, 0xe1..=0xed | 0xef | 0xfe);
        if !beside {
            out.extend_from_slice(segment);
        }
        at += segment.len();
        if code == SCAN {
            let start = at;
            // Within a scan 0xff, perhaps repeated, is followed by zero or by a restart mark; anything else ends it.
            loop {
                let fill = bytes.get(at..)?.iter().take_while(|byte| **byte == 0xff).count();
                match (fill, bytes.get(at + fill)?) {
                    (0, _) | (_, 0 | 0xd0..=0xd7) => at += fill + 1,
                    _ => break,
                }
            }
            out.extend_from_slice(bytes.get(start..at)?);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Lang;

    fn segment(code: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, code], &length[..], body].concat()
    }

    /// A JPEG's skeleton with a GPS block in its Exif, as a camera writes it: 6° 12' south.
    fn from_a_camera() -> Vec<u8> {
        let mut tiff = b"MM\0\x2a\0\0\0\x08".to_vec();
        // IFD0 with one entry: the place of the GPS block.
        tiff.extend(b"\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0");
        // The GPS block: south, and the latitude further on.
        tiff.extend(b"\0\x02\0\x01\0\x02\0\0\0\x02S\0\0\0\0\x02\0\x05\0\0\0\x03\0\0\0\x38\0\0\0\0");
        tiff.extend([0, 0, 0, 6, 0, 0, 0, 1, 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
        let exif = [b"Exif\0\0".as_slice(), &tiff].concat();
        [
            &b"\xff\xd8"[..],
            &segment(0xe0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"),
            &segment(0xe1, &exif),
            &segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Jakarta</x:xmpmeta>"),
            &segment(0xfe, b"HP Sari"),
            &segment(0xdb, &[1; 65]),
            &segment(0xc2, b"\x08\0\x10\0\x10\x01\x01\x11\0"),
            &segment(0xda, b"\x01\x01\0\0\x3f\0"),
            &[0x12, 0xff, 0, 0x34, 0xff, 0xd3, 0x56],
            // A second scan, with a table before it in which the bytes of an end mark stand.
            &segment(0xc4, &[0xff, 0xd9, 1]),
            &segment(0xda, b"\x01\x01\0\0\x3f\0"),
            &[0x78, 0x9a],
            b"\xff\xd9",
            // A film of three seconds that some phones hang on.
            b"MotionPhoto_Data ftypmp42",
        ]
        .concat()
    }

    fn holds(bytes: &[u8], part: &[u8]) -> bool {
        bytes.windows(part.len()).any(|window| window == part)
    }

    #[test]
    fn the_place_the_time_and_the_phone_do_not_stay_in_a_photo() {
        let camera = from_a_camera();
        let bare = bare_jpeg(&camera).unwrap();
        for trace in [&b"Exif"[..], b"xmpmeta", b"HP Sari", b"Motion"] {
            assert!(holds(&camera, trace) && !holds(&bare, trace));
        }
        for part in [&b"JFIF"[..], &[0x12, 0xff, 0, 0x34, 0xff, 0xd3, 0x56], &[0x78, 0x9a, 0xff, 0xd9]] {
            assert!(holds(&bare, part));
        }
        assert!(bare.ends_with(b"\xff\xd9"));
        assert_eq!(bare_jpeg(&bare), Some(bare));
    }

    #[test]
    fn a_jpeg_that_is_cut_off_anywhere_is_no_photo() {
        let camera = from_a_camera();
        let end = camera.len() - b"MotionPhoto_Data ftypmp42".len();
        for cut in 0..end {
            assert_eq!(bare_jpeg(&camera[..cut]), None, "cut at {cut}");
        }
        assert_eq!(bare_jpeg(b"\x89PNG\r\n\x1a\n"), None);
        assert_eq!(bare_jpeg(b"\xff\xd8\xff\xe1\0\0\xff\xd9"), None);
    }

    #[test]
    fn fill_before_a_restart_mark_is_part_of_the_scan() {
        let parts = [&b"\xff\xd8"[..], &segment(0xda, b"\x01\x01\0\0\x3f\0"), &[1, 0xff, 0xff, 0xd3, 2]];
        let behind = [&segment(0xe1, b"Exif\0\0")[..], b"\xff\xff\xd9"];
        let bare = bare_jpeg(&[parts.concat(), behind.concat()].concat());
        assert_eq!(bare, Some([&parts.concat()[..], b"\xff\xd9"].concat()));
    }

    #[test]
    fn a_mark_that_has_no_length_hides_nothing() {
        // Whoever takes the mark for a segment passes over what others read behind it.
        let exif = segment(0xe1, b"Exif\0\0");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        for code in [0x00, 0x01, 0xd0, 0xd7, 0xd8] {
            let hidden = [&b"\xff\xd8\xff"[..], &[code], &length, &exif, b"\xff\xd9"].concat();
            assert_eq!(bare_jpeg(&hidden), None, "{code:x}");
        }
    }

    #[test]
    fn what_a_file_is_its_bytes_say() {
        let cases: [(&[u8], Option<Media>); 12] = [
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Some(Media::Jpeg)),
            (b"%PDF-1.7\n", Some(Media::Pdf)),
            (b"\x89PNG\r\n\x1a\n\0\0", Some(Media::Picture("PNG"))),
            (b"GIF89a\x01\0", Some(Media::Picture("GIF"))),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(Media::Picture("WebP"))),
            (b"RIFF\x10\0\0\0WAVEfmt ", None),
            (b"\0\0\0\x18ftypheic\0\0", Some(Media::Picture("HEIC"))),
            (b"\0\0\0\x18ftypmp42\0\0", None),
            (b"BM\x36\0\0\0\0\0\0\0", Some(Media::Picture("BMP"))),
            (b"BMasih catatan", None),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\">", None),
            (b"", None),
        ];
        for (bytes, media) in cases {
            assert_eq!(sniff(bytes), media);
        }
    }

    #[test]
    fn what_is_too_large_or_no_picture_is_told_in_both_languages_with_what_to_do() {
        let pdf = b"%PDF-1.7";
        assert_eq!(admit(pdf, MOST_PDF), Ok(Media::Pdf));
        assert_eq!(admit(pdf, MOST_PDF + 1), Err(Refusal::PdfTooLarge));
        assert_eq!(admit(b"\xff\xd8\xff", 12 << 20), Ok(Media::Jpeg));
        assert_eq!(admit(b"\xff\xd8\xff", MOST_PICKED + 1), Err(Refusal::PictureTooLarge));
        assert_eq!(admit(b"catatan", 7), Err(Refusal::OtherFile));
        assert_eq!(admit(b"", 0), Err(Refusal::Empty));
        for refusal in [
            Refusal::OtherFile,
            Refusal::Empty,
            Refusal::PdfTooLarge,
            Refusal::PictureTooLarge,
            Refusal::Unopened("HEIC"),
            Refusal::Unopened("GIF"),
            Refusal::NotMade,
        ] {
            for lang in [Lang::Id, Lang::En] {
                // What is wrong, and what to do.
                assert!(refusal.text().get(lang).matches('.').count() >= 2);
            }
        }
    }

    #[test]
    fn a_photo_keeps_its_shape_and_is_never_made_larger() {
        assert_eq!(fit(4_000, 3_000, LONGEST), (1_600, 1_200));
        assert_eq!(fit(3_000, 4_000, 1_280), (960, 1_280));
        assert_eq!(fit(640, 480, LONGEST), (640, 480));
        assert_eq!(fit(20_000, 3, LONGEST), (1_600, 1));
        assert_eq!(fit(0, 0, LONGEST), (1, 1));
        assert_eq!(fit(u32::MAX, u32::MAX, LONGEST), (1_600, 1_600));
    }

    #[test]
    fn the_tries_grow_smaller_and_end() {
        let all: Vec<Attempt> = (0..).map_while(attempt).collect();
        assert_eq!(all[0].longest, LONGEST);
        assert!(
            all.is_sorted_by(
                |a, b| a.longest > b.longest || (a.longest == b.longest && a.quality > b.quality)
            )
        );
        assert_eq!(attempt(all.len()), None);
    }
}
