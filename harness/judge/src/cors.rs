//! What a browser lets a page of another origin read or send (Fetch, CORS protocol): pure facts on what
//! was sent and answered.

use model::wire::{Answer, Raw, Request};

/// What a browser decides; why, in words.
pub type Decision = Result<String, String>;

/// Whether the page that a request says it comes from may read the answer, or, for a preflight, send the
/// request. With `ambient`, the request goes out with what the browser adds by itself. `None` when
/// nothing was answered, or no page sends such a request.
pub fn decided(raw: &Raw, ambient: bool) -> Option<Decision> {
    let (request, answer) = (raw.request.as_ref()?, raw.answer.as_ref()?);
    let [origin] = sent(request, "origin")[..] else {
        return None;
    };
    let ambient = ambient || !sent(request, "cookie").is_empty();
    Some(match sent(request, "access-control-request-method")[..] {
        [method] => preflight(answer, origin, (method, request, ambient)),
        _ => check(answer, origin, ambient),
    })
}

/// The CORS check (Fetch 4.10): the answer names the page's origin, and nothing else; `*` will do where
/// the browser adds nothing by itself.
fn check(answer: &Answer, origin: &str, ambient: bool) -> Decision {
    let Some(allowed) = joined(answer, "access-control-allow-origin") else {
        return Err("no Access-Control-Allow-Origin".to_owned());
    };
    let told = format!("Access-Control-Allow-Origin is `{allowed}`");
    match allowed.as_str() {
        "*" if !ambient => return Ok(told),
        "*" => {
            return Err(format!(
                "{told}, which is not enough for a request with credentials"
            ));
        }
        allowed if allowed == origin => {}
        _ => return Err(told),
    }
    if !ambient {
        return Ok(told);
    }
    match joined(answer, "access-control-allow-credentials").as_deref() {
        Some("true") => Ok(format!(
            "{told}, and Access-Control-Allow-Credentials is `true`"
        )),
        Some(other) => Err(format!(
            "{told}, but Access-Control-Allow-Credentials is `{other}`"
        )),
        None => Err(format!(
            "{told}, but there is no Access-Control-Allow-Credentials"
        )),
    }
}

/// The preflight (Fetch 4.8): the check holds, the status is a success, and method and headers are allowed.
fn preflight(
    answer: &Answer,
    origin: &str,
    (method, request, ambient): (&str, &Request, bool),
) -> Decision {
    let told = check(answer, origin, ambient)?;
    if !(200..300).contains(&answer.status) {
        return Err(format!(
            "{told}, but the preflight was answered with HTTP {}",
            answer.status
        ));
    }
    let methods = list(answer, "access-control-allow-methods");
    let any = |allowed: &[String]| !ambient && allowed.iter().any(|one| one == "*");
    let safe = matches!(method, "GET" | "HEAD" | "POST");
    if !safe && !any(&methods) && !methods.iter().any(|allowed| allowed == method) {
        return Err(format!(
            "{told}, but Access-Control-Allow-Methods does not name {method}"
        ));
    }
    let headers = list(answer, "access-control-allow-headers");
    for asked in sent(request, "access-control-request-headers") {
        for name in asked.split(',').map(str::trim) {
            let named = headers
                .iter()
                .any(|allowed| allowed.eq_ignore_ascii_case(name));
            // `*` never means the one that carries tokens.
            let wild = any(&headers) && !name.eq_ignore_ascii_case("authorization");
            if !named && !wild {
                return Err(format!(
                    "{told}, but Access-Control-Allow-Headers does not name {name}"
                ));
            }
        }
    }
    Ok(format!("{told}, and the preflight allows {method}"))
}

/// The values of a request header.
fn sent<'r>(request: &'r Request, name: &str) -> Vec<&'r str> {
    let headers = request.headers.iter();
    let named = headers.filter(|(own, _)| own.eq_ignore_ascii_case(name));
    named
        .map(|(_, value)| std::str::from_utf8(value).unwrap_or_default())
        .collect()
}

/// All values of a header as one: several lines, or a list, name no origin.
fn joined(answer: &Answer, name: &str) -> Option<String> {
    let values = answer.header(name);
    let values: Vec<_> = values.map(|value| String::from_utf8_lossy(value)).collect();
    (!values.is_empty()).then(|| values.join(", ").trim_matches([' ', '\t']).to_owned())
}

