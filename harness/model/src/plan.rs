//! The plan: checks bound to a target and to matrix rows, ready to be run.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::contract::{Contract, Limit};
use crate::cookies::Cookies;
use crate::expectation::{Bounds, Feature, Is};
use crate::matcher::Matcher;
use crate::metadata::{Impact, Level, Reference, Severity, Status, Weakness};
use crate::name::{CaseId, CheckId, Name};
use crate::scenario::FreshValue;
use crate::span::Span;
use crate::step::{Shape, Step};

/// What a run will do: cases in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Cases, in the order in which they run and are told.
    pub cases: Vec<Case>,
}

/// One check bound to one target and its matrix rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// `family/check#row`.
    pub id: CaseId,
    /// What reports say about it.
    pub about: About,
    /// Axis -> row.
    pub rows: IndexMap<Name, Name>,
    /// What to do, or why it is not done.
    pub work: Work,
}

/// What a report needs of a check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The check.
    pub check: CheckId,
    /// Names the fault.
    pub title: String,
    /// How far it can be relied on.
    pub status: Status,
    /// How bad a violation is.
    pub severity: Severity,
    /// What kind of weakness it looks for.
    pub class: Option<Weakness>,
    /// The most that it does.
    pub impact: Impact,
    /// What it rests on.
    pub references: Vec<Reference>,
    /// What is wrong when it fails.
    pub what: Option<String>,
    /// What an attacker gains.
    pub why: Option<String>,
    /// How to mend it.
    pub remedy: Option<String>,
    /// The file, as the user would find it.
    pub file: String,
}

/// What to do, or why it is not done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Work {
    /// Do this.
    Run(Recipe),
    /// Not applicable here, with the reason.
    Skip(String),
}

/// The closed list of experiments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipe {
    /// A list of steps between controls.
    Steps(Steps),
}

/// A list of steps between controls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Steps {
    /// Values made once per case, before anything is sent.
    pub values: IndexMap<Name, FreshValue>,
    /// Set-up and controls before the first probe.
    pub before: Vec<Act>,
    /// From the first probe on.
    pub inner: Vec<Act>,
    /// Controls at the end, with what they depend on done afresh.
    pub after: Vec<Act>,
    /// What must be true.
    pub expect: Vec<Expected>,
    /// How often `before` and `inner` are done: more than once for a race.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub batches: u32,
}

fn once() -> u32 {
    1
}

fn is_once(batches: &u32) -> bool {
    *batches == 1
}

/// One act: a step with its row filled in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// Its number in the case, from 1, in the order of the plan.
    pub number: u32,
    /// The number of its step in the file, from 1.
    pub step: u32,
    /// The part that it plays.
    pub tag: Tag,
    /// What is done. References to rows and the contract are filled in; captures are not yet.
    pub what: Step,
}

/// The part that an act plays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tag {
    /// Must work, or the case is inconclusive.
    Setup,
    /// The legitimate act that must be accepted.
    Control,
    /// The anonymous act that must be refused.
    ControlRefused,
    /// Judged under this name.
    Probe(Name),
}

/// An expectation with its row filled in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// Its number in the file, from 1.
    pub number: u32,
    /// The probes that it judges.
    pub probes: Vec<Name>,
    /// What must be true.
    pub predicate: Predicate,
    /// How binding it is.
    pub level: Level,
}

/// What must be true of a probe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Predicate {
    /// What became of it; never `by-row`.
    Is(Is),
    /// This holds on its response or messages.
    Match(Box<Matcher>),
    /// These features are alike on all its probes.
    Same(Vec<Feature>),
    /// No data frame came before the refusal.
    NoFrameBeforeRefusal,
    /// Neither a message nor the reason of a close, nor the body of a refused handshake, tells of the inside.
    NothingInternal,
    /// All of these hold on the headers of its response.
    Headers(Vec<Matcher>),
    /// Its response sets cookies like this, or takes them away.
    Cookie(Box<Cookies>),
    /// All of these hold on outputs of the operation, by their names.
    Outputs(IndexMap<Name, Matcher>),
    /// So many were counted.
    Count(IndexMap<String, Bounds>),
    /// The records that it read have the fields that the contract declares.
    FieldsAsDeclared,
    /// Nothing that it shows is a secret.
    NoSecret,
    /// It took no longer; of a broadcast, each delivery.
    Within(Span),
    /// As many of its attempts came through as this limit allows.
    LimitHolds(Box<LimitRule>),
    /// What its attempts were told of this limit is true.
    LimitTold(Box<LimitRule>),
}

/// A limit as a burst met it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LimitRule {
    /// What the contract declares.
    pub limit: Limit,
    /// How the burst met it.
    pub shape: Shape,
    /// Other limits that the same requests use up, of which answers may tell as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Limit>,
}

impl LimitRule {
    /// The limit of this name as a burst meets it; `None` when the contract does not declare it.
    pub fn of(contract: &Contract, name: &str, shape: Shape) -> Option<LimitRule> {
        let limit = contract.limits.get(name)?;
        let beside = contract.limits.iter().filter(|(other, it)| {
            other.as_str() != name && it.covers.iter().any(|op| limit.covers.contains(op))
        });
        Some(LimitRule {
            limit: limit.clone(),
            shape,
            beside: beside.map(|(_, limit)| limit.clone()).collect(),
        })
    }
}

impl Steps {
    /// All acts in order.
    pub fn acts(&self) -> impl Iterator<Item = &Act> {
        self.before.iter().chain(&self.inner).chain(&self.after)
    }
}
