//! The accept loop: TCP, optional TLS, HTTP/1.1 or HTTP/2 on one port, all of it bounded.

use std::{
    net::IpAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::Router;
use hyper::{
    Request,
    body::Incoming,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;

use crate::{
    respell::{self, Spelling},
    tasks::Tasks,
};

/// Connections at once; further ones wait in the backlog.
const CONNECTIONS: usize = 4096;
/// Octets of the largest request head: a token of 64 KiB is refused as a token, not as a head.
const HEAD_LIMIT: usize = 256 * 1024;
/// The longest time for a TLS handshake, and for a request head to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pause after a failed accept, which mostly means that descriptors ran out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The other end of a connection; holds its place among the connections.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    _place: Arc<OwnedSemaphorePermit>,
}

/// What serves a connection.
#[derive(Clone)]
pub(crate) struct Front {
    pub(crate) router: Router,
    pub(crate) tls: Option<TlsAcceptor>,
    /// Spellings of a request that are served besides its own.
    pub(crate) spelling: Spelling,
    pub(crate) tasks: Tasks,
}

/// Accepts until it is aborted.
pub(crate) async fn run(listener: TcpListener, front: Front) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, address)) => {
                let peer = Peer {
                    address: address.ip(),
                    _place: Arc::new(place),
                };
                front.tasks.spawn(front.clone().serve(stream, peer));
            }
            Err(_) => sleep(ACCEPT_PAUSE).await,
        }
    }
}

impl Front {
    async fn serve(self, stream: TcpStream, peer: Peer) {
        // Latency is measured against this server: no waiting for full segments.
        let _ = stream.set_nodelay(true);
        match &self.tls {
            None => self.serve_http(stream, peer).await,
            Some(tls) => {
                if let Ok(Ok(stream)) = timeout(PATIENCE, tls.accept(stream)).await {
                    self.serve_http(stream, peer).await;
                }
            }
        }
    }

    async fn serve_http<S>(&self, stream: S, peer: Peer)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let asked = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&asked);
        let router = TowerToHyperService::new(self.router.clone());
        let spelling = self.spelling;
        let service = service_fn(move |mut request: Request<Incoming>| {
            seen.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(peer.clone());
            respell::normalise(&mut request, spelling);
            router.call(request)
        });
        let builder = self.builder();
        let stream = TokioIo::new(stream);
        let mut connection = pin!(builder.serve_connection_with_upgrades(stream, service));
        tokio::select! {
            _ = connection.as_mut() => return,
            // Nothing else bounds the octets before the protocol version is known.
            () = sleep(PATIENCE) => if !asked.load(Ordering::Relaxed) { return },
        }
        let _ = connection.await;
    }

    fn builder(&self) -> Builder<Tasks> {
        let mut builder = Builder::new(self.tasks.clone());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(PATIENCE)
            .max_buf_size(HEAD_LIMIT);
        builder
            .http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(PATIENCE)
            .keep_alive_timeout(PATIENCE)
            .max_concurrent_streams(100)
            .max_header_list_size(HEAD_LIMIT as u32);
        builder
    }
}
