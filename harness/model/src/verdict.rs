//! What was decided about a case, and why.

use serde::{Deserialize, Serialize};

use crate::clean::Clean;
use crate::metadata::{Level, Severity};
use crate::name::Name;

/// The verdict on a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Which.
    pub kind: Kind,
    /// Why, in a sentence.
    pub reason: Clean,
    /// Expectations that were not met and fail the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaches: Vec<Breach>,
    /// Expectations that were not met and only warn or inform.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Breach>,
}

/// The five verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Held, with proof that it could have failed.
    Pass,
    /// An expectation was not met.
    Fail,
    /// No judgement is possible; the reason says why.
    Inconclusive,
    /// The harness or the scenario is at fault.
    Error,
    /// Not applicable to this target; the reason says why.
    Skipped,
}

impl Kind {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Pass => "pass",
            Kind::Fail => "fail",
            Kind::Inconclusive => "inconclusive",
            Kind::Error => "error",
            Kind::Skipped => "skipped",
        }
    }
}

/// An expectation that was not met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Breach {
    /// The expectation's number in the file.
    pub expected: u32,
    /// The probe.
    pub probe: Name,
    /// The act that showed it.
    pub act: u32,
    /// How binding the expectation is.
    pub level: Level,
    /// How bad this violation is.
    pub severity: Severity,
    /// In which way it was not met.
    pub harm: Harm,
    /// What was wanted.
    pub wanted: Clean,
    /// What was seen.
    pub seen: Clean,
}

/// In which way an expectation was not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Harm {
    /// Accepted where a refusal was wanted.
    Hole,
    /// Refused where acceptance was wanted.
    Shut,
    /// Refused, but in another manner than declared.
    Otherwise,
    /// The target failed on it.
    Broken,
    /// Anything else that was not met.
    Unmet,
}

/// Who gave a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Giver {
    /// The experiment: it can be recomputed from the journal.
    Experiment,
    /// The planner: the case did not apply.
    Plan,
    /// The engine: deadline, interruption, fault.
    Engine,
}

impl Verdict {
    /// A verdict without breaches.
    pub fn plain(kind: Kind, reason: Clean) -> Verdict {
        Verdict {
            kind,
            reason,
            breaches: Vec::new(),
            notes: Vec::new(),
        }
    }
}
