//! Cookies that an expectation means, with what the target declares of them.

use model::contract::{Contract, CookieRules, Environment, Secure};
use model::cookies::{Cookies, Domain, Lasts, Prefix, Rules, Wanted, Which};
use model::credential::{NamedPlace, Place};
use model::expectation::{Attributes, CookieTest, EveryCookie};
use model::span::Span;
use model::target::Target;

/// What is meant, or why this target has none of it.
pub(crate) fn meant(target: &Target, test: &CookieTest) -> Result<Cookies, String> {
    let attributes = test.attributes;
    let which = match (&test.credential, &test.name, test.every) {
        (Some(credential), ..) => Which::Each(vec![of_credential(target, credential, attributes)?]),
        (None, Some(name), _) => Which::Each(vec![of_name(target, name, attributes)?]),
        (None, None, Some(EveryCookie::Prefixed)) => prefixed(target)?,
        (None, None, _) => declared(target, attributes)?,
    };
    Ok(Cookies { which, attributes })
}

/// The cookie in which a credential stands.
pub(crate) fn cookie_of<'t>(target: &'t Target, credential: &str) -> Option<&'t str> {
    let mut places = target.credentials.get(credential)?.places.iter();
    places.find_map(|place| match place {
        Place::Named(NamedPlace { cookie, .. }) => cookie.as_deref(),
        Place::Word(_) => None,
    })
}

fn of_credential(target: &Target, name: &str, attributes: Attributes) -> Result<Wanted, String> {
    if !target.credentials.contains_key(name) {
        return Err(format!("the target declares no credential `{name}`"));
    }
    let cookie = cookie_of(target, name)
        .ok_or_else(|| format!("credential `{name}` stands in no cookie"))?;
    wanted(target, (cookie, Some(name)), attributes)
}

fn of_name(target: &Target, cookie: &str, attributes: Attributes) -> Result<Wanted, String> {
    let mut declared = target.contract.cookies.keys();
    let credential = declared.find(|name| cookie_of(target, name) == Some(cookie));
    wanted(target, (cookie, credential.map(String::as_str)), attributes)
}

fn wanted(
    target: &Target,
    (cookie, credential): (&str, Option<&str>),
    attributes: Attributes,
) -> Result<Wanted, String> {
    let contract = &target.contract;
    let declared = credential.and_then(|name| Some((name, contract.cookies.get(name)?)));
    let rules = match (declared, attributes) {
        (Some((name, rules)), _) => filled(contract, name, rules)?,
        (None, Attributes::AsDeclared) => {
            let what = credential.unwrap_or(cookie);
            return Err(format!("the contract does not declare `cookies.{what}`"));
        }
        (None, Attributes::AsPrefixDemands) if Prefix::of(cookie).is_none() => {
            return Err(format!(
                "cookie `{cookie}` has no prefix that demands something"
            ));
        }
        (None, _) => Rules::default(),
    };
    Ok(Wanted {
        name: cookie.to_owned(),
        rules,
    })
}

fn declared(target: &Target, attributes: Attributes) -> Result<Which, String> {
    let prefix = |name: &String| cookie_of(target, name).and_then(Prefix::of).is_some();
    let names = target.contract.cookies.keys();
    let names = names.filter(|name| attributes != Attributes::AsPrefixDemands || prefix(name));
    let all: Result<Vec<Wanted>, String> = names
        .map(|name| of_credential(target, name, attributes))
        .collect();
    let all = all?;
    match (all.is_empty(), attributes) {
        (true, Attributes::AsPrefixDemands) => {
            Err("no cookie that the contract declares has a prefix".to_owned())
        }
        (true, _) => Err("the contract does not declare `cookies`".to_owned()),
        (false, Attributes::Cleared) => Ok(Which::Each(all)),
        (false, _) => Ok(Which::Any(all)),
    }
}

fn prefixed(target: &Target) -> Result<Which, String> {
    let mut names = target.credentials.keys();
    let some = names.any(|name| cookie_of(target, name).and_then(Prefix::of).is_some());
    match some {
        true => Ok(Which::Prefixed),
        false => Err("no credential of the target stands in a cookie with a prefix".to_owned()),
    }
}

fn filled(contract: &Contract, name: &str, rules: &CookieRules) -> Result<Rules, String> {
    let secure = match (rules.secure, contract.environment) {
        (None, _) | (Some(Secure::InProduction), Some(Environment::Development)) => None,
        (Some(Secure::Always), _) => Some(true),
        (Some(Secure::Never), _) => Some(false),
        (Some(Secure::InProduction), Some(Environment::Production)) => Some(true),
        (Some(Secure::InProduction), None) => {
            return Err(format!(
                "the contract does not declare `environment`, on which `cookies.{name}.secure` depends"
            ));
        }
    };
    let lasts = match &rules.max_age {
        None => None,
        Some(age) => Some(lasts(contract, age).ok_or_else(|| {
            format!("the contract does not declare `{age}`, which `cookies.{name}.max-age` names")
        })?),
    };
    Ok(Rules {
        http_only: rules.http_only,
        secure,
        same_site: rules.same_site,
        path: rules.path.clone(),
        domain: rules.domain.as_deref().map(domain),
        lasts,
    })
}

fn domain(written: &str) -> Domain {
    match written {
        "absent" => Domain::Absent,
        named => Domain::Named(named.trim_start_matches('.').to_ascii_lowercase()),
    }
}

/// How long a cookie lives by a `max-age` of the contract: `session`, a time, or a path to one.
pub(crate) fn lasts(contract: &Contract, age: &str) -> Option<Lasts> {
    if age == "session" {
        return Some(Lasts::Session);
    }
    let span = Span::parse(age).or_else(|| {
        let contract = serde_json::to_value(contract).ok()?;
        let found = crate::references::follow(&contract, age)?;
        Span::parse(found.as_str()?)
    })?;
    Some(Lasts::Seconds(span.0.as_secs()))
}
