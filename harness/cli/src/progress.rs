//! What is shown while a run goes on: finished lines on standard output, and, only when standard
//! error is a terminal, a bar that says which cases are under way.

use std::collections::HashMap;
use std::fmt::Write;
use std::io::{IsTerminal, Write as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{FormattedDuration, ProgressBar, ProgressState, ProgressStyle};
use model::event::{Event, What};
use model::name::CaseId;

/// The display of one run.
pub struct Progress {
    bar: Option<ProgressBar>,
    waits: Waits,
    /// Cases under way, the oldest first.
    going: Vec<CaseId>,
}

/// Until when each case that waits for time to pass does so.
type Waits = Arc<Mutex<HashMap<CaseId, Instant>>>;

/// Counts the waits down that overlap: the longest is left at the end.
fn countdown(waits: Waits) -> impl Fn(&ProgressState, &mut dyn Write) + Clone + Send + Sync {
    move |_: &ProgressState, out: &mut dyn Write| {
        let waits = waits.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let left = waits
            .values()
            .map(|until| until.saturating_duration_since(now))
            .max();
        if let Some(left) = left.filter(|left| !left.is_zero()) {
            let left = FormattedDuration(Duration::from_secs(left.as_secs() + 1));
            let _ = write!(out, "{left} left: ");
        }
    }
}

impl Progress {
    /// For a run of so many cases.
    pub fn new(cases: usize) -> Progress {
        let waits = Waits::default();
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(cases as u64);
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {left}{wide_msg}");
            if let Ok(style) = style {
                bar.set_style(style.with_key("left", countdown(Arc::clone(&waits))));
            }
            bar.set_message("waiting for the target to be ready");
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Progress {
            bar,
            waits,
            going: Vec::new(),
        }
    }

    /// The case that has been under way for longest, and how many others there are.
    fn message(&self) -> String {
        match self.going.as_slice() {
            [] => String::new(),
            [one] => one.to_string(),
            [first, others @ ..] => format!("{first} and {} more", others.len()),
        }
    }

    /// Shows `text`, which the console made of `event`, and moves the bar.
    pub fn event(&mut self, event: &Event, text: &str) {
        let write = || crate::output::print(text);
        let Some(bar) = &self.bar else {
            write();
            let _ = std::io::stdout().flush();
            return;
        };
        let mut waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        match (&event.what, &event.case) {
            (What::CaseStarted {}, Some(case)) => self.going.push(case.clone()),
            (What::Waiting { ms, .. }, Some(case)) => {
                let until = Instant::now().checked_add(Duration::from_millis(*ms));
                waits.extend(until.map(|until| (case.clone(), until)));
            }
            (What::Judged { .. }, Some(case)) => {
                bar.inc(1);
                waits.remove(case);
                self.going.retain(|going| going != case);
            }
            (What::RunEnded { .. }, _) => bar.finish_and_clear(),
            _ => {}
        }
        drop(waits);
        if !self.going.is_empty() {
            bar.set_message(self.message());
        }
        if !text.is_empty() {
            bar.suspend(write);
        }
    }
}
