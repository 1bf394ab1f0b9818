//! The usual tests, for comparison only: each is right at one number of pairs that is fixed before,
//! and wrong when looked at again and again, or when the noise depends on itself.
//!
//! All give a two-sided p-value by the normal approximation, which wants some 30 values or more.
//! `None` where there is nothing to compare: too few values, or all of them equal.

use std::f64::consts::SQRT_2;

/// Welch's test of means (Welch 1947), with the normal in place of the t distribution.
pub fn welch(a: &[f64], b: &[f64]) -> Option<f64> {
    let (mean_a, error_a) = mean_and_error(a)?;
    let (mean_b, error_b) = mean_and_error(b)?;
    two_sided((mean_b - mean_a) / (error_a + error_b).sqrt())
}

/// The Mann-Whitney test (Mann and Whitney 1947) with its correction for ties.
#[allow(clippy::cast_precision_loss)]
pub fn mann_whitney(a: &[f64], b: &[f64]) -> Option<f64> {
    let (na, nb) = (a.len() as f64, b.len() as f64);
    let mut all: Vec<(f64, bool)> = a.iter().map(|value| (*value, false)).collect();
    all.extend(b.iter().map(|value| (*value, true)));
    let (sum, ties) = rank_sum(&mut all);
    let n = na + nb;
    let variance = na * nb / 12.0 * (n + 1.0 - ties / (n * (n - 1.0)));
    two_sided((sum - nb * (n + 1.0) / 2.0) / variance.sqrt())
}

/// The Wilcoxon signed-rank test (Wilcoxon 1945) on differences: zeros are left out, ties corrected.
#[allow(clippy::cast_precision_loss)]
pub fn wilcoxon(differences: &[f64]) -> Option<f64> {
    let mut all: Vec<(f64, bool)> = differences
        .iter()
        .filter(|d| **d != 0.0)
        .map(|d| (d.abs(), *d > 0.0))
        .collect();
    let n = all.len() as f64;
    let (sum, ties) = rank_sum(&mut all);
    let variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ties / 48.0;
    two_sided((sum - n * (n + 1.0) / 4.0) / variance.sqrt())
}

/// The mean and the square of its standard error.
#[allow(clippy::cast_precision_loss)]
fn mean_and_error(values: &[f64]) -> Option<(f64, f64)> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (values.len() > 1).then(|| (mean, squares / (n - 1.0) / n))
}

/// The sum of the ranks of those that are marked, and the sum of t^3 - t over ties of t values.
#[allow(clippy::cast_precision_loss)]
fn rank_sum(values: &mut [(f64, bool)]) -> (f64, f64) {
    values.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut sum, mut ties, mut before) = (0.0, 0.0, 0.0);
    for equal in values.chunk_by(|one, other| one.0 == other.0) {
        let t = equal.len() as f64;
        let rank = before + (t + 1.0) / 2.0;
        sum += rank * equal.iter().filter(|(_, marked)| *marked).count() as f64;
        ties += t.powi(3) - t;
        before += t;
    }
    (sum, ties)
}

fn two_sided(z: f64) -> Option<f64> {
    z.is_finite().then(|| libm::erfc(z.abs() / SQRT_2))
}

#[cfg(test)]
mod tests {
    use super::{mann_whitney, welch, wilcoxon};

    fn values(count: u32, step: u32, modulus: u32, plus: f64) -> Vec<f64> {
        (0..count)
            .map(|at| f64::from(at * step % modulus) + plus)
            .collect()
    }

    /// As SciPy 1.17 has them: `norm.sf` of the statistic of `ttest_ind(equal_var=False)`,
    /// `mannwhitneyu` and `wilcoxon`, both asymptotic and without continuity correction.
    #[test]
    fn they_agree_with_another_implementation() {
        let (a, b) = (values(40, 37, 23, 0.0), values(35, 29, 19, 3.0));
        let near = |p: Option<f64>, wanted: f64| p.is_some_and(|p| (p - wanted).abs() < 1e-9);
        assert!(near(welch(&a, &b), 0.495_642_638_165_700_64));
        assert!(near(mann_whitney(&a, &b), 0.530_514_778_819_956_7));
        assert!(near(
            wilcoxon(&values(40, 37, 23, -9.0)),
            0.114_510_307_860_112_11
        ));
    }

    #[test]
    fn nothing_to_compare_has_no_p_value() {
        let (none, one, equal) = ([], [1.0], [2.0; 9]);
        for values in [&none[..], &one, &equal] {
            assert_eq!(welch(values, values), None);
        }
        assert_eq!(mann_whitney(&none, &none), None);
        assert_eq!(mann_whitney(&equal, &equal), None);
        assert_eq!(wilcoxon(&[0.0; 9]), None);
    }
}
