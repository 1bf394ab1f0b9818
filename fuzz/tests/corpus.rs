//! Every property holds over its committed corpus, on stable.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;

use gateproof_fuzz::PROPERTIES;

#[test]
fn every_property_holds_over_its_corpus() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (name, property) in PROPERTIES {
        let folder = root.join(name);
        let mut count = 0;
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let octets = fs::read(entry.unwrap().path()).unwrap();
            property(&octets);
            count += 1;
        }
        assert!(count >= 3, "{name} has {count} inputs");
    }
}

#[test]
fn every_property_has_a_fuzz_target() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz_targets");
    for (name, _) in PROPERTIES {
        let text = fs::read_to_string(folder.join(format!("{name}.rs"))).unwrap();
        assert!(text.contains(&format!("gateproof_fuzz::{name}(")), "{name}");
        assert!(text.lines().count() <= 10, "{name}");
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), PROPERTIES.len());
}
