//! Plots of a sample of times, as SVG: how the times of both classes lie, how far their quantiles are
//! apart, and how the evidence grew. Colours and letters come from the style of the page.

use std::fmt::Write;

use model::timed::{Sampled, spell_ns};

use crate::times::by_class;

const WIDTH: f64 = 330.0;
const HEIGHT: f64 = 170.0;
const LEFT: f64 = 62.0;
const RIGHT: f64 = 8.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 24.0;
/// Points of one line.
const POINTS: usize = 120;

/// A plot with its title.
pub(super) struct Plot {
    pub title: &'static str,
    pub svg: String,
}

/// The three plots; none where there are too few pairs to draw.
pub(super) fn plots(it: &Sampled) -> Vec<Plot> {
    let pairs = it.pairs.iter().filter(|pair| !pair.control).map(by_class);
    let (mut a, mut b): (Vec<u64>, Vec<u64>) = pairs.map(|[a, b]| (a, b)).unzip();
    if a.len() < 2 {
        return Vec::new();
    }
    a.sort_unstable();
    b.sort_unstable();
    vec![
        Plot {
            title: "Share of answers by their time",
            svg: shares(&a, &b),
        },
        Plot {
            title: "How much later the second class is, by quantile",
            svg: quantiles(&a, &b, it),
        },
        Plot {
            title: "Evidence by number of pairs, as log10",
            svg: course(it),
        },
    ]
}

/// Both distribution functions, up to where nearly all answers are.
fn shares(a: &[u64], b: &[u64]) -> String {
    let low = float(quantile(a, 0.0).min(quantile(b, 0.0)));
    let high = float(quantile(a, 0.97).max(quantile(b, 0.97)));
    let mut plot = Axes::new((low, high), (0.0, 1.0));
    let line = |sorted: &[u64]| -> Vec<(f64, f64)> {
        let shares = (0..=POINTS).map(|n| float(n as u64) / float(POINTS as u64));
        shares
            .map(|share| (float(quantile(sorted, share)).min(high), share))
            .collect()
    };
    plot.line("a", &line(a));
    plot.line("b", &line(b));
    plot.across(spell_ns);
    plot.up(&[0.0, 0.5, 1.0], |share| format!("{:.0} %", share * 100.0));
    plot.done()
}

/// The differences of quantiles, with the margin and the interval of the shift.
fn quantiles(a: &[u64], b: &[u64], it: &Sampled) -> String {
    let shares: Vec<f64> = (5..=95)
        .step_by(5)
        .map(|percent| f64::from(percent) / 100.0)
        .collect();
    let differ = |share: &f64| float(quantile(b, *share)) - float(quantile(a, *share));
    let line: Vec<(f64, f64)> = shares.iter().map(|share| (*share, differ(share))).collect();
    let margin = float(it.margin_ns);
    #[allow(clippy::cast_precision_loss)] // For the eye.
    let shift = it
        .reading
        .shift_ns
        .map(|(from, to)| (from as f64, to as f64));
    let ends = shift.map_or([0.0; 2], |(from, to)| [from.abs(), to.abs()]);
    let values = line.iter().map(|(_, y)| y.abs()).chain(ends);
    let most = values.fold(margin, f64::max) * 1.15;
    let mut plot = Axes::new((0.0, 1.0), (-most, most));
    plot.strip("margin", (-margin, margin));
    if let Some(shift) = shift {
        plot.strip("shift", shift);
    }
    plot.line("zero", &[(0.0, 0.0), (1.0, 0.0)]);
    plot.line("b", &line);
    plot.across(|share| format!("{:.0} %", share * 100.0));
    plot.up(&[-margin, 0.0, margin], spell_ns);
    plot.done()
}

