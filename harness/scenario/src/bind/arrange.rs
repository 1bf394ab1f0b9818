//! Steps that stand for several acts: what reads the state after a race is done after it, what a listener counted is judged after all that is no control, and
//! records are read before what causes them, too.

use model::step::{Audit, Part, Step};

/// The steps of a case with these acts in their places; `numbers` are those of the steps in the file.
pub(crate) fn arranged(steps: Vec<Step>, numbers: &[u32]) -> (Vec<Step>, Vec<u32>) {
    let numbered = steps.into_iter().zip(numbers.iter().copied());
    let mut numbered: Vec<(Step, u32)> = numbered.flat_map(afterwards).collect();
    collected(&mut numbered);
    remembered(&mut numbered);
    numbered.into_iter().unzip()
}

/// What reads the state after a race is done after it.
fn afterwards((mut step, number): (Step, u32)) -> Vec<(Step, u32)> {
    let then = match &mut step {
        Step::Race(race) => std::mem::take(&mut race.then),
        _ => Vec::new(),
    };
    let then = then.into_iter().map(|step| (step, number));
    std::iter::once((step, number)).chain(then).collect()
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

/// What is recorded already is read before the step, or the flow, that has the mark of an audit.
fn remembered(steps: &mut Vec<(Step, u32)>) {
    let audits: Vec<Audit> = steps
        .iter()
        .filter_map(|(step, _)| match step {
            Step::Audit(audit) => Some(audit.clone()),
            _ => None,
        })
        .collect();
    let mut done: Vec<String> = Vec::new();
    for audit in audits {
        if done.contains(&audit.since) {
            continue;
        }
        let is_marked = |step: &Step| step.part().mark.as_deref() == Some(audit.since.as_str());
        let marked = steps.iter().find(|(step, _)| is_marked(step));
        let Some((_, number)) = marked else { continue };
        let number = *number;
        let first = steps.iter().position(|(_, other)| *other == number);
        done.push(audit.since.clone());
        let part = Part {
            who: audit.part.who.clone(),
            ..Part::default()
        };
        let before = Step::Audit(Audit { part, ..audit });
        steps.insert(first.unwrap_or_default(), (before, number));
    }
}
