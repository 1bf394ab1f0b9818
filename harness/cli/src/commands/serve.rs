//! `gateproof serve`: the reference server, to try scenarios on or to learn from.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::arguments::ServeArguments;
use crate::catalogue;
use crate::failure::Failure;
use crate::output::print;

/// Serves until Ctrl-C.
pub fn serve(arguments: &ServeArguments) -> Result<u8, Failure> {
    if arguments.list_defects {
        print(&defects());
        return Ok(0);
    }
    let system = arguments.system.parse().map_err(Failure::usage)?;
    let config = reference::Config {
        system,
        defects: arguments.defect.clone(),
        tls: arguments.tls,
        port: arguments.port,
        delay: Duration::from_millis(arguments.delay),
    };
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::harness)?;
    runtime.block_on(async {
        let server = reference::start(config).await.map_err(Failure::usage)?;
        let folder = folder(&server, &arguments.system)?;
        print(&greeting(&server, &arguments.system, &folder));
        let ended = tokio::signal::ctrl_c().await.map_err(Failure::harness);
        let _ = fs::remove_dir_all(&folder);
        server.stop().await;
        ended.map(|()| 0)
    })
}

const TARGET: &str = "target.yaml";
const AUTHORITY: &str = "ca.pem";

/// A folder with what a run against it needs besides the secrets.
fn folder(server: &reference::Server, system: &str) -> Result<PathBuf, Failure> {
    let folder = std::env::temp_dir().join(format!("gateproof-serve-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(Failure::harness)?;
    let target = catalogue::system_target(system)?.source.text;
    fs::write(folder.join(TARGET), target).map_err(Failure::harness)?;
    if let Some(pem) = server.ca_pem() {
        fs::write(folder.join(AUTHORITY), pem).map_err(Failure::harness)?;
    }
    Ok(folder)
}

fn greeting(server: &reference::Server, system: &str, folder: &Path) -> String {
    let (http, ws) = (server.http(), server.ws());
    let mut text = format!("Serving `{system}` at {http} and {ws}. Ctrl-C ends it.\n\n");
    text.push_str("To run the catalogue against it, in another terminal:\n\n");
    for (name, value) in server.environment() {
        let _ = writeln!(text, "  export {name}='{value}'");
    }
    // As it was called: it may stand nowhere on the path.
    let own = std::env::args().next();
    let own = own.unwrap_or_else(|| "gateproof".to_owned());
    let target = folder.join(TARGET);
    let _ = write!(
        text,
        "  {own} run --target {} --http {http} --ws {ws}",
        target.display()
    );
    if server.ca_pem().is_some() {
        let _ = write!(text, " --ca {}", folder.join(AUTHORITY).display());
    }
    text + "\n"
}

fn defects() -> String {
    let mut text = String::new();
    for defect in reference::defects() {
        let systems: Vec<String> = defect.systems.iter().map(ToString::to_string).collect();
        let _ = writeln!(
            text,
            "{:34} {:20} {}",
            defect.id,
            systems.join(", "),
            defect.summary
        );
    }
    text
}
