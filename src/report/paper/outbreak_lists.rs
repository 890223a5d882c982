//! Lists of an outbreak on paper: whom to see today with boxes, the empty tick list of contacts and days, and what the
//! Puskesmas is told. With pseudonyms a contact is initials, age and RT.
//!
//! What surprises: the list for the Puskesmas is refused to nobody: reporting an outbreak is a duty by law
//! (UU 17/2023), so it asks for no consent, and it names nothing but what the follow-up found.

use chrono::{Datelike, Days, NaiveDate};

use super::veil::{Circle, Veil, initials_veil};
use super::writer::Writer;
use super::{Ask, Paper, PaperError, PaperKind};
use crate::casework::needs::is_settled;
use crate::casework::person::{age, households_of};
use crate::domain::code::lists;
use crate::domain::id::RecordId;
use crate::domain::order::InOrder;
use crate::domain::record::casework::{case, need};
use crate::domain::record::spine::{household, person};
use crate::domain::record::tracing::{follow_up, outbreak};
use crate::domain::text::{Text, t};
use crate::ledger::{Book, RecordRef};
use crate::tracing::follow_up::FollowUpStatus;
use crate::tracing::roll::{Roll, Traced};
use crate::tracing::rule::Rule;
use crate::tracing::trail::{CheckResult, Trail};

/// The columns of days on the tick list: as many as stand on one sheet.
const TICK_DAYS: u64 = 14;

/// How far back the list for the Puskesmas looks, unless a day is given.
const HAND_OVER_DAYS: u64 = 14;

fn begin<'a>(ask: &'a Ask<'a>, id: RecordId) -> Result<(Writer<'a>, Vec<(Text, String)>), PaperError> {
    let record = ask.book.get_as(id, &outbreak::SPEC).ok_or(PaperError::NotHere)?;
    // Free text may name anybody of the outbreak, so all of them go under the veil.
    let veil = if ask.style.pseudonym {
        let who = people(roll_of(ask)?, id);
        let homes = who.iter().flat_map(|who| households_of(ask.book, *who));
        let homes = homes.map(|home| home.text(household::NAME).to_owned()).collect();
        let people = who.iter().filter_map(|who| ask.book.get_as(*who, &person::SPEC)).collect();
        initials_veil(&Circle { people, homes, ..Circle::default() })
    } else {
        Veil::default()
    };
    let w = Writer::under(ask, veil);
    let reference = vec![
        (t("Wabah", "Outbreak"), record.text(outbreak::NAME).to_owned()),
        (t("Wilayah", "Area"), record.text(outbreak::AREA).to_owned()),
        (t("Tanggal", "Date"), w.day(ask.today)),
    ];
    Ok((w, reference))
}

