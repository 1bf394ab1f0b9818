//! Pairs of requests, timed: each lane is a thread with a connection of its own, on which both requests of
//! a pair go out one after the other, or at once where HTTP/2 is declared. It knows no classes: whatever is sent is copied into one buffer
//! first, all requests have the same length, and between the stamps nothing is allocated or told.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use http::header::HeaderValue;
use model::target::Protocol;
use model::wire::{Job, Raw, Request};
use tokio::sync::mpsc;

use crate::error::DriveError;
use crate::handshake::Offer;
use crate::place::Place;
use crate::release::Asking;
use crate::setup::Ground;
use crate::talk::carried::{Carried, carried};
use crate::{h1, lane};

/// Events that wait for their reader at most.
const WAITING: usize = 4_096;

/// What is timed.
#[derive(Clone)]
pub struct Sampling {
    /// Requests, or handshakes, of class A and B; those of a pair are of the same place and come from the
    /// same address.
    pub requests: Vec<[Job; 2]>,
    /// Pairs that are sent by the same two requests one after the other, before the next two.
    pub per_request: usize,
    /// For each pair the classes of its first and second request, by index.
    pub pairs: Vec<[usize; 2]>,
    /// How long is waited after each pair, so that nothing of it is left on the way.
    pub pause: Duration,
}

/// When the answers to a pair came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moments {
    /// From before the first octet was written to the first octet of the answer, in nanoseconds: in the
    /// order of sending. Where both were sent at once, from when they left.
    pub ns: [u64; 2],
    /// Sent at once, the second was answered first: it may be so where both came at one time.
    pub swapped: bool,
    /// Whether these are the kernel's times: until an answer came, and not until it was read.
    pub by_kernel: bool,
}

/// What comes of a sample.
pub enum Sampled {
    /// A pair with both answers.
    Pair {
        /// Its number, from 0.
        number: usize,
        /// When.
        moments: Moments,
        /// The statuses of the answers, in the same order.
        statuses: [u16; 2],
    },
    /// The first answer with its status to a class in this lane.
    Answer {
        /// The class.
        class: usize,
        /// All of it.
        raw: Box<Raw>,
    },
    /// A pair without a whole answer; its connection was given up.
    Lost {
        /// Its number, from 0.
        number: usize,
        /// What came instead.
        raw: Box<Raw>,
    },
}

/// A sample under way. Dropped, its lanes end after the pair that they are at.
pub struct Samples {
    work: Arc<Work>,
    ground: Arc<Ground>,
    /// For lanes that are still to begin.
    sender: Option<mpsc::Sender<Sampled>>,
    events: mpsc::Receiver<Sampled>,
    octets: usize,
}

/// What lanes share.
pub(crate) struct Work {
    /// What to send, and from where.
    pub letters: Vec<[Letter; 2]>,
    pub per_request: usize,
    pub pairs: Vec<[usize; 2]>,
    pub pause: Duration,
    /// Whether both requests of a pair are sent at once.
    pub together: bool,
    /// The next two requests to be taken.
    next: AtomicUsize,
    /// Pairs before this one may be sent.
    allowed: Mutex<usize>,
    more: Condvar,
    stopped: AtomicBool,
}

/// A request, ready to be sent.
pub(crate) struct Letter {
    pub request: Request,
    pub place: Place,
    pub from: Option<IpAddr>,
    pub octets: Vec<u8>,
    /// The same for HTTP/2, where that is spoken.
    pub carried: Option<Carried>,
}

/// Begins a sample; nothing is sent before some pairs are allowed.
pub(crate) fn begin(ground: &Arc<Ground>, sampling: Sampling) -> Result<Samples, DriveError> {
    let mut letters = Vec::new();
    for pair in sampling.requests {
        let [a, b] = pair.map(|job| letter(ground, job));
        letters.push([a?, b?]);
    }
    let mut all = letters.iter().flatten();
    let together = all.all(|letter| letter.carried.is_some());
    let octets = match together {
        true => even_carried(&mut letters),
        false => even(&mut letters),
    };
    let (sender, events) = mpsc::channel(WAITING);
    let work = Arc::new(Work {
        letters,
        per_request: sampling.per_request.max(1),
        pairs: sampling.pairs,
        pause: sampling.pause,
        together,
        next: AtomicUsize::new(0),
        allowed: Mutex::new(0),
        more: Condvar::new(),
        stopped: AtomicBool::new(false),
    });
    let samples = Samples {
        work,
        ground: Arc::clone(ground),
        sender: Some(sender),
        events,
        octets,
    };
    samples.lane()?;
    Ok(samples)
}

