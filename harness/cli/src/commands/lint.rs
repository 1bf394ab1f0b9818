//! `gateproof lint`.

use std::path::Path;

use crate::catalogue;
use crate::failure::Failure;
use crate::output::print;

/// Reads and checks files; with a target, binds them to it as well. Nothing is sent.
pub fn lint(files: &[impl AsRef<Path>], target: Option<&Path>) -> Result<u8, Failure> {
    let target = target
        .map(|path| scenario::load(path).and_then(scenario::read_target))
        .transpose()
        .map_err(|diagnostics| diagnostics.to_string());
    let files: Vec<&Path> = files.iter().map(AsRef::as_ref).collect();
    let scenarios = match files.is_empty() {
        true => catalogue::embedded(),
        false => catalogue::read_all(&files),
    };
    let mut errors: Vec<String> = Vec::new();
    errors.extend(target.as_ref().err().cloned());
    errors.extend(
        scenarios
            .as_ref()
            .err()
            .map(|failure| failure.message.clone()),
    );
    if let (Ok(target), Ok(scenarios)) = (&target, &scenarios) {
        for file in scenarios {
            let found = scenario::lint(target.as_ref(), file);
            errors.extend((!found.is_empty()).then(|| found.to_string()));
        }
        if let Some(target) = target {
            let all: Vec<_> = scenarios.iter().collect();
            errors.extend(scenario::bind(target, &all).err().map(|d| d.to_string()));
        }
    }
    if !errors.is_empty() {
        return Err(Failure::usage(errors.join("\n")));
    }
    let count = scenarios.map_or(0, |scenarios| scenarios.len());
    let scenarios = match count {
        1 => "1 scenario".to_owned(),
        count => format!("{count} scenarios"),
    };
    let both = match target {
        Ok(Some(_)) => " and the target file",
        _ => "",
    };
    print(&format!("{scenarios}{both}: no error\n"));
    Ok(0)
}