/// The name and what tells two people of one name apart.
fn whom(w: &Writer<'_>, who: RecordId) -> String {
    let Some(record) = w.ask.book.get_as(who, &person::SPEC) else { return String::new() };
    let years =
        age(record, w.ask.today).map(|years| t("{n} th", "{n} y").with(w.lang, &[("n", &years.to_string())]));
    [Some(w.name(record)), years].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Where somebody is found: the home's address, or the RT and RW alone under a veil.
fn place(w: &Writer<'_>, who: RecordId) -> String {
    let book = w.ask.book;
    let Some(record) = book.get_as(who, &person::SPEC) else { return String::new() };
    if !w.pseudonym() {
        return w.home_address(record);
    }
    let home = households_of(book, who).into_iter().next();
    let pick = |own: &str, shared: Option<&str>| {
        if own.is_empty() { shared.unwrap_or_default().to_owned() } else { own.to_owned() }
    };
    let rt = pick(record.text(person::RT), home.map(|home| home.text(household::RT)));
    let rw = pick(record.text(person::RW), home.map(|home| home.text(household::RW)));
    let parts = [("RT", rt), ("RW", rw)];
    let parts: Vec<String> =
        parts.into_iter().filter(|(_, it)| !it.is_empty()).map(|(word, it)| format!("{word} {it}")).collect();
    parts.join("/")
}

fn phone(w: &Writer<'_>, who: RecordId) -> String {
    if w.pseudonym() {
        return String::new();
    }
    let record = w.ask.book.get_as(who, &person::SPEC);
    record
        .and_then(|record| record.get(person::PHONES))
        .unwrap_or_default()
        .into_iter()
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// Today's list: everybody who is to be seen, by RT, RW and household, with a box for each answer.
///
/// # Errors
/// [`PaperError::NotHere`] where the outbreak is gone, [`PaperError::NothingYet`] where nobody is due.
pub fn daily_list(ask: &Ask<'_>, id: RecordId) -> Result<Paper, PaperError> {
    let (mut w, mut reference) = begin(ask, id)?;
    let roll = roll_of(ask)?;
    let due = roll.today(Some(id));
    if due.is_empty() {
        return Err(PaperError::NothingYet(t(
            "Tidak ada yang perlu dipantau hari ini",
            "Nobody is due today",
        )));
    }
    reference.push((t("Jumlah orang", "People"), due.len().to_string()));
    let head = [
        t("Nama", "Name"),
        t("Hari ke-", "Day"),
        t("Sehat", "Well"),
        t("Sakit", "Unwell"),
        t("Tidak ada", "Absent"),
        t("Menolak", "Refused"),
        t("Suhu dan gejala", "Temperature and symptoms"),
    ];
    let mut rest = due.as_slice();
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|one| one.group == first.group).count().max(1);
        let (group, after) = rest.split_at(count.min(rest.len()));
        rest = after;
        let rows = group
            .iter()
            .map(|one| {
                let day = one.day.map(|day| day.to_string()).unwrap_or_default();
                let days = one.days_unseen;
                let unseen = match one.summary.status {
                    FollowUpStatus::NoDate => Some(w.t(FollowUpStatus::NoDate.label())),
                    _ => (days > 1 || (days == 1 && one.day.is_none())).then(|| {
                        t("{n} hari tidak terlihat", "unseen for {n} {n?day|days}")
                            .with(w.lang, &[("n", &days.to_string())])
                    }),
                };
                let name = [
                    Some(whom(&w, one.person)),
                    unseen,
                    Some(phone(&w, one.person)).filter(|it| !it.is_empty()),
                ];
                let name = name.into_iter().flatten().collect::<Vec<_>>().join("\n");
                let box_ = || "☐".to_owned();
                vec![name, day, box_(), box_(), box_(), box_(), String::new()]
            })
            .collect();
        let home = first.group.household.and_then(|home| ask.book.get_as(home, &household::SPEC));
        let heading = match home {
            Some(home) => format!("{} · {}", w.said(home.text(household::NAME)), place(&w, first.person)),
            None => place(&w, first.person),
        };
        let heading = heading.trim_matches([' ', '·']).to_owned();
        let nowhere = w.t(t("Tanpa alamat", "No address"));
        w.subheading(if heading.is_empty() { nowhere } else { heading });
        let head = head.iter().map(|title| w.t(*title)).collect();
        w.raw_table(t("Orang yang dipantau", "People to follow up"), head, rows);
    }
    let own = w.own_signature();
    w.signatures(vec![own]);
    Ok(w.finish(PaperKind::DailyList, reference))
}

