//! The one matcher on raw octets, and outputs found in raw answers.

use model::matcher::Matcher;
use model::operation::Output;
use model::wire::Answer;
use regex::Regex;
use serde_json::Value;

/// Whether `matcher` holds, and in one phrase what was found where it looks (raw: not yet clean).
pub fn holds(matcher: &Matcher, answer: Option<&Answer>, text: &[u8]) -> (bool, String) {
    let found = source(matcher, answer, text);
    let described = describe(&found);
    let Some(value) = found else {
        let nothing_will_do = matcher.exists == Some(false) || matcher.lacks.is_some();
        return (nothing_will_do, described);
    };
    let as_text = plain(&value);
    let held = if let Some(wanted) = &matcher.equals {
        equal(wanted, &value)
    } else if let Some(wanted) = &matcher.contains {
        as_text.contains(wanted.as_str())
    } else if let Some(unwanted) = &matcher.lacks {
        !as_text.contains(unwanted.as_str())
    } else if let Some(wanted) = &matcher.regex {
        Regex::new(wanted).is_ok_and(|regex| regex.is_match(&as_text))
    } else if let Some(wanted) = &matcher.one_of {
        wanted.iter().any(|wanted| equal(wanted, &value))
    } else {
        matcher.exists != Some(false)
    };
    (held, described)
}

/// An output in an answer, as text; `None` when it is not there.
pub fn find(output: &Output, answer: &Answer) -> Option<String> {
    let value = if let Some(path) = &output.json {
        json_at(path, &answer.body)?
    } else if let Some(name) = &output.header {
        Value::String(header(answer, name)?)
    } else if let Some(name) = &output.cookie {
        Value::String(cookie(answer, name)?)
    } else if let Some(name) = &output.location {
        Value::String(location(answer, name)?)
    } else {
        Value::String(String::from_utf8_lossy(&answer.body).into_owned())
    };
    let text = plain(&value);
    match &output.regex {
        None => Some(text),
        Some(regex) => {
            let regex = Regex::new(regex).ok()?;
            let captures = regex.captures(&text)?;
            captures
                .get(1)
                .or_else(|| captures.get(0))
                .map(|found| found.as_str().to_owned())
        }
    }
}

/// Where a matcher looks, in words.
pub fn place(matcher: &Matcher) -> String {
    match (
        &matcher.json,
        &matcher.header,
        &matcher.cookie,
        &matcher.location,
    ) {
        (Some(path), ..) => path.clone(),
        (_, Some(name), ..) => format!("header {name}"),
        (_, _, Some(name), _) => format!("cookie {name}"),
        (_, _, _, Some(name)) => format!("parameter {name} of the location"),
        _ => "the text".to_owned(),
    }
}

/// What a matcher wants, in words.
pub fn wanted(matcher: &Matcher) -> String {
    let test = match (
        &matcher.equals,
        &matcher.contains,
        &matcher.regex,
        matcher.exists,
    ) {
        (Some(value), ..) => format!("equal to {value}"),
        (_, Some(text), ..) => format!("with `{text}` in it"),
        (_, _, Some(regex), _) => format!("matching `{regex}`"),
        (.., Some(false)) => "absent".to_owned(),
        _ if matcher.one_of.is_some() => "one of its values".to_owned(),
        _ if matcher.lacks.is_some() => {
            format!(
                "without `{}` in it",
                matcher.lacks.as_deref().unwrap_or_default()
            )
        }
        _ => "present".to_owned(),
    };
    format!("{} {test}", place(matcher))
}

fn source(matcher: &Matcher, answer: Option<&Answer>, text: &[u8]) -> Option<Value> {
    if let Some(path) = &matcher.json {
        json_at(path, text)
    } else if let Some(name) = &matcher.header {
        header(answer?, name).map(Value::String)
    } else if let Some(name) = &matcher.cookie {
        cookie(answer?, name).map(Value::String)
    } else if let Some(name) = &matcher.location {
        location(answer?, name).map(Value::String)
    } else {
        Some(Value::String(String::from_utf8_lossy(text).into_owned()))
    }
}

