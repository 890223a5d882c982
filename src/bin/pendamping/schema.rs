//! The rules of the published schema (`docs/export.schema.json`), held against JSON, with the path of what breaks one.
//!
//! It knows the part of JSON Schema that this schema uses, and a test holds that there is no more in it. Invariant: what is
//! said of a fault is where it stands and which rule it breaks, never the value that breaks it.

use pendamping::exchange::schema::json_schema;
use serde_json::{Map, Value as Json};

/// Something that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub path: String,
    /// What is wrong there.
    pub why: String,
}

/// The schema.
pub struct Rules(Json);

impl Rules {
    /// The rules of a hand-over file.
    pub fn of_export() -> Rules {
        Rules(json_schema())
    }

    /// The rule at a pointer into the schema.
    pub fn at(&self, pointer: &str) -> Option<&Json> {
        self.0.pointer(pointer)
    }

    /// Adds to `faults` what in a value breaks a rule; `path` is where the value stands.
    pub fn check(&self, rule: &Json, json: &Json, path: &mut String, faults: &mut Vec<Fault>) {
        let Json::Object(rules) = rule else {
            if rule == &Json::Bool(false) {
                fault(faults, path, "is not allowed here");
            }
            return;
        };
        for (name, rule) in rules {
            self.keyword(rules, name, rule, json, path, faults);
        }
    }

    fn holds(&self, rule: &Json, json: &Json) -> bool {
        let mut faults = Vec::new();
        self.check(rule, json, &mut String::new(), &mut faults);
        faults.is_empty()
    }

    fn keyword(
        &self,
        rules: &Map<String, Json>,
        name: &str,
        rule: &Json,
        json: &Json,
        path: &mut String,
        faults: &mut Vec<Fault>,
    ) {
        let list = || rule.as_array().into_iter().flatten();
        match name {
            "$ref" => {
                let target = rule.as_str().and_then(|text| text.strip_prefix('#'));
                if let Some(target) = target.and_then(|pointer| self.0.pointer(pointer)) {
                    self.check(target, json, path, faults);
                }
            }
            "const" if rule != json => fault(faults, path, &format!("is not {rule}")),
            "enum" if !list().any(|one| one == json) => fault(faults, path, &format!("is none of {rule}")),
            "type" => {
                let fits = match rule {
                    Json::Array(names) => names.iter().any(|name| is_type(name, json)),
                    name => is_type(name, json),
                };
                if !fits {
                    let wanted = list().chain(rule.is_string().then_some(rule)).filter_map(Json::as_str);
                    let wanted: Vec<&str> = wanted.collect();
                    fault(faults, path, &format!("is {}, not {}", type_of(json), wanted.join(" or ")));
                }
            }
            "anyOf" | "oneOf" => self.one_of(name == "oneOf", rule, json, path, faults),
            "allOf" => list().for_each(|one| self.check(one, json, path, faults)),
            "if" => {
                let branch = if self.holds(rule, json) { "then" } else { "else" };
                if let Some(rule) = rules.get(branch) {
                    self.check(rule, json, path, faults);
                }
            }
            "minimum" if json.as_i64().zip(rule.as_i64()).is_some_and(|(number, least)| number < least) => {
                fault(faults, path, &format!("is less than {rule}"));
            }
            "maximum" if json.as_i64().zip(rule.as_i64()).is_some_and(|(number, most)| number > most) => {
                fault(faults, path, &format!("is more than {rule}"));
            }
            "pattern" => {
                if let Some((pattern, text)) = rule.as_str().zip(json.as_str())
                    && !fits(pattern, text).unwrap_or(true)
                {
                    fault(faults, path, &format!("is not of the form {pattern}"));
                }
            }
            "required" => {
                for key in list().filter_map(Json::as_str) {
                    if json.as_object().is_some_and(|map| !map.contains_key(key)) {
                        fault(faults, path, &format!("lacks \"{key}\""));
                    }
                }
            }
            "items" => {
                for (number, item) in json.as_array().into_iter().flatten().enumerate() {
                    inside(path, &format!("[{number}]"), |path| self.check(rule, item, path, faults));
                }
            }
            "propertyNames" => {
                for key in json.as_object().into_iter().flat_map(Map::keys) {
                    member(path, key, |path| self.check(rule, &Json::from(key.as_str()), path, faults));
                }
            }
            "properties" => {
                for (key, rule) in rule.as_object().into_iter().flatten() {
                    if let Some(value) = json.get(key) {
                        member(path, key, |path| self.check(rule, value, path, faults));
                    }
                }
            }
            "additionalProperties" => {
                let known = rules.get("properties").and_then(Json::as_object);
                for (key, value) in json.as_object().into_iter().flatten() {
                    if known.is_none_or(|known| !known.contains_key(key)) {
                        member(path, key, |path| self.check(rule, value, path, faults));
                    }
                }
            }
            _ => {}
        }
    }

    /// Where no form fits, the faults of the one that comes closest are said.
    fn one_of(&self, only_one: bool, rule: &Json, json: &Json, path: &mut String, faults: &mut Vec<Fault>) {
        let mut fitting = 0;
        // A form whose constant member says something else is the wrong one, however little else is wrong.
        let distance =
            |found: &[Fault]| (found.iter().any(|fault| fault.why.starts_with("is not \"")), found.len());
        let mut closest: Option<Vec<Fault>> = None;
        for form in rule.as_array().into_iter().flatten() {
            let mut found = Vec::new();
            self.check(form, json, path, &mut found);
            if found.is_empty() {
                fitting += 1;
                if !only_one {
                    return;
                }
            } else if closest.as_ref().is_none_or(|known| distance(&found) < distance(known)) {
                closest = Some(found);
            }
        }
        match fitting {
            0 => faults.extend(closest.unwrap_or_default()),
            1 => {}
            _ => fault(faults, path, "fits more than one form"),
        }
    }
}

