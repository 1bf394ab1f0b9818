//! What a run will ask of a target: the demands of its cases, added up, and the queue played without one.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use indexmap::IndexMap;
use model::contract::LimitKey;
use model::name::{CaseId, Name};
use model::outlook::{AccountUse, LimitUse, Outlook};
use model::plan::{Case, Plan, Work};
use model::target::Target;

use crate::anchor::anchored;
use crate::fresh::salt;
use crate::prepare;
use crate::schedule::{Demand, Key, Rules, demands, forecast};

/// How a run is to go.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Cases at the same time.
    pub at_a_time: usize,
    /// Whether to wait in real time.
    pub slow: bool,
    /// What decides between cases that may come in any order.
    pub seed: u64,
}

/// What a run of this plan will ask of the target. Nothing is sent.
pub fn outlook(target: &Target, plan: &Plan, pace: Pace) -> Outlook {
    let mut plan = anchored(plan, target);
    prepare::refuse_crowds(&mut plan, target);
    if !pace.slow {
        prepare::refuse_waits(&mut plan, target);
    }
    let (cases, demands) = demands(target, &plan);
    let rules = Rules::of(target, pace.at_a_time, pace.slow);
    let lasts: Vec<Duration> = demands.iter().map(|demand| demand.lasts).collect();
    let forecast = forecast(&demands, rules, &lasts, |case| {
        salt(pace.seed, cases[case].id.check())
    });
    let mut skipped: IndexMap<String, Vec<CaseId>> = IndexMap::new();
    for case in &plan.cases {
        if let Work::Skip(why) = &case.work {
            skipped
                .entry(why.clone())
                .or_default()
                .push(case.id.clone());
        }
    }
    let mut infeasible: IndexMap<String, Vec<CaseId>> = IndexMap::new();
    for (case, why) in &forecast.given {
        infeasible
            .entry(why.clone())
            .or_default()
            .push(cases[*case].id.clone());
    }
    let given: BTreeSet<usize> = forecast.given.iter().map(|(case, _)| *case).collect();
    let (cases, demands) = run(cases, demands, &given);
    let services = target.services.iter().map(|(name, service)| {
        let address = service.http.as_ref().or(service.ws.as_ref());
        (name.clone(), address.cloned().unwrap_or_default())
    });
    let registered = demands
        .iter()
        .map(|demand| u64::from(demand.registers))
        .sum();
    let asks = asks(&demands, forecast.lent);
    Outlook {
        target: target.name.clone(),
        services: services.collect(),
        run: cases.iter().zip(&demands).map(asked).collect(),
        skipped,
        infeasible,
        takes: forecast.takes,
        in_turn: forecast.in_turn,
        moved: forecast.moved,
        at_a_time: forecast.at_a_time,
        alone: demands.iter().filter(|demand| demand.alone).count(),
        limits: limits(target, &demands, &asks),
        asks,
        accounts: accounts(&demands),
        registered,
    }
}

/// The cases that are run after all.
fn run<'c>(
    cases: Vec<&'c Case>,
    demands: Vec<Demand>,
    given: &BTreeSet<usize>,
) -> (Vec<&'c Case>, Vec<Demand>) {
    let both = cases.into_iter().zip(demands).enumerate();
    let kept = both.filter(|(number, _)| !given.contains(number));
    kept.map(|(_, both)| both).unzip()
}

/// A case, and what it asks for when all sessions that it shares begin with it.
fn asked((case, demand): (&&Case, &Demand)) -> (CaseId, u64) {
    let lends = demand.lends.values().map(|login| &login.asks);
    let all = lends.chain([&demand.asks]).flat_map(BTreeMap::values);
    (case.id.clone(), all.map(|times| u64::from(*times)).sum())
}

fn asks(demands: &[Demand], mut all: BTreeMap<Name, u64>) -> BTreeMap<Name, u64> {
    for (op, times) in demands.iter().flat_map(|demand| &demand.asks) {
        *all.entry(op.clone()).or_default() += u64::from(*times);
    }
    all
}

fn limits(target: &Target, demands: &[Demand], asks: &BTreeMap<Name, u64>) -> Vec<LimitUse> {
    let limits = target.contract.limits.iter();
    let limits = limits.filter(|(_, limit)| limit.key != LimitKey::Connection);
    limits
        .map(|(name, limit)| {
            let covered = limit.covers.iter();
            let mut found = LimitUse {
                name: name.clone(),
                requests: limit.requests,
                per: limit.per.0,
                key: limit.key,
                spent: covered.filter_map(|op| asks.get(op)).sum(),
                keys: 0,
                most: 0,
                filled: 0,
            };
            let mut keys: BTreeSet<(Option<usize>, Key)> = BTreeSet::new();
            for (case, demand) in demands.iter().enumerate() {
                for spend in demand.spends.iter().filter(|it| it.limit == *name) {
                    let own = matches!(spend.key, Key::Own(_)).then_some(case);
                    keys.insert((own, spend.key.clone()));
                    match spend.fills {
                        true => found.filled += 1,
                        false => found.most = found.most.max(spend.requests),
                    }
                }
            }
            found.keys = keys.len();
            found
        })
        .collect()
}

fn accounts(demands: &[Demand]) -> IndexMap<Name, AccountUse> {
    let mut all: IndexMap<Name, AccountUse> = IndexMap::new();
    for demand in demands {
        for (who, changes) in demand.accounts() {
            let account = all.entry(who.clone()).or_default();
            account.changed += usize::from(changes);
            account.sessions += demand.logins.get(who).copied().unwrap_or_default();
        }
    }
    all.sort_unstable_keys();
    all
}
