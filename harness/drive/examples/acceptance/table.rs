//! The table: what, the bar, what was measured, and whether it holds.

use stats::{Pair, Seen};

/// Lines as they are printed, and how many bars were missed.
#[derive(Debug, Default)]
pub struct Table {
    missed: u32,
}

impl Table {
    /// What the noise of these runs is like.
    pub fn describe(&self, runs: &[Vec<Pair>]) {
        let mut gaps: Vec<f64> = runs.iter().flatten().map(crate::usual::gap).collect();
        let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
        let sd =
            (gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / gaps.len() as f64).sqrt();
        gaps.iter_mut().for_each(|gap| *gap = gap.abs());
        gaps.sort_by(f64::total_cmp);
        let mut times: Vec<u64> = runs.iter().flatten().map(first).collect();
        times.sort_unstable();
        println!(
            "{} pairs: median time {:.1} us; differences within pairs: MAD {:.0} ns, standard deviation {:.1} us\n",
            gaps.len(),
            times.get(times.len() / 2).copied().unwrap_or_default() as f64 / 1e3,
            gaps.get(gaps.len() / 2).copied().unwrap_or_default(),
            sd / 1e3
        );
        self.head();
    }

    /// What the columns are.
    pub fn head(&self) {
        println!("{:<66} {:>22} {:>18}", "what", "bar", "measured");
    }

    /// A figure that has no bar.
    pub fn tell(&mut self, what: &str, measured: f64) {
        self.line(what, ("-", &format!("{measured:.3}")), true);
    }

    /// A figure that may be so much.
    pub fn most(&mut self, what: &str, measured: f64, bar: f64) {
        self.line(
            what,
            (&format!("<= {bar}"), &format!("{measured:.3}")),
            measured <= bar,
        );
    }

    /// A figure that has to be so much.
    pub fn least(&mut self, what: &str, measured: f64, bar: f64) {
        self.line(
            what,
            (&format!(">= {bar}"), &format!("{measured:.3}")),
            measured >= bar,
        );
    }

    /// After how many pairs something was found: in this share of runs within so many.
    pub fn found(&mut self, what: &str, after: &[Option<u64>], (within, bar): (usize, f64)) {
        let mut known: Vec<u64> = after.iter().flatten().copied().collect();
        known.sort_unstable();
        let share = known.len() as f64 / after.len().max(1) as f64;
        let at = known.get(known.len() * 95 / 100).or(known.last());
        let p95 = at.map_or("-".to_owned(), u64::to_string);
        let wanted = format!(">= {bar} within {within}");
        self.line(
            what,
            (&wanted, &format!("{share:.2}, p95 {p95}")),
            share >= bar,
        );
    }

    fn line(&mut self, what: &str, (bar, measured): (&str, &str), holds: bool) {
        let told = if holds { "" } else { "  missed" };
        println!("{what:<66} {bar:>22} {measured:>18}{told}");
        self.missed += u32::from(!holds);
    }

    /// A word that is no mode.
    pub fn misused(&mut self, word: &str) {
        println!("`{word}` is no mode: leave it out, or say `quick`, `races` or `at-once`");
        self.missed += 1;
    }

    /// The exit code.
    pub fn end(&self) -> i32 {
        i32::from(self.missed > 0)
    }
}

fn first(pair: &Pair) -> u64 {
    match pair.seen {
        Seen::Apart { first_ns, .. } => first_ns,
        Seen::Together { gap_ns, .. } => gap_ns,
    }
}
