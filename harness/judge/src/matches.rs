//! The one matcher on raw octets, and outputs found in raw answers.

use model::matcher::Matcher;
use model::operation::Output;
use model::wire::{Answer, Raw};
use regex::Regex;
use serde_json::Value;

use crate::forms;
use crate::signs::messages;

/// Whether `matcher` holds.
pub fn holds(matcher: &Matcher, answer: Option<&Answer>, text: &[u8]) -> bool {
    let Some(value) = source(matcher, answer, text) else {
        return matcher.exists == Some(false);
    };
    let as_text = plain(&value);
    if let Some(wanted) = &matcher.equals {
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
        // `null` says that nothing is there.
        (matcher.exists == Some(false)) == value.is_null()
    }
}

/// Whether `matcher` holds as a proof: a page that is no JSON lacks every member, and proves nothing.
pub fn proves(matcher: &Matcher, answer: Option<&Answer>, text: &[u8]) -> bool {
    let absence = matcher.json.is_some() && matcher.exists == Some(false);
    holds(matcher, answer, text) && !(absence && parsed(text).is_none())
}

/// An output in an answer, as text; `None` when it is not there, null or empty. `page` is the address
/// that gave the answer.
fn find(output: &Output, answer: &Answer, page: Option<&str>) -> Option<String> {
    let value = if let Some(path) = &output.json {
        json_at(path, &answer.body)?
    } else if let Some(name) = &output.header {
        Value::String(header(answer, name)?)
    } else if let Some(name) = &output.cookie {
        Value::String(crate::cookie::value([answer], name)?)
    } else if let Some(name) = &output.location {
        Value::String(location(answer, name)?)
    } else if let Some(which) = &output.form_action {
        Value::String(forms::action(&answer.body, which, page)?)
    } else if let Some(name) = &output.form_input {
        Value::String(forms::input(&answer.body, name)?)
    } else {
        Value::String(String::from_utf8_lossy(&answer.body).into_owned())
    };
    narrowed(output, &value)
}

/// What the expression of an output makes of what was found.
fn narrowed(output: &Output, value: &Value) -> Option<String> {
    let text = plain(value);
    let found = match &output.regex {
        None => Some(text),
        Some(regex) => {
            let regex = Regex::new(regex).ok()?;
            let captures = regex.captures(&text)?;
            captures
                .get(1)
                .or_else(|| captures.get(0))
                .map(|found| found.as_str().to_owned())
        }
    };
    found.filter(|found| !value.is_null() && !found.is_empty())
}

/// An output of an act: in its response, or in the first message on its socket that has it. A cookie
/// may have been set on the way there.
pub fn find_in(output: &Output, raw: &Raw) -> Option<String> {
    let answer = raw.answer.as_ref().filter(|answer| answer.status != 101);
    if let Some(answer) = answer {
        if let Some(name) = &output.cookie {
            let value = crate::cookie::value(raw.answers(), name).map(Value::String)?;
            return narrowed(output, &value);
        }
        let page = raw.request.as_ref().map(|request| request.url.as_str());
        return find(output, answer, page);
    }
    messages(raw).find_map(|text| {
        let message = Answer {
            version: "",
            status: 0,
            headers: Vec::new(),
            body: text.clone(),
            cut: false,
        };
        find(output, &message, None)
    })
}

/// What stands where a matcher looks.
pub fn source(matcher: &Matcher, answer: Option<&Answer>, text: &[u8]) -> Option<Value> {
    if let Some(path) = &matcher.json {
        json_at(path, text)
    } else if let Some(name) = &matcher.header {
        header(answer?, name).map(Value::String)
    } else if let Some(name) = &matcher.cookie {
        crate::cookie::value([answer?], name).map(Value::String)
    } else if let Some(name) = &matcher.location {
        location(answer?, name).map(Value::String)
    } else {
        Some(Value::String(String::from_utf8_lossy(text).into_owned()))
    }
}

fn json_at(path: &str, text: &[u8]) -> Option<Value> {
    let body = parsed(text)?;
    let path = serde_json_path::JsonPath::parse(path).ok()?;
    path.query(&body).first().cloned()
}

fn parsed(text: &[u8]) -> Option<Value> {
    serde_json::from_slice(text).ok()
}

/// All values of a header joined as RFC 9110 5.3 allows.
fn header(answer: &Answer, name: &str) -> Option<String> {
    let values: Vec<_> = answer
        .header(name)
        .map(|value| String::from_utf8_lossy(value).into_owned())
        .collect();
    (!values.is_empty()).then(|| values.join(", "))
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

/// A text as it is, anything else as JSON.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
