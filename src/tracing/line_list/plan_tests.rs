//! What taking in a line list promises.

use super::super::follow::read_contacts;
use super::super::{Role, Settings, read};
use super::*;
use crate::domain::kind::SAME_AS;
use crate::tracing::chain::chains;
use crate::tracing::fixture::{Scene, day};
use crate::tracing::network::{Network, figures};

const CASES: &[u8] = include_bytes!("../../../tests/fixtures/tianjin/Tianjin135cases_revised.csv");
const LINKS: &[u8] = include_bytes!("../../../tests/fixtures/tianjin/tianjin_links_from_to.csv");

fn listed(cases: &str, links: &str) -> LineList {
    read(cases.as_bytes(), Some(links.as_bytes()), &Settings::default()).unwrap()
}

fn plan(book: &Book, list: &LineList, choices: Choices) -> Plan {
    PlanSteps::new(Arc::new(list.clone()), choices).at_once(book)
}

struct Office {
    scene: Scene,
    outbreak: RecordId,
    same: FxHashMap<String, RecordId>,
}

impl Office {
    fn new() -> Office {
        let mut scene = Scene::new();
        let outbreak = scene.outbreak("covid19_kmk413");
        Office { scene, outbreak, same: FxHashMap::default() }
    }

    fn plan(&self, list: &LineList) -> Plan {
        let choices = Choices {
            outbreak: self.outbreak,
            otherwise: Classification::ConfirmedSymptomatic,
            same: self.same.clone(),
            today: day("2026-11-22"),
            key: "key".to_owned(),
        };
        let plan = plan(self.scene.book(), list, choices.clone());
        // Whatever the size of a step, the plan is the same.
        let mut steps = PlanSteps::new(Arc::new(list.clone()), choices);
        while !steps.step(self.scene.book(), 1) {}
        let slow = steps.finish();
        assert_eq!((&slow.drafts, &slow.people), (&plan.drafts, &plan.people));
        assert_eq!((slow.left_out_links, slow.new_visits), (plan.left_out_links, plan.new_visits));
        assert_eq!((slow.key.as_str(), slow.generation), ("key", self.scene.book().generation()));
        plan
    }

    fn take(&mut self, list: &LineList) -> Plan {
        let plan = self.plan(list);
        self.scene.save(plan.drafts.clone());
        plan
    }
}

#[test]
fn tianjin_taken_in_gives_the_same_figures_as_the_command_line() {
    let mut office = Office::new();
    let list = read(CASES, Some(LINKS), &Settings::default()).unwrap();
    let done = office.take(&list);
    assert_eq!((done.count(Fate::New), done.new_links, done.left_out_links), (135, 91, 0));
    let there = figures(&list.network());
    let book = office.scene.book();
    let trails = Trails::read(book, |_| true);
    let here = figures(&Network::of_outbreak(book, &trails, office.outbreak, false).0);
    assert_eq!(here.serial_interval, there.serial_interval);
    assert_eq!(here.degrees.out_distribution, there.degrees.out_distribution);
    assert_eq!(here.components, there.components);
    assert_eq!(here.generations, there.generations);
    assert_eq!((here.cycles.len(), here.longest_chain_links), (2, there.longest_chain_links));
    assert_eq!(
        chains(office.scene.book(), &Trails::read(office.scene.book(), |_| true), office.outbreak, false)
            .cycles
            .len(),
        2
    );
}

#[test]
fn the_same_list_again_changes_nothing_and_a_corrected_one_updates() {
    let mut office = Office::new();
    let list =
        listed("id,name,onset,age\nA,Ani,2026-11-01,40\nB,,2026-11-05,\n", "from,to,date\nA,B,2026-11-02\n");
    office.take(&list);
    let again = office.plan(&list);
    assert_eq!((again.drafts.len(), again.count(Fate::Same), again.same_links), (0, 2, 1));
    let corrected =
        listed("id,name,onset,age\nA,Ani,2026-11-02,41\nB,Budi,,\n", "from,to,date\nA,B,2026-11-03\n");
    let plan = office.take(&corrected);
    assert_eq!((plan.count(Fate::Changed), plan.changed_links, plan.new_links), (2, 1, 0));
    let book = office.scene.book();
    assert_eq!(book.of(&person::SPEC).count(), 2);
    let ani = book.of(&person::SPEC).find(|record| record.text(person::NAME) == "Ani").unwrap();
    let case = book.children(ani.id(), &investigation::SPEC).next().unwrap();
    assert_eq!(case.get(investigation::ONSET), Some(day("2026-11-02")));
    let budi = book.of(&person::SPEC).find(|record| record.text(person::NAME) == "Budi").unwrap();
    let case = book.children(budi.id(), &investigation::SPEC).next().unwrap();
    assert_eq!(case.get(investigation::ONSET), Some(day("2026-11-05")), "an empty cell empties nothing");
}

