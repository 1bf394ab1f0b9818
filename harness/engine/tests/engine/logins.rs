//! Logins over pages: redirects, forms, session cookies, PKCE; and providers that lead astray.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::support::files::scenario;
use crate::support::http::{Asked, answering, ok, says};
use crate::support::provider::{Provider, honest, start, target, to};
use crate::support::stage::{Played, Stage};
use model::observation::Outcome;
use model::verdict::Kind;

const PASSWORD: &str = "correct-horse-1";

const STEPS: &str = r#"call: { op: whoami, control: both }
    call: { op: whoami, credential: [{ is: none }], probe: bare }"#;
const EXPECT: &str = "{ probe: bare, is: { refused: unauthenticated }, level: must }";

async fn play(
    provider: &Provider,
    changes: &[(&str, &str)],
    (steps, expect): (&str, &str),
) -> Played {
    let mut text = target(provider);
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    Stage::new(text, scenario(steps, expect))
        .secret("PASSWORD", PASSWORD)
        .play()
        .await
}

/// Plays the plain check, which cannot be decided: why.
async fn astray(answer: impl Fn(&Asked) -> Option<String> + Send + Sync + 'static) -> Played {
    let provider = start(answer).await;
    let played = play(&provider, &[], (STEPS, EXPECT)).await;
    played.is(Kind::Inconclusive, "");
    played
}

#[tokio::test]
async fn a_code_flow_with_pages_forms_and_pkce_logs_in() {
    let provider = honest().await;
    let steps = format!("{STEPS}\ncall: {{ op: whoami, as: user/tab2, control: here }}");
    let played = play(&provider, &[], (&steps, EXPECT)).await;
    played.is(Kind::Pass, "");
    let implied = played.seen();
    let implied: Vec<_> = implied.iter().filter(|(implied, _)| *implied).collect();
    assert_eq!(
        implied.len(),
        8,
        "two logins of four requests: {}",
        played.told()
    );
    let (_, authorize) = implied[0];
    let hops = &authorize.evidence.hops;
    assert_eq!(
        (hops.len(), hops[0].method.as_str(), hops[0].status),
        (1, "GET", 303)
    );
    assert!(hops[0].url.as_str().contains("/auth?response_type=code"));
    let (_, enter) = implied[1];
    let request = enter.evidence.request.as_ref().unwrap();
    assert_eq!(request.method, "GET");
    assert!(
        request.url.as_str().ends_with("/pages/consent"),
        "{}",
        request.url
    );
    // What passed through is secret, where forms are sent is not.
    for secret in [
        "session-cookie-0",
        "authorization-code-0",
        "csrf-value-",
        "access-token-0",
    ] {
        assert!(!played.text.contains(secret), "{secret}: {}", played.text);
    }
    assert!(played.text.contains("/pages/agree"));
}

#[tokio::test]
async fn a_wrong_password_shows_the_form_again() {
    let provider = honest().await;
    let steps = format!("{STEPS}\n call: {{ op: login, with: {{ csrf: wrong }}, probe: forged }}");
    let expect = format!("{EXPECT}\n {{ probe: forged, is: not-accepted, level: must }}");
    let played = play(&provider, &[], (&steps, &expect)).await;
    let outcome = played.outcome("forged").to_string();
    assert!(
        outcome.contains("its output `consent-form` is not there"),
        "{outcome}"
    );
}

#[tokio::test]
async fn a_code_that_is_used_twice_and_a_foreign_verifier_are_refused() {
    let provider = honest().await;
    let changes = [
        (
            "  login: {",
            "  redeem: { at: idp, post: /token, inputs: { code: none, verifier: none }, form: { grant_type: authorization_code, code: \"${code}\", code_verifier: \"${verifier}\" }, outputs: { access: { json: \"$.access_token\" } } }\n  begin: { run: [authorize, enter, consent], values: { state: { fresh: uuid }, pkce: { fresh: pkce } } }\n  login: {",
        ),
        (
            "code_challenge: \"${pkce.challenge}\"",
            "code_challenge: \"${challenge}\"",
        ),
        (
            "    get: /auth\n",
            "    get: /auth\n    inputs: { challenge: \"${pkce.challenge}\" }\n",
        ),
    ];
    let top = "values: { pair: { fresh: pkce }, other: { fresh: pkce } }\nsteps:";
    let begin = |name: &str| {
        format!(
            r#"call: {{ op: begin, with: {{ challenge: "${{pair.challenge}}" }}, capture: {{ {name}: code }} }}"#
        )
    };
    let redeem = |code: &str, verifier: &str, part: &str| {
        format!(
            r#"call: {{ op: redeem, with: {{ code: "${{{code}}}", verifier: "${{{verifier}.verifier}}" }}, {part} }}"#
        )
    };
    let steps = [
        begin("first"),
        redeem("first", "pair", "control: both"),
        redeem("first", "pair", "probe: again"),
        begin("second"),
        redeem("second", "other", "probe: foreign"),
    ]
    .join("\n");
    let expect = "{ probe: again, is: { refused: bad-grant }, level: must }
        { probe: foreign, is: { refused: bad-grant }, level: must }";
    let mut text = target(&provider);
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let scenario = scenario(&steps, expect).replace("steps:", top);
    let stage = Stage::new(text, scenario).secret("PASSWORD", PASSWORD);
    stage.play().await.is(Kind::Pass, "");
}

#[tokio::test]
async fn redirects_in_a_circle_come_to_an_end() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let played = astray(move |it| {
        it.path().starts_with("/pages/login").then(|| {
            count.fetch_add(1, Ordering::SeqCst);
            to("/pages/login?again", "")
        })
    })
    .await;
    played.is(
        Kind::Inconclusive,
        "more than 10 redirects, one after the other",
    );
    assert_eq!(asked.load(Ordering::SeqCst), 10);
}

