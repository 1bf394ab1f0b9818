//! A finding told in full, for the console and for JUnit.

use model::verdict::{Breach, Harm};

use crate::evidence;
use crate::findings::{Finding, level_word};
use crate::paper::{Ink, Paper};
use crate::repeat;
use crate::text::{brief, many, some};

/// Longer words of a verdict are cut: the JSON report holds them whole.
const WORDS: usize = 1_000;
/// So many rows are named.
const ROWS: usize = 40;

/// What was wanted and seen, the evidence, why it matters, how to mend and how to repeat it.
pub(crate) fn tell(paper: &mut Paper, finding: &Finding<'_>) {
    let case = finding.first;
    paper.ink(Ink::Bad, "FAIL").put("  ");
    match finding.cases.len() {
        1 => paper.ink(Ink::Strong, &case.id().0),
        count => {
            paper.ink(Ink::Strong, case.check());
            paper.put(&format!("  {}", many(count, "case")))
        }
    };
    paper.end();
    if let Some(about) = case.about() {
        paper.paragraph(6, &brief(&about.title, WORDS));
    }
    paper.labelled("severity", finding.severity().word());
    if finding.cases.len() > 1 {
        paper.labelled(
            "rows",
            &some(finding.cases.iter().map(|case| case.row()), ROWS),
        );
    }
    if case.breaches().is_empty() {
        paper.labelled("reason", &brief(case.reason(), WORDS));
    }
    for breach in case.breaches() {
        breached(paper, breach);
    }
    if let Some(words) = held_otherwise(case.breaches()) {
        paper.labelled("note", words);
    }
    proofs(paper, finding);
    meaning(paper, finding);
}

fn breached(paper: &mut Paper, breach: &Breach) {
    paper.end();
    let level = level_word(breach.level);
    paper.labelled(
        "probe",
        &format!("{} ({level})", brief(&breach.probe, WORDS)),
    );
    paper.labelled("wanted", &brief(breach.wanted.as_str(), WORDS));
    paper.labelled("seen", &brief(breach.seen.as_str(), WORDS));
}

/// That nobody came in, where the title of the check may sound as if somebody had.
pub(crate) fn held_otherwise(breaches: &[Breach]) -> Option<&'static str> {
    let only = |harm: Harm| !breaches.is_empty() && breaches.iter().all(|it| it.harm == harm);
    if only(Harm::Otherwise) {
        return Some(
            "it was refused, but not in a manner that the contract of the target file declares: \
             mend the target, or declare this manner, too",
        );
    }
    only(Harm::Shut).then_some(
        "it was refused although it had to be accepted: nobody came in who must not, but somebody \
         is kept out, or the target file describes another target",
    )
}

/// The evidence of every act that showed a breach, once each.
fn proofs(paper: &mut Paper, finding: &Finding<'_>) {
    let case = finding.first;
    for act in acts(case.breaches()) {
        let of = match finding.cases.len() {
            1 => format!("act {act}"),
            _ => format!("act {act} of {}", case.id()),
        };
        paper.end();
        match case.observation(act) {
            Some(seen) => {
                paper.labelled("evidence", &of);
                paper.verbatim(4, &evidence::of(seen));
            }
            None => {
                paper.labelled("evidence", &format!("{of}: none was kept"));
            }
        }
        if let Some(command) = repeat::command(case, act) {
            paper.labelled("again", "").verbatim(4, &[command]);
        }
    }
}

/// The acts of breaches, each once, in order of appearance.
pub(crate) fn acts(breaches: &[Breach]) -> Vec<u32> {
    let mut acts: Vec<u32> = Vec::new();
    for breach in breaches {
        if !acts.contains(&breach.act) {
            acts.push(breach.act);
        }
    }
    acts
}

fn meaning(paper: &mut Paper, finding: &Finding<'_>) {
    let case = finding.first;
    paper.end();
    if let Some(about) = case.about() {
        let words = [
            ("what", &about.what),
            ("why", &about.why),
            ("remedy", &about.remedy),
        ];
        for (label, text) in words {
            if let Some(text) = text {
                paper.labelled(label, &brief(text, 4 * WORDS));
            }
        }
        let sources: Vec<String> = about.references.iter().map(|it| it.to_string()).collect();
        if !sources.is_empty() {
            paper.labelled("sources", &sources.join("; "));
        }
        paper.labelled("file", &about.file);
    }
    let known: Vec<&str> = finding
        .cases
        .iter()
        .filter_map(|case| case.fingerprint())
        .collect();
    if !known.is_empty() {
        paper.labelled("known as", &some(known, ROWS));
    }
}
