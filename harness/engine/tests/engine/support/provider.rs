//! An identity provider of a few lines: login page, consent page, code flow with PKCE (RFC 7636), each
//! page behind a session cookie, and a resource beside it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;
use url::form_urlencoded::parse;

use super::http::{Asked, answering, no, ok, says};

/// What it remembers.
#[derive(Default)]
struct Known {
    count: usize,
    /// Session cookie -> the query of the authorization request.
    started: HashMap<String, String>,
    /// Code -> challenge.
    codes: HashMap<String, String>,
    tokens: Vec<String>,
    refreshes: HashMap<String, bool>,
}

/// The service behind it, and its own address.
pub struct Provider {
    pub app: String,
    pub idp: String,
}

/// One that answers this instead of what it would.
pub async fn start(instead: impl Fn(&Asked) -> Option<String> + Send + Sync + 'static) -> Provider {
    let known = Arc::new(Mutex::new(Known::default()));
    let instead = Arc::new(instead);
    let serve = || {
        let (known, instead) = (Arc::clone(&known), Arc::clone(&instead));
        answering(move |asked| {
            instead(asked).unwrap_or_else(|| known.lock().unwrap().answer(asked))
        })
    };
    Provider {
        app: serve().await,
        idp: serve().await,
    }
}

/// One that behaves.
pub async fn honest() -> Provider {
    start(|_| None).await
}

/// A redirect.
pub fn to(location: &str, headers: &str) -> String {
    says(
        "303 See Other",
        &format!("Location: {location}\r\n{headers}"),
        "",
    )
}

fn fields(text: &str) -> HashMap<String, String> {
    parse(text.as_bytes()).into_owned().collect()
}

fn cookie(asked: &Asked) -> String {
    let lines = asked.headers.lines();
    let line = lines.filter_map(|line| line.split_once(": "));
    let mut line = line.filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
    let pairs = line.next().map_or("", |(_, value)| value);
    let sid = pairs.split("; ").find_map(|pair| pair.strip_prefix("sid="));
    sid.unwrap_or_default().to_owned()
}

