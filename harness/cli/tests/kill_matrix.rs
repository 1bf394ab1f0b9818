//! No check without a kill, no defect alive, and nothing found on the conforming server. The tests run
//! the diagonal; `gateproof kill-matrix` runs all of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use gateproof::matrix::{Extent, Matrix, measure};

#[test]
fn every_check_finds_the_defects_that_it_names() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let matrix = runtime.block_on(measure(Extent::Diagonal)).unwrap();
    assert_eq!(matrix.gaps(), Vec::<String>::new());
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../../reports/kill-matrix.md");
    let committed = Matrix::outline(&std::fs::read_to_string(committed).unwrap());
    let now = Matrix::outline(&matrix.markdown());
    let only = |some: &[String], others: &[String]| -> Vec<String> {
        let some = some.iter().filter(|name| !others.contains(name));
        some.cloned().collect()
    };
    assert_eq!(
        (only(&now, &committed), only(&committed, &now)),
        (Vec::new(), Vec::new()),
        "not in the table, and only there; write it anew: gateproof kill-matrix > reports/kill-matrix.md"
    );
}
