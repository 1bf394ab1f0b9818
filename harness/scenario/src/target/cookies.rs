//! What the contract declares of cookies: of credentials that stand in one, with attributes that exist.

use model::contract::CookieRules;
use model::target::Target;

use crate::bind::{cookie_of, lasts};
use crate::fault::Faults;
use crate::tree::Spot;

/// Checks `contract.cookies`.
pub(crate) fn check(target: &Target, spot: Spot<'_>, faults: &mut Faults) {
    for (name, rules) in &target.contract.cookies {
        let spot = spot.at(name);
        if !target.credentials.contains_key(name) {
            let all = target.credentials.keys().map(String::as_str);
            faults.unknown(spot.key(), "credential", name, all);
        } else if cookie_of(target, name).is_none() {
            faults
                .add(
                    spot.key(),
                    format!("credential `{name}` stands in no cookie"),
                )
                .cure("give it a place { cookie: NAME }, or leave this out");
        }
        attributes(target, rules, spot, faults);
    }
}

fn attributes(target: &Target, rules: &CookieRules, spot: Spot<'_>, faults: &mut Faults) {
    if rules
        .path
        .as_ref()
        .is_some_and(|path| !path.starts_with('/'))
    {
        faults
            .add(
                spot.at("path").value(),
                "the path of a cookie begins with a slash",
            )
            .cure("a browser takes any other for none (RFC 6265bis 5.6.4)");
    }
    let is_host = |domain: &String| {
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-[]:".contains(c);
        !domain.is_empty() && domain.chars().all(plain) && !has_port(domain)
    };
    if rules.domain.as_ref().is_some_and(|domain| !is_host(domain)) {
        faults
            .add(spot.at("domain").value(), "this is no domain")
            .cure("write a host name alone, or `absent` where no Domain may stand");
    }
    if let Some(age) = &rules.max_age
        && lasts(&target.contract, age).is_none()
    {
        faults
            .add(spot.at("max-age").value(), format!("`{age}` is no time"))
            .cure("write a time such as 15m, `session`, or the path of a time that the contract declares, such as lifetimes.access");
    }
}

fn has_port(domain: &str) -> bool {
    domain
        .rsplit_once(':')
        .is_some_and(|(name, _)| !name.contains(':'))
}
