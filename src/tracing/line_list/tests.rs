//! What reading promises: known cells by table, dirty lists by file, and any bytes.

use super::date::{Column, DateOrder};
use super::text::{Encoding, decode};
use super::write::{write_links, write_people};
use super::*;
use crate::tracing::fixture::day;
use crate::tracing::network::{Outcome, Sex, figures};
use crate::tracing::problem::Kind;
use chrono::NaiveDate;
use proptest::prelude::*;

const TIANJIN: &[u8] = include_bytes!("../../../tests/fixtures/tianjin/Tianjin135cases_revised.csv");
const TIANJIN_LINKS: &[u8] = include_bytes!("../../../tests/fixtures/tianjin/tianjin_links_from_to.csv");

fn of(cases: &str, links: &str) -> LineList {
    read(cases.as_bytes(), Some(links.as_bytes()), &Settings::default()).unwrap()
}

fn kinds(list: &LineList) -> Vec<Kind> {
    list.problems.iter().map(|problem| problem.kind).collect()
}

fn dates(cells: &[&str]) -> (date::DateReading, Vec<Option<NaiveDate>>, Vec<Option<Kind>>) {
    let (reading, dated) = Column::new(cells.iter().copied()).read(None, None);
    (reading, dated.iter().map(|cell| cell.day).collect(), dated.iter().map(|cell| cell.problem).collect())
}

fn one(cell: &str) -> Option<NaiveDate> {
    dates(&[cell]).1[0]
}

#[test]
fn tianjin_is_read_with_its_mark_its_trailing_blanks_and_its_dates_without_being_told_anything() {
    let list = read(TIANJIN, Some(TIANJIN_LINKS), &Settings::default()).unwrap();
    let told = &list.cases_told;
    assert_eq!(
        (told.encoding, told.delimiter.as_str(), told.rows),
        ("UTF-8 with a byte-order mark", ",", 135)
    );
    assert_eq!(told.columns["onset"], "symptom_onset");
    assert_eq!((told.columns["sex"].as_str(), told.columns["report"].as_str()), ("gender", "confirm_date"));
    assert_eq!((told.dates["onset"].order, told.dates["onset"].why), (DateOrder::Dmy, "cells"));
    let network = list.network();
    let found = figures(&network);
    assert_eq!((found.counts.cases, found.counts.links, found.counts.link_ids_not_in_list), (135, 91, 0));
    let onset_report = &found.delays.onset_report;
    assert_eq!((onset_report.n, onset_report.median), (125, Some(5.0)));
    assert!((onset_report.mean.unwrap() - 5.232).abs() < 1e-9);
    assert!((found.serial_interval.mean.unwrap() - 3.9041).abs() < 0.000_05);
    let of_sex = |sex| network.people().iter().filter(|person| person.sex == Some(sex)).count();
    assert_eq!((of_sex(Sex::M), of_sex(Sex::F)), (76, 59));
    assert_eq!(found.cycles, [["TJ96", "TJ97"], ["TJ114", "TJ115"]]);
    assert_eq!(found.longest_chain_links, 3);
}

#[test]
fn bytes_of_every_usual_encoding_become_the_same_text() {
    let text = "id;nama\n1;Zoë – “é”\n";
    let wide = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let mut marked = vec![0xef, 0xbb, 0xbf];
    marked.extend_from_slice(text.as_bytes());
    let mut low = vec![0xff, 0xfe];
    low.extend(wide(u16::to_le_bytes));
    let mut high = vec![0xfe, 0xff];
    high.extend(wide(u16::to_be_bytes));
    let western = b"id;nama\n1;Zo\xeb \x96 \x93\xe9\x94\n".to_vec();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (marked, Encoding::Utf8Mark),
        (low, Encoding::Utf16Le),
        (high, Encoding::Utf16Be),
        (western, Encoding::Windows1252),
        (wide(u16::to_le_bytes), Encoding::Utf16Le),
        (wide(u16::to_be_bytes), Encoding::Utf16Be),
    ] {
        assert_eq!(decode(&bytes), (text.to_owned(), encoding));
    }
}

