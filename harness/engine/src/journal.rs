//! Writing the journal: each event is on its way to the file before anything else happens.

use std::io::Write;
use std::time::Instant;

use model::event::{Event, What};
use model::name::CaseId;

use crate::fault::RunFault;

/// Where events go: an append-only writer, and whoever watches while the run goes on.
pub struct Journal {
    out: Box<dyn Write + Send>,
    watcher: Box<dyn FnMut(&Event) + Send>,
    started: Instant,
    last: u64,
}

impl Journal {
    /// `out` must not buffer: what was recorded must survive a `kill -9`.
    pub fn new(out: Box<dyn Write + Send>, watcher: Box<dyn FnMut(&Event) + Send>) -> Journal {
        Journal {
            out,
            watcher,
            started: Instant::now(),
            last: 0,
        }
    }

    /// Writes one event, then shows it to the watcher.
    pub fn record(&mut self, case: Option<&CaseId>, what: What) -> Result<(), RunFault> {
        self.last += 1;
        let event = Event {
            seq: self.last,
            at_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            case: case.cloned(),
            what,
        };
        self.out
            .write_all(model::journal::line(&event)?.as_bytes())?;
        (self.watcher)(&event);
        Ok(())
    }
}
