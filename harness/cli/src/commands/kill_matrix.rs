//! `gateproof kill-matrix`.

use crate::failure::Failure;
use crate::matrix::{self, Extent};
use crate::output::print;

/// Prints the table of checks and defects; a check that misses its defect is a fault of ours.
pub fn kill_matrix(diagonal: bool) -> Result<u8, Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::harness)?;
    let extent = match diagonal {
        true => Extent::Diagonal,
        false => Extent::Full,
    };
    let matrix = runtime.block_on(matrix::measure(extent))?;
    print(&matrix.markdown());
    match matrix.gaps().as_slice() {
        [] => Ok(0),
        gaps => Err(Failure::harness(gaps.join("\n"))),
    }
}
