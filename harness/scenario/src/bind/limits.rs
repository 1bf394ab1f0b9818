//! Limits that bursts meet: what is done, whether it can be, and what is wanted of it.

use model::contract::{Counts, Limit, LimitKey};
use model::expectation::Is;
use model::many::MOST_ATTEMPTS;
use model::operation::Action;
use model::plan::{Expected, LimitRule, Predicate};
use model::step::{Burst, Call, Open, Part, Shape, Step};
use model::target::Target;

/// Gives bursts that name only a limit what they do: the first operation that the limit covers.
pub(super) fn filled(target: &Target, steps: &mut [Step]) {
    for step in steps {
        let Step::Burst(burst) = step else { continue };
        if burst.what.is_some() {
            continue;
        }
        let limit = burst.limit.as_ref();
        let limit = limit.and_then(|name| target.contract.limits.get(name));
        let covered = limit.and_then(|limit| limit.covers.first());
        burst.what = covered.and_then(|op| done(target, op, &burst.part).map(Box::new));
    }
}

/// A step that does this operation, as and from whom the burst says.
fn done(target: &Target, op: &str, part: &Part) -> Option<Step> {
    let part = Part {
        who: part.who.clone(),
        from: part.from.clone(),
        ..Part::default()
    };
    let op = op.to_owned();
    match target.operations.get(&op)?.action()? {
        Action::Http(..) | Action::Run(_) => Some(Step::Call(Call {
            op,
            part,
            ..Call::default()
        })),
        Action::Socket(_) => Some(Step::Open(Box::new(Open {
            op,
            part,
            ..Open::default()
        }))),
        Action::Message(..) => None,
    }
}

/// Why a burst cannot be done here.
pub(super) fn missing(target: &Target, step: &Step) -> Option<String> {
    let Step::Burst(burst) = step else {
        return None;
    };
    if let Some(name) = &burst.limit {
        let Some(limit) = target.contract.limits.get(name) else {
            return Some(format!("the contract does not declare `limits.{name}`"));
        };
        if let Some(reason) = unmet(target, (name, limit), burst) {
            return Some(reason);
        }
    }
    let together = burst.at_once || burst.shape == Some(Shape::AtOnce);
    let what = burst.what.as_deref()?;
    let op = target.operations.get(what.op()?)?;
    if together && op.follow.is_some() {
        return Some(format!(
            "operation `{}` follows redirects, of which no several are followed at once",
            what.op()?
        ));
    }
    match (together, op.action()) {
        (true, Some(Action::Run(_))) => Some(format!(
            "operation `{}` is a chain of requests, of which no several are sent at once",
            what.op()?
        )),
        _ => None,
    }
}

fn shape(burst: &Burst) -> Shape {
    burst.shape.unwrap_or_default()
}

/// Why this limit is not met by a burst.
fn unmet(target: &Target, (name, limit): (&str, &Limit), burst: &Burst) -> Option<String> {
    let first = limit.covers.first().map_or("", String::as_str);
    if shape(burst).attempts(limit.requests) > MOST_ATTEMPTS {
        return Some(format!(
            "limit `{name}` allows {} requests, and a burst sends {MOST_ATTEMPTS} at most",
            limit.requests
        ));
    }
    let Some(what) = burst.what.as_deref() else {
        let kind = match target.operations.contains_key(first) {
            true => "is a message, and needs a socket: write what to `do`".to_owned(),
            false => "is not declared".to_owned(),
        };
        return Some(format!(
            "operation `{first}`, which limit `{name}` covers, {kind}"
        ));
    };
    if what
        .op()
        .is_some_and(|op| !limit.covers.iter().any(|it| it == op))
    {
        return Some(format!(
            "limit `{name}` does not cover operation `{}`",
            what.op().unwrap_or_default()
        ));
    }
    if registers(target, what) {
        return Some(format!(
            "operation `{first}` makes an account, which one identity does once: write what to `do` as `pool/each`"
        ));
    }
    let tighter = limit.shared.as_ref();
    let tighter = tighter.and_then(|other| Some((other, target.contract.limits.get(other)?)));
    if let Some((other, it)) = tighter
        && it.requests <= limit.requests
    {
        return Some(format!(
            "the same requests use up limit `{other}` before limit `{name}` is met"
        ));
    }
    let plain = match what {
        Step::Call(call) => call.credential.is_empty() && call.with.is_empty(),
        _ => false,
    };
    match (limit.key, limit.counts, what) {
        (LimitKey::Connection, _, Step::Call(_) | Step::Http(_)) => Some(format!(
            "limit `{name}` counts for each connection, and requests of a burst have their own"
        )),
        (_, Counts::Failed, _) if plain => Some(format!(
            "limit `{name}` counts only requests that fail, and `{first}` does not: write what to `do`"
        )),
        _ => None,
    }
}

/// Whether every attempt would make the account of the same identity.
fn registers(target: &Target, what: &Step) -> bool {
    let Step::Call(call) = what else { return false };
    let who = call.part.who.as_deref().unwrap_or(model::role::DEFAULT);
    let (name, member) = who.split_once('/').unwrap_or((who, ""));
    let identity = target.identities.get(name);
    member != "each" && identity.and_then(|it| it.register()) == Some(call.op.as_str())
}

/// Says of each burst that must hold to its limit what the limit is.
pub(super) fn ruled(target: &Target, steps: &[Step], expect: Vec<Expected>) -> Vec<Expected> {
    let rule = |probe: &str| {
        let bursts = steps.iter().filter_map(|step| match step {
            Step::Burst(burst) => Some(burst.as_ref()),
            _ => None,
        });
        let mut bursts = bursts.filter(|burst| burst.part.probe.as_deref() == Some(probe));
        let burst = bursts.next()?;
        LimitRule::of(&target.contract, burst.limit.as_ref()?, shape(burst)).map(Box::new)
    };
    let each = expect.into_iter().flat_map(|expected| {
        let ruled = match expected.predicate {
            Predicate::Is(Is::LimitHolds) => Predicate::LimitHolds,
            Predicate::Is(Is::LimitTold) => Predicate::LimitTold,
            _ => return vec![expected],
        };
        let probes = expected.probes.iter();
        probes
            .map(|probe| Expected {
                probes: vec![probe.clone()],
                predicate: rule(probe).map_or_else(|| expected.predicate.clone(), ruled),
                ..expected.clone()
            })
            .collect()
    });
    each.collect()
}
