//! Which timers of the target a step waits for, whether its clock moves them, and how that is told.

use std::time::Duration;

use model::plan::Steps;
use model::span::Span;
use model::step::{self, Advance, Step};
use model::target::{Moved, Target};

use crate::edge;

/// Which timers of the target a step waits for.
pub fn timers(advance: &Advance, is_socket: &dyn Fn(&str) -> bool) -> Vec<Moved> {
    let instant = advance.past.as_ref().or(advance.before.as_ref());
    let path = instant.and_then(|instant| instant.contract.as_deref());
    let token = instant.and_then(|instant| instant.expiry.as_deref());
    match (path, token) {
        (Some(path), _) if path.starts_with("sockets.") => vec![Moved::Sockets],
        (Some(path), _) if path.starts_with("limits.") => vec![Moved::Limits],
        (Some(path), _) if path.starts_with("codes.") => vec![Moved::Codes],
        // A socket that ends with its token watches the time itself.
        (None, Some(token)) if is_socket(token) => vec![Moved::Tokens, Moved::Sockets],
        _ => vec![Moved::Tokens],
    }
}

/// The timers of these that the target's clock does not move.
pub fn unmoved(target: &Target, timers: &[Moved]) -> Vec<Moved> {
    let hook = target.hooks.clock.as_ref();
    let moves = hook.map_or(&[] as &[Moved], |clock| clock.moves.as_slice());
    let rest = timers.iter().filter(|timer| !moves.contains(timer));
    rest.copied().collect()
}

/// Why a case cannot be run without waiting, if it cannot.
pub fn must_wait(target: &Target, steps: &Steps) -> Option<String> {
    let opened: Vec<&str> = steps
        .acts()
        .filter_map(|act| match &act.what {
            Step::Open(open) => open.socket.as_deref(),
            _ => None,
        })
        .collect();
    steps.acts().find_map(|act| {
        let advance = match &act.what {
            Step::Advance(advance) => advance,
            Step::Burst(burst) => return edge::must_wait(burst, target),
            _ => return None,
        };
        let unmoved = unmoved(target, &timers(advance, &|name| opened.contains(&name)));
        let names: Vec<String> = unmoved.iter().map(word).collect();
        (!names.is_empty()).then(|| {
            format!(
                "{} takes real time: the target declares no clock that moves {} \
                 (`hooks.clock`), and without `--slow` nobody waits",
                described(advance, target),
                names.join(" and ")
            )
        })
    })
}

fn word(timer: &Moved) -> String {
    let word = match timer {
        Moved::Tokens => "tokens",
        Moved::Codes => "codes",
        Moved::Limits => "limits",
        Moved::Sockets => "sockets",
    };
    format!("`{word}`")
}

/// What is waited for, in words.
pub fn described(advance: &Advance, target: &Target) -> String {
    let how = match advance.before {
        Some(_) => "to just before",
        None => "past",
    };
    let instant = advance.past.as_ref().or(advance.before.as_ref());
    match instant {
        Some(step::Instant {
            expiry: Some(token),
            ..
        }) => format!("waiting {how} the expiry of `{token}`"),
        Some(step::Instant {
            contract: Some(path),
            ..
        }) => {
            let long = declared(target, path).map_or(String::new(), |span| format!(" ({span})"));
            format!("waiting {how} `contract.{path}`{long}")
        }
        _ => {
            let by = advance.by.unwrap_or(Span(Duration::ZERO));
            format!("waiting {by}")
        }
    }
}

/// How long a step waits at least when no clock is moved for it, as far as that is known beforehand.
pub fn least(advance: &Advance, target: &Target) -> Duration {
    if let Some(Span(by)) = advance.by {
        return by;
    }
    let instant = advance.past.as_ref().or(advance.before.as_ref());
    let path = instant.and_then(|instant| instant.contract.as_deref());
    // A captured token lives as long as the contract says of the credential that it most likely is.
    let long = path.and_then(|path| declared(target, path));
    let token = instant.and_then(|instant| instant.expiry.as_deref());
    let lifetimes = &target.contract.lifetimes;
    let of_token = token.and_then(|token| lifetimes.get(token).or(lifetimes.get("access")));
    long.or(of_token.copied())
        .map_or(Duration::ZERO, |Span(long)| long)
}

/// A time of the contract.
pub fn declared(target: &Target, path: &str) -> Option<Span> {
    let contract = serde_json::to_value(&target.contract).ok()?;
    let found = path
        .split('.')
        .try_fold(&contract, |value, key| value.get(key))?;
    found.as_str().and_then(Span::parse)
}
