//! How closely requests that are released together arrive, over HTTP/2 and on connections of their own, and
//! which windows that hits.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use gateproof_drive::{Drive, Limits, ServiceSetup, Setup};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use model::release::Release;
use model::target::Protocol;
use model::wire::{Job, Patience, Raw, Request, Watch};
use relay::{Jitter, Relay};
use tokio::net::TcpListener;

use crate::table::Table;

/// How long a server that checks, and then acts, takes between the two.
const WINDOW: Duration = Duration::from_micros(50);

/// What was seen of so many releases.
struct Seen {
    releases: Vec<Release>,
    /// Between the first and the last arrival, in microseconds, by release.
    spreads: Vec<f64>,
    /// Releases that more than one lane won.
    doubles: usize,
}

/// The rows of races; the quick form has fewer releases.
pub async fn races(table: &mut Table, quick: bool) {
    let few = |whole: usize| if quick { whole / 10 } else { whole };
    let jitter = Jitter {
        median: Duration::from_micros(500),
        sigma: 1.0,
        seed: 7,
    };
    let near = released(Some(Protocol::H2), None, (few(200), 20), Twin::Atomic).await;
    let bar = if quick { 0.9 } else { 0.99 };
    table.least(
        "races: 20 requests of HTTP/2 in one segment",
        near.in_one(),
        bar,
    );
    let many = released(Some(Protocol::H2), None, (few(50), 100), Twin::Atomic).await;
    table.least(
        "races: 100 requests of HTTP/2 in one segment",
        many.in_one(),
        bar,
    );
    if quick {
        return;
    }
    let spread = near.median();
    table.most(
        "arrival of 20, HTTP/2, loopback: median spread in us",
        spread,
        300.0,
    );
    let own = released(None, None, (100, 20), Twin::Atomic).await;
    table.tell("the same on connections of their own", own.median());
    let far = released(Some(Protocol::H2), Some(jitter), (60, 20), Twin::Atomic).await;
    let spread = far.median();
    table.most("the same through the relay, HTTP/2", spread, 500.0);
    let apart = released(None, Some(jitter), (60, 20), Twin::Atomic).await;
    let times = apart.median() / spread;
    table.least(
        "the same on connections of their own: times wider",
        times,
        10.0,
    );
    let share = |seen: &Seen| seen.doubles as f64 / seen.releases.len().max(1) as f64;
    let what = "window of 50 us, 20 lanes, relay, HTTP/2: batches that hit";
    let window = released(Some(Protocol::H2), Some(jitter), (60, 20), Twin::Window).await;
    table.least(what, share(&window), 0.95);
    let window = released(None, Some(jitter), (60, 20), Twin::Window).await;
    table.tell("the same on connections of their own", share(&window));
    let atomic = released(Some(Protocol::H2), None, (1_000, 20), Twin::Atomic).await;
    table.most(
        "atomic twin, 1,000 batches: double successes",
        share(&atomic),
        0.0,
    );
}

impl Seen {
    /// The share of releases that are proven, and left in one segment.
    fn in_one(&self) -> f64 {
        let one = |release: &&Release| release.segments == Some(1) && release.unproven().is_none();
        self.releases.iter().filter(one).count() as f64 / self.releases.len().max(1) as f64
    }

    fn median(&self) -> f64 {
        let mut spreads = self.spreads.clone();
        spreads.sort_by(f64::total_cmp);
        spreads.get(spreads.len() / 2).copied().unwrap_or_default()
    }
}

/// Releases so many requests so many times.
async fn released(
    protocol: Option<Protocol>,
    jitter: Option<Jitter>,
    (times, lanes): (usize, usize),
    twin: Twin,
) -> Seen {
    let server = Server::start(twin);
    let relay = jitter.map(|jitter| Relay::start(server.address, jitter).expect("a relay"));
    let address = relay.as_ref().map_or(server.address, Relay::address);
    let setup = Setup {
        hosts: vec!["127.0.0.1".to_owned()],
        services: vec![ServiceSetup {
            name: "main".to_owned(),
            protocol,
            ..ServiceSetup::default()
        }],
        limits: Limits::default(),
    };
    let drive = Drive::new(setup).expect("a setup");
    let mut seen = Seen {
        releases: Vec::new(),
        spreads: Vec::new(),
        doubles: 0,
    };
    for number in 0..times {
        let mut watches: Vec<Enough> = (0..lanes).map(|_| Enough).collect();
        let watched = watches.iter_mut().map(|watch| watch as &mut dyn Watch);
        let jobs = watched.map(|watch| (Job::Http(redeem(address, number)), watch));
        let mut hands = drive.hands();
        let Ok((raws, release)) = hands.release(jobs.collect()).await else {
            continue;
        };
        let won = |raw: &&Raw| raw.answer.as_ref().is_some_and(|it| it.status == 200);
        seen.doubles += usize::from(raws.iter().filter(won).count() > 1);
        seen.releases.push(release);
    }
    seen.spreads = server.spreads(lanes);
    seen
}

