//! The use of credentials, in words.

use model::credential::{CredentialUse, CredentialValue, NamedPlace, PlaceUse};
use model::minting::{CURRENT, Mint};

use super::value;

/// With which credentials, where that is not simply the own.
pub(crate) fn credentials(uses: &[CredentialUse]) -> String {
    let said: Vec<String> = uses.iter().map(credential).collect();
    match said.is_empty() {
        true => String::new(),
        false => format!(" {}", said.join(" and ")),
    }
}

fn credential(it: &CredentialUse) -> String {
    let name = match it.name.as_str() {
        "main" => "credential".to_owned(),
        name => format!("credential `{name}`"),
    };
    let place = match &it.place {
        None => String::new(),
        Some(PlaceUse::Number(number)) => format!(" at place {number}"),
        Some(PlaceUse::Kind(kind)) => format!(" at its `{kind}` place"),
        Some(PlaceUse::Spelled(place)) => spelled(place),
    };
    match &it.value {
        CredentialValue::Valid => format!("with the valid {name}{place}"),
        CredentialValue::None => format!("without the {name}{place}"),
        CredentialValue::Empty => format!("with an empty {name}{place}"),
        CredentialValue::Of(role) => format!("with the {name} of `{role}`{place}"),
        CredentialValue::Value(text) => format!("with `{text}` as {name}{place}"),
        CredentialValue::Kind(other) => format!("with its `{other}` as {name}{place}"),
        CredentialValue::Forge(forged) => {
            let url = forged.url();
            let url = url.map_or(String::new(), |url| format!(", leading to `{}`", url.0));
            format!("with the {name} forged as `{}`{url}{place}", forged.name())
        }
        CredentialValue::Mint(mint) => format!("with a {name} {}{place}", minted(mint)),
    }
}

fn spelled(place: &NamedPlace) -> String {
    let parts = place.parts().into_iter();
    let parts = parts.map(|(kind, name)| format!(" in the {kind} `{name}`"));
    let scheme = place.scheme.as_ref();
    let scheme = scheme.map_or(String::new(), |scheme| format!(" after `{scheme}`"));
    parts.collect::<String>() + &scheme
}

fn minted(mint: &Mint) -> String {
    let set = mint
        .set
        .iter()
        .map(|(name, it)| format!("{name} {}", value(it)));
    let drop = mint.drop.iter().map(|name| format!("no {name}"));
    let changes: Vec<String> = set.chain(drop).collect();
    let with = match changes.is_empty() {
        true => String::new(),
        false => format!(" with {}", changes.join(", ")),
    };
    format!(
        "minted by the key `{}`{with}",
        mint.key.as_deref().unwrap_or(CURRENT)
    )
}
