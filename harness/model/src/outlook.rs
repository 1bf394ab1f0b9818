//! What a run will ask of a target, as far as that is known before anything is sent.

use std::collections::BTreeMap;
use std::time::Duration;

use indexmap::IndexMap;

use crate::contract::LimitKey;
use crate::name::{CaseId, Name};

/// What a run will ask of a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// The target's name.
    pub target: Name,
    /// Its services: name and address.
    pub services: Vec<(Name, String)>,
    /// Cases that run, in the order of the plan, and how many requests and messages each sends at most.
    pub run: IndexMap<CaseId, u64>,
    /// Cases that do not apply, by reason.
    pub skipped: IndexMap<String, Vec<CaseId>>,
    /// Cases that cannot be decided in this run, by reason.
    pub infeasible: IndexMap<String, Vec<CaseId>>,
    /// How long it takes in real time, about.
    pub takes: Duration,
    /// How long it would take one case after the other.
    pub in_turn: Duration,
    /// How far the target's clock is moved to have limits afresh, beside what checks do.
    pub moved: Duration,
    /// The most cases at one time.
    pub at_a_time: usize,
    /// Cases during which nothing else runs.
    pub alone: usize,
    /// Requests and messages at most, by operation; `http` for those that checks spell out.
    pub asks: BTreeMap<Name, u64>,
    /// What becomes of each declared limit.
    pub limits: Vec<LimitUse>,
    /// What becomes of each account.
    pub accounts: IndexMap<Name, AccountUse>,
    /// Accounts that are registered for single cases.
    pub registered: u64,
}

/// What becomes of a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitUse {
    /// Its name.
    pub name: Name,
    /// So many are allowed.
    pub requests: u32,
    /// In this time.
    pub per: Duration,
    /// What it counts for.
    pub key: LimitKey,
    /// Requests in all, at most.
    pub spent: u64,
    /// Over so many accounts or addresses.
    pub keys: usize,
    /// The most that one of them spends in a case that does not mean to use it up.
    pub most: u32,
    /// Cases that use it up on purpose.
    pub filled: usize,
}

/// What becomes of an account that several cases use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AccountUse {
    /// Sessions that begin, at most.
    pub sessions: u32,
    /// Cases that change it, or all of its sessions.
    pub changed: usize,
}