#[test]
fn two_phones_make_the_same_records_of_the_same_list() {
    let mut scene = Scene::new();
    let outbreak = scene.outbreak("covid19_kmk413");
    let list = listed("id,onset\nA,2026-11-01\n", "from,to\nA,B\n");
    let choices = |today: &str| Choices {
        outbreak,
        otherwise: Classification::Suspect,
        same: FxHashMap::default(),
        today: day(today),
        key: String::new(),
    };
    let first = plan(scene.book(), &list, choices("2026-11-22"));
    let other = plan(scene.book(), &list, choices("2026-12-24"));
    let ids = |plan: &Plan| plan.drafts.iter().map(|draft| draft.record).collect::<Vec<_>>();
    assert_eq!(ids(&first), ids(&other));
    let unique: FxHashSet<RecordId> = ids(&first).into_iter().collect();
    assert_eq!(unique.len(), 4, "two people, one case, one link");
}

#[test]
fn somebody_chosen_by_hand_keeps_what_is_known_and_carries_the_id_of_the_list() {
    let mut office = Office::new();
    let known = office.scene.person("Siti Aminah");
    office.same.insert("A".into(), known);
    office.take(&listed("id,name,age\nA,Siti A.,30\n", "from,to\n"));
    office.same.clear();
    let again = office.plan(&listed("id,name,age\nA,Siti A.,30\n", "from,to\n"));
    assert_eq!((again.people[0].person, again.people[0].fate), (known, Fate::Same));
}

#[test]
fn contacts_are_no_cases_loops_are_left_out_and_who_is_gone_is_not_brought_back() {
    let mut office = Office::new();
    let list = listed("id,classification\nA,confirmed\nK,contact\n", "from,to\nA,K\nA,A\nA,K\nA,X\n");
    let done = office.take(&list);
    assert_eq!((done.new_links, done.left_out_links, done.people.len()), (2, 2, 3));
    let book = office.scene.book();
    assert_eq!(book.of(&investigation::SPEC).count(), 1);
    let unlisted = done.people.iter().find(|one| one.id == "X").unwrap().person;
    office.scene.trash(unlisted);
    let again = office.plan(&list);
    assert_eq!((again.count(Fate::Gone), again.drafts.len()), (1, 0));
    assert_eq!(again.left_out_links, 3);
}

/// As Go.Data exports them: ids of its own beside those that people read, codes in full, days with a time.
const CONTACTS: &str = "ID,Contact ID,First name,Gender,Date of last contact\n\
    0f1e,CONT-1,Ani,LNG_REFERENCE_DATA_CATEGORY_GENDER_FEMALE,2026-11-10T00:00:00.000Z\n\
    0f1f,CONT-2,Budi,LNG_REFERENCE_DATA_CATEGORY_GENDER_MALE,2026-11-11T00:00:00.000Z\n";
const FOLLOW_UPS: &str = "ID,Contact ID,Date,Status\n\
    a,CONT-1,2026-11-11T00:00:00.000Z,LNG_REFERENCE_DATA_CONTACT_DAILY_FOLLOW_UP_STATUS_TYPE_SEEN_OK\n\
    b,CONT-1,2026-11-12T00:00:00.000Z,LNG_REFERENCE_DATA_CONTACT_DAILY_FOLLOW_UP_STATUS_TYPE_SEEN_NOT_OK\n\
    c,CONT-2,2026-11-12T00:00:00.000Z,LNG_REFERENCE_DATA_CONTACT_DAILY_FOLLOW_UP_STATUS_TYPE_MISSED\n\
    d,CONT-2,2026-12-12T00:00:00.000Z,LNG_REFERENCE_DATA_CONTACT_DAILY_FOLLOW_UP_STATUS_TYPE_NOT_PERFORMED\n\
    e,CONT-9,2026-11-12T00:00:00.000Z,LNG_REFERENCE_DATA_CONTACT_DAILY_FOLLOW_UP_STATUS_TYPE_NOT_ATTEMPTED\n";

