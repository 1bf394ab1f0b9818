//! Sockets: opened once, before they are used.

use std::borrow::Cow;

use indexmap::IndexMap;
use model::step::Step;
use model::template::whole_reference;

use crate::body::Body;
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
    /// Where its name stands.
    pub(crate) place: Region,
}

/// The sockets that the steps of a file use.
pub(crate) fn used<'s>(body: &Body<'s>) -> Vec<Use<'s>> {
    let steps = body.steps.iter();
    let uses = steps.filter_map(|seen| {
        Some(Use {
            number: seen.number,
            socket: Cow::from(seen.step.socket()?),
            opens: matches!(seen.step, Step::Open(_)),
            place: seen.spot.at("socket").value(),
        })
    });
    uses.collect()
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
        match open.get(socket) {
            Some(first) if first.number < one.number => {}
            Some(first) => {
                faults
                    .add(one.place, format!("socket `{socket}` is not open yet"))
                    .also(first.place, "opened only here");
            }
            None if is_given => {}
            None => faults.unknown(one.place, "socket", socket, open.keys().copied()),
        }
    }
}
