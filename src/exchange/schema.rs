//! The JSON Schema of an export (draft 2020-12), made from the declarations of kinds and code lists.
//!
//! The declared part is exact; what a newer version may add is let through by rule: unknown kinds and
//! unknown fields are any value without fractions, codes are open (`examples` names the known ones),
//! and every field may be null where a commit clears it. So one schema holds for files of later minor
//! versions too, as the importer does.

use serde_json::{Map, Value as Json, json};

use super::file::{ALGORITHM, FORMAT, OP_ERASE, OP_ERASED, OP_SET};
use crate::domain::code::{self, CodeList};
use crate::domain::field::FieldType;
use crate::domain::kind::{DELETED, FieldSpec, Kind, SAME_AS, Trait};
use crate::domain::photo;
use crate::domain::record::kinds;

/// The schema's own address: a name, nothing is fetched from it.
const ID: &str = "urn:pendamping:export:1";

/// The schema.
pub fn json_schema() -> Json {
    let mut defs = Map::new();
    basics(&mut defs);
    for list in code::all() {
        defs.insert(format!("code_{}", list.name), code_schema(list));
    }
    for kind in kinds() {
        defs.insert(format!("fields_{}", kind.name), fields_schema(kind));
        defs.insert(format!("record_{}", kind.name), record_schema(kind));
    }
    defs.insert("change".into(), change_schema());
    defs.insert("commit".into(), commit_schema());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "Pendamping hand-over file",
        "type": "object",
        "required": ["format", "version", "min_reader", "export_id", "created", "device", "author",
            "range", "since", "heads", "counts", "records", "commits", "checksum"],
        "properties": {
            "format": {"const": FORMAT},
            "version": {"type": "integer", "minimum": 1},
            "min_reader": {"const": 1, "description": "A greater number needs a newer schema."},
            "export_id": reference("uuid"),
            "created": {
                "type": "object",
                "required": ["ms", "offset"],
                "properties": {"ms": {"type": "integer"}, "offset": reference("offset")},
            },
            "device": reference("uuid"),
            "author": {"type": "string"},
            "range": {"enum": ["all", "since"]},
            "since": {"anyOf": [{"type": "null"}, reference("heads")]},
            "heads": reference("heads"),
            "counts": {
                "type": "object",
                "required": ["commits", "records"],
                "properties": {
                    "commits": {"type": "integer", "minimum": 0},
                    "records": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}},
                },
            },
            "records": records_schema(),
            "commits": {"type": "array", "items": reference("commit")},
            "attachments": {
                "type": "array",
                "description": "The bytes of attachments; not all that the records name need to be here.",
                "items": attachment_schema(),
            },
            "signature": {
                "type": "object",
                "description": "Ed25519, by the key of the device that made the file; right before the checksum.",
                "required": ["device", "key", "recipient", "recipients", "content", "value"],
                "properties": {
                    "device": reference("uuid"),
                    "key": described("hash", "The public key of the device."),
                    "recipient": {"type": "string", "description": "The age recipient of the device, for answers."},
                    "recipients": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "For whom the file was sealed: age recipients, or \"passphrase\" alone; empty for a readable file.",
                    },
                    "content": described("hash", "Of all bytes of the file before ,\"signature\":"),
                    "value": {"type": "string", "pattern": "^[0-9a-f]{128}$"},
                },
            },
            "checksum": {
                "type": "object",
                "required": ["algorithm", "commits", "book"],
                "properties": {
                    "algorithm": {"const": ALGORITHM},
                    "commits": described("hash", "Of the hashes of all commits, as bytes, in the order of the file."),
                    "book": described("hash", "Fingerprint of the maker's whole book."),
                    "file": described("hash", "Of all bytes of the file before ,\"checksum\":"),
                },
            },
        },
        // A file of all has no base, a file of what changed has one.
        "if": {"properties": {"range": {"const": "all"}}},
        "then": {"properties": {"since": {"type": "null"}}},
        "else": {"properties": {"since": {"type": "object"}}},
        "$defs": defs,
    })
}

fn attachment_schema() -> Json {
    json!({
        "type": "object",
        "required": ["id", "media_type", "size", "digest", "data"],
        "properties": {
            "id": reference("uuid"),
            "media_type": {"type": "string", "examples": [photo::JPEG, photo::PDF]},
            "size": {"type": "integer", "minimum": 0},
            "digest": described("hash", "BLAKE3 of the bytes; the record says the same."),
            "data": {"type": "string", "contentEncoding": "base64"},
        },
    })
}