#[test]
fn the_delimiter_is_the_one_under_which_the_rows_agree() {
    let read = |text: &str| Table::read(text.as_bytes(), Limits::USUAL, "cases").unwrap();
    for (text, delimiter) in [
        ("a,b\n1,2\n", ','),
        ("a;b\n1,5;2\n3,5;4\n", ';'),
        ("a\tb, c\n1\t2\n", '\t'),
        ("a|b\n1|2;3\n", '|'),
        ("\"a;b\",c\n\"1;2\",3\n", ','),
        ("sep=;\na;b,c\n1;2\n", ';'),
        ("one\n1\n", ','),
    ] {
        assert_eq!(read(text).delimiter, delimiter, "{text}");
    }
}

#[test]
fn quoted_cells_hold_anything_and_an_unclosed_mark_costs_one_cell() {
    let read = |text: &str| Table::read(text.as_bytes(), Limits::USUAL, "cases").unwrap();
    let table = read("id,note\r\n1,\"a \"\"b\"\", c\r\nd\"\r\n\r\n2,5\" long\r3,x");
    let cells: Vec<(usize, &str)> = table.rows.iter().map(|row| (row.number, row.cell(1))).collect();
    assert_eq!(cells, [(2, "a \"b\", c\r\nd"), (4, "5\" long"), (5, "x")]);
    let table = read("id,note\n1,\"open\n2,\"x, y\"\n3,z\n");
    let cells: Vec<&str> = table.rows.iter().map(|row| row.cell(1)).collect();
    assert_eq!(cells, ["\"open", "x, y", "z"]);
    assert_eq!((table.problems[0].kind, table.problems[0].rows.as_slice()), (Kind::UnclosedQuote, &[2][..]));
}

#[test]
fn titles_above_the_names_of_the_columns_are_skipped_and_named() {
    let read = |text: &str| Table::read(text.as_bytes(), Limits::USUAL, "cases").unwrap();
    for text in [
        "Laporan KLB Campak 2021;;\nKab. X, Mei;;\n\nKode;Tgl;JK\nA;1;L\n",
        "Laporan KLB Campak 2021\nKab. X\n\nKode;Tgl;JK\nA;1;L\nB;1,5;L\n",
    ] {
        let table = read(text);
        assert_eq!((table.delimiter, table.headers.join(" ")), (';', "Kode Tgl JK".to_owned()));
        assert_eq!((table.rows[0].number, table.rows[0].cell(0)), (5, "A"));
        assert_eq!(
            (table.problems[0].kind, table.problems[0].rows.as_slice()),
            (Kind::TitleRow, &[1, 2][..])
        );
    }
    // However many there are, and whether they are told in one cell or in two.
    let table = read(
        "PEMERINTAH KABUPATEN BANDUNG\nDINAS KESEHATAN\nPuskesmas Ibun\nLaporan KLB Campak\nTahun 2021\nMinggu ke-20\n\
         Disusun oleh surveilans\nKode;Tgl;JK\nA;1;L\nB;1,5;L\n",
    );
    assert_eq!((table.headers.join(" "), table.rows.len()), ("Kode Tgl JK".to_owned(), 2));
    assert_eq!(table.problems[0].rows, [1, 2, 3, 4, 5, 6, 7]);
    let table = read("Laporan KLB;;;\nKabupaten;Bandung;;\nTahun;2021;;\nKode;Nama;Tgl;JK\nA;MR;1;L\nB;;;\n");
    assert_eq!((table.headers.join(" "), table.rows.len()), ("Kode Nama Tgl JK".to_owned(), 2));
    // A row in which the delimiter stands by chance is no header.
    let table = read("nama\nAni\nBudi, SKM\nCici\nDedi\n");
    assert_eq!((table.headers.join(" "), table.rows.len()), ("nama".to_owned(), 4));
    // A table of one column has no title.
    for text in ["id\nA\nB\n", "id\nA\nB\nC\nD\nE\nF\nG,x\n"] {
        let table = read(text);
        assert_eq!((table.headers.as_slice(), table.rows[0].cell(0)), (&["id".to_owned()][..], "A"));
        assert_eq!(table.rows.len(), text.lines().count() - 1);
    }
}

