//! Laws that hold exactly, whatever the times are.

#![allow(clippy::unwrap_used)]

use gateproof_stats as stats;
use proptest::prelude::*;
use stats::{
    Coin, Dependence, Kind, Margin, MarginError, Order, Pair, PairError, Seen, State, Uniformity,
};

fn apart() -> impl Strategy<Value = Seen> {
    (0_u64..5_000, 0_u64..5_000).prop_map(|(first_ns, second_ns)| Seen::Apart {
        first_ns,
        second_ns,
    })
}

fn together() -> impl Strategy<Value = Seen> {
    (any::<bool>(), 0_u64..5_000).prop_map(|(kept, gap_ns)| Seen::Together {
        order: if kept { Order::Kept } else { Order::Swapped },
        gap_ns,
    })
}

/// What was seen of several pairs of one kind.
fn run(pairs: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Seen>> {
    prop_oneof![
        prop::collection::vec(apart(), pairs.clone()),
        prop::collection::vec(together(), pairs),
    ]
}

fn coin(a_first: bool) -> Coin {
    if a_first { Coin::AFirst } else { Coin::BFirst }
}

fn pairs<'a>(
    seen: &'a [Seen],
    coins: impl Fn(usize) -> Coin + 'a,
) -> impl Iterator<Item = Pair> + 'a {
    seen.iter().enumerate().map(move |(at, seen)| Pair {
        coin: coins(at),
        seen: *seen,
    })
}

/// Before so many pairs are known nothing is bet.
const KNOWN: usize = 8;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    /// Over all sequences of coins the e-value has mean 1: at a fixed number of pairs, and at the
    /// first moment at which it looks good.
    #[test]
    fn no_coin_gains_on_average(seen in run(KNOWN + 7..KNOWN + 8)) {
        let free = seen.len() - KNOWN;
        let (mut fixed, mut stopped) = (0.0, 0.0);
        for coins in 0..1_usize << free {
            let mut test = Dependence::new(seen_kind(&seen));
            let mut at_best = None;
            for pair in pairs(&seen, |at| coin(at < KNOWN || coins >> (at - KNOWN) & 1 == 1)) {
                test.push(&pair).unwrap();
                if test.shown(0.8) {
                    at_best.get_or_insert(test.log10());
                }
            }
            fixed += 10_f64.powf(test.log10());
            stopped += 10_f64.powf(at_best.unwrap_or(test.log10()));
        }
        let all = f64::from(1_u32 << free);
        prop_assert!((fixed / all - 1.0).abs() < 1e-9, "{}", fixed / all);
        prop_assert!((stopped / all - 1.0).abs() < 1e-9, "{}", stopped / all);
    }

    /// Which class is called A makes no difference, but to the sign of the shift.
    #[test]
    fn classes_may_swap_names(seen in run(20..120), coins in prop::collection::vec(any::<bool>(), 120)) {
        let margin = Margin { delta_ns: 500, eps: 0.1, alpha: 0.1, min_pairs: 1, max_pairs: 200 };
        let mut one = Uniformity::new(margin, seen_kind(&seen)).unwrap();
        let mut other = one.clone();
        for pair in pairs(&seen, |at| coin(coins[at])) {
            let state = one.push(&pair).unwrap();
            prop_assert_eq!(state, other.push(&pair.with_coin(pair.coin.flipped())).unwrap());
        }
        prop_assert!((one.dependence_log10() - other.dependence_log10()).abs() < 1e-9);
        prop_assert!((one.leak_log10() - other.leak_log10()).abs() < 1e-9);
        match (one.shift(), other.shift()) {
            (Some(one), Some(other)) => {
                prop_assert!(one.lower_ns <= one.upper_ns + 0.2);
                prop_assert!((one.lower_ns + other.upper_ns).abs() < 0.5, "{one:?} {other:?}");
                prop_assert!((one.upper_ns + other.lower_ns).abs() < 0.5, "{one:?} {other:?}");
            }
            (one, other) => prop_assert_eq!(one, other),
        }
    }

    /// A delay moves the shift by just as much, where pairs are sent apart.
    #[test]
    fn a_delay_moves_the_shift(
        seen in prop::collection::vec(apart(), 60..61),
        coins in prop::collection::vec(any::<bool>(), 60),
        delay in 0_u64..10_000,
    ) {
        let margin = Margin::LOOPBACK;
        let mut plain = Uniformity::new(margin, Kind::Apart).unwrap();
        let mut delayed = plain.clone();
        for pair in pairs(&seen, |at| coin(coins[at])) {
            plain.push(&pair).unwrap();
            delayed.push(&pair.delayed(delay)).unwrap();
        }
        // Centre and spread come from what was seen, so ends differ by some part of the noise.
        if let (Some(plain), Some(delayed)) = (plain.shift(), delayed.shift()) {
            prop_assert!(delayed.upper_ns >= plain.lower_ns, "{plain:?} {delayed:?}");
            prop_assert!(delayed.upper_ns >= delay as f64 - 5_000.0, "{delay} {delayed:?}");
            prop_assert!(delayed.lower_ns <= delay as f64 + 5_000.0, "{delay} {delayed:?}");
        }
    }

    /// A delay of class B makes the gap longer where B went second, and turns the order where it is
    /// longer than a gap that B opened.
    #[test]
    fn a_delay_is_one_of_class_b(gap in 1_u64..5_000, delay in 1_u64..9_000) {
        let kept = |gap_ns| Seen::Together { order: Order::Kept, gap_ns };
        let swapped = |gap_ns| Seen::Together { order: Order::Swapped, gap_ns };
        let delayed = |coin, seen| Pair { coin, seen }.delayed(delay).seen;
        prop_assert_eq!(delayed(Coin::AFirst, kept(gap)), kept(gap + delay));
        prop_assert_eq!(delayed(Coin::BFirst, swapped(gap)), swapped(gap + delay));
        let turned = if gap < delay { swapped(delay - gap) } else { kept(gap - delay) };
        prop_assert_eq!(delayed(Coin::BFirst, kept(gap)), turned);
        let (first_ns, second_ns) = (gap, gap);
        let apart = Seen::Apart { first_ns, second_ns };
        let later = Seen::Apart { first_ns, second_ns: gap + delay };
        prop_assert_eq!(delayed(Coin::AFirst, apart), later);
        let later = Seen::Apart { first_ns: gap + delay, second_ns };
        prop_assert_eq!(delayed(Coin::BFirst, apart), later);
    }
}

