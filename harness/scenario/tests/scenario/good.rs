//! What is right is read, bound, and says why it does not apply.

use crate::common::{check, target};
use gateproof_scenario::{bind, lint};
use model::plan::{Recipe, Work};

const ALL: &[&str] = &[
    "socket-auth/foreign-origin",
    "token/forged",
    "session/unknown-alike",
    "session/positive",
];

#[test]
fn the_good_checks_bind_to_the_good_target() {
    let target = target();
    let checks: Vec<_> = ALL.iter().map(|id| check(id)).collect();
    let plan = bind(&target, &checks.iter().collect::<Vec<_>>()).unwrap_or_else(|e| panic!("{e}"));
    let told: Vec<String> = plan
        .cases
        .iter()
        .map(|case| match &case.work {
            Work::Run(Recipe::Steps(steps)) => {
                let acts: Vec<String> = steps
                    .acts()
                    .map(|act| format!("{}:{}:{}", act.number, act.step, act.what.verb()))
                    .collect();
                let outcome = &steps.expect[0].predicate;
                format!("{} {:?} {}", case.id, outcome, acts.join(" "))
            }
            Work::Skip(reason) => format!("{} SKIP {reason}", case.id),
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn the_good_checks_have_no_lint() {
    for id in ALL {
        let found = lint(Some(&target()), &check(id));
        assert!(found.is_empty(), "{found}");
    }
}
