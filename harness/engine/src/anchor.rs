//! Forgeries that the target's own key signs get a control of their own: the same token without the
//! flaw must be accepted. With a wrong key in the target file every one of them would be refused, and
//! that would look like a gate that holds.

use model::credential::{CredentialUse, CredentialValue};
use model::forgery::{CONTROL_TOKEN, Needs, forgery};
use model::minting::Forged;
use model::operation::Action;
use model::plan::{Act, Plan, Recipe, Steps, Tag, Work};
use model::step::{Control, Step};
use model::target::Target;

/// The plan with these controls in it.
pub fn anchored(plan: &Plan, target: &Target) -> Plan {
    let mut plan = plan.clone();
    for case in &mut plan.cases {
        if let Work::Run(Recipe::Steps(steps)) = &mut case.work {
            anchor(steps, target);
        }
    }
    plan
}

fn anchor(steps: &mut Steps, target: &Target) {
    let found = steps.inner.iter().enumerate().find_map(|(index, act)| {
        let used = uses(&act.what).iter().find(|used| is_signed(&used.value))?;
        let name = credential(target, act.what.op()?, used)?;
        matches!(act.tag, Tag::Probe(_)).then_some((index, name))
    });
    let Some((index, name)) = found else {
        return;
    };
    let Some(legitimate) = legitimate(steps, target, &name) else {
        return;
    };
    let mut control = legitimate.clone();
    let minted = CredentialUse {
        name,
        place: None,
        value: CredentialValue::Forge(Forged::Named(CONTROL_TOKEN.to_owned())),
    };
    match &mut control.what {
        Step::Call(call) => {
            call.credential = vec![minted];
            call.capture.clear();
            call.part.control = Some(Control::Here);
        }
        Step::Open(open) => {
            open.credential = vec![minted];
            open.socket = None;
            open.part.control = Some(Control::Here);
        }
        _ => return,
    }
    steps.inner.insert(index, control);
    let all = steps.before.iter_mut();
    let all = all.chain(&mut steps.inner).chain(&mut steps.after);
    for (number, act) in (1..).zip(all) {
        act.number = number;
    }
}

/// A control that may be done once more, and carries this credential.
fn legitimate<'s>(steps: &'s Steps, target: &Target, name: &str) -> Option<&'s Act> {
    let carries = |act: &&Act| {
        let op = act.what.op().and_then(|op| target.operations.get(op));
        let mut needs = op.into_iter().flat_map(|op| &op.needs);
        act.tag == Tag::Control
            && uses(&act.what).is_empty()
            && matches!(act.what, Step::Call(_) | Step::Open(_))
            && needs.any(|need| need.entries().iter().any(|(needed, _)| *needed == name))
    };
    let twice = |act: &&Act| act.what.part().control == Some(Control::Both);
    let reads = |act: &&Act| {
        let op = act.what.op().and_then(|op| target.operations.get(op));
        let action = op.and_then(|op| op.action());
        matches!(action, Some(Action::Http("GET", _) | Action::Socket(_)))
    };
    let candidates = || steps.before.iter().filter(carries);
    candidates()
        .find(twice)
        .or_else(|| candidates().find(reads))
}

fn uses(step: &Step) -> &[CredentialUse] {
    match step {
        Step::Call(call) => &call.credential,
        Step::Open(open) => &open.credential,
        _ => &[],
    }
}

fn is_signed(value: &CredentialValue) -> bool {
    match value {
        CredentialValue::Forge(forged) => {
            let signed = |needs| matches!(needs, Needs::SigningKey | Needs::RetiredKey);
            forgery(forged.name()).is_some_and(|it| signed(it.needs))
        }
        CredentialValue::Mint(_) => true,
        _ => false,
    }
}

/// The credential that is meant; `main` is the first that the operation needs.
fn credential(target: &Target, op: &str, used: &CredentialUse) -> Option<String> {
    if used.name != "main" {
        return Some(used.name.clone());
    }
    let op = target.operations.get(op)?;
    target.main(op).map(|(name, _)| name.to_owned())
}