#[test]
fn blanks_before_a_quotation_mark_belong_to_no_cell() {
    let list = of("\"id\" , \"onset\"\n \"A\" ,  \"2020-01-01\"\n", "from , \"to\"\n\"A\", \"B, C\"\n");
    assert_eq!((list.people[0].id.as_str(), list.people[0].onset), ("A", Some(day("2020-01-01"))));
    assert_eq!(list.links[0].to, "B, C");
}

#[test]
fn ids_are_text_and_only_the_blanks_around_them_go() {
    let list = of("id\n001\n1.0\nTJ1 \n\u{a0}TJ1\n1\n", "from,to\n 001,TJ1 \n1.0,1\n");
    let ids: Vec<&str> = list.people.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["001", "1.0", "TJ1", "1"]);
    assert_eq!(kinds(&list), [Kind::DuplicateId]);
    assert_eq!(figures(&list.network()).counts.link_ids_not_in_list, 0);
}

#[test]
fn dates_of_every_usual_spelling_are_one_day() {
    for cell in [
        "2020-01-14",
        "2020/01/14",
        "2020.1.14",
        "20200114",
        "2020-01-14T00:00:00Z",
        "2020-01-14 23:59:59.000",
        "14/01/2020",
        "14-1-2020",
        "14.01.2020",
        "14/01/2020 08:30",
        "14/01/2020, 8:30",
        "14/01/2020 08.30",
        "14 January 2020",
        "14 Januari 2020",
        "Jan 14, 2020",
        "14-Jan-20",
        "14Jan2020",
        "14 jan 2020 08:30",
        "Selasa, 14 Januari 2020",
        "Tue Jan 14 2020",
        "2020 Jan 14",
        "14th January 2020",
        "Jum'at, 14 Januari 2020",
        "Jum’at 14 Januari 2020",
        "14 Januari '20",
        "14 Januari 2020 pukul 08.00 WIB",
        "14 Januari 2020 jam 08:00",
        "14 Januari 2020 WITA",
        "43844",
        "43844.0",
        "43844.354166666664",
        "14/01/20",
        " 14/01/2020\u{a0}",
    ] {
        assert_eq!(one(cell), Some(day("2020-01-14")), "{cell}");
    }
    assert_eq!(one("31/10/1861"), Some(day("1861-10-31")));
    assert_eq!((one("5 Agustus 1968"), one("5 Mei 69")), (Some(day("1968-08-05")), Some(day("1969-05-05"))));
    assert_eq!(
        (one("5 Mrt 2021"), one("tgl 5 Nop 2021")),
        (Some(day("2021-03-05")), Some(day("2021-11-05")))
    );
    assert_eq!((one("1/1/68"), one("31 Des 2019")), (Some(day("2068-01-01")), Some(day("2019-12-31"))));
}

#[test]
fn what_is_no_date_is_left_out_and_says_why() {
    for (cell, kind) in [
        ("31/02/2020", Kind::ImpossibleDate),
        ("2020-13-01", Kind::ImpossibleDate),
        ("31/04/2020", Kind::ImpossibleDate),
        ("0020-01-14", Kind::ImpossibleDate),
        ("1899-12-30", Kind::PlaceholderDate),
        ("1900-01-00", Kind::PlaceholderDate),
        ("00/01/1900", Kind::PlaceholderDate),
        ("0000-00-00", Kind::PlaceholderDate),
        ("0", Kind::PlaceholderDate),
        ("12", Kind::DateNotRead),
        ("2020", Kind::DateNotRead),
        ("around May", Kind::DateNotRead),
        ("-5", Kind::DateNotRead),
        ("1/2/3/4", Kind::DateNotRead),
        ("Wuhan", Kind::DateNotRead),
    ] {
        assert_eq!(dates(&[cell]).1[0], None, "{cell}");
        assert_eq!(dates(&[cell]).2[0], Some(kind), "{cell}");
    }
    for cell in ["", "NA", "n/a", "NaN", "null", "-", ".", "?", "Unknown", "Tidak diketahui", " "] {
        assert_eq!((dates(&[cell]).0.missing, dates(&[cell]).2[0]), (1, None), "{cell}");
    }
}

