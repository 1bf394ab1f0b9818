//! Which hosts may be sent to: exactly those that the target file lists.

use std::net::IpAddr;

use url::Host;

use crate::error::DriveError;
use crate::place::Place;

/// The hosts in scope.
#[derive(Debug)]
pub(crate) struct Scope {
    names: Vec<String>,
    hosts: Vec<Host<String>>,
}

impl Scope {
    /// From exact names or addresses; IPv6 with or without brackets.
    pub fn new(names: Vec<String>) -> Result<Scope, DriveError> {
        let hosts = names
            .iter()
            .map(|name| match name.parse() {
                Ok(IpAddr::V4(address)) => Ok(Host::Ipv4(address)),
                Ok(IpAddr::V6(address)) => Ok(Host::Ipv6(address)),
                Err(_) => Host::parse(name)
                    .map_err(|why| DriveError::BadAddress(format!("scope host `{name}`: {why}"))),
            })
            .collect::<Result<_, _>>()?;
        Ok(Scope { names, hosts })
    }

    /// Refuses a place outside, before anything is looked up or sent.
    pub fn admit(&self, place: &Place) -> Result<(), DriveError> {
        match self.hosts.contains(&place.host) {
            true => Ok(()),
            false => Err(DriveError::OutOfScope {
                host: place.host.to_string(),
                allowed: self.names.clone(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_match_exactly_and_in_any_case() {
        let scope = Scope::new(vec![
            "Good.Example".into(),
            "127.0.0.1".into(),
            "::1".into(),
        ]);
        let scope = scope.unwrap();
        let admitted = |url: &str| scope.admit(&Place::parse(url).unwrap()).is_ok();
        for url in [
            "http://good.EXAMPLE:8/",
            "ws://127.0.0.1/",
            "https://[::1]/",
            "http://127.1/",
        ] {
            assert!(admitted(url), "{url}");
        }
        for url in [
            "http://good.example.evil/",
            "http://sub.good.example/",
            "http://127.0.0.2/",
            "http://good.example./",
        ] {
            assert!(!admitted(url), "{url}");
        }
    }
}
