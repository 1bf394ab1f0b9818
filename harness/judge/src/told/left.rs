//! How many requests are said to be left, against how many were counted.

use model::contract::Window;
use model::step::Shape;

use super::truth::{Heard, Judged};
use crate::limits::Came;

/// The window of the first attempt. One that begins anew may do so in the middle: then more are left than
/// before, and nothing is said of what comes after.
#[derive(Default)]
pub(super) struct FirstWindow {
    left: Option<u64>,
    over: bool,
}

impl Judged<'_> {
    /// What is left: none after a refusal; before it, what is allowed less what was counted.
    pub(super) fn remaining(
        &self,
        heard: &Heard<'_>,
        counted: u64,
        window: &mut FirstWindow,
    ) -> Option<String> {
        let told = heard.told?;
        let limited = heard.came == Came::Limited;
        let ordered = self.rule.shape != Shape::AtOnce;
        let judged = self.in_first_window(heard, window) && ordered;
        for (dialect, quota) in self.own(told) {
            let Some(remaining) = quota.remaining else {
                continue;
            };
            if limited && remaining > 0 {
                return Some(format!(
                    "{dialect} says that {remaining} remain, and it refuses"
                ));
            }
            if limited || !judged {
                continue;
            }
            let allowed = u64::from(self.limit().requests);
            let left = allowed.saturating_sub(counted);
            // Some tell what was left before the request that they answer.
            let most = left + 1 + self.refilled(heard);
            let fewer = remaining < left && self.spent == 0;
            if remaining > most || fewer {
                return Some(format!(
                    "{dialect} says that {remaining} remain, and {counted} of {allowed} were counted"
                ));
            }
        }
        None
    }

    /// Whether this attempt is in the window of the first.
    fn in_first_window(&self, heard: &Heard<'_>, window: &mut FirstWindow) -> bool {
        let left = heard.told.map(|told| self.own(told));
        let left = left.and_then(|own| own.filter_map(|(_, quota)| quota.remaining).max());
        if self.limit().window == Window::Fixed && left > window.left && window.left.is_some() {
            window.over = true;
        }
        window.left = left.or(window.left);
        let first = self.all.first().map_or(0, |first| first.attempt.at_us);
        let took = heard.attempt.done_us().saturating_sub(first);
        !window.over && took < self.per_us()
    }

    /// What a bucket may have got back meanwhile.
    fn refilled(&self, heard: &Heard<'_>) -> u64 {
        if self.limit().window != Window::Bucket {
            return 0;
        }
        let first = self.all.first().map_or(0, |first| first.attempt.at_us);
        let took = heard.attempt.done_us().saturating_sub(first);
        let refilled = u128::from(took) * u128::from(self.limit().requests);
        let refilled = refilled.div_ceil(u128::from(self.per_us().max(1)));
        u64::try_from(refilled).unwrap_or(u64::MAX)
    }
}
