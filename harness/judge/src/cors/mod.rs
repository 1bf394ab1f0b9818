//! What a browser lets a page of another origin read or send (Fetch, CORS protocol): pure facts on what
//! was sent and answered.

#[cfg(test)]
mod tests;

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