#[test]
fn the_first_of_1900_is_a_zero_in_a_list_of_today_and_a_day_in_a_list_of_1900() {
    let (_, days, problems) = dates(&["2020-01-14", "1900-01-01", "2020-02-01"]);
    assert_eq!((days[1], problems[1]), (None, Some(Kind::PlaceholderDate)));
    let (_, days, problems) = dates(&["1900-02-14", "1900-01-01", "1899-12-31"]);
    assert!(days.iter().all(Option::is_some) && problems.iter().all(Option::is_none));
    let (_, days, problems) = dates(&["2020-01-14", "1920-01-15", "2020-02-01"]);
    assert_eq!((days[1], problems[1]), (Some(day("1920-01-15")), Some(Kind::FarDate)));
}

#[test]
fn the_order_that_reads_all_is_taken_and_an_ambiguous_one_is_said() {
    let order = |cells: &[&str]| {
        let reading = dates(cells).0;
        (reading.order, reading.why, reading.ambiguous)
    };
    assert_eq!(order(&["01/02/2020", "13/02/2020"]), (DateOrder::Dmy, "cells", false));
    assert_eq!(order(&["01/02/2020", "02/13/2020"]), (DateOrder::Mdy, "cells", false));
    assert_eq!(order(&["01/02/2020", "NA"]), (DateOrder::Dmy, "habit", true));
    assert_eq!(order(&["2020-02-01", "3 Mei 2020"]), (DateOrder::Dmy, "unambiguous", false));
    // One slip of the pen does not turn a column.
    assert_eq!(
        order(&["01/02/2020", "13/02/2020", "14/02/2020", "02/15/2020"]),
        (DateOrder::Dmy, "cells", false)
    );
    let column = Column::new(["1/2/2020"].into_iter());
    assert_eq!(column.read(Some(DateOrder::Mdy), None).1[0].day, Some(day("2020-01-02")));
    assert_eq!(column.read(None, Some(DateOrder::Mdy)).0.why, "other_columns");
}

#[test]
fn an_ambiguous_column_follows_the_other_columns_of_its_file_and_is_named() {
    let list = of("id,onset,report\na,01/02/2020,02/13/2020\nb,03/04/2020,04/15/2020\n", "from,to\na,b\n");
    assert_eq!(list.people[0].onset, Some(day("2020-01-02")));
    assert_eq!(kinds(&list), [Kind::AmbiguousDates]);
    let mixed = of("id,onset\na,13/02/2020\nb,14/02/2020\nc,02/15/2020\n", "from,to\na,b\n");
    assert_eq!(kinds(&mixed), [Kind::ImpossibleDate, Kind::MixedDates]);
    assert_eq!(mixed.problems[0].ids, ["c"]);
}

#[test]
fn formats_are_understood_as_programs_and_as_people_write_them() {
    for (format, order) in [
        ("%d/%m/%Y", Some(DateOrder::Dmy)),
        ("%m-%d-%y", Some(DateOrder::Mdy)),
        ("%Y-%m-%d", Some(DateOrder::Ymd)),
        ("%F", Some(DateOrder::Ymd)),
        ("%d %b %Y", Some(DateOrder::Dmy)),
        ("%d/%m/%Y %H:%M", Some(DateOrder::Dmy)),
        ("%-d/%-m/%Y", Some(DateOrder::Dmy)),
        ("dd/mm/yyyy", Some(DateOrder::Dmy)),
        ("MM/DD/YYYY", Some(DateOrder::Mdy)),
        ("yyyy-mm-dd hh:mm", Some(DateOrder::Ymd)),
        ("hh/bb/tttt", Some(DateOrder::Dmy)),
        ("dmy", Some(DateOrder::Dmy)),
        ("%d", None),
        ("soon", None),
    ] {
        assert_eq!(DateOrder::of_format(format), order, "{format}");
    }
}

