//! The console: told while the run goes on, or as a whole from its events.

mod checks;
mod ending;

use std::time::Duration;

use model::event::{Ending, Event, What};
use model::span::Span;

use crate::paper::{Ink, Paper, Style};
use crate::run::Run;
use crate::selection;
use crate::text::{brief, many};

/// Tells a run event by event. What was printed is never taken back.
#[derive(Debug)]
pub struct Console {
    style: Style,
    run: Run,
    begun: bool,
}

/// The whole telling, plain.
pub(crate) fn whole(events: &[Event]) -> String {
    let mut console = Console::new(Style::default());
    let mut out: String = events.iter().map(|event| console.event(event)).collect();
    out.push_str(&console.finish());
    out
}

impl Console {
    /// A console that has heard nothing.
    pub fn new(style: Style) -> Console {
        Console {
            style,
            run: Run::default(),
            begun: false,
        }
    }

    /// What to print now. Together, all of it is the plain rendering of the same events.
    pub fn event(&mut self, event: &Event) -> String {
        let mut paper = Paper::new(self.style);
        if let (What::Waiting { ms, what }, Some(id), None) =
            (&event.what, &event.case, self.run.ending())
        {
            self.begin(&mut paper);
            let wait = Span(Duration::from_millis(ms.saturating_add(999) / 1000 * 1000));
            let what = brief(what.as_str(), 200);
            paper.paragraph(0, &format!("{id}: {what}, {wait} from now"));
            return paper.finish();
        }
        if !self.run.add(event) {
            return String::new();
        }
        // Plans come first: only after the last of them is the number of cases known.
        if !matches!(event.what, What::RunStarted(_) | What::Planned { .. }) {
            self.begin(&mut paper);
        }
        match (&event.what, &event.case) {
            (What::Judged { .. }, Some(id)) => {
                let cases = self.run.check(id.check());
                if cases.iter().all(|case| case.kind().is_some()) {
                    checks::tell(&mut paper, &self.run, &cases);
                }
            }
            (What::RunEnded { .. }, _) => self.end(&mut paper),
            _ => {}
        }
        paper.finish()
    }

    /// What remains to be said when no event follows: nothing after the end of a run, and that it
    /// was killed otherwise.
    pub fn finish(&mut self) -> String {
        let mut paper = Paper::new(self.style);
        if self.run.ending().is_none() {
            self.begin(&mut paper);
            self.end(&mut paper);
        }
        paper.finish()
    }

    /// The run as far as it was heard.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The first line: which target, where, how many cases.
    fn begin(&mut self, paper: &mut Paper) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        let cases = many(self.run.cases().len(), "case");
        let checks = many(self.run.checks().count(), "check");
        match self.run.start() {
            Some(start) => {
                paper.ink(Ink::Strong, &brief(&start.target, 200));
                for (index, (name, address)) in start.services.iter().enumerate() {
                    paper.put(if index == 0 { " at " } else { ", " });
                    paper.put(&brief(address, 200));
                    if start.services.len() > 1 {
                        paper.put(&format!(" ({})", brief(name, 200)));
                    }
                }
                paper.line(&format!(": {cases} of {checks}"));
            }
            None => {
                paper.line(&format!(
                    "a run whose start is not in the journal: {cases} of {checks}"
                ));
            }
        }
        if let Some(told) = selection::told(&self.run) {
            paper.paragraph(0, &told);
        }
        if !self.run.cases().is_empty() && self.run.ending() != Some(Ending::NotReady) {
            paper.end();
        }
    }

    fn end(&self, paper: &mut Paper) {
        for (_, cases) in self.run.checks() {
            // Where the target was not ready, no case began: one sentence says it for all.
            let begun = self.run.ending() != Some(Ending::NotReady);
            if begun && cases.iter().any(|case| case.kind().is_none()) {
                checks::tell(paper, &self.run, &cases);
            }
        }
        ending::tell(paper, &self.run);
    }
}
