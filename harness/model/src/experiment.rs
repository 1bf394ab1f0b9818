//! Experiments: pure state machines that choose a case's next act and its verdict.

use serde::{Deserialize, Serialize};

use crate::observation::Observation;
use crate::plan::Act;
use crate::verdict::Verdict;

/// A pure state machine. It sees exactly what the journal holds, so its verdict can be recomputed.
pub trait Experiment: Send {
    /// What to do next, after what was seen of the last batch (nothing, at first). Must end.
    fn next(&mut self, seen: &[Observation]) -> Next;

    /// What is proven already when the case is cut short: a target that stalls after a hole does not
    /// hide it.
    fn proven(&self) -> Option<Verdict> {
        None
    }
}

/// What an experiment wants.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// Do this, then ask again.
    Do(Batch),
    /// This is the verdict.
    Done(Verdict),
}

impl Batch {
    /// What is done.
    pub fn acts(&self) -> &[Act] {
        match self {
            Batch::Steps(acts) | Batch::Afresh(acts) => acts,
        }
    }
}

/// A bounded batch of work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Batch {
    /// Acts one after the other; captures of one are there for the next.
    Steps(Vec<Act>),
    /// The same in the next batch of a race: what the last one captured and made up is forgotten first.
    Afresh(Vec<Act>),
}
