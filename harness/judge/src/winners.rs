//! A race that only one may win.

use model::clean::Clean;
use model::many::Attempts;
use model::observation::Outcome;
use model::verdict::Harm;

use crate::weigh::Weighed;

/// Whether exactly one of the lanes was accepted. Two are a fact, however they were released; that there
/// was one means something only when the lanes are shown to have met.
pub fn one_winner(attempts: &Attempts) -> Weighed {
    let many = |wanted: fn(&Outcome) -> bool| -> u64 {
        let kinds = attempts.kinds.iter().filter(|kind| wanted(&kind.outcome));
        kinds.map(|kind| kind.count).sum()
    };
    let total = attempts.total();
    let won = many(|outcome| matches!(outcome, Outcome::Accepted(_)));
    let refused = many(|outcome| matches!(outcome, Outcome::Refused { .. }));
    let broken = attempts
        .kinds
        .iter()
        .find(|kind| matches!(kind.outcome, Outcome::Broken(_)));
    if won > 1 {
        let said = format!("{won} of {total} lanes were accepted");
        return Weighed::Breached(Harm::Hole, Clean::words(said));
    }
    if let Some(broken) = broken {
        let said = format!("lane {} of {total}: {}", broken.first, broken.outcome);
        return Weighed::Breached(Harm::Broken, Clean::words(said));
    }
    if won + refused < total {
        let rest = total - won - refused;
        let said = format!("of {total} lanes {rest} were neither accepted nor refused");
        return Weighed::Unclear(Clean::words(said));
    }
    if won == 0 {
        return Weighed::Unclear(Clean::words("no lane was accepted"));
    }
    match unproven(attempts) {
        Some(why) => Weighed::Unclear(Clean::words(why)),
        None => Weighed::Met,
    }
}

/// Why it is not shown that these attempts met, if it is not.
pub fn unproven(attempts: &Attempts) -> Option<String> {
    match &attempts.release {
        Some(release) => release.unproven(),
        None => Some("they were not released together".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use model::many::{Attempt, AttemptKind};
    use model::observation::Manner;
    use model::release::{Held, Release};

    use super::*;

    /// So many lanes with each outcome, released together or not.
    fn lanes(all: &[(Outcome, u64)], overlap: u32) -> Attempts {
        let mut attempts = Attempts::default();
        for (kind, (outcome, count)) in all.iter().enumerate() {
            attempts.kinds.push(AttemptKind {
                outcome: outcome.clone(),
                count: *count,
                first: attempts.total() + 1,
                evidence: Default::default(),
                away: false,
            });
            for _ in 0..*count {
                attempts.each.push(Attempt {
                    at_us: 0,
                    took_us: 10,
                    kind,
                    lane: Some("lane".to_owned()),
                    told: None,
                });
            }
        }
        attempts.release = Some(Box::new(Release {
            held: Held::EndOfHead,
            lanes: attempts.total() as u32,
            acknowledged: true,
            segments: None,
            spread_ns: 1_000,
            overlap,
            closest_ns: None,
            early: 0,
        }));
        attempts
    }

    #[test]
    fn one_winner_among_lanes_that_met_is_all_that_passes() {
        let won = || Outcome::Accepted(Clean::words("proof"));
        let lost = || Outcome::Refused {
            manner: Manner::Status(401),
            declared: Vec::new(),
        };
        let word = |all: &[(Outcome, u64)], overlap| match one_winner(&lanes(all, overlap)) {
            Weighed::Met => "met",
            Weighed::Breached(Harm::Hole, _) => "hole",
            Weighed::Breached(..) => "breached",
            Weighed::Unclear(_) => "unclear",
        };
        assert_eq!(word(&[(won(), 1), (lost(), 19)], 20), "met");
        assert_eq!(word(&[(won(), 2), (lost(), 18)], 20), "hole");
        // Two winners are a fact even where nothing shows that they met.
        assert_eq!(word(&[(won(), 2), (lost(), 18)], 1), "hole");
        assert_eq!(word(&[(won(), 1), (lost(), 19)], 1), "unclear");
        assert_eq!(word(&[(lost(), 20)], 20), "unclear");
        let quiet = (Outcome::Unclear(Clean::words("reset")), 1);
        assert_eq!(word(&[(won(), 1), (lost(), 18), quiet], 20), "unclear");
        let broken = (Outcome::Broken(Manner::Status(500)), 1);
        assert_eq!(word(&[(won(), 1), (lost(), 18), broken], 20), "breached");
    }
}
