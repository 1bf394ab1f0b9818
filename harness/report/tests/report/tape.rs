//! Builds lists of events as an engine would write them.

use model::clean::Clean;
use model::event::{Ending, Event, SCHEMA, Selection, Start, What};
use model::metadata::{Impact, Level, Reference, Severity, Status};
use model::name::{CaseId, CheckId};
use model::observation::{Evidence, Observation, Outcome};
use model::plan::{About, Act, Case, Recipe, Steps, Tag, Work};
use model::verdict::{Breach, Giver, Harm, Kind, Verdict};

pub fn words(text: impl Into<String>) -> Clean {
    Clean::words(text)
}

/// Events that grow, numbered and 3 ms apart.
#[derive(Default, Clone)]
pub struct Tape {
    pub events: Vec<Event>,
}

impl Tape {
    pub fn new() -> Tape {
        Tape::default().with_start(false)
    }

    pub fn strict() -> Tape {
        Tape::default().with_start(true)
    }

    fn with_start(mut self, strict: bool) -> Tape {
        self.push(
            None,
            What::RunStarted(Box::new(Start {
                schema: SCHEMA,
                version: "0.1.0".into(),
                seed: 7,
                started: "2026-03-01T09:30:00Z".into(),
                target: "sessions".into(),
                services: vec![
                    ("app".into(), "http://127.0.0.1:8000".into()),
                    ("live".into(), "ws://127.0.0.1:8000".into()),
                ],
                target_digest: "9c1d".into(),
                catalogue_digest: "47ab".into(),
                strict,
                selection: Selection::default(),
            })),
        );
        self
    }

    pub fn push(&mut self, case: Option<&str>, what: What) {
        let seq = self.events.len() as u64 + 1;
        self.events.push(Event {
            seq,
            at_ms: seq * 3,
            case: case.map(|id| CaseId(id.to_owned())),
            what,
        });
    }

    pub fn plan(&mut self, plan: Case) {
        let id = plan.id.0.clone();
        self.push(
            Some(&id),
            What::Planned {
                plan: Box::new(plan),
            },
        );
    }

    pub fn seen(&mut self, id: &str, seen: Observation) {
        let what = What::Observed {
            seen: Box::new(seen),
            implied: false,
        };
        self.push(Some(id), what);
    }

    pub fn began(&mut self, id: &str) {
        self.push(Some(id), What::CaseStarted {});
    }

    pub fn judged(&mut self, id: &str, verdict: Verdict) {
        let by = match verdict.kind {
            Kind::Skipped => Giver::Plan,
            Kind::Error => Giver::Engine,
            _ => Giver::Experiment,
        };
        self.push(Some(id), What::Judged { verdict, by });
    }

    pub fn plain(&mut self, id: &str, kind: Kind, reason: &str) {
        self.judged(id, Verdict::plain(kind, words(reason)));
    }

    pub fn end(mut self, ending: Ending) -> Vec<Event> {
        let what = What::RunEnded {
            ending,
            reason: None,
        };
        self.push(None, what);
        self.events
    }

    pub fn end_because(mut self, ending: Ending, reason: &str) -> Vec<Event> {
        let reason = Some(words(reason));
        self.push(None, What::RunEnded { ending, reason });
        self.events
    }
}

/// A case of a check that says about itself what a real one says.
pub fn case(id: &str, acts: Vec<Act>) -> Case {
    let id = CaseId(id.to_owned());
    let check = id.check().to_owned();
    let rows =
        id.0.split_once('#')
            .map(|(_, row)| ("row".to_owned(), row.to_owned()));
    Case {
        about: about(&check),
        rows: rows.into_iter().collect(),
        work: Work::Run(Recipe::Steps(Steps {
            batches: 1,
            values: Default::default(),
            before: Vec::new(),
            inner: acts,
            after: Vec::new(),
            expect: Vec::new(),
        })),
        id,
    }
}

fn about(check: &str) -> About {
    let (title, severity, section) = match check {
        "token/forged" => ("A forged token is accepted", Severity::Critical, "3.1"),
        "socket-auth/foreign-origin" => (
            "A foreign page opens the socket with what the browser adds by itself",
            Severity::High,
            "10.2",
        ),
        "socket-message/malformed" => (
            "A malformed message ends the service",
            Severity::Medium,
            "7.4.1",
        ),
        "http-auth/no-credential" => (
            "A page is served without a credential",
            Severity::High,
            "2.1",
        ),
        _ => ("Something else is wrong", Severity::Low, "1"),
    };
    About {
        check: CheckId(check.to_owned()),
        title: title.into(),
        status: Status::Stable,
        severity,
        class: None,
        impact: Impact::Read,
        references: vec![
            Reference {
                doc: "RFC 6455".into(),
                section: section.into(),
                note: None,
            },
            Reference {
                doc: "CWE".into(),
                section: "1385".into(),
                note: None,
            },
        ],
        what: Some("The target served what it should have refused.".into()),
        why: Some(
            "Whoever lures a signed-in user to a page of theirs reads and writes in that user's name, \
             for as long as the page is open, and nothing shows in the user's own window."
                .into(),
        ),
        remedy: Some("Compare the whole header with a list before the upgrade is answered.".into()),
        file: format!("catalogue/{check}.yaml"),
    }
}

pub fn seen(act: u32, tag: Tag, outcome: Outcome, evidence: Evidence) -> Observation {
    Observation {
        act,
        tag,
        outcome,
        facts: Vec::new(),
        features: Default::default(),
        counts: Default::default(),
        attempts: None,
        deliveries: None,
        notices: Vec::new(),
        evidence,
    }
}

pub fn breach(act: u32, probe: &str, harm: Harm, wanted: &str, seen: &str) -> Breach {
    Breach {
        expected: 1,
        probe: probe.into(),
        act,
        level: Level::Must,
        severity: match harm {
            Harm::Hole | Harm::Shut => Severity::High,
            Harm::Otherwise => Severity::Low,
            Harm::Broken | Harm::Unmet => Severity::Medium,
        },
        harm,
        wanted: words(wanted),
        seen: words(seen),
    }
}

pub fn failed(reason: &str, breaches: Vec<Breach>) -> Verdict {
    Verdict {
        breaches,
        ..Verdict::plain(Kind::Fail, words(reason))
    }
}
