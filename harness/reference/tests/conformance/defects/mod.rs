//! Every planted defect shows: each probe sees one thing on the conforming server and another
//! on the planted one, and legitimate use works on both.

mod bounds;
mod codes;
mod cookies;
mod csrf;
mod json;
mod keys;
mod limits;
mod pages;
mod places;
mod probe;
mod protocol;
mod refresh;
mod rights;
mod sessions;
mod sockets;
mod table;
mod times;
mod trail;

use gateproof_reference::{System, defects};

use crate::support::Target;
use probe::Probe;

/// What one defect looks like from outside.
struct Row {
    id: &'static str,
    probe: Probe,
    /// What the conforming and the planted server show.
    shows: fn(System) -> [&'static str; 2],
}

fn row(id: &'static str, probe: Probe, shows: fn(System) -> [&'static str; 2]) -> Row {
    Row { id, probe, shows }
}

/// A row whose look is a function; an async block in a box, so that it can stand in a table.
macro_rules! look {
    ($id:literal, $look:path, $shows:expr) => {
        super::row(
            $id,
            super::probe::Probe::Look(|target| Box::pin($look(target))),
            $shows,
        )
    };
}
use look;

fn rows() -> Vec<Row> {
    [
        table::rows(),
        places::rows(),
        json::rows(),
        keys::rows(),
        limits::rows(),
        bounds::rows(),
        times::rows(),
        refresh::rows(),
        codes::rows(),
        sessions::rows(),
        rights::rows(),
        trail::rows(),
        cookies::rows(),
        csrf::rows(),
        sockets::rows(),
        protocol::rows(),
        pages::rows(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[tokio::test]
async fn every_defect_shows_and_nothing_else_changes() {
    let rows = rows();
    for defect in defects() {
        let row = rows.iter().find(|row| row.id == defect.id);
        let row = row.unwrap_or_else(|| panic!("no probe for the defect `{}`", defect.id));
        for system in defect.systems {
            let [conforming, planted] = (row.shows)(*system);
            assert_ne!(conforming, planted, "{}", defect.id);
            let target = Target::start(*system, &[]).await;
            assert_eq!(
                row.probe.look(&target).await,
                conforming,
                "{} {system}",
                defect.id
            );
            let target = Target::start(*system, &[defect.id]).await;
            assert_eq!(
                row.probe.look(&target).await,
                planted,
                "{} {system}",
                defect.id
            );
            control(&target, defect.id).await;
        }
    }
    let known = |row: &Row| defects().iter().any(|defect| defect.id == row.id);
    assert!(rows.iter().all(known), "a row without a defect");
}

/// Legitimate use, and the plainest refusals that no single defect may touch together.
async fn control(target: &Target, id: &str) {
    let token = target.login("alice").await;
    let alice = target.me_with(&token).await;
    assert_eq!(target.name(&alice), "alice", "{id}");
    let knock = target.knock(Some(&token)).await;
    assert_eq!(knock.fate(target).await, "open", "{id}");
    let bob = target.me_with(&target.login("bob").await).await;
    assert_eq!(target.name(&bob), "bob", "{id}");
}
