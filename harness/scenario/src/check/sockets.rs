//! Sockets: opened once, before they are used.

use indexmap::IndexMap;

use model::step::Step;

use crate::check::{ScenarioFile, seen};
use crate::fault::Faults;

/// Checks the names of sockets.
pub(crate) fn check(file: &ScenarioFile, faults: &mut Faults) {
    let steps = seen(file);
    let opened = |step: &Step| matches!(step, Step::Open(_));
    let mut open = IndexMap::new();
    for step in steps.iter().filter(|step| opened(step.step)) {
        let place = step.spot.at("socket").value();
        if let Some(socket) = step.step.socket() {
            match open.get(socket) {
                None => {
                    open.insert(socket, (step.number, place));
                }
                Some((_, first)) => {
                    faults
                        .add(place, format!("socket `{socket}` is opened twice"))
                        .also(*first, "first here")
                        .cure("give it another name");
                }
            }
        }
    }
    for step in steps.iter().filter(|step| !opened(step.step)) {
        let Some(socket) = step.step.socket() else {
            continue;
        };
        let place = step.spot.at("socket").value();
        match open.get(socket) {
            Some((number, _)) if *number < step.number => {}
            Some((_, first)) => {
                faults
                    .add(place, format!("socket `{socket}` is not open yet"))
                    .also(*first, "opened only here");
            }
            None => {
                faults.unknown(place, "socket", socket, open.keys().copied());
            }
        }
    }
}
