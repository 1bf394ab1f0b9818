//! Whether the target declares what stands beside the traffic: times, codes, security events and their hook.

use std::net::IpAddr;

use model::span::Span;
use model::step::{Advance, Audit, Draw, Step};

use crate::nearest::nearest;
use crate::target::TargetFile;

/// What of this step the target lacks.
pub(crate) fn missing(target: &TargetFile, step: &Step) -> Option<String> {
    match step {
        Step::Advance(step) => time(target, step),
        Step::Audit(step) => events(target, step),
        Step::Draw(step) => codes(target, step),
        Step::Listen(_) => elsewhere(target),
        _ => None,
    }
}

fn time(target: &TargetFile, step: &Advance) -> Option<String> {
    let instants = step.past.iter().chain(&step.before);
    let mut paths = instants.filter_map(|instant| instant.contract.as_deref());
    paths.find_map(|path| {
        let declared = target.at(&format!("contract.{path}"));
        match declared
            .as_ref()
            .map(|value| value.as_str().and_then(Span::parse))
        {
            None => Some(format!("the contract does not declare `{path}`")),
            Some(None) => Some(format!("`contract.{path}` is no time")),
            Some(Some(_)) => None,
        }
    })
}

/// Codes are compared with what is declared of them; that they can be read was looked at before.
fn codes(target: &TargetFile, step: &Draw) -> Option<String> {
    if target.target.contract.codes.is_none() {
        return Some("the contract does not declare `codes`".to_owned());
    }
    let sends = target.target.operations.contains_key(&step.send);
    (!sends).then(|| format!("the target declares no operation `{}`", step.send))
}

/// A listener of ours is reached on this machine only.
fn elsewhere(target: &TargetFile) -> Option<String> {
    let mut hosts = target.target.scope.hosts.iter();
    let host = hosts.find(|host| !is_loopback(host))?;
    Some(format!(
        "a listener of ours is reached from this machine only, and the scope of the target has `{host}`"
    ))
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn events(target: &TargetFile, step: &Audit) -> Option<String> {
    let Some(audit) = &target.target.contract.audit else {
        return Some("the contract does not declare `audit.events`".to_owned());
    };
    if !audit.events.contains_key(&step.event) {
        let near = nearest(&step.event, audit.events.keys().map(String::as_str));
        let near = near.map_or(String::new(), |near| format!(" (it has `{near}`)"));
        return Some(format!(
            "the contract does not declare the event `{}` under `audit.events`{near}",
            step.event
        ));
    }
    let hook = target.target.hooks.audit.is_some();
    (!hook).then(|| "the target does not declare `hooks.audit`, which reads its records".to_owned())
}