fn letter(ground: &Ground, job: Job) -> Result<Letter, DriveError> {
    let (request, opening) = match job {
        Job::Http(request) => (request, None),
        Job::Open(opening) => (opening.request.clone(), Some(opening)),
        _ => {
            let why = "only requests and handshakes are timed".to_owned();
            return Err(DriveError::Harness(why));
        }
    };
    let (place, service) = ground.admit(&request)?;
    let carried = match (&opening, service.protocol) {
        (None, Some(Protocol::H2)) => {
            let asking = Asking {
                request: request.clone(),
                ours: vec![("accept", "*/*".to_owned())],
                upgrades: false,
            };
            carried(ground, &[asking])?.and_then(|mut all| all.pop())
        }
        _ => None,
    };
    let octets = match opening {
        None => h1::write(&place, &request, &[("Accept", "*/*".to_owned())]),
        Some(opening) => h1::write(&place, &request, &Offer::new(&opening).headers()),
    };
    Ok(Letter {
        octets,
        carried,
        from: request.from,
        place,
        request,
    })
}

/// Makes all of one length, which must tell nothing of the class: by a header that nobody reads.
fn even(letters: &mut [[Letter; 2]]) -> usize {
    let lengths: HashSet<usize> = letters.iter().flatten().map(|it| it.octets.len()).collect();
    let longest = lengths.iter().max().copied().unwrap_or_default();
    if lengths.len() < 2 {
        return longest;
    }
    for letter in letters.iter_mut().flatten() {
        let line = letter.octets.windows(2).position(|it| it == b"\r\n");
        let after = line.map_or(letter.octets.len(), |at| at + 2);
        let filling = "0".repeat(longest - letter.octets.len() + 1);
        let header = format!("X-Padding: {filling}\r\n").into_bytes();
        letter.octets.splice(after..after, header);
    }
    letters.first().map_or(longest, |[a, _]| a.octets.len())
}

/// The same for HTTP/2, before its heads are compressed.
fn even_carried(letters: &mut [[Letter; 2]]) -> usize {
    let sizes: HashSet<usize> = carried_of(letters).map(|it| it.size()).collect();
    let longest = sizes.iter().max().copied().unwrap_or_default();
    if sizes.len() < 2 {
        return longest;
    }
    for it in carried_of(letters) {
        let filling = "0".repeat(longest - it.size() + 1);
        if let Ok(filling) = HeaderValue::from_str(&filling) {
            it.head.headers_mut().insert("x-padding", filling);
        }
    }
    carried_of(letters).next().map_or(longest, |it| it.size())
}

fn carried_of(letters: &mut [[Letter; 2]]) -> impl Iterator<Item = &mut Carried> {
    let all = letters.iter_mut().flatten();
    all.filter_map(|letter| letter.carried.as_mut())
}

impl Samples {
    /// Lets all pairs before this one be sent.
    pub fn allow(&self, pairs: usize) {
        let allowed = self.work.allowed.lock();
        *allowed.unwrap_or_else(PoisonError::into_inner) = pairs;
        self.work.more.notify_all();
    }

    /// Begins so many more lanes; none can be begun afterwards.
    pub fn widen(&mut self, lanes: usize) {
        for _ in 0..lanes {
            // Fewer do as well.
            if self.lane().is_err() {
                break;
            }
        }
        self.sender = None;
    }

    fn lane(&self) -> Result<(), DriveError> {
        let Some(events) = self.sender.clone() else {
            return Ok(());
        };
        let (work, ground) = (Arc::clone(&self.work), Arc::clone(&self.ground));
        std::thread::Builder::new()
            .name("sample".to_owned())
            .spawn(move || lane::run(&work, &ground, &events))
            .map(|_| ())
            .map_err(|error| DriveError::Harness(format!("no thread for a lane: {error}")))
    }

    /// The next event; none when all pairs were sent, or no lane is left.
    pub async fn next(&mut self) -> Option<Sampled> {
        self.events.recv().await
    }

    /// Whether both requests of a pair are sent at once.
    pub fn together(&self) -> bool {
        self.work.together
    }

    /// The length of each request.
    pub fn octets(&self) -> usize {
        self.octets
    }

    /// Ends the lanes, and waits until they have ended: a lane waits for the answer that it is at.
    pub async fn close(mut self) {
        self.work.stop();
        self.sender = None;
        while self.events.recv().await.is_some() {}
    }
}

impl Drop for Samples {
    fn drop(&mut self) {
        self.work.stop();
    }
}

impl Work {
    /// The next numbers of pairs, and by which letters they are sent; none when all is done.
    pub fn take(&self) -> Option<(std::ops::Range<usize>, &[Letter; 2])> {
        let block = self.next.fetch_add(1, Ordering::Relaxed);
        let first = block * self.per_request;
        if first >= self.pairs.len() {
            return None;
        }
        let last = (first + self.per_request).min(self.pairs.len());
        let letters = self.letters.get(block % self.letters.len().max(1))?;
        Some((first..last, letters))
    }

    /// Waits until a pair may be sent; false when no more are.
    pub fn may(&self, number: usize) -> bool {
        let mut allowed = self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        while number >= *allowed && !self.is_stopped() {
            let waited = self.more.wait_timeout(allowed, Duration::from_millis(200));
            allowed = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        !self.is_stopped()
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        self.more.notify_all();
    }
}
