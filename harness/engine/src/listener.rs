//! Listeners of ours: what they serve, and what came to them.

use std::time::Duration;

use drive::Page;
use model::observation::Outcome;
use model::plan::{Act, Tag};
use model::step::{Listen, Served};
use model::wire::{Frame, FrameKind, Raw, SeenFrame};

use crate::act::{Actor, Seen};
use crate::fault::ActFault;
use crate::refusing;

/// How many came, as expectations name it.
const REQUESTS: &str = "requests";

impl Actor<'_> {
    /// Begins to serve, or says what came since then.
    pub async fn serve(&mut self, step: &Listen, act: &Act) -> Result<Seen, ActFault> {
        match act.tag {
            Tag::Probe(_) => self.visited(&step.name).await,
            _ => {
                let url = self.hands.serve(&step.name, page(step.serve)?).await?;
                self.wallet.listens(&step.name, url);
                Ok(Seen::without(Outcome::Done))
            }
        }
    }

    /// Who refuses a request may still fetch what it leads to a little later.
    async fn visited(&mut self, name: &str) -> Result<Seen, ActFault> {
        let settle = refusing::patience(self.target, None);
        tokio::time::sleep(settle).await;
        let visits = self.hands.visits(name)?;
        let mut seen = Seen::without(Outcome::Done);
        let frames = visits.heads.into_iter().map(|head| SeenFrame {
            at: Duration::ZERO,
            sent: false,
            frame: Frame {
                kind: FrameKind::Text,
                payload: head,
            },
        });
        seen.raw = Raw {
            frames: frames.collect(),
            elapsed: settle,
            ..Raw::default()
        };
        seen.counts.insert(REQUESTS.to_owned(), visits.requests);
        Ok(seen)
    }
}

fn page(serve: Served) -> Result<Page, ActFault> {
    let missing = || ActFault::Harness("no certificate could be made".to_owned());
    let (media, body) = match serve {
        Served::OurJwks => ("application/jwk-set+json", forge::jwks()),
        Served::OurCertificate => (
            "application/x-pem-file",
            forge::certificate().ok_or_else(missing)?,
        ),
        Served::Nothing => ("text/plain", String::new()),
    };
    Ok(Page { media, body })
}
