//! A text in both languages of the interface. It cannot be made with one of them missing, so the
//! interface is bilingual by construction. Indonesian is the first language, English the second.

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Bahasa Indonesia, the default.
    #[default]
    Id,
    /// English.
    En,
}

impl Lang {
    /// The BCP 47 tag, as used in `<html lang>` and `Intl`.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::Id => "id",
            Lang::En => "en",
        }
    }
}

/// One text in Indonesian and English; `{name}` marks a place that [`Text::with`] fills, and `{name?one|other}`
/// a word that depends on whether the value there is 1: `{n} {n?case|cases}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Text {
    /// Indonesian (EYD).
    pub id: &'static str,
    /// English.
    pub en: &'static str,
}

/// Makes a [`Text`]: Indonesian first, English second.
pub const fn t(id: &'static str, en: &'static str) -> Text {
    Text { id, en }
}

impl Text {
    /// The text in `lang`.
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Id => self.id,
            Lang::En => self.en,
        }
    }

    /// The text in `lang` with each `{name}` replaced by its value. Values are not searched for
    /// further places, so a client's text that holds braces stays as typed.
    pub fn with(self, lang: Lang, values: &[(&str, &str)]) -> String {
        let mut out = String::new();
        let mut rest = self.get(lang);
        while let Some(open) = rest.find('{') {
            let (before, after) = rest.split_at(open);
            out.push_str(before);
            let Some(close) = after.find('}') else {
                rest = after;
                break;
            };
            let place = after.get(1..close).unwrap_or_default();
            let (name, words) =
                place.split_once('?').map_or((place, None), |(name, words)| (name, Some(words)));
            let value = values.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
            match (value, words.and_then(|words| words.split_once('|'))) {
                (Some("1"), Some((one, _))) => out.push_str(one),
                (Some(_), Some((_, other))) => out.push_str(other),
                (Some(value), None) => out.push_str(value),
                (None, _) => out.push_str(after.get(..=close).unwrap_or_default()),
            }
            rest = after.get(close + 1..).unwrap_or_default();
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_and_values_are_not_searched_again() {
        let text = t("{a} lalu {b}", "{a} then {b}");
        assert_eq!(text.with(Lang::En, &[("a", "{b}"), ("b", "x")]), "{b} then x");
        assert_eq!(text.with(Lang::Id, &[("a", "1")]), "1 lalu {b}");
    }

    #[test]
    fn one_thing_is_not_spoken_of_as_several() {
        let text = t("{n} kasus", "{n} {n?case|cases} found");
        let says = |n: &str| text.with(Lang::En, &[("n", n)]);
        assert_eq!((says("0").as_str(), says("1").as_str()), ("0 cases found", "1 case found"));
        assert_eq!(
            (says("11").as_str(), text.with(Lang::Id, &[("n", "1")]).as_str()),
            ("11 cases found", "1 kasus")
        );
        assert_eq!(text.with(Lang::En, &[]), "{n} {n?case|cases} found");
    }
}
