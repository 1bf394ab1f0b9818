//! Samples of times: whether they can come to an end here.

use model::sampling::Layout;
use model::step::Step;
use model::target::Target;

use crate::bind::race::of_several;

/// Why a sample cannot be taken here.
pub(super) fn missing(target: &Target, step: &Step) -> Option<String> {
    let Step::Sample(sample) = step else {
        return None;
    };
    let mut operations = sample.classes.values().filter_map(|class| class.what.op());
    let several = operations.find_map(|op| {
        let what = of_several(target, op)?;
        Some(format!(
            "operation `{op}` {what}, which is not one answer to time"
        ))
    });
    several.or_else(|| Layout::of(target, sample).too_few())
}
