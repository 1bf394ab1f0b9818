//! A whole run: target and scenario as YAML, and everything that the journal says about it.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use drive::{Drive, Limits, ServiceSetup, Setup};
use gateproof_engine::{Course, Journal, Settings, Vault, run, stopper};
use model::event::{Ending, Event, SCHEMA, Selection, Start, What};
use model::observation::{Observation, Outcome};
use model::plan::{Plan, Tag};
use model::verdict::{Kind, Verdict};
use scenario::{Source, read_scenario, read_target};

/// What is to be played, and how.
pub struct Stage {
    target: String,
    scenario: String,
    secrets: HashMap<String, String>,
    known: HashMap<String, String>,
    deadline: Duration,
    slow: bool,
}

/// What the journal of a run says.
pub struct Played {
    pub ending: Ending,
    pub events: Vec<Event>,
    pub text: String,
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn source(name: &str, text: &str) -> Source {
    let (name, text) = (name.to_owned(), text.to_owned());
    Source { name, text }
}

impl Stage {
    pub fn new(target: impl Into<String>, scenario: impl Into<String>) -> Stage {
        Stage {
            target: target.into(),
            scenario: scenario.into(),
            secrets: HashMap::new(),
            known: HashMap::new(),
            deadline: Duration::from_secs(20),
            slow: false,
        }
    }

    /// Waits in real time where there is no clock.
    pub fn slow(mut self) -> Stage {
        self.slow = true;
        self
    }

    pub fn secret(mut self, name: &str, value: &str) -> Stage {
        self.secrets.insert(name.to_owned(), value.to_owned());
        self
    }

    /// A secret that stands in the scenario's own words as well.
    pub fn known(mut self, name: &str, value: &str) -> Stage {
        self.known.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn deadline(mut self, deadline: Duration) -> Stage {
        self.deadline = deadline;
        self
    }

    /// Plays it, and holds the laws that every run keeps: the journal reads back, every verdict is
    /// recomputed from it, and no secret of the stage stands in it.
    pub async fn play(self) -> Played {
        let target =
            read_target(source("target.yaml", &self.target)).unwrap_or_else(|d| panic!("{d}"));
        let file = read_scenario(source("scenario.yaml", &self.scenario))
            .unwrap_or_else(|d| panic!("{d}"));
        let plan = scenario::bind(&target, &[&file]).unwrap_or_else(|d| panic!("{d}"));
        self.conduct(&target.target, &plan).await
    }

    /// Plays several scenarios in one run.
    pub async fn play_all(self, others: &[&str]) -> Played {
        let target =
            read_target(source("target.yaml", &self.target)).unwrap_or_else(|d| panic!("{d}"));
        let texts = std::iter::once(self.scenario.as_str()).chain(others.iter().copied());
        let read = |text| read_scenario(source("s.yaml", text)).unwrap_or_else(|d| panic!("{d}"));
        let files: Vec<_> = texts.map(read).collect();
        let files: Vec<_> = files.iter().collect();
        let plan = scenario::bind(&target, &files).unwrap_or_else(|d| panic!("{d}"));
        self.conduct(&target.target, &plan).await
    }

    /// Conducts a plan of one's own.
    pub async fn conduct(&self, target: &model::target::Target, plan: &Plan) -> Played {
        let given = |name: &str| self.secrets.get(name).or(self.known.get(name)).cloned();
        let vault = Vault::open(target, given).unwrap();
        let services = target.services.iter().map(|(name, service)| ServiceSetup {
            name: name.clone(),
            http: service.http.clone(),
            ws: service.ws.clone(),
            ca_pem: None,
            protocol: service.protocol,
        });
        let limits = Limits {
            head: Duration::from_secs(3),
            body: Duration::from_secs(3),
            ..Limits::default()
        };
        let setup = Setup {
            hosts: target.scope.hosts.clone(),
            services: services.collect(),
            limits,
        };
        let drive = Drive::new(setup).unwrap();
        let settings = Settings {
            start: start(target),
            case_deadline: self.deadline,
            grace: Duration::from_secs(1),
            slow: self.slow,
            at_a_time: 1,
            first_address: 0,
        };
        let kept = Kept::default();
        let journal = Journal::new(Box::new(kept.clone()), Box::new(|_| {}));
        let (_stopper, stop) = stopper();
        let course = Course {
            plan,
            target,
            vault: &vault,
            drive: &drive,
            settings,
        };
        let ending = run(course, &journal, stop).await.unwrap();
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        let events = model::journal::read(&text).unwrap();
        let (_, mismatches) = judge::rejudge(&events);
        assert_eq!(mismatches, [], "the law");
        for (name, secret) in &self.secrets {
            assert!(!text.contains(secret.as_str()), "{name} is in the journal");
        }
        Played {
            ending,
            events,
            text,
        }
    }
}

fn start(target: &model::target::Target) -> Start {
    Start {
        schema: SCHEMA,
        version: "0".to_owned(),
        seed: 1,
        started: "2026-01-01T00:00:00Z".to_owned(),
        target: target.name.clone(),
        services: Vec::new(),
        target_digest: String::new(),
        catalogue_digest: String::new(),
        strict: false,
        selection: Selection::default(),
    }
}

impl Played {
    /// Every verdict with the id of its case, in order.
    pub fn verdicts(&self) -> Vec<(String, Verdict)> {
        let of = |event: &Event| match &event.what {
            What::Judged { verdict, .. } => Some((event.case.as_ref()?.0.clone(), verdict.clone())),
            _ => None,
        };
        self.events.iter().filter_map(of).collect()
    }

