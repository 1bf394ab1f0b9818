//! The whole run: ready, all cases, and the end.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use drive::Drive;
use model::clean::Clean;
use model::event::{Ending, Start, What};
use model::name::CaseId;
use model::plan::{Case, Plan, Recipe, Work};
use model::step::Step;
use model::target::Target;
use model::verdict::{Giver, Kind, Verdict};
use tokio::sync::watch;

use crate::act::Actor;
use crate::clock::{Clock, Moves};
use crate::custody::Custody;
use crate::digest::Digester;
use crate::dispatch::dispatch;
use crate::fault::RunFault;
use crate::fresh::Source;
use crate::journal::Journal;
use crate::leases::{Leases, Takes};
use crate::prepare::prepared;
use crate::published;
use crate::ready::ready;
use crate::roster::Roster;
use crate::schedule::{Demand, has_own_addresses};
use crate::source::Addresses;
use crate::spent::Spent;
use crate::stop::{Stop, stopped};
use crate::vault::Vault;
use crate::waits::Waits;
use crate::wallet::Wallet;

/// What a run needs: what to do, to whom, with which secrets and hands.
pub struct Course<'a> {
    /// What to do.
    pub plan: &'a Plan,
    /// To whom.
    pub target: &'a Target,
    /// With which secrets.
    pub vault: &'a Vault,
    /// With which hands.
    pub drive: &'a Drive,
    /// How.
    pub settings: Settings,
}

/// How to run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What is written at the start of the journal; `seed` decides all fresh values.
    pub start: Start,
    /// How long one case may take.
    pub case_deadline: Duration,
    /// How long giving back may take after a case.
    pub grace: Duration,
    /// Whether to wait in real time where the target has no clock that could be moved.
    pub slow: bool,
    /// How many cases may run at the same time.
    pub at_a_time: usize,
    /// The number of the first source address that is used: see [`crate::any_address`].
    pub first_address: u32,
}

/// Runs the plan; everything that happens is in the journal, whatever the end.
pub async fn run(
    course: Course<'_>,
    journal: &Journal,
    mut stop: watch::Receiver<Stop>,
) -> Result<Ending, RunFault> {
    journal.record(
        None,
        What::RunStarted(Box::new(course.settings.start.clone())),
    )?;
    let plan = prepared(&course)?;
    for case in &plan.cases {
        journal.record(
            Some(&case.id),
            What::Planned {
                plan: Box::new(case.clone()),
            },
        )?;
    }
    let (ending, reason) = match (Digester::new(), Roster::new(course.target)) {
        (Some(digester), Some(roster)) => {
            let known = Known {
                digester,
                custody: Custody::default(),
                roster,
                moves: Moves::default(),
                spent: Spent::default(),
                addresses: Addresses::begin(course.settings.first_address),
                leases: Leases::default(),
                samples: samples(&plan),
            };
            all((&course, &plan), journal, &known, &mut stop).await?
        }
        _ => (
            Ending::Fault,
            Some(Clean::words("the system gives no randomness")),
        ),
    };
    journal.record(None, What::RunEnded { ending, reason })?;
    Ok(ending)
}

/// What all cases of a run know.
pub struct Known {
    /// The key of all digests.
    pub digester: Digester,
    /// Secrets that were learned.
    pub custody: Custody,
    /// Whom the run made up.
    pub roster: Roster,
    /// How far the target's clock was moved.
    pub moves: Moves,
    /// What was asked of operations that are limited.
    pub spent: Spent,
    /// Source addresses that were given away.
    pub addresses: Addresses,
    /// Sessions that cases share.
    pub leases: Leases,
    /// How many samples of times are taken.
    pub samples: u32,
}

fn samples(plan: &Plan) -> u32 {
    let times = |case: &&Case| match &case.work {
        Work::Run(Recipe::Steps(steps)) => {
            let mut acts = steps.acts();
            acts.any(|act| matches!(act.what, Step::Sample(_)))
        }
        Work::Skip(_) => false,
    };
    let count = plan.cases.iter().filter(times).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

async fn all(
    (course, plan): (&Course<'_>, &Plan),
    journal: &Journal,
    known: &Known,
    stop: &mut watch::Receiver<Stop>,
) -> Result<(Ending, Option<Clean>), RunFault> {
    if plan
        .cases
        .iter()
        .any(|case| matches!(case.work, Work::Run(_)))
    {
        let ready = tokio::select! {
            biased;
            () = stopped(stop, Stop::Soon) => return Ok((Ending::Interrupted, None)),
            ready = ready(course, journal, known) => ready?,
        };
        if let Some(reason) = ready {
            return Ok((Ending::NotReady, Some(reason)));
        }
        tokio::select! {
            biased;
            () = stopped(stop, Stop::Soon) => return Ok((Ending::Interrupted, None)),
            fetched = published::fetch(course, journal, known) => fetched?,
        }
    }
    for case in &plan.cases {
        if let Work::Skip(why) = &case.work {
            let verdict = Verdict::plain(Kind::Skipped, Clean::words(why));
            let by = Giver::Plan;
            journal.record(Some(&case.id), What::Judged { verdict, by })?;
        }
    }
    let ending = dispatch(course, plan, (journal, known), stop).await?;
    Ok((ending, None))
}

/// Hands and wallet for one case and what it takes, or for asking whether the target is ready.
pub fn actor<'a>(
    course: &'a Course<'_>,
    journal: &'a Journal,
    known: &'a Known,
    case: Option<(&'a Case, &Demand)>,
) -> Actor<'a> {
    let nobody = CaseId(String::new());
    let id = case.map_or(&nobody, |(case, _)| &case.id);
    let source = Source::new(course.settings.start.seed, id);
    let mut wallet = Wallet::new(course.target, course.vault, source, known.custody.clone());
    wallet.clock = Clock::of(&known.moves);
    let own_address = case.is_some() && has_own_addresses(course.target);
    wallet.addresses = Addresses::of(&known.addresses, own_address);
    wallet.leases = known.leases.clone();
    wallet.takes = case.map_or_else(Takes::default, |(_, demand)| Takes::of(demand));
    wallet.recall(&known.roster);
    let mut actor = Actor {
        target: course.target,
        wallet,
        hands: course.drive.hands(),
        drive: course.drive,
        probing: false,
        publishing: false,
        digester: &known.digester,
        journal,
        case: case.map(|(case, _)| &case.id),
        waits: Waits::default(),
        depth: 0,
        sets: HashMap::new(),
        opened: Vec::new(),
        samples: known.samples,
        spent: &known.spent,
        began: Instant::now(),
    };
    actor.began += actor.moved_limits();
    actor
}
