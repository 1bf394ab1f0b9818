//! Where a request goes, split from its URL without touching an octet of the path: the `url` crate would
//! resolve `..` and escape what an attack needs raw.

use url::{Host, Url};

use crate::error::DriveError;

/// The parts of an absolute URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// `https` or `wss`.
    pub tls: bool,
    /// The host, normalised: names in lower case, addresses as such.
    pub host: Host<String>,
    /// The port, also where the URL leaves it out.
    pub port: u16,
    /// The value of the `Host` header (RFC 9110 7.2).
    pub authority: String,
    /// Path and query as they were written, without the fragment.
    pub target: String,
}

impl Place {
    /// Splits a URL. Errors name the authority at most, because queries hold secrets.
    pub fn parse(url: &str) -> Result<Place, DriveError> {
        let bad = |why: &str| DriveError::BadAddress(why.to_owned());
        let (scheme, rest) = url
            .split_once("://")
            .ok_or_else(|| bad("a URL without a scheme"))?;
        let (tls, plain) = match scheme.to_ascii_lowercase().as_str() {
            "http" | "ws" => (false, "http"),
            "https" | "wss" => (true, "https"),
            _ => return Err(bad("a scheme other than http, https, ws or wss")),
        };
        // `\` is a slash to the `url` crate: what follows it must not be taken for the host, or for less.
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, after) = rest.split_at(end);
        let odd = |c: char| !(c.is_alphanumeric() || "-._:[]".contains(c));
        if authority.contains(odd) || after.starts_with('\\') {
            return Err(bad(
                "a host with user information or characters that no host has",
            ));
        }
        let parsed = Url::parse(&format!("{plain}://{authority}/"))
            .map_err(|why| bad(&format!("`{authority}`: {why}")))?;
        let (Some(host), Some(port)) = (parsed.host(), parsed.port_or_known_default()) else {
            return Err(bad(&format!("`{authority}` names no host")));
        };
        let target = after.split('#').next().unwrap_or_default();
        Ok(Place {
            tls,
            host: host.to_owned(),
            port,
            authority: match parsed.port() {
                Some(port) => format!("{host}:{port}"),
                None => host.to_string(),
            },
            target: match target.starts_with('/') {
                true => target.to_owned(),
                false => format!("/{target}"),
            },
        })
    }

    /// The URL for reqwest.
    pub fn url(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{}{}", self.authority, self.target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_keeps_every_octet() {
        let place = Place::parse("http://LocalHost:81/a/../b%2e?x= y\r\n#frag").unwrap();
        assert_eq!(place.target, "/a/../b%2e?x= y\r\n");
        assert_eq!(place.authority, "localhost:81");
        let place = Place::parse("wss://[::1]?q").unwrap();
        assert_eq!(
            (place.tls, place.port, place.target.as_str()),
            (true, 443, "/?q")
        );
        assert_eq!(place.authority, "[::1]");
    }

    #[test]
    fn hosts_cannot_be_disguised() {
        for url in [
            "http://good@evil/",
            "http://good\\@evil/",
            "http://good\t.evil/",
            "http:///x",
            "ftp://good/",
            "good/",
            "http://good:99999/",
            "http://good%2eevil/",
        ] {
            assert!(
                matches!(Place::parse(url), Err(DriveError::BadAddress(_))),
                "{url}"
            );
        }
    }
}