/// The empty tick list: the open contacts of an outbreak and the coming days.
///
/// # Errors
/// As [`daily_list`].
pub fn tick_list(ask: &Ask<'_>, id: RecordId) -> Result<Paper, PaperError> {
    let (mut w, reference) = begin(ask, id)?;
    let rule = ask.book.get_as(id, &outbreak::SPEC).map_or_else(Rule::none, Rule::of);
    let roll = roll_of(ask)?;
    let mut open: Vec<(String, &Traced)> = roll
        .contacts(id)
        .filter(|one| one.summary.status.is_open())
        .filter(|one| Trail::of(ask.book, one.person, id).declared_lost().is_none())
        .map(|one| (place(&w, one.person), one))
        .collect();
    if open.is_empty() {
        return Err(PaperError::NothingYet(t(
            "Belum ada kontak yang dipantau",
            "No contact is followed up yet",
        )));
    }
    open.order_by(|a, b| (&a.0, a.1.person).cmp(&(&b.0, b.1.person)));
    let days: Vec<NaiveDate> =
        (0..TICK_DAYS).filter_map(|n| ask.today.checked_add_days(Days::new(n))).collect();
    let rows = open
        .iter()
        .map(|(place, one)| {
            let mut cells = vec![format!("{}\n{place}", whom(&w, one.person)).trim().to_owned()];
            let end = one.summary.window.map(|(_, end)| end);
            let shown = |end: NaiveDate| {
                end.format(if end.year() == ask.today.year() { "%d/%m" } else { "%d/%m/%y" }).to_string()
            };
            cells.push(end.map(shown).unwrap_or_default());
            // A day that the rule does not ask for is crossed out, so that nobody goes there for nothing. Whoever is
            // overdue is gone to on any day.
            let of_rule: Vec<NaiveDate> =
                one.summary.day0.map(|day0| rule.dates(day0).collect()).unwrap_or_default();
            let overdue = one.summary.status != FollowUpStatus::UnderFollowUp;
            let needed = |day: &NaiveDate| {
                of_rule.contains(day) || (overdue && end.is_none_or(|end| *day <= end || ask.today > end))
            };
            cells.extend(days.iter().map(|day| if needed(day) { String::new() } else { "×".to_owned() }));
            cells
        })
        .collect();
    let mut head = vec![w.t(t("Nama", "Name")), w.t(t("Sampai", "Until"))];
    head.extend(days.iter().map(|day| day.format("%d").to_string()));
    w.paragraph(w.t(t(
        "Isi tiap kotak: S sehat, G bergejala, T tidak ada, M menolak. × tidak perlu.",
        "Fill each box: W well, U unwell, A absent, R refused. × not needed.",
    )));
    w.raw_table(t("Kontak dan hari", "Contacts and days"), head, rows);
    let own = w.own_signature();
    w.signatures(vec![own]);
    Ok(w.finish(PaperKind::TickList, reference))
}

/// From when on the list for the Puskesmas tells, until another day is chosen.
pub fn usual_since(today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(Days::new(HAND_OVER_DAYS)).unwrap_or(today)
}

