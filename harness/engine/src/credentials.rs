//! Which credentials an operation carries, where, and what stands there.

use std::time::Duration;

use model::contract::Policy;
use model::credential::{Combine, CredentialUse, CredentialValue, EVERY, Format, Place, PlaceUse};
use model::forgery::{Of, forgery};
use model::operation::Operation;
use model::role::ANONYMOUS;
use model::secret::Secret;
use model::span::Span;
use model::target::Target;
use model::template::Template;

use crate::bind::Doing;
use crate::fault::ActFault;
use crate::place;
use crate::wallet::Wallet;

/// A credential that an operation needs, where it may stand there, and how the step uses it.
pub struct Needed<'t> {
    /// The credential.
    pub name: &'t str,
    /// Credentials that may take its place.
    pub instead: &'t [String],
    /// What stands where.
    pub uses: Vec<Standing<'t>>,
}

/// What stands at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing<'t> {
    /// Where.
    pub place: Place,
    /// The credential: the one that is needed, or one that takes its place.
    pub name: &'t str,
    /// What of it.
    pub value: CredentialValue,
}

/// Every credential that `op` needs, with what this step puts where.
pub fn needed<'t>(
    target: &'t Target,
    op: &'t Operation,
    doing: &Doing<'_>,
) -> Result<Vec<Needed<'t>>, ActFault> {
    let entries: Vec<_> = op.needs.iter().flat_map(|need| need.entries()).collect();
    let main = target.main(op).map(|(name, _)| name);
    let mut all = Vec::new();
    for (number, (name, places)) in entries.into_iter().enumerate() {
        let credential = target
            .credentials
            .get(name)
            .ok_or_else(|| ActFault::File(format!("there is no credential `{name}`")))?;
        let places = places.unwrap_or(&credential.places);
        let instead: &[String] = match number {
            0 => &op.instead,
            _ => &[],
        };
        let meant = |used: &CredentialUse| {
            let itself = used.name == name
                || used.name == EVERY
                || (used.name == "main" && main == Some(name));
            let other = || instead.iter().find(|other| **other == used.name);
            itself
                .then_some(name)
                .or_else(|| other().map(String::as_str))
        };
        let written = doing.uses.iter();
        let written: Vec<_> = written.filter_map(|it| Some((meant(it)?, it))).collect();
        let mut uses = Vec::new();
        if written.is_empty() && doing.role != ANONYMOUS {
            let own = match credential.combine {
                Some(Combine::AllEqual) => places.len(),
                _ => 1,
            };
            uses.extend(places.iter().take(own).map(|place| Standing {
                place: place.clone(),
                name,
                value: CredentialValue::Valid,
            }));
        }
        for (name, used) in written {
            let places = match used.name == EVERY {
                true => places
                    .iter()
                    .filter(|it| it.is_ambient())
                    .cloned()
                    .collect(),
                false => meant_places(target, places, used.place.as_ref()),
            };
            uses.extend(places.into_iter().map(|place| Standing {
                place,
                name,
                value: used.value.clone(),
            }));
        }
        all.push(Needed {
            name,
            instead,
            uses,
        });
    }
    Ok(all)
}

/// True when the operation, as this step does it, goes out with what a browser adds by itself.
pub fn is_ambient(target: &Target, op: &Operation, doing: &Doing<'_>) -> Result<bool, ActFault> {
    let carried =
        |used: &Standing<'_>| used.value != CredentialValue::None && used.place.is_ambient();
    let all = needed(target, op, doing)?;
    let mut all = all.iter();
    Ok(all.any(|needed| needed.uses.iter().any(carried)))
}

