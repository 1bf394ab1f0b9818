//! `Set-Cookie` as a browser reads it (RFC 6265bis 5.6): attributes in any case, the last one counts.

use model::wire::Answer;

use super::date;

/// Octets of name and value together; a browser ignores longer ones.
const PAIR: usize = 4_096;
/// Octets of the value of an attribute; a browser ignores longer ones.
const ATTRIBUTE: usize = 1_024;
/// 1 January 2000: what ended before it was never meant to live.
const LONG_AGO: i64 = 946_684_800;

/// A cookie that a response sets or takes away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SetCookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Scripts cannot read it.
    pub http_only: bool,
    /// It travels only over TLS.
    pub secure: bool,
    /// As it is written.
    pub same_site: Option<String>,
    /// As it is written, if it begins with a slash.
    pub path: Option<String>,
    /// In small letters and without a leading dot.
    pub domain: Option<String>,
    /// Seconds.
    pub max_age: Option<i64>,
    /// Unix seconds.
    pub expires: Option<i64>,
}

/// How long a cookie lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// Until the browser ends.
    Session,
    /// So many seconds, by `Max-Age`.
    Seconds(i64),
    /// So many seconds from the answer's date, by `Expires`.
    Until(i64),
    /// Until a date, and nothing tells how far away that is.
    Undated,
}

/// The cookies of an answer, in its order.
pub fn all(answer: &Answer) -> Vec<SetCookie> {
    answer.header("set-cookie").filter_map(read).collect()
}

/// The present by the answer's own clock.
pub fn now(answer: &Answer) -> Option<i64> {
    let date = answer.header("date").next()?;
    date::seconds(&String::from_utf8_lossy(date))
}

/// True when the answer takes all cookies away (Clear Site Data 3.1).
pub fn clears_all(answer: &Answer) -> bool {
    let values = answer.header("clear-site-data");
    let mut types = values.flat_map(|value| value.split(|octet| *octet == b','));
    types.any(|kind| matches!(kind.trim_ascii(), b"\"cookies\"" | b"\"*\""))
}

/// The path of an address without what follows its last slash: for it a cookie is that names none (RFC
/// 6265bis 5.1.4).
pub fn directory(url: &str) -> String {
    let after = url.split_once("://").map_or("", |(_, rest)| rest);
    let path = after.find('/').map_or("", |slash| &after[slash..]);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    match path.rfind('/') {
        Some(0) | None => "/".to_owned(),
        Some(last) => path[..last].to_owned(),
    }
}

fn read(header: &[u8]) -> Option<SetCookie> {
    let is_control = |octet: &u8| matches!(octet, 0..=8 | 10..=31 | 127);
    if header.iter().any(is_control) {
        return None;
    }
    let text = String::from_utf8_lossy(header);
    let mut parts = text.split(';');
    let pair = parts.next().unwrap_or_default();
    let (name, value) = pair.split_once('=').unwrap_or(("", pair));
    let (name, value) = (trimmed(name), trimmed(value));
    if !(1..=PAIR).contains(&(name.len() + value.len())) {
        return None;
    }
    let mut cookie = SetCookie {
        name: name.to_owned(),
        value: value.to_owned(),
        ..SetCookie::default()
    };
    for part in parts {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        cookie.attribute(trimmed(name), trimmed(value));
    }
    Some(cookie)
}

fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

impl SetCookie {
    fn attribute(&mut self, name: &str, value: &str) {
        if value.len() > ATTRIBUTE {
            return;
        }
        match name.to_ascii_lowercase().as_str() {
            "httponly" => self.http_only = true,
            "secure" => self.secure = true,
            "samesite" => self.same_site = Some(value.to_owned()),
            "path" => self.path = Some(value.to_owned()).filter(|path| path.starts_with('/')),
            "domain" => {
                let domain = value
                    .strip_prefix('.')
                    .unwrap_or(value)
                    .to_ascii_lowercase();
                self.domain = Some(domain).filter(|domain| !domain.is_empty());
            }
            "max-age" => self.max_age = delta(value).or(self.max_age),
            "expires" => self.expires = date::seconds(value).or(self.expires),
            _ => {}
        }
    }

    /// How long it lives; `Max-Age` comes before `Expires`.
    pub fn life(&self, now: Option<i64>) -> Life {
        match (self.max_age, self.expires, now) {
            (Some(seconds), ..) => Life::Seconds(seconds),
            (None, Some(end), _) if end < LONG_AGO => Life::Until(0),
            (None, Some(end), Some(now)) => Life::Until(end - now),
            (None, Some(_), None) => Life::Undated,
            (None, None, _) => Life::Session,
        }
    }

    /// True when it takes the cookie away.
    pub fn is_over(&self, now: Option<i64>) -> bool {
        matches!(self.life(now), Life::Seconds(left) | Life::Until(left) if left <= 0)
    }
}

/// Digits with or without a minus; numbers that are too large are very large.
fn delta(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| digits.parse::<i64>().unwrap_or(i64::MAX) * sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(header: &str) -> SetCookie {
        read(header.as_bytes()).unwrap()
    }

    #[test]
    fn attributes_are_read_in_any_case_and_the_last_counts() {
        let cookie = one(
            "a = b=c ; PATH=/x; path=/y ;HttpOnly=no; sEcUrE; SameSite=lax; SAMESITE=Strict; Domain=.App.Test; Max-Age=9; max-age=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        );
        assert_eq!((cookie.name.as_str(), cookie.value.as_str()), ("a", "b=c"));
        assert!(cookie.http_only && cookie.secure);
        assert_eq!(cookie.same_site.as_deref(), Some("Strict"));
        assert_eq!(cookie.path.as_deref(), Some("/y"));
        assert_eq!(cookie.domain.as_deref(), Some("app.test"));
        assert_eq!(cookie.life(None), Life::Seconds(9));
    }

    #[test]
    fn what_says_nothing_counts_as_absent() {
        let cookie = one("a=1; Path=x; Domain=; Max-Age=; Expires=soon; SameSite");
        assert_eq!(
            (cookie.path.as_deref(), cookie.domain.as_deref()),
            (None, None)
        );
        assert_eq!(cookie.same_site.as_deref(), Some(""));
        assert_eq!(cookie.life(Some(0)), Life::Session);
        assert_eq!(one("a").value, "a");
        for ignored in ["", " = ", "a=\0", &format!("a={}", "x".repeat(PAIR))] {
            assert_eq!(read(ignored.as_bytes()), None);
        }
    }

    #[test]
    fn a_cookie_is_over_by_its_age_or_by_the_answers_date() {
        let over = |header: &str, now| one(header).is_over(now);
        assert!(over("a=; Max-Age=0", None));
        assert!(over("a=; Max-Age=-99999999999999999999", None));
        assert!(!over(
            "a=; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            None
        ));
        assert!(over("a=; Expires=Thu, 01-Jan-70 00:00:01 GMT", None));
        let date = "a=; Expires=Wed, 01 Jan 2025 00:00:00 GMT";
        assert!(over(date, Some(1_735_689_600)));
        assert!(!over(date, Some(1_735_689_599)));
        assert_eq!(one(date).life(None), Life::Undated);
    }

    #[test]
    fn the_default_path_is_that_of_the_request() {
        let of = directory;
        assert_eq!(of("http://h/a/b?c=/d"), "/a");
        assert_eq!(of("http://h/a/"), "/a");
        assert_eq!((of("http://h/a"), of("http://h")), ("/".into(), "/".into()));
    }
}
