//! Decides: raw facts -> outcome, outcome and facts -> verdict. No I/O, no clock.
//!
//! `classify` says what became of one act and when enough was seen, `facts` what expectations find on
//! it, `passive` what no scenario asked for. Experiments (`steps` within `controlled`) choose the
//! next act and give the verdict through `weigh`; `rejudge` recomputes it from a journal.

mod answers;
mod attempts;
mod batches;
mod circumstances;
mod classify;
mod controlled;
mod cookie;
mod cors;
mod counts;
mod criteria;
mod deliveries;
mod draws;
mod facts;
mod features;
mod forms;
mod intermediary;
mod internals;
mod limits;
mod matches;
mod messages;
mod outcomes;
mod passive;
mod phrases;
mod records;
mod rejudge;
mod same;
mod secrets;
mod signs;
mod steps;
mod times;
mod told;
mod uniform;
mod wants;
mod weigh;
mod winners;

use model::experiment::Experiment;
use model::metadata::Severity;
use model::plan::Recipe;

pub use attempts::{burst, counts, in_a_row, refused_last, together};
pub use classify::Classifier;
pub use cookie::{SetCookie, directory, set_cookies};
pub use criteria::{Criteria, Goal, Refusing};
pub use deliveries::broadcast;
pub use draws::drawn;
pub use facts::{Became, facts};
pub use features::features;
pub use intermediary::intermediary;
pub use matches::find_in;
pub use passive::notices;
pub use records::{Cause, field, records, since, wrong};
pub use rejudge::{Mismatch, rejudge};
pub use secrets::secrets;
pub use times::Times;
pub use told::{Now, told};

/// The experiment of a recipe; its violations are as bad as `severity` at most.
pub fn build(recipe: &Recipe, severity: Severity) -> Box<dyn Experiment> {
    match recipe {
        Recipe::Steps(steps) => Box::new(controlled::Controlled::new(steps, severity)),
    }
}
