//! The scenario files, embedded, so that the installed binary needs no folder.

/// A file: its path below `scenarios/`, and its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File {
    /// `catalogue/<family>/<check>.yaml`, `flows/<name>.yaml` or `systems/<name>/target.yaml`.
    pub path: &'static str,
    /// The whole text.
    pub text: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The target file of a system, by the system's name.
pub fn system(name: &str) -> Option<&'static File> {
    let path = format!("systems/{name}/target.yaml");
    SYSTEMS.iter().find(|file| file.path == path)
}
