//! `gateproof run`.

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use engine::{Journal, stopper};
use model::event::Event;
use reference::Server;
use report::{Console, Format, Run, Style};
use scenario::TargetFile;

use crate::address::Address;
use crate::arguments::RunArguments;
use crate::catalogue::{self, Pool};
use crate::course::{Manner, Prepared, prepare};
use crate::failure::Failure;
use crate::output::print;
use crate::progress::Progress;
use crate::quick;

/// The target, its secrets, and the server when it is our own.
struct Aim {
    target: TargetFile,
    secrets: HashMap<String, String>,
    server: Option<Server>,
}

/// Runs checks and writes journal and reports; the exit code is the report's.
pub fn run(arguments: &RunArguments) -> Result<u8, Failure> {
    // Files first: a wrong one must be told before anything is started or sent.
    let pool = Pool::read(&arguments.chosen)?;
    let choice = pool.choose()?;

    let runtime = tokio::runtime::Runtime::new().map_err(Failure::harness)?;
    runtime.block_on(async {
        let aim = aim(arguments).await?;
        let manner = Manner {
            seed: arguments.seed,
            jobs: arguments.jobs,
            strict: arguments.strict,
            deadline: Duration::from_secs(arguments.deadline),
            slow: arguments.slow,
            ca_pem: authority(arguments, aim.server.as_ref())?,
            chosen: arguments.chosen.clone(),
        };
        let name = aim.target.target.name.clone();
        let prepared = prepare(aim.target, &choice, &aim.secrets, manner)?;
        let folder = arguments
            .out
            .clone()
            .unwrap_or_else(|| default_folder(&name));
        let code = journalled(&prepared, &folder).await?;
        if let Some(server) = aim.server {
            server.stop().await;
        }
        Ok(code)
    })
}

async fn aim(arguments: &RunArguments) -> Result<Aim, Failure> {
    let (http, ws) = (arguments.http.as_deref(), arguments.ws.as_deref());
    if let Some(path) = &arguments.target {
        let target = scenario::load(path)
            .and_then(scenario::read_target)
            .map_err(Failure::usage)?;
        in_scope(&target, http, ["http", "https"])?;
        in_scope(&target, ws, ["ws", "wss"])?;
        let target = target.with_addresses(http, ws);
        return Ok(Aim {
            target,
            secrets: HashMap::new(),
            server: None,
        });
    }
    if http.is_some() || ws.is_some() {
        let (target, secrets) = quick::target(arguments)?;
        return Ok(Aim {
            target,
            secrets,
            server: None,
        });
    }
    if let Some(word) = arguments
        .defect
        .iter()
        .find(|word| word.contains(['/', '.']))
    {
        return Err(Failure::usage(format!(
            "error: `{word}` is no defect; checks and files stand before `--defect`"
        )));
    }
    let system = arguments.system.parse().map_err(Failure::usage)?;
    let config = reference::Config {
        system,
        defects: arguments.defect.clone(),
        tls: arguments.tls,
        port: 0,
        delay: Duration::from_millis(arguments.delay),
    };
    let server = reference::start(config).await.map_err(Failure::usage)?;
    let target = catalogue::system_target(&arguments.system)?;
    let target = target.with_addresses(Some(server.http()), Some(server.ws()));
    let secrets = server.environment().iter().cloned().collect();
    Ok(Aim {
        target,
        secrets,
        server: Some(server),
    })
}

/// An address in place of that in a target file must stay within its scope: the file says who agreed
/// to be asked, and its secrets go there.
fn in_scope(target: &TargetFile, address: Option<&str>, schemes: [&str; 2]) -> Result<(), Failure> {
    let Some(address) = address else {
        return Ok(());
    };
    let host = Address::read(address, schemes)
        .map_err(Failure::usage)?
        .host;
    let listed = |known: &String| known.trim_matches(['[', ']']).eq_ignore_ascii_case(&host);
    if target.target.scope.hosts.iter().any(listed) {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "error: host `{host}` is not in scope\n\
         help: list it under `scope.hosts` of {}: nothing is sent to any other host",
        target.source.name
    )))
}

/// The authority in a file of the caller, or the one of our own server.
fn authority(arguments: &RunArguments, server: Option<&Server>) -> Result<Option<String>, Failure> {
    let Some(path) = &arguments.ca else {
        return Ok(server.and_then(|server| server.ca_pem().map(str::to_owned)));
    };
    let read = fs::read_to_string(path);
    let said = |error| {
        format!(
            "error: the authority `{}` cannot be read: {error}",
            path.display()
        )
    };
    read.map(Some).map_err(|error| Failure::usage(said(error)))
}

fn default_folder(target: &str) -> PathBuf {
    let time = jiff::Timestamp::now()
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string();
    Path::new("reports/runs").join(format!("{time}-{target}"))
}

/// Runs with the journal in a file, the console on standard output, then writes the reports.
async fn journalled(prepared: &Prepared, folder: &Path) -> Result<u8, Failure> {
    let writing = |error| {
        Failure::usage(format!(
            "error: journal and reports cannot be written to {}: {error}\n\
             help: name another folder with --out",
            folder.display()
        ))
    };
    fs::create_dir_all(folder).map_err(writing)?;
    let path = folder.join(super::report::JOURNAL);
    let file = File::create(&path).map_err(writing)?;

    let colour = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    let mut console = Console::new(Style { colour });
    let mut progress = Progress::new(prepared.plan.cases.len());
    let watcher = move |event: &Event| {
        let text = console.event(event);
        progress.event(event, &text);
    };
    let journal = Journal::new(Box::new(file), Box::new(watcher));
    let (stopper, stop) = stopper();
    let signals = tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            stopper.ask();
        }
    });
    let ended = prepared.run(&journal, stop).await;
    signals.abort();
    drop(journal);
    ended?;
    let run = write_reports(&path, folder)?;
    print(&format!(
        "\nReport: {}\n",
        folder.join(Format::Html.file_name()).display()
    ));
    Ok(run.exit_code())
}

/// Writes every format beside the journal. They are made from the file, not from what is in memory.
fn write_reports(journal: &Path, folder: &Path) -> Result<Run, Failure> {
    let text = fs::read_to_string(journal).map_err(Failure::harness)?;
    let events = model::journal::read(&text).map_err(Failure::harness)?;
    super::report::write_all(&events, folder)?;
    Ok(Run::fold(&events))
}