#[test]
fn columns_are_found_by_the_names_that_lists_use() {
    for (headers, roles) in [
        (
            "case_id,generation,date_of_infection,date_of_onset,date_of_hospitalisation,date_of_outcome,outcome,gender,hospital",
            vec![
                ("id", "case_id"),
                ("onset", "date_of_onset"),
                ("outcome", "outcome"),
                ("outcome_date", "date_of_outcome"),
                ("sex", "gender"),
            ],
        ),
        (
            "id,age,age_class,sex,place_infect,dt_onset,dt_report,week_report,dt_diag,outcome,dt_death",
            vec![
                ("id", "id"),
                ("onset", "dt_onset"),
                ("report", "dt_report"),
                ("outcome_date", "dt_death"),
                ("age", "age"),
            ],
        ),
        (
            "case_ID,infector,date_of_prodrome,date_of_rash,date_of_death,age,gender",
            vec![("id", "case_ID"), ("onset", "date_of_prodrome"), ("outcome_date", "date_of_death")],
        ),
        (
            "ID,First name,Gender,Date of onset,Date of reporting,Classification,Outcome,Date of outcome",
            vec![
                ("id", "ID"),
                ("onset", "Date of onset"),
                ("report", "Date of reporting"),
                ("classification", "Classification"),
            ],
        ),
        (
            "visualId,dateOfOnset,dateOfReporting",
            vec![("id", "visualId"), ("onset", "dateOfOnset"), ("report", "dateOfReporting")],
        ),
        (
            "Kode Kasus;Nama;Jenis Kelamin;Tanggal Mulai Gejala;Tgl. Lapor",
            vec![
                ("id", "Kode Kasus"),
                ("sex", "Jenis Kelamin"),
                ("onset", "Tanggal Mulai Gejala"),
                ("report", "Tgl. Lapor"),
            ],
        ),
    ] {
        let list = read(headers.as_bytes(), None, &Settings::default()).unwrap();
        for (role, header) in roles {
            assert_eq!(
                list.cases_told.columns.get(role).map(String::as_str),
                Some(header),
                "{role} of {headers}"
            );
        }
    }
    for (headers, from, to) in [
        ("infector,case_id,source", "infector", "case_id"),
        ("from,to,exposure,diff_dt_onset", "from", "to"),
        ("to,from", "from", "to"),
        ("Source visual ID,Target visual ID,Contact date", "Source visual ID", "Target visual ID"),
        ("a,b,c", "a", "b"),
        ("Sumber,Kontak", "Sumber", "Kontak"),
    ] {
        let list = of("id\n", headers);
        let told = &list.links_told.columns;
        assert_eq!((told["from"].as_str(), told["to"].as_str()), (from, to), "{headers}");
    }
}

#[test]
fn a_named_column_wins_whatever_its_capitals_and_an_unknown_one_names_those_there_are() {
    let table = "Kode ,x\nA,2020-01-01\n";
    let with =
        |mapping: Mapping| read(table.as_bytes(), None, &Settings { cases: mapping, ..Settings::default() });
    let list = with(Mapping::default().with(Role::Id, "kode").with(Role::Onset, " X ")).unwrap();
    assert_eq!((list.people[0].id.as_str(), list.people[0].onset), ("A", Some(day("2020-01-01"))));
    let error = with(Mapping::default().with(Role::Onset, "y")).unwrap_err();
    assert_eq!(error.to_string(), "no column \"y\"; the columns are: Kode, x");
    let doubled = Table::read(b"a,a,,A\n", Limits::USUAL, "cases").unwrap();
    assert_eq!(doubled.headers, ["a", "a (2)", "column 3", "A"]);
    assert_eq!(doubled.column("A").unwrap(), 3);
}

#[test]
fn rows_of_one_id_are_one_person_the_first_holds_and_the_difference_is_named() {
    let list = of(
        "id,onset,sex,report\na,2020-01-01,,\na,2020-01-05,F,2020-01-09\nb,,x,\n,2020-01-01,,\n",
        "from,to\na,b\na,b\nb,b\n,a\nghost,a\n",
    );
    let a = &list.people[0];
    assert_eq!((a.onset, a.sex, a.report), (Some(day("2020-01-01")), Some(Sex::F), Some(day("2020-01-09"))));
    assert_eq!(
        kinds(&list),
        [Kind::RowWithoutId, Kind::DuplicateId, Kind::DifferingRows, Kind::UnknownSex, Kind::IncompleteLink]
    );
    assert_eq!(list.problems[0].rows, [5]);
    let counts = figures(&list.network()).counts;
    assert_eq!((counts.links, counts.self_loops, counts.duplicate_links), (2, 1, 1));
    assert_eq!((counts.cases, counts.ids_in_links, counts.link_ids_not_in_list), (2, 3, 1));
}

