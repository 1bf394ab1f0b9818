//! The target files of the design: what it asks of the language can be said in it.
#![allow(clippy::expect_used, clippy::panic)]

mod common;

use common::folder;
use gateproof_scenario::{load, read_target};

#[test]
fn the_targets_of_the_design_are_read_clean() {
    for name in ["better-auth", "oidc", "vite", "workspace"] {
        let path = folder("examples/targets").join(format!("{name}.yaml"));
        let read = load(&path).and_then(read_target);
        let target = read.unwrap_or_else(|errors| panic!("{errors}"));
        assert!(!target.target.operations.is_empty(), "{name}");
    }
}