/// What the Puskesmas is told: who fell ill since a day, who is lost, and who needs something.
///
/// # Errors
/// [`PaperError::NotHere`] where the outbreak is gone.
pub fn hand_over_list(ask: &Ask<'_>, id: RecordId) -> Result<Paper, PaperError> {
    let (mut w, mut reference) = begin(ask, id)?;
    let since = ask.since.unwrap_or_else(|| usual_since(ask.today)).min(ask.today);
    reference.push((t("Sejak", "Since"), w.day(since)));
    let roll = roll_of(ask)?;
    let (mut ill, mut lost, mut needs) = (Vec::new(), Vec::new(), Vec::new());
    for (one, trail) in roll.people(id).filter(|(_, trail)| !trail.exposures.is_empty()) {
        let spell = Spell::of(ask.book, one.person, id);
        let latest = spell.latest.filter(|(day, _)| *day >= since);
        // Nobody knows whether a case without any date was told of before.
        let stopped = one.summary.stopped.filter(|day| *day > NaiveDate::MIN);
        let became =
            one.summary.status == FollowUpStatus::BecameCase && stopped.is_none_or(|day| day >= since);
        if became || latest.is_some() {
            let onset = trail.case().and_then(|case| case.onset);
            let day = onset.or(spell.first).or(stopped);
            let symptoms = latest
                .map(|(_, check)| w.codes(check, follow_up::SYMPTOMS, &lists::SYMPTOM))
                .unwrap_or_default();
            let class = one.summary.classification.and_then(|class| class.code());
            let class = class.map(|code| lists::CLASSIFICATION.label(code, w.lang).to_owned());
            let day = day.map(|day| w.day(day)).unwrap_or_default();
            ill.push(vec![
                whom(&w, one.person),
                place(&w, one.person),
                phone(&w, one.person),
                day,
                symptoms,
                class.unwrap_or_default(),
            ]);
        }
        let gone = matches!(
            one.summary.status,
            FollowUpStatus::ProposedLost | FollowUpStatus::NeverSeen | FollowUpStatus::WindowPassed
        );
        if gone {
            let seen = one.summary.last_seen.map(|day| w.day(day)).unwrap_or_default();
            let status = w.t(one.summary.status.label());
            lost.push(vec![
                whom(&w, one.person),
                place(&w, one.person),
                phone(&w, one.person),
                seen,
                status,
                reasons(&w, one.person, id),
            ]);
        }
    }
    let mut told: Vec<RecordId> = Vec::new();
    for who in people(roll, id) {
        for record in isolation_needs(ask.book, who) {
            if is_settled(record) || told.contains(&record.id()) {
                continue;
            }
            told.push(record.id());
            let noted = record.get(need::NOTED).map(|day| w.day(day)).unwrap_or_default();
            let state = lists::NEED_STATE.label(record.get(need::STATE).unwrap_or("open"), w.lang).to_owned();
            needs.push(vec![whom(&w, who), place(&w, who), w.said(record.text(need::WHAT)), noted, state]);
        }
    }
    let (name, at, tel) = (t("Nama", "Name"), t("Alamat", "Address"), t("Telepon", "Phone"));
    let none = w.t(t("Tidak ada.", "None."));
    w.section(t("Kontak yang sakit", "Contacts who fell ill"));
    let head =
        [name, at, tel, t("Sejak", "Since"), t("Gejala", "Symptoms"), t("Klasifikasi", "Classification")];
    if !w.table(t("Kontak yang sakit", "Contacts who fell ill"), &head, ill) {
        w.paragraph(none.clone());
    }
    w.section(t("Tidak terlihat", "Not seen"));
    let head = [
        name,
        at,
        tel,
        t("Terakhir terlihat", "Last seen"),
        t("Keadaan", "Standing"),
        t("Keterangan", "Remark"),
    ];
    if !w.table(t("Tidak terlihat", "Not seen"), &head, lost) {
        w.paragraph(none.clone());
    }
    w.section(t("Kebutuhan selama isolasi", "Needs during isolation"));
    let head = [name, at, t("Kebutuhan", "Need"), t("Dicatat", "Recorded"), t("Keadaan", "Standing")];
    if !w.table(t("Kebutuhan selama isolasi", "Needs during isolation"), &head, needs) {
        w.paragraph(none);
    }
    let taken = w.signature(t("Penerima di Puskesmas", "Received at the Puskesmas"), String::new());
    let own = w.own_signature();
    w.signatures(vec![taken, own]);
    Ok(w.finish(PaperKind::HandOverList, reference))
}

/// The last time that entries found somebody unwell.
#[derive(Default)]
struct Spell<'a> {
    /// Its first day: nobody found them well between that and the latest.
    first: Option<NaiveDate>,
    /// Its latest day, with the entry.
    latest: Option<(NaiveDate, RecordRef<'a>)>,
}