#[test]
fn contacts_and_follow_ups_of_go_data_become_records_once() {
    let mut office = Office::new();
    let read = |visits: &str| {
        let settings = Settings::default();
        super::super::read_with_visits(CONTACTS.as_bytes(), None, Some(visits.as_bytes()), &settings).unwrap()
    };
    let done = office.take(&read(FOLLOW_UPS));
    assert_eq!((done.count(Fate::New), done.new_links), (2, 2));
    assert_eq!((done.new_visits, done.left_out_visits), (3, 2), "a day to come and somebody unknown");
    let book = office.scene.book();
    let trails = Trails::read(book, |_| true);
    let trail = |id: &str| {
        let who =
            book.of(&person::SPEC).find(|one| one.get(person::LIST_IDS).unwrap().contains(&id)).unwrap();
        assert!(["Ani", "Budi"].contains(&who.text(person::NAME)));
        assert!(who.get(person::SEX).is_some());
        trails.get(who.id(), office.outbreak).unwrap()
    };
    let ani = trail("CONT-1");
    assert!(ani.case().is_none(), "a contact is no case");
    assert_eq!(ani.exposures[0].last, Some(day("2026-11-10")));
    let mut found: Vec<_> = ani.checks.iter().map(|check| (check.date, check.result)).collect();
    found.order_by_key(|(date, _)| *date);
    let expected = [(day("2026-11-11"), CheckResult::Well), (day("2026-11-12"), CheckResult::Unwell)];
    assert_eq!(found, expected);
    assert_eq!(trail("CONT-2").checks[0].result, CheckResult::Absent);
    let again = office.plan(&read(FOLLOW_UPS));
    assert_eq!((again.drafts.len(), again.same_visits, again.same_links), (0, 3, 2));
    let corrected = office.plan(&read(&FOLLOW_UPS.replace("SEEN_NOT_OK", "SEEN_OK")));
    assert_eq!((corrected.drafts.len(), corrected.changed_visits, corrected.new_visits), (1, 1, 0));
}

impl Office {
    /// Somebody of the book who is the `A` of every list, with a case.
    fn with_case(classification: &str) -> (Office, RecordId) {
        let mut office = Office::new();
        let ani = office.scene.person("Ani");
        office.same.insert("A".into(), ani);
        let case = office.scene.case(office.outbreak, ani, classification, Some("2026-11-01"));
        (office, case)
    }

    fn text(&self, record: RecordId, field: &str) -> String {
        let book = self.scene.book();
        book.get(record)
            .and_then(|record| record.value(field)?.as_text().map(str::to_owned))
            .unwrap_or_default()
    }
}

#[test]
fn a_word_for_a_contact_takes_no_case_away_and_a_word_of_refusal_does() {
    let class = investigation::CLASSIFICATION.name;
    for word in ["contact", "Kontak erat", "close contact", "sehat", "bukan kontak", "kasus"] {
        let (mut office, case) = Office::with_case("probable");
        office.take(&listed(&format!("id,classification\nA,{word}\n"), "from,to\n"));
        assert_eq!(office.text(case, class), "probable", "{word}");
    }
    let (mut office, case) = Office::with_case("probable");
    office.take(&listed("id,date of last contact\nA,2026-11-10\n", "from,to\n"));
    assert_eq!(office.text(case, class), "probable", "a list of contacts");
    office.take(&listed("id,classification\nA,\"suspect, PCR negative\"\n", "from,to\n"));
    assert_eq!(office.text(case, class), "probable", "a negative test alone takes nobody's case away");
    for word in
        ["discarded", "Not a case", "non-case", "Bukan kasus", "negatif", "NEGATIVE", "NOT_A_CASE_DISCARDED"]
    {
        let (mut office, case) = Office::with_case("probable");
        office.take(&listed(&format!("id,classification\nA,{word}\n"), "from,to\n"));
        assert_eq!(office.text(case, class), "discarded", "{word}");
    }
}

#[test]
fn the_first_word_of_a_classification_that_holds_both_a_case_and_a_contact_counts() {
    for (word, is_case) in [
        ("Konfirmasi (kontak erat)", Some(true)),
        ("confirmed, contact of TJ1", Some(true)),
        ("kontak erat kasus konfirmasi", Some(false)),
        ("contact of a confirmed case", Some(false)),
        ("suspect, PCR negative", Some(false)),
        ("probable", Some(true)),
        ("", None),
    ] {
        let one = Listed { classification: word.to_owned(), ..Listed::default() };
        assert_eq!(one.is_case(), is_case, "{word}");
    }
}