#[test]
fn an_outcome_that_holds_days_is_the_day_of_the_outcome() {
    let list = of("id,outcome\na,2020-01-01\nb,NA\n", "from,to\n");
    assert_eq!((list.people[0].outcome_on, list.people[0].outcome), (Some(day("2020-01-01")), None));
    let list = of("id,outcome\na,Death\nb,Recover\nc,Meninggal\n", "from,to\n");
    let outcomes: Vec<_> = list.people.iter().map(|one| one.outcome).collect();
    assert_eq!(outcomes, [Some(Outcome::Died), Some(Outcome::Recovered), Some(Outcome::Died)]);
}

#[test]
fn a_file_that_is_too_large_or_empty_is_refused_in_one_line() {
    let limits = Limits { bytes: 10, rows: 1 };
    let error = |text: &str| Table::read(text.as_bytes(), limits, "cases").unwrap_err();
    assert_eq!(error("id\n1\n2\n3\n4\n"), ListError::TooLarge { size: 11, most: 10 });
    assert_eq!(error("id\n1\n2\n"), ListError::TooManyRows { most: 1 });
    assert_eq!(error("\n \n"), ListError::Empty);
}

#[test]
fn a_cell_that_a_spreadsheet_would_run_is_written_as_text_and_read_back_as_it_was() {
    let link = |from: &str| Link { from: from.to_owned(), to: "b".to_owned(), ..Link::default() };
    let links: Vec<Link> = ["=1+1", "+62", "-a", "@x", "'=x", "'plain"].map(link).to_vec();
    let text = write_links(&links, true);
    for (line, link) in text.lines().skip(2).zip(&links) {
        assert!(!line.starts_with(['=', '+', '-', '@']), "{line}");
        assert!(line.starts_with('\''), "{line} of {}", link.from);
    }
    let back = of("id\n", &text).links;
    let froms = |links: &[Link]| links.iter().map(|link| link.from.clone()).collect::<Vec<_>>();
    assert_eq!(froms(&back), froms(&links));
}

#[test]
fn people_whose_ids_begin_with_a_hash_are_no_row_of_hashtags() {
    let link = Link { from: "#a".to_owned(), to: "#b".to_owned(), ..Link::default() };
    for hxl in [false, true] {
        let back = of("id\n", &write_links(std::slice::from_ref(&link), hxl)).links;
        assert_eq!(
            back.iter().map(|one| (one.from.as_str(), one.to.as_str())).collect::<Vec<_>>(),
            [("#a", "#b")]
        );
    }
}

#[test]
fn a_mapping_survives_being_kept() {
    let list = of("kode,tgl\na,01/02/2020\n", "from,to\n");
    let mapping = Mapping { dates: Some(DateOrder::Mdy), ..list.cases_mapping.with(Role::Onset, "tgl") };
    let text = serde_json::to_string(&mapping).unwrap();
    assert_eq!(serde_json::from_str::<Mapping>(&text).unwrap(), mapping);
    assert_eq!(serde_json::from_str::<Mapping>("{}").unwrap(), Mapping::default());
}

#[test]
fn columns_that_another_file_does_not_have_are_looked_for_anew() {
    let mut mapping = Mapping::default().with(Role::Id, "Kode ").with(Role::Onset, "tgl sakit");
    mapping.more.insert(Role::LastExposure, vec!["b".to_owned(), "c".to_owned()]);
    mapping.keep(&["kode".to_owned(), "onset".to_owned(), "c".to_owned()]);
    assert_eq!(mapping.columns.keys().copied().collect::<Vec<_>>(), [Role::Id]);
    assert_eq!(mapping.more[&Role::LastExposure], ["c"]);
    let settings = Settings { cases: mapping, ..Settings::default() };
    let list = read(b"kode,onset,c\nA,2026-11-01,\n", None, &settings).unwrap();
    assert_eq!(list.people[0].onset, Some(day("2026-11-01")));
}