fn list(answer: &Answer, name: &str) -> Vec<String> {
    let all = joined(answer, name).unwrap_or_default();
    let items = all.split(',').map(|item| item.trim().to_owned());
    items.filter(|item| !item.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: (&str, &str) = ("Origin", "https://page.test");
    const NAMED: (&str, &str) = ("Access-Control-Allow-Origin", "https://page.test");
    const ANY: (&str, &str) = ("access-control-allow-origin", "*");
    const CREDENTIALS: (&str, &str) = ("Access-Control-Allow-Credentials", "true");

    fn raw(asked: &[(&str, &str)], status: u16, answered: &[(&str, &str)]) -> Raw {
        let owned = |all: &[(&str, &str)]| {
            let all = all.iter();
            all.map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()))
                .collect()
        };
        Raw {
            request: Some(Request {
                service: String::new(),
                method: "GET".to_owned(),
                url: String::new(),
                headers: owned(asked),
                body: Vec::new(),
                from: None,
            }),
            answer: Some(Answer {
                version: "HTTP/1.1",
                status,
                headers: owned(answered),
                body: Vec::new(),
                cut: false,
            }),
            ..Raw::default()
        }
    }

    fn readable(asked: &[(&str, &str)], answered: &[(&str, &str)]) -> Option<bool> {
        decided(&raw(asked, 200, answered), false).map(|decision| decision.is_ok())
    }

    #[test]
    fn without_credentials_the_origin_or_any_will_do() {
        assert_eq!(readable(&[PAGE], &[NAMED]), Some(true));
        assert_eq!(readable(&[PAGE], &[ANY]), Some(true));
        assert_eq!(
            readable(&[PAGE, ("Authorization", "Bearer x")], &[ANY]),
            Some(true)
        );
        assert_eq!(
            readable(
                &[("Origin", "null")],
                &[("Access-Control-Allow-Origin", "null")]
            ),
            Some(true)
        );
        for other in [
            "https://page.test/",
            "https://PAGE.test",
            "null",
            "",
            "https://page.test, *",
        ] {
            let named = [("Access-Control-Allow-Origin", other)];
            assert_eq!(readable(&[PAGE], &named), Some(false), "{other}");
        }
        assert_eq!(readable(&[PAGE], &[NAMED, NAMED]), Some(false));
        assert_eq!(readable(&[PAGE], &[]), Some(false));
    }

    #[test]
    fn with_a_cookie_the_origin_is_named_and_credentials_are_allowed() {
        let asked = [PAGE, ("Cookie", "a=1")];
        assert_eq!(readable(&asked, &[NAMED, CREDENTIALS]), Some(true));
        assert_eq!(readable(&asked, &[ANY, CREDENTIALS]), Some(false));
        assert_eq!(readable(&asked, &[NAMED]), Some(false));
        let other = ("Access-Control-Allow-Credentials", "True");
        assert_eq!(readable(&asked, &[NAMED, other]), Some(false));
    }

    #[test]
    fn no_page_sends_no_origin_or_two() {
        assert_eq!(readable(&[], &[ANY]), None);
        assert_eq!(readable(&[PAGE, PAGE], &[NAMED]), None);
    }

    #[test]
    fn a_preflight_allows_method_and_headers_by_name() {
        let asking = |method, headers| {
            [
                PAGE,
                ("Access-Control-Request-Method", method),
                ("Access-Control-Request-Headers", headers),
            ]
        };
        let allowed = |status, asked: &[(&str, &str)], more: &[(&str, &str)], ambient| {
            let answered = [&[NAMED, CREDENTIALS], more].concat();
            decided(&raw(asked, status, &answered), ambient)
                .unwrap()
                .is_ok()
        };
        let methods = |value| ("Access-Control-Allow-Methods", value);
        let headers = |value| ("Access-Control-Allow-Headers", value);
        let put = asking("PUT", "authorization,x-a");
        let all = [methods("GET, PUT"), headers("Authorization, X-A")];
        assert!(allowed(204, &put, &all, true));
        assert!(!allowed(403, &put, &all, true));
        assert!(!allowed(204, &put, &[methods("put"), all[1]], true));
        assert!(!allowed(204, &put, &[all[0]], true));
        // `*` is a wildcard only without credentials, and never means Authorization.
        let wild = [methods("*"), headers("*")];
        assert!(!allowed(204, &asking("PUT", "x-a"), &wild, true));
        assert!(allowed(204, &asking("PUT", "x-a"), &wild, false));
        assert!(!allowed(204, &put, &wild, false));
        assert!(allowed(
            204,
            &put,
            &[wild[0], headers("*, authorization")],
            false
        ));
        // These methods need no permission.
        assert!(allowed(
            200,
            &[PAGE, ("Access-Control-Request-Method", "POST")],
            &[],
            true
        ));
    }
}