#[test]
fn a_coarser_word_of_a_list_leaves_what_is_recorded_in_more_detail() {
    let (mut office, case) = Office::with_case("confirmed_asymptomatic");
    let outcome = FieldSet::new().with(investigation::OUTCOME, "recovered_sequelae");
    office.scene.set(case, outcome);
    office.take(&listed("id,classification,outcome\nA,Confirmed,sembuh\n", "from,to\n"));
    let (class, end) = (investigation::CLASSIFICATION.name, investigation::OUTCOME.name);
    assert_eq!(
        (office.text(case, class).as_str(), office.text(case, end).as_str()),
        ("confirmed_asymptomatic", "recovered_sequelae")
    );
    // A word that says more, or something else, is a correction.
    office.take(&listed("id,classification,outcome\nA,confirmed_symptomatic,died\n", "from,to\n"));
    assert_eq!(
        (office.text(case, class).as_str(), office.text(case, end).as_str()),
        ("confirmed_symptomatic", "died")
    );
    office.take(&listed("id,name,classification\nA,A,Suspek\n", "from,to\n"));
    assert_eq!(office.text(case, class), "suspect");
}

#[test]
fn a_classification_in_words_is_read_for_what_it_says() {
    use Classification::{ConfirmedAsymptomatic, ConfirmedSymptomatic, Probable, Suspect};
    for (word, class) in [
        ("Konfirmasi", Some(ConfirmedSymptomatic)),
        ("konfirmasi, belum sembuh", Some(ConfirmedSymptomatic)),
        ("positif, tidak bergejala", Some(ConfirmedAsymptomatic)),
        ("Konfirmasi tanpa gejala", Some(ConfirmedAsymptomatic)),
        ("Suspek tanpa gejala", Some(Suspect)),
        ("suspected, not yet confirmed", Some(Suspect)),
        ("belum terkonfirmasi", None),
        ("unconfirmed", None),
        ("Probabel", Some(Probable)),
        ("LNG_REFERENCE_DATA_CATEGORY_CASE_CLASSIFICATION_CONFIRMED", Some(ConfirmedSymptomatic)),
    ] {
        assert_eq!(class_of(word), class, "{word}");
    }
}

#[test]
fn initials_of_a_list_leave_the_name_that_is_recorded() {
    let mut office = Office::new();
    let siti = office.scene.person("Siti Aminah");
    office.same.insert("A".into(), siti);
    for initials in ["SA", "S.A.", "s a", "Siti A.", "SITI", "aminah"] {
        office.take(&listed(&format!("id,inisial\nA,{initials}\n"), "from,to\n"));
        assert_eq!(office.text(siti, person::NAME.name), "Siti Aminah", "{initials}");
    }
    office.take(&listed("id,nama,alamat\nA,Siti Aminah Zahra,\"Jl. Mawar 3, Sukamaju\"\n", "from,to\n"));
    assert_eq!(office.text(siti, person::NAME.name), "Siti Aminah Zahra");
    office.take(&listed("id,nama,alamat\nA,Sita Aminah,SUKAMAJU\n", "from,to\n"));
    assert_eq!(office.text(siti, person::NAME.name), "Sita Aminah", "another name is a correction");
    assert_eq!(office.text(siti, person::ADDRESS.name), "Jl. Mawar 3, Sukamaju");
}

#[test]
fn of_several_links_of_a_pair_the_latest_day_counts_in_whatever_order() {
    for links in
        ["A,B,2026-11-02\nA,B,2026-11-05\n", "A,B,2026-11-05\nA,B,2026-11-02\n", "A,B,2026-11-05\nA,B,\n"]
    {
        let mut office = Office::new();
        let list = listed("id\nA\nB\n", &format!("from,to,date\n{links}"));
        let done = office.take(&list);
        assert_eq!((done.new_links, done.left_out_links), (1, 1), "{links}");
        let book = office.scene.book();
        let days: Vec<_> = book.of(&exposure::SPEC).map(|one| one.get(exposure::LAST)).collect();
        assert_eq!(days, [Some(day("2026-11-05"))], "{links}");
        let again = office.plan(&list);
        assert_eq!((again.drafts.len(), again.same_links), (0, 1));
    }
}

