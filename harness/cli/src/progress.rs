//! What is shown while a run goes on: finished lines on standard output, and, only when standard
//! error is a terminal, a bar that says which case is under way.

use std::fmt::Write;
use std::io::{IsTerminal, Write as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{FormattedDuration, ProgressBar, ProgressState, ProgressStyle};
use model::event::{Event, What};

/// The display of one run.
pub struct Progress {
    bar: Option<ProgressBar>,
    waits: Waits,
}

/// Until when the case under way waits for time to pass.
type Waits = Arc<Mutex<Option<Instant>>>;

/// Counts a wait down.
fn countdown(waits: Waits) -> impl Fn(&ProgressState, &mut dyn Write) + Clone + Send + Sync {
    move |_: &ProgressState, out: &mut dyn Write| {
        let until = *waits.lock().unwrap_or_else(PoisonError::into_inner);
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
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
        Progress { bar, waits }
    }

    fn until(&self, until: Option<Instant>) {
        *self.waits.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }

    /// Shows `text`, which the console made of `event`, and moves the bar.
    pub fn event(&mut self, event: &Event, text: &str) {
        let write = || crate::output::print(text);
        let Some(bar) = &self.bar else {
            write();
            let _ = std::io::stdout().flush();
            return;
        };
        match (&event.what, &event.case) {
            (What::CaseStarted {}, Some(case)) => bar.set_message(case.to_string()),
            (What::Waiting { ms, .. }, _) => {
                self.until(Instant::now().checked_add(Duration::from_millis(*ms)));
            }
            (What::Judged { .. }, _) => bar.inc(1),
            (What::RunEnded { .. }, _) => bar.finish_and_clear(),
            _ => {}
        }
        if !text.is_empty() {
            bar.suspend(write);
        }
    }
}
