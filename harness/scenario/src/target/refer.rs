//! References in operations: each names an attribute, the contract, an input, a credential, or what
//! an earlier operation of the same run yields.

use model::credential::Place;
use model::operation::Operation;
use model::scenario::Fresh;
use model::target::Target;
use serde_json::Value;

use crate::check::names::two_parts;
use crate::fault::Faults;
use crate::references::{self, Name, SPACES, follow};
use crate::target::identities;
use crate::target::known::Runs;
use crate::target::leaves;
use crate::tree::Spot;

/// The fields of an operation in which references stand.
const FIELDS: &[&str] = &[
    "get", "post", "put", "patch", "delete", "ws", "query", "headers", "json", "form", "send",
    "first", "inputs", "values", "follow", "proof",
];

/// Checks the references of all operations.
pub(crate) fn check(target: &Target, json: &Value, top: Spot<'_>, faults: &mut Faults) {
    let runs = Runs::of(target);
    for (name, operation) in &target.operations {
        let spot = top.at("operations").at(name);
        for field in FIELDS {
            let Some(value) = json["operations"][name].get(*field) else {
                continue;
            };
            references::each(value, spot.at(field), &mut |reference, spot| {
                let known = Known {
                    target,
                    json,
                    operation,
                    runs: &runs,
                };
                known.check(name, reference, (spot, faults));
            });
        }
        paths(target, operation, spot, faults);
    }
}

struct Known<'t> {
    target: &'t Target,
    json: &'t Value,
    operation: &'t Operation,
    runs: &'t Runs<'t>,
}

impl Known<'_> {
    fn check(&self, name: &str, reference: &str, (spot, faults): (Spot<'_>, &mut Faults)) {
        let place = spot.value();
        match Name::of(reference) {
            Name::Bare(bare) => {
                let own = self.names();
                if self.pairs(name).contains(&bare) {
                    return two_parts(bare, place, faults);
                }
                if own.contains(&bare) || self.runs.has(name, bare) {
                    return;
                }
                let later = self.runs.near(name);
                if later.contains(&bare) {
                    faults
                        .add(place, format!("`{bare}` comes only later in the run"))
                        .cure("an operation refers to outputs of those that run before it");
                    return;
                }
                let known = own.into_iter().chain(later);
                faults.unknown(place, "input or output", bare, known);
            }
            Name::Pkce(pair) => {
                let pairs = self.pairs(name);
                if !pairs.contains(&pair) {
                    faults.unknown(place, "value of the kind `pkce`", pair, pairs);
                }
            }
            Name::Identity(attribute) => {
                let all = identities::attributes(self.target);
                if !all.contains(&attribute) {
                    faults.unknown(place, "attribute of identities", attribute, all);
                }
            }
            Name::Identities(role, attribute) => match self.target.identities.get(role) {
                None => {
                    let all = self.target.identities.keys().map(String::as_str);
                    faults.unknown(place, "identity", role, all);
                }
                Some(identity) if !identities::has(identity, attribute) => {
                    let all = identities::attributes(self.target);
                    faults.unknown(place, &format!("attribute of `{role}`"), attribute, all);
                }
                Some(identity) if identity.size().is_some() => {
                    faults
                        .add(place, format!("`{role}` has many members"))
                        .cure(format!(
                            "write ${{identity.{attribute}}}: whoever acts is meant"
                        ));
                }
                Some(_) => {}
            },
            Name::Contract(path) => {
                let declared = self.json.get("contract");
                if declared
                    .and_then(|contract| follow(contract, path))
                    .is_none()
                {
                    faults
                        .add(place, format!("the contract does not declare `{path}`"))
                        .cure("declare it under `contract`, or write the value");
                }
            }
            Name::Listen(_) => {
                faults
                    .add(place, "a target has no listeners")
                    .cure("listeners belong to scenarios: make the address an input");
            }
            Name::Row(..) => {
                faults
                    .add(place, "a target has no rows")
                    .cure("rows belong to scenarios: make it an input");
            }
            Name::Unknown => {
                faults
                    .add(place, format!("`${{{reference}}}` is in no name space"))
                    .cure(format!(
                        "write one of {}",
                        crate::nearest::choice(&SPACES[..3])
                    ));
            }
        }
    }

    /// The values of the kind `pkce` that this operation has, or a run that it is part of.
    fn pairs(&self, name: &str) -> Vec<&str> {
        let all = self.target.operations.iter();
        let all = all.flat_map(|(run, operation)| operation.values.iter().map(move |it| (run, it)));
        let pairs = all.filter(|(_, (_, value))| value.fresh == Fresh::Pkce);
        let known = pairs.filter(|(run, _)| {
            let mut parts = leaves(self.target, run).into_iter();
            run.as_str() == name || parts.any(|(part, _)| part == name)
        });
        known.map(|(_, (pair, _))| pair.as_str()).collect()
    }

    /// Inputs, values, needed credentials, and their places in the path.
    fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.operation.inputs.keys().map(String::as_str).collect();
        names.extend(self.operation.values.keys().map(String::as_str));
        for (credential, own) in self.operation.needs.iter().flat_map(|need| need.entries()) {
            names.push(credential);
            names.extend(path_places(self.target, credential, own).map(|(name, _)| name));
        }
        names
    }
}

/// The names in the path at which a credential stands, and whether it stands nowhere else.
fn path_places<'t>(
    target: &'t Target,
    credential: &str,
    own: Option<&'t [Place]>,
) -> impl Iterator<Item = (&'t str, bool)> {
    let declared = target.credentials.get(credential);
    let places = own.or(declared.map(|credential| credential.places.as_slice()));
    let places = places.unwrap_or_default();
    let only = places.iter().all(|place| place.kind() == "path");
    places.iter().filter_map(move |place| match place {
        Place::Named(place) => place.path.as_deref().map(|name| (name, only)),
        Place::Word(_) => None,
    })
}

/// A credential that stands only in the path must have its place there.
fn paths(target: &Target, operation: &Operation, spot: Spot<'_>, faults: &mut Faults) {
    let paths = [
        ("get", &operation.get),
        ("post", &operation.post),
        ("put", &operation.put),
        ("patch", &operation.patch),
        ("delete", &operation.delete),
        ("ws", &operation.ws),
    ];
    let Some((verb, path)) = paths
        .into_iter()
        .find_map(|(verb, path)| Some((verb, path.as_ref()?)))
    else {
        return;
    };
    for (credential, own) in operation.needs.iter().flat_map(|need| need.entries()) {
        for (name, only) in path_places(target, credential, own) {
            if only && !path.0.contains(&format!("${{{name}}}")) {
                faults
                    .add(
                        spot.at(verb).value(),
                        format!(
                            "`{credential}` stands in the path, but there is no `${{{name}}}` in it"
                        ),
                    )
                    .cure(format!("write ${{{name}}} where it stands"));
            }
        }
    }
}
