//! One case as its events tell it.

use model::event::What;
use model::metadata::Severity;
use model::name::CaseId;
use model::observation::Observation;
use model::plan::{About, Case, Recipe, Work};
use model::step::Step;
use model::verdict::{Breach, Giver, Kind, Verdict};

/// What is known of one case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseView {
    id: CaseId,
    plan: Option<Case>,
    started_ms: Option<u64>,
    judged_ms: Option<u64>,
    verdict: Option<(Verdict, Giver)>,
    fingerprint: Option<String>,
    seen: Vec<Seen>,
}

/// An observation, and whether the engine added its act as set-up.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// What was seen.
    pub observation: Observation,
    /// True for set-up that the engine added: experiments do not see it.
    pub implied: bool,
}

impl CaseView {
    pub(crate) fn new(id: CaseId) -> CaseView {
        CaseView {
            id,
            plan: None,
            started_ms: None,
            judged_ms: None,
            verdict: None,
            fingerprint: None,
            seen: Vec::new(),
        }
    }

    /// Hears its plan; false when it had one.
    pub(crate) fn planned(&mut self, plan: &Case) -> bool {
        let new = self.plan.is_none();
        self.plan.get_or_insert_with(|| plan.clone());
        new
    }

    /// Hears what happened to it; false when that told nothing new.
    pub(crate) fn add(&mut self, at_ms: u64, what: &What) -> bool {
        match what {
            What::CaseStarted {} if self.started_ms.is_none() => self.started_ms = Some(at_ms),
            // What gives back sessions after the verdict is no evidence for it.
            What::Observed { implied: true, .. } if self.verdict.is_some() => {}
            What::Observed { seen, implied } => self.seen.push(Seen {
                observation: (**seen).clone(),
                implied: *implied,
            }),
            What::Judged { verdict, by } if self.verdict.is_none() => {
                self.verdict = Some((verdict.clone(), *by));
                self.judged_ms = Some(at_ms);
            }
            What::Finding { fingerprint } if self.fingerprint.is_none() => {
                self.fingerprint = Some(fingerprint.clone());
            }
            _ => return false,
        }
        true
    }

    /// `family/check#row`.
    pub fn id(&self) -> &CaseId {
        &self.id
    }

    /// `family/check`.
    pub fn check(&self) -> &str {
        self.id.check()
    }

    /// The rows as the id spells them; empty when the check has no matrix.
    pub fn row(&self) -> &str {
        self.id.0.split_once('#').map_or("", |(_, row)| row)
    }

    /// Its plan; `None` when the journal lost it.
    pub fn plan(&self) -> Option<&Case> {
        self.plan.as_ref()
    }

    /// What its check says about itself.
    pub fn about(&self) -> Option<&About> {
        self.plan.as_ref().map(|plan| &plan.about)
    }

    /// The verdict; `None` when it was not finished.
    pub fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref().map(|(verdict, _)| verdict)
    }

    /// Who gave the verdict.
    pub fn by(&self) -> Option<Giver> {
        self.verdict.as_ref().map(|(_, by)| *by)
    }

    /// Which verdict; `None` when it was not finished.
    pub fn kind(&self) -> Option<Kind> {
        self.verdict().map(|verdict| verdict.kind)
    }

    /// The word for its state: a verdict's, or `unfinished`.
    pub fn word(&self) -> &'static str {
        self.kind().map_or("unfinished", Kind::word)
    }

    /// The verdict's reason.
    pub fn reason(&self) -> &str {
        match (self.verdict(), self.started_ms) {
            (Some(verdict), _) => verdict.reason.as_str(),
            (None, Some(_)) => "began and was not finished",
            (None, None) => "did not begin",
        }
    }

    /// Expectations that were not met and fail it.
    pub fn breaches(&self) -> &[Breach] {
        self.verdict().map_or(&[], |verdict| &verdict.breaches)
    }

    /// Expectations that were not met and only warn or inform.
    pub fn notes(&self) -> &[Breach] {
        self.verdict().map_or(&[], |verdict| &verdict.notes)
    }

    /// The worst severity of its breaches; its check's own when it has none.
    pub fn severity(&self) -> Severity {
        let own = || self.about().map_or(Severity::default(), |it| it.severity);
        let worst = self.breaches().iter().map(|breach| breach.severity).max();
        worst.unwrap_or_else(own)
    }

    /// By which its finding is known again over runs.
    pub fn fingerprint(&self) -> Option<&str> {
        self.fingerprint.as_deref()
    }

    /// Milliseconds from its beginning to its verdict; `None` when it did not begin or end.
    pub fn duration_ms(&self) -> Option<u64> {
        Some(self.judged_ms?.saturating_sub(self.started_ms?))
    }

    /// What was seen, in order.
    pub fn seen(&self) -> &[Seen] {
        &self.seen
    }

    /// What was seen of one act of the plan; the last time, when it was repeated.
    pub fn observation(&self, act: u32) -> Option<&Observation> {
        let own = |seen: &&Seen| !seen.implied && seen.observation.act == act;
        self.seen
            .iter()
            .rev()
            .find(own)
            .map(|seen| &seen.observation)
    }

    /// What was seen of the act that opened the socket which `act` uses.
    pub fn opening(&self, act: u32) -> Option<&Observation> {
        let Work::Run(Recipe::Steps(steps)) = &self.plan.as_ref()?.work else {
            return None;
        };
        let used = steps.acts().find(|it| it.number == act)?;
        let socket = used.what.socket()?;
        let opener = steps
            .acts()
            .take_while(|it| it.number != act)
            .filter(|it| matches!(it.what, Step::Open(_)) && it.what.socket() == Some(socket));
        self.observation(opener.last()?.number)
    }
}

/// Milliseconds that the cases took together; `None` when none of them began and ended.
pub(crate) fn total_ms(cases: &[&CaseView]) -> Option<u64> {
    let took = cases.iter().filter_map(|case| case.duration_ms());
    took.reduce(u64::saturating_add)
}
