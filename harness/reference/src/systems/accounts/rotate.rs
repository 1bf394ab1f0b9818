//! Refresh tokens that are used up and replaced (RFC 9700 4.14.2).

use std::time::Duration;

use axum::response::Response;

use super::open::{self, Kept, Opening};
use crate::{
    caller::Caller,
    gate::Gate,
    policy::{OnReplay, Rotation, Step},
    shape::Rotates,
    token::TokenError,
};

/// Whether the system replaces refresh tokens.
pub(super) fn rotates(gate: &Gate) -> bool {
    gate.system.shape().rotation != Rotates::Never
}

/// Uses the token up; whether it was used before, and that was too long ago.
pub(super) fn is_replay(gate: &Gate, caller: &Caller) -> bool {
    let grace = match (gate.policy.rotation, gate.system.shape().rotation) {
        (Rotation::SameAgain | Rotation::OldStaysGood, _) => return false,
        (Rotation::Declared, Rotates::Never) => return false,
        (Rotation::Declared, Rotates::After(grace)) => grace,
        (Rotation::UsedUp, _) | (Rotation::Declared, Rotates::AtOnce) => Duration::ZERO,
    };
    let Some(id) = &caller.claims.id else {
        return true;
    };
    let used = match gate.policy.using_up {
        Step::Whole => use_up(gate, caller),
        Step::Parted(_) => gate.refreshed.used(id),
    };
    used.is_some_and(|used| gate.clock.now() >= used + grace)
}

/// Uses the token up; when it was used first, if that was before.
pub(super) fn use_up(gate: &Gate, caller: &Caller) -> Option<Duration> {
    let id = caller.claims.id.as_ref()?;
    // Where nobody looks at the end of a token, it is remembered for ever.
    let expiry = caller.claims.expiry.unwrap_or(Duration::MAX);
    gate.refreshed.spend(id, expiry, gate.clock.now())
}

/// A token that comes again was stolen, or its successor was: ends what has to end for it.
pub(super) fn end_for(gate: &Gate, caller: &Caller) {
    let ends_all = gate.system.shape().replay_ends_all;
    match (gate.policy.on_replay, &caller.claims.session) {
        (OnReplay::Nothing, _) | (_, None) => {}
        (OnReplay::Declared, Some(_)) if ends_all => gate.end_sessions(&caller.user),
        (OnReplay::Declared | OnReplay::Session, Some(id)) => drop(gate.end_session(id)),
    }
}

/// A new pair of tokens of the same session.
pub(super) fn pair(gate: &Gate, caller: &Caller, token: &[u8]) -> Result<Response, TokenError> {
    let claims = &caller.claims;
    let session = claims.session.as_deref().unwrap_or_default();
    let same = match gate.policy.rotation {
        Rotation::SameAgain => String::from_utf8(token.to_vec()).ok(),
        Rotation::Declared | Rotation::UsedUp | Rotation::OldStaysGood => None,
    };
    let account = gate.users.look_up(&caller.user);
    let account = account.ok_or(TokenError::Invalid)?;
    gate.logins.renew(session);
    let opening = Opening {
        session,
        named: claims.user.as_ref().unwrap_or(&caller.user),
        account: &account,
        kept: Kept {
            access: None,
            refresh: same,
        },
    };
    open::opened(gate, opening).map_err(|_| TokenError::Internal)
}
