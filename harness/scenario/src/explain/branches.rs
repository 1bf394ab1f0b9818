//! Choices of a schema (`oneOf`, `anyOf`): the branch that was meant, not "did not match".

use jsonschema::ValidationError;
use serde_json::Value;

use crate::explain::{Explainer, References, words};
use crate::nearest;
use crate::schema::{properties, resolve};

type Context = [Vec<ValidationError<'static>>];

/// What a choice offers.
#[derive(Default)]
struct Offers {
    /// Words that stand alone.
    words: Vec<String>,
    /// Keys of one-member mappings, with the number of their branch.
    tags: Vec<(String, usize)>,
}

impl Explainer<'_, '_> {
    /// Explains the branch that was meant.
    pub(crate) fn branches(&mut self, error: &ValidationError<'_>, context: &Context) {
        let branches: Vec<Value> = match self.keyword(error) {
            Value::Array(branches) => branches
                .iter()
                .map(|branch| resolve(self.schema, branch).clone())
                .collect(),
            _ => Vec::new(),
        };
        let offers = self.offers(&branches);
        match error.instance().as_ref() {
            Value::Object(members) if !offers.tags.is_empty() => {
                let keys: Vec<&str> = members.keys().map(String::as_str).collect();
                self.tagged(error, context, &offers, &keys);
            }
            Value::String(word) => self.spoken(error, context, &branches, (&offers, word)),
            instance => match self.nearest_branch(&branches, context, instance) {
                Some(branch) => self.branch(&context[branch]),
                None => self.none_fits(error, &branches, &offers),
            },
        }
    }

    fn branch(&mut self, errors: &[ValidationError<'static>]) {
        for error in errors {
            self.explain(error);
        }
    }

    /// A mapping where each branch has one key.
    fn tagged(
        &mut self,
        error: &ValidationError<'_>,
        context: &Context,
        offers: &Offers,
        keys: &[&str],
    ) {
        let spot = self.spot(error);
        let what = words::of_place(error.instance_path().as_str());
        let branch_of = |key: &str| {
            let found = offers.tags.iter().find(|(tag, _)| tag == key);
            found.map(|(_, branch)| *branch)
        };
        let known = keys.iter().find_map(|key| Some((*key, branch_of(key)?)));
        match (keys, known) {
            ([], _) => {
                let place = spot.value();
                let tags: Vec<&str> = offers.tags.iter().map(|(tag, _)| tag.as_str()).collect();
                self.faults
                    .add(place, format!("no {what} stands here"))
                    .cure(format!("write one of {}", nearest::list(&tags)));
            }
            ([_], Some((_, branch))) => self.branch(&context[branch]),
            (_, Some((first, _))) => {
                for key in keys.iter().filter(|key| **key != first) {
                    let second = branch_of(key).is_some();
                    let fault = self.faults.add(
                        spot.at(key).key(),
                        format!("`{key}` stands beside `{first}`"),
                    );
                    fault.also(spot.at(first).key(), "one key is allowed here");
                    fault.cure(match second {
                        true => "write them apart: each is one of its own".to_owned(),
                        false => format!("move `{key}` into `{first}: {{ … }}`"),
                    });
                }
            }
            ([key, ..], None) => {
                let place = spot.at(key).key();
                if *key == "include" && matches!(self.references, References::Given(_)) {
                    self.faults
                        .add(place, "flows do not nest")
                        .cure("write its steps here, or let the scenario include both");
                    return;
                }
                if offers.words.iter().any(|word| word == key) {
                    self.faults
                        .add(place, format!("`{key}` stands alone"))
                        .cure(format!("write {key} without a value"));
                    return;
                }
                let tags = offers.tags.iter().map(|(tag, _)| tag.as_str());
                self.faults.unknown(place, &what, key, tags);
            }
        }
    }

    /// Text where there are words, tags or free text.
    fn spoken(
        &mut self,
        error: &ValidationError<'_>,
        context: &Context,
        branches: &[Value],
        (offers, word): (&Offers, &str),
    ) {
        let free = branches
            .iter()
            .position(|branch| branch["type"] == "string" && branch.get("const").is_none());
        if let Some(free) = free {
            return self.branch(&context[free]);
        }
        if offers.tags.iter().any(|(tag, _)| tag == word) {
            let place = self.spot(error).value();
            self.faults
                .add(place, format!("`{word}` needs a value"))
                .cure(format!("write {{ {word}: … }}"));
            return;
        }
        if offers.words.is_empty() {
            return self.none_fits(error, branches, offers);
        }
        let tags = offers.tags.iter().map(|(tag, _)| format!("{{ {tag}: … }}"));
        let known: Vec<String> = offers.words.iter().cloned().chain(tags).collect();
        self.unknown_word(error, word, &known);
    }

    fn none_fits(&mut self, error: &ValidationError<'_>, branches: &[Value], offers: &Offers) {
        if offers.tags.is_empty() && offers.words.is_empty() {
            let kinds: Vec<&Value> = branches.iter().map(|branch| &branch["type"]).collect();
            return self.mismatch(error, &kinds);
        }
        let tags = offers.tags.iter().map(|(tag, _)| format!("{{ {tag}: … }}"));
        let mut known: Vec<String> = offers.words.iter().cloned().chain(tags).collect();
        let takes = |kind: &str| branches.iter().any(|branch| branch["type"] == kind);
        if offers.tags.is_empty() && takes("object") {
            known.push("{ … }".to_owned());
        }
        let text = offers.words.is_empty() && takes("string");
        if text {
            known.push("text".to_owned());
        }
        self.expected(error, &nearest::choice(&known), text);
    }

    /// The branch that takes values of this type and finds the fewest faults.
    fn nearest_branch(
        &self,
        branches: &[Value],
        context: &Context,
        instance: &Value,
    ) -> Option<usize> {
        let fits = |branch: &Value| match branch.get("type").and_then(Value::as_str) {
            Some("integer" | "number") => instance.is_number(),
            Some("string") => instance.is_string(),
            Some("boolean") => instance.is_boolean(),
            Some("array") => instance.is_array(),
            Some("object") => instance.is_object(),
            _ => false,
        };
        (0..branches.len().min(context.len()))
            .filter(|branch| fits(&branches[*branch]))
            .min_by_key(|branch| context[*branch].len())
    }

    fn offers(&self, branches: &[Value]) -> Offers {
        let mut offers = Offers::default();
        for (number, branch) in branches.iter().enumerate() {
            let inner = branch.get("oneOf").and_then(Value::as_array);
            for word in inner.into_iter().flatten().chain([branch]) {
                if let Some(word) = word.get("const").and_then(Value::as_str) {
                    offers.words.push(word.to_owned());
                }
            }
            if let (Some(members), Some(Value::Array(required))) =
                (properties(branch), branch.get("required"))
                && let ([tag], 1) = (required.as_slice(), members.len())
                && branches.len() > 1
            {
                offers.tags.push((words::bare(tag), number));
            }
        }
        offers
    }
}
