//! Where a request comes from, as far as the audit trail and the list of sessions tell.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use axum::extract::{FromRef, FromRequestParts};
use http::{HeaderMap, header::USER_AGENT, request::Parts};

use crate::{gate::Gate, listen::Peer, policy::Check};

/// Characters that are kept of a user agent.
const AGENT: usize = 256;

/// Address and program of who asks.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    pub(crate) address: IpAddr,
    pub(crate) agent: Option<String>,
}

impl Visitor {
    pub(crate) fn read(peer: Option<&Peer>, headers: &HeaderMap, own: Check) -> Visitor {
        let claimed = match own {
            Check::Enforced => None,
            Check::Skipped => claimed(headers),
        };
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.address);
        let agent = headers.get(USER_AGENT).map(|value| {
            let text = String::from_utf8_lossy(value.as_bytes());
            text.chars().take(AGENT).collect()
        });
        Visitor {
            address: claimed.unwrap_or(peer),
            agent,
        }
    }

    #[cfg(test)]
    pub(crate) fn unknown() -> Visitor {
        Visitor::read(None, &HeaderMap::new(), Check::Enforced)
    }
}

/// What the first address of `X-Forwarded-For` claims to be.
fn claimed(headers: &HeaderMap) -> Option<IpAddr> {
    let value = headers.get("x-forwarded-for")?.to_str().ok()?;
    value.split(',').next()?.trim().parse().ok()
}

impl<S> FromRequestParts<S> for Visitor
where
    S: Send + Sync,
    Arc<Gate>: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let own = Arc::<Gate>::from_ref(state).policy.audit.peer;
        Ok(Visitor::read(parts.extensions.get(), &parts.headers, own))
    }
}
