//! How far an operation reaches beyond the session that asks for it.

use model::operation::{Action, Operation};
use model::operations;
use model::target::Target;

use crate::carry::SAFE;

/// How far an operation reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// It changes nothing that another case would see.
    None,
    /// It makes, uses up or ends the session that asks.
    Session,
    /// It changes an account: all sessions of it may see that.
    Account,
    /// It changes, or reads, what all have in common.
    Service,
}

/// Operations of the closed list that change an account.
const CHANGES: &[&str] = &[
    "logout-all",
    "revoke-session",
    "set-role",
    "set-email",
    "disable-user",
    "enable-user",
    "end-access",
    "delete-user",
];

/// How far this operation reaches, as the closed list of operations means it.
pub fn reach(target: &Target, name: &str) -> Reach {
    match name {
        "restart" | "rotate-key" | "move-clock" | "read-audit" | "metrics" => Reach::Service,
        _ if CHANGES.contains(&name) => Reach::Account,
        "subscribe" | "publish" => Reach::Account,
        // Of two codes for one account, the newer may end the older.
        "send-code" | "read-code" | "verify-code" => Reach::Account,
        "refresh" if rotates(target) => Reach::Session,
        _ if is_part_of_a_change(target, name) => Reach::Account,
        _ => match target.operations.get(name) {
            Some(op) if logs_in(target, name) || !op.ends.is_empty() => Reach::Session,
            Some(op) if operations::known(name).is_none() && may_change(target, name, op) => {
                Reach::Account
            }
            _ => Reach::None,
        },
    }
}

/// Whether it is one of the requests of a chain that changes an account.
fn is_part_of_a_change(target: &Target, name: &str) -> bool {
    let mut chains = target.operations.iter();
    chains.any(|(chain, op)| {
        op.run.iter().any(|link| link == name) && CHANGES.contains(&chain.as_str())
    })
}

/// Whether an operation of the target's own may change an account: it is not safe (RFC 9110 9.2.1), and does
/// not only yield a credential.
fn may_change(target: &Target, name: &str, op: &Operation) -> bool {
    let mut from = target.credentials.values();
    let yields = from.any(|credential| credential.from.as_deref() == Some(name));
    let unsafe_method = match op.action() {
        Some(Action::Http(method, _)) => !SAFE.contains(&method),
        _ => false,
    };
    unsafe_method && !yields
}

/// Whether it begins a session: it yields a credential, and needs none.
pub fn logs_in(target: &Target, name: &str) -> bool {
    let named = name.starts_with("login") || name == "verify-code";
    named || {
        let mut from = target.credentials.values();
        let yields = from.any(|credential| credential.from.as_deref() == Some(name));
        yields && target.operations.get(name).is_some_and(is_free(target))
    }
}

/// True of an operation that needs no credential, or only one that shows where it comes from.
fn is_free(target: &Target) -> impl Fn(&Operation) -> bool {
    |op| {
        let mut run = op.run.iter().filter_map(|link| target.operations.get(link));
        op.needs.is_empty() && run.all(|link| link.needs.is_empty())
    }
}

fn rotates(target: &Target) -> bool {
    let rotation = target.contract.rotation.as_ref();
    rotation.is_none_or(|rotation| rotation.mode != model::contract::RotationMode::None)
}
