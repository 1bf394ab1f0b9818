//! What came on many sockets, taken together.

use std::time::{Duration, Instant};

use futures_util::future::select_all;
use model::wire::{End, Frame};
use tokio::time::timeout;

use crate::hands::Hands;
use crate::ledger::{Ledger, Sign};

/// What came on one of several sockets, by its place among them.
pub enum Gathered {
    /// A frame, and when it came.
    Frame(usize, Instant, Frame),
    /// No more frames come.
    End(usize, End),
}

impl Hands {
    /// Takes what came on these sockets and no job has seen; where there is nothing yet, what comes next, if
    /// it comes within this time. The end of a socket is told each time.
    pub async fn gather(&mut self, names: &[String], wait: Duration) -> Vec<Gathered> {
        let ledgers: Vec<(usize, &Ledger)> = names
            .iter()
            .enumerate()
            .filter_map(|(index, name)| Some((index, self.ledger(name)?)))
            .collect();
        let mut gathered = Vec::new();
        let mut open = Vec::new();
        let mut came = false;
        for (index, ledger) in &ledgers {
            loop {
                match ledger.take() {
                    Some(Sign::Frame(at, frame)) => {
                        came = true;
                        gathered.push(Gathered::Frame(*index, at.into_std(), frame));
                    }
                    Some(Sign::End(end)) => {
                        gathered.push(Gathered::End(*index, end));
                        break;
                    }
                    None => {
                        open.push((*index, *ledger));
                        break;
                    }
                }
            }
        }
        if came || wait.is_zero() {
            return gathered;
        }
        if open.is_empty() {
            tokio::time::sleep(wait).await;
            return gathered;
        }
        let next = open
            .iter()
            .map(|(index, ledger)| Box::pin(async move { (*index, ledger.next().await) }));
        if let Ok(((index, sign), ..)) = timeout(wait, select_all(next)).await {
            gathered.push(match sign {
                Sign::Frame(at, frame) => Gathered::Frame(index, at.into_std(), frame),
                Sign::End(end) => Gathered::End(index, end),
            });
        }
        gathered
    }
}
