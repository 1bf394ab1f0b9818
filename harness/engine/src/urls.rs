//! Spells paths and URLs.

use model::clean::path_encoded;
use model::credential::{NamedPlace, Place};
use model::template::{self, Lookup, Part, Unresolved};
use serde_json::Value;
use url::form_urlencoded;

use crate::fault::ActFault;
use crate::place::Placed;

/// A path with its references filled in, each as one segment; a template that is wholly one
/// reference is taken as it comes. A credential in the path that is not sent leaves its place empty.
pub fn path(
    template: &str,
    placed: &[Placed],
    missing: &[String],
    look: &Lookup<'_>,
) -> Result<String, ActFault> {
    if let Some(name) = template::whole_reference(template)
        && let Some(Value::String(whole)) = look(name)
    {
        return match whole.starts_with('/') || is_absolute(&whole) {
            true => Ok(whole),
            false => Err(ActFault::Unmet(format!(
                "`{name}` is no path and no address"
            ))),
        };
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

/// True for a whole address.
pub fn is_absolute(path: &str) -> bool {
    let schemes = ["http://", "https://", "ws://", "wss://"];
    schemes.iter().any(|scheme| path.starts_with(scheme))
}

/// An absolute URL from a service's address, a path, and query pairs.
pub fn url<'q>(base: &str, path: &str, pairs: impl Iterator<Item = (&'q str, &'q [u8])>) -> String {
    let mut url = match is_absolute(path) {
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

/// Fields as a form sends them.
pub fn form(fields: Vec<(&str, String)>) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn credentials_and_values_in_a_path_are_segments() {
        let token = [Placed {
            credential: "access".to_owned(),
            place: serde_json::from_value(json!({"path": "access"})).unwrap(),
            value: b"a/b.c".to_vec(),
        }];
        let look = |name: &str| match name {
            "id" => Some(json!("x/y")),
            "next" => Some(json!("/page/2")),
            "evil" => Some(json!(".evil.test/")),
            _ => None,
        };
        let path = |template: &str, missing: &[String]| {
            path(template, &token[..1 - missing.len()], missing, &look).map_err(|e| e.to_string())
        };
        assert_eq!(
            path("/ws/${id}/${access}", &[]),
            Ok("/ws/x%2Fy/a%2Fb.c".into())
        );
        assert_eq!(path("/ws/${access}", &["access".into()]), Ok("/ws/".into()));
        assert!(path("/ws/${gone}", &[]).is_err());
        assert_eq!(path("${next}", &[]), Ok("/page/2".into()));
        // Behind an address it would name another host.
        assert!(path("${evil}", &[]).is_err());
    }
}
