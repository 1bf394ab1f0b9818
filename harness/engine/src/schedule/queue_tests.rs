//! Laws of the queue, on cases of every kind: none disturbs another, no limit is passed, nothing starves.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use model::contract::{OverLimit, Sessions};
use model::name::Name;
use proptest::prelude::*;

use super::demand::{Demand, Key, Login, Spend};
use super::people::Use;
use super::queue::{Next, Queue, Start};
use super::rules::{Allowed, Rules};

const ACCOUNTS: [&str; 2] = ["user", "other"];
const SESSIONS: u32 = 4;
const SOCKETS: u32 = 3;
const REQUESTS: u32 = 6;
const PER: Duration = Duration::from_secs(60);

/// A case as it was run.
#[derive(Debug, Clone)]
struct Ran {
    case: usize,
    began: Duration,
    ended: Duration,
    begins: Vec<Name>,
    stale: Vec<Name>,
    returned: Vec<Name>,
}

/// What a run of the queue was like.
#[derive(Debug, Default)]
struct Course {
    ran: Vec<Ran>,
    given: BTreeSet<usize>,
}

fn rules(movable: bool, patient: bool) -> Rules {
    let allowed = Allowed {
        requests: REQUESTS,
        per: PER,
    };
    Rules {
        at_a_time: 4,
        sessions: Some(Sessions {
            per_user: SESSIONS,
            over: OverLimit::EvictOldest,
        }),
        sockets: Some(SOCKETS),
        limits: BTreeMap::from([("l".to_owned(), allowed)]),
        movable,
        patient,
    }
}

/// The same where a session too many is refused.
fn refusing(movable: bool) -> Rules {
    let sessions = Sessions {
        per_user: SESSIONS,
        over: OverLimit::Refuse,
    };
    Rules {
        sessions: Some(sessions),
        ..rules(movable, true)
    }
}

fn played(demands: &[Demand], lasts: &[u64], rules: Rules, seed: u64) -> Course {
    let mut queue = Queue::new(demands, rules, |case| (case as u64).wrapping_mul(seed | 1));
    let mut course = Course::default();
    let mut running: BTreeSet<(Duration, usize)> = BTreeSet::new();
    let mut now = Duration::ZERO;
    for _ in 0..10_000 {
        match queue.next(now) {
            Next::Start(Start {
                case,
                stale,
                returned,
                begins,
            }) => {
                let ended = now + Duration::from_millis(lasts[case]);
                running.insert((ended, case));
                let began = now;
                course.ran.push(Ran {
                    case,
                    began,
                    ended,
                    begins,
                    stale,
                    returned,
                });
            }
            Next::Wait(until) => match (running.first().copied(), until) {
                (Some((end, _)), Some(at)) if at < end => now = at,
                (Some((end, case)), _) => {
                    running.remove(&(end, case));
                    now = now.max(end);
                    queue.ended(case, now, true);
                }
                (None, Some(at)) => now = now.max(at),
                (None, None) => panic!("nothing runs, and nothing can start"),
            },
            Next::Pass(by) => {
                assert!(running.is_empty(), "the clock is moved while cases run");
                now += by;
                queue.passed();
            }
            Next::Give(case, _) => assert!(course.given.insert(case)),
            Next::Done => return course,
        }
    }
    panic!("it does not end");
}

fn demand() -> impl Strategy<Value = Demand> {
    let who = prop::sample::select(ACCOUNTS.to_vec());
    let kind = 0u8..8;
    (who, kind, 1u32..4, 1u32..8).prop_map(|(who, kind, few, many)| {
        let who = who.to_owned();
        let mut demand = Demand::default();
        if kind != 0 {
            demand.people.insert(who.clone(), Use::Shared);
        }
        let spend = |requests, fills| Spend {
            limit: "l".to_owned(),
            key: Key::Account(who.clone()),
            requests,
            fills,
        };
        match kind {
            0 => demand.alone = true,
            1 | 2 => {
                demand
                    .readers
                    .insert(who.clone(), BTreeSet::from([who.clone()]));
                let login = Login {
                    spends: vec![spend(1, false)],
                    asks: BTreeMap::new(),
                };
                demand.lends.insert(who.clone(), login);
            }
            3 => {
                demand.people.insert(who.clone(), Use::Exclusive);
            }
            4 => {
                demand.logins.insert(who.clone(), few);
            }
            5 => {
                demand.sockets.insert(who.clone(), few);
            }
            6 => demand.spends.push(spend(many, false)),
            _ => {
                demand.spends.push(spend(many, true));
                demand.exhausts = true;
            }
        }
        demand
    })
}

fn cases() -> impl Strategy<Value = Vec<(Demand, u64)>> {
    prop::collection::vec((demand(), 1u64..4_000), 1..40)
}

