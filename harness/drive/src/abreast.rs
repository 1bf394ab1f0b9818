//! One lane of a sample on HTTP/2: a thread and a connection, on which both requests of a pair leave in one
//! write. What lies between here and the target delays both alike; which is answered first, and by how
//! much, tells more than two times that were taken one after the other (Van Goethem et al. 2020,
//! "Timeless timing attacks").

use std::time::{Duration, Instant};

use futures_util::future::join;
use h2::client::ResponseFuture;
use model::wire::{Fault, Phase, Raw};
use tokio::runtime::Runtime;
use tokio::time::timeout;

use crate::error::Stop;
use crate::lane::Sends;
use crate::sample::{Letter, Moments};
use crate::setup::Ground;
use crate::talk::carried::Carried;
use crate::talk::cork::Gone;
use crate::talk::reply::{Reply, fault, reply};
use crate::talk::{EVERY, Talk, collected};

/// How long it may take until what was let go has left.
const PATIENCE: Duration = Duration::from_secs(1);

/// A lane, and the connection that it has now.
pub(crate) struct Abreast<'g> {
    ground: &'g Ground,
    runtime: Runtime,
    /// And for which requests it is good.
    talk: Option<(Talk, To)>,
}

/// Where a connection leads, and from which address.
type To = (String, Option<std::net::IpAddr>);

impl Abreast<'_> {
    pub fn new(ground: &Ground, runtime: Runtime) -> Abreast<'_> {
        let talk = None;
        Abreast {
            ground,
            runtime,
            talk,
        }
    }
}

impl Sends for Abreast<'_> {
    fn send(&mut self, letters: [&Letter; 2]) -> ([Raw; 2], Option<Moments>) {
        let [first, _] = letters;
        let lost = |fault: Fault| {
            let raw = Raw {
                fault: Some(fault),
                ..Raw::default()
            };
            ([raw.clone(), raw], None)
        };
        let known = self.talk.take();
        let to = (first.place.authority.clone(), first.from);
        let known = known.filter(|(talk, own)| *own == to && !talk.is_over());
        let ground = self.ground;
        let sent = self.runtime.block_on(async {
            let mut talk = match known {
                Some((talk, _)) => talk,
                None => opened(ground, first).await?,
            };
            let pair = pair(ground, &mut talk, letters);
            let limits = &ground.limits;
            let (phase, limit) = (Phase::Head, limits.head + limits.body);
            match timeout(limit, pair).await {
                Ok(Ok(seen)) => Ok((talk, seen)),
                Ok(Err(error)) => Err(fault(&error, 0)),
                Err(_) => Err(Fault::TimedOut { phase, limit }),
            }
        });
        match sent {
            Ok((talk, seen)) => {
                self.talk = Some((talk, to));
                seen
            }
            Err(fault) => lost(fault),
        }
    }

    fn give_up(&mut self) {
        self.talk = None;
    }
}

async fn opened(ground: &Ground, letter: &Letter) -> Result<Talk, Fault> {
    match Talk::open(ground, &letter.request).await {
        Ok(Some(talk)) => Ok(talk),
        Ok(None) => Err(Fault::NotHttp("no HTTP/2 is spoken here".to_owned())),
        Err(Stop::Fault(fault)) => Err(fault),
        Err(Stop::Drive(error)) => Err(Fault::Unreachable(error.to_string())),
    }
}

/// Both requests in one write, and what came of them; times only where both had answers.
async fn pair(
    ground: &Ground,
    talk: &mut Talk,
    letters: [&Letter; 2],
) -> Result<([Raw; 2], Option<Moments>), h2::Error> {
    talk.arrivals.forget();
    talk.cork.close();
    let mut lanes: Vec<ResponseFuture> = Vec::with_capacity(2);
    for letter in letters {
        let mut sender = talk.sender.clone();
        let ready = std::future::poll_fn(|cx| sender.poll_ready(cx));
        talk.drive(ready).await?;
        let Some(Carried { head, body }) = letter.carried.clone() else {
            continue;
        };
        let (lane, mut stream) = sender.send_request(head, body.is_empty())?;
        lanes.push(lane);
        if !body.is_empty() {
            stream.send_data(body, true)?;
        }
    }
    let streams: Vec<u32> = lanes.iter().map(|lane| lane.stream_id().as_u32()).collect();
    let cork = talk.cork.clone();
    let release = async {
        let whole = collected(&cork, letters.len()).await;
        cork.open();
        let began = Instant::now();
        while cork.gone().is_none() && began.elapsed() < PATIENCE {
            tokio::time::sleep(EVERY).await;
        }
        cork.gone().filter(|_| whole)
    };
    let mut replies = lanes.into_iter().map(|lane| reply(lane, &ground.limits));
    let (Some(first), Some(second)) = (replies.next(), replies.next()) else {
        return Ok(([Raw::default(), Raw::default()], None));
    };
    let ((first, second), gone) = talk.drive(join(join(first, second), release)).await;
    let times = gone.and_then(|gone| times(talk, &streams, gone));
    let raws = [first, second].map(|Reply { mut raw, done, .. }| {
        if let Some(gone) = gone {
            raw.elapsed = done.saturating_duration_since(gone.at);
        }
        raw
    });
    Ok((raws, times))
}

/// How long each answer took since both requests left, and which came first.
fn times(talk: &Talk, streams: &[u32], gone: Gone) -> Option<Moments> {
    let mut came = streams.iter().map(|stream| talk.arrivals.of(*stream));
    let (first, second) = (came.next()??, came.next()??);
    let ns = |at: Instant| {
        let took = at.saturating_duration_since(gone.at);
        u64::try_from(took.as_nanos()).unwrap_or(u64::MAX)
    };
    Some(Moments {
        ns: [ns(first.at), ns(second.at)],
        swapped: second.place < first.place,
        by_kernel: false,
    })
}
