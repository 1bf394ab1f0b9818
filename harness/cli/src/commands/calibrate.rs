//! `gateproof calibrate`.

use std::collections::HashMap;
use std::path::Path;

use crate::arguments::Chosen;
use crate::calibrate::{measure, systems, table, vacuous};
use crate::catalogue::Pool;
use crate::failure::Failure;
use crate::matrix::{self, Extent};
use crate::output::print;

/// Prints what checks make of servers that are no service, and whether each planted defect is found. A check
/// that passes on nothing, or misses its defect, is a fault of ours.
pub fn calibrate(
    chosen: &Chosen,
    target: Option<&Path>,
    without_defects: bool,
) -> Result<u8, Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::harness)?;
    let pool = Pool::read(chosen)?;
    let choice = pool.choose()?;
    let targets = match target {
        Some(path) => {
            let read = scenario::load(path).and_then(scenario::read_target);
            vec![(read.map_err(Failure::usage)?, HashMap::new())]
        }
        None => runtime.block_on(systems())?,
    };
    let mut rows = Vec::new();
    for (target, secrets) in &targets {
        rows.extend(runtime.block_on(measure(target, &choice, secrets))?);
    }
    print(&table(&rows));
    let mut faults = vacuous(&rows);
    // A target of one's own has no planted defects, and each of ours is for one check.
    let whole = chosen.words.is_empty() && chosen.not.is_empty();
    if target.is_none() && whole && !without_defects {
        let matrix = runtime.block_on(matrix::measure(Extent::Diagonal))?;
        let gaps = matrix.gaps();
        let planted = reference::defects().len();
        print(&format!(
            "\n{planted} planted defects, each against the checks that name it: {} not found\n",
            gaps.len()
        ));
        faults.extend(gaps);
    }
    match faults.as_slice() {
        [] => {
            print("\nNo check passes where there is nothing to pass.\n");
            Ok(0)
        }
        faults => Err(Failure::harness(faults.join("\n"))),
    }
}