#[tokio::test]
async fn a_redirect_out_of_the_service_is_not_followed() {
    // In scope by its host, and no service of the target.
    let other = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&other);
    let elsewhere = answering(move |asked| {
        heard.lock().unwrap().push(asked.line.clone());
        ok("<form id=login action=x><input name=csrf value=x>")
    })
    .await;
    for location in [
        format!("http://{elsewhere}/steal"),
        "http://elsewhere.example/steal".to_owned(),
        "//elsewhere.example/steal".to_owned(),
        "file:///etc/passwd".to_owned(),
        "javascript:alert(1)".to_owned(),
        format!("http://user:pass@{elsewhere}/"),
        "http://[::1".to_owned(),
        "http://".to_owned(),
    ] {
        let leads = location.clone();
        let played = astray(move |it| {
            it.path()
                .starts_with("/pages/login")
                .then(|| to(&leads, ""))
        })
        .await;
        played.is(Kind::Inconclusive, "HTTP 303");
        // Until an address is reached, nobody else is asked either.
        let leads = location.clone();
        let played = astray(move |it| {
            it.path()
                .starts_with("/pages/agree")
                .then(|| to(&leads, ""))
        })
        .await;
        let parses = !location.starts_with("http://[") && location != "http://";
        let why = if parses {
            "is no service of the target"
        } else {
            "HTTP 303"
        };
        played.is(Kind::Inconclusive, why);
    }
    assert!(other.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_form_that_leads_elsewhere_gets_no_password() {
    let elsewhere = answering(|_| ok("<form action=x>")).await;
    for action in [
        format!("http://{elsewhere}/enter"),
        "https://elsewhere.example/enter".to_owned(),
        "file:///etc/passwd".to_owned(),
        "javascript:go()".to_owned(),
    ] {
        let page = format!("<form id=login action='{action}'><input name=csrf value=x></form>");
        let played =
            astray(move |it| it.path().starts_with("/pages/login").then(|| ok(&page))).await;
        let reason = played.verdict().reason;
        let told = ["is no service of it", "is no path and no address"];
        assert!(
            told.iter().any(|told| reason.as_str().contains(told)),
            "{reason}"
        );
    }
}

#[tokio::test]
async fn a_page_of_a_megabyte_is_read_in_time_and_one_without_end_is_cut() {
    let long = "<p>some words on a page that is long</p>".repeat(24_000);
    let page = format!(
        "{long}<form id=login action=enter?a=1&b=2><input name=csrf value='csrf-value-&quot;1'>"
    );
    let provider = start(move |it| it.path().starts_with("/pages/login").then(|| ok(&page))).await;
    play(&provider, &[], (STEPS, EXPECT))
        .await
        .is(Kind::Pass, "");
    let page = format!("{}<form id=login>", "<form ".repeat(180_000));
    let played = astray(move |it| it.path().starts_with("/pages/login").then(|| ok(&page))).await;
    played.is(Kind::Inconclusive, "only the beginning was read");
}

#[tokio::test]
async fn what_a_page_gives_is_no_reference() {
    let page = "<form id=login action='/pages/enter?x=${identity.password}'><input name=csrf value='${identity.password}'></form>";
    let sent = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&sent);
    astray(move |it| match it.path() {
        path if path.starts_with("/pages/login") => Some(ok(page)),
        path if path.starts_with("/pages/enter") => {
            *seen.lock().unwrap() = format!("{} {}", it.line, it.body);
            Some(says("400 Bad Request", "", ""))
        }
        _ => None,
    })
    .await;
    let sent = sent.lock().unwrap();
    assert_eq!(sent.matches(PASSWORD).count(), 1, "{sent}");
    assert!(sent.contains("csrf=%24%7Bidentity.password%7D"), "{sent}");
}

#[tokio::test]
async fn a_state_that_is_not_ours_is_no_login() {
    let played = astray(|it| {
        it.path().starts_with("/pages/agree").then(|| {
            to(
                "http://app.test/cb?code=authorization-code-x&state=foreign",
                "",
            )
        })
    })
    .await;
    played.is(
        Kind::Inconclusive,
        "`consent` of `user` was refused: HTTP 303",
    );
}

#[tokio::test]
async fn credentials_stay_with_the_service_that_they_are_for() {
    let heard = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&heard);
    let provider = start(move |it| match it.path() {
        "/moved" => Some(to("/target", "Set-Cookie: mine=of-the-service; Path=/\r\n")),
        "/target" => {
            *seen.lock().unwrap() = it.headers.clone();
            Some(ok(r#"{"sub":"alice"}"#))
        }
        _ => None,
    })
    .await;
    let change = |follow: &str, location: &str| {
        let op = format!(
            "  moved: {{ get: {location}, needs: [access], headers: {{ X-Key: abc }}, follow: {{ {follow} }}, proof: {{ json: \"$.sub\", equals: alice }} }}\n  login: {{"
        );
        vec![("  login: {".to_owned(), op)]
    };
    let steps = format!("{STEPS}\n call: {{ op: moved, probe: moved }}");
    let expect = format!(
        "{EXPECT}\n {{ probe: moved, is: {{ not-refused: unauthenticated }}, level: must }}"
    );
    let changes = change("within: app", "/moved");
    let changes: Vec<_> = changes
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let played = play(&provider, &changes, (&steps, &expect)).await;
    played.is(Kind::Pass, "");
    let outcome = played.outcome("moved");
    assert!(matches!(outcome, Outcome::Accepted(_)), "{outcome}");
    let headers = heard.lock().unwrap().clone();
    assert!(headers.contains("Bearer access-token-0"), "{headers}");
    assert!(headers.contains("mine=of-the-service"), "{headers}");
}
