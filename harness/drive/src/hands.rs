//! What one attempt of a case holds: its HTTP connections and its open sockets.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use model::step::How;
use model::target::Protocol;
use model::wire::{Fault, Frame, Job, Opening, Raw, Request, Watch};
use tokio::time::timeout;

use crate::act::Act;
use crate::error::{DriveError, Stop};
use crate::ledger::Ledger;
use crate::limits::GOODBYE;
use crate::listener::{Listener, Page, Visits};
use crate::sample::{Samples, Sampling};
use crate::setup::{Ground, Service};
use crate::socket::Socket;
use crate::{carry, h1, handshake, http, sample};

/// Performs jobs one after the other. Nothing that it opened outlives it.
pub struct Hands {
    pub(crate) ground: Arc<Ground>,
    clients: HashMap<(String, Option<IpAddr>), reqwest::Client>,
    pub(crate) sockets: HashMap<String, Socket>,
    listeners: HashMap<String, Listener>,
}

impl Hands {
    pub(crate) fn new(ground: Arc<Ground>) -> Hands {
        Hands {
            ground,
            clients: HashMap::new(),
            sockets: HashMap::new(),
            listeners: HashMap::new(),
        }
    }

    /// Performs a job. The watch is asked after an answer, at the start of listening on a socket, and
    /// after each frame and end. Dropping the future drops what is not an open socket yet.
    ///
    /// # Errors
    /// Only what is not the target's doing: out of scope, a bad address or certificate, a service that
    /// the setup lacks, a machine without descriptors. Nothing was sent then.
    pub async fn perform(&mut self, job: Job, watch: &mut dyn Watch) -> Result<Raw, DriveError> {
        let mut act = Act::new(watch);
        let outcome = match job {
            Job::Http(request) => {
                let outcome = self.http(&request, &mut act).await;
                act.raw.request = Some(request);
                outcome
            }
            Job::Octets(octets) => {
                let request = octets.told();
                let outcome = self.octets(&request, &mut act).await;
                act.raw.request = Some(request);
                outcome
            }
            Job::Open(opening) => self.open(opening, &mut act).await,
            Job::Talk {
                socket,
                send,
                since,
            } => self.talk(&socket, (send, since), &mut act).await,
            Job::Stall { socket } => self.stall(&socket).await,
            Job::HangUp { sockets, how } => self.hang_up(&sockets, how, &mut act).await,
        };
        match outcome {
            Ok(Asked::Yes) => {}
            Ok(Asked::No) => {
                act.sign();
            }
            Err(Stop::Drive(error)) => return Err(error),
            Err(Stop::Fault(fault)) => {
                act.raw.fault = Some(fault);
                act.sign();
            }
        }
        Ok(act.done())
    }

    /// Times pairs of requests, each lane on a thread of its own: nothing is sent before some pairs are
    /// allowed.
    ///
    /// # Errors
    /// As for [`Hands::perform`], or the machine has no thread left; then nothing is sent.
    pub fn sample(&self, sampling: Sampling) -> Result<Samples, DriveError> {
        sample::begin(&self.ground, sampling)
    }

    /// Serves a page on loopback until these hands are gone, and says where. What listens already under
    /// this name goes on.
    ///
    /// # Errors
    /// The machine has no port or descriptor left.
    pub async fn serve(&mut self, name: &str, page: Page) -> Result<String, DriveError> {
        if let Some(listener) = self.listeners.get(name) {
            return Ok(listener.url().to_owned());
        }
        let listener = Listener::open(name, page).await?;
        let url = listener.url().to_owned();
        self.listeners.insert(name.to_owned(), listener);
        Ok(url)
    }

    /// What came to a listener so far.
    ///
    /// # Errors
    /// Nobody listens under this name.
    pub fn visits(&self, name: &str) -> Result<Visits, DriveError> {
        let listener = self.listeners.get(name);
        let missing = || DriveError::Harness(format!("nobody listens as `{name}`"));
        listener.map(Listener::visits).ok_or_else(missing)
    }

    /// True when nothing is read from this socket.
    pub fn is_stalled(&self, name: &str) -> bool {
        self.sockets.get(name).is_some_and(Socket::is_stalled)
    }

    /// True when this socket is there and has not ended.
    pub fn is_open(&self, name: &str) -> bool {
        self.sockets.get(name).is_some_and(Socket::is_open)
    }

    /// How many sockets neither side has ended.
    pub fn open_sockets(&self) -> u32 {
        let open = self.sockets.values().filter(|socket| socket.is_open());
        u32::try_from(open.count()).unwrap_or(u32::MAX)
    }

    /// Ends the open sockets, by the closing handshake where the target takes part within the grace time.
    /// Returns how many were open.
    pub async fn close(self, grace: Duration) -> u32 {
        let open = self.open_sockets();
        let sockets = self.sockets.values().filter(|socket| socket.is_open());
        let ending = join_all(sockets.map(|socket| socket.hang_up(How::Close, grace)));
        let _ = timeout(grace, ending).await;
        open
    }