impl<'a> Spell<'a> {
    fn of(book: &'a Book, who: RecordId, outbreak: RecordId) -> Spell<'a> {
        let mut found = Spell::default();
        let mut over = true;
        for one in of_days(book, who, outbreak) {
            let Some(day) = one.get(follow_up::DATE) else { continue };
            match CheckResult::of_code(one.text(follow_up::RESULT)) {
                CheckResult::Unwell => {
                    if over {
                        found.first = Some(day);
                    }
                    found.latest = Some((day, one));
                    over = false;
                }
                CheckResult::Well => over = true,
                _ => {}
            }
        }
        found
    }
}

/// What was entered of somebody, oldest day first.
fn of_days(book: &Book, who: RecordId, outbreak: RecordId) -> Vec<RecordRef<'_>> {
    let mut found: Vec<_> = book
        .children(who, &follow_up::SPEC)
        .filter(|one| one.get(follow_up::OUTBREAK) == Some(outbreak))
        .filter(|one| one.get(follow_up::DATE).is_some())
        .collect();
    found.order_by_key(|one| (one.get(follow_up::DATE), one.id()));
    found
}

/// Why somebody was not seen, as it was entered last.
fn reasons(w: &Writer<'_>, who: RecordId, outbreak: RecordId) -> String {
    let Some(last) = of_days(w.ask.book, who, outbreak).into_iter().next_back() else {
        return String::new();
    };
    let parts = [
        w.code(last, follow_up::RESULT, &lists::FOLLOW_UP_RESULT),
        w.code(last, follow_up::NOT_DONE_REASON, &lists::NOT_DONE_REASON),
        w.text(last, follow_up::REMARK),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Everybody of an outbreak: its contacts and its cases.
fn people(roll: &Roll, outbreak: RecordId) -> Vec<RecordId> {
    roll.people(outbreak).map(|(one, _)| one.person).collect()
}

/// Everybody who is traced, read before the paper is made: a paper is made again at every touch of its switches.
fn roll_of<'a>(ask: &Ask<'a>) -> Result<&'a Roll, PaperError> {
    ask.roll.ok_or(PaperError::NotHere)
}

