//! The folders are the lists: every check, flow and system target below them is embedded.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let mut code = String::from(
        "/// Every check of the catalogue, by path.\npub const CATALOGUE: &[File] = &[\n",
    );
    for family in sorted(&root.join("catalogue"))? {
        for check in sorted(&family)? {
            entry(&mut code, &root, &check);
        }
    }
    code.push_str("];\n\n/// Every flow, by path.\npub const FLOWS: &[File] = &[\n");
    flows(&mut code, &root, &root.join("flows"))?;
    code.push_str(
        "];\n\n/// The target file of every system, by path.\npub const SYSTEMS: &[File] = &[\n",
    );
    for system in sorted(&root.join("systems"))? {
        entry(&mut code, &root, &system.join("target.yaml"));
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("files.rs"), code)?;
    println!("cargo::rerun-if-changed=catalogue");
    println!("cargo::rerun-if-changed=flows");
    println!("cargo::rerun-if-changed=systems");
    Ok(())
}

/// Flows may stand in folders of folders.
fn flows(code: &mut String, root: &Path, folder: &Path) -> io::Result<()> {
    for path in sorted(folder)? {
        match path.is_dir() {
            true => flows(code, root, &path)?,
            false => entry(code, root, &path),
        }
    }
    Ok(())
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

fn entry(code: &mut String, root: &Path, path: &Path) {
    let name = path.strip_prefix(root).unwrap_or(path).display();
    code.push_str(&format!(
        "    File {{ path: \"{name}\", text: include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{name}\")) }},\n"
    ));
}