fn redeem(address: SocketAddr, number: usize) -> Request {
    Request {
        service: "main".to_owned(),
        method: "POST".to_owned(),
        url: format!("http://{address}/{number}"),
        headers: Vec::new(),
        body: b"{}".to_vec(),
        from: None,
    }
}

/// Wants no more than the answer.
struct Enough;

impl Watch for Enough {
    fn sign(&mut self, _: &Raw) -> Patience {
        Patience::Enough
    }
}

/// What the server makes of a code that comes again while the first is looked at.
#[derive(Clone, Copy)]
enum Twin {
    /// It looks whether a code is used, and notes later that it is.
    Window,
    /// Both at once.
    Atomic,
}

/// A server on threads of its own that redeems codes, by their paths.
struct Server {
    address: SocketAddr,
    codes: Codes,
    runtime: Option<tokio::runtime::Runtime>,
}

type Codes = Arc<Mutex<HashMap<String, Arc<Code>>>>;

#[derive(Default)]
struct Code {
    used: AtomicBool,
    arrivals: Mutex<Vec<Instant>>,
}

impl Server {
    fn start(twin: Twin) -> Server {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port of loopback");
        let address = listener.local_addr().expect("an address that is bound");
        listener.set_nonblocking(true).expect("a socket");
        let codes = Codes::default();
        runtime.spawn(accept(listener, Arc::clone(&codes), twin));
        Server {
            address,
            codes,
            runtime: Some(runtime),
        }
    }

    /// How far apart the arrivals of each code were, where all of them came, in microseconds.
    fn spreads(&self, lanes: usize) -> Vec<f64> {
        let codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        let arrivals = codes.values().filter_map(|code| {
            let all = code.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
            let (first, last) = (*all.iter().min()?, *all.iter().max()?);
            (all.len() == lanes).then(|| (last - first).as_secs_f64() * 1e6)
        });
        arrivals.collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Not from within the runtime of the program.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn accept(listener: std::net::TcpListener, codes: Codes, twin: Twin) {
    let listener = TcpListener::from_std(listener).expect("a socket of this runtime");
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let codes = Arc::clone(&codes);
        tokio::spawn(async move {
            let service = hyper::service::service_fn(move |request| {
                redeemed(request, Arc::clone(&codes), twin)
            });
            let builder = Builder::new(TokioExecutor::new());
            let _ = builder
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn redeemed(
    request: hyper::Request<hyper::body::Incoming>,
    codes: Codes,
    twin: Twin,
) -> Result<hyper::Response<String>, Infallible> {
    let now = Instant::now();
    let code = {
        let mut codes = codes.lock().unwrap_or_else(PoisonError::into_inner);
        let code = codes.entry(request.uri().path().to_owned()).or_default();
        Arc::clone(code)
    };
    let arrivals = &code.arrivals;
    arrivals
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(now);
    let used = match twin {
        Twin::Atomic => code.used.swap(true, Ordering::SeqCst),
        Twin::Window => {
            let used = code.used.load(Ordering::SeqCst);
            // As one waits for a store, while others run; by the clock, for a loop of a fixed length is no
            // length on a machine that others use.
            while now.elapsed() < WINDOW {
                tokio::task::yield_now().await;
            }
            code.used.store(true, Ordering::SeqCst);
            used
        }
    };
    let mut answer = hyper::Response::new(String::new());
    if used {
        *answer.status_mut() = hyper::StatusCode::CONFLICT;
    }
    Ok(answer)
}
