//! Puts credentials at their places.

use model::credential::{NamedPlace, Place, PlaceUse, PlaceWord};
use model::operation::Operation;
use model::target::Target;
use model::template;

use crate::fault::ActFault;

/// The cookies in which credentials of an operation may stand.
pub fn cookies<'t>(target: &'t Target, op: &'t Operation) -> Vec<&'t str> {
    let entries = op.needs.iter().flat_map(|need| need.entries());
    let places = entries.flat_map(|(name, own)| {
        let known = target.credentials.get(name);
        own.or(known.map(|known| known.places.as_slice()))
            .unwrap_or_default()
    });
    let cookies = places.filter_map(|place| match place {
        Place::Named(named) => named.cookie.as_deref(),
        Place::Word(_) => None,
    });
    cookies.collect()
}

/// A credential at its place. The value is octets, because some forgeries are no text.
#[derive(Clone)]
pub struct Placed {
    /// The credential's name.
    pub credential: String,
    /// Where it stands.
    pub place: Place,
    /// What stands there.
    pub value: Vec<u8>,
}

/// The indices of the places that a step means; empty when the target has no such place.
pub fn chosen(places: &[Place], meant: Option<&PlaceUse>) -> Vec<usize> {
    match meant {
        None => {
            if places.is_empty() {
                vec![]
            } else {
                vec![0]
            }
        }
        Some(PlaceUse::Number(number)) => {
            let index = usize::from(*number).wrapping_sub(1);
            if index < places.len() {
                vec![index]
            } else {
                vec![]
            }
        }
        Some(PlaceUse::Kind(kind)) => places
            .iter()
            .position(|place| place.kind() == kind)
            .into_iter()
            .collect(),
        // It is none of them.
        Some(PlaceUse::Spelled(_)) => vec![],
    }
}

/// The headers that carry these credentials; all cookies share one.
pub fn headers(placed: &[Placed]) -> Vec<(String, Vec<u8>)> {
    let mut headers = Vec::new();
    let mut cookies: Vec<u8> = Vec::new();
    for Placed { place, value, .. } in placed {
        match place {
            Place::Word(PlaceWord::Bearer) => {
                headers.push(("Authorization".to_owned(), after("Bearer", value)));
            }
            Place::Named(NamedPlace {
                header: Some(name),
                scheme,
                ..
            }) => {
                let value = scheme
                    .as_ref()
                    .map_or(value.clone(), |scheme| after(scheme, value));
                headers.push((name.clone(), value));
            }
            Place::Named(NamedPlace {
                cookie: Some(name), ..
            }) => {
                if !cookies.is_empty() {
                    cookies.extend_from_slice(b"; ");
                }
                cookies.extend_from_slice(name.as_bytes());
                cookies.push(b'=');
                cookies.extend_from_slice(value);
            }
            Place::Named(_) => {}
        }
    }
    if !cookies.is_empty() {
        headers.push(("Cookie".to_owned(), cookies));
    }
    headers
}

fn after(scheme: &str, value: &[u8]) -> Vec<u8> {
    [scheme.as_bytes(), b" ", value].concat()
}

/// The credentials in the query, as pairs of name and octets.
pub fn query(placed: &[Placed]) -> impl Iterator<Item = (&str, &[u8])> {
    placed.iter().filter_map(|placed| match &placed.place {
        Place::Named(NamedPlace {
            query: Some(name), ..
        }) => Some((name.as_str(), placed.value.as_slice())),
        _ => None,
    })
}

/// The credentials in the body: JSON members, or form fields.
pub fn body(placed: &[Placed], json: bool) -> impl Iterator<Item = (&str, String)> {
    placed.iter().filter_map(move |placed| match &placed.place {
        Place::Named(NamedPlace {
            json: Some(name), ..
        }) if json => Some((
            name.as_str(),
            String::from_utf8_lossy(&placed.value).into_owned(),
        )),
        Place::Named(NamedPlace {
            form: Some(name), ..
        }) if !json => Some((
            name.as_str(),
            String::from_utf8_lossy(&placed.value).into_owned(),
        )),
        _ => None,
    })
}

