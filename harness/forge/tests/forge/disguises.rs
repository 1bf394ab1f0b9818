//! Every disguise is another spelling of the same request, and those that do not exist say so.

use gateproof_forge::disguise;
use model::sets;
use model::wire::Request;

fn request(method: &str, url: &str, body: &str) -> Request {
    Request {
        service: "app".to_owned(),
        method: method.to_owned(),
        url: url.to_owned(),
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
        from: None,
    }
}

#[test]
fn every_row_has_a_spelling_that_differs() {
    let plain = request(
        "PUT",
        "http://127.0.0.1:1/auth/login?a=b",
        r#"{"email":"al.ice@example.test"}"#,
    );
    for row in sets::rows("limit-disguises").unwrap() {
        let spelled = disguise(row, &plain)
            .unwrap_or_else(|| panic!("{row}"))
            .request;
        assert!(spelled != plain, "{row}");
        let claims = spelled.headers.iter().map(|(name, _)| name.as_str());
        let claimed = sets::claimed_header(row);
        assert!(row == "method-override" || claims.eq(claimed), "{row}");
    }
    assert!(disguise("no-such-row", &plain).is_none());
}

#[test]
fn urls_and_addresses_are_respelled_where_they_stand() {
    let url =
        |row: &str, url: &str| disguise(row, &request("GET", url, "")).map(|it| it.request.url);
    for (row, from, to) in [
        ("path-case", "http://h/a/%2f?q", Some("http://h/A/%2f?q")),
        ("path-case", "http://h/1/2", None),
        ("double-slash", "http://h/a/b", Some("http://h//a/b")),
        ("double-slash", "http://h", None),
        (
            "double-slash-inside",
            "http://h/a/b?c/d",
            Some("http://h/a//b?c/d"),
        ),
        (
            "double-slash-inside",
            "http://h/a/b/",
            Some("http://h/a//b/"),
        ),
        ("double-slash-inside", "http://h/a/", None),
        ("double-slash-inside", "http://h", None),
        ("trailing-slash", "http://h/a?q=/", Some("http://h/a/?q=/")),
        ("trailing-slash", "http://h/a/", None),
        ("percent-encoded", "http://h/ab1", Some("http://h/a%621")),
        ("percent-encoded", "http://h/1%2f", None),
        ("extra-query", "http://h/a", Some("http://h/a?x=1")),
        ("extra-query", "http://h/a?b", Some("http://h/a?b&x=1")),
        (
            "email-plus",
            "http://h/a?m=bob%40x.test&n",
            Some("http://h/a?m=bob%2Bx%40x.test&n"),
        ),
        ("email-case", "http://h/a?m=1", None),
    ] {
        assert_eq!(url(row, from).as_deref(), to, "{row} {from}");
    }
    let body = |row: &str, body: &str| {
        let it = disguise(row, &request("POST", "http://h/", body))?;
        Some((
            String::from_utf8(it.request.body).unwrap(),
            it.email.unwrap().1,
        ))
    };
    let json = r#"{"a":"@","email":"bob@x.test"}"#;
    assert_eq!(
        body("email-dot", json).unwrap(),
        (json.replace("bob@", "b.ob@"), "b.ob@x.test".to_owned())
    );
    assert_eq!(
        body("email-case", "email=bob%40x.test&b=c").unwrap().0,
        "email=BOB%40x.test&b=c"
    );
    assert!(disguise("method-override", &request("POST", "http://h/", "")).is_none());
}