fn reference(name: &str) -> Json {
    json!({"$ref": format!("#/$defs/{name}")})
}

fn described(name: &str, description: &str) -> Json {
    json!({"$ref": format!("#/$defs/{name}"), "description": description})
}

fn basics(defs: &mut Map<String, Json>) {
    let uuid = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
    let head = json!({
        "type": "object",
        "required": ["seq", "hash"],
        "properties": {"seq": {"type": "integer", "minimum": 1}, "hash": reference("hash")},
    });
    for (name, schema) in [
        ("uuid", json!({"type": "string", "pattern": uuid})),
        ("hash", json!({"type": "string", "pattern": "^[0-9a-f]{64}$"})),
        ("salt", json!({"type": "string", "pattern": "^[0-9a-f]{32}$"})),
        ("hlc", json!({"type": "string", "pattern": "^[0-9]{1,20}$"})),
        (
            "offset",
            json!({
                "type": "integer", "minimum": -32768, "maximum": 32767, "description": "Minutes east of UTC.",
            }),
        ),
        (
            "date",
            json!({
                "type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
            }),
        ),
        (
            "heads",
            json!({
                "type": "object", "propertyNames": reference("uuid"), "additionalProperties": head,
            }),
        ),
        (
            "value",
            json!({
                "description": "A value that this version does not know: anything without a fraction.",
                "anyOf": [
                    {"type": ["null", "boolean", "integer", "string"]},
                    {"type": "array", "items": reference("value")},
                    {"type": "object", "additionalProperties": reference("value")},
                ],
            }),
        ),
        (
            "birth",
            json!({
                "type": "object",
                "anyOf": [
                    {"required": ["date"], "properties": {"date": reference("date")}},
                    {
                        "required": ["age", "on"],
                        "properties": {"age": {"type": "integer", "minimum": 0}, "on": reference("date")},
                    },
                    {"required": ["unknown"], "properties": {"unknown": {"const": true}}},
                ],
            }),
        ),
    ] {
        defs.insert(name.into(), schema);
    }
}

fn code_schema(list: &CodeList) -> Json {
    let labels: Map<String, Json> = list
        .codes
        .iter()
        .map(|code| (code.code.to_owned(), json!({"id": code.label.id, "en": code.label.en})))
        .collect();
    let codes: Vec<&str> = list.codes.iter().map(|code| code.code).collect();
    json!({
        "type": "string",
        "description": format!("Open list; source: {}", list.source),
        "examples": codes,
        "x-labels": labels,
    })
}

fn field_type(ty: FieldType) -> Json {
    use FieldType as F;
    let list_of = |items: Json| json!({"type": "array", "items": items});
    match ty {
        F::Line() | F::Long() | F::Decimal() | F::Time() | F::Nik() | F::Kk() | F::Region() => {
            json!({"type": "string"})
        }
        F::Date() => reference("date"),
        F::Int(..) => json!({"type": "integer"}),
        F::Flag() => json!({"type": "boolean"}),
        F::Code(list) => reference(&format!("code_{}", list.name)),
        F::Codes(list) => list_of(reference(&format!("code_{}", list.name))),
        F::Ref(_) => reference("uuid"),
        F::Refs(_) => list_of(reference("uuid")),
        F::Lines() | F::Phones() => list_of(json!({"type": "string"})),
        F::Birth() => reference("birth"),
        F::Days() => list_of(json!({"type": "integer"})),
    }
}

/// What the form asks of a field. It is said and not required, because an older record stays as it was
/// written and a warning can be passed.
fn hints(spec: &FieldSpec) -> Json {
    use FieldType as F;
    match spec.ty {
        F::Int(least, most) => json!({"least": least, "most": most}),
        F::Ref(kinds) | F::Refs(kinds) => json!({"kinds": kinds}),
        F::Time() => json!({"form": "HH:MM"}),
        F::Decimal() => json!({"form": "decimal number with a point"}),
        F::Nik() | F::Kk() => json!({"form": "16 digits"}),
        F::Region() => json!({"form": "Kemendagri code with dots"}),
        F::Phones() => json!({"form": "E.164"}),
        _ => Json::Null,
    }
}