#[test]
fn a_link_never_moves_back_what_somebody_of_this_office_recorded_later() {
    let mut office = Office::new();
    let (a, b) = (office.scene.person("Ani"), office.scene.person("Budi"));
    office.same.extend([("A".to_owned(), a), ("B".to_owned(), b)]);
    let first = office.scene.exposure(office.outbreak, Some(a), b, "2026-11-02");
    let second = office.scene.exposure(office.outbreak, Some(a), b, "2026-11-08");
    let days = |office: &Office| {
        [first, second]
            .map(|id| office.scene.book().get(id).unwrap().get(exposure::LAST).unwrap().to_string())
    };
    office.take(&listed("id\nA\nB\n", "from,to,date\nA,B,2026-11-05\n"));
    assert_eq!(days(&office), ["2026-11-02", "2026-11-08"]);
    let done = office.take(&listed("id\nA\nB\n", "from,to,date\nA,B,2026-11-10\n"));
    assert_eq!(days(&office), ["2026-11-02", "2026-11-10"]);
    assert_eq!((done.new_links, done.changed_links), (0, 1));
}

impl Office {
    /// Somebody of the list as it was first taken in.
    fn named(&self, name: &str) -> RecordId {
        self.scene.book().of_any(&person::SPEC).find(|one| one.text(person::NAME) == name).unwrap().id()
    }

    fn merge(&mut self, main: RecordId, other: RecordId) {
        let fields = FieldSet::new().with(SAME_AS, main);
        self.scene.set(other, fields);
    }
}

const TWICE: &str = "id,name,sex,onset,address,phone,age\n\
    A,Ani,F,2026-11-01,Jl. Mawar 3,081234567890,40\n\
    B,Anni Susanti,M,2026-11-04,Jl. Melati 5,081234567891,41\n\
    C,Cici,F,2026-11-06,,,\n";

/// An office that took the list in, merged its first two people, and took it in again.
fn merged_and_again(links: &str) -> (Office, [RecordId; 2], Plan) {
    let mut office = Office::new();
    let list = listed(TWICE, links);
    office.take(&list);
    let [ani, anni] = ["Ani", "Anni Susanti"].map(|name| office.named(name));
    office.merge(ani, anni);
    let again = office.take(&list);
    (office, [ani, anni], again)
}

#[test]
fn a_list_taken_in_again_after_a_merge_leaves_the_links_as_they_were_written() {
    let (mut office, [_, anni], again) = merged_and_again("from,to,date\nB,C,2026-11-05\n");
    assert_eq!((again.new_links, again.changed_links, again.same_links), (0, 0, 1));
    assert!(again.drafts.iter().all(|draft| draft.kind != exposure::SPEC.name));
    // A later day is a correction, which does not touch whom the link names.
    let corrected = listed(TWICE, "from,to,date\nB,C,2026-11-06\n");
    assert_eq!(office.take(&corrected).changed_links, 1);
    let mut fields = FieldSet::new();
    fields.clear(SAME_AS);
    office.scene.save(vec![Draft { kind: person::SPEC.name, record: anni, parent: None, fields }]);
    let book = office.scene.book();
    let sources: Vec<_> = book.of(&exposure::SPEC).map(|one| one.get(exposure::SOURCE)).collect();
    assert_eq!(sources, [Some(anni)]);
}

