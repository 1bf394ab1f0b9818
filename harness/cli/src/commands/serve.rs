//! `gateproof serve`: the reference server, to try scenarios on or to learn from.

use std::fmt::Write;

use crate::arguments::ServeArguments;
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
    };
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::harness)?;
    runtime.block_on(async {
        let server = reference::start(config).await.map_err(Failure::usage)?;
        print(&greeting(&server, &arguments.system)?);
        tokio::signal::ctrl_c().await.map_err(Failure::harness)?;
        server.stop().await;
        Ok(0)
    })
}

fn greeting(server: &reference::Server, system: &str) -> Result<String, Failure> {
    let mut text = format!(
        "Serving `{system}` at {} and {}.\n",
        server.http(),
        server.ws()
    );
    text.push_str("Its target file refers to these variables:\n\n");
    for (name, value) in server.environment() {
        let _ = writeln!(text, "  export {name}='{value}'");
    }
    let mut more = String::new();
    if let Some(pem) = server.ca_pem() {
        let path = std::env::temp_dir().join(format!("gateproof-{}.pem", std::process::id()));
        std::fs::write(&path, pem).map_err(Failure::harness)?;
        let _ = writeln!(
            text,
            "\nIts authority (`ca:` in the target file): {}",
            path.display()
        );
    }
    let _ = writeln!(
        more,
        "\nThen, in another terminal:\n\n  gateproof run --target scenarios/systems/{system}/target.yaml --http {} --ws {}\n\nCtrl-C ends it.",
        server.http(),
        server.ws()
    );
    Ok(text + &more)
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
