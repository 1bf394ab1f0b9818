//! The catalogue against servers that are not what a target file describes: no check may pass there, for
//! what passes on nothing at all says nothing of a service.

mod dummies;

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;
use std::time::Duration;

use model::event::Ending;
use reference::{Config, System};
use report::Run;
use scenario::{Choice, TargetFile};

use crate::arguments::{Chosen, JOBS};
use crate::catalogue;
use crate::course::{Manner, kept, prepare};
use crate::failure::Failure;

pub use dummies::Dummy;

/// How long one case may take here.
const DEADLINE: Duration = Duration::from_secs(10);

/// What came of one target's checks on one dummy.
#[derive(Debug)]
pub struct Row {
    /// The target.
    pub target: String,
    /// The server in its place.
    pub dummy: Dummy,
    /// It was not even ready.
    pub unready: bool,
    /// How many cases passed, failed, could not be judged, were in error, and did not apply.
    pub counts: report::Counts,
    /// The checks of which a case passed.
    pub passed: BTreeSet<String>,
}

/// The targets of the reference server's systems, with secrets that fit.
///
/// # Errors
/// A server that does not start, or a file that does not read.
pub async fn systems() -> Result<Vec<(TargetFile, HashMap<String, String>)>, Failure> {
    let mut all = Vec::new();
    for system in System::ALL {
        let config = Config {
            system,
            defects: Vec::new(),
            tls: false,
            port: 0,
            delay: Duration::ZERO,
        };
        let server = reference::start(config).await.map_err(Failure::harness)?;
        let secrets = server.environment().iter().cloned().collect();
        server.stop().await;
        all.push((catalogue::system_target(&system.to_string())?, secrets));
    }
    Ok(all)
}

/// What was chosen, on each dummy in place of the target. Nothing is sent to the target itself.
///
/// # Errors
/// A check that cannot be bound, a secret that is missing, or a fault of the harness.
pub async fn measure(
    target: &TargetFile,
    choice: &Choice<'_>,
    secrets: &HashMap<String, String>,
) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for dummy in Dummy::ALL {
        let server = dummies::start(dummy).await?;
        let elsewhere = target.clone().elsewhere(server.address);
        let manner = Manner {
            seed: 1,
            strict: false,
            deadline: DEADLINE,
            slow: false,
            jobs: JOBS,
            ca_pem: None,
            chosen: Chosen::default(),
        };
        let prepared = prepare(elsewhere, choice, secrets, manner)?;
        let run = Run::fold(&kept(&prepared).await?);
        let passed = run.cases().iter().filter(|case| {
            case.verdict()
                .is_some_and(|it| it.kind == model::verdict::Kind::Pass)
        });
        rows.push(Row {
            target: target.target.name.clone(),
            dummy,
            unready: run.ending() == Some(Ending::NotReady),
            counts: run.counts(),
            passed: passed.map(|case| case.id().check().to_owned()).collect(),
        });
    }
    Ok(rows)
}

/// The rows as a table, and what is wrong with them.
pub fn table(rows: &[Row]) -> String {
    let mut text = format!(
        "{:<12} {:<26} {:>7} {:>7} {:>13} {:>6} {:>8}\n",
        "target", "a server that", "passed", "failed", "inconclusive", "error", "skipped"
    );
    for row in rows {
        let (words, counts) = (row.dummy.words(), &row.counts);
        let _ = match row.unready {
            true => writeln!(
                text,
                "{:<12} {words:<26} not ready: nothing was judged",
                row.target
            ),
            false => writeln!(
                text,
                "{:<12} {words:<26} {:>7} {:>7} {:>13} {:>6} {:>8}",
                row.target,
                counts.pass,
                counts.fail,
                counts.inconclusive,
                counts.error,
                counts.skipped
            ),
        };
    }
    text
}

/// The checks that pass where there is nothing to pass, each with where.
pub fn vacuous(rows: &[Row]) -> Vec<String> {
    let each = rows.iter().flat_map(|row| {
        let (target, words) = (&row.target, row.dummy.words());
        let passed = row.passed.iter();
        passed.map(move |check| {
            format!("{check} passes for `{target}` where a server stands that {words}")
        })
    });
    each.collect()
}