fn fields_schema(kind: &Kind) -> Json {
    let mut properties = Map::new();
    properties.insert(
        DELETED.name.into(),
        json!({"type": ["boolean", "null"], "description": "Whether the record lies in the trash."}),
    );
    let same = kind.field(SAME_AS.name).into_iter();
    for spec in same.chain(kind.fields) {
        let mut schema = json!({
            "title": spec.label.en,
            "x-label": {"id": spec.label.id, "en": spec.label.en},
            "anyOf": [field_type(spec.ty), {"type": "null"}],
        });
        if let Some(object) = schema.as_object_mut() {
            if spec.is(Trait::Personal) {
                object.insert("x-personal".into(), Json::Bool(true));
            }
            if spec.is(Trait::Required) {
                object.insert("x-required".into(), Json::Bool(true));
            }
            match hints(spec) {
                Json::Null => {}
                hints => {
                    object.insert("x-form".into(), hints);
                }
            }
        }
        properties.insert(spec.name.into(), schema);
    }
    json!({"type": "object", "properties": properties, "additionalProperties": reference("value")})
}

fn record_schema(kind: &Kind) -> Json {
    json!({
        "title": kind.label.en,
        "x-label": {"id": kind.label.id, "en": kind.label.en},
        "x-parents": kind.parents,
        "type": "object",
        "required": ["id", "parent", "fields"],
        "properties": {
            "id": reference("uuid"),
            "parent": {"anyOf": [reference("uuid"), {"type": "null"}]},
            "fields": reference(&format!("fields_{}", kind.name)),
        },
    })
}

fn records_schema() -> Json {
    let known: Map<String, Json> = kinds()
        .map(|kind| {
            let items = reference(&format!("record_{}", kind.name));
            (kind.name.to_owned(), json!({"type": "array", "items": items}))
        })
        .collect();
    json!({
        "type": "object",
        "properties": known,
        "additionalProperties": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "parent", "fields"],
                "properties": {
                    "id": reference("uuid"),
                    "parent": {"anyOf": [reference("uuid"), {"type": "null"}]},
                    "fields": {"type": "object", "additionalProperties": reference("value")},
                },
            },
        },
    })
}

fn change_schema() -> Json {
    let parent = json!({"anyOf": [reference("uuid"), {"type": "null"}]});
    let by_kind: Vec<Json> = kinds()
        .map(|kind| {
            json!({
                "if": {"properties": {"kind": {"const": kind.name}}},
                "then": {"properties": {"fields": reference(&format!("fields_{}", kind.name))}},
            })
        })
        .collect();
    json!({
        "type": "object",
        "required": ["op"],
        "oneOf": [
            {
                "properties": {
                    "op": {"const": OP_SET},
                    "kind": {"type": "string"},
                    "record": reference("uuid"),
                    "parent": parent,
                    "salt": reference("salt"),
                    "fields": {"type": "object", "additionalProperties": reference("value")},
                },
                "required": ["op", "kind", "record", "parent", "salt", "fields"],
                "additionalProperties": false,
                "allOf": by_kind,
            },
            {
                "properties": {
                    "op": {"const": OP_ERASE},
                    "kind": {"type": "string"},
                    "record": reference("uuid"),
                },
                "required": ["op", "kind", "record"],
                "additionalProperties": false,
            },
            {
                "properties": {
                    "op": {"const": OP_ERASED},
                    "kind": {"type": "string"},
                    "record": reference("uuid"),
                    "parent": parent,
                    "hash": reference("hash"),
                },
                "required": ["op", "kind", "record", "parent", "hash"],
                "additionalProperties": false,
            },
        ],
    })
}

fn commit_schema() -> Json {
    json!({
        "type": "object",
        "required": ["device", "seq", "hlc", "at", "offset", "author", "seen", "prev", "hash", "changes"],
        "properties": {
            "device": reference("uuid"),
            "seq": {"type": "integer", "minimum": 1},
            "hlc": described("hlc", "Orders commits; a number in digits, beyond 2^53."),
            "at": {"type": "integer", "description": "Milliseconds since 1970 UTC, by the writer's clock."},
            "offset": reference("offset"),
            "author": {"type": "string"},
            "seen": {"anyOf": [
                {"type": "null"},
                {
                    "type": "object",
                    "propertyNames": reference("uuid"),
                    "additionalProperties": {"type": "integer", "minimum": 0},
                },
            ]},
            "prev": reference("hash"),
            "hash": reference("hash"),
            "changes": {"type": "array", "items": reference("change")},
        },
    })
}
