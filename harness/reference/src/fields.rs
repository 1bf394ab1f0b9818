//! Bodies that are one object of texts: no member too many, none too few, nothing coerced.

use std::fmt;

use axum::{
    Json,
    extract::Request,
    response::{IntoResponse, Response},
};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Value, json};

use crate::{answer, body, gate::Gate, meant::meant, policy::Broken};

/// What is wrong with a body, as `type` tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    NotJson,
    NotObject,
    Missing,
    Repeated,
    NotText,
    Unknown,
    Value,
}

impl Problem {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Problem::NotJson => ("json_invalid", "Body is not JSON"),
            Problem::NotObject => ("object_type", "Body is not an object"),
            Problem::Missing => ("missing", "Field required"),
            Problem::Repeated => ("repeated", "Field given several times"),
            Problem::NotText => ("string_type", "Field is not a text"),
            Problem::Unknown => ("extra_forbidden", "Unknown field"),
            Problem::Value => ("value_error", "Value not allowed"),
        }
    }
}

/// The texts of these members, in this order; else an answer that says what is wrong where.
pub(crate) async fn texts<const N: usize>(
    gate: &Gate,
    request: Request,
    names: [&'static str; N],
) -> Result<[String; N], Response> {
    let is_json = body::is_json(request.headers(), gate.policy.csrf.json);
    let bytes = body::collect(request).await?;
    let meant = meant(&bytes, gate.policy.json.text);
    match is_json {
        true => read(&meant, names).map_err(|problems| match gate.policy.json.broken {
            Broken::Crash if problems == [(None, Problem::NotJson)] => answer::internal(),
            _ => refuse(gate, &problems),
        }),
        false => Err(refuse(gate, &[(None, Problem::NotJson)])),
    }
}

/// What is wrong with which member, or with the whole.
type Problems = Vec<(Option<&'static str>, Problem)>;

/// Nothing of the input is repeated: it may hold a password.
pub(crate) fn refuse(gate: &Gate, problems: &[(Option<&'static str>, Problem)]) -> Response {
    let detail: Vec<Value> = problems
        .iter()
        .map(|(member, problem)| {
            let place: Vec<&str> = ["body"].into_iter().chain(*member).collect();
            let (kind, message) = problem.words();
            json!({"loc": place, "type": kind, "msg": message})
        })
        .collect();
    let status = gate.system.shape().malformed;
    (status, Json(json!({"detail": detail}))).into_response()
}

fn read<const N: usize>(json: &[u8], names: [&'static str; N]) -> Result<[String; N], Problems> {
    let members = match serde_json::from_slice(json) {
        Ok(Members(members)) => members,
        Err(error) if error.is_data() => return Err(vec![(None, Problem::NotObject)]),
        Err(_) => return Err(vec![(None, Problem::NotJson)]),
    };
    let mut problems: Problems = Vec::new();
    if members
        .iter()
        .any(|(name, _)| !names.contains(&name.as_str()))
    {
        problems.push((None, Problem::Unknown));
    }
    let texts = names.map(|name| {
        let mut values = members.iter().filter(|(held, _)| held == name);
        let problem = match (values.next(), values.next()) {
            (Some((_, Value::String(text))), None) => return text.clone(),
            (Some(_), None) => Problem::NotText,
            (None, _) => Problem::Missing,
            (_, Some(_)) => Problem::Repeated,
        };
        problems.push((Some(name), problem));
        String::new()
    });
    match problems.is_empty() {
        true => Ok(texts),
        false => Err(problems),
    }
}

/// The members of an object as they stand there, also those of one name.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_and_nothing_else() {
        let read = |json: &str| read(json.as_bytes(), ["a", "b"]);
        assert_eq!(read(r#"{"b":"2","a":"1"}"#), Ok(["1".into(), "2".into()]));
        let (a, b) = (Some("a"), Some("b"));
        let cases = [
            ("", vec![(None, Problem::NotJson)]),
            (r#"{"a":"1","b":"2"} x"#, vec![(None, Problem::NotJson)]),
            (r#"["1","2"]"#, vec![(None, Problem::NotObject)]),
            (
                r#"{"a":1}"#,
                vec![(a, Problem::NotText), (b, Problem::Missing)],
            ),
            (
                r#"{"a":"1","b":"2","c":"3"}"#,
                vec![(None, Problem::Unknown)],
            ),
            (r#"{"a":"1","b":"2","b":"2"}"#, vec![(b, Problem::Repeated)]),
        ];
        for (json, problems) in cases {
            assert_eq!(read(json), Err(problems), "{json}");
        }
    }
}