#[test]
fn a_follow_up_whose_result_is_not_understood_is_named_and_kept_as_one_that_saw_nobody() {
    let visits = b"contact id,date,result,entered\nA,2026-11-02,hmm,2026-11-01\n,2026-11-02,ok,\nA,x,ok,\n";
    let list = read_with_visits(b"id\nA\n", None, Some(visits), &Settings::default()).unwrap();
    assert_eq!(list.visits.len(), 1);
    assert_eq!(list.visits[0].result, crate::tracing::trail::CheckResult::Unknown);
    let found = [
        Kind::RowWithoutId,
        Kind::DateNotRead,
        Kind::VisitWithoutDay,
        Kind::UnknownResult,
        Kind::EnteredBefore,
    ];
    assert_eq!(kinds(&list), found);
}

/// A text that a cell may hold after reading: trimmed, and not a word for nothing.
fn cell() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9 ,;\"'=+@\\-\t\n|#/é]{0,8}".prop_map(|text| {
        let text = trimmed(&text).to_owned();
        if is_missing(&text) { String::new() } else { text }
    })
}

fn date_or_none() -> impl Strategy<Value = Option<NaiveDate>> {
    // Within a few years, as the days of one outbreak are.
    prop::option::of((0_u64..1500).prop_map(|days| day("2018-05-05") + chrono::Days::new(days)))
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_and_never_end_the_program(
        cases in prop::collection::vec(any::<u8>(), 0..300),
        links in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        if let Ok(list) = read(&cases, Some(&links), &Settings::default()) {
            let _ = figures(&list.network());
        }
    }

    #[test]
    fn any_text_of_a_table_is_read(
        cases in "(id|ID|onset|[,;\"\n\r'=#-]|[0-9]{1,4}|/|NA| ){0,60}",
        links in "(from|to|a|b|[,;\"\n\r])(a|b|c|[,;\"\n\r]){0,40}",
    ) {
        if let Ok(list) = read(cases.as_bytes(), Some(links.as_bytes()), &Settings::default()) {
            let found = figures(&list.network());
            prop_assert_eq!(found.counts.cases, list.people.len());
        }
    }

    #[test]
    fn no_cell_of_a_date_column_ends_the_program(cells in prop::collection::vec("[0-9a-zA-Z/ .:,'T-]{0,20}", 0..6)) {
        let (reading, dated) = Column::new(cells.iter().map(String::as_str)).read(None, None);
        prop_assert_eq!(reading.read + reading.missing + reading.left_out, dated.len());
    }

    #[test]
    fn people_and_links_that_are_written_are_read_back_as_they_were(
        ids in prop::collection::btree_set(cell().prop_filter("an id", |id| !id.is_empty()), 0..6),
        texts in prop::collection::vec([cell(), cell(), cell(), cell(), cell()], 6),
        days in prop::collection::vec((date_or_none(), date_or_none(), date_or_none()), 6),
        pairs in prop::collection::vec((0_usize..6, 0_usize..6, date_or_none(), cell()), 0..8),
        hxl in any::<bool>(),
    ) {
        let people: Vec<Listed> = ids.iter().enumerate().map(|(place, id)| {
            let [name, age, phone, address, classification] = texts[place].clone();
            let (onset, report, outcome_on) = days[place];
            let sex = [None, Some(Sex::F), Some(Sex::M)][place % 3];
            let outcome = [None, Some(Outcome::Died), Some(Outcome::Other)][place % 3];
            Listed { row: 0, id: id.clone(), other_id: String::new(), name, age, phone, address, classification, sex, outcome, onset, report, outcome_on, last_contact: None }
        }).collect();
        let links: Vec<Link> = pairs.into_iter().filter_map(|(from, to, date, kind)| {
            Some(Link { row: 0, from: people.get(from)?.id.clone(), to: people.get(to)?.id.clone(), date, kind })
        }).collect();
        let list = read(
            write_people(&people, hxl).as_bytes(),
            Some(write_links(&links, hxl).as_bytes()),
            &Settings::default(),
        ).unwrap();
        let plain = |list: Vec<Listed>| list.into_iter().map(|one| Listed { row: 0, ..one }).collect::<Vec<_>>();
        prop_assert_eq!(plain(list.people), people);
        let plain = |list: Vec<Link>| list.into_iter().map(|one| Link { row: 0, ..one }).collect::<Vec<_>>();
        prop_assert_eq!(plain(list.links), links);
    }
}