#[test]
fn a_list_taken_in_again_after_a_merge_leaves_what_was_chosen() {
    let (mut office, [ani, anni], again) = merged_and_again("from,to\n");
    assert_eq!(office.text(ani, person::NAME.name), "Ani");
    assert_eq!(office.text(ani, person::ADDRESS.name), "Jl. Mawar 3");
    assert_eq!(again.people.iter().map(|one| one.fate).collect::<Vec<_>>(), [Fate::Same; 3]);
    assert_eq!(again.drafts, []);
    // What neither record says is news of the record that goes by the id, and is told once.
    let news = listed(
        "id,name,onset,address,phone\nA,Ani,2026-11-01,Jl. Mawar 3,081234567890\n\
         B,Anna,2026-11-05,Jl. Kenanga 7,081234567899\n",
        "from,to\n",
    );
    let done = office.take(&news);
    assert_eq!(done.people.iter().map(|one| one.fate).collect::<Vec<_>>(), [Fate::Same, Fate::Changed]);
    assert_eq!(office.take(&news).drafts, []);
    assert_eq!(office.text(ani, person::NAME.name), "Ani");
    assert_eq!(office.text(ani, person::ADDRESS.name), "Jl. Mawar 3");
    let said = |id: RecordId, field| {
        let record = office.scene.book().get_any(id).unwrap();
        record.get(field).into_iter().flatten().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(said(ani, person::PHONES), ["+6281234567890"]);
    assert_eq!(said(anni, person::PHONES), ["+6281234567891", "+6281234567899"]);
    let anni = office.scene.book().get_any(anni).unwrap();
    assert_eq!((anni.text(person::NAME), anni.text(person::ADDRESS)), ("Anna", "Jl. Kenanga 7"));
}

/// The tables of Go.Data 2.50 with the headers that its server writes: a UUID and the id that people read of everybody,
/// which nobody need have and two may share. `{n}` stands for the UUID of number n.
const GO_DATA: [&str; 4] = [
    "ID,Case ID,First name,Last name,Gender,Date of onset,Addresses Phone number [1]\n\
     {1},CASE-1,Ani,Lubis,Female,2026-11-01T00:00:00.000Z,0812 1111 2222\n\
     {2},CASE-2,Budi,,Male,2026-11-04T00:00:00.000Z,\n\
     {3},CASE-2,Citra,,Female,2026-11-05T00:00:00.000Z,\n\
     {4},,Dedi,,Male,2026-11-06T00:00:00.000Z,\n",
    "ID,Source UID,Source Case / Contact ID,Source First name,Target UID,Target Case / Contact ID,Date of first contact,\
     Date of last contact,Exposure type\n\
     {21},{1},CASE-1,Ani,{2},CASE-2,,2026-11-02T00:00:00.000Z,\n\
     {22},{2},CASE-2,Budi,{4},,,2026-11-03T00:00:00.000Z,\n\
     {23},{3},CASE-2,Citra,{11},CONTACT-1,,2026-11-10T00:00:00.000Z,\n\
     {24},{4},,Dedi,{12},,,2026-11-10T00:00:00.000Z,\n",
    "ID,Contact ID,First name,Date of last contact\n\
     {11},CONTACT-1,Eko,2026-11-10T00:00:00.000Z\n\
     {12},,Fitri,2026-11-10T00:00:00.000Z\n",
    "ID,Contact ID,Contact Contact ID,Contact First name,Date,Status\n\
     {31},{11},CONTACT-1,Eko,2026-11-11T00:00:00.000Z,Seen Ok\n\
     {32},{12},,Fitri,2026-11-11T00:00:00.000Z,Seen Not Ok\n",
];

fn with_uuids(text: &str) -> String {
    let numbers = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')?.0.parse::<u8>().ok());
    numbers.fold(text.to_owned(), |text, n| {
        text.replace(&format!("{{{n}}}"), &format!("{n:08}-0000-4000-8000-00000000000a"))
    })
}

#[test]
fn the_exports_of_go_data_name_one_person_in_four_tables_whichever_id_is_missing_or_shared() {
    let [cases, links, contacts, visits] = GO_DATA.map(with_uuids);
    let list = listed(&cases, &links);
    assert_eq!((list.people.len(), list.links.len()), (4, 4));
    assert!(list.all_problems(None).iter().all(|problem| problem.rows.is_empty()), "nothing is left out");
    let shown: Vec<&str> = list.people.iter().map(Listed::read_id).collect();
    assert_eq!(shown, ["CASE-1".to_owned(), with_uuids("{2}"), with_uuids("{3}"), with_uuids("{4}")]);
    let late = list.all_problems(Some(day("2026-10-31")));
    let late = late.iter().find(|one| one.kind == crate::tracing::problem::Kind::DateAfterAsOf).unwrap();
    assert_eq!((late.ids.len(), late.ids.contains(&"CASE-1".to_owned())), (4, true), "{:?}", late.ids);
    let mut office = Office::new();
    let done = office.take(&list);
    assert_eq!((done.count(Fate::New), done.new_links), (6, 4));
    let followed = super::super::read_with_visits(
        contacts.as_bytes(),
        None,
        Some(visits.as_bytes()),
        &Settings::default(),
    )
    .unwrap();
    let done = office.take(&followed);
    assert_eq!((done.count(Fate::New), done.new_visits, done.left_out_visits), (0, 2, 0));
    let book = office.scene.book();
    let named = |name: &str| book.of(&person::SPEC).find(|one| one.text(person::NAME) == name).unwrap();
    let ids = |name: &str| named(name).get(person::LIST_IDS).unwrap();
    let uuids = with_uuids("{1} {3} {11}");
    let uuids: Vec<&str> = uuids.split(' ').collect();
    assert_eq!(ids("Ani Lubis"), [uuids[0], "CASE-1"]);
    assert_eq!(named("Ani Lubis").get(person::PHONES).unwrap(), ["+6281211112222"]);
    assert_eq!(ids("Citra"), [uuids[1]], "what two people have tells nobody apart");
    assert_eq!(ids("Eko"), [uuids[2], "CONTACT-1"]);
    let trails = Trails::read(book, |_| true);
    for (who, source) in [("Eko", "Citra"), ("Fitri", "Dedi")] {
        let trail = trails.get(named(who).id(), office.outbreak).unwrap();
        assert_eq!((trail.exposures.len(), trail.checks.len()), (1, 1), "{who}");
        assert_eq!(trail.exposures[0].source, Some(named(source).id()));
    }
    assert_eq!(office.plan(&list).drafts.len() + office.plan(&followed).drafts.len(), 0, "both again");
    // Next week everybody has an id of their own, which is then the one of the list.
    let mended = cases.replacen("CASE-2,C", "CASE-3,C", 1).replacen("a,,Dedi", "a,CASE-4,Dedi", 1);
    let mended = listed(&mended, &links);
    assert_eq!(mended.people[2].id, "CASE-3");
    let done = office.take(&mended);
    assert_eq!((done.count(Fate::New), done.new_links, done.people.len()), (0, 0, 6));
}

#[test]
fn a_uuid_to_which_nothing_refers_is_that_of_a_row() {
    let cases = with_uuids("_uuid,case_id,onset\n{1},A,2026-11-01\n{2},A,2026-11-01\n{3},,2026-11-02\n");
    let list = listed(&cases, "from,to\nA,B\n");
    assert_eq!((list.people.len(), list.people[0].other_id.as_str()), (1, ""));
    let mut office = Office::new();
    office.take(&list);
    let again = listed(&cases.replace("0000000a", "0000000b"), "from,to\nA,B\n");
    assert_eq!(office.plan(&again).drafts, []);
}

#[test]
fn what_somebody_named_stays_and_links_follow_it() {
    let [cases, links, ..] = GO_DATA.map(with_uuids);
    for (column, people, ends) in [("Case ID", 2, 2), ("ID", 4, 4)] {
        let mut settings = Settings::default();
        settings.cases = settings.cases.with(Role::Id, column);
        let list = read(cases.as_bytes(), Some(links.as_bytes()), &settings).unwrap();
        assert_eq!((list.people.len(), list.links.len()), (people, ends), "{column}");
        assert_eq!(list.people[0].other_id, if column == "ID" { "CASE-1" } else { "" });
    }
}

#[test]
fn a_second_id_is_none_where_somebody_said_so_and_stays_where_it_was_remembered() {
    let [cases, links, contacts, visits] = GO_DATA.map(with_uuids);
    let mut settings = Settings::default();
    settings.cases.without = vec![Role::OtherId];
    let list = read(cases.as_bytes(), Some(links.as_bytes()), &settings).unwrap();
    assert_eq!((list.people.len(), list.people[0].other_id.as_str()), (2, ""), "by the case ids alone");
    settings.links.without = vec![Role::From];
    let list = read(cases.as_bytes(), Some(links.as_bytes()), &settings).unwrap();
    assert_eq!(list.links_mapping.columns[&Role::From], "ID", "the first one, as without names");
    settings.cases = settings.cases.with(Role::Id, "ID");
    let list = read(cases.as_bytes(), None, &settings).unwrap();
    assert_eq!((list.people.len(), list.people[0].other_id.as_str()), (4, ""), "by the UUIDs alone");
    // One that was chosen need be no UUID.
    let mut settings = Settings::default();
    settings.cases = settings.cases.with(Role::OtherId, "Old");
    let old = b"Source case id,Target case id,Source UID,Target UID\nP,Q,x,y\n";
    let list = read(b"Case ID,Old\nA,x\nB,y\n", Some(old), &settings).unwrap();
    assert_eq!([list.links[0].from.as_str(), list.links[0].to.as_str()], ["A", "B"]);
    let list = read(b"Case ID,Old\nA,B\nB,y\n", Some(b"from,to\nB,C\n"), &settings).unwrap();
    assert_eq!(list.links[0].from, "B", "whose own id it is, not whose old one");
    // The columns of the cases; those that the contacts do not have are looked for anew.
    let mut settings = Settings::default();
    settings.cases = settings.cases.with(Role::Id, "Case ID").with(Role::OtherId, "ID");
    settings.cases.keep(&["ID", "Contact ID", "First name", "Date of last contact"].map(str::to_owned));
    let shared = contacts.replace(",,Fitri", ",CONTACT-1,Fitri");
    for contacts in [&contacts, &shared] {
        let visits = Some(visits.as_bytes());
        let list = super::super::read_with_visits(contacts.as_bytes(), None, visits, &settings).unwrap();
        let ids: Vec<&str> = list.people.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, [with_uuids("{11}"), with_uuids("{12}")]);
        assert_eq!(list.visits.iter().map(|visit| visit.id.as_str()).collect::<Vec<_>>(), ids);
    }
    let alone = read(contacts.as_bytes(), None, &settings).unwrap();
    assert_eq!(alone.people[0].id, "CONTACT-1");
    assert_eq!((alone.people[0].other_id.clone(), alone.people.len()), (with_uuids("{11}"), 2));
}

