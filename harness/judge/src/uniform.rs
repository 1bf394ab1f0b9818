//! A sample of times against `uniform`: first what needs no clock, then what the pairs show.

use model::clean::Clean;
use model::many::Attempts;
use model::observation::{Manner, Outcome};
use model::refusal::Class;
use model::timed::{Sampled, Shown, spell_ns};
use model::verdict::Harm;

use crate::times::Times;
use crate::weigh::Weighed;

/// Answers of a class that may be unlike the others, of a hundred.
const STRAYS_PERCENT: u64 = 1;

/// Whether a sample is uniform within its margin.
pub(crate) fn uniform(attempts: &Attempts) -> Weighed {
    let Some(sampled) = &attempts.sampled else {
        return Weighed::Unclear(Clean::words("nothing was timed"));
    };
    if let Some(weighed) = reached(attempts, sampled) {
        return weighed;
    }
    let Some(mut times) = Times::new(sampled.margin_ns, sampled.seed, sampled.together) else {
        return Weighed::Unclear(Clean::words("the margin is out of range"));
    };
    for pair in &sampled.pairs {
        times.push(pair);
    }
    let reading = &sampled.reading;
    match times.shown() {
        Shown::Uniform => Weighed::Met,
        Shown::Leak => Weighed::Breached(Harm::Hole, Clean::words(leak(sampled))),
        Shown::Biased => Weighed::Unclear(Clean::words(format!(
            "the control failed: of {} pairs of one class alone the times depend on the coin, so that \
             nothing that was measured counts",
            reading.controls
        ))),
        Shown::Open => Weighed::Unclear(Clean::words(open(sampled))),
    }
}

/// First what needs no clock: each class must be answered in one way, and both in the same.
fn reached(attempts: &Attempts, sampled: &Sampled) -> Option<Weighed> {
    let unclear = |why: String| Some(Weighed::Unclear(Clean::words(why)));
    let total: u64 = sampled.outcomes.iter().map(|it| it.count).sum();
    let lost = u64::from(sampled.lost);
    if lost * 100 > (total / 2 + lost) * STRAYS_PERCENT {
        return unclear(format!(
            "{lost} of {} pairs had no whole answer",
            total / 2 + lost
        ));
    }
    let mut usual = Vec::new();
    for (class, name) in sampled.classes.iter().enumerate() {
        let of_class = || sampled.outcomes.iter().filter(move |it| it.class == class);
        let Some(most) = of_class().max_by_key(|it| it.count) else {
            return unclear(format!("`{name}` was not answered"));
        };
        let all: u64 = of_class().map(|it| it.count).sum();
        let strays = all - most.count;
        let outcome = attempts.kinds.get(most.kind).map(|kind| &kind.outcome)?;
        if strays * 100 > all * STRAYS_PERCENT {
            return unclear(format!(
                "{strays} of {all} answers to `{name}` were not: {outcome}"
            ));
        }
        match outcome {
            Outcome::Broken(_) | Outcome::Unclear(_) => {
                return unclear(format!("`{name}`: {outcome}"));
            }
            Outcome::Refused { manner, .. } if is_limit(outcome) => {
                return unclear(format!("`{name}`: a limit answered, {manner}"));
            }
            _ => usual.push((name, outcome)),
        }
    }
    match usual.as_slice() {
        [(a, one), (b, other)] if !alike(one, other) => Some(Weighed::Breached(
            Harm::Hole,
            Clean::words(format!(
                "no clock is needed: `{a}` is {one}, `{b}` is {other}"
            )),
        )),
        _ => None,
    }
}

/// Declared or not: whoever is told to come later was not looked at (RFC 6585 4).
fn is_limit(outcome: &Outcome) -> bool {
    const TOO_MANY: u16 = 429;
    match outcome {
        Outcome::Refused { manner, declared } => {
            let told = [Manner::Status(TOO_MANY), Manner::Handshake(TOO_MANY)];
            declared.contains(&Class::Limited) || told.contains(manner)
        }
        _ => false,
    }
}

