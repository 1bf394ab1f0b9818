//! Sockets: opened once, before they are used. Several opened in one step are a set: `held` means all of
//! them, `held/1` the first.

use std::borrow::Cow;

use indexmap::IndexMap;
use model::step::Step;
use model::template::whole_reference;

use crate::body::{Body, Seen};
use crate::fault::Faults;
use crate::region::Region;

/// One use of a socket.
pub(crate) struct Use<'s> {
    /// The step.
    pub(crate) number: usize,
    /// Its name.
    pub(crate) socket: Cow<'s, str>,
    /// True when it is opened here.
    pub(crate) opens: bool,
    /// How many are opened.
    pub(crate) count: Count,
    /// Where its name stands.
    pub(crate) place: Region,
}

/// How many sockets a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    /// One.
    One,
    /// A set of so many.
    Set(u64),
    /// A set of as many as the contract or a row says, or a step of a flow opens.
    Unknown,
}

/// The sockets that the steps of a file use.
pub(crate) fn used<'s>(body: &Body<'s>) -> Vec<Use<'s>> {
    let mut uses = Vec::new();
    for seen in &body.steps {
        for (socket, path) in names(seen.step) {
            let spot = path.iter().fold(seen.spot, |spot, key| spot.at(key));
            uses.push(Use {
                number: seen.number,
                socket: Cow::from(socket),
                opens: matches!(seen.step, Step::Open(_)),
                count: count(seen),
                place: spot.value(),
            });
        }
    }
    uses
}

/// The sockets that a step names, each with the keys that lead to its name.
pub(crate) fn names(step: &Step) -> Vec<(&str, &'static [&'static str])> {
    match step {
        Step::Broadcast(it) => {
            let ended = it.until.iter().map(|until| until.ended.as_str());
            let ended = ended.map(|socket| (socket, &["until", "ended"][..]));
            [(it.to.as_str(), &["to"][..])]
                .into_iter()
                .chain(ended)
                .collect()
        }
        other => {
            let socket = other.socket().into_iter();
            socket.map(|socket| (socket, &["socket"][..])).collect()
        }
    }
}

fn count(seen: &Seen<'_, Step>) -> Count {
    match (seen.step, seen.json["count"].as_u64()) {
        (Step::Open(open), _) if open.count.is_none() => Count::One,
        (Step::Open(_), Some(count)) => Count::Set(count),
        (Step::Open(_), None) => Count::Unknown,
        _ => Count::One,
    }
}

/// Checks the names of sockets; `uses` are in the order of the steps.
pub(crate) fn check(body: &Body<'_>, uses: &[Use<'_>], faults: &mut Faults) {
    let mut open: IndexMap<&str, &Use<'_>> = IndexMap::new();
    for one in uses.iter().filter(|one| one.opens) {
        match open.get(one.socket.as_ref()) {
            None => {
                open.insert(&one.socket, one);
            }
            Some(first) => {
                faults
                    .add(
                        one.place,
                        format!("socket `{}` is opened twice", one.socket),
                    )
                    .also(first.place, "first here")
                    .cure("give it another name");
            }
        }
    }
    for one in uses.iter().filter(|one| !one.opens) {
        let socket = one.socket.as_ref();
        // A flow may use a socket that the scenario opened.
        let is_given = whole_reference(socket).is_some_and(|name| body.inputs.contains(&name));
        let (set, member) = match socket.rsplit_once('/') {
            Some((set, member)) if !open.contains_key(socket) => (set, Some(member)),
            _ => (socket, None),
        };
        match open.get(set) {
            Some(first) if first.number >= one.number => {
                faults
                    .add(one.place, format!("socket `{set}` is not open yet"))
                    .also(first.place, "opened only here");
            }
            Some(first) => {
                let member = member.map(|member| (set, member));
                of_set(member, first, (one.place, faults));
            }
            None if is_given => {}
            None => faults.unknown(one.place, "socket", socket, open.keys().copied()),
        }
    }
}

/// A member of a set is one of its numbers.
fn of_set(member: Option<(&str, &str)>, first: &Use<'_>, (place, faults): (Region, &mut Faults)) {
    let Some((set, member)) = member else { return };
    let number = member.parse::<u64>().ok().filter(|number| *number > 0);
    let what = match (first.count, number) {
        (Count::One, _) => format!("`{set}` is one socket, and no set"),
        (_, None) => format!("the sockets of the set `{set}` are numbered from 1"),
        (Count::Set(count), Some(number)) if number > count => {
            format!("the set `{set}` has {count} sockets")
        }
        _ => return,
    };
    let cure = match first.count {
        Count::One => format!("write `{set}`, or open several with `count`"),
        _ => format!("write `{set}/1` for the first, `{set}` for all"),
    };
    faults
        .add(place, what)
        .also(first.place, "opened here")
        .cure(cure);
}