/// Cases that ran at one time.
fn overlaps(course: &Course) -> Vec<(&Ran, &Ran)> {
    let all = &course.ran;
    let pairs = all.iter().enumerate();
    let pairs = pairs.flat_map(|(at, one)| all[at + 1..].iter().map(move |other| (one, other)));
    pairs
        .filter(|(one, other)| one.began < other.ended && other.began < one.ended)
        .collect()
}

/// Whether two demands disturb each other whatever else there is.
fn disturb(one: &Demand, other: &Demand) -> bool {
    let exclusive = |a: &Demand, b: &Demand| {
        let mut taken = a.people.iter().filter(|(_, how)| **how == Use::Exclusive);
        taken.any(|(who, _)| b.people.contains_key(who))
    };
    one.alone || other.alone || exclusive(one, other) || exclusive(other, one)
}

fn sockets_at(course: &Course, demands: &[Demand], at: Duration, who: &str) -> u32 {
    let open = course
        .ran
        .iter()
        .filter(|ran| ran.began <= at && at < ran.ended);
    open.filter_map(|ran| demands[ran.case].sockets.get(who))
        .sum()
}

/// What may have been spent at worst in the window that begins here.
fn spent_from(course: &Course, demands: &[Demand], from: Duration, who: &str) -> (u32, u32) {
    let of = |ran: &Ran| {
        let demand = &demands[ran.case];
        let lent = ran.begins.iter().filter_map(|role| demand.lends.get(role));
        let all = demand
            .spends
            .iter()
            .chain(lent.flat_map(|login| &login.spends));
        let mine = all.filter(|it| it.key == Key::Account(who.to_owned()));
        mine.map(|it| if it.fills { REQUESTS } else { it.requests })
            .sum::<u32>()
    };
    let inside = course.ran.iter();
    let inside = inside.filter(|ran| ran.began < from + PER && ran.ended >= from);
    let all: Vec<u32> = inside.map(of).collect();
    (
        all.iter().sum(),
        all.iter().copied().max().unwrap_or_default(),
    )
}

/// Sessions of an account that begin while a case needs the one it uses, with that.
fn begun_meanwhile(course: &Course, demands: &[Demand], ran: &Ran, who: &str) -> u32 {
    let begins = |it: &Ran| {
        let own = demands[it.case]
            .logins
            .get(who)
            .copied()
            .unwrap_or_default();
        own + u32::try_from(it.begins.iter().filter(|role| *role == who).count()).unwrap()
    };
    let place = course
        .ran
        .iter()
        .position(|it| it.case == ran.case)
        .unwrap();
    // A case that shares a session needs that since another began it.
    let shares = demands[ran.case].readers.contains_key(who);
    let first = match shares {
        true => course.ran[..=place]
            .iter()
            .rposition(|it| it.begins.iter().any(|role| role == who))
            .expect("a session that is shared was begun"),
        false => place,
    };
    let since = course.ran[first].began;
    let meanwhile = course.ran.iter().enumerate().filter(|(at, it)| {
        let after = *at >= first && it.began < ran.ended;
        let still = it.began < since && it.ended > since && !shares;
        after || still
    });
    meanwhile.map(|(_, it)| begins(it)).sum()
}

