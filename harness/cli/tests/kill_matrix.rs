//! No check without a kill, no defect alive, and nothing found on the conforming server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[test]
fn every_check_finds_the_defects_that_it_names() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let matrix = runtime.block_on(gateproof::matrix::measure()).unwrap();
    assert_eq!(matrix.gaps(), Vec::<String>::new());
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../../reports/kill-matrix.md");
    assert_eq!(
        std::fs::read_to_string(committed).unwrap(),
        matrix.markdown(),
        "write it anew: gateproof kill-matrix > reports/kill-matrix.md"
    );
}
