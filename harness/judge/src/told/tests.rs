//! Headers as they are read.

use proptest::prelude::*;

use super::*;

fn answer(headers: &[(&str, &str)]) -> Raw {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()));
    Raw {
        answer: Some(Answer {
            version: "HTTP/1.1",
            status: 429,
            headers: headers.collect(),
            body: Vec::new(),
            cut: false,
        }),
        ..Raw::default()
    }
}

fn read(headers: &[(&str, &str)]) -> String {
    let now = Now {
        ours: Duration::from_secs(784_111_777),
        moved: Duration::from_secs(3_600),
    };
    let Some(told) = told(&answer(headers), &Redactor::default(), now) else {
        return "nothing".to_owned();
    };
    match &told.unread {
        Some(why) => why.as_str().to_owned(),
        None => spoken(&told).as_str().to_owned(),
    }
}

#[test]
fn three_dialects_are_read_in_their_forms() {
    const DATE: (&str, &str) = ("Date", "Sun, 06 Nov 1994 08:49:37 GMT");
    for (headers, wanted) in [
        (&[][..], "nothing"),
        (&[("Retry-After", "120")], "Retry-After 120"),
        (
            &[DATE, ("retry-after", "Sun, 06 Nov 1994 08:50:37 GMT")],
            "Retry-After 60",
        ),
        // The clock of the limits is an hour ahead of that of the dates.
        (
            &[DATE, ("Retry-After", "Sun, 06 Nov 1994 09:50:37 GMT")],
            "Retry-After 60",
        ),
        (
            &[("Retry-After", "Sun, 06 Nov 1994 08:49:00 GMT")],
            "Retry-After 0",
        ),
        (
            &[("Retry-After", "soon")],
            "`Retry-After: soon` tells no number and no date",
        ),
        (
            &[("Retry-After", "-1")],
            "`Retry-After: -1` tells no number and no date",
        ),
        (
            &[
                ("RateLimit-Policy", r#""a";q=5;w=60, "b";q=100;w=900"#),
                ("RateLimit", r#""a";r=3;t=50"#),
                ("RateLimit", r#""b";r=98;t=800"#),
            ],
            "RateLimit limit 5 remaining 3 reset 50; RateLimit limit 100 remaining 98 reset 800",
        ),
        (
            &[
                ("RateLimit-Policy", "5;w=60"),
                ("RateLimit", "limit=5, remaining=3, reset=50"),
            ],
            "RateLimit limit 5 remaining 3 reset 50",
        ),
        (
            &[
                ("RateLimit-Limit", "5, 5;w=60"),
                ("RateLimit-Remaining", "0"),
                ("RateLimit-Reset", "7"),
            ],
            "RateLimit limit 5 remaining 0 reset 7",
        ),
        (
            &[("RateLimit", r#""a;r=3"#)],
            "`RateLimit` is no list of the draft",
        ),
        (
            &[
                ("X-RateLimit-Limit", "5"),
                ("X-RateLimit-Remaining", "4"),
                ("X-RateLimit-Reset", "12.2"),
            ],
            "X-RateLimit limit 5 remaining 4 reset 13",
        ),
        (
            &[DATE, ("X-RateLimit-Reset", "784111800")],
            "X-RateLimit reset 784111800",
        ),
        (
            &[
                ("Date", "Tue, 14 Nov 2023 22:13:20 GMT"),
                ("X-RateLimit-Reset", "1700000030"),
            ],
            "X-RateLimit reset 30",
        ),
        (
            &[
                ("Date", "Tue, 14 Nov 2023 22:13:20 GMT"),
                ("X-RateLimit-Reset", "1700000030999"),
            ],
            "X-RateLimit reset 31",
        ),
        (
            &[("X-RateLimit-Remaining", "many")],
            "`X-RateLimit-Remaining: many` tells no number and no date",
        ),
    ] {
        assert_eq!(read(headers), wanted, "{headers:?}");
    }
    let long = "1".repeat(LONGEST + 1);
    assert_eq!(read(&[("RateLimit", &long)]), "`RateLimit` has 2001 octets");
}

proptest! {
    #[test]
    fn whatever_comes_is_read_or_told(name in 0usize..8, value in ".{0,200}") {
        let names = [
            "Retry-After", "RateLimit", "RateLimit-Policy", "RateLimit-Limit",
            "RateLimit-Reset", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
        ];
        read(&[(names[name], &value), ("Date", &value)]);
    }

    #[test]
    fn a_list_of_the_draft_is_read_back(
        all in prop::collection::vec(("[a-z\\\\\", ;=]{0,8}", 1u64..1000, 0u64..1000, 0u64..1000), 1..8)
    ) {
        let quoted = |name: &str| name.replace('\\', "\\\\").replace('"', "\\\"");
        let (mut policy, mut state, mut wanted) = (Vec::new(), Vec::new(), Vec::new());
        for (number, (name, q, r, t)) in all.iter().enumerate() {
            let name = format!("{number}{}", quoted(name));
            policy.push(format!("\"{name}\";q={q};w=60"));
            state.push(format!("\"{name}\" ; r={r};x;t={t}"));
            wanted.push(format!("RateLimit limit {q} remaining {r} reset {t}"));
        }
        let (policy, state) = (policy.join(","), state.join(" , "));
        let told = read(&[("RateLimit-Policy", &policy), ("RateLimit", &state)]);
        prop_assert_eq!(told, wanted.join("; "));
    }
}