/// `ambient` is what a browser adds by itself. Where there is no such place, a foreign page sends
/// nothing, unless the contract refuses it even with an explicit credential in hand.
fn meant_places(target: &Target, places: &[Place], meant: Option<&PlaceUse>) -> Vec<Place> {
    let indices = match meant {
        Some(PlaceUse::Spelled(place)) => return vec![Place::Named(place.clone())],
        Some(PlaceUse::Kind(kind)) if kind == "ambient" => {
            let ambient: Vec<usize> = (0..places.len())
                .filter(|index| places[*index].is_ambient())
                .collect();
            let explicit_counts = target
                .contract
                .origins
                .as_ref()
                .is_none_or(|origins| origins.with_credential != Some(Policy::Accept));
            match ambient.is_empty() && explicit_counts {
                true => place::chosen(places, None),
                false => ambient,
            }
        }
        _ => place::chosen(places, meant),
    };
    indices
        .into_iter()
        .map(|index| places[index].clone())
        .collect()
}

/// A value of a credential in octets; `None` for an empty place. `own` is the role's valid one.
pub fn value(
    wallet: &mut Wallet<'_>,
    target: &Target,
    needed: &str,
    (value, own, role): (&CredentialValue, Option<&Secret>, &str),
) -> Result<Option<Vec<u8>>, ActFault> {
    let lacks = wallet.lacks(role, needed);
    let own_token = || {
        own.map(|secret| secret.expose().to_owned())
            .ok_or_else(|| ActFault::Unmet(lacks.clone()))
    };
    let octets = match value {
        CredentialValue::None => return Ok(None),
        CredentialValue::Empty => Vec::new(),
        CredentialValue::Value(text) => {
            let look = |name: &str| wallet.look(role, name);
            Template(text.clone()).fill(&look)?.into_bytes()
        }
        CredentialValue::Valid | CredentialValue::Of(_) | CredentialValue::Kind(_) => {
            own_token()?.into_bytes()
        }
        CredentialValue::Forge(forged) => {
            let name = forged.name();
            let token = match forgery(name).map(|it| it.of) {
                Some(Of::Any) => own.map_or_else(String::new, |it| it.expose().to_owned()),
                _ => own_token()?,
            };
            let look = |name: &str| wallet.look(role, name);
            let url = forged.url().map(|url| url.fill(&look)).transpose()?;
            made(wallet, target, needed, |context| match &url {
                Some(url) => forge::leading(name, url, &token, context),
                None => forge::forge(name, &token, context),
            })?
        }
        CredentialValue::Mint(mint) => {
            let token = own_token()?;
            made(wallet, target, needed, |context| {
                forge::mint(&token, mint, context).map(String::into_bytes)
            })?
        }
    };
    let label = match value {
        CredentialValue::Forge(forged) => {
            format!("{needed} of {role} forged {}", forged.name())
        }
        CredentialValue::Mint(mint) => match &mint.key {
            Some(key) => format!("{needed} of {role} minted by {key}"),
            None => format!("{needed} of {role} minted"),
        },
        // What a file spells out is not the role's own, and must not look like it.
        CredentialValue::Value(_) => format!("{needed} as given"),
        _ => format!("{needed} of {role}"),
    };
    wallet
        .redactor
        .register(&label, &Secret::new(String::from_utf8_lossy(&octets)));
    Ok(Some(octets))
}

/// Forges or mints with what the target tells of this credential.
fn made(
    wallet: &Wallet<'_>,
    target: &Target,
    needed: &str,
    make: impl FnOnce(&forge::Context<'_>) -> Result<Vec<u8>, forge::ForgeError>,
) -> Result<Vec<u8>, ActFault> {
    let credential = target.credentials.get(needed);
    let jwt = credential.is_some_and(|credential| credential.format == Format::Jwt);
    let key = credential
        .and_then(|c| c.signed_by.as_ref())
        .and_then(|key| wallet.keys().get(key));
    let lifetimes = &target.contract.lifetimes;
    let now = wallet
        .clock
        .now()
        .map_err(|apart| ActFault::Unmet(apart.to_string()))?;
    let context = forge::Context {
        key: key.filter(|_| jwt),
        keys: Some(wallet.keys()),
        claims: target.contract.tokens.claims.get(needed),
        leeway: lifetimes
            .get("leeway")
            .map_or(Duration::ZERO, |Span(leeway)| *leeway),
        now,
    };
    make(&context).map_err(|error| ActFault::Unmet(format!("`{needed}`: {error}")))
}
