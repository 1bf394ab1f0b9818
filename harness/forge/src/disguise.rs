//! The same request in another spelling, for which a careless limiter opens another account. Pure.

use std::net::Ipv4Addr;

use model::clean::path_encoded;
use model::sets::{BROKEN_BODIES, CSRF_DISGUISES, claimed_header};
use model::wire::Request;

use crate::broken::broken;
use crate::elsewhere;

/// Addresses that disguises claim, and that are nobody's (RFC 5737).
pub const CLAIMED: [Ipv4Addr; 2] = [
    Ipv4Addr::new(203, 0, 113, 7),
    Ipv4Addr::new(198, 51, 100, 9),
];

/// A request in disguise.
#[derive(Clone)]
pub struct Disguised {
    /// The request.
    pub request: Request,
    /// The e-mail address that it held, and how it is spelled now.
    pub email: Option<(String, String)>,
}

/// `request` spelled as the row of the set `limit-disguises` or `csrf-disguises` says, or with a body as
/// `broken-bodies` says; `None` where it has no such spelling.
pub fn disguise(row: &str, request: &Request) -> Option<Disguised> {
    if BROKEN_BODIES.iter().any(|(known, _)| *known == row) {
        let request = Request {
            body: broken(row, &request.body)?,
            ..request.clone()
        };
        return Some(Disguised {
            request,
            email: None,
        });
    }
    if CSRF_DISGUISES.iter().any(|(known, _)| *known == row) {
        let request = elsewhere::sent(row, request)?;
        return Some(Disguised {
            request,
            email: None,
        });
    }
    let mut disguised = Disguised {
        request: request.clone(),
        email: None,
    };
    let it = &mut disguised.request;
    if let Some(name) = claimed_header(row) {
        let [nobody, other] = CLAIMED;
        let value = match row {
            "x-forwarded-for-list" => format!("{nobody}, {other}"),
            "forwarded" => format!("for={nobody}"),
            "ipv4-mapped" => nobody.to_ipv6_mapped().to_string(),
            _ => nobody.to_string(),
        };
        it.headers.push((name.to_owned(), value.into_bytes()));
        return Some(disguised);
    }
    match row {
        "method-override" if it.method != "POST" => {
            let method = request.method.clone().into_bytes();
            it.headers
                .push(("X-HTTP-Method-Override".to_owned(), method));
            "POST".clone_into(&mut it.method);
        }
        "email-case" => return respelled(disguised, &upper),
        "email-plus" => return respelled(disguised, &|local| Some(format!("{local}+x"))),
        "email-dot" => return respelled(disguised, &dotted),
        _ => it.url = url(row, &request.url)?,
    }
    Some(disguised)
}

fn url(row: &str, url: &str) -> Option<String> {
    let start = url.find("://")? + 3;
    let path_at = start + url[start..].find(['/', '?']).unwrap_or(url.len() - start);
    let (before, rest) = url.split_at(path_at);
    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (rest, None),
    };
    let spelled = match row {
        "path-case" => case(path)?,
        "double-slash" if !path.is_empty() => path.replacen('/', "//", 1),
        "double-slash-inside" => {
            let at = path.trim_end_matches('/').rfind('/').filter(|at| *at > 0)?;
            format!("{}/{}", &path[..at], &path[at..])
        }
        "trailing-slash" if !path.ends_with('/') => format!("{path}/"),
        "percent-encoded" => encoded(path)?,
        "extra-query" => path.to_owned(),
        _ => return None,
    };
    let query = match (row, query) {
        ("extra-query", Some(query)) => format!("?{query}&x=1"),
        ("extra-query", None) => "?x=1".to_owned(),
        (_, Some(query)) => format!("?{query}"),
        (_, None) => String::new(),
    };
    Some(format!("{before}{spelled}{query}"))
}

/// Letters of the path in the other case; those of what is encoded mean the same in both.
fn case(path: &str) -> Option<String> {
    let other = |c: char| match c.is_ascii_lowercase() {
        true => c.to_ascii_uppercase(),
        false => c.to_ascii_lowercase(),
    };
    let mut encoded = 0;
    let spelled: String = path
        .chars()
        .map(|c| {
            encoded = match c {
                '%' => 2,
                _ if encoded > 0 => {
                    encoded -= 1;
                    return c;
                }
                _ => 0,
            };
            other(c)
        })
        .collect();
    (spelled != path).then_some(spelled)
}

/// The last letter of the path as an octet in percent-encoding, which means the same (RFC 3986 6.2.2.2).
fn encoded(path: &str) -> Option<String> {
    let at = path.rfind(|c: char| c.is_ascii_alphabetic())?;
    let in_octet = path[..at].ends_with('%') || path[..at.saturating_sub(1)].ends_with('%');
    let octet = path.as_bytes().get(at)?;
    (!in_octet).then(|| format!("{}%{octet:02X}{}", &path[..at], &path[at + 1..]))
}

fn upper(local: &str) -> Option<String> {
    let upper = local.to_ascii_uppercase();
    (upper != local).then_some(upper)
}

fn dotted(local: &str) -> Option<String> {
    let mut letters = local.char_indices();
    let (at, second) = letters.nth(1)?;
    let first = local.chars().next()?;
    (first != '.' && second != '.').then(|| format!("{}.{}", &local[..at], &local[at..]))
}

/// With the first e-mail address in the body, or else in the URL, respelled.
fn respelled(mut it: Disguised, spell: &dyn Fn(&str) -> Option<String>) -> Option<Disguised> {
    let body = String::from_utf8(it.request.body.clone()).ok();
    let body = body.filter(|body| email(body).is_some());
    let url = it.request.url.clone();
    let text = body.as_deref().unwrap_or(&url);
    let (start, at, end, sign) = email(text)?;
    let (local, domain) = (&text[start..at], &text[at + sign.len()..end]);
    let spelled = spell(local)?;
    let written = match sign {
        "@" => spelled.clone(),
        // In a form or a query a plus would be a space.
        _ => path_encoded(&spelled),
    };
    let whole = format!("{}{written}{}", &text[..start], &text[at..]);
    it.email = Some((format!("{local}@{domain}"), format!("{spelled}@{domain}")));
    match body {
        Some(_) => it.request.body = whole.into_bytes(),
        None => it.request.url = whole,
    }
    Some(it)
}

/// Where an e-mail address begins, its sign stands, and it ends, and how the sign is written.
fn email(text: &str) -> Option<(usize, usize, usize, &'static str)> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    ["@", "%40"].into_iter().find_map(|sign| {
        text.match_indices(sign).find_map(|(at, _)| {
            let local = text[..at]
                .rfind(|c| !plain(c))
                .map_or(0, |before| before + 1);
            let after = at + sign.len();
            let domain = text[after..]
                .find(|c| !plain(c))
                .unwrap_or(text.len() - after);
            (local < at && domain > 0).then_some((local, at, after + domain, sign))
        })
    })
}
