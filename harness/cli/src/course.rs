//! From files and secrets to a run: what `run` and the kill matrix share.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use drive::{Drive, Limits, ServiceSetup, Setup};
use engine::{Course, Digester, Journal, Settings, Stop, Vault, stopper};
use model::event::{Ending, Event, SCHEMA, Selection, Start};
use model::plan::Plan;
use scenario::{Choice, ScenarioFile, TargetFile};
use tokio::sync::watch;

use crate::arguments::Chosen;
use crate::failure::Failure;

/// A run that is ready to begin.
pub struct Prepared {
    target: TargetFile,
    /// What it will do.
    pub plan: Plan,
    vault: Vault,
    drive: Drive,
    settings: Settings,
}

/// How to run.
#[derive(Debug, Clone)]
pub struct Manner {
    /// Of all fresh values.
    pub seed: u64,
    /// Whether warnings and inconclusive verdicts count.
    pub strict: bool,
    /// How long one case may take.
    pub deadline: Duration,
    /// Whether to wait in real time where the target has no clock that could be moved.
    pub slow: bool,
    /// How many cases may run at the same time.
    pub jobs: u8,
    /// An authority for the first service, when the caller has it in hand.
    pub ca_pem: Option<String>,
    /// What chose the cases, for whoever reads the report.
    pub chosen: Chosen,
}

/// What becomes of the chosen on a target, and how many of their cases were left out.
pub fn plan(target: &TargetFile, choice: &Choice<'_>) -> Result<(Plan, usize), Failure> {
    let plan = scenario::bind(target, &choice.files).map_err(Failure::usage)?;
    let (mut plan, left_out) = choice.keep(plan).map_err(Failure::nothing)?;
    engine::skip_unspellable(&mut plan, &target.target);
    Ok((plan, left_out))
}

/// Binds what was chosen to a target, opens the vault and sets up the drive. Nothing is sent.
pub fn prepare(
    target: TargetFile,
    choice: &Choice<'_>,
    secrets: &HashMap<String, String>,
    manner: Manner,
) -> Result<Prepared, Failure> {
    let (plan, cases) = plan(&target, choice)?;
    let lookup = |name: &str| {
        secrets
            .get(name)
            .cloned()
            .or_else(|| std::env::var(name).ok())
    };
    let vault = Vault::open(&target.target, lookup)
        .map_err(|missing| Failure::usage(format!("error: {}: {missing}", target.source.name)))?;
    let drive = Drive::new(setup(&target, &manner)?).map_err(Failure::usage)?;
    let selection = Selection {
        by: manner.chosen.words.clone(),
        not: manner.chosen.not.clone(),
        checks: choice.left_out,
        cases,
    };
    let settings = Settings {
        start: start(&target, &choice.files, &manner, selection),
        case_deadline: manner.deadline,
        grace: Duration::from_secs(2),
        slow: manner.slow,
        at_a_time: manner.jobs.into(),
        first_address: engine::any_address(),
    };
    Ok(Prepared {
        target,
        plan,
        vault,
        drive,
        settings,
    })
}

/// Runs it, and keeps its events in place of a journal.
pub async fn kept(prepared: &Prepared) -> Result<Vec<Event>, Failure> {
    let events: Arc<Mutex<Vec<Event>>> = Arc::default();
    let watched = Arc::clone(&events);
    let watcher = move |event: &Event| {
        if let Ok(mut watched) = watched.lock() {
            watched.push(event.clone());
        }
    };
    let journal = Journal::new(Box::new(std::io::sink()), Box::new(watcher));
    let (_stopper, stop) = stopper();
    prepared.run(&journal, stop).await?;
    let events = events.lock().map(|events| events.clone());
    Ok(events.unwrap_or_default())
}

impl Prepared {
    /// Runs it; everything that happens is in the journal.
    pub async fn run(
        &self,
        journal: &Journal,
        stop: watch::Receiver<Stop>,
    ) -> Result<Ending, Failure> {
        let course = Course {
            plan: &self.plan,
            target: &self.target.target,
            vault: &self.vault,
            drive: &self.drive,
            settings: self.settings.clone(),
        };
        engine::run(course, journal, stop)
            .await
            .map_err(Failure::harness)
    }
}

fn setup(target: &TargetFile, manner: &Manner) -> Result<Setup, Failure> {
    let folder = Path::new(&target.source.name)
        .parent()
        .unwrap_or(Path::new("."));
    let mut services = Vec::new();
    for (index, (name, service)) in target.target.services.iter().enumerate() {
        let ca_pem = match (&service.ca, &manner.ca_pem) {
            (_, Some(pem)) if index == 0 => Some(pem.clone()),
            (Some(file), _) => {
                Some(std::fs::read_to_string(folder.join(file)).map_err(|error| {
                    Failure::usage(format!(
                        "error: the authority `{file}` cannot be read: {error}"
                    ))
                })?)
            }
            (None, _) => None,
        };
        services.push(ServiceSetup {
            name: name.clone(),
            http: service.http.clone(),
            ws: service.ws.clone(),
            ca_pem,
            protocol: service.protocol,
        });
    }
    Ok(Setup {
        hosts: target.target.scope.hosts.clone(),
        services,
        limits: Limits::default(),
    })
}

fn start(
    target: &TargetFile,
    checks: &[&ScenarioFile],
    manner: &Manner,
    selection: Selection,
) -> Start {
    let texts: Vec<&str> = checks
        .iter()
        .map(|check| check.source.text.as_str())
        .collect();
    let services = target.target.services.iter().map(|(name, service)| {
        let address = service
            .http
            .as_ref()
            .or(service.ws.as_ref())
            .cloned()
            .unwrap_or_default();
        (name.clone(), address)
    });
    Start {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: manner.seed,
        started: jiff::Timestamp::now()
            .strftime("%Y-%m-%dT%H:%M:%SZ")
            .to_string(),
        target: target.target.name.clone(),
        services: services.collect(),
        target_digest: Digester::plain(target.source.text.as_bytes()),
        catalogue_digest: Digester::plain(texts.join("\n").as_bytes()),
        strict: manner.strict,
        selection,
    }
}
