//! Pairs of which both requests leave at once, over HTTP/2, through a relay whose jitter is far larger than what
//! is planted; and the same pairs sent one request after the other.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use gateproof_drive::Moments;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use model::target::Protocol;
use relay::{Jitter, Relay};
use stats::{Dependence, Kind, Order, Pair, Seen};
use tokio::net::TcpListener;

use crate::collect::{coins, of_coin, sampled};
use crate::record::ALPHA;
use crate::table::Table;

/// What a request for `/b` costs more than one for `/a`.
const PLANTED: Duration = Duration::from_micros(100);
/// Pairs of a run.
const PAIRS: usize = 150;

/// The rows of pairs that leave at once.
pub async fn abreast(table: &mut Table) {
    let alarms = shown(runs(Duration::ZERO, Protocol::H2, 60).await, Kind::Together);
    let share = alarms.iter().flatten().count() as f64 / alarms.len().max(1) as f64;
    table.most(
        "A/A at once, HTTP/2, relay of 5 ms jitter: alarms",
        share,
        0.05,
    );
    let after = shown(runs(PLANTED, Protocol::H2, 30).await, Kind::Together);
    table.found(
        "planted 100 us, at once, HTTP/2, the same relay",
        &after,
        (PAIRS, 0.9),
    );
    let after = shown(runs(PLANTED, Protocol::H1, 30).await, Kind::Apart);
    let share = after.iter().flatten().count() as f64 / after.len().max(1) as f64;
    table.tell("the same, one request after the other: found", share);
}

/// After how many pairs of each run it was shown that the classes differ.
fn shown(runs: Vec<Vec<Pair>>, kind: Kind) -> Vec<Option<u64>> {
    let after = |run: &Vec<Pair>| {
        let mut test = Dependence::new(kind);
        let after = run
            .iter()
            .position(|pair| test.push(pair).is_ok() && test.shown(ALPHA));
        after.map(|index| index as u64 + 1)
    };
    runs.iter().map(after).collect()
}

/// So many runs through the relay, one after the other on one connection.
async fn runs(later: Duration, protocol: Protocol, count: usize) -> Vec<Vec<Pair>> {
    let jitter = Jitter {
        median: Duration::from_millis(5),
        sigma: 0.5,
        seed: 11,
    };
    let relay = Relay::start(serve(later), jitter).expect("a relay");
    let all = pairs(relay.address(), protocol, PAIRS * count).await;
    all.chunks_exact(PAIRS).map(<[Pair]>::to_vec).collect()
}

async fn pairs(server: SocketAddr, protocol: Protocol, count: usize) -> Vec<Pair> {
    let coins = coins(3, count);
    let classes = coins.iter().map(|coin| of_coin(*coin)).collect();
    let sent = sampled(server, Some(protocol), classes).await;
    let pair = |(number, moments): (usize, Moments)| {
        let [first_ns, second_ns] = moments.ns;
        let seen = match protocol {
            Protocol::H1 => Seen::Apart {
                first_ns,
                second_ns,
            },
            Protocol::H2 => Seen::Together {
                order: match moments.swapped {
                    true => Order::Swapped,
                    false => Order::Kept,
                },
                gap_ns: first_ns.abs_diff(second_ns),
            },
        };
        let coin = coins[number];
        Pair { coin, seen }
    };
    sent.into_iter().map(pair).collect()
}

/// A server on threads of its own, for as long as the program runs, that works so much longer for `/b`.
fn serve(later: Duration) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port of loopback");
    let address = listener.local_addr().expect("an address that is bound");
    listener.set_nonblocking(true).expect("a socket");
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(accept(listener, later));
    });
    address
}

async fn accept(listener: std::net::TcpListener, later: Duration) {
    let listener = TcpListener::from_std(listener).expect("a socket of this runtime");
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        tokio::spawn(async move {
            let service = hyper::service::service_fn(move |request| answer(request, later));
            let builder = Builder::new(TokioExecutor::new());
            let _ = builder
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn answer(
    request: hyper::Request<hyper::body::Incoming>,
    later: Duration,
) -> Result<hyper::Response<String>, Infallible> {
    let began = Instant::now();
    let wanted = match request.uri().path() {
        "/b" => later,
        _ => Duration::ZERO,
    };
    // As one waits for a store, while others run; by the clock.
    while began.elapsed() < wanted {
        tokio::task::yield_now().await;
    }
    Ok(hyper::Response::new("ok".to_owned()))
}
