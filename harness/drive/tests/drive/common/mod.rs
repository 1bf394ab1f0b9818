//! Tiny servers that do what a script says, and watches that say what a test wants.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gateproof_drive::{Drive, Hands, Limits, ServiceSetup, Setup};
use model::step::How;
use model::target::Protocol;
use model::wire::{Frame, FrameKind, Job, Opening, Patience, Raw, Request, Watch};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// Serves every connection with the script; gives the address.
pub async fn serve<F, R>(script: F) -> SocketAddr
where
    F: Fn(TcpStream) -> R + Send + Sync + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(script(stream));
        }
    });
    address
}

/// Serves fixed octets after each request's head, then closes.
pub async fn says(octets: impl Into<Vec<u8>>) -> SocketAddr {
    let octets: Arc<Vec<u8>> = Arc::new(octets.into());
    serve(move |mut stream| {
        let octets = Arc::clone(&octets);
        async move {
            read_head(&mut stream).await;
            let _ = stream.write_all(&octets).await;
        }
    })
    .await
}

/// Reads to the empty line; what came, or what came before the end.
pub async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut octets = Vec::new();
    while !octets.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(octet) => octets.push(octet),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&octets).into_owned()
}

/// A header of a request that a server read.
pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find_map(|(own, value)| own.eq_ignore_ascii_case(name).then_some(value))
}

/// The right 101 to a handshake.
pub fn right_101(head: &str) -> String {
    let key = header(head, "sec-websocket-key").unwrap();
    let accept = derive_accept_key(key.as_bytes());
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\n\
         Sec-WebSocket-Accept: {accept}\r\n\r\n"
    )
}

/// Accepts a handshake.
pub async fn upgrade(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) {
    let head = read_head(stream).await;
    stream.write_all(right_101(&head).as_bytes()).await.unwrap();
}

/// Accepts a handshake, sends octets at once, and keeps the connection until the client goes.
pub async fn socket_says(octets: &'static [u8]) -> SocketAddr {
    serve(move |mut stream| async move {
        upgrade(&mut stream).await;
        stream.write_all(octets).await.unwrap();
        drain(&mut stream).await;
    })
    .await
}

/// Reads one short frame from a client: opcode and unmasked payload.
pub async fn read_frame(stream: &mut (impl AsyncRead + Unpin)) -> Option<(u8, Vec<u8>)> {
    let first = stream.read_u8().await.ok()?;
    let length = stream.read_u8().await.ok()?;
    assert!((128..254).contains(&length), "masked and short");
    let mut mask = [0; 4];
    stream.read_exact(&mut mask).await.ok()?;
    let mut payload = vec![0; usize::from(length - 128)];
    stream.read_exact(&mut payload).await.ok()?;
    let unmasked = payload
        .iter()
        .zip(mask.iter().cycle())
        .map(|(octet, key)| octet ^ key);
    Some((first & 15, unmasked.collect()))
}

/// Reads until the client goes.
pub async fn drain(stream: &mut (impl AsyncRead + Unpin)) {
    let mut scratch = [0; 4096];
    while matches!(stream.read(&mut scratch).await, Ok(1..)) {}
}

/// Limits that a test can wait for.
pub fn quick() -> Limits {
    Limits {
        connect: Duration::from_millis(300),
        head: Duration::from_millis(300),
        body: Duration::from_millis(300),
        head_octets: 4096,
        body_octets: 10_000,
        frames: 8,
        frame_octets: 1000,
    }
}

/// Limits that nothing on a slow machine meets.
pub fn patient() -> Limits {
    let limit = Duration::from_secs(30);
    Limits {
        connect: limit,
        head: limit,
        body: limit,
        ..quick()
    }
}

/// Hands for one service, on 127.0.0.1 and localhost.
pub fn hands_with(limits: Limits, service: ServiceSetup) -> Hands {
    let setup = Setup {
        hosts: vec!["127.0.0.1".into(), "LOCALHOST".into()],
        services: vec![ServiceSetup {
            name: "main".into(),
            ..service
        }],
        limits,
    };
    Drive::new(setup).unwrap().hands()
}

/// Hands for a plain service.
pub fn hands(limits: Limits) -> Hands {
    hands_with(limits, ServiceSetup::default())
}

/// Hands for a service of this protocol.
pub fn hands_for(limits: Limits, protocol: Protocol) -> Hands {
    let protocol = Some(protocol);
    hands_with(
        limits,
        ServiceSetup {
            protocol,
            ..ServiceSetup::default()
        },
    )
}