fn json_at(path: &str, text: &[u8]) -> Option<Value> {
    let body: Value = serde_json::from_slice(text).ok()?;
    let path = serde_json_path::JsonPath::parse(path).ok()?;
    path.query(&body).first().cloned()
}

/// All values of a header joined as RFC 9110 5.3 allows.
fn header(answer: &Answer, name: &str) -> Option<String> {
    let values: Vec<_> = answer
        .header(name)
        .map(|value| String::from_utf8_lossy(value).into_owned())
        .collect();
    (!values.is_empty()).then(|| values.join(", "))
}

fn cookie(answer: &Answer, name: &str) -> Option<String> {
    answer.header("set-cookie").find_map(|value| {
        let value = String::from_utf8_lossy(value);
        let (key, rest) = value.split_once('=')?;
        let found = rest.split(';').next().unwrap_or_default().trim().to_owned();
        (key.trim() == name).then_some(found)
    })
}

fn location(answer: &Answer, name: &str) -> Option<String> {
    let value = header(answer, "location")?;
    let query = value.split_once('?')?.1.split('#').next()?;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// A number and its text are equal: what a reference fills in is often text.
fn equal(wanted: &Value, found: &Value) -> bool {
    wanted == found || (scalar(wanted) && scalar(found) && plain(wanted) == plain(found))
}

fn scalar(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn describe(found: &Option<Value>) -> String {
    match found.as_ref().map(plain) {
        None => "nothing there".to_owned(),
        Some(text) if text.is_empty() => "an empty text".to_owned(),
        Some(text) => format!("`{}`", text.chars().take(120).collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answer(headers: &[(&str, &str)], body: &str) -> Answer {
        Answer {
            version: "HTTP/1.1",
            status: 200,
            headers: headers
                .iter()
                .map(|(k, v)| (k.to_string(), v.as_bytes().to_vec()))
                .collect(),
            body: body.as_bytes().to_vec(),
            cut: false,
        }
    }

    fn matcher(value: Value) -> Matcher {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn every_source_and_test() {
        let answer = answer(
            &[
                ("Set-Cookie", "sid=abc; Path=/"),
                ("Location", "/cb?code=x%20y#z"),
                ("A", "1"),
            ],
            r#"{"user":"alice","n":5,"none":null}"#,
        );
        for (spec, expected) in [
            (json!({"json": "$.user", "equals": "alice"}), true),
            (json!({"json": "$.user", "equals": "bob"}), false),
            (json!({"json": "$.n", "equals": "5"}), true),
            (json!({"json": "$.none", "equals": null}), true),
            (json!({"json": "$.gone", "exists": false}), true),
            (json!({"json": "$.gone"}), false),
            (json!({"header": "a", "one-of": [1, 2]}), true),
            (json!({"cookie": "sid", "equals": "abc"}), true),
            (json!({"location": "code", "equals": "x y"}), true),
            (json!({"contains": "alice"}), true),
            (json!({"header": "a", "lacks": "2"}), true),
            (json!({"header": "a", "lacks": "1"}), false),
            (json!({"header": "gone", "lacks": "1"}), true),
            (json!({"regex": "^\\{"}), true),
            (json!({"regex": "^x"}), false),
        ] {
            let (held, seen) = holds(&matcher(spec.clone()), Some(&answer), &answer.body);
            assert_eq!(held, expected, "{spec}: {seen}");
        }
    }

    #[test]
    fn outputs_take_the_first_group() {
        let answer = answer(&[], "x = \"abc\";");
        let output: Output =
            serde_json::from_value(json!({"text": "whole", "regex": "\"([^\"]+)\""})).unwrap();
        assert_eq!(find(&output, &answer).as_deref(), Some("abc"));
        let output: Output = serde_json::from_value(json!({"json": "$.a"})).unwrap();
        assert_eq!(find(&output, &answer), None);
    }
}
