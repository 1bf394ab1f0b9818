//! The state of a browser as Playwright writes it (`storageState`): its cookies, and the local storage
//! of pages by their origin.

use std::io::Read;

use jiff::Timestamp;
use model::identity::Held;
use model::secret::Secret;
use model::target::Target;
use serde::Deserialize;
use url::Url;

use super::Taken;

/// Octets of the longest file.
const LONGEST: u64 = 4 << 20;

/// What is wrong with a browser's state. What stands in it is not shown.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    File(#[from] std::io::Error),
    /// It is something else.
    #[error("is no state of a browser as Playwright writes it (line {0})")]
    Other(usize),
    /// It is too long.
    #[error("is longer than {LONGEST} octets")]
    TooLong,
    /// It has no such entry.
    #[error("lacks {0}")]
    Missing(String),
    /// It has one for others.
    #[error("has {what}, but for {whose}, and not for a service of the target")]
    Foreign {
        /// The entry.
        what: String,
        /// For whom.
        whose: String,
    },
    /// It has several.
    #[error("has {0} several times for the services of the target, with different values")]
    Several(String),
}

#[derive(Deserialize)]
struct State {
    #[serde(default)]
    cookies: Vec<Cookie>,
    #[serde(default)]
    origins: Vec<Origin>,
}

#[derive(Deserialize)]
struct Cookie {
    name: String,
    value: String,
    domain: String,
    /// Unix seconds; less than zero for a cookie of the session.
    #[serde(default)]
    expires: Option<f64>,
}

#[derive(Deserialize)]
struct Origin {
    origin: String,
    #[serde(default, rename = "localStorage")]
    local_storage: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    value: String,
}

/// What is found under a name: for whom, the value, and until when it is good.
struct Found {
    whose: String,
    fits: bool,
    value: String,
    expires: Option<Timestamp>,
}

/// The entry that is meant, for one of the target's services.
pub fn read(file: &str, held: &Held, target: &Target) -> Result<Taken, StateError> {
    let mut text = String::new();
    let octets = std::fs::File::open(file)?
        .take(LONGEST + 1)
        .read_to_string(&mut text)?;
    if octets as u64 > LONGEST {
        return Err(StateError::TooLong);
    }
    let state: State =
        serde_json::from_str(&text).map_err(|error| StateError::Other(error.line()))?;
    let addresses = target.services.values();
    let addresses = addresses.flat_map(|service| [&service.http, &service.ws]);
    let addresses: Vec<Url> = addresses
        .flatten()
        .filter_map(|address| Url::parse(address).ok())
        .collect();
    let (what, found) = match (&held.cookie, &held.local_storage) {
        (Some(name), _) => (
            format!("a cookie `{name}`"),
            cookies(state.cookies, name, &addresses),
        ),
        (None, name) => {
            let name = name.as_deref().unwrap_or_default();
            let what = format!("an entry `{name}` in a local storage");
            (what, stored(state.origins, name, &addresses))
        }
    };
    one(what, found)
}

fn cookies(cookies: Vec<Cookie>, name: &str, addresses: &[Url]) -> Vec<Found> {
    let named = cookies.into_iter().filter(|cookie| cookie.name == name);
    named
        .map(|cookie| {
            let parent = cookie.domain.strip_prefix('.');
            let fits = |url: &Url| {
                let host = url.host_str().unwrap_or_default();
                let below = |parent: &str| {
                    let rest = host.strip_suffix(parent);
                    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                };
                host == cookie.domain || parent.is_some_and(below)
            };
            let expires = cookie.expires.filter(|expires| *expires >= 0.0);
            Found {
                fits: addresses.iter().any(fits),
                expires: expires.and_then(|at| Timestamp::from_second(at as i64).ok()),
                whose: cookie.domain,
                value: cookie.value,
            }
        })
        .collect()
}

fn stored(origins: Vec<Origin>, name: &str, addresses: &[Url]) -> Vec<Found> {
    let mut found = Vec::new();
    for Origin {
        origin,
        local_storage,
    } in origins
    {
        let fits = |url: &Url| url.origin().ascii_serialization() == origin;
        let fits = addresses.iter().any(fits);
        let named = local_storage.into_iter().filter(|entry| entry.name == name);
        found.extend(named.map(|entry| Found {
            whose: origin.clone(),
            fits,
            value: entry.value,
            expires: None,
        }));
    }
    found
}

