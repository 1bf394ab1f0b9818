//! `gateproof lint`.

use std::path::Path;

use crate::arguments::Chosen;
use crate::catalogue::Pool;
use crate::failure::Failure;
use crate::output::print;

/// Reads and checks what is chosen; with a target, binds it as well. Nothing is sent.
pub fn lint(chosen: &Chosen, target: Option<&Path>) -> Result<u8, Failure> {
    let target = target
        .map(|path| scenario::load(path).and_then(scenario::read_target))
        .transpose()
        .map_err(|diagnostics| diagnostics.to_string());
    let pool = Pool::read_strictly(chosen);
    let choice = pool.as_ref().ok().map(Pool::choose).transpose()?;
    let mut errors: Vec<String> = Vec::new();
    errors.extend(target.as_ref().err().cloned());
    errors.extend(pool.as_ref().err().map(|failure| failure.message.clone()));
    let files = choice.map_or_else(Vec::new, |choice| choice.files);
    let defects: Vec<&str> = reference::defects().iter().map(|it| it.id).collect();
    if let Ok(target) = &target {
        for file in &files {
            let found = scenario::lint(target.as_ref(), file);
            errors.extend((!found.is_empty()).then(|| found.to_string()));
            let found = scenario::unknown_defects(file, &defects);
            errors.extend((!found.is_empty()).then(|| found.to_string()));
        }
        if let Some(target) = target {
            let bound = scenario::bind(target, &files);
            errors.extend(bound.err().map(|diagnostics| diagnostics.to_string()));
        }
    }
    if !errors.is_empty() {
        return Err(Failure::usage(errors.join("\n")));
    }
    let scenarios = match files.len() {
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
