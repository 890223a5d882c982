//! The measured side of `cargo xtask bench`: what the page's buttons call, callable from a script.
//!
//! It owns no shortcut: a vault is founded, unlocked, saved to, searched and exported through
//! [`App`], and a file goes through the importer's own steps. Only the key derivation is left out,
//! because a known key stands in for the passphrase. The search text is folded behind the first page; `searchable` waits
//! for it. What surprises: the records come as the JSON of
//! the plain stores, so that every store holds the same texts. Natively this binary writes the files of many phones
//! (`bench/phones.rs`).

#[cfg(target_arch = "wasm32")]
#[path = "bench/outbreak.rs"]
mod outbreak;

#[cfg(target_arch = "wasm32")]
mod bench {
    use std::cell::RefCell;

    use js_sys::{Array, Reflect, Uint8Array};
    use leptos::prelude::{GetUntracked, Owner};
    use pendamping::app::{App, Carry, NewVault, Phase};
    use pendamping::casework::caseload::CaseloadSteps;
    use pendamping::domain::id::{DeviceId, RecordId};
    use pendamping::domain::kind::{Draft, FieldSet};
    use pendamping::domain::record::casework::note;
    use pendamping::domain::record::spine::person;
    use pendamping::domain::value::{Fields, Value};
    use pendamping::exchange::{ExportOptions, Limits, read, write_export};
    use pendamping::ledger::{Author, Ledger, Stamp, Steps};
    use pendamping::report::outbreak::areas::by_area;
    use pendamping::tracing::chain::chains;
    use pendamping::tracing::rates::{Filter, Gathered};
    use pendamping::tracing::roll::{Roll, RollSteps};
    use pendamping::vault::KdfParams;
    use pendamping::vault::header::PassphrasePlan;
    use serde_json::Value as Json;
    use wasm_bindgen::prelude::*;

    use super::outbreak::Outbreak;

    /// Stands in for the key that a passphrase derives to.
    const KEK: [u8; 32] = [7; 32];
    /// The worker who wrote the generated records.
    const AUTHOR: &str = "Sri Wahyuni";
    /// 1 November 2026, for stamps that need not be now.
    const THEN: Stamp = Stamp { ms: 1_793_491_200_000, offset: 420 };

    thread_local! {
        // Signals are made below an owner, as they are below the page's root in the app.
        static OWNER: Owner = Owner::new();
        static MADE: RefCell<Option<Ledger>> = const { RefCell::new(None) };
        static COMMITS: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
        static TRACED: RefCell<Option<(Outbreak, Roll)>> = const { RefCell::new(None) };
    }

    fn fault(error: impl std::fmt::Display) -> JsValue {
        JsValue::from_str(&error.to_string())
    }

    fn now_ms() -> f64 {
        web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
    }

    fn app() -> App {
        OWNER.with(|owner| owner.with(App::get))
    }

    /// Milliseconds by name, for the report.
    struct Laps(js_sys::Object, f64);

    impl Laps {
        fn start() -> Self {
            Self(js_sys::Object::new(), now_ms())
        }

        fn lap(&mut self, name: &str) {
            let now = now_ms();
            let _ = Reflect::set(&self.0, &name.into(), &(now - self.1).into());
            self.1 = now;
        }
    }

    /// Looks what is there, as the app does when its page opens.
    #[wasm_bindgen]
    pub async fn start() {
        console_error_panic_hook::set_once();
        app().start().await;
    }

    /// Makes an empty vault and opens it.
    #[wasm_bindgen]
    pub async fn found() -> Result<(), JsValue> {
        let plan = PassphrasePlan { salt: [1; 16], params: KdfParams::DEFAULT };
        let new = NewVault::make(plan, &KEK).map_err(|error| fault(format!("{error:?}")))?;
        app().found_vault(&new, AUTHOR).await.map_err(|error| fault(format!("{error:?}")))
    }

    /// Opens the vault: when it returns, every list is whole.
    #[wasm_bindgen]
    pub async fn unlock() -> Result<(), JsValue> {
        app().unlock_derived(&KEK).await.map_err(|error| fault(format!("{error:?}")))
    }

    /// Waits until every record can be searched as well.
    #[wasm_bindgen]
    pub async fn searchable() {
        app().searchable().await;
    }

    /// Whether the pages are shown.
    #[wasm_bindgen]
    pub fn is_open() -> bool {
        app().phase.get_untracked() == Phase::Open
    }

    /// The names of the first people in the book.
    #[wasm_bindgen]
    pub fn first_people(limit: usize) -> Vec<String> {
        let names = |book: &pendamping::ledger::Book| {
            book.of(&person::SPEC).take(limit).map(|record| record.text(person::NAME).to_owned()).collect()
        };
        app().read_once(names).unwrap_or_default()
    }

    /// How many records the book holds.
    #[wasm_bindgen]
    pub fn count() -> usize {
        app().read_once(|book| book.all().count()).unwrap_or_default()
    }