impl Known {
    fn answer(&mut self, asked: &Asked) -> String {
        let url = Url::parse(&format!("http://x{}", asked.path())).unwrap();
        let query = url.query().unwrap_or_default().to_owned();
        let method = asked.line.split(' ').next().unwrap_or_default();
        let session = cookie(asked);
        match (method, url.path()) {
            ("GET", "/auth") => {
                self.count += 1;
                let sid = format!("session-cookie-{:04}", self.count);
                self.started.insert(sid.clone(), query);
                to(
                    "/pages/login?step=1",
                    &format!("Set-Cookie: sid={sid}; Path=/pages; HttpOnly\r\n"),
                )
            }
            (_, path) if path.starts_with("/pages") && !self.started.contains_key(&session) => no(),
            ("GET", "/pages/login") => ok(
                "<form id=login action='enter?a=1&amp;b=2' method=post><input type=hidden name=csrf value='csrf-value-&quot;1'></form>",
            ),
            ("POST", "/pages/enter") if query == "a=1&b=2" => {
                let form = fields(&asked.body);
                let good = form["login"] == "alice"
                    && form["password"] == "correct-horse-1"
                    && form["csrf"] == "csrf-value-\"1";
                match good {
                    true => to("consent", ""),
                    false => to("/pages/login?wrong", ""),
                }
            }
            ("GET", "/pages/consent") => ok("<form name=consent action='/pages/agree'></form>"),
            ("POST", "/pages/agree") => {
                let asked = fields(&self.started[&session]);
                self.count += 1;
                let code = format!("authorization-code-{:04}", self.count);
                self.codes
                    .insert(code.clone(), asked["code_challenge"].clone());
                to(
                    &format!(
                        "{}?code={code}&state={}",
                        asked["redirect_uri"], asked["state"]
                    ),
                    "",
                )
            }
            ("POST", "/token") => self.token(&fields(&asked.body)),
            ("GET", "/me") => match self
                .tokens
                .iter()
                .any(|token| asked.carries(&format!("Bearer {token}\r")))
            {
                true => ok(r#"{"sub":"alice"}"#),
                false => no(),
            },
            _ => says("404 Not Found", "", ""),
        }
    }

    fn token(&mut self, form: &HashMap<String, String>) -> String {
        let bad = says("400 Bad Request", "", r#"{"error":"invalid_grant"}"#);
        let given = |name: &str| form.get(name).cloned().unwrap_or_default();
        match given("grant_type").as_str() {
            "authorization_code" => {
                let challenge =
                    URL_SAFE_NO_PAD.encode(digest(&SHA256, given("code_verifier").as_bytes()));
                if self.codes.remove(&given("code")) != Some(challenge) {
                    return bad;
                }
            }
            _ => match self.refreshes.get_mut(&given("refresh_token")) {
                Some(used) if !*used => *used = true,
                _ => return bad,
            },
        }
        self.count += 1;
        let (access, refresh) = (
            format!("access-token-{:06}", self.count),
            format!("refresh-token-{:06}", self.count),
        );
        self.tokens.push(access.clone());
        self.refreshes.insert(refresh.clone(), false);
        ok(&format!(
            r#"{{"access_token":"{access}","refresh_token":"{refresh}"}}"#
        ))
    }
}

/// A target file for it: a service behind a provider, on two ports.
pub fn target(provider: &Provider) -> String {
    let Provider { app, idp } = provider;
    format!(
        r#"
name: behind-provider
services: {{ app: {{ http: "http://{app}" }}, idp: {{ http: "http://{idp}" }} }}
scope: {{ hosts: [127.0.0.1], impact: destroy }}
identities:
  user: {{ login: alice, password: {{ env: PASSWORD }} }}
credentials:
  access: {{ from: login, places: [bearer] }}
  refresh: {{ from: login, places: [{{ form: refresh_token }}] }}
operations:
  authorize:
    at: idp
    get: /auth
    query: {{ response_type: code, redirect_uri: "http://app.test/cb", state: "${{state}}", code_challenge: "${{pkce.challenge}}", code_challenge_method: S256 }}
    follow: {{ within: idp }}
    outputs: {{ login-form: {{ form-action: login }}, csrf: {{ form-input: csrf }} }}
  enter:
    at: idp
    post: "${{login-form}}"
    form: {{ login: "${{identity.login}}", password: "${{identity.password}}", csrf: "${{csrf}}" }}
    follow: {{ within: idp }}
    outputs: {{ consent-form: {{ form-action: consent }} }}
  consent:
    at: idp
    post: "${{consent-form}}"
    follow: {{ until: "http://app.test/cb" }}
    proof: {{ location: state, equals: "${{state}}" }}
    outputs: {{ code: {{ location: code }} }}
  token:
    at: idp
    post: /token
    form: {{ grant_type: authorization_code, code: "${{code}}", code_verifier: "${{pkce.verifier}}" }}
    outputs: {{ access: {{ json: "$.access_token" }}, refresh: {{ json: "$.refresh_token" }} }}
  login: {{ run: [authorize, enter, consent, token], values: {{ state: {{ fresh: uuid }}, pkce: {{ fresh: pkce }} }} }}
  refresh: {{ at: idp, post: /token, needs: [refresh], form: {{ grant_type: refresh_token }}, outputs: {{ access: {{ json: "$.access_token" }}, refresh: {{ json: "$.refresh_token" }} }} }}
  whoami: {{ get: /me, needs: [access], proof: {{ json: "$.sub", equals: "${{identity.login}}" }} }}
contract:
  settle: 400ms
  refusals:
    unauthenticated: {{ http: [{{ status: [401] }}] }}
    bad-grant: {{ http: [{{ status: [400], match: {{ json: "$.error", equals: invalid_grant }} }}] }}
"#
    )
}
