//! Errors of the JSON Schema in the words of somebody who writes the file.

mod branches;
mod reference;
mod stand_in;
pub(crate) mod words;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use model::template::whole_reference;
use serde_json::Value;

use crate::fault::Faults;
use crate::nearest;
use crate::schema::properties;
use crate::skeleton;
use crate::tree::Spot;

/// What is done with a scalar that is wholly one reference, where another type is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum References<'a> {
    /// It is an error.
    Refused,
    /// In steps and expectations, rows and the contract are filled in later.
    Filled,
    /// In the steps of a flow, these inputs and the contract are filled in later.
    Given(Vec<&'a str>),
}

/// Turns schema errors into faults.
pub(crate) struct Explainer<'a, 'f> {
    pub(crate) schema: &'a Value,
    pub(crate) top: Spot<'a>,
    pub(crate) text: &'a str,
    pub(crate) references: References<'a>,
    /// True when references of the file were filled in: faults say what they became.
    pub(crate) filled: bool,
    /// Instance path -> what stands in for the reference there.
    pub(crate) stand_ins: Vec<(String, Value)>,
    pub(crate) faults: &'f mut Faults,
}

impl<'a> Explainer<'a, '_> {
    /// Notes what is wrong, unless it was noted already or a reference will be filled in.
    pub(crate) fn explain(&mut self, error: &ValidationError<'_>) {
        let spot = self.spot(error);
        if self.faults.is_full() || spot.is_faulty() {
            return;
        }
        if skeleton::is_unfilled(error.instance().as_ref()) {
            return;
        }
        if let Value::String(text) = error.instance().as_ref()
            && let Some(name) = whole_reference(text)
        {
            return self.reference(error, name);
        }
        match error.kind() {
            Kind::AdditionalProperties { unexpected } => self.unexpected(error, unexpected),
            Kind::Required { property } => self.required(error, property),
            Kind::Type { .. } => {
                let pattern = self.holder(error).get("pattern").and_then(Value::as_str);
                match pattern {
                    Some(pattern) => self.expected(error, &words::of_pattern(pattern), false),
                    None => {
                        let kind = self.keyword(error);
                        self.mismatch(error, &[kind]);
                    }
                }
            }
            Kind::OneOfNotValid { context } | Kind::AnyOf { context } => {
                self.branches(error, context);
            }
            Kind::Constant { .. } | Kind::Enum { .. } => self.word(error),
            Kind::PropertyNames { error: inner } => self.name(error, inner),
            _ => {
                let message = words::of_limit(error, self.keyword(error));
                self.faults.add(spot.value(), message);
                self.became(error);
            }
        }
    }

    /// Where the instance of an error stands.
    pub(crate) fn spot(&self, error: &ValidationError<'_>) -> Spot<'a> {
        self.top.pointer(error.instance_path().as_str())
    }

    /// The value of the keyword that failed.
    pub(crate) fn keyword(&self, error: &ValidationError<'_>) -> &'a Value {
        let found = self.schema.pointer(error.schema_path().as_str());
        found.unwrap_or(&Value::Null)
    }

    /// The schema that holds the keyword that failed.
    pub(crate) fn holder(&self, error: &ValidationError<'_>) -> &'a Value {
        let path = error.schema_path().as_str();
        let end = path.rfind('/').unwrap_or(0);
        self.schema.pointer(&path[..end]).unwrap_or(&Value::Null)
    }

    fn unexpected(&mut self, error: &ValidationError<'_>, unexpected: &[String]) {
        let known: Vec<String> = properties(self.holder(error))
            .map(|properties| properties.keys().cloned().collect())
            .unwrap_or_default();
        for name in unexpected {
            let place = self.spot(error).at(name).key();
            // A key that must be quoted has its fault already.
            if !self.faults.has(place) {
                let known = known.iter().map(String::as_str);
                self.faults.unknown(place, "field", name, known);
            }
        }
    }

    fn required(&mut self, error: &ValidationError<'_>, property: &Value) {
        let name = property.as_str().unwrap_or_default();
        let about = properties(self.holder(error))
            .and_then(|properties| properties.get(name))
            .and_then(|property| property.get("description"))
            .and_then(Value::as_str)
            .map(str::to_owned);
        let place = self.spot(error).key();
        let fault = self.faults.add(place, format!("`{name}` is missing"));
        fault.label(format!("needs `{name}`"));
        if let Some(about) = about {
            fault.cure(format!("`{name}`: {about}"));
        }
    }

    /// The instance is of another type than any of `expected`.
    pub(crate) fn mismatch(&mut self, error: &ValidationError<'_>, expected: &[&Value]) {
        let kinds = words::of_types(expected);
        self.expected(error, &kinds, expected.contains(&&Value::from("string")));
    }

    /// Something else was expected; `text` says that text would do.
    pub(crate) fn expected(&mut self, error: &ValidationError<'_>, kinds: &str, text: bool) {
        let place = self.spot(error).value();
        let written = place.of(self.text);
        let instance = error.instance();
        let found = words::of_value(instance, written);
        let scalar = !(instance.is_object() || instance.is_array());
        let given = properties(self.holder(error)).is_some_and(|known| known.contains_key("env"));
        let cure = match scalar && !self.filled {
            true if given => Some("name an environment variable: { env: NAME }".to_owned()),
            true if text && instance.is_null() && !written.is_empty() => Some(format!(
                "leave the field out, or write \"{written}\" in quotes if it is text"
            )),
            true if text && !written.is_empty() => Some(format!(
                "write it in quotes: \"{}\"",
                nearest::short(written)
            )),
            true if written.is_empty() => Some("write a value, or leave the field out".to_owned()),
            _ => None,
        };
        let fault = self
            .faults
            .add(place, format!("expected {kinds}, found {found}"));
        if kinds.len() <= 40 {
            fault.label(format!("expected {kinds}"));
        }
        if let Some(cure) = cure {
            fault.cure(cure);
        }
        self.became(error);
    }

    /// A word that is none of the closed list.
    fn word(&mut self, error: &ValidationError<'_>) {
        let known: Vec<String> = match self.keyword(error) {
            Value::Array(options) => options.iter().map(words::bare).collect(),
            one => vec![words::bare(one)],
        };
        match error.instance().as_str() {
            Some(word) => self.unknown_word(error, word, &known),
            None => self.expected(error, &nearest::choice(&known), false),
        }
    }

    /// Says which words there are, and which is near.
    pub(crate) fn unknown_word(
        &mut self,
        error: &ValidationError<'_>,
        word: &str,
        known: &[String],
    ) {
        let what = words::of_place(error.instance_path().as_str());
        let place = self.spot(error).value();
        self.faults
            .unknown(place, &what, word, known.iter().map(String::as_str));
        self.became(error);
    }

    fn name(&mut self, error: &ValidationError<'_>, inner: &ValidationError<'_>) {
        let name = inner.instance().as_str().unwrap_or_default();
        let place = self.spot(error).at(name).key();
        let known = match inner.kind() {
            Kind::Enum { options } => options.as_array().cloned().unwrap_or_default(),
            _ => Vec::new(),
        };
        let what = words::of_place(error.instance_path().as_str());
        let known: Vec<String> = known.iter().map(words::bare).collect();
        let known = known.iter().map(String::as_str);
        self.faults.unknown(place, &what, name, known);
    }
}
