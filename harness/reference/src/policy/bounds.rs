//! Decisions about accounts that may do less than others.

use super::Check;

/// What some accounts are held to.
#[derive(Clone, Debug, Default)]
pub(crate) struct BoundsPolicy {
    /// Whether a demo account may do only so much.
    pub(crate) demo: Check,
    /// Whether an account is refused once its access period is over.
    pub(crate) period: Check,
}
