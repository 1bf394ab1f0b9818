//! Where a request comes from, as far as the audit trail and the list of sessions tell.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr},
};

use axum::extract::FromRequestParts;
use http::{HeaderMap, header::USER_AGENT, request::Parts};

use crate::listen::Peer;

/// Characters that are kept of a user agent.
const AGENT: usize = 256;

/// Address and program of who asks.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    pub(crate) address: IpAddr,
    pub(crate) agent: Option<String>,
}

impl Visitor {
    pub(crate) fn read(peer: Option<&Peer>, headers: &HeaderMap) -> Visitor {
        let agent = headers.get(USER_AGENT).map(|value| {
            let text = String::from_utf8_lossy(value.as_bytes());
            text.chars().take(AGENT).collect()
        });
        Visitor {
            address: peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.address),
            agent,
        }
    }

    #[cfg(test)]
    pub(crate) fn unknown() -> Visitor {
        Visitor::read(None, &HeaderMap::new())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Visitor::read(parts.extensions.get(), &parts.headers))
    }
}