    /// Writes records in a ledger of their own, a save a record, as another phone would.
    #[wasm_bindgen]
    pub fn make(clients: &str, notes: &str) -> Result<(), JsValue> {
        let clients: Vec<Json> = serde_json::from_str(clients).map_err(fault)?;
        let notes: Vec<Json> = serde_json::from_str(notes).map_err(fault)?;
        let mut ledger = Ledger::new(DeviceId([9; 16]));
        let mut salt = 0_u128;
        let mut next_salt = || {
            salt = salt.wrapping_mul(0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645).wrapping_add(1);
            salt.to_le_bytes()
        };
        let drafts = clients.iter().map(client_draft).chain(notes.iter().map(note_draft));
        let mut commits = Vec::new();
        for (number, draft) in drafts.enumerate() {
            let draft = draft.ok_or_else(|| fault("a generated record of another shape"))?;
            let at = Stamp { ms: THEN.ms + number as i64, ..THEN };
            let prepared = ledger.prepare(&Author { name: AUTHOR, at }, vec![draft], &mut next_salt);
            ledger.accept(&prepared.bytes).map_err(fault)?;
            commits.push(prepared.bytes);
        }
        COMMITS.with(|slot| slot.replace(commits));
        MADE.with(|slot| slot.replace(Some(ledger)));
        Ok(())
    }

    /// The hand-over file of what was made, in pieces.
    #[wasm_bindgen]
    pub fn made_file() -> Result<Array, JsValue> {
        let pieces = Array::new();
        let mut push = |bytes: &[u8]| {
            pieces.push(&Uint8Array::from(bytes));
        };
        MADE.with(|slot| match slot.borrow().as_ref() {
            Some(ledger) => write_export(ledger, &options(), &mut push).map(drop).map_err(fault),
            None => Err(fault("nothing was made")),
        })?;
        Ok(pieces)
    }

    /// Saves what was made in one step.
    #[wasm_bindgen]
    pub async fn bulk() -> Result<(), JsValue> {
        let commits = COMMITS.with(RefCell::take);
        app().take_in(commits, false).await.map_err(|error| fault(format!("{error:?}")))
    }

    /// Reads a hand-over file, checks it, plans the merge and takes it in; how long each took.
    #[wasm_bindgen]
    pub async fn import_file(file: Uint8Array) -> Result<JsValue, JsValue> {
        let mut laps = Laps::start();
        let bytes = file.to_vec();
        laps.lap("copy");
        let incoming = read(&bytes, &Limits::default()).map_err(fault)?;
        drop(bytes);
        laps.lap("read");
        let plan = app()
            .ledger(|ledger| ledger.plan_merge(incoming.origins))
            .ok_or_else(|| fault("locked"))?
            .map_err(fault)?;
        laps.lap("plan");
        app().take_in(plan.commits, plan.own_lost).await.map_err(|error| fault(format!("{error:?}")))?;
        laps.lap("take_in");
        Ok(laps.0.into())
    }

    /// Saves one note.
    #[wasm_bindgen]
    pub async fn save(generated: &str) -> Result<(), JsValue> {
        let generated: Json = serde_json::from_str(generated).map_err(fault)?;
        let draft = note_draft(&generated).ok_or_else(|| fault("a generated note of another shape"))?;
        app().save(vec![draft], None).await.map(drop).map_err(|error| fault(format!("{error:?}")))
    }

    /// How many records a search finds, exactly; the first 50 are found too.
    #[wasm_bindgen]
    pub fn search(query: &str) -> usize {
        app().search(query, 50).total
    }

    /// Exports everything, in pieces outside wasm memory.
    #[wasm_bindgen]
    pub async fn export_all() -> Result<Array, JsValue> {
        let pieces = Array::new();
        let mut push = |bytes: &[u8]| {
            pieces.push(&Uint8Array::from(bytes));
        };
        app()
            .write_file(&options(), Carry::Nothing, &[], None, &mut push)
            .await
            .map_err(|error| fault(format!("{error:?}")))?;
        Ok(pieces)
    }

    /// Makes an outbreak of so many people, and reads once who is traced.
    #[wasm_bindgen]
    pub fn outbreak(people: u32, profile: &str) -> Result<(), JsValue> {
        let made = Outbreak::make(people.into(), profile).map_err(fault)?;
        let roll = RollSteps::new(made.today).at_once(made.ledger.book());
        TRACED.with(|slot| slot.replace(Some((made, roll))));
        Ok(())
    }

