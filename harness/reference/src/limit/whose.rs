//! Who is counted: an address, a user, an account that somebody wants to log in to, or everybody.

use std::net::IpAddr;

use http::{HeaderMap, request::Parts};

use super::{Key, Limiter};
use crate::{
    gate::Gate,
    policy::{AddressOf, Check, Keyed},
    respell::{self, Spelling},
    visitor::Visitor,
};

/// Headers by which clients and proxies claim an address.
const CLAIMS: [&str; 6] = [
    "x-forwarded-for",
    "forwarded",
    "x-real-ip",
    "x-client-ip",
    "true-client-ip",
    "cf-connecting-ip",
];

impl Limiter {
    /// Whom this request counts for; nobody, where the limit is by user and there is none.
    pub(super) async fn whose(&self, gate: &Gate, request: &Parts) -> Option<String> {
        let address = self.address(request);
        let whose = match (self.rule.key, self.policy.key) {
            (Key::Address, Keyed::Declared) | (_, Keyed::ByAddress) => address,
            (Key::Everybody, _) | (_, Keyed::Together) => String::new(),
            (Key::User, Keyed::Declared) => gate.identify(request).await.ok()?.user.id().to_owned(),
        };
        Some(match self.policy.spelling {
            Spelling::Ignored | Spelling::Email => whose,
            _ => format!("{whose} {}", respell::as_written(request)),
        })
    }

    /// Whom an attempt to log in to this account counts for.
    pub(crate) fn account(&self, account: &str, visitor: &Visitor) -> String {
        match self.policy.key {
            Keyed::Declared => account.to_owned(),
            Keyed::ByAddress => visitor.address.to_string(),
            Keyed::Together => String::new(),
        }
    }

    /// The address of the client.
    fn address(&self, request: &Parts) -> String {
        let peer =
            Visitor::read(request.extensions.get(), &request.headers, Check::Enforced).address;
        let claimed = match self.policy.address {
            AddressOf::Connection => None,
            AddressOf::Forwarded => claimed(&request.headers),
        };
        claimed.unwrap_or_else(|| plain(peer).to_string())
    }
}

/// An IPv4 address that came over IPv6 is the IPv4 address (RFC 4291 2.5.5.2).
fn plain(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// What the first of these headers says, whatever it is.
fn claimed(headers: &HeaderMap) -> Option<String> {
    let value = CLAIMS.iter().find_map(|name| headers.get(*name))?;
    value.to_str().ok().map(str::to_owned)
}
