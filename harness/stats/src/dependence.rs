//! Do the times depend on the class at all? Without a margin: also what no attacker could use counts.

use std::f64::consts::LN_10;

use crate::bets::Bets;
use crate::error::PairError;
use crate::pair::{Kind, Pair};
use crate::past::Past;

/// An e-process against "the coin has nothing to do with the times".
///
/// By betting (Howard, Ramdas, McAuliffe and Sekhon, arXiv 1810.08240; Waudby-Smith and Ramdas,
/// arXiv 2010.09686). Its value ever reaches 1/alpha with probability at most alpha when the classes
/// do not differ, whatever drifts and spikes the noise has.
#[derive(Debug, Clone)]
pub struct Dependence {
    kind: Kind,
    past: Past,
    bets: Bets,
}

impl Dependence {
    /// For pairs of one kind.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            past: Past::new(kind),
            bets: Bets::new(kind),
        }
    }

    /// Takes the next pair.
    ///
    /// # Errors
    /// [`PairError::Kind`] for a pair of the other kind, which changes nothing.
    pub fn push(&mut self, pair: &Pair) -> Result<(), PairError> {
        self.takes(pair)?;
        if self.past.known() {
            self.bets.add(pair, &self.past);
        }
        self.past.push(pair);
        Ok(())
    }

    /// log10 of the e-value; 0 at the start.
    pub fn log10(&self) -> f64 {
        self.bets.ln() / LN_10
    }

    /// True when the e-value now is at least 1/`alpha`.
    pub fn shown(&self, alpha: f64) -> bool {
        self.bets.reaches(-alpha.ln())
    }

    /// All that was learnt of earlier pairs.
    pub(crate) fn past(&self) -> &Past {
        &self.past
    }

    /// An error for a pair of the other kind.
    pub(crate) fn takes(&self, pair: &Pair) -> Result<(), PairError> {
        let (wanted, got) = (self.kind, pair.kind());
        if wanted == got {
            Ok(())
        } else {
            Err(PairError::Kind { wanted, got })
        }
    }
}
