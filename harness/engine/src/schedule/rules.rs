//! What the contract says of things that there are only so many of.

use std::collections::BTreeMap;
use std::time::Duration;

use model::contract::{LimitKey, Sessions};
use model::name::Name;
use model::target::{Moved, Target};

use crate::timers::unmoved;

/// Windows up to this are waited for without being asked.
pub const SHORT: Duration = Duration::from_secs(5);

/// A limit, as far as the queue must keep to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// So many.
    pub requests: u32,
    /// In this time.
    pub per: Duration,
}

/// What there is of everything.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Cases at a time.
    pub at_a_time: usize,
    /// Sessions that a user keeps, and what one more does.
    pub sessions: Option<Sessions>,
    /// Sockets of one user at a time.
    pub sockets: Option<u32>,
    /// Limits of requests, by name.
    pub limits: BTreeMap<Name, Allowed>,
    /// Whether the windows of limits can be moved.
    pub movable: bool,
    /// Whether a window may be waited for.
    pub patient: bool,
}

impl Rules {
    /// What this target declares.
    pub fn of(target: &Target, at_a_time: usize, slow: bool) -> Rules {
        let contract = &target.contract;
        let limits = contract.limits.iter();
        let limits = limits.filter(|(_, limit)| limit.key != LimitKey::Connection);
        Rules {
            at_a_time: at_a_time.max(1),
            sessions: contract.sessions.clone(),
            sockets: contract.sockets.as_ref().and_then(|it| it.per_user),
            limits: limits
                .map(|(name, limit)| {
                    let allowed = Allowed {
                        requests: limit.requests,
                        per: limit.per.0,
                    };
                    (name.clone(), allowed)
                })
                .collect(),
            movable: unmoved(target, &[Moved::Limits]).is_empty(),
            patient: slow,
        }
    }
}

/// Whether each case has a source address of its own: something is counted by address, and we can choose
/// ours.
pub fn has_own_addresses(target: &Target) -> bool {
    let mut limits = target.contract.limits.values();
    let counted = limits.any(|limit| limit.key == LimitKey::Address);
    counted && target.has_several_addresses()
}
