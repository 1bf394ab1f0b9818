//! `gateproof plan`.

use engine::Pace;
use scenario::TargetFile;

use crate::arguments::PlanArguments;
use crate::catalogue::{self, Pool};
use crate::course;
use crate::failure::Failure;
use crate::output::print;

/// Prints what a run would ask of the target. Nothing is sent.
pub fn plan(arguments: &PlanArguments) -> Result<u8, Failure> {
    let target = target(arguments)?;
    let pool = Pool::read(&arguments.chosen)?;
    let choice = pool.choose()?;
    let (plan, _) = course::plan(&target, &choice)?;
    let pace = Pace {
        at_a_time: arguments.jobs.into(),
        slow: arguments.slow,
        seed: arguments.seed,
    };
    let outlook = engine::outlook(&target.target, &plan, pace);
    let colour = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    print(&report::outlook(&outlook, report::Style { colour }));
    Ok(0)
}

fn target(arguments: &PlanArguments) -> Result<TargetFile, Failure> {
    match &arguments.target {
        Some(path) => scenario::load(path)
            .and_then(scenario::read_target)
            .map_err(Failure::usage),
        None => {
            let system: reference::System = arguments.system.parse().map_err(Failure::usage)?;
            catalogue::system_target(&system.to_string())
        }
    }
}
