//! What a sample of times showed, in lines, and its pairs as CSV for the tools of others.

use std::fmt::Write;

use model::event::{Event, What};
use model::observation::Observation;
use model::timed::{Reading, Sampled, Shown, TimedPair, spell_ns};

use crate::run::Run;
use crate::text::{self, brief};

const WORDS: usize = 300;

/// What was shown, in a few words.
pub(crate) fn shown(it: &Sampled) -> String {
    let margin = spell(it.margin_ns);
    match it.reading.shown {
        Shown::Leak => format!("the times differ by more than {margin}"),
        Shown::Uniform => format!("uniform within {margin}"),
        Shown::Open => {
            format!("neither a difference above {margin} is shown, nor that there is none")
        }
        Shown::Biased => "the control failed: the harness prefers one side".to_owned(),
    }
}

/// What was shown, and by which figures.
pub(crate) fn lines(it: &Sampled) -> Vec<String> {
    let Reading {
        pairs,
        controls,
        leak,
        control,
        ..
    } = it.reading;
    let [a, b] = &it.classes;
    let mut lines = vec![
        shown(it),
        format!(
            "{pairs} pairs and {controls} of the control, of requests of {} octets on {}; {} lost; at most {}",
            it.octets,
            match it.lanes {
                1 => "one connection".to_owned(),
                lanes => format!("{lanes} connections"),
            },
            it.lost,
            it.budget
        ),
        match it.by_kernel {
            _ if it.together => {
                "both requests of a pair left at once; what counts is which was answered first, and by how much"
                    .to_owned()
            }
            0 => "each time until its answer was read".to_owned(),
            count => {
                format!("{count} of the pairs were timed by the kernel, until their answers came")
            }
        },
        format!(
            "e-value of a difference above the margin 10^{}, of the control 10^{}",
            power(leak),
            power(control)
        ),
    ];
    if let Some((from, to)) = it.reading.shift_ns {
        let (from, to) = (spell_signed(from), spell_signed(to));
        lines.push(format!(
            "`{b}` is later than `{a}` by {from} to {to} (99 %)"
        ));
    }
    lines.extend(
        it.reading
            .worst
            .as_ref()
            .map(|band| format!("furthest apart {band}")),
    );
    lines.push(match it.reading.resolution_ns {
        Some(ns) => format!("a difference of {} would have been seen", spell(ns)),
        None => "no difference of up to 5 ms would have been seen".to_owned(),
    });
    lines.push(format!("the coins are those of seed {}", it.seed));
    lines.iter().map(|line| brief(line, WORDS)).collect()
}

/// The error of what is said of all samples of a run.
const ALPHA: f64 = 0.01;

/// Which leaks are shown at the error of one sample, and not among all that the run has taken: of a hundred
/// samples without a leak, one may show one (the e-BH procedure; Wang and Ramdas, arXiv 2009.02824).
pub(crate) fn chance(run: &Run) -> Option<String> {
    let all = run.cases().iter().flat_map(|case| {
        let seen = case.seen().iter();
        seen.filter_map(move |seen| Some((case, &sampled(&seen.observation)?.reading)))
    });
    let all: Vec<_> = all.collect();
    let evidence: Vec<f64> = all.iter().map(|(_, reading)| reading.leak).collect();
    let holds = stats::e_bh(&evidence, ALPHA);
    let alone = all
        .iter()
        .zip(holds)
        .filter(|((_, reading), holds)| reading.shown == Shown::Leak && !holds);
    let alone: Vec<&str> = alone.map(|((case, _), _)| case.id().0.as_str()).collect();
    (!alone.is_empty()).then(|| {
        format!(
            "among {} samples of times the leak of {} may be chance: run {} again",
            all.len(),
            text::some(alone.iter().copied(), 5),
            if alone.len() == 1 { "it" } else { "them" }
        )
    })
}

/// All pairs of a run: one line each, times in nanoseconds.
pub(crate) fn csv(events: &[Event]) -> String {
    let mut text = "case,class_a,class_b,control,first,a_ns,b_ns\n".to_owned();
    for event in events {
        let (Some(case), What::Observed { seen, .. }) = (&event.case, &event.what) else {
            continue;
        };
        let Some(it) = sampled(seen) else { continue };
        let [a, b] = it.classes.each_ref().map(|name| quoted(name));
        let case = quoted(&case.0);
        for pair in &it.pairs {
            let (control, first) = (pair.control, if pair.b_first { "b" } else { "a" });
            let [a_ns, b_ns] = by_class(pair);
            let _ = writeln!(text, "{case},{a},{b},{control},{first},{a_ns},{b_ns}");
        }
    }
    text
}

/// Names may hold what CSV gives a meaning to (RFC 4180 2), and what a spreadsheet takes for a formula.
fn quoted(field: &str) -> String {
    let field = text::shown(field);
    let formula = field.starts_with(['=', '+', '-', '@']);
    match field.contains([',', '"']) || formula {
        true => format!(
            "\"{}{}\"",
            if formula { "'" } else { "" },
            field.replace('"', "\"\"")
        ),
        false => field.into_owned(),
    }
}

/// The sample of an act, if it took one.
pub(crate) fn sampled(seen: &Observation) -> Option<&Sampled> {
    seen.attempts.as_deref()?.sampled.as_deref()
}

/// The times of a pair by class; of a control, by what the coin said.
pub(crate) fn by_class(pair: &TimedPair) -> [u64; 2] {
    match pair.b_first {
        false => [pair.first_ns, pair.second_ns],
        true => [pair.second_ns, pair.first_ns],
    }
}

/// Nought has no sign.
fn power(log10: f64) -> String {
    format!("{:.1}", if log10.abs() < 0.05 { 0.0 } else { log10 })
}

#[allow(clippy::cast_precision_loss)] // For people.
pub(crate) fn spell(ns: u64) -> String {
    spell_ns(ns as f64)
}

#[allow(clippy::cast_precision_loss)] // For people.
fn spell_signed(ns: i64) -> String {
    spell_ns(ns as f64)
}
