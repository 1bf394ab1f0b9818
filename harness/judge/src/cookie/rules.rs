//! One cookie against what its owner declares, and against what its prefix demands.

use model::cookies::{Domain, Lasts, Prefix, Rules};
use model::expectation::Attributes;

use super::set::{Life, SetCookie};

/// Seconds that an `Expires` may be off: it and the answer's date are rounded apart.
const ROUNDED: u64 = 1;

/// What was found of one cookie.
#[derive(Debug, Default)]
pub struct Flaws {
    /// What is wrong with it.
    pub wrong: Vec<String>,
    /// True when something cannot be said of it.
    pub doubtful: bool,
    /// True when nothing was said of it at all.
    pub missing: bool,
    /// What it is.
    pub seen: String,
}

/// A cookie, what is declared of it, and what it takes to read it.
pub struct Asked<'a> {
    pub cookie: &'a SetCookie,
    pub rules: &'a Rules,
    pub now: Option<i64>,
    pub default_path: &'a str,
}

impl Flaws {
    /// Nothing is wrong.
    pub fn none(seen: &str) -> Flaws {
        Flaws {
            seen: seen.to_owned(),
            ..Flaws::default()
        }
    }

    /// The response says nothing of this cookie.
    pub fn missing(name: &str, attributes: Attributes) -> Flaws {
        let told = match attributes {
            Attributes::Cleared => format!("cookie `{name}` was not taken away"),
            _ => format!("cookie `{name}` was not set"),
        };
        Flaws {
            wrong: vec![told],
            missing: true,
            ..Flaws::default()
        }
    }

    /// What is wrong with a cookie, and what it is.
    pub fn of(cookie: &SetCookie, wrong: &[String]) -> Flaws {
        let told = |wrong: &[String]| format!("cookie `{}`: {}", cookie.name, wrong.join(", "));
        Flaws {
            wrong: (!wrong.is_empty())
                .then(|| told(wrong))
                .into_iter()
                .collect(),
            doubtful: false,
            missing: false,
            seen: format!("cookie `{}`: {}", cookie.name, attributes(cookie)),
        }
    }
}

/// Against what the contract declares.
pub fn as_declared(asked: &Asked<'_>) -> Flaws {
    let Asked { cookie, rules, .. } = asked;
    let mut wrong = Vec::new();
    match (rules.http_only, cookie.http_only) {
        (Some(true), false) => wrong.push("not HttpOnly".to_owned()),
        (Some(false), true) => wrong.push("HttpOnly, which is not declared".to_owned()),
        _ => {}
    }
    match (rules.secure, cookie.secure) {
        (Some(true), false) => wrong.push("not Secure".to_owned()),
        (Some(false), true) => wrong.push("Secure, which is not declared".to_owned()),
        _ => {}
    }
    if let Some(wanted) = rules.same_site {
        let wanted = wanted.word();
        match &cookie.same_site {
            None => wrong.push(format!("no SameSite in place of {wanted}")),
            Some(word) if word.eq_ignore_ascii_case(wanted) => {}
            Some(word) => wrong.push(format!("SameSite={word} in place of {wanted}")),
        }
    }
    wrong.extend(asked.elsewhere());
    let (life, doubtful) = asked.life();
    wrong.extend(life);
    Flaws {
        doubtful,
        ..Flaws::of(cookie, &wrong)
    }
}

/// Whether it travels over TLS alone.
pub fn secure(cookie: &SetCookie) -> Flaws {
    let wrong = (!cookie.secure).then(|| "not Secure".to_owned());
    Flaws::of(cookie, wrong.as_slice())
}

/// Against what the prefix of its name demands (RFC 6265bis 4.1.3); without one, nothing.
pub fn of_prefix(cookie: &SetCookie) -> Flaws {
    Flaws::of(cookie, &demanded(cookie))
}

/// What is wrong with a cookie by the prefix of its name.
pub fn demanded(cookie: &SetCookie) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some(prefix) = Prefix::of(&cookie.name) else {
        return wrong;
    };
    if !cookie.secure {
        wrong.push("not Secure".to_owned());
    }
    if prefix == Prefix::Host {
        match &cookie.path {
            Some(path) if path == "/" => {}
            Some(path) => wrong.push(format!("Path={path} in place of /")),
            None => wrong.push("no Path in place of /".to_owned()),
        }
        if let Some(domain) = &cookie.domain {
            wrong.push(format!("Domain={domain}, where none may stand"));
        }
    }
    wrong
}

impl Asked<'_> {
    /// Another path or domain than the declared one.
    pub fn elsewhere(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let path = self.cookie.path.as_deref().unwrap_or(self.default_path);
        if let Some(wanted) = self.rules.path.as_deref().filter(|wanted| *wanted != path) {
            wrong.push(format!("path {path} in place of {wanted}"));
        }
        match (&self.rules.domain, &self.cookie.domain) {
            (Some(Domain::Absent), Some(domain)) => {
                wrong.push(format!("Domain={domain}, where none is declared"));
            }
            (Some(Domain::Named(wanted)), None) => {
                wrong.push(format!("no Domain in place of {wanted}"));
            }
            (Some(Domain::Named(wanted)), Some(domain)) if wanted != domain => {
                wrong.push(format!("Domain={domain} in place of {wanted}"));
            }
            _ => {}
        }
        wrong
    }

    /// Another life than the declared one, and whether nobody can say.
    fn life(&self) -> (Option<String>, bool) {
        let Some(wanted) = self.rules.lasts else {
            return (None, false);
        };
        let life = self.cookie.life(self.now);
        let off = |left: i64, wanted: u64| left.abs_diff(i64::try_from(wanted).unwrap_or(i64::MAX));
        let right = match (wanted, life) {
            (Lasts::Session, Life::Session) => true,
            (Lasts::Seconds(wanted), Life::Seconds(left)) => off(left, wanted) == 0,
            (Lasts::Seconds(wanted), Life::Until(left)) => off(left, wanted) <= ROUNDED,
            (Lasts::Seconds(_), Life::Undated) => return (None, true),
            _ => false,
        };
        let is = match life {
            Life::Session => "ends with the browser".to_owned(),
            Life::Seconds(left) => format!("Max-Age={left}"),
            Life::Until(left) => format!("expires after {left} s"),
            Life::Undated => "expires".to_owned(),
        };
        let wanted = match wanted {
            Lasts::Session => "with the browser".to_owned(),
            Lasts::Seconds(wanted) => format!("after {wanted} s"),
        };
        let wrong = (!right).then(|| format!("{is}, and shall end {wanted}"));
        (wrong, false)
    }
}

/// The attributes of a cookie, as they are told.
pub fn attributes(cookie: &SetCookie) -> String {
    let mut all = Vec::new();
    all.extend(cookie.http_only.then(|| "HttpOnly".to_owned()));
    all.extend(cookie.secure.then(|| "Secure".to_owned()));
    let named = [
        ("SameSite", &cookie.same_site),
        ("Path", &cookie.path),
        ("Domain", &cookie.domain),
    ];
    let named = named
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_ref()?)));
    all.extend(named.map(|(name, value)| format!("{name}={value}")));
    all.extend(cookie.max_age.map(|age| format!("Max-Age={age}")));
    all.extend(cookie.expires.map(|_| "Expires".to_owned()));
    match all.is_empty() {
        true => "no attributes".to_owned(),
        false => all.join(" "),
    }
}
