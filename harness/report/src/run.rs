//! A run as its events tell it: a fold, and a read-only view of the result.

use std::collections::HashMap;

use indexmap::IndexMap;
use model::clean::Clean;
use model::event::{Ending, Event, Start, What};
use model::metadata::Level;
use model::name::CaseId;
use model::verdict::Kind;
use serde::Serialize;

use crate::case::CaseView;

/// What is known of a run after some of its events.
///
/// The first telling stays: a second start, verdict or end of the same thing changes nothing, and
/// nothing is heard after the end. So what was printed while the run went on stays true.
#[derive(Debug, Clone, Default)]
pub struct Run {
    start: Option<Start>,
    ended: Option<(Ending, Option<Clean>)>,
    cases: Vec<CaseView>,
    places: HashMap<CaseId, usize>,
    checks: IndexMap<String, Vec<usize>>,
    last_ms: u64,
}

/// How many cases have which verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Held.
    pub pass: usize,
    /// Findings.
    pub fail: usize,
    /// Could not be judged.
    pub inconclusive: usize,
    /// The harness or the scenario was at fault.
    pub error: usize,
    /// Did not apply.
    pub skipped: usize,
    /// Have no verdict.
    pub unfinished: usize,
}

impl Counts {
    /// All cases.
    pub fn all(&self) -> usize {
        self.judged() + self.inconclusive + self.error + self.skipped + self.unfinished
    }

    /// Cases that say something about the target.
    pub fn judged(&self) -> usize {
        self.pass + self.fail
    }

    /// Counts one more; `None` is a case without a verdict.
    pub(crate) fn add(&mut self, kind: Option<Kind>) {
        *match kind {
            Some(Kind::Pass) => &mut self.pass,
            Some(Kind::Fail) => &mut self.fail,
            Some(Kind::Inconclusive) => &mut self.inconclusive,
            Some(Kind::Error) => &mut self.error,
            Some(Kind::Skipped) => &mut self.skipped,
            None => &mut self.unfinished,
        } += 1;
    }
}

impl Run {
    /// The run that these events tell, in their order.
    pub fn fold(events: &[Event]) -> Run {
        let mut run = Run::default();
        for event in events {
            run.add(event);
        }
        run
    }

    /// Hears one more event; false when it told nothing new.
    pub(crate) fn add(&mut self, event: &Event) -> bool {
        if self.ended.is_some() {
            return false;
        }
        self.last_ms = self.last_ms.max(event.at_ms);
        match &event.what {
            What::RunStarted(start) if self.start.is_none() => {
                self.start = Some((**start).clone());
                true
            }
            What::RunStarted(_) => false,
            What::Planned { plan } => self.case(&plan.id).planned(plan),
            What::RunEnded { ending, reason } => {
                self.ended = Some((*ending, reason.clone()));
                true
            }
            what => match &event.case {
                Some(id) => self.case(id).add(event.at_ms, what),
                None => false,
            },
        }
    }

    fn case(&mut self, id: &CaseId) -> &mut CaseView {
        let place = *self.places.entry(id.clone()).or_insert_with(|| {
            let place = self.cases.len();
            self.cases.push(CaseView::new(id.clone()));
            self.checks
                .entry(id.check().to_owned())
                .or_default()
                .push(place);
            place
        });
        &mut self.cases[place]
    }

    /// All cases, in the order of the plan.
    pub fn cases(&self) -> &[CaseView] {
        &self.cases
    }

    /// The checks, each with its cases, in the order of the plan.
    pub fn checks(&self) -> impl Iterator<Item = (&str, Vec<&CaseView>)> {
        self.checks
            .keys()
            .map(|check| (check.as_str(), self.check(check)))
    }

    /// The cases of one check; none when there is no such check.
    pub(crate) fn check(&self, check: &str) -> Vec<&CaseView> {
        self.checks.get(check).map_or_else(Vec::new, |places| {
            places.iter().map(|place| &self.cases[*place]).collect()
        })
    }

    /// How it began; `None` when the journal does not say.
    pub fn start(&self) -> Option<&Start> {
        self.start.as_ref()
    }

    /// How it ended; `None` when it was killed.
    pub fn ending(&self) -> Option<Ending> {
        self.ended.as_ref().map(|(ending, _)| *ending)
    }

    /// What the run says about its end.
    pub fn ending_reason(&self) -> Option<&Clean> {
        self.ended.as_ref().and_then(|(_, reason)| reason.as_ref())
    }

    /// Milliseconds from the start to the last event.
    pub fn duration_ms(&self) -> u64 {
        self.last_ms
    }

    /// Whether inconclusive verdicts and warnings count.
    pub fn strict(&self) -> bool {
        self.start.as_ref().is_some_and(|start| start.strict)
    }

    /// How many cases have which verdict.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for case in &self.cases {
            counts.add(case.kind());
        }
        counts
    }

    /// True when a `should` was not met anywhere.
    pub(crate) fn warns(&self) -> bool {
        self.cases
            .iter()
            .flat_map(|case| case.notes())
            .any(|note| note.level == Level::Should)
    }

    /// What a process that told this run exits with.
    pub fn exit_code(&self) -> u8 {
        crate::exit::code(self)
    }
}