fn fault(faults: &mut Vec<Fault>, path: &str, why: &str) {
    let path = if path.is_empty() { "the file" } else { path };
    faults.push(Fault { path: path.to_owned(), why: why.to_owned() });
}

/// Goes into a part, and comes back out of its path.
fn inside(path: &mut String, part: &str, check: impl FnOnce(&mut String)) {
    let length = path.len();
    path.push_str(part);
    check(path);
    path.truncate(length);
}

fn member(path: &mut String, key: &str, check: impl FnOnce(&mut String)) {
    let length = path.len();
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(&crate::place::tame(key));
    check(path);
    path.truncate(length);
}

fn type_of(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(number) if number.is_f64() => "a number with a fraction",
        Json::Number(_) => "integer",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    }
}

fn is_type(name: &Json, json: &Json) -> bool {
    name.as_str() == Some(type_of(json))
}

/// Whether a text has the form of a pattern; `None` for one that is not known here.
fn fits(pattern: &str, text: &str) -> Option<bool> {
    let hex = |text: &str, length: usize| {
        text.len() == length
            && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |text: &str, most: u8| {
        text.len() == 2 && digits(text) && text.parse::<u8>().is_ok_and(|number| (1..=most).contains(&number))
    };
    Some(match pattern {
        "^[0-9a-f]{64}$" => hex(text, 64),
        "^[0-9a-f]{32}$" => hex(text, 32),
        "^[0-9a-f]{128}$" => hex(text, 128),
        "^[0-9]{1,20}$" => (1..=20).contains(&text.len()) && digits(text),
        "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$" => {
            text.split('-').count() == 5
                && text.split('-').zip([8, 4, 4, 4, 12]).all(|(part, length)| hex(part, length))
        }
        "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$" => {
            let mut parts = text.splitn(3, '-');
            let year = parts.next().is_some_and(|year| year.len() == 4 && digits(year));
            year && parts.next().is_some_and(|month| number(month, 12))
                && parts.next().is_some_and(|day| number(day, 31))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// What says nothing about whether a value holds.
    const SAYS_NOTHING: [&str; 9] =
        ["$schema", "$id", "$defs", "title", "description", "examples", "contentEncoding", "then", "else"];
    const KNOWN: [&str; 16] = [
        "$ref",
        "const",
        "enum",
        "type",
        "anyOf",
        "oneOf",
        "allOf",
        "if",
        "minimum",
        "maximum",
        "pattern",
        "required",
        "items",
        "propertyNames",
        "properties",
        "additionalProperties",
    ];

    /// Every rule of the schema, with those inside it.
    fn each_rule(rule: &Json, visit: &mut impl FnMut(&str, &Json)) {
        for (name, value) in rule.as_object().into_iter().flatten() {
            visit(name, value);
            match name.as_str() {
                "properties" | "$defs" => {
                    value.as_object().into_iter().flatten().for_each(|(_, rule)| each_rule(rule, visit));
                }
                "anyOf" | "oneOf" | "allOf" => {
                    value.as_array().into_iter().flatten().for_each(|rule| each_rule(rule, visit));
                }
                "items" | "additionalProperties" | "propertyNames" | "if" | "then" | "else" => {
                    each_rule(value, visit);
                }
                _ => {}
            }
        }
    }

    #[test]
    fn every_keyword_every_pattern_and_every_reference_of_the_schema_is_known_here() {
        let rules = Rules::of_export();
        each_rule(rules.at("").unwrap(), &mut |name, value| match name {
            "pattern" => assert!(fits(value.as_str().unwrap(), "x").is_some(), "{value}"),
            "$ref" => assert!(rules.at(&value.as_str().unwrap()[1..]).is_some(), "{value}"),
            name => {
                let known = KNOWN.contains(&name) || SAYS_NOTHING.contains(&name) || name.starts_with("x-");
                assert!(known, "{name} is not known");
            }
        });
    }

    #[test]
    fn a_fault_says_where_it_stands_and_not_what_stands_there() {
        let rules = Rules::of_export();
        let change = json!({"op": "set", "kind": "person", "record": "0".repeat(36), "parent": null,
            "salt": "00", "fields": {"name": ["Ani"], "died_on": "2026-13-01", "x": {"y": [1.5]}}});
        let mut found = Vec::new();
        rules.check(
            rules.at("/$defs/change").unwrap(),
            &change,
            &mut "commits[0].changes[1]".into(),
            &mut found,
        );
        let mut paths: Vec<&str> = found.iter().map(|fault| fault.path.as_str()).collect();
        paths.sort_unstable();
        paths.dedup();
        let inside = |part: &str| format!("commits[0].changes[1].{part}");
        for part in ["record", "salt", "fields.name", "fields.died_on"] {
            assert!(paths.contains(&inside(part).as_str()), "{part}: {paths:?}");
        }
        assert!(paths.iter().any(|path| path.starts_with(&inside("fields.x"))), "{paths:?}");
        assert!(found.iter().all(|fault| !fault.why.contains("Ani") && !fault.why.contains("2026")));
    }
}
