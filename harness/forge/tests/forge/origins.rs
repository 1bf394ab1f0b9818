//! Every spelling of the set is made; each is the origin it says.

use gateproof_forge::origin;
use model::sets::ORIGINS;
use proptest::prelude::*;

fn one(row: &str, allowed: &str) -> Option<String> {
    let mut values = origin(row, allowed)?;
    assert_eq!(values.len(), 1, "{row}");
    values.pop()
}

/// The value of each row for an allowed origin; `-` where the row does not exist.
fn table(allowed: &str) -> String {
    let line = |row: &str| match origin(row, allowed) {
        Some(values) => format!("{row} {}\n", values.join(" + ")),
        None => format!("{row} -\n"),
    };
    ORIGINS.iter().map(|(row, _)| line(row)).collect()
}

#[test]
fn every_row_is_made_of_a_name() {
    for (row, _) in ORIGINS {
        assert!(origin(row, "https://app.example.test").is_some(), "{row}");
    }
}

#[test]
fn a_name() {
    let expected = "\
allowed https://app.example.test
absent 
foreign https://evil.test
null null
allowed-as-prefix https://app.example.test.evil.test
allowed-as-suffix https://evilapp.example.test
allowed-as-subdomain https://evil.app.example.test
allowed-as-userinfo https://app.example.test@evil.test
allowed-as-path https://evil.test/app.example.test
dot-replaced https://appxexample.test
other-scheme http://app.example.test
other-port https://app.example.test:8443
ip-literal https://203.0.113.7
several https://app.example.test + https://evil.test
homograph https://xn--pp-6kc.example.test
upper-case-host https://APP.EXAMPLE.TEST
trailing-dot https://app.example.test.
default-port-spelled https://app.example.test:443
";
    assert_eq!(table("https://app.example.test"), expected);
}

#[test]
fn an_address_with_a_port() {
    let expected = "\
allowed http://127.0.0.1:3000
absent 
foreign http://evil.test
null null
allowed-as-prefix http://127.0.0.1.evil.test:3000
allowed-as-suffix http://evil127.0.0.1:3000
allowed-as-subdomain http://evil.127.0.0.1:3000
allowed-as-userinfo http://127.0.0.1:3000@evil.test
allowed-as-path http://evil.test/127.0.0.1:3000
dot-replaced http://127.0.0a1:3000
other-scheme https://127.0.0.1:3000
other-port http://127.0.0.1:8443
ip-literal http://203.0.113.7:3000
several http://127.0.0.1:3000 + http://evil.test
homograph -
upper-case-host -
trailing-dot http://127.0.0.1.:3000
default-port-spelled -
";
    assert_eq!(table("http://127.0.0.1:3000"), expected);
}

#[test]
fn what_does_not_exist_is_left_out() {
    assert_eq!(one("dot-replaced", "http://localhost:3000"), None);
    assert_eq!(one("allowed-as-prefix", "http://[::1]:3000"), None);
    assert_eq!(one("trailing-dot", "http://[::1]"), None);
    assert_eq!(
        one("other-scheme", "http://[fe80::1]:3000"),
        Some("https://[fe80::1]:3000".into())
    );
    assert_eq!(
        one("upper-case-host", "http://[fe80::1]"),
        Some("http://[FE80::1]".into())
    );
    assert_eq!(one("default-port-spelled", "tauri://localhost"), None);
    assert_eq!(
        one("foreign", "tauri://localhost"),
        Some("https://evil.test".into())
    );
    assert_eq!(origin("foreigner", "https://app.example.test"), None);
}

#[test]
fn the_stand_ins_are_never_the_allowed_one() {
    assert_eq!(
        one("foreign", "https://evil.test"),
        Some("https://evil.example".into())
    );
    assert_eq!(
        one("ip-literal", "http://203.0.113.7"),
        Some("http://203.0.113.8".into())
    );
    assert_eq!(
        one("other-port", "https://a.test:8443"),
        Some("https://a.test:8444".into())
    );
}

#[test]
fn only_serialised_origins_are_taken() {
    for text in [
        "",
        "null",
        "*",
        "app.example.test",
        "https://",
        "https:///",
        "https://a.test/",
        "https://A.test",
        "HTTPS://a.test",
        "https://a.test:443",
        "http://a.test:80",
        "https://a.test:",
        "https://a.test:0",
        "https://a.test:080",
        "https://a.test:65536",
        "https://a.test:+1",
        "https://u@a.test",
        "https://a..test",
        "https://a.test.",
        "https://a.test?q",
        "https://é.test",
        "https://1.2.3",
        "https://1.2.3.256",
        "https://[::1",
        "https://::1",
        "https://[::1]x",
        "https://[::1]x:1",
        "https://[::G]",
        "1https://a.test",
    ] {
        assert_eq!(origin("allowed", text), None, "{text}");
    }
}

fn allowed() -> impl Strategy<Value = String> {
    let host = prop_oneof![
        "[a-z][a-z0-9-]{0,8}(\\.[a-z][a-z0-9]{1,5}){0,3}",
        any::<std::net::Ipv4Addr>().prop_map(|it| it.to_string()),
        any::<std::net::Ipv6Addr>().prop_map(|it| format!("[{it}]")),
        Just("evil.test".to_owned()),
        Just("203.0.113.7".to_owned()),
    ];
    let port = prop_oneof![
        Just(String::new()),
        (1024u16..).prop_map(|it| format!(":{it}"))
    ];
    ("https?", host, port).prop_map(|(scheme, host, port)| format!("{scheme}://{host}{port}"))
}

proptest! {
    #[test]
    fn no_other_origin_equals_the_allowed_one(allowed in allowed()) {
        prop_assert_eq!(origin("allowed", &allowed), Some(vec![allowed.clone()]));
        for (row, _) in ORIGINS.iter().filter(|(row, _)| *row != "allowed") {
            let values = origin(row, &allowed).unwrap_or_default();
            prop_assert!(values != [allowed.clone()], "{} {:?}", row, values);
            if *row != "several" {
                prop_assert!(!values.contains(&allowed), "{} {:?}", row, values);
            }
        }
    }

    #[test]
    fn any_text_is_survived(allowed in "(https?://)?\\PC{0,40}") {
        for (row, _) in ORIGINS {
            let _ = origin(row, &allowed);
        }
    }
}
