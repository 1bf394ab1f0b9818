//! A request as a page of another origin can try to send it: by another method, or with a body of a type
//! that needs no leave (Fetch 2.2.2, CORS-safelisted request-header). Pure.

use model::wire::Request;
use serde_json::Value;
use url::form_urlencoded;

const OVERRIDE: &str = "X-HTTP-Method-Override";
const FORM: &str = "application/x-www-form-urlencoded";
/// The same type: they are compared without case (RFC 9110 8.3.1).
const FORM_CASE: &str = "Application/X-WWW-Form-Urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=gateproof";

/// `request` as the row of the set `csrf-disguises` says; `None` where it has no such spelling.
pub fn sent(row: &str, request: &Request) -> Option<Request> {
    let mut it = request.clone();
    let method = request.method.clone();
    match row {
        "get" | "get-override-header" | "get-override-query" if method != "GET" => {
            let mut members = members(request)?;
            if row == "get-override-query" {
                members.push(("_method".to_owned(), method.clone()));
            }
            it.url = with_query(&it.url, &members);
            "GET".clone_into(&mut it.method);
            typed(&mut it, None);
            it.body.clear();
            if row == "get-override-header" {
                it.headers.push((OVERRIDE.to_owned(), method.into_bytes()));
            }
        }
        "post-override-form" if !["GET", "POST"].contains(&method.as_str()) => {
            let mut members = members(request)?;
            members.push(("_method".to_owned(), method));
            "POST".clone_into(&mut it.method);
            it.body = form(&members).into_bytes();
            typed(&mut it, Some(FORM));
        }
        "safe-override-header" if method != "GET" => {
            it.headers.push((OVERRIDE.to_owned(), b"GET".to_vec()));
        }
        "safe-override-query" if method != "GET" => {
            it.url = with_query(&it.url, &[("_method".to_owned(), "GET".to_owned())]);
        }
        "text-plain" => typed(&mut it, Some("text/plain")),
        "text-plain-json" => typed(&mut it, Some("text/plain; application/json")),
        "form-type" => typed(&mut it, Some(FORM)),
        "form-type-case" => typed(&mut it, Some(FORM_CASE)),
        "form-type-parameter" => typed(&mut it, Some(&format!("{FORM}; charset=UTF-8"))),
        "multipart-type" => typed(&mut it, Some(MULTIPART)),
        "untyped" => typed(&mut it, None),
        "form" | "form-case" => {
            it.body = form(&members(request)?).into_bytes();
            typed(&mut it, Some(if row == "form" { FORM } else { FORM_CASE }));
        }
        "multipart" => {
            it.body = in_parts(&members(request)?).into_bytes();
            typed(&mut it, Some(MULTIPART));
        }
        _ => return None,
    }
    Some(it)
}

/// The members of a JSON body or the fields of a form; none of no body, `None` of any other.
fn members(request: &Request) -> Option<Vec<(String, String)>> {
    if request.body.is_empty() {
        return Some(Vec::new());
    }
    let is_form = |(name, value): &(String, Vec<u8>)| {
        name.eq_ignore_ascii_case("content-type") && value.starts_with(FORM.as_bytes())
    };
    if request.headers.iter().any(is_form) {
        return Some(form_urlencoded::parse(&request.body).into_owned().collect());
    }
    let Ok(Value::Object(members)) = serde_json::from_slice(&request.body) else {
        return None;
    };
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    let members = members.into_iter().map(|(name, value)| (name, text(value)));
    Some(members.collect())
}

fn form(members: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(members)
        .finish()
}

fn in_parts(members: &[(String, String)]) -> String {
    let part = |(name, value): &(String, String)| {
        format!("--gateproof\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let parts: String = members.iter().map(part).collect();
    format!("{parts}--gateproof--\r\n")
}

fn with_query(url: &str, members: &[(String, String)]) -> String {
    let between = if url.contains('?') { '&' } else { '?' };
    match members.is_empty() {
        true => url.to_owned(),
        false => format!("{url}{between}{}", form(members)),
    }
}

/// Gives the body this type, or none.
fn typed(request: &mut Request, what: Option<&str>) {
    let headers = &mut request.headers;
    headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    headers.extend(what.map(|what| ("Content-Type".to_owned(), what.into())));
}

#[cfg(test)]
mod tests {
    use model::sets::CSRF_DISGUISES;

    use super::*;

    fn request(method: &str, what: Option<&str>, body: &str) -> Request {
        let headers = what.map(|what| ("Content-Type".to_owned(), what.into()));
        Request {
            service: "app".to_owned(),
            method: method.to_owned(),
            url: "http://h/a".to_owned(),
            headers: headers.into_iter().collect(),
            body: body.into(),
            from: None,
        }
    }

    fn told(row: &str, request: &Request) -> Option<String> {
        let it = sent(row, request)?;
        let headers = it.headers.iter();
        let headers =
            headers.map(|(name, value)| format!(" [{name}: {}]", String::from_utf8_lossy(value)));
        let body = String::from_utf8_lossy(&it.body).into_owned();
        Some(format!(
            "{} {}{} {body}",
            it.method,
            it.url,
            headers.collect::<String>()
        ))
    }

    #[test]
    fn a_json_body_moves_into_a_query_a_form_or_parts() {
        let json = request("PATCH", Some("application/json"), r#"{"a":"1 2","b":3}"#);
        let told = |row| told(row, &json).unwrap();
        assert_eq!(told("get"), "GET http://h/a?a=1+2&b=3 ");
        assert_eq!(
            told("get-override-header"),
            "GET http://h/a?a=1+2&b=3 [X-HTTP-Method-Override: PATCH] "
        );
        assert_eq!(
            told("get-override-query"),
            "GET http://h/a?a=1+2&b=3&_method=PATCH "
        );
        assert_eq!(
            told("post-override-form"),
            "POST http://h/a [Content-Type: application/x-www-form-urlencoded] a=1+2&b=3&_method=PATCH"
        );
        assert_eq!(
            told("form-case"),
            "PATCH http://h/a [Content-Type: Application/X-WWW-Form-Urlencoded] a=1+2&b=3"
        );
        assert!(told("multipart").contains("name=\"a\"\r\n\r\n1 2\r\n--gateproof\r\n"));
        assert_eq!(
            told("text-plain"),
            r#"PATCH http://h/a [Content-Type: text/plain] {"a":"1 2","b":3}"#
        );
        assert_eq!(told("untyped"), r#"PATCH http://h/a {"a":"1 2","b":3}"#);
    }

    #[test]
    fn what_is_there_already_is_no_spelling() {
        let form = request("POST", Some(FORM), "a=1");
        assert_eq!(told("form", &form), told("form-type", &form));
        assert_eq!(told("post-override-form", &form), None);
        let list = request("POST", Some("application/json"), "[1]");
        assert_eq!(told("form", &list), None);
        let get = request("GET", None, "");
        for row in ["get", "post-override-form", "safe-override-query"] {
            assert_eq!(told(row, &get), None, "{row}");
        }
        let bare = request("POST", None, "");
        let rows = CSRF_DISGUISES.iter().map(|(row, _)| *row);
        for row in rows.filter(|row| *row != "post-override-form") {
            assert!(told(row, &bare).is_some(), "{row}");
        }
    }
}
