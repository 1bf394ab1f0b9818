//! What hands release together: requests, and handshakes whose sockets stay open.

use std::sync::Arc;

use model::release::Release;
use model::wire::{Fault, Job, Opening, Raw, Watch};

use crate::act::Act;
use crate::error::DriveError;
use crate::hands::Hands;
use crate::handshake::Offer;
use crate::release::frames::{self, Lane};
use crate::release::{self, Asking, Released};
use crate::socket::Socket;
use crate::stream::Stream;

impl Hands {
    /// Releases requests and handshakes together, or messages on sockets that are open: what came of each, in
    /// their order, and how they were released. A watch is asked after its answer; of a socket, after each sign
    /// that follows. A socket that was opened stays open.
    ///
    /// # Errors
    /// As for [`Hands::perform`]; then nothing was released.
    pub async fn release(
        &mut self,
        jobs: Vec<(Job, &mut dyn Watch)>,
    ) -> Result<(Vec<Raw>, Release), DriveError> {
        if jobs.iter().all(|(job, _)| matches!(job, Job::Talk { .. })) {
            return self.release_frames(jobs).await;
        }
        let (mut lanes, mut requests) = (Vec::new(), Vec::new());
        for (job, watch) in jobs {
            let (asking, opening) = asking(job)?;
            requests.push(asking);
            lanes.push((opening, watch));
        }
        let (released, release) = release::release(&self.ground, requests).await?;
        let mut raws = Vec::new();
        for ((opening, watch), Released { raw, upgraded }) in lanes.into_iter().zip(released) {
            let elapsed = raw.elapsed;
            let mut act = Act::of(watch, raw);
            match (opening, upgraded) {
                (Some((opening, offer)), Some(upgraded)) => {
                    self.upgraded(opening, &offer, upgraded, &mut act).await;
                }
                _ => {
                    act.sign();
                }
            }
            let mut raw = act.done();
            raw.elapsed = elapsed;
            raws.push(raw);
        }
        Ok((raws, release))
    }

    /// Releases messages on open sockets together.
    async fn release_frames(
        &mut self,
        jobs: Vec<(Job, &mut dyn Watch)>,
    ) -> Result<(Vec<Raw>, Release), DriveError> {
        let mut sends = Vec::new();
        let mut watches = Vec::new();
        for (job, watch) in jobs {
            let Job::Talk {
                socket,
                send: Some(frame),
                ..
            } = job
            else {
                let why = "a lane on an open socket sends something";
                return Err(DriveError::Harness(why.to_owned()));
            };
            sends.push((socket, frame));
            watches.push(watch);
        }
        let mut names = sends.iter().map(|(name, _)| name);
        let missing = names.find(|name| !self.sockets.contains_key(*name));
        // Without all of them nothing is released.
        if let Some(name) = missing {
            return Ok(frames::unreleased(watches, &Fault::NoSocket(name.clone())));
        }
        let lanes = sends.into_iter().zip(watches);
        let lanes = lanes.filter_map(|((name, frame), watch)| {
            let socket = self.sockets.get(&name)?;
            Some(Lane {
                socket,
                frame,
                watch,
            })
        });
        Ok(frames::release(lanes.collect(), &self.ground.limits).await)
    }

    /// Holds a socket that a lane opened, and proves that it is one.
    async fn upgraded(
        &mut self,
        opening: Opening,
        offer: &Offer,
        (stream, rest): (Stream, Vec<u8>),
        act: &mut Act<'_>,
    ) {
        let flaw = act.raw.answer.as_ref().and_then(|it| offer.flaw(it));
        if let Some(flaw) = flaw {
            act.raw.fault = Some(Fault::BadHandshake(flaw));
            act.sign();
            return;
        }
        let ground = Arc::clone(&self.ground);
        let socket = Socket::new(stream, rest, &ground.limits).await;
        if let Some(first) = opening.first {
            act.send(&socket, first, &ground.limits).await;
        }
        self.sockets.insert(opening.socket.clone(), socket);
        // There is one of this name now.
        let _ = self
            .talk(&opening.socket, (opening.greeting, None), act)
            .await;
    }
}

/// What a lane asks, and what for, where it is for a socket.
fn asking(job: Job) -> Result<(Asking, Option<(Opening, Offer)>), DriveError> {
    match job {
        Job::Http(request) => {
            let ours = vec![("Accept", "*/*".to_owned())];
            let upgrades = false;
            let asking = Asking {
                request,
                ours,
                upgrades,
            };
            Ok((asking, None))
        }
        Job::Open(opening) => {
            let offer = Offer::new(&opening);
            let (request, ours) = (opening.request.clone(), offer.headers());
            let upgrades = true;
            let asking = Asking {
                request,
                ours,
                upgrades,
            };
            Ok((asking, Some((opening, offer))))
        }
        _ => {
            let why = "requests and handshakes are released together, or messages, and not both";
            Err(DriveError::Harness(why.to_owned()))
        }
    }
}
