//! What the contract says of requests that another page may have sent: which operations it means, and
//! whether the file says the same of them.

use model::contract::CsrfProof;
use model::credential::Place;
use model::operation::{Action, Operation};
use model::target::Target;

use crate::fault::Faults;
use crate::target::services::known_operation;
use crate::tree::Spot;

/// The credential that a token is.
const TOKEN: &str = "csrf";

/// Checks `contract.csrf`.
pub(super) fn check(target: &Target, top: Spot<'_>, faults: &mut Faults) {
    let spot = top.at("contract").at("csrf");
    let Some(csrf) = &target.contract.csrf else {
        return;
    };
    for (index, op) in csrf.exempt.iter().enumerate() {
        if !target.operations.contains_key(op) {
            known_operation(target, op, spot.at("exempt").item(index).value(), faults);
        }
    }
    let Some(index) = csrf.by.iter().position(|by| *by == CsrfProof::Token) else {
        return;
    };
    if !target.credentials.contains_key(TOKEN) {
        faults
            .add(spot.at("by").item(index).value(), "there is no credential `csrf`")
            .cure("declare it under `credentials`, with all places where it must stand and `combine: all-equal`");
        return;
    }
    for (name, operation) in &target.operations {
        let needs = operation.needs.iter().flat_map(|need| need.entries());
        let has = needs.into_iter().any(|(credential, _)| credential == TOKEN);
        if of(target, name) == Some("needed") && !has {
            faults
                .add(
                    top.at("operations").at(name).key(),
                    format!("`{name}` changes something with a cookie, and needs no `csrf`"),
                )
                .also(
                    spot.at("by").item(index).value(),
                    "every such operation does",
                )
                .cure("add it to `needs`, or the operation to `contract.csrf.exempt`");
        }
    }
}

/// What the contract says of an operation that changes something with what a browser adds by itself:
/// `needed`, `exempt`, `preflight` where a browser asks first, or `unprotected`. `None` of any other.
pub(crate) fn of(target: &Target, name: &str) -> Option<&'static str> {
    let csrf = target.contract.csrf.as_ref()?;
    let operation = target.operations.get(name)?;
    let method = match operation.action()? {
        Action::Http(method, _) if method != "GET" => method,
        _ => return None,
    };
    if csrf.exempt.iter().any(|exempt| exempt == name) {
        return Some("exempt");
    }
    let (credential, own) = target.main(operation)?;
    let places = own.unwrap_or(&target.credentials.get(credential)?.places);
    if csrf.by.is_empty() || !places.iter().any(Place::is_ambient) {
        return None;
    }
    let simple = method == "POST";
    let covers = |by: &CsrfProof| match by {
        CsrfProof::Token | CsrfProof::Origin => true,
        CsrfProof::Referer => false,
        CsrfProof::FormOrigin => simple,
        CsrfProof::ContentType => simple && body(operation) == "json",
    };
    Some(match (csrf.by.iter().any(covers), simple) {
        (true, _) => "needed",
        (false, false) => "preflight",
        (false, true) => "unprotected",
    })
}

/// What the body of an operation is.
pub(crate) fn body(operation: &Operation) -> &'static str {
    match (&operation.json, operation.form.is_empty()) {
        (Some(_), _) => "json",
        (None, false) => "form",
        (None, true) => "none",
    }
}
