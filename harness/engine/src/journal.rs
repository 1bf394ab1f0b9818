//! Writing the journal: each event is on its way to the file before anything else happens.

use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use model::event::{Event, What};
use model::name::CaseId;

use crate::fault::RunFault;

/// Where events go: an append-only writer, and whoever watches while the run goes on. Cases that run at the
/// same time share it: their events lie between each other, in the order in which they happened.
pub struct Journal {
    started: Instant,
    pen: Mutex<Pen>,
}

struct Pen {
    out: Box<dyn Write + Send>,
    watcher: Box<dyn FnMut(&Event) + Send>,
    last: u64,
}

impl Journal {
    /// `out` must not buffer: what was recorded must survive a `kill -9`.
    pub fn new(out: Box<dyn Write + Send>, watcher: Box<dyn FnMut(&Event) + Send>) -> Journal {
        Journal {
            started: Instant::now(),
            pen: Mutex::new(Pen {
                out,
                watcher,
                last: 0,
            }),
        }
    }

    /// Writes one event, then shows it to the watcher.
    pub fn record(&self, case: Option<&CaseId>, what: What) -> Result<(), RunFault> {
        let mut pen = self.pen.lock().unwrap_or_else(PoisonError::into_inner);
        pen.last += 1;
        let event = Event {
            seq: pen.last,
            at_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            case: case.cloned(),
            what,
        };
        pen.out
            .write_all(model::journal::line(&event)?.as_bytes())?;
        (pen.watcher)(&event);
        Ok(())
    }
}