/// The needs from isolation around somebody: on the person, the home, and the cases of both.
fn isolation_needs(book: &Book, who: RecordId) -> Vec<RecordRef<'_>> {
    let mut owners = vec![who];
    owners.extend(households_of(book, who).into_iter().map(|home| home.id()));
    let cases: Vec<RecordId> =
        owners.iter().flat_map(|owner| book.children(*owner, &case::SPEC)).map(|case| case.id()).collect();
    let all = owners.iter().chain(&cases).flat_map(|owner| book.children(*owner, &need::SPEC));
    all.filter(|record| record.get(need::ORIGIN) == Some("isolation")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kind::FieldSet;
    use crate::domain::text::Lang;
    use crate::report::paper::text::plain;
    use crate::report::paper::{Style, letterhead, make};
    use crate::tracing::contact::plan_isolation_needs;
    use crate::tracing::fixture::{Scene, day};

    fn text(scene: &Scene, kind: PaperKind, id: RecordId, pseudonym: bool) -> Result<String, PaperError> {
        text_since(scene, kind, id, pseudonym, None)
    }

    fn text_since(
        scene: &Scene,
        kind: PaperKind,
        id: RecordId,
        pseudonym: bool,
        since: Option<NaiveDate>,
    ) -> Result<String, PaperError> {
        let head = letterhead(scene.book(), "Rina Nuraini", "");
        let ask = Ask {
            book: scene.book(),
            letterhead: &head,
            author: "Rina Nuraini",
            today: day("2026-11-05"),
            style: Style { lang: Lang::Id, pseudonym },
            regions: None,
            since,
            roll: Some(&scene.roll("2026-11-05")),
            due: &[],
        };
        make(kind, &ask, id).map(|paper| plain(&paper))
    }

    fn told() -> (Scene, RecordId) {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let (ani, budi, cici) =
            (scene.person("Ani Lestari"), scene.person("Budi Santoso"), scene.person("Cici Putri"));
        let home = scene.household(&[ani, budi]);
        scene.set(
            home,
            FieldSet::new()
                .with(household::RT, "004")
                .with(household::RW, "009")
                .with(household::ADDRESS, "Jalan Mawar 7"),
        );
        for who in [ani, budi, cici] {
            scene.exposure(outbreak, None, who, "2026-11-01");
        }
        scene.set(cici, FieldSet::new().with(person::PHONES, vec!["+6281234567890".to_owned()]));
        scene.seen(outbreak, ani, "2026-11-04", "well", "2026-11-04");
        scene.seen(outbreak, budi, "2026-11-03", "unwell", "2026-11-03");
        let mut count = 900;
        let needs = plan_isolation_needs(
            scene.book(),
            ani,
            &["food"],
            None,
            day("2026-11-04"),
            Lang::Id,
            &mut || {
                count += 1;
                RecordId::make(count, [0; 10])
            },
        );
        scene.save(needs.unwrap());
        (scene, outbreak)
    }

    #[test]
    fn todays_list_has_a_box_for_each_answer_and_room_to_write_by_home() {
        let (scene, outbreak) = told();
        let text = text(&scene, PaperKind::DailyList, outbreak, false).unwrap();
        assert!(
            text.contains("Nama | Hari ke- | Sehat | Sakit | Tidak ada | Menolak | Suhu dan gejala"),
            "{text}"
        );
        assert!(text.contains("Ani Lestari | 4 | ☐ | ☐ | ☐ | ☐ | \n"), "{text}");
        assert!(text.contains("Keluarga · Jalan Mawar 7, RT 004/RW 009"), "{text}");
        assert!(text.contains("Cici Putri / 4 hari tidak terlihat / +6281234567890 | 4 |"), "{text}");
    }

    #[test]
    fn the_tick_list_crosses_out_the_days_on_which_nobody_is_to_come() {
        let (scene, outbreak) = told();
        let text = text(&scene, PaperKind::TickList, outbreak, false).unwrap();
        assert!(text.contains("Nama | Sampai | 05 | 06 | 07"), "{text}");
        let row = text.lines().find(|line| line.starts_with("Ani Lestari")).unwrap();
        // The window of fourteen days ends on the 15th: of fourteen boxes the last three are not needed.
        assert_eq!((row.matches('|').count(), row.matches('×').count()), (15, 3), "{row}");
    }

    #[test]
    fn the_puskesmas_is_told_who_is_ill_who_is_lost_and_what_is_needed() {
        let (scene, outbreak) = told();
        let plainly = text(&scene, PaperKind::HandOverList, outbreak, false).unwrap();
        let part = |from: &str| {
            plainly.split(from).nth(1).unwrap_or_default().split("\n\n").nth(1).unwrap_or_default().to_owned()
        };
        assert!(part("A. Kontak yang sakit").contains("Budi Santoso"), "{plainly}");
        assert!(
            part("B. Tidak terlihat").contains("Cici Putri") && !part("B. Tidak terlihat").contains("Ani"),
            "{plainly}"
        );
        assert!(part("C. Kebutuhan").contains("Ani Lestari"), "{plainly}");
        let veiled = text(&scene, PaperKind::HandOverList, outbreak, true).unwrap();
        for name in ["Budi", "Cici", "Lestari", "Mawar", "81234567890"] {
            assert!(!veiled.contains(name), "{name}: {veiled}");
        }
        assert!(veiled.contains("B.S.") && veiled.contains("RT 004/RW 009"), "{veiled}");
    }

    /// The rows of the first table below a heading of the list for the Puskesmas.
    fn part(text: &str, from: &str) -> String {
        text.split(from).nth(1).unwrap_or_default().split("\n\n").nth(1).unwrap_or_default().to_owned()
    }

    #[test]
    fn who_is_ill_is_ill_since_the_first_day_and_a_case_without_any_date_is_told_too() {
        let (mut scene, outbreak) = told();
        let who =
            scene.book().of(&person::SPEC).find(|one| one.text(person::NAME) == "Budi Santoso").unwrap();
        let who = who.id();
        scene.seen(outbreak, who, "2026-11-02", "unwell", "2026-11-02");
        scene.seen(outbreak, who, "2026-11-04", "unwell", "2026-11-04");
        let dewi = scene.person("Dewi Anggraini");
        scene.exposure(outbreak, None, dewi, "2026-11-01");
        scene.case(outbreak, dewi, "suspect", None);
        let found = text(&scene, PaperKind::HandOverList, outbreak, false).unwrap();
        let ill = part(&found, "A. Kontak yang sakit");
        let row = |name: &str| ill.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
        assert!(row("Budi").contains("2 November 2026"), "{ill}");
        assert!(row("Dewi").contains("Suspek"), "{ill}");
        // Ill, well again, and ill anew: since the second time.
        scene.seen(outbreak, who, "2026-11-03", "well", "2026-11-03");
        let entry = scene.book().children(who, &follow_up::SPEC).find(|one| {
            one.get(follow_up::DATE) == Some(day("2026-11-03")) && one.text(follow_up::RESULT) == "unwell"
        });
        let entry = entry.unwrap().id();
        scene.trash(entry);
        let found = text(&scene, PaperKind::HandOverList, outbreak, false).unwrap();
        assert!(part(&found, "A. Kontak yang sakit").contains("4 November 2026"), "{found}");
    }

    #[test]
    fn the_puskesmas_is_told_what_is_new_since_a_chosen_day() {
        let (scene, outbreak) = told();
        let since = |day| text_since(&scene, PaperKind::HandOverList, outbreak, false, Some(day)).unwrap();
        let found = since(day("2026-11-03"));
        assert!(
            part(&found, "A. Kontak yang sakit").contains("Budi") && found.contains("3 November 2026"),
            "{found}"
        );
        let found = since(day("2026-11-04"));
        assert!(!part(&found, "A. Kontak yang sakit").contains("Budi"), "{found}");
        // Who is not seen and what is needed does not hang on that day.
        assert!(found.contains("Cici") && part(&found, "C. Kebutuhan").contains("Ani"), "{found}");
    }

    #[test]
    fn a_contact_whose_exposure_has_no_date_is_not_unseen_for_no_days() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        let who = scene.person("Ani");
        let fields = FieldSet::new().with(crate::domain::record::tracing::exposure::OUTBREAK, outbreak);
        scene.add("exposure", Some(who), fields);
        let found = text(&scene, PaperKind::DailyList, outbreak, false).unwrap();
        assert!(!found.contains("0 hari tidak terlihat"), "{found}");
        assert!(found.contains("Tanggal paparan belum dicatat"), "{found}");
    }

    #[test]
    fn the_tick_list_asks_only_for_the_days_of_the_rule() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("tb");
        let (ani, budi) = (scene.person("Ani"), scene.person("Budi"));
        // Seen at the start; the next of the given months begins on the eighth.
        scene.exposure(outbreak, None, ani, "2026-05-08");
        scene.seen(outbreak, ani, "2026-05-08", "well", "2026-05-08");
        // Never seen: whoever is overdue is gone to on any day.
        scene.exposure(outbreak, None, budi, "2026-05-08");
        let found = text(&scene, PaperKind::TickList, outbreak, false).unwrap();
        let row =
            |name: &str| found.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
        let cells: Vec<String> = row("Ani").split('|').map(|cell| cell.trim().to_owned()).collect();
        let open: Vec<usize> = (2..cells.len()).filter(|at| cells[*at].is_empty()).collect();
        // The columns begin on the fifth.
        assert_eq!(open, [5], "{found}");
        assert_eq!(row("Budi").matches('×').count(), 0, "{found}");
    }

    #[test]
    fn an_outbreak_without_contacts_has_no_lists_to_walk_with() {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("measles");
        let who = scene.person("Ani");
        for kind in [PaperKind::DailyList, PaperKind::TickList] {
            assert!(matches!(text(&scene, kind, outbreak, false), Err(PaperError::NothingYet(_))));
        }
        assert!(text(&scene, PaperKind::HandOverList, outbreak, false).unwrap().contains("Tidak ada."));
        assert!(matches!(text(&scene, PaperKind::HandOverList, who, false), Err(PaperError::NotHere)));
    }
}
