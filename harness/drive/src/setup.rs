//! What a run is set up with, checked once, and shared by all hands.

use std::collections::HashMap;
use std::sync::Arc;

use model::target::Protocol;
use model::wire::Request;

use crate::connector::Connector;
use crate::error::DriveError;
use crate::limits::Limits;
use crate::place::Place;
use crate::resolve::Resolver;
use crate::scope::Scope;
use crate::tls::{Tls, Trust, unanchored};

/// What a run may touch, and how.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// The scope: exact host names or addresses, in any case.
    pub hosts: Vec<String>,
    /// The services of the target.
    pub services: Vec<ServiceSetup>,
    /// Bounds of time and memory.
    pub limits: Limits,
}

/// A service, with its files already read.
#[derive(Debug, Clone, Default)]
pub struct ServiceSetup {
    /// Its name in the target file.
    pub name: String,
    /// Its `http://` or `https://` address.
    pub http: Option<String>,
    /// Its `ws://` or `wss://` address.
    pub ws: Option<String>,
    /// The authority that signed its certificate, PEM; the only one that is trusted.
    pub ca_pem: Option<String>,
    /// Its HTTP version. WebSocket handshakes are HTTP/1.1 whatever it says.
    pub protocol: Option<Protocol>,
}

/// The file that the owner names, else the system's authorities, which are only read where needed.
fn trust(service: &ServiceSetup) -> Result<Trust<'_>, DriveError> {
    if let Some(pem) = &service.ca_pem {
        return Ok(Trust::File(pem));
    }
    for url in [&service.http, &service.ws].into_iter().flatten() {
        if Place::parse(url)?.tls {
            return Ok(Trust::System);
        }
    }
    Ok(Trust::Nobody)
}

/// What all hands stand on.
pub(crate) struct Ground {
    scope: Scope,
    services: HashMap<String, Service>,
    pub connector: Connector,
    pub limits: Limits,
}

/// A service, ready to be talked to.
pub(crate) struct Service {
    pub tls: Tls,
    pub protocol: Option<Protocol>,
}

impl Ground {
    /// Checks the setup. Nothing is looked up or sent.
    pub fn new(setup: Setup) -> Result<Ground, DriveError> {
        let mut services = HashMap::new();
        for service in setup.services {
            let tls = Tls::new(trust(&service)?, service.protocol).map_err(|reason| {
                DriveError::BadCertificate {
                    service: service.name.clone(),
                    reason,
                }
            })?;
            for url in [&service.http, &service.ws].into_iter().flatten() {
                if Place::parse(url)?.tls && !tls.anchored {
                    return Err(unanchored(&service.name));
                }
            }
            let protocol = service.protocol;
            services.insert(service.name, Service { tls, protocol });
        }
        Ok(Ground {
            scope: Scope::new(setup.hosts)?,
            services,
            connector: Connector {
                resolver: Arc::new(Resolver::system()),
                limit: setup.limits.connect,
            },
            limits: setup.limits,
        })
    }

    /// Where a request goes, and to which service; refused before anything is looked up or sent.
    pub fn admit(&self, request: &Request) -> Result<(Place, &Service), DriveError> {
        let place = Place::parse(&request.url)?;
        self.scope.admit(&place)?;
        let service = self
            .services
            .get(&request.service)
            .ok_or_else(|| DriveError::UnknownService(request.service.clone()))?;
        match place.tls && !service.tls.anchored {
            true => Err(unanchored(&request.service)),
            false => Ok((place, service)),
        }
    }
}