/// A GET without headers.
pub fn get(url: impl Into<String>) -> Request {
    Request {
        service: "main".into(),
        method: "GET".into(),
        url: url.into(),
        headers: Vec::new(),
        body: Vec::new(),
        from: None,
    }
}

/// A header that reqwest cannot carry, so that our own writer does.
pub fn odd(mut request: Request) -> Request {
    request.headers.push(("x-OWN".into(), b"\x01".to_vec()));
    request
}

/// Performs one request with hands of its own.
pub async fn ask(request: Request) -> Raw {
    ask_within(patient(), request).await
}

/// Performs one request within these limits.
pub async fn ask_within(limits: Limits, request: Request) -> Raw {
    let job = Job::Http(request);
    hands(limits).perform(job, &mut at_once()).await.unwrap()
}

/// The same request over reqwest and over our own carrier.
pub fn both(url: &str) -> [Request; 2] {
    [get(url), odd(get(url))]
}

/// An opening under the name `s`.
pub fn opening(url: impl Into<String>) -> Opening {
    Opening {
        socket: "s".into(),
        request: get(url),
        subprotocols: Vec::new(),
        first: None,
        greeting: None,
    }
}

/// A text frame.
pub fn text(payload: &str) -> Frame {
    Frame {
        kind: FrameKind::Text,
        payload: payload.into(),
    }
}

/// A job on the socket `s`.
pub fn talk(send: Option<Frame>) -> Job {
    Job::Talk {
        socket: "s".into(),
        send,
        since: None,
    }
}

/// Received payloads, as text.
pub fn received(raw: &Raw) -> Vec<String> {
    let frames = raw.frames.iter().filter(|seen| !seen.sent);
    frames
        .map(|seen| String::from_utf8_lossy(&seen.frame.payload).into_owned())
        .collect()
}

/// A watch made of a function.
pub struct Asks<F>(pub F);

impl<F: FnMut(&Raw) -> Patience + Send> Watch for Asks<F> {
    fn sign(&mut self, raw: &Raw) -> Patience {
        (self.0)(raw)
    }
}

/// A long time, for what must come.
pub const LONG: Duration = Duration::from_secs(30);

/// Waits until the socket has ended.
pub fn until_end() -> Asks<impl FnMut(&Raw) -> Patience + Send> {
    Asks(|raw: &Raw| match raw.end.is_some() || raw.fault.is_some() {
        true => Patience::Enough,
        false => Patience::More(LONG),
    })
}

/// Waits until so many frames were received.
pub fn until_frames(count: usize) -> Asks<impl FnMut(&Raw) -> Patience + Send> {
    Asks(move |raw: &Raw| {
        let enough = raw.end.is_some() || raw.fault.is_some() || received(raw).len() >= count;
        if enough {
            Patience::Enough
        } else {
            Patience::More(LONG)
        }
    })
}

/// Has enough at once.
pub fn at_once() -> Asks<impl FnMut(&Raw) -> Patience + Send> {
    Asks(|_: &Raw| Patience::Enough)
}

/// Collects what servers saw.
pub type Seen<T> = Arc<Mutex<Vec<T>>>;

/// What of a frame can be shown: these are no secrets.
pub fn shape(frame: &Frame) -> (FrameKind, Vec<u8>) {
    (frame.kind, frame.payload.clone())
}

/// A job that ends the socket `s`.
pub fn hang_up(how: How) -> Job {
    Job::HangUp {
        sockets: vec!["s".into()],
        how,
    }
}

/// Sends every short frame back with its opcode.
pub async fn echo() -> SocketAddr {
    serve(|mut stream| async move {
        upgrade(&mut stream).await;
        while let Some((opcode, payload)) = read_frame(&mut stream).await {
            let length = u8::try_from(payload.len()).unwrap();
            let octets = [&[0x80 | opcode, length], payload.as_slice()].concat();
            if stream.write_all(&octets).await.is_err() {
                break;
            }
        }
    })
    .await
}

/// Hands with an open socket `s`.
pub async fn opened(url: String) -> Hands {
    let mut hands = hands(patient());
    let raw = hands
        .perform(Job::Open(opening(url)), &mut at_once())
        .await
        .unwrap();
    assert!(raw.fault.is_none() && hands.open_sockets() == 1);
    hands
}
