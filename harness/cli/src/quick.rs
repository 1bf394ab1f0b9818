//! A target without a file: addresses, a path that tells who one is, and a token.

use std::collections::HashMap;

use scenario::{Source, TargetFile};
use serde_json::{Value, json};

use crate::address::Address;
use crate::arguments::RunArguments;
use crate::failure::Failure;

/// The environment variable that stands for `--token`.
const TOKEN: &str = "GATEPROOF_TOKEN";

/// Values by the names of their environment variables.
type Secrets = HashMap<String, String>;

/// A target from the arguments alone, and the secrets that it names: what needs no contract can be
/// judged on it.
pub fn target(arguments: &RunArguments) -> Result<(TargetFile, Secrets), Failure> {
    let (http, ws) = addresses(arguments)?;
    let token = token(arguments)?;
    let mut hosts: Vec<&str> = [&http, &ws]
        .into_iter()
        .flatten()
        .map(|a| a.host.as_str())
        .collect();
    hosts.dedup();
    let jwt = token.starts_with("eyJ") && token.matches('.').count() == 2;
    let contract = json!({ "refusals": { "unauthenticated": {
        "http": [{ "status": [401] }],
        "ws": [
            { "handshake": { "status": [401, 403] } },
            { "close": { "code": 4401 } },
            { "close": { "code": 1008 } }
        ]
    } } });
    let text = json!({
        "name": hosts.first().copied().unwrap_or("target"),
        "services": { "app": services(http.as_ref(), ws.as_ref()) },
        "scope": { "hosts": hosts, "impact": "read" },
        "identities": { "user": { "holds": { "access": { "env": TOKEN } } } },
        "credentials": {
            "access": { "places": ["bearer"], "format": if jwt { "jwt" } else { "opaque" } }
        },
        "operations": operations(arguments, ws.as_ref())?,
        "contract": contract
    });
    let source = Source {
        name: "the command line".to_owned(),
        text: text.to_string(),
    };
    let target = scenario::read_target(source).map_err(Failure::usage)?;
    Ok((target, Secrets::from([(TOKEN.to_owned(), token)])))
}

fn addresses(arguments: &RunArguments) -> Result<(Option<Address>, Option<Address>), Failure> {
    let read = |text: &Option<String>, schemes: [&str; 2]| {
        let read = text.as_deref().map(|text| Address::read(text, schemes));
        read.transpose().map_err(Failure::usage)
    };
    let http = read(&arguments.http, ["http", "https"])?;
    let ws = read(&arguments.ws, ["ws", "wss"])?;
    if let Some(http) = &http
        && !matches!(http.rest.as_str(), "" | "/")
    {
        return Err(Failure::usage(format!(
            "error: `--http` takes no path: give {} here, and begin --whoami with {}",
            http.base, http.rest
        )));
    }
    Ok((http, ws))
}

/// The token as it is sent: people copy it together with the word before it.
fn token(arguments: &RunArguments) -> Result<String, Failure> {
    let given = arguments.token.clone();
    let given = given.or_else(|| std::env::var(TOKEN).ok());
    let mut words = given.as_deref().unwrap_or_default().split_whitespace();
    let token = words.find(|word| !word.eq_ignore_ascii_case("bearer"));
    let token = token.unwrap_or_default();
    if token.is_empty() {
        return Err(Failure::usage(format!(
            "error: no token: without one that is valid, a refusal proves nothing\n\
             help: export {TOKEN}=... (or --token), or say with --target how to log in"
        )));
    }
    Ok(token.to_owned())
}

fn operations(arguments: &RunArguments, ws: Option<&Address>) -> Result<Value, Failure> {
    let mut operations = serde_json::Map::new();
    if let Some(path) = &arguments.whoami {
        if !path.starts_with('/') {
            return Err(Failure::usage(format!(
                "error: `--whoami {path}`: a path begins with a slash, such as /me"
            )));
        }
        let whoami = json!({ "get": path, "needs": ["access"], "proof": { "status": 200 } });
        operations.insert("whoami".to_owned(), whoami);
    }
    match (ws, &arguments.ws_send) {
        (Some(ws), Some(send)) => {
            let expected = arguments.ws_expect.clone().unwrap_or_default();
            let hello = json!({ "over": "socket", "send": { "text": send }, "proof": { "contains": expected } });
            operations.insert("hello".to_owned(), hello);
            let mut socket = socket(&ws.rest);
            if let Some(origin) = &arguments.origin {
                socket["headers"] = json!({ "Origin": origin });
            }
            operations.insert("socket".to_owned(), socket);
        }
        (Some(_), None) => {
            return Err(Failure::usage(
                "error: `--ws` needs --ws-send TEXT, a message that the WebSocket answers: that it \
                 opens does not prove that anybody is heard",
            ));
        }
        (None, _) if operations.is_empty() => {
            return Err(Failure::usage(
                "error: nothing to judge: give --whoami PATH with --http, or --ws-send TEXT with \
                 --ws (or a whole target file with --target)",
            ));
        }
        (None, _) => {}
    }
    Ok(Value::Object(operations))
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
}
