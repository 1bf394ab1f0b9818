//! Steps and expectations in words, with the references that stand for what is not text: the typed form
//! of a file has an example in the place of these.

use model::template::references;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Members that hold steps: without them nothing is left to say.
const NESTED: &[&str] = &["do", "lanes", "then", "classes"];

/// Each of `typed` in words; `written` is the list as the file has it.
pub(super) fn told<T: Serialize + DeserializeOwned>(
    typed: &[T],
    written: &Value,
    words: impl Fn(&T) -> String,
) -> Vec<String> {
    let one = |(index, it): (usize, &T)| {
        let references = Missing::of(it, &written[index]);
        match references.list.is_empty() {
            true => words(it),
            false => references.added(words(references.without().as_ref().unwrap_or(it))),
        }
    };
    typed.iter().enumerate().map(one).collect()
}

/// Members in which a reference stands that the typed form lacks.
struct Missing<'w> {
    written: &'w Value,
    /// The verb, where the members are those of a step.
    verb: Option<&'w str>,
    list: Vec<(&'w str, Vec<&'w str>)>,
}

impl<'w> Missing<'w> {
    fn of(typed: &impl Serialize, written: &'w Value) -> Missing<'w> {
        let typed = serde_json::to_value(typed).unwrap_or_default();
        let verb = verb(written);
        let (typed, members) = match verb {
            Some(verb) => (&typed[verb], &written[verb]),
            None => (&typed, written),
        };
        let lacking = |(name, member): (&'w String, &'w Value)| {
            let known = references(&typed[name.as_str()]);
            let found = references(member).into_iter();
            let lacking: Vec<&str> = found.filter(|it| !known.contains(it)).collect();
            (!lacking.is_empty()).then_some((name.as_str(), lacking))
        };
        let members = members.as_object().into_iter().flatten();
        Missing {
            written,
            verb,
            list: members.filter_map(lacking).collect(),
        }
    }

    /// The same without these members, where it is something without them.
    fn without<T: DeserializeOwned>(&self) -> Option<T> {
        let mut value = self.written.clone();
        let members: &mut Map<String, Value> = match self.verb {
            Some(verb) => value.get_mut(verb)?.as_object_mut()?,
            None => value.as_object_mut()?,
        };
        let removed = self.list.iter().filter(|(name, _)| !NESTED.contains(name));
        for (name, _) in removed {
            members.remove(*name);
        }
        T::deserialize(value).ok()
    }

    /// The words, and what stands in the members.
    fn added(&self, words: String) -> String {
        let members = self.list.iter().map(|(name, references)| {
            let references = references.iter().map(|it| format!("`${{{it}}}`"));
            let references: Vec<String> = references.collect();
            format!("`{name}` is {}", references.join(", "))
        });
        let members: Vec<String> = members.collect();
        let words = words.trim_end_matches('.');
        format!("{words}. Here {}.", members.join(" and "))
    }
}

/// The verb of a step: its only member.
fn verb(written: &Value) -> Option<&str> {
    let members = written.as_object()?;
    let (verb, inner) = members.iter().next()?;
    (members.len() == 1 && inner.is_object()).then_some(verb)
}
