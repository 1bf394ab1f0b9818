//! What is limited, and how. Only a refusal tells of it: answers to known and unknown addresses are alike.

use std::time::Duration;

use crate::{
    limit::{Counts, Key, Rule},
    rate::{Limit, Window},
};

const QUARTER: Duration = Duration::from_secs(15 * 60);

/// Everything under `/api/`.
pub(super) const API: Rule = by_address("api", 100);
/// Codes that are asked for.
pub(super) const SEND_CODE: Rule = by_address("send-code", 5);
/// Codes that are brought.
pub(super) const VERIFY_CODE: Rule = by_address("verify-code", 5);

/// Questions to the model.
pub(super) const CHAT: Rule = Rule {
    name: "chat",
    limit: Limit {
        times: 10,
        window: Duration::from_secs(60 * 60),
        kind: Window::Sliding,
    },
    key: Key::User,
    counts: Counts::Served,
    told: &[],
};

const fn by_address(name: &'static str, times: usize) -> Rule {
    Rule {
        name,
        limit: Limit {
            times,
            window: QUARTER,
            kind: Window::Fixed,
        },
        key: Key::Address,
        counts: Counts::All,
        told: &[],
    }
}