fn one(what: String, found: Vec<Found>) -> Result<Taken, StateError> {
    let (fitting, foreign): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| found.fits);
    let mut fitting = fitting.into_iter();
    let Some(first) = fitting.next() else {
        return Err(match foreign.into_iter().next() {
            Some(found) => StateError::Foreign {
                what,
                whose: found.whose,
            },
            None => StateError::Missing(what),
        });
    };
    if fitting.any(|other| other.value != first.value) {
        return Err(StateError::Several(what));
    }
    Ok(Taken {
        secret: Secret::new(first.value),
        expires: first.expires,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const STATE: &str = r#"{
      "cookies": [
        {"name": "sid", "value": "of-the-app", "domain": "app.example", "path": "/", "expires": -1, "httpOnly": true, "secure": true, "sameSite": "Lax"},
        {"name": "sid", "value": "of-another", "domain": "other.example", "path": "/", "expires": 1},
        {"name": "wide", "value": "of-all", "domain": ".example", "path": "/", "expires": 1000000000.5},
        {"name": "foreign", "value": "x", "domain": "ample", "path": "/"},
        {"name": "two", "value": "a", "domain": "app.example", "path": "/a"},
        {"name": "two", "value": "b", "domain": "app.example", "path": "/b"}
      ],
      "origins": [
        {"origin": "https://app.example", "localStorage": [{"name": "token", "value": "stored"}]},
        {"origin": "https://app.example:444", "localStorage": [{"name": "other", "value": "x"}]}
      ]
    }"#;

    fn held(state: &str, entry: serde_json::Value) -> Result<(String, Option<i64>), String> {
        let file = std::env::temp_dir().join(format!(
            "gateproof-state-{}-{:p}.json",
            std::process::id(),
            &entry
        ));
        std::fs::write(&file, state).map_err(|error| error.to_string())?;
        let held: Held = serde_json::from_value(entry).map_err(|error| error.to_string())?;
        let target = json!({
            "name": "t", "services": {"app": {"http": "https://app.example"}}, "scope": {"hosts": []}
        });
        let target: Target = serde_json::from_value(target).map_err(|error| error.to_string())?;
        let read = read(&file.display().to_string(), &held, &target);
        std::fs::remove_file(&file).map_err(|error| error.to_string())?;
        let told = |taken: Taken| {
            let expires = taken.expires.map(Timestamp::as_second);
            (taken.secret.expose().to_owned(), expires)
        };
        read.map(told).map_err(|error| error.to_string())
    }

    #[test]
    fn entries_are_those_of_the_targets_services() {
        let cookie = |name: &str| held(STATE, json!({ "cookie": name }));
        assert_eq!(cookie("sid"), Ok(("of-the-app".to_owned(), None)));
        let wide = ("of-all".to_owned(), Some(1_000_000_000));
        assert_eq!(cookie("wide"), Ok(wide));
        let stored = held(STATE, json!({"local-storage": "token"}));
        assert_eq!(stored, Ok(("stored".to_owned(), None)));
    }

    #[test]
    fn what_is_wrong_is_told_without_what_stands_there() {
        let cookie = |name: &str| held(STATE, json!({ "cookie": name }));
        for (told, wanted) in [
            (cookie("gone"), "lacks a cookie `gone`".into()),
            (
                cookie("foreign"),
                "has a cookie `foreign`, but for ample, and not for a service of the target".into(),
            ),
            (
                cookie("two"),
                "has a cookie `two` several times for the services of the target, with different values".into(),
            ),
            (
                held(STATE, json!({"local-storage": "other"})),
                "has an entry `other` in a local storage, but for https://app.example:444, and not for a service of the target".into(),
            ),
            (
                held("{\n\"cookies\": 5}", json!({"cookie": "a"})),
                "is no state of a browser as Playwright writes it (line 2)".into(),
            ),
        ] {
            assert_eq!(told, Err(wanted));
        }
    }
}
