//! Puts credentials at their places, and spells URLs.

use model::clean::path_encoded;
use model::credential::{NamedPlace, Place, PlaceUse, PlaceWord};
use model::template::{self, Lookup, Part, Unresolved};
use serde_json::Value;
use url::form_urlencoded;

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

/// A path with its references filled in, each as one segment; a template that is wholly one
/// reference is taken as it comes. A credential in the path that is not sent leaves its place empty.
pub fn path(
    template: &str,
    placed: &[Placed],
    missing: &[String],
    look: &Lookup<'_>,
) -> Result<String, Unresolved> {
    if let Some(name) = template::whole_reference(template)
        && let Some(Value::String(whole)) = look(name)
    {
        return Ok(whole);
    }
    let mut path = String::new();
    for part in template::parts(template) {
        match part {
            Part::Text(text) => path.push_str(text),
            Part::Reference(name) => {
                let in_path = |placed: &&Placed| matches!(&placed.place, Place::Named(NamedPlace { path: Some(at), .. }) if at == name);
                if let Some(placed) = placed.iter().find(in_path) {
                    path.push_str(&path_encoded(&placed.value));
                } else if !missing.iter().any(|missing| missing == name) {
                    let value = look(name).ok_or_else(|| Unresolved(name.to_owned()))?;
                    let text = value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned);
                    path.push_str(&path_encoded(&text));
                }
            }
        }
    }
    Ok(path)
}

/// An absolute URL from a service's address, a path, and query pairs.
pub fn url<'q>(base: &str, path: &str, pairs: impl Iterator<Item = (&'q str, &'q [u8])>) -> String {
    let absolute = ["http://", "https://", "ws://", "wss://"]
        .iter()
        .any(|s| path.starts_with(s));
    let mut url = match absolute {
        true => path.to_owned(),
        false => format!("{}{path}", base.trim_end_matches('/')),
    };
    for (name, value) in pairs {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.extend(form_urlencoded::byte_serialize(name.as_bytes()));
        url.push('=');
        url.extend(form_urlencoded::byte_serialize(value));
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
    fn credentials_and_values_in_a_path_are_segments() {
        let token = [placed(json!({"path": "access"}), "a/b.c")];
        let look = |name: &str| (name == "id").then(|| json!("x/y"));
        assert_eq!(
            path("/ws/${id}/${access}", &token, &[], &look),
            Ok("/ws/x%2Fy/a%2Fb.c".into())
        );
        assert_eq!(
            path("/ws/${access}", &[], &["access".into()], &look),
            Ok("/ws/".into())
        );
        assert_eq!(
            path("/ws/${gone}", &[], &[], &look),
            Err(Unresolved("gone".into()))
        );
        assert_eq!(path("${id}", &[], &[], &look), Ok("x/y".into()));
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