/// What proves acceptance may quote the answer.
fn alike(one: &Outcome, other: &Outcome) -> bool {
    match (one, other) {
        (Outcome::Accepted(_), Outcome::Accepted(_)) => true,
        _ => one == other,
    }
}

/// What a sample proved, by which figures.
pub(crate) fn proved(sampled: &Sampled) -> String {
    let (pairs, margin) = (sampled.reading.pairs, margin(sampled));
    format!(
        "within {margin} after {pairs} pairs{}",
        shifted(sampled, "; ")
    )
}

/// Where the shift lies, with these words before it.
fn shifted(sampled: &Sampled, before: &str) -> String {
    let [a, b] = &sampled.classes;
    let Some((from, to)) = sampled.reading.shift_ns else {
        return String::new();
    };
    #[allow(clippy::cast_precision_loss)] // For people.
    let [from, to] = [from as f64, to as f64].map(spell_ns);
    format!("{before}`{b}` is later than `{a}` by {from} to {to}")
}

fn leak(sampled: &Sampled) -> String {
    let reading = &sampled.reading;
    let margin = margin(sampled);
    format!(
        "the times differ by more than {margin} (e-value 10^{:.0} after {} pairs){}",
        reading.leak,
        reading.pairs,
        shifted(sampled, "; ")
    )
}

fn open(sampled: &Sampled) -> String {
    let reading = &sampled.reading;
    #[allow(clippy::cast_precision_loss)] // For people.
    let seen = match reading.resolution_ns {
        Some(ns) => format!(
            "a difference of {} would have been seen",
            spell_ns(ns as f64)
        ),
        None => "no difference of the ladder would have been seen".to_owned(),
    };
    format!(
        "{} pairs show neither a difference above {} nor that there is none; {seen}",
        reading.pairs,
        margin(sampled)
    )
}

#[allow(clippy::cast_precision_loss)] // For people.
fn margin(sampled: &Sampled) -> String {
    spell_ns(sampled.margin_ns as f64)
}

#[cfg(test)]
mod tests {
    use model::many::AttemptKind;
    use model::timed::{ClassOutcome, TimedPair};

    use super::*;