    async fn http(&mut self, request: &Request, act: &mut Act<'_>) -> Result<Asked, Stop> {
        let ground = Arc::clone(&self.ground);
        let (place, service) = ground.admit(request)?;
        let h2_only = service.protocol == Some(Protocol::H2);
        match carry::by_reqwest(&place, request, service.protocol) {
            Ok(carried) => {
                ground.connector.addresses(&place).await?;
                let sent = self.over_reqwest(carried, request, service, act).await?;
                if sent {
                    return Ok(Asked::No);
                }
                // What came in its place is read below, on a connection of its own.
                if h2_only {
                    return Err(Fault::Cut { octets: 0 }.into());
                }
            }
            Err(what) if h2_only => {
                let why = format!("HTTP/2 cannot carry {what} as the request has it");
                return Err(DriveError::Harness(why).into());
            }
            Err(_) => {}
        }
        let connector = &ground.connector;
        let stream = connector
            .open(&place, request.from, &service.tls.own)
            .await?;
        let octets = h1::write(&place, request, &[("Accept", "*/*".to_owned())]);
        let raw = &mut act.raw;
        h1::exchange(stream, &octets, &request.method, &ground.limits, raw).await;
        Ok(Asked::No)
    }

    /// Sends octets as they are, and reads one answer to them.
    async fn octets(&mut self, request: &Request, act: &mut Act<'_>) -> Result<Asked, Stop> {
        let ground = Arc::clone(&self.ground);
        let (place, service) = ground.admit(request)?;
        let connector = &ground.connector;
        let stream = connector
            .open(&place, request.from, &service.tls.own)
            .await?;
        let octets = &request.body;
        // What the answer to HEAD says of a body does not follow (RFC 9112 6.3).
        let method = match octets.starts_with(b"HEAD ") {
            true => "HEAD",
            false => "",
        };
        h1::exchange(stream, octets, method, &ground.limits, &mut act.raw).await;
        Ok(Asked::No)
    }

    /// False if the request never left.
    async fn over_reqwest(
        &mut self,
        carried: reqwest::Request,
        request: &Request,
        service: &Service,
        act: &mut Act<'_>,
    ) -> Result<bool, Stop> {
        // Taken out while in use: given up halfway, it goes with its connections.
        let key = (request.service.clone(), request.from);
        let client = match self.clients.remove(&key) {
            Some(client) => client,
            None => http::client(&self.ground, service, request.from)?,
        };
        let sent = http::exchange(&client, carried, &self.ground.limits, &mut act.raw).await?;
        if act.raw.answer.as_ref().is_some_and(|answer| !answer.cut) {
            self.clients.insert(key, client);
        }
        Ok(sent)
    }

    async fn open(&mut self, opening: Opening, act: &mut Act<'_>) -> Result<Asked, Stop> {
        let ground = Arc::clone(&self.ground);
        let (limits, request) = (&ground.limits, &opening.request);
        let (place, service) = ground.admit(request)?;
        act.raw.request = Some(request.clone());
        let connector = &ground.connector;
        let stream = connector
            .open(&place, request.from, &service.tls.own)
            .await?;
        let shaken = handshake::shake(stream, &place, &opening, limits, &mut act.raw).await?;
        let Some((stream, rest)) = shaken else {
            return Ok(Asked::No);
        };
        let socket = Socket::new(stream, rest, limits).await;
        self.sockets.insert(opening.socket.clone(), socket);
        if let Some(first) = opening.first {
            act.send(self.socket(&opening.socket)?, first, limits).await;
        }
        let greeting = (opening.greeting, None);
        self.talk(&opening.socket, greeting, act).await
    }

    pub(crate) async fn talk(
        &mut self,
        name: &str,
        (send, since): (Option<Frame>, Option<Instant>),
        act: &mut Act<'_>,
    ) -> Result<Asked, Stop> {
        let socket = self.socket(name)?;
        if socket.is_stalled() {
            socket.stall(false).await;
        }
        let limits = &self.ground.limits;
        if let Some(since) = since {
            socket.ledger.rewind(since.into());
        }
        if let Some(frame) = send {
            act.send(socket, frame, limits).await;
        }
        act.listen(&socket.ledger, limits).await;
        Ok(Asked::Yes)
    }

    async fn stall(&mut self, name: &str) -> Result<Asked, Stop> {
        self.socket(name)?.stall(true).await;
        Ok(Asked::No)
    }

    async fn hang_up(
        &mut self,
        names: &[String],
        how: How,
        act: &mut Act<'_>,
    ) -> Result<Asked, Stop> {
        let mut sockets = Vec::new();
        for name in names {
            sockets.push(self.socket(name)?);
        }
        join_all(sockets.iter().map(|socket| socket.hang_up(how, GOODBYE))).await;
        for socket in sockets {
            act.drain(&socket.ledger, &self.ground.limits);
        }
        Ok(Asked::No)
    }

    /// What came in on a socket.
    pub(crate) fn ledger(&self, name: &str) -> Option<&Ledger> {
        self.sockets.get(name).map(|socket| socket.ledger.as_ref())
    }

    fn socket(&self, name: &str) -> Result<&Socket, Stop> {
        let socket = self.sockets.get(name);
        socket.ok_or_else(|| Fault::NoSocket(name.to_owned()).into())
    }
}

/// Whether the watch has seen the last of it.
pub(crate) enum Asked {
    Yes,
    No,
}
