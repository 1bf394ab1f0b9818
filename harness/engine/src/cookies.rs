//! Cookies of a running operation: kept from its answers, and sent with its later requests.

use model::secret::Secret;
use model::wire::{Answer, Request};
use url::Url;

use crate::act::Actor;

impl Actor<'_> {
    /// Keeps the cookies that an answer sets, as long as the operation runs.
    pub fn keep_cookies(&mut self, request: &Request, answer: Option<&Answer>) {
        let (Some(answer), Ok(url)) = (answer, Url::parse(&request.url)) else {
            return;
        };
        let Some(scope) = &mut self.wallet.scope else {
            return;
        };
        scope.jar.keep(&request.service, &url, answer);
    }

    /// Registers the cookies that were set as secrets, those that have no better name.
    pub fn learn_cookies(&mut self, role: &str) {
        let jar = self.wallet.scope.iter().flat_map(|scope| scope.jar.all());
        for (name, value) in jar {
            let label = format!("cookie {name} of {role}");
            self.wallet.redactor.register(&label, &Secret::new(value));
        }
    }

    /// Adds the cookies that were set since the operation began; they replace those of the same name,
    /// but for the ones that the step itself decides about.
    pub fn add_cookies(&self, request: &mut Request, decided: &[&str]) {
        let (Some(scope), Ok(url)) = (&self.wallet.scope, Url::parse(&request.url)) else {
            return;
        };
        let mut added = scope.jar.sent(&request.service, &url);
        added.retain(|(name, _)| !decided.contains(name));
        if added.is_empty() {
            return;
        }
        let is_cookie = |name: &str| name.eq_ignore_ascii_case("cookie");
        let headers = request.headers.iter();
        let written = headers.filter(|(name, _)| is_cookie(name));
        let written = written.flat_map(|(_, value)| value.split(|octet| *octet == b';'));
        let written = written.map(<[u8]>::trim_ascii).filter(|pair| {
            let name = pair
                .split(|octet| *octet == b'=')
                .next()
                .unwrap_or_default();
            !added.iter().any(|(added, _)| added.as_bytes() == name)
        });
        let added = added
            .iter()
            .map(|(name, value)| format!("{name}={value}").into_bytes());
        let all: Vec<Vec<u8>> = written.map(<[u8]>::to_vec).chain(added).collect();
        request.headers.retain(|(name, _)| !is_cookie(name));
        request
            .headers
            .push(("Cookie".to_owned(), all.join(&b"; "[..])));
    }
}
