//! Which case runs when, so that none disturbs another: a pure function of what cases take, in three steps.
//!
//! `walk` goes through the acts of a case as the engine will, and notes every operation that it asks for,
//! implied ones as well. `demand` holds that against the contract: whom the case uses and how, sessions
//! and sockets that it takes, what it spends of limits. `queue` starts cases as far as that allows;
//! `forecast` plays the queue without a target, for whoever wants to know before anything is sent.

mod asked;
mod book;
mod class;
mod demand;
mod forecast;
mod implied;
mod people;
mod places;
mod queue;
mod quota;
mod reach;
mod rules;
mod set;
mod things;
mod walk;

#[cfg(test)]
mod queue_tests;

pub use demand::{Demand, Key};
pub use forecast::forecast;
pub use people::crowd;
pub use queue::{Next, Queue};
pub use reach::logs_in;
pub use rules::{Rules, SHORT, has_own_addresses};

use model::plan::{Case, Plan, Work};
use model::target::Target;

/// The cases of a plan that are run, and what each takes.
pub fn demands<'p>(target: &Target, plan: &'p Plan) -> (Vec<&'p Case>, Vec<Demand>) {
    let run = plan.cases.iter();
    let run = run.filter(|case| matches!(case.work, Work::Run(_)));
    run.filter_map(|case| Some((case, Demand::of(target, case)?)))
        .unzip()
}