    /// The verdict of the only case.
    pub fn verdict(&self) -> Verdict {
        let verdicts = self.verdicts();
        assert_eq!(verdicts.len(), 1, "{:?} {}", self.ending, self.text);
        verdicts[0].1.clone()
    }

    /// Asserts the verdict on the only case, and that its reason has this in it.
    pub fn is(&self, kind: Kind, reason: &str) -> &Played {
        let verdict = self.verdict();
        assert_eq!(verdict.kind, kind, "{}\n{}", verdict.reason, self.told());
        assert!(
            verdict.reason.as_str().contains(reason),
            "{}",
            verdict.reason
        );
        self
    }

    /// The verdict on the case whose id ends so.
    pub fn row(&self, row: &str) -> Verdict {
        let found = self
            .verdicts()
            .into_iter()
            .find(|(id, _)| id.ends_with(row));
        found.unwrap_or_else(|| panic!("no case {row}")).1
    }

    /// What was seen, in order; with the acts that the engine added.
    pub fn seen(&self) -> Vec<(bool, Observation)> {
        let of = |event: &Event| match &event.what {
            What::Observed { seen, implied } => Some((*implied, (**seen).clone())),
            _ => None,
        };
        let in_case = self.events.iter().filter(|event| event.case.is_some());
        in_case.filter_map(of).collect()
    }

    /// What was seen, one act on each line: for tests that fail.
    pub fn told(&self) -> String {
        let acts = self.seen().into_iter();
        let lines = acts.map(|(implied, seen)| {
            let implied = if implied { " (implied)" } else { "" };
            format!("{} {:?}{implied}: {}\n", seen.act, seen.tag, seen.outcome)
        });
        lines.collect()
    }

    /// What was seen of a probe.
    pub fn probe(&self, name: &str) -> Observation {
        let tag = Tag::Probe(name.to_owned());
        let found = self.seen().into_iter().find(|(_, seen)| seen.tag == tag);
        found
            .unwrap_or_else(|| panic!("no probe {name}: {}", self.text))
            .1
    }

    /// What was seen of the step with this number, the first time.
    pub fn act(&self, number: u32) -> Observation {
        let found = self.seen().into_iter();
        let found = found.filter(|(implied, seen)| !implied && seen.act == number);
        found
            .map(|(_, seen)| seen)
            .next()
            .unwrap_or_else(|| panic!("no act {number}: {}", self.text))
    }

    pub fn outcome(&self, probe: &str) -> Outcome {
        self.probe(probe).outcome
    }
}