#[test]
fn an_id_that_people_read_goes_to_somebody_else_and_the_uuid_says_so() {
    let links = with_uuids("Source UID,Target UID\n{2},{9}\n");
    let week = |rows: &str| listed(&with_uuids(&format!("ID,Case ID,First name\n{rows}")), &links);
    let mut office = Office::new();
    office.take(&listed("Case ID,First name\nCASE-1,Ani\n", "from,to\n"));
    let budi = office.take(&week("{2},CASE-2,Budi\n")).people[0].person;
    let citra = office.take(&week("{2},CASE-5,Budi\n{3},CASE-2,Citra\n"));
    assert_eq!((citra.count(Fate::New), citra.people[0].person), (1, budi));
    assert_ne!(citra.people[1].person, budi, "the number of the one is now that of the other");
    let again = office.take(&week("{2},CASE-1,Budi\n{3},CASE-2,Citra\n"));
    assert_eq!((again.count(Fate::New), again.people[0].person), (0, budi), "and this one was Ani's");
    assert_eq!(again.people[1].person, citra.people[1].person);
}

#[test]
fn visits_find_a_contact_by_either_id() {
    let [_, _, contacts, by_uuid] = GO_DATA.map(with_uuids);
    let by_number = "Contact ID,Date,Status\nCONTACT-1,2026-11-11,Seen Ok\nCONTACT-2,2026-11-11,Seen Ok\n";
    let both = contacts.replace(",,Fitri", ",CONTACT-2,Fitri");
    let shared = contacts.replace(",,Fitri", ",CONTACT-1,Fitri");
    let uuids = with_uuids(
        "Contact UID,Contact ID,Date,Status\n{11},CONTACT-1,2026-11-11,Seen Ok\n,CONTACT-1,2026-11-12,Seen Ok\n",
    );
    let mixed = with_uuids(
        "Contact ID,Date,Status\n{11},2026-11-11,Seen Ok\n{12},2026-11-11,Seen Ok\nCONTACT-1,2026-11-12,Missed\n",
    );
    for (contacts, visits, checks, nobody) in [
        (&contacts, by_uuid.as_str(), &[1, 1][..], 0),
        (&both, by_number, &[1, 1], 0),
        (&contacts, by_number, &[1], 1),
        (&both, mixed.as_str(), &[2, 1], 0),
        (&shared, mixed.as_str(), &[1, 1], 1),
        (&shared, uuids.as_str(), &[1, 0], 0),
    ] {
        let none = super::super::Mapping::default();
        let limits = super::super::Limits::USUAL;
        let day = day("2026-11-22");
        let found =
            read_contacts(contacts.as_bytes(), Some(visits.as_bytes()), limits, &none, &none, day).unwrap();
        let found_checks: Vec<usize> = found.contacts.iter().map(|one| one.trail.checks.len()).collect();
        assert_eq!(found_checks, checks, "{contacts}{visits}");
        let left = found.problems.iter().find(|one| one.kind == crate::tracing::problem::Kind::VisitOfNobody);
        assert_eq!(left.map_or(0, |one| one.rows.len()), nobody);
    }
}
