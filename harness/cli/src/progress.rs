//! What is shown while a run goes on: finished lines on standard output, and, only when standard
//! error is a terminal, a bar that says which case is under way.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use model::event::{Event, What};

/// The display of one run.
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// For a run of so many cases.
    pub fn new(cases: usize) -> Progress {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(cases as u64);
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}") {
                bar.set_style(style);
            }
            bar.set_message("waiting for the target to be ready");
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Progress { bar }
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
            (What::Judged { .. }, _) => bar.inc(1),
            (What::RunEnded { .. }, _) => bar.finish_and_clear(),
            _ => {}
        }
        if !text.is_empty() {
            bar.suspend(write);
        }
    }
}
