//! What predicates want, in words.

use model::expectation::Attributes;
use model::plan::Predicate;

use crate::counts::bounds;
use crate::phrases;
use crate::same::listed;

/// What a predicate wants, in words.
pub fn wanted(predicate: &Predicate) -> String {
    match predicate {
        Predicate::Is(is) => is.to_string(),
        Predicate::Match(matcher) => phrases::wanted(matcher),
        Predicate::Same(features) => format!("the same {}", listed(features)),
        Predicate::NoFrameBeforeRefusal => "no data frame before the refusal".to_owned(),
        Predicate::NothingInternal => "nothing that tells of the inside".to_owned(),
        Predicate::Headers(matchers) => {
            let wanted: Vec<String> = matchers.iter().map(phrases::wanted).collect();
            wanted.join(", ")
        }
        Predicate::Cookie(cookies) => match cookies.attributes {
            Attributes::AsDeclared => "cookies with the declared attributes".to_owned(),
            Attributes::AsPrefixDemands => "cookies that keep the rules of their prefix".to_owned(),
            Attributes::Secure => "cookies that travel over TLS alone".to_owned(),
            Attributes::Cleared => "cookies that are taken away".to_owned(),
        },
        Predicate::Outputs(matchers) => {
            let wanted = matchers
                .iter()
                .map(|(name, matcher)| format!("`{name}` {}", phrases::tested(matcher)));
            wanted.collect::<Vec<_>>().join(", ")
        }
        Predicate::Count(counts) => bounds(counts),
        Predicate::FieldsAsDeclared => "records with the declared fields".to_owned(),
        Predicate::NoSecret => "no credential and no password".to_owned(),
        Predicate::Within(within) => format!("no longer than {within}"),
        Predicate::LimitHolds(rule) => {
            let (requests, per) = (rule.limit.requests, rule.limit.per);
            format!("held to its limit of {requests} in {per}")
        }
        Predicate::LimitTold(rule) => {
            let (requests, per) = (rule.limit.requests, rule.limit.per);
            format!("told the truth of its limit of {requests} in {per}")
        }
    }
}
