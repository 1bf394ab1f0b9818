//! Cases that cannot be spelled for this target: an allowed origin without a dot, say, has no
//! spelling with the dot replaced. They are skipped before anything is sent.

use model::plan::{Case, Plan, Recipe, Work};
use model::step::Step;
use model::target::Target;

/// Turns cases whose Origin cannot be spelled for `target` into skipped ones.
pub fn skip_unspellable(plan: &mut Plan, target: &Target) {
    let allowed = target
        .contract
        .origins
        .as_ref()
        .and_then(|origins| origins.allowed.first());
    let Some(allowed) = allowed else { return };
    for case in &mut plan.cases {
        if let Some(row) = unspellable(case, allowed) {
            case.work = Work::Skip(format!("`{allowed}` has no spelling `{row}`"));
        }
    }
}

fn unspellable(case: &Case, allowed: &str) -> Option<String> {
    let Work::Run(Recipe::Steps(steps)) = &case.work else {
        return None;
    };
    steps.acts().find_map(|act| {
        let origin = match &act.what {
            Step::Open(open) => open.origin.as_ref()?,
            Step::Call(call) => call.origin.as_ref()?,
            _ => return None,
        };
        let unspellable = !origin.contains("://") && forge::origin(origin, allowed).is_none();
        unspellable.then(|| origin.clone())
    })
}
