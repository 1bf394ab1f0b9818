//! Events: one fact each. The journal of them is the only output of a run.

use serde::{Deserialize, Serialize};

use crate::clean::Clean;
use crate::experiment::Batch;
use crate::name::CaseId;
use crate::observation::Observation;
use crate::plan::Case;
use crate::verdict::{Giver, Verdict};

/// The version of the journal's shape. It grows when a reader of the last one would misread.
pub const SCHEMA: u32 = 1;

/// One fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Counts from 1 without gaps.
    pub seq: u64,
    /// Milliseconds since the run started.
    pub at_ms: u64,
    /// The case that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum What {
    /// The run began.
    RunStarted(Box<Start>),
    /// A case will be told about, whether it runs or not.
    Planned {
        /// Its plan.
        plan: Box<Case>,
    },
    /// A case began.
    CaseStarted {},
    /// The experiment asked for this.
    Asked {
        /// The batch.
        batch: Batch,
    },
    /// One act of the batch was seen; acts that the engine added as set-up are seen as well.
    Observed {
        /// What was seen.
        seen: Box<Observation>,
        /// True for set-up that the engine added (a login): experiments do not see it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        implied: bool,
    },
    /// A case waits for time to pass, or without one all of them do.
    Waiting {
        /// How long, in milliseconds.
        ms: u64,
        /// For what.
        what: Clean,
    },
    /// A case was decided.
    Judged {
        /// How.
        verdict: Verdict,
        /// By whom.
        by: Giver,
    },
    /// A failed verdict, to be known again.
    Finding {
        /// Stable over runs: check, row, probe, harm.
        fingerprint: String,
    },
    /// What a case held was given back.
    CleanedUp {
        /// Sockets that were still open.
        sockets: u32,
    },
    /// The run ended.
    RunEnded {
        /// How.
        ending: Ending,
        /// What it says about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Clean>,
    },
}

/// How a run began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The version of gateproof.
    pub version: String,
    /// The seed of everything random in the plan.
    pub seed: u64,
    /// When, as RFC 3339 in UTC.
    pub started: String,
    /// The target's name.
    pub target: String,
    /// Its services: name and address.
    pub services: Vec<(String, String)>,
    /// A digest of the target file.
    pub target_digest: String,
    /// A digest of all scenarios.
    pub catalogue_digest: String,
    /// Whether warnings and inconclusive verdicts count as failures.
    pub strict: bool,
    /// What chose the cases, when not all were to run.
    #[serde(default, skip_serializing_if = "Selection::is_all")]
    pub selection: Selection,
}

/// What chose the cases of a run, and what it left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case", default)]
pub struct Selection {
    /// The filters and files that chose; none for the whole catalogue.
    pub by: Vec<String>,
    /// The filters that left out.
    pub not: Vec<String>,
    /// How many checks these left out.
    pub checks: usize,
    /// How many cases of the other checks these left out.
    pub cases: usize,
}

impl Selection {
    /// True when nothing was chosen among what there is.
    pub fn is_all(&self) -> bool {
        self.by.is_empty() && self.not.is_empty()
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// All cases were decided.
    Finished,
    /// The target did not become ready.
    NotReady,
    /// Ctrl-C, or the time of the run was over.
    Interrupted,
    /// The harness itself failed.
    Fault,
}
