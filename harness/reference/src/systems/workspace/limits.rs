//! What is limited, and how.

use std::time::Duration;

use crate::{
    limit::{Counts, Dialect, Key, Rule},
    rate::{Limit, Window},
};

/// Changes of a workspace.
pub(super) const CHANGES: Rule = Rule {
    name: "changes",
    limit: Limit {
        times: 60,
        window: Duration::from_secs(60),
        kind: Window::Sliding,
    },
    key: Key::User,
    counts: Counts::Served,
    told: &[Dialect::RateLimit, Dialect::XRateLimit],
};

/// Looks at the templates.
pub(super) const TEMPLATES: Rule = Rule {
    name: "templates",
    limit: Limit {
        times: 20,
        window: Duration::from_secs(60),
        kind: Window::Fixed,
    },
    key: Key::Address,
    counts: Counts::All,
    told: &[Dialect::RateLimit],
};

/// Exports, which are dear.
pub(super) const EXPORTS: Rule = Rule {
    name: "exports",
    limit: Limit {
        times: 10,
        window: Duration::from_secs(60),
        kind: Window::Sliding,
    },
    key: Key::Everybody,
    counts: Counts::All,
    told: &[Dialect::XRateLimit],
};

/// Failed logins of an account.
pub(crate) const FAILED_LOGINS: Rule = Rule {
    name: "failed-logins",
    limit: Limit {
        times: 10,
        window: Duration::from_secs(15 * 60),
        kind: Window::Sliding,
    },
    key: Key::User,
    counts: Counts::Failed,
    told: &[],
};
