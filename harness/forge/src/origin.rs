//! Spellings of an `Origin` header made from an allowed one (RFC 6454).

use std::net::{Ipv4Addr, Ipv6Addr};

use url::Url;

const FOREIGN: &str = "evil.test";
const FOREIGN_IP: &str = "203.0.113.7";

/// Latin letters, and Cyrillic ones that look the same.
const LOOK_ALIKES: &[(char, char)] = &[
    ('a', '\u{430}'),
    ('c', '\u{441}'),
    ('e', '\u{435}'),
    ('o', '\u{43e}'),
    ('p', '\u{440}'),
    ('x', '\u{445}'),
    ('y', '\u{443}'),
];

/// The values of the `Origin` headers to send for a row of `model::sets::ORIGINS`, one per header;
/// empty for `absent`. What a row does not change (scheme, port) stays as in `allowed`.
///
/// `None` for an unknown row, when `allowed` is no serialised origin (RFC 6454 6.2: scheme and
/// host in lower case, no path, no default port), and when the row does not exist for it; the
/// step is then skipped:
///
/// - `default-port-spelled` where another port is given, or the scheme has no default port;
/// - `dot-replaced` where the host has no dot (`localhost`, IPv6);
/// - `upper-case-host` where it has no letter;
/// - `homograph` where no letter of its name looks like one of another script;
/// - `allowed-as-prefix`, `-suffix`, `-subdomain` and `trailing-dot` of an IPv6 literal, whose
///   brackets take nothing beside them.
///
/// In an IPv4 literal the last dot is replaced, by `a`: `127.0.0a1` is a name, while any other dot
/// or a digit leaves a number as the last label, which no URL may end in.
pub fn origin(row: &str, allowed: &str) -> Option<Vec<String>> {
    let own = Origin::parse(allowed)?;
    let Origin { scheme, host, port } = own;
    let rest = own.rest();
    let one = match row {
        "absent" => return Some(Vec::new()),
        "homograph" => own.at(&own.look_alike()?),
        "several" => return Some(vec![allowed.to_owned(), own.foreign()]),
        "allowed" => allowed.to_owned(),
        "null" => "null".to_owned(),
        "foreign" => own.foreign(),
        "allowed-as-prefix" => own.named()?.at(&format!("{host}.{}", own.stranger())),
        "allowed-as-suffix" => own.named()?.at(&format!("evil{host}")),
        "allowed-as-subdomain" => own.named()?.at(&format!("evil.{host}")),
        "allowed-as-userinfo" => format!("{allowed}@{}", own.stranger()),
        "allowed-as-path" => format!("{}/{host}{rest}", own.foreign()),
        "dot-replaced" => own.at(&own.dot_replaced()?),
        "other-scheme" => format!("{}://{host}{rest}", own.other_scheme()),
        "other-port" => format!("{scheme}://{host}:{}", own.other_port()),
        "ip-literal" if host == FOREIGN_IP => own.at("203.0.113.8"),
        "ip-literal" => own.at(FOREIGN_IP),
        "upper-case-host" => own.at(&Some(host.to_ascii_uppercase()).filter(|it| it != host)?),
        "trailing-dot" => own.named()?.at(&format!("{host}.")),
        "default-port-spelled" if port.is_none() => format!("{allowed}:{}", default_port(scheme)?),
        _ => return None,
    };
    Some(vec![one])
}

/// A serialised origin (RFC 6454 6.2).
#[derive(Clone, Copy)]
struct Origin<'a> {
    scheme: &'a str,
    host: &'a str,
    port: Option<u16>,
}

impl<'a> Origin<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (scheme, authority) = text.split_once("://")?;
        // The colons of an IPv6 literal stand inside its brackets.
        let end = authority.find(']').unwrap_or(0);
        let (host, port) = match authority[end..].find(':') {
            Some(colon) => {
                let (host, port) = authority.split_at(end + colon);
                (host, Some(parse_port(&port[1..])?))
            }
            None => (authority, None),
        };
        let serialised =
            is_scheme(scheme) && is_host(host) && (port.is_none() || port != default_port(scheme));
        serialised.then_some(Origin { scheme, host, port })
    }

    /// `:port`, or nothing.
    fn rest(&self) -> String {
        self.port
            .map_or_else(String::new, |port| format!(":{port}"))
    }

    /// The same at another host.
    fn at(&self, host: &str) -> String {
        format!("{}://{host}{}", self.scheme, self.rest())
    }

    /// Itself, unless its host is an IPv6 literal.
    fn named(&self) -> Option<&Self> {
        (!self.host.starts_with('[')).then_some(self)
    }

    /// A host that has nothing to do with this one.
    fn stranger(&self) -> &'static str {
        if self.host.ends_with(FOREIGN) {
            "evil.example"
        } else {
            FOREIGN
        }
    }

    /// The origin of an unrelated site. Sites are served over the web, even those that attack an
    /// application with a scheme of its own.
    fn foreign(&self) -> String {
        let scheme = if self.scheme == "http" {
            "http"
        } else {
            "https"
        };
        format!("{scheme}://{}", self.stranger())
    }

    fn other_scheme(&self) -> &'static str {
        if self.scheme == "https" {
            "http"
        } else {
            "https"
        }
    }

    fn other_port(&self) -> u16 {
        if self.port == Some(8443) { 8444 } else { 8443 }
    }

    /// As a browser writes the name that only looks like this one (RFC 3492).
    fn look_alike(&self) -> Option<String> {
        let named = self.named()?.host;
        named.parse::<Ipv4Addr>().is_err().then_some(())?;
        let (at, other) = named.char_indices().find_map(|(at, letter)| {
            let pair = LOOK_ALIKES.iter().find(|(latin, _)| *latin == letter)?;
            Some((at, pair.1))
        })?;
        let unicode = format!("{}{other}{}", &named[..at], &named[at + 1..]);
        let written = Url::parse(&format!("https://{unicode}/")).ok()?;
        Some(written.host_str()?.to_owned())
    }

    fn dot_replaced(&self) -> Option<String> {
        let (dot, letter) = match self.host.parse::<Ipv4Addr>() {
            Ok(_) => (self.host.rfind('.')?, "a"),
            Err(_) => (self.host.find('.')?, "x"),
        };
        Some(format!(
            "{}{letter}{}",
            &self.host[..dot],
            &self.host[dot + 1..]
        ))
    }
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|octet| {
            octet.is_ascii_lowercase() || octet.is_ascii_digit() || b"+-.".contains(&octet)
        })
}

/// A decimal number from 1 to 65,535 without leading zeros.
fn parse_port(text: &str) -> Option<u16> {
    let port = text.parse().ok().filter(|port| *port > 0)?;
    (u16::to_string(&port) == text).then_some(port)
}

fn is_host(text: &str) -> bool {
    if let Some(literal) = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return literal.parse::<Ipv6Addr>().is_ok() && literal == literal.to_ascii_lowercase();
    }
    // What ends in a number is an address or nothing.
    let last = text.rsplit('.').next().unwrap_or_default();
    if last.bytes().all(|octet| octet.is_ascii_digit()) {
        return text.parse::<Ipv4Addr>().is_ok();
    }
    text.len() <= 253 && text.split('.').all(is_label)
}

fn is_label(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|octet| {
            octet.is_ascii_lowercase() || octet.is_ascii_digit() || b"-_".contains(&octet)
        })
}
