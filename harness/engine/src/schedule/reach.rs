//! How far an operation reaches beyond the session that asks for it.

use model::operation::Operation;
use model::target::Target;

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

/// How far this operation reaches, as the closed list of operations means it.
pub fn reach(target: &Target, name: &str) -> Reach {
    match name {
        "restart" | "rotate-key" | "move-clock" | "read-audit" | "metrics" => Reach::Service,
        "logout-all" | "revoke-session" | "set-role" | "set-email" | "disable-user"
        | "enable-user" | "delete-user" | "subscribe" | "publish" => Reach::Account,
        // Of two codes for one account, the newer may end the older.
        "send-code" | "read-code" | "verify-code" => Reach::Account,
        "refresh" if rotates(target) => Reach::Session,
        _ => match target.operations.get(name) {
            Some(op) if logs_in(target, name) || !op.ends.is_empty() => Reach::Session,
            _ => Reach::None,
        },
    }
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