    /// So many pairs with even noise, in which class B takes so much longer, and the second request of a
    /// control.
    fn pairs(count: u64, later: u64, biased: u64) -> Vec<TimedPair> {
        let mut state = 7_u64;
        let mut draw = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % below
        };
        let mut pair = |number| {
            let (b_first, control) = (draw(2) == 1, number % 5 == 0);
            let [mut first_ns, mut second_ns] = [50_000 + draw(400), 50_000 + draw(400)];
            match (control, b_first) {
                (false, true) => first_ns += later,
                (false, false) => second_ns += later,
                (true, true) => first_ns += biased,
                (true, false) => second_ns += biased,
            }
            TimedPair {
                b_first,
                control,
                first_ns,
                second_ns,
                swapped: false,
            }
        };
        (0..count).map(&mut pair).collect()
    }

    fn refused(status: u16, declared: &[Class]) -> Outcome {
        Outcome::Refused {
            manner: Manner::Status(status),
            declared: declared.to_vec(),
        }
    }

    /// A sample whose classes were answered so, this often.
    fn attempts(pairs: Vec<TimedPair>, answers: &[(usize, Outcome, u64)]) -> Attempts {
        let mut attempts = Attempts::default();
        let mut outcomes = Vec::new();
        for (kind, (class, outcome, count)) in answers.iter().enumerate() {
            attempts.kinds.push(AttemptKind {
                outcome: outcome.clone(),
                count: *count,
                first: 1,
                evidence: Default::default(),
                away: false,
            });
            outcomes.push(ClassOutcome {
                class: *class,
                kind,
                count: *count,
            });
        }
        let mut times = Times::new(1_000, 3, false).unwrap();
        pairs.iter().for_each(|pair| {
            times.push(pair);
        });
        attempts.sampled = Some(Box::new(Sampled {
            classes: ["known".to_owned(), "unknown".to_owned()],
            margin_ns: 1_000,
            seed: 3,
            lanes: 1,
            by_kernel: 0,
            together: false,
            octets: 100,
            budget: 2_000,
            pairs,
            lost: 0,
            outcomes,
            reading: times.reading(),
        }));
        attempts
    }

    fn word(attempts: &Attempts) -> String {
        match uniform(attempts) {
            Weighed::Met => "met".to_owned(),
            Weighed::Breached(_, why) => format!("breached: {why}"),
            Weighed::Unclear(why) => format!("unclear: {why}"),
        }
    }

    fn sound() -> Vec<(usize, Outcome, u64)> {
        vec![(0, refused(401, &[]), 500), (1, refused(401, &[]), 500)]
    }

    #[test]
    fn times_are_uniform_leak_or_neither_and_a_control_that_fails_ends_it() {
        assert_eq!(word(&attempts(pairs(1_200, 0, 0), &sound())), "met");
        let leak = word(&attempts(pairs(1_200, 5_000, 0), &sound()));
        assert!(
            leak.starts_with("breached: the times differ by more than 1.0 us"),
            "{leak}"
        );
        assert!(
            leak.contains("`unknown` is later than `known` by"),
            "{leak}"
        );
        let open = word(&attempts(pairs(70, 0, 0), &sound()));
        assert!(open.starts_with("unclear: 56 pairs show neither"), "{open}");
        let biased = word(&attempts(pairs(1_200, 0, 5_000), &sound()));
        assert!(
            biased.starts_with("unclear: the control failed"),
            "{biased}"
        );
    }

    #[test]
    fn what_needs_no_clock_comes_first() {
        let word = |answers: &[(usize, Outcome, u64)]| word(&attempts(pairs(1_200, 0, 0), answers));
        let other = [(0, refused(401, &[]), 500), (1, refused(404, &[]), 500)];
        assert_eq!(
            word(&other),
            "breached: no clock is needed: `known` is refused: HTTP 401, `unknown` is refused: HTTP 404"
        );
        let strays = [sound(), vec![(1, refused(503, &[]), 9)]].concat();
        assert_eq!(
            word(&strays),
            "unclear: 9 of 509 answers to `unknown` were not: refused: HTTP 401"
        );
        let limited = refused(429, &[Class::Limited]);
        assert_eq!(
            word(&[(0, limited.clone(), 500), (1, limited, 500)]),
            "unclear: `known`: a limit answered, HTTP 429"
        );
        let unsaid = refused(429, &[]);
        assert_eq!(
            word(&[(0, unsaid.clone(), 500), (1, unsaid, 500)]),
            "unclear: `known`: a limit answered, HTTP 429"
        );
        let broken = Outcome::Broken(Manner::Status(500));
        assert!(
            word(&[(0, broken.clone(), 500), (1, broken, 500)]).starts_with("unclear: `known`")
        );
        assert_eq!(word(&sound()[..1]), "unclear: `unknown` was not answered");
    }

    #[test]
    fn pairs_that_were_lost_are_not_passed_over() {
        let mut attempts = attempts(pairs(1_200, 0, 0), &sound());
        attempts.sampled.as_mut().unwrap().lost = 20;
        assert_eq!(
            word(&attempts),
            "unclear: 20 of 520 pairs had no whole answer"
        );
    }

    #[test]
    fn the_resolution_is_that_of_pairs_without_a_difference() {
        let reading = |later| {
            attempts(pairs(1_200, later, 0), &sound())
                .sampled
                .unwrap()
                .reading
        };
        let resolution = reading(0).resolution_ns.unwrap();
        assert!((10..=500).contains(&resolution), "{resolution}");
        let (from, to) = reading(5_000).shift_ns.unwrap();
        assert!(from <= 5_000 && 5_000 <= to, "{from} to {to}");
    }
}
