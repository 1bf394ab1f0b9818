//! Splits steps into what comes before the first probe, from it to the last, and the end.

use model::plan::{Act, Tag};
use model::step::{Control, Step};

/// Before, inner, after; acts are numbered over all three.
type Parts = (Vec<Act>, Vec<Act>, Vec<Act>);

/// Splits the steps of a case; `numbers` are those of the steps in the file. Controls for both ends are repeated at the end, after all set-up
/// steps that stand before the last of them: what they depend on is done afresh.
pub(crate) fn split(steps: Vec<Step>, numbers: &[u32]) -> Parts {
    let is_probe = |step: &Step| step.part().probe.is_some();
    let first = steps.iter().position(is_probe).unwrap_or(steps.len());
    let end = steps
        .iter()
        .rposition(is_probe)
        .map_or(first, |last| last + 1);
    let again = again(&steps);
    let mut counted = 1..;
    let mut acts = |indexes: Vec<usize>| -> Vec<Act> {
        let acts = indexes.into_iter().zip(&mut counted);
        acts.map(|(index, number)| Act {
            number,
            step: numbers.get(index).copied().unwrap_or_default(),
            tag: tag(&steps[index]),
            what: steps[index].clone(),
        })
        .collect()
    };
    (
        acts((0..first).collect()),
        acts((first..end).collect()),
        acts((end..steps.len()).chain(again).collect()),
    )
}

/// The steps that are repeated at the end, in the order of the file.
fn again(steps: &[Step]) -> Vec<usize> {
    let is_both = |step: &Step| step.part().control == Some(Control::Both);
    let Some(last) = steps.iter().rposition(is_both) else {
        return Vec::new();
    };
    (0..=last)
        .filter(|index| is_both(&steps[*index]) || tag(&steps[*index]) == Tag::Setup)
        .collect()
}

fn tag(step: &Step) -> Tag {
    let part = step.part();
    match (&part.probe, part.control, part.must) {
        (Some(probe), _, _) => Tag::Probe(probe.clone()),
        (None, Some(_), Some(_)) => Tag::ControlRefused,
        (None, Some(_), None) => Tag::Control,
        (None, None, _) => Tag::Setup,
    }
}
