//! How the target says no, as its owner declares it, and how long a sign of it is awaited.

use std::time::Duration;

use judge::Refusing;
use model::operation::Operation;
use model::refusal::Class;
use model::span::Span;
use model::target::Target;

use crate::direct;

/// How long the classifier waits when the contract says nothing.
const SETTLE: Duration = Duration::from_secs(1);

/// How the target says no to this operation.
pub fn refusing(target: &Target, op: Option<&Operation>) -> Refusing {
    let mut refusing = Refusing {
        endings: target.contract.endings.clone(),
        marker: direct::marker(target, op.and_then(|op| op.at.as_deref())).cloned(),
        ..Refusing::default()
    };
    let own = op.map(|op| &op.refused_as);
    let contract = &target.contract.refusals;
    for (class, refusals) in contract {
        if !own.is_some_and(|own| own.contains_key(class)) {
            refusing
                .http
                .extend(refusals.http.iter().map(|how| (*class, how.clone())));
        }
        refusing
            .ws
            .extend(refusals.ws.iter().map(|how| (*class, how.clone())));
    }
    let own: Vec<(&Class, _)> = own.into_iter().flatten().collect();
    for (class, hows) in own {
        refusing
            .http
            .extend(hows.iter().map(|how| (*class, how.clone())));
    }
    refusing
}

/// How long to wait for a sign, unless a step says otherwise.
pub fn patience(target: &Target, within: Option<Span>) -> Duration {
    within
        .or(target.contract.settle)
        .map_or(SETTLE, |Span(time)| time)
}
