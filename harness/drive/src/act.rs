//! One job under way: its clock, its facts so far, and the watch that says when they are enough.

use std::time::Duration;

use model::wire::{Fault, Frame, FrameKind, Patience, Phase, Raw, SeenFrame, Watch};
use tokio::time::{Instant, timeout};

use crate::ledger::{Ledger, Sign};
use crate::limits::Limits;
use crate::socket::Socket;

/// A job under way.
pub(crate) struct Act<'a> {
    clock: Instant,
    pub raw: Raw,
    watch: &'a mut dyn Watch,
}

impl<'a> Act<'a> {
    /// Starts the clock.
    pub fn new(watch: &'a mut dyn Watch) -> Act<'a> {
        Act {
            clock: Instant::now(),
            raw: Raw::default(),
            watch,
        }
    }

    /// Goes on with what there is already.
    pub fn of(watch: &'a mut dyn Watch, raw: Raw) -> Act<'a> {
        Act {
            raw,
            ..Act::new(watch)
        }
    }

    /// When its clock was started.
    pub fn began(&self) -> Instant {
        self.clock
    }

    /// Shows the watch what there is.
    pub fn sign(&mut self) -> Patience {
        self.raw.elapsed = self.clock.elapsed();
        self.watch.sign(&self.raw)
    }

    /// The facts.
    pub fn done(mut self) -> Raw {
        self.raw.elapsed = self.clock.elapsed();
        self.raw
    }

    /// Sends a frame; nothing is noted when the socket had ended, its end says so.
    pub async fn send(&mut self, socket: &Socket, frame: Frame, limits: &Limits) {
        match timeout(limits.head, socket.send(&frame)).await {
            Ok(Some(at)) => self.note(at, frame, true),
            Ok(None) => {}
            Err(_) => {
                let (phase, limit) = (Phase::Head, limits.head);
                self.raw.fault = Some(Fault::TimedOut { phase, limit });
            }
        }
    }

    /// Shows the watch one sign after the other until it has enough, or the next does not come in time,
    /// or the job holds all that it may.
    pub async fn listen(&mut self, ledger: &Ledger, limits: &Limits) {
        let mut patience = self.sign();
        while let Patience::More(wait) = patience {
            if self.full(limits) || self.raw.end.is_some() {
                return;
            }
            let Ok(sign) = timeout(wait, ledger.next()).await else {
                return;
            };
            self.apply(sign, ledger);
            patience = self.sign();
        }
    }

    /// Takes what is there already, and how the socket ended, without asking the watch.
    pub fn drain(&mut self, ledger: &Ledger, limits: &Limits) {
        while self.raw.end.is_none() && !self.full(limits) {
            match ledger.take() {
                Some(sign) => self.apply(sign, ledger),
                None => break,
            }
        }
        self.raw.end = ledger.ended();
    }

    fn apply(&mut self, sign: Sign, ledger: &Ledger) {
        match sign {
            Sign::End(end) => self.raw.end = Some(end),
            Sign::Frame(at, frame) => {
                let ended = matches!(frame.kind, FrameKind::Close(_))
                    .then(|| ledger.ended())
                    .flatten();
                self.raw.end = self.raw.end.take().or(ended);
                self.note(at, frame, false);
            }
        }
    }

    /// In order of time: what came before the job stands before what the job sent.
    pub fn note(&mut self, at: Instant, frame: Frame, sent: bool) {
        let at = match sent {
            true => (at - self.clock).max(Duration::from_nanos(1)),
            false => at.saturating_duration_since(self.clock),
        };
        let place = self.raw.frames.partition_point(|seen| seen.at <= at);
        self.raw.frames.insert(place, SeenFrame { at, sent, frame });
    }

    fn full(&self, limits: &Limits) -> bool {
        let frames = &self.raw.frames;
        let octets: usize = frames.iter().map(|seen| seen.frame.payload.len()).sum();
        frames.len() >= limits.frames || octets >= limits.kept_octets()
    }
}
