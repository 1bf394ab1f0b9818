//! The plan as it is run: controls for signed forgeries, each case once, and no secret in any of them.

use indexmap::IndexMap;
use model::clean::Redactor;
use model::name::CaseId;
use model::plan::{Case, Plan, Recipe, Work};
use model::target::Target;
use serde_json::Value;

use crate::anchor::anchored;
use crate::fault::RunFault;
use crate::run::Course;
use crate::schedule;
use crate::timers::must_wait;

/// What a run of this course does.
pub fn prepared(course: &Course<'_>) -> Result<Plan, RunFault> {
    let mut plan = distinct(anchored(course.plan, course.target));
    refuse_secrets(&mut plan, course)?;
    refuse_crowds(&mut plan, course.target);
    if !course.settings.slow {
        refuse_waits(&mut plan, course.target);
    }
    Ok(plan)
}

/// A pool whose accounts the target file lists has no more members than those.
pub fn refuse_crowds(plan: &mut Plan, target: &Target) {
    for case in &mut plan.cases {
        if let Some(why) = schedule::crowd(target, case) {
            case.work = Work::Skip(why);
        }
    }
}

/// Without a clock that can be moved, time passes only by waiting.
pub fn refuse_waits(plan: &mut Plan, target: &Target) {
    for case in &mut plan.cases {
        let Work::Run(Recipe::Steps(steps)) = &case.work else {
            continue;
        };
        if let Some(why) = must_wait(target, steps) {
            case.work = Work::Skip(why);
        }
    }
}

/// A scenario that spells out a secret of the target file would carry it into the journal.
fn refuse_secrets(plan: &mut Plan, course: &Course<'_>) -> Result<(), RunFault> {
    let mut redactor = Redactor::default();
    for (label, secret) in course.vault.all(course.target) {
        redactor.register(&label, secret);
    }
    for case in &mut plan.cases {
        let Work::Run(Recipe::Steps(steps)) = &case.work else {
            continue;
        };
        let mut said = serde_json::to_value(steps)?;
        without_names(&mut said);
        if redactor.finds_in(&said.to_string()) {
            let why = "the scenario spells out a secret of the target file: refer to it instead";
            case.work = Work::Skip(why.to_owned());
        }
    }
    Ok(())
}

/// Leaves out the names of forgeries: one of them may be the very key, and finds that.
fn without_names(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("forge");
            members.values_mut().for_each(without_names);
        }
        Value::Array(items) => items.iter_mut().for_each(without_names),
        _ => {}
    }
}

/// The plan with each case once, and each under a name of its own: of two files with one id, the verdict
/// on the second would hide that on the first.
fn distinct(plan: Plan) -> Plan {
    let mut cases: IndexMap<CaseId, Case> = IndexMap::new();
    for mut case in plan.cases {
        if cases.get(&case.id) == Some(&case) {
            continue;
        }
        let id = case.id.0.clone();
        let mut number = 1;
        while cases.contains_key(&case.id) {
            number += 1;
            case.id = CaseId(format!("{id}~{number}"));
        }
        cases.insert(case.id.clone(), case);
    }
    let cases = cases.into_values().collect();
    Plan { cases }
}