fn seen_kind(seen: &[Seen]) -> Kind {
    Pair {
        coin: Coin::AFirst,
        seen: seen[0],
    }
    .kind()
}

#[test]
fn parameters_have_ranges() {
    let good = Margin::LOOPBACK;
    let refused = |margin: Margin| Uniformity::new(margin, Kind::Apart).err();
    assert_eq!(refused(good), None);
    assert_eq!(
        refused(Margin {
            delta_ns: 0,
            ..good
        }),
        Some(MarginError::Delta(0))
    );
    assert_eq!(
        refused(Margin {
            delta_ns: u64::MAX,
            ..good
        }),
        Some(MarginError::Delta(u64::MAX))
    );
    assert_eq!(
        refused(Margin { eps: 0.5, ..good }),
        Some(MarginError::Eps(0.5))
    );
    assert!(
        refused(Margin {
            eps: f64::NAN,
            ..good
        })
        .is_some()
    );
    assert_eq!(
        refused(Margin { alpha: 0.0, ..good }),
        Some(MarginError::Alpha(0.0))
    );
    let (min, max) = (9, 8);
    assert_eq!(
        refused(Margin {
            min_pairs: min,
            max_pairs: max,
            ..good
        }),
        Some(MarginError::Pairs { min, max })
    );
    assert!(
        refused(Margin {
            max_pairs: 1_000_001,
            ..good
        })
        .is_some()
    );
}

#[test]
fn a_pair_of_the_other_kind_or_above_the_budget_changes_nothing() {
    let apart = Pair {
        coin: Coin::AFirst,
        seen: Seen::Apart {
            first_ns: 1,
            second_ns: u64::MAX,
        },
    };
    let together = Pair {
        coin: Coin::BFirst,
        seen: Seen::Together {
            order: Order::Swapped,
            gap_ns: u64::MAX,
        },
    };
    let margin = Margin {
        min_pairs: 1,
        max_pairs: 20,
        ..Margin::LOOPBACK
    };
    let mut run = Uniformity::new(margin, Kind::Apart).unwrap();
    let (wanted, got) = (Kind::Apart, Kind::Together);
    assert_eq!(run.push(&together), Err(PairError::Kind { wanted, got }));
    for _ in 0..20 {
        run.push(&apart).unwrap();
    }
    assert!(run.spent());
    assert_eq!(run.push(&apart), Err(PairError::Spent(20)));
    assert_eq!(run.pairs(), 20);
}

/// A class that is later each time ends in a leak, with capital that no float could hold.
#[test]
fn a_long_run_does_not_overflow() {
    let margin = Margin {
        max_pairs: 1_000_000,
        ..Margin::LOOPBACK
    };
    let mut run = Dependence::new(Kind::Apart);
    let mut judged = Uniformity::new(margin, Kind::Apart).unwrap();
    for at in 0..200_000_u64 {
        let (first_ns, second_ns) = (at % 7, 3_000_000_000_000 + at % 5);
        let pair = if at % 3 == 0 {
            Pair {
                coin: Coin::AFirst,
                seen: Seen::Apart {
                    first_ns,
                    second_ns,
                },
            }
        } else {
            Pair {
                coin: Coin::BFirst,
                seen: Seen::Apart {
                    first_ns: second_ns,
                    second_ns: first_ns,
                },
            }
        };
        run.push(&pair).unwrap();
        if at < 2_000 {
            judged.push(&pair).unwrap();
        }
    }
    assert!(
        run.log10().is_finite() && run.log10() > 5_000.0,
        "{}",
        run.log10()
    );
    assert_eq!(judged.state(), State::Leak);
    assert!(judged.course().len() <= 256 && judged.course().len() > 100);
}
