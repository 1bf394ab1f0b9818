//! How bad what a case finds can be: a forgery has a bound of its own (`forgery::Forgery::most`).

use model::credential::{CredentialUse, CredentialValue};
use model::forgery::forgery;
use model::metadata::Severity;
use model::plan::{Recipe, Tag, Work};
use model::step::Step;

/// The worst that the probes of a case can show.
pub(crate) fn bound(work: &Work) -> Severity {
    let Work::Run(Recipe::Steps(steps)) = work else {
        return Severity::Critical;
    };
    let probes = steps
        .acts()
        .filter(|act| matches!(act.tag, Tag::Probe(_)))
        .map(|act| uses(&act.what).iter().map(of).min());
    let bounds = probes.map(|bound| bound.unwrap_or(Severity::Critical));
    bounds.max().unwrap_or(Severity::Critical)
}

fn uses(step: &Step) -> &[CredentialUse] {
    match step {
        Step::Call(call) => &call.credential,
        Step::Open(open) => &open.credential,
        _ => &[],
    }
}

fn of(used: &CredentialUse) -> Severity {
    let forged = match &used.value {
        CredentialValue::Forge(forged) => forgery(forged.name()).map(|it| it.most),
        // Only the owner of the key makes it.
        CredentialValue::Mint(_) => Some(Severity::High),
        _ => None,
    };
    forged.unwrap_or(Severity::Critical)
}
