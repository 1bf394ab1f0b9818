//! Lists `src/defects/`: the folder is the list, so a new defect touches one file.

use std::{env, error::Error, fmt::Write, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/defects");
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("src/defects");
    let mut modules = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let name = entry?.file_name().into_string().unwrap_or_default();
        if let Some(module) = name.strip_suffix(".rs") {
            modules.push(module.to_owned());
        }
    }
    // Ids carry dashes where files carry underscores, and the list is sorted by id.
    modules.sort_by_key(|module| module.replace('_', "-"));

    let mut code = String::new();
    for module in &modules {
        let path = folder.join(format!("{module}.rs"));
        writeln!(code, "#[path = {path:?}]\nmod {module};")?;
    }
    writeln!(code, "static ALL: &[&Defect] = &[")?;
    for module in &modules {
        writeln!(code, "    &{module}::DEFECT,")?;
    }
    writeln!(code, "];")?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("defects.rs"), code)?;
    Ok(())
}
