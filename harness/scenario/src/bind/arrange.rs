//! Steps that stand for two acts: what a listener counted is judged after all that is no control, and
//! records are read before what causes them, too.

use model::step::{Part, Step};

/// The steps of a case with these acts in their places; `numbers` are those of the steps in the file.
pub(crate) fn arranged(steps: Vec<Step>, numbers: &[u32]) -> (Vec<Step>, Vec<u32>) {
    let mut numbered: Vec<(Step, u32)> = steps.into_iter().zip(numbers.iter().copied()).collect();
    collected(&mut numbered);
    numbered.into_iter().unzip()
}

/// Listeners begin where they stand; those that are judged are so at the end.
fn collected(steps: &mut Vec<(Step, u32)>) {
    let mut judged = Vec::new();
    for (step, number) in steps.iter_mut() {
        if let Step::Listen(listen) = step
            && listen.part.probe.is_some()
        {
            judged.push((Step::Listen(listen.clone()), *number));
            listen.part = Part::default();
        }
    }
    let last = steps
        .iter()
        .rposition(|(step, _)| step.part().control.is_none());
    let end = last.map_or(steps.len(), |last| last + 1);
    steps.splice(end..end, judged);
}
