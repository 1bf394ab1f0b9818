//! What a check says about itself, in words.

use model::metadata::{Impact, Reference, Weakness};

/// A section with where it can be read, and its note.
pub(crate) fn reference(it: &Reference) -> String {
    let named = linked(it);
    match &it.note {
        Some(note) => format!("{named}: {note}"),
        None => named,
    }
}

/// A section with where it can be read.
pub(crate) fn linked(it: &Reference) -> String {
    match it.link() {
        Some(link) => format!("[{it}]({link})"),
        None => it.to_string(),
    }
}

/// What a class of weakness is.
pub(crate) fn class(class: Weakness) -> &'static str {
    match class {
        Weakness::Authentication => "served without proof of identity",
        Weakness::Forgery => "served with a proof that anyone can make",
        Weakness::Expiry => "served after the proof has ended",
        Weakness::Replay => "served with a proof that was used before",
        Weakness::Authorization => "served to the wrong principal",
        Weakness::CrossOrigin => "served to a foreign page or by a foreign name",
        Weakness::Disclosure => "tells more than it should",
        Weakness::Robustness => "breaks on what it is sent",
        Weakness::Conformance => "says no in another way than the standard or the contract says",
    }
}

/// The most that a check does to the target.
pub(crate) fn impact(impact: Impact) -> &'static str {
    match impact {
        Impact::Read => "it logs in and reads",
        Impact::Mutate => "it changes state of its own identities",
        Impact::Notify => "it sends mail or other messages to people",
        Impact::Exhaust => "it uses up a limit",
        Impact::Destroy => "it ends sessions, removes accounts, or may end the service",
    }
}
