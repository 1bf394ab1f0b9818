//! Findings of a whole run.

/// Which of many e-values (as log10) are findings, such that the expected share of false ones among
/// them is at most `alpha`, whatever the e-values share: the e-BH procedure (Wang and Ramdas,
/// arXiv 2009.02824). One answer for each e-value, in their order. NaN is no finding.
#[allow(clippy::cast_precision_loss)]
pub fn e_bh(log10: &[f64], alpha: f64) -> Vec<bool> {
    let mut sorted: Vec<f64> = log10.iter().copied().filter(|e| !e.is_nan()).collect();
    sorted.sort_by(|one, other| other.total_cmp(one));
    let all = log10.len() as f64;
    let bar = |rank: usize| (all / (rank as f64 * alpha)).log10();
    let found = (1..=sorted.len())
        .rev()
        .find(|rank| sorted.get(rank - 1).is_some_and(|e| *e >= bar(*rank)));
    match found {
        None => vec![false; log10.len()],
        Some(rank) => log10.iter().map(|e| *e >= bar(rank)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::e_bh;

    #[test]
    fn more_findings_lower_the_bar() {
        // Bars at 1 % of four: 400, 200, 133.3, 100.
        assert_eq!(e_bh(&[2.2, 2.0, 0.0, 0.0], 0.01), [false; 4]);
        assert_eq!(
            e_bh(&[2.31, 0.0, 2.35, 1.0], 0.01),
            [true, false, true, false]
        );
        assert_eq!(e_bh(&[2.01; 4], 0.01), [true; 4]);
        assert_eq!(e_bh(&[1.99; 4], 0.01), [false; 4]);
        assert_eq!(e_bh(&[f64::NAN, 9.0], 0.01), [false, true]);
        assert!(e_bh(&[], 0.01).is_empty());
    }
}
