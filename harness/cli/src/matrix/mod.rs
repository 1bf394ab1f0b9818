//! The kill matrix: every check against every planted defect of the reference server.

mod table;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use model::event::Event;
use model::verdict::Kind;
use reference::{Config, Defect, System};
use report::Run;
use scenario::{Choice, ScenarioFile};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::arguments::{Chosen, JOBS};
use crate::catalogue;
use crate::course::{Manner, kept, prepare};
use crate::failure::Failure;

/// What one check made of one defect, the worst of its cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// Not applicable to the system.
    Skipped,
    /// Held.
    Passed,
    /// Only warned or informed.
    Warned,
    /// Could not say.
    Unsure,
    /// Failed.
    Killed,
}

/// Checks by name, then defect (or [`CONFORMING`]) and system.
#[derive(Debug)]
pub struct Matrix {
    extent: Extent,
    cells: BTreeMap<(String, String), BTreeMap<String, Cell>>,
    wanted: BTreeMap<String, Vec<String>>,
}

const ROWS_AT_A_TIME: usize = 4;

/// What stands for the server without a defect.
pub const CONFORMING: &str = "(none)";

/// How much of the matrix is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Every check against every defect.
    Full,
    /// Every check against the conforming server and against the defects that it names.
    Diagonal,
}

/// Runs the catalogue against the conforming server and against each defect, in every system.
///
/// # Errors
/// A server that does not start, a check that cannot be bound, or a fault of the harness.
pub async fn measure(extent: Extent) -> Result<Matrix, Failure> {
    let checks = Arc::new(catalogue::embedded()?);
    let mut matrix = Matrix {
        extent,
        cells: BTreeMap::new(),
        wanted: BTreeMap::new(),
    };
    for check in checks.iter() {
        let scenario = &check.scenario;
        matrix
            .wanted
            .insert(scenario.id.0.clone(), scenario.defects.clone());
    }
    // Most of a row is waiting: some of them at a time, each with a server of its own.
    let places = Arc::new(Semaphore::new(ROWS_AT_A_TIME));
    let (mut rows, mut alone) = (JoinSet::new(), Vec::new());
    for system in System::ALL {
        let of_system = reference::defects()
            .iter()
            .filter(|d| d.systems.contains(&system));
        for defect in std::iter::once(None).chain(of_system.map(|defect| Some(*defect))) {
            let Row { own, others, timed } = chosen(&checks, defect, extent);
            alone.push((system, defect, timed));
            let (checks, places) = (Arc::clone(&checks), Arc::clone(&places));
            rows.spawn(async move {
                let mut all = Vec::new();
                let place = places.acquire_owned().await;
                // What one check uses up on a server with a defect may be missed by the next: those that
                // name the defect have a server each.
                for chosen in own
                    .chunks(1)
                    .chain((!others.is_empty()).then_some(&*others))
                {
                    let chosen: Vec<&ScenarioFile> =
                        chosen.iter().filter_map(|it| checks.get(*it)).collect();
                    all.push(events(system, defect, &chosen).await?);
                }
                drop(place);
                Ok::<_, Failure>((system, defect, all))
            });
        }
    }
    while let Some(row) = rows.join_next().await {
        let (system, defect, runs) = row.map_err(Failure::harness)??;
        for events in runs {
            matrix.row(defect, system, &events);
        }
    }
    // Times that decide something are taken while nothing else is done.
    for (system, defect, timed) in alone {
        for check in timed.iter().filter_map(|it| checks.get(*it)) {
            matrix.row(defect, system, &events(system, defect, &[check]).await?);
        }
    }
    Ok(matrix)
}

/// The checks that a row is made of, by number.
struct Row {
    /// Those that name its defect.
    own: Vec<usize>,
    others: Vec<usize>,
    /// Those of both whose times decide something.
    timed: Vec<usize>,
}

fn chosen(checks: &[ScenarioFile], defect: Option<&Defect>, extent: Extent) -> Row {
    let takes_times = |check: &ScenarioFile| {
        let mut steps = check.scenario.steps.iter();
        steps.any(|step| step.verb() == "sample")
    };
    let mut chosen = Row {
        own: Vec::new(),
        others: Vec::new(),
        timed: Vec::new(),
    };
    for (number, check) in checks.iter().enumerate() {
        let mut named = check.scenario.defects.iter();
        let own = defect.is_some_and(|defect| named.any(|named| named == defect.id));
        match (own || defect.is_none()) && takes_times(check) {
            true => chosen.timed.push(number),
            false if own => chosen.own.push(number),
            false if defect.is_some() && extent == Extent::Diagonal => {}
            false => chosen.others.push(number),
        }
    }
    chosen
}

/// The events of a run of `checks` against the reference server with one defect, or none.
pub async fn events(
    system: System,
    defect: Option<&Defect>,
    checks: &[&ScenarioFile],
) -> Result<Vec<Event>, Failure> {
    let defects = defect
        .map(|defect| defect.id.to_owned())
        .into_iter()
        .collect();
    let config = Config {
        system,
        defects,
        tls: false,
        port: 0,
        delay: Duration::ZERO,
    };
    let server = reference::start(config).await.map_err(Failure::harness)?;
    let target = catalogue::system_target(&system.to_string())?
        .with_addresses(Some(server.http()), Some(server.ws()));
    let secrets: HashMap<String, String> = server.environment().iter().cloned().collect();
    let deadline = Duration::from_secs(30);
    let manner = Manner {
        seed: 1,
        strict: false,
        deadline,
        slow: false,
        jobs: JOBS,
        ca_pem: None,
        chosen: Chosen::default(),
    };
    let choice = Choice::of(checks.to_vec());
    let prepared = prepare(target, &choice, &secrets, manner)?;
    let events = kept(&prepared).await?;
    server.stop().await;
    Ok(events)
}

impl Matrix {
    fn row(&mut self, defect: Option<&Defect>, system: System, events: &[Event]) {
        let defect = defect.map_or(CONFORMING, |defect| defect.id);
        let run = Run::fold(events);
        let row = self
            .cells
            .entry((defect.to_owned(), system.to_string()))
            .or_default();
        for case in run.cases() {
            let cell = row
                .entry(case.id().check().to_owned())
                .or_insert(Cell::Skipped);
            *cell = (*cell).max(cell_of(case));
        }
    }
}

fn cell_of(case: &report::CaseView) -> Cell {
    let Some(verdict) = case.verdict() else {
        return Cell::Unsure;
    };
    match verdict.kind {
        Kind::Fail => Cell::Killed,
        Kind::Inconclusive | Kind::Error => Cell::Unsure,
        Kind::Pass if !verdict.notes.is_empty() => Cell::Warned,
        Kind::Pass => Cell::Passed,
        Kind::Skipped => Cell::Skipped,
    }
}