/// The subprotocols that carry these credentials.
pub fn subprotocols(placed: &[Placed]) -> impl Iterator<Item = String> {
    placed.iter().filter_map(|placed| match &placed.place {
        Place::Named(NamedPlace {
            subprotocol: Some(before),
            ..
        }) => Some(format!(
            "{before}{}",
            String::from_utf8_lossy(&placed.value)
        )),
        _ => None,
    })
}

/// The members of the first message of a socket that carry these credentials.
pub fn message(placed: &[Placed]) -> impl Iterator<Item = (&str, String)> {
    placed.iter().filter_map(|placed| match &placed.place {
        Place::Named(NamedPlace {
            message: Some(name),
            ..
        }) => Some((
            name.as_str(),
            String::from_utf8_lossy(&placed.value).into_owned(),
        )),
        _ => None,
    })
}

/// What a form body is.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// Says what a body is, unless the file says it.
pub fn content_type(headers: &mut Vec<(String, Vec<u8>)>, what: &str) {
    let said = |(name, _): &(String, Vec<u8>)| name.eq_ignore_ascii_case("content-type");
    if !headers.iter().any(said) {
        headers.push(("Content-Type".to_owned(), what.into()));
    }
}

/// Every credential must stand somewhere in the request: one that was silently left out would be
/// refused for want of any.
pub fn fit(placed: &[Placed], path: &str, op: &Operation) -> Result<(), ActFault> {
    let json = op.json.is_some() || body(placed, true).next().is_some();
    for Placed {
        credential, place, ..
    } in placed
    {
        let Place::Named(named) = place else { continue };
        let unfit = match named {
            NamedPlace { form: Some(_), .. } if json => "a JSON body has no form field",
            NamedPlace { path: Some(at), .. }
                if !path.contains(&format!("${{{at}}}"))
                    || template::whole_reference(path).is_some() =>
            {
                "the path has no segment for it"
            }
            _ => continue,
        };
        let what = format!("credential `{credential}` cannot be sent: {unfit}");
        return Err(ActFault::File(what));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::urls::url;
    use serde_json::{Value, json};

    fn placed(place: Value, value: &str) -> Placed {
        Placed {
            credential: "access".to_owned(),
            place: serde_json::from_value(place).unwrap(),
            value: value.as_bytes().to_vec(),
        }
    }

    #[test]
    fn places() {
        let all = [
            placed(json!("bearer"), "t"),
            placed(json!({"header": "Authorization", "scheme": "token"}), "u"),
            placed(json!({"cookie": "a"}), "1"),
            placed(json!({"cookie": "b"}), "2"),
            placed(json!({"query": "token"}), "x y/"),
        ];
        let text: Vec<String> = headers(&all)
            .into_iter()
            .map(|(name, value)| format!("{name}: {}", String::from_utf8(value).unwrap()))
            .collect();
        assert_eq!(
            text,
            [
                "Authorization: Bearer t",
                "Authorization: token u",
                "Cookie: a=1; b=2"
            ]
        );
        assert_eq!(
            url("ws://h/", "/p?q=1", query(&all)),
            "ws://h/p?q=1&token=x+y%2F"
        );
    }

    #[test]
    fn a_place_is_chosen_by_number_or_kind() {
        let places: Vec<Place> =
            serde_json::from_value(json!(["bearer", {"cookie": "a"}])).unwrap();
        assert_eq!(chosen(&places, None), [0]);
        assert_eq!(chosen(&places, Some(&PlaceUse::Number(2))), [1]);
        assert_eq!(chosen(&places, Some(&PlaceUse::Number(3))), [0usize; 0]);
        assert_eq!(chosen(&places, Some(&PlaceUse::Kind("cookie".into()))), [1]);
    }
}
