//! A target without a file: addresses, a path that tells who one is, and a token.

use scenario::{Source, TargetFile};
use serde_json::{Value, json};

use crate::arguments::RunArguments;
use crate::failure::Failure;

/// The environment variable that stands for `--token`.
pub const TOKEN: &str = "GATEPROOF_TOKEN";

/// A target from the arguments alone: what needs no contract can be judged on it.
pub fn target(arguments: &RunArguments, token: Option<&str>) -> Result<TargetFile, Failure> {
    let http = arguments.http.as_deref().map(address).transpose()?;
    let ws = arguments.ws.as_deref().map(address).transpose()?;
    let mut hosts: Vec<&str> = [&http, &ws]
        .into_iter()
        .flatten()
        .map(|a| a.host.as_str())
        .collect();
    hosts.dedup();
    let mut operations = serde_json::Map::new();
    if let Some(path) = &arguments.whoami {
        let whoami = json!({ "get": path, "needs": ["access"], "proof": { "status": 200 } });
        operations.insert("whoami".to_owned(), whoami);
    }
    if let (Some(ws), Some(send)) = (&ws, &arguments.ws_send) {
        let expected = arguments.ws_expect.clone().unwrap_or_default();
        let hello = json!({ "over": "socket", "send": { "text": send }, "proof": { "contains": expected } });
        operations.insert("hello".to_owned(), hello);
        operations.insert("socket".to_owned(), socket(&ws.rest));
    }
    if operations.is_empty() {
        return Err(Failure::usage(
            "error: nothing to judge: give --whoami PATH with --http, or --ws-send TEXT with --ws \
             (or a whole target file with --target)",
        ));
    }
    let jwt =
        token.is_some_and(|token| token.starts_with("eyJ") && token.matches('.').count() == 2);
    let user = match token {
        Some(_) => json!({ "holds": { "access": { "env": TOKEN } } }),
        None => json!("visitor"),
    };
    let text = json!({
        "name": hosts.first().copied().unwrap_or("target"),
        "services": { "app": services(http.as_ref(), ws.as_ref()) },
        "scope": { "hosts": hosts, "impact": "read" },
        "identities": { "user": user },
        "credentials": {
            "access": { "places": ["bearer"], "format": if jwt { "jwt" } else { "opaque" } }
        },
        "operations": operations,
        "contract": { "refusals": { "unauthenticated": {
            "http": [{ "status": [401] }],
            "ws": [
                { "handshake": { "status": [401, 403] } },
                { "close": { "code": 4401 } },
                { "close": { "code": 1008 } }
            ]
        } } }
    });
    let source = Source {
        name: "the command line".to_owned(),
        text: text.to_string(),
    };
    scenario::read_target(source).map_err(Failure::usage)
}

fn services(http: Option<&Address>, ws: Option<&Address>) -> Value {
    let mut services = serde_json::Map::new();
    for (key, address) in [("http", http), ("ws", ws)] {
        if let Some(address) = address {
            services.insert(key.to_owned(), json!(address.base));
        }
    }
    Value::Object(services)
}

/// The socket operation; `{token}` in its path or query is the place of the token.
fn socket(rest: &str) -> Value {
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let in_query = query
        .split('&')
        .find_map(|pair| pair.strip_suffix("={token}"));
    let others: serde_json::Map<String, Value> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter(|(_, value)| *value != "{token}")
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect();
    let place = match (path.contains("{token}"), in_query) {
        (true, _) => json!({ "path": "access" }),
        (false, Some(name)) => json!({ "query": name }),
        (false, None) => json!("bearer"),
    };
    let mut socket = json!({
        "ws": if path.is_empty() { "/".to_owned() } else { path.replace("{token}", "${access}") },
        "needs": [{ "access": { "places": [place] } }],
        "proof": { "answers": "hello" }
    });
    if !others.is_empty() {
        socket["query"] = Value::Object(others);
    }
    socket
}

struct Address {
    /// Scheme, host and port.
    base: String,
    host: String,
    /// Path and query.
    rest: String,
}

fn address(text: &str) -> Result<Address, Failure> {
    let parsed = text.split_once("://").and_then(|(scheme, rest)| {
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let host = match authority.rfind(':') {
            Some(colon) if !authority.ends_with(']') => &authority[..colon],
            _ => authority,
        };
        let known = ["http", "https", "ws", "wss"].contains(&scheme);
        (known && !host.is_empty()).then(|| Address {
            base: format!("{scheme}://{authority}"),
            host: host.trim_matches(['[', ']']).to_owned(),
            rest: rest.to_owned(),
        })
    });
    parsed.ok_or_else(|| {
        Failure::usage(format!(
            "error: `{text}` is no address such as http://127.0.0.1:8000"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_stands_where_the_address_says() {
        let place = |rest: &str| socket(rest)["needs"][0]["access"]["places"][0].clone();
        assert_eq!(place("/ws?token={token}&v=1"), json!({ "query": "token" }));
        assert_eq!(place("/ws/{token}"), json!({ "path": "access" }));
        assert_eq!(place("/ws"), json!("bearer"));
        assert_eq!(socket("/ws?a={token}&v=1")["query"], json!({ "v": "1" }));
    }

    #[test]
    fn an_address_is_taken_apart() {
        let address = address("ws://[::1]:80/a?b=c").unwrap_or_else(|f| panic!("{}", f.message));
        assert_eq!(
            (address.host.as_str(), address.rest.as_str()),
            ("::1", "/a?b=c")
        );
        assert!(super::address("localhost:8000").is_err());
        assert!(super::address("ftp://x").is_err());
    }
}
