//! Tokens that no conforming server accepts, each wrong in one point.

use base64::{Engine, engine::general_purpose::URL_SAFE};
use gateproof_reference::System;
use serde_json::{Value, json};

use super::forge::{Forge, encode, now};

/// All of them, for one system.
pub fn tokens(forge: &Forge) -> Vec<String> {
    let valid = forge.valid();
    let [head, body, signature] = valid.split('.').collect::<Vec<_>>()[..] else {
        panic!()
    };
    let stranger = forge.stranger();
    let other = System::ALL
        .into_iter()
        .find(|system| *system != forge.system)
        .unwrap();
    let neighbour = Forge {
        system: other,
        ..forge.clone()
    };
    let array = encode(br#"["alice"]"#);
    let mut tokens: Vec<String> = ["", ".", "..", "...", "a", "a.b", "%2e%2e", "null"]
        .map(Into::into)
        .into();
    tokens.extend([
        format!("{head}.{body}"),
        format!("{head}.{body}."),
        format!("{valid}."),
        format!("{valid}.{signature}"),
        format!(".{valid}"),
        format!("{head}..{signature}"),
        format!("{head}.{body}.{}", &signature[..signature.len() - 2]),
        format!("{head}.{body}.{signature}="),
        format!("{head}.{body}.{}", encode(b"x")),
        format!("{head}.{}.{signature}", encode(b"{}")),
        forge.sign_raw(&format!("{}.{body}", padded(&forge.header()))),
        forge.sign_raw(&format!("{head}.{}", padded(&forge.claims()))),
        forge.sign_raw(&format!("{head}.{array}")),
        forge.sign_raw(&format!("{array}.{body}")),
        forge.sign_raw(&format!("{}.{body}", encode(b"not json"))),
        stranger.valid(),
        neighbour.valid(),
        forge.sign(&forge.header(), &json!({})),
        forge.heading("alg", Value::Null),
        forge.heading("alg", json!(forge.algorithms())),
        forge.heading("crit", json!(["exp"])),
        forge.heading("crit", json!([])),
        forge.heading("crit", json!("b64")),
    ]);
    let algorithms = [
        "none", "None", "NONE", "NoNe", "", "hs256", "HS256 ", "HS256", "HS384", "HS512", "RS256",
        "RS384", "PS256",
    ];
    let [own, _] = forge.algorithms();
    for algorithm in algorithms.into_iter().filter(|it| *it != own) {
        tokens.extend(["", "x", signature].map(|signature| forge.signed_as(algorithm, signature)));
        tokens.push(forge.heading("alg", json!(algorithm)));
    }
    let foreign = [
        "",
        "refresh",
        "Access",
        "session",
        "sessions2",
        "assistant2",
        "carol",
        "Alice",
    ];
    for claim in ["type", "iss", "aud", "sub"] {
        tokens.extend(foreign.map(|value| forge.claiming(claim, json!(value))));
        tokens.extend(
            [Value::Null, json!(1), json!([]), json!({})].map(|it| forge.claiming(claim, it)),
        );
    }
    tokens.push(forge.claiming("aud", json!([forge.claims()["aud"], 1])));
    tokens.push(forge.claiming("iss", json!([forge.claims()["iss"]])));
    tokens.push(forge.claiming("nbf", json!(now() + 60)));
    tokens.push(forge.claiming("nbf", json!("0")));
    tokens
        .extend([Value::Null, json!("9999999999"), json!({})].map(|it| forge.claiming("exp", it)));
    tokens
}

/// JSON in the padded alphabet that tokens may not use (RFC 7515 2).
fn padded(json: &Value) -> String {
    let mut text = json.to_string();
    while text.len().is_multiple_of(3) {
        text.push(' ');
    }
    URL_SAFE.encode(text)
}
