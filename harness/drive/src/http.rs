//! Ordinary HTTP over reqwest, tamed: no redirects, retries, proxies, cookies or decompression, and
//! connections that belong to one pair of hands.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use model::target::Protocol;
use model::wire::{Answer, Fault, Phase, Raw};
use tokio::time::timeout;

use crate::cause;
use crate::error::{DriveError, Stop};
use crate::limits::Limits;
use crate::resolve::Pinned;
use crate::setup::{Ground, Service};

/// How long a connection waits for its next request. Short, because a target that closes an idle one just
/// as the next request leaves would look as if it had refused by hanging up.
const IDLE: Duration = Duration::from_secs(1);
/// Header lines of an answer; hyper's own 100 are too few for a flood to be seen.
const HEADERS: usize = 4096;

/// A client with a pool of its own.
pub(crate) fn client(
    ground: &Ground,
    service: &Service,
    from: Option<IpAddr>,
) -> Result<reqwest::Client, DriveError> {
    let limits = &ground.limits;
    let list = u32::try_from(limits.head_octets).unwrap_or(u32::MAX);
    let builder = reqwest::Client::builder()
        .no_proxy()
        .no_gzip()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .dns_resolver(Arc::new(Pinned(Arc::clone(&ground.connector.resolver))))
        .local_address(from)
        .tcp_nodelay(true)
        .tls_backend_preconfigured(service.tls.negotiated.clone())
        .connect_timeout(limits.connect)
        .pool_idle_timeout(IDLE)
        .http1_title_case_headers()
        .http1_max_headers(HEADERS)
        .http2_max_header_list_size(list);
    let builder = match service.protocol {
        None => builder,
        Some(Protocol::H1) => builder.http1_only(),
        Some(Protocol::H2) => builder.http2_prior_knowledge(),
    };
    builder
        .build()
        .map_err(|why| DriveError::Harness(format!("no HTTP client: {}", why.without_url())))
}

/// Sends a request and reads its answer into `raw`; false if the request never left. hyper does not say
/// how much of a head had come when the connection ended, so a cut head counts no octets.
pub(crate) async fn exchange(
    client: &reqwest::Client,
    request: reqwest::Request,
    limits: &Limits,
    raw: &mut Raw,
) -> Result<bool, Stop> {
    let tls = request.url().scheme() == "https";
    let patience = limits.connect.saturating_add(limits.head);
    let response = match timeout(patience, client.execute(request)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) if cause::unsent(&error) => return Ok(false),
        Ok(Err(error)) => return Err(cause::of(&error, tls, 0, limits)),
        Err(_) => return Err(too_slow(Phase::Head, limits.head)),
    };
    let (answer, octets) = head(&response);
    if octets > limits.head_octets as u64 {
        return Err(Fault::HeadTooLarge(limits.head_octets).into());
    }
    let answer = raw.answer.insert(answer);
    let reading = body(response, octets, answer, limits);
    match timeout(limits.body, reading).await {
        Ok(Ok(())) => Ok(true),
        Ok(Err((error, octets))) => Err(cause::of(&error, tls, octets, limits)),
        Err(_) => Err(too_slow(Phase::Body, limits.body)),
    }
}

/// Reads the body; an error comes with the octets of the answer so far.
async fn body(
    mut response: reqwest::Response,
    mut octets: u64,
    answer: &mut Answer,
    limits: &Limits,
) -> Result<(), (reqwest::Error, u64)> {
    while let Some(chunk) = response.chunk().await.map_err(|error| (error, octets))? {
        octets += chunk.len() as u64;
        answer.body.extend_from_slice(&chunk);
        if answer.body.len() > limits.body_octets {
            answer.body.truncate(limits.body_octets);
            answer.cut = true;
            break;
        }
    }
    Ok(())
}

fn too_slow(phase: Phase, limit: Duration) -> Stop {
    Fault::TimedOut { phase, limit }.into()
}

/// The head, and about how many octets it had: hyper does not keep them.
fn head(response: &reqwest::Response) -> (Answer, u64) {
    let headers: Vec<_> = response
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
        .collect();
    let line = |(name, value): &(String, Vec<u8>)| name.len() + value.len() + 4;
    let octets = 19 + headers.iter().map(line).sum::<usize>();
    let answer = Answer {
        version: match response.version() {
            reqwest::Version::HTTP_2 => "HTTP/2.0",
            reqwest::Version::HTTP_10 => "HTTP/1.0",
            _ => "HTTP/1.1",
        },
        status: response.status().as_u16(),
        headers,
        body: Vec::new(),
        cut: false,
    };
    (answer, octets as u64)
}