/// The course of the evidence, with the line that decides.
fn course(it: &Sampled) -> String {
    const DECIDES: f64 = 2.0;
    let course = &it.reading.course;
    let last = course.last().map_or(1.0, |point| float(point.pairs));
    let values = course.iter().flat_map(|point| [point.leak, point.uniform]);
    let most = values.clone().fold(DECIDES * 1.5, f64::max).min(12.0);
    let least = values.fold(-1.0, f64::min).max(-6.0);
    let mut plot = Axes::new((0.0, last.max(1.0)), (least, most));
    plot.line("decides", &[(0.0, DECIDES), (last, DECIDES)]);
    let of = |value: fn(&model::timed::Point) -> f64| -> Vec<(f64, f64)> {
        let points = course.iter();
        points
            .map(|point| (float(point.pairs), value(point).clamp(least, most)))
            .collect()
    };
    plot.line("leak", &of(|point| point.leak));
    plot.line("uniform", &of(|point| point.uniform));
    plot.across(|pairs| format!("{pairs:.0}"));
    plot.up(&[0.0, DECIDES, most.floor()], |log| format!("{log:.0}"));
    plot.done()
}

/// Axes, and what is drawn between them so far.
struct Axes {
    x: (f64, f64),
    y: (f64, f64),
    drawn: String,
}

impl Axes {
    fn new(x: (f64, f64), y: (f64, f64)) -> Axes {
        let wide = |(low, high): (f64, f64)| (low, if high > low { high } else { low + 1.0 });
        let drawn = format!(
            "<rect class=\"frame\" x=\"{LEFT}\" y=\"{TOP}\" width=\"{}\" height=\"{}\"/>",
            WIDTH - LEFT - RIGHT,
            HEIGHT - TOP - BOTTOM
        );
        Axes {
            x: wide(x),
            y: wide(y),
            drawn,
        }
    }

    fn at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let share = |value: f64, (low, high): (f64, f64)| (value - low) / (high - low);
        (
            LEFT + share(x, self.x) * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - share(y, self.y) * (HEIGHT - TOP - BOTTOM),
        )
    }

    fn line(&mut self, class: &str, points: &[(f64, f64)]) {
        let _ = write!(self.drawn, "<polyline class=\"{class}\" points=\"");
        for point in points {
            let (x, y) = self.at(*point);
            let _ = write!(self.drawn, "{x:.1},{y:.1} ");
        }
        self.drawn.push_str("\"/>");
    }

    /// What lies between two heights.
    fn strip(&mut self, class: &str, (low, high): (f64, f64)) {
        let (x, top) = self.at((self.x.0, high));
        let (end, bottom) = self.at((self.x.1, low));
        let (width, height) = (end - x, (bottom - top).max(1.0));
        let _ = write!(
            self.drawn,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
        );
    }

    /// Marks at both ends, and in the middle, of the axis that runs across.
    fn across(&mut self, spelled: impl Fn(f64) -> String) {
        let (low, high) = self.x;
        for (value, anchor) in [
            (low, "start"),
            ((low + high) / 2.0, "middle"),
            (high, "end"),
        ] {
            let (x, _) = self.at((value, self.y.0));
            let (y, text) = (HEIGHT - 8.0, spelled(value));
            let _ = write!(
                self.drawn,
                "<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>"
            );
        }
    }

    fn up(&mut self, marks: &[f64], spelled: impl Fn(f64) -> String) {
        for mark in marks {
            let (_, y) = self.at((self.x.0, *mark));
            let (x, y, text) = (LEFT - 5.0, y + 3.5, spelled(*mark));
            let _ = write!(
                self.drawn,
                "<text x=\"{x}\" y=\"{y:.1}\" text-anchor=\"end\">{text}</text>"
            );
        }
    }

    fn done(self) -> String {
        format!(
            "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">{}</svg>",
            self.drawn
        )
    }
}

/// The value below which this share of them lies.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Between 0 and their number.
fn quantile(sorted: &[u64], share: f64) -> u64 {
    let last = sorted.len().saturating_sub(1);
    let index = (share * float(last as u64)).round() as usize;
    sorted.get(index.min(last)).copied().unwrap_or_default()
}

#[allow(clippy::cast_precision_loss)] // For the eye.
fn float(number: u64) -> f64 {
    number as f64
}