proptest! {
    #[test]
    fn cases_that_disturb_each_other_do_not_overlap(
        all in cases(), seed: u64, movable: bool, patient: bool
    ) {
        let (demands, lasts): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let course = played(&demands, &lasts, rules(movable, patient), seed);
        for (one, other) in overlaps(&course) {
            prop_assert!(!disturb(&demands[one.case], &demands[other.case]), "{one:?} {other:?}");
        }
        for ran in &course.ran {
            for who in ACCOUNTS {
                prop_assert!(sockets_at(&course, &demands, ran.began, who) <= SOCKETS);
            }
        }
    }

    #[test]
    fn no_limit_is_passed_unless_a_case_means_to(
        all in cases(), seed: u64, movable: bool, patient: bool
    ) {
        let (demands, lasts): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let course = played(&demands, &lasts, rules(movable, patient), seed);
        for ran in &course.ran {
            for who in ACCOUNTS {
                let (all, most) = spent_from(&course, &demands, ran.ended, who);
                prop_assert!(all <= REQUESTS.max(most), "{all} of {REQUESTS}");
            }
        }
    }

    #[test]
    fn nobody_loses_a_session_to_another(all in cases(), seed: u64) {
        let (demands, lasts): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let course = played(&demands, &lasts, rules(true, true), seed);
        for ran in &course.ran {
            for who in ACCOUNTS {
                let own = demands[ran.case].logins.get(who).copied().unwrap_or_default();
                if own == 0 && !demands[ran.case].readers.contains_key(who) {
                    continue;
                }
                let begun = begun_meanwhile(&course, &demands, ran, who);
                prop_assert!(begun <= SESSIONS.max(own), "{begun} sessions of {who}: {ran:?}");
            }
        }
    }

    #[test]
    fn nobody_begins_a_session_for_which_there_is_no_place(
        all in cases(), seed: u64, movable: bool
    ) {
        let (demands, lasts): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let course = played(&demands, &lasts, refusing(movable), seed);
        for who in ACCOUNTS {
            // Shared sessions that have not been given back.
            let mut shared = 0;
            for (at, ran) in course.ran.iter().enumerate() {
                let uses = |it: &&Ran| demands[it.case].people.contains_key(who);
                let own = |it: &Ran| demands[it.case].logins.get(who).copied().unwrap_or_default();
                let others = course.ran[..at].iter().filter(|it| it.ended > ran.began).filter(uses);
                if ran.returned.iter().any(|it| it == who) {
                    prop_assert_eq!(others.clone().count(), 0, "somebody may still use one: {:?}", ran);
                    shared = 0;
                }
                shared += u32::try_from(ran.begins.iter().filter(|it| *it == who).count()).unwrap();
                let others: u32 = others.map(own).sum();
                let all = shared + own(ran) + others;
                let begins = own(ran) > 0 || ran.begins.iter().any(|it| it == who);
                prop_assert!(!begins || all <= SESSIONS.max(own(ran)), "{all} of {who}: {ran:?}");
            }
        }
    }

    #[test]
    fn every_case_is_run_once_or_given_up_for_a_reason(
        all in cases(), seed: u64, movable: bool, patient: bool
    ) {
        let (demands, lasts): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let course = played(&demands, &lasts, rules(movable, patient), seed);
        let ran: BTreeSet<usize> = course.ran.iter().map(|ran| ran.case).collect();
        prop_assert_eq!(ran.len(), course.ran.len());
        prop_assert!(ran.is_disjoint(&course.given));
        prop_assert_eq!(ran.len() + course.given.len(), demands.len());
        if movable || patient {
            let too_much = |case: &usize| {
                let mut spends = demands[*case].spends.iter();
                spends.any(|it| !it.fills && it.requests > REQUESTS)
            };
            prop_assert!(course.given.iter().all(too_much), "{:?}", course.given);
        }
    }

    #[test]
    fn sessions_are_not_shared_across_what_ends_them(all in cases(), seed: u64) {
        let (demands, lasts): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let course = played(&demands, &lasts, rules(true, true), seed);
        let mut shared: BTreeSet<Name> = BTreeSet::new();
        let mut ended: Vec<&Ran> = Vec::new();
        for ran in &course.ran {
            // Whatever ended before this one began, and ends sessions.
            for before in &course.ran {
                let demand = &demands[before.case];
                let over = before.ended <= ran.began && !ended.iter().any(|it| it.case == before.case);
                if !over {
                    continue;
                }
                ended.push(before);
                let gone = ACCOUNTS.iter().filter(|who| {
                    demand.alone || demand.people.get(**who) == Some(&Use::Exclusive)
                });
                gone.for_each(|who| { shared.remove(*who); });
            }
            ran.stale.iter().for_each(|who| { shared.remove(who); });
            shared.extend(ran.begins.iter().cloned());
            for who in demands[ran.case].readers.keys() {
                prop_assert!(shared.contains(who), "{ran:?} uses what has ended");
            }
        }
    }
}

#[test]
fn the_first_that_waits_is_not_overtaken_for_ever() {
    // One that needs the account for itself, among many that share it.
    let share = Demand {
        people: BTreeMap::from([("user".to_owned(), Use::Shared)]),
        ..Demand::default()
    };
    let alone = Demand {
        people: BTreeMap::from([("user".to_owned(), Use::Exclusive)]),
        ..Demand::default()
    };
    let mut demands = vec![share.clone(); 50];
    demands[5] = alone;
    let lasts: Vec<u64> = (0..50).map(|case| 100 + case * 7 % 50).collect();
    let course = played(&demands, &lasts, rules(false, false), 0);
    let order: Vec<usize> = course.ran.iter().map(|ran| ran.case).collect();
    let place = order.iter().position(|case| *case == 5).unwrap();
    assert!(place < 10, "{order:?}");
}

#[test]
fn a_clock_that_does_not_move_is_asked_once() {
    let fills = Demand {
        exhausts: true,
        spends: vec![Spend {
            limit: "l".to_owned(),
            key: Key::Everybody,
            requests: REQUESTS,
            fills: true,
        }],
        ..Demand::default()
    };
    let demands = vec![fills; 3];
    let mut queue = Queue::new(&demands, rules(true, false), |_| 0);
    assert!(matches!(
        queue.next(Duration::ZERO),
        Next::Start(Start { case: 0, .. })
    ));
    queue.ended(0, Duration::ZERO, true);
    assert!(matches!(queue.next(Duration::ZERO), Next::Pass(_)));
    queue.stuck();
    for _ in 0..2 {
        let next = queue.next(Duration::ZERO);
        assert!(
            matches!(&next, Next::Give(_, why) if why.contains("could not be moved")),
            "{next:?}"
        );
    }
    assert_eq!(queue.next(Duration::ZERO), Next::Done);
}
