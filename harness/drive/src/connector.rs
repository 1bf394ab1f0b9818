//! One connector under everything that we open ourselves: pinned addresses, source address, TLS, one
//! time limit for all of it.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use model::wire::{Fault, Phase};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::Host;

use crate::error::{DriveError, Stop, of_the_harness};
use crate::place::Place;
use crate::resolve::Resolver;
use crate::stream::Stream;
use crate::tls::explain;

/// Opens connections.
pub(crate) struct Connector {
    pub resolver: Arc<Resolver>,
    pub limit: Duration,
}

impl Connector {
    /// A connection to a place that was admitted, from an address if one is given.
    pub async fn open(
        &self,
        place: &Place,
        from: Option<IpAddr>,
        tls: &Arc<ClientConfig>,
    ) -> Result<Stream, Stop> {
        let opening = async {
            let tcp = self.tcp(place, from).await?;
            match place.tls {
                true => secured(tcp, place, tls).await,
                false => Ok(Stream::Plain(tcp)),
            }
        };
        timeout(self.limit, opening)
            .await
            .unwrap_or_else(|_| Err(self.too_slow().into()))
    }

    /// The addresses of a place, within the limit.
    pub async fn addresses(&self, place: &Place) -> Result<Vec<IpAddr>, Fault> {
        timeout(self.limit, self.resolver.addresses(&place.host))
            .await
            .unwrap_or_else(|_| Err(self.too_slow()))
    }

    fn too_slow(&self) -> Fault {
        Fault::TimedOut {
            phase: Phase::Connection,
            limit: self.limit,
        }
    }

    async fn tcp(&self, place: &Place, from: Option<IpAddr>) -> Result<TcpStream, Stop> {
        let mut last = format!("{} has no address of the kind to send from", place.host);
        for address in self.resolver.addresses(&place.host).await? {
            if from.is_some_and(|from| from.is_ipv4() != address.is_ipv4()) {
                continue;
            }
            let to = SocketAddr::new(address, place.port);
            match connect(to, from).await {
                Ok(tcp) => return Ok(tcp),
                Err(error) => match of_the_harness(&error) {
                    Some(ours) => return Err(ours.into()),
                    None => last = format!("{to}: {error}"),
                },
            }
        }
        Err(Fault::Unreachable(last).into())
    }
}

async fn connect(to: SocketAddr, from: Option<IpAddr>) -> io::Result<TcpStream> {
    let socket = match to {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    if let Some(from) = from {
        socket.bind(SocketAddr::new(from, 0))?;
    }
    let tcp = socket.connect(to).await?;
    tcp.set_nodelay(true)?;
    Ok(tcp)
}

async fn secured(
    tcp: TcpStream,
    place: &Place,
    config: &Arc<ClientConfig>,
) -> Result<Stream, Stop> {
    let name = match &place.host {
        Host::Domain(name) => ServerName::try_from(name.clone())
            .map_err(|why| DriveError::BadAddress(format!("`{name}`: {why}")))?,
        Host::Ipv4(address) => ServerName::from(IpAddr::V4(*address)),
        Host::Ipv6(address) => ServerName::from(IpAddr::V6(*address)),
    };
    let connector = TlsConnector::from(Arc::clone(config));
    match connector.connect(name, tcp).await {
        Ok(tls) => Ok(Stream::Tls(Box::new(tls))),
        Err(error) => Err(Fault::Tls(explain(&error)).into()),
    }
}