    /// Makes one of the lists of tracing, and says how much is in it.
    #[wasm_bindgen]
    pub fn traced(list: &str) -> Result<usize, JsValue> {
        TRACED.with_borrow(|traced| {
            let (made, roll) = traced.as_ref().ok_or_else(|| fault("no outbreak was made"))?;
            let (book, outbreak) = (made.ledger.book(), made.outbreak);
            Ok(match list {
                "due list" => RollSteps::new(made.today).at_once(book).today(None).len(),
                "due list once everybody is read" => roll.today(None).len(),
                "chains of cases" => chains(book, roll.links(), outbreak, false).nodes.len(),
                "chains with contacts" => chains(book, roll.links(), outbreak, true).nodes.len(),
                "rates" => Gathered::of(book, roll, outbreak).rates(&Filter::default()).len(),
                "agenda" => CaseloadSteps::new(made.today).at_once(book).items.len(),
                "areas" => by_area(book, roll, outbreak).len(),
                other => return Err(fault(format!("no list is called {other}"))),
            })
        })
    }

    fn options() -> ExportOptions<'static> {
        ExportOptions {
            export_id: uuid::Uuid::from_bytes([3; 16]),
            created: THEN,
            author: AUTHOR,
            since: None,
        }
    }

    /// The id of a generated record: its number behind a constant, so that it is the same every time.
    fn record_id(name: &str) -> Option<RecordId> {
        let (kind, number) = (name.as_bytes().first()?, name.get(1..)?.parse::<u64>().ok()?);
        // Scattered as real ids are: nothing may be faster because the ids come in order.
        let scattered = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut id = [0; 16];
        for (slot, byte) in id.iter_mut().zip([*kind; 8].into_iter().chain(scattered.to_be_bytes())) {
            *slot = byte;
        }
        Some(RecordId(id))
    }

    fn client_draft(client: &Json) -> Option<Draft> {
        let mut fields = Fields::new();
        for (key, value) in client.as_object()? {
            let text = || value.as_str().map(str::to_owned);
            match key.as_str() {
                // An index of the plain stores, and the key.
                "nameLower" | "id" => {}
                "cat" => {
                    fields.insert(person::PPKS.name.to_owned(), Value::List(vec![plain(value)]));
                }
                "phone" => {
                    fields.insert(person::PHONES.name.to_owned(), Value::List(vec![plain(value)]));
                }
                "born" => {
                    let date = [("date".to_owned(), Value::Text(text()?))];
                    fields.insert(person::BIRTH.name.to_owned(), Value::Map(date.into()));
                }
                "address" => {
                    let place = value.as_object()?;
                    let street = place.get("street").map_or(Value::Null, plain);
                    fields.insert(person::ADDRESS.name.to_owned(), street);
                    let rest = place.iter().filter(|(name, _)| *name != "street");
                    let rest = rest.map(|(name, value)| (name.clone(), plain(value))).collect();
                    fields.insert("place".to_owned(), Value::Map(rest));
                }
                other => {
                    fields.insert(other.to_owned(), plain(value));
                }
            }
        }
        let record = record_id(client.get("id")?.as_str()?)?;
        Some(Draft { kind: person::SPEC.name, record, parent: None, fields: FieldSet(fields) })
    }

    fn note_draft(generated: &Json) -> Option<Draft> {
        let mut fields = Fields::new();
        for (key, value) in generated.as_object()? {
            match key.as_str() {
                "id" | "clientId" => {}
                "at" => {
                    let day = value.as_str()?.get(..10)?.to_owned();
                    fields.insert(note::DATE.name.to_owned(), Value::Text(day));
                    fields.insert("at".to_owned(), plain(value));
                }
                other => {
                    fields.insert(other.to_owned(), plain(value));
                }
            }
        }
        let record = record_id(generated.get("id")?.as_str()?)?;
        let parent = Some(record_id(generated.get("clientId")?.as_str()?)?);
        Some(Draft { kind: note::SPEC.name, record, parent, fields: FieldSet(fields) })
    }

    /// JSON as the ledger keeps it: it has no fractions, so a coordinate is a text.
    fn plain(json: &Json) -> Value {
        match json {
            Json::Null => Value::Null,
            Json::Bool(flag) => Value::Bool(*flag),
            Json::Number(number) => {
                number.as_i64().map_or_else(|| Value::Text(number.to_string()), Value::Int)
            }
            Json::String(text) => Value::Text(text.clone()),
            Json::Array(items) => Value::List(items.iter().map(plain).collect()),
            Json::Object(map) => {
                Value::Map(map.iter().map(|(name, value)| (name.clone(), plain(value))).collect())
            }
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[path = "bench/phones.rs"]
mod phones;

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    use std::io::Write;
    use std::process::ExitCode;

    let words: Vec<String> = std::env::args().skip(1).collect();
    let written = match words.as_slice() {
        [what, folder, files, records] if what == "phones" => match (files.parse(), records.parse()) {
            (Ok(files), Ok(records)) => phones::write(folder.as_ref(), files, records),
            _ => Err(std::io::Error::other("FILES and RECORDS are numbers")),
        },
        _ => Err(std::io::Error::other("bench phones FOLDER FILES RECORDS")),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "bench: {error}");
            ExitCode::FAILURE
        }
    }
}
