//! The address of a service, taken apart.

/// Scheme, host and port, and what follows them.
#[derive(Debug)]
pub struct Address {
    /// Scheme, host and port.
    pub base: String,
    /// The host, without the brackets of an IPv6 address.
    pub host: String,
    /// Path and query; may be empty.
    pub rest: String,
}

impl Address {
    /// Reads an address with one of two schemes; the error says which they are.
    pub fn read(text: &str, schemes: [&str; 2]) -> Result<Address, String> {
        let [plain, secure] = schemes;
        let wrong = || {
            let plain = format!("{plain}://127.0.0.1:8000");
            format!("error: `{text}` is no address such as {plain}, or with {secure}://")
        };
        let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let host = match authority.rfind(':') {
            Some(colon) if !authority.ends_with(']') => &authority[..colon],
            _ => authority,
        };
        if !schemes.contains(&scheme) || host.is_empty() {
            return Err(wrong());
        }
        Ok(Address {
            base: format!("{scheme}://{authority}"),
            host: host.trim_matches(['[', ']']).to_owned(),
            rest: rest.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        let address = Address::read("ws://[::1]:80/a?b=c", ["ws", "wss"]).unwrap();
        let parts = (address.base.as_str(), address.host.as_str());
        assert_eq!(parts, ("ws://[::1]:80", "::1"));
        assert_eq!(address.rest, "/a?b=c");
    }

    #[test]
    fn what_is_no_address_of_the_kind_is_refused() {
        for text in [
            "localhost:8000",
            "ftp://x",
            "ws://x",
            "http://",
            "http://:80",
        ] {
            assert!(Address::read(text, ["http", "https"]).is_err(), "{text}");
        }
    }
}
