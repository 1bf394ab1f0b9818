//! Laws: reading never panics, and JSON is YAML.

use crate::common::{good, source, target};
use std::collections::HashSet;

use gateproof_scenario::{Source, bind, read_check, read_scenario, read_target};
use model::identity::{Attribute, Identity};
use proptest::prelude::*;

/// Pieces that make trouble together.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "id",
        ": ",
        "a/b",
        "\n",
        "  ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "\"",
        "'",
        "${",
        "}",
        "${row.a}",
        "${contract.b.c}",
        "steps",
        "call",
        "op",
        "expect",
        "probe",
        "is",
        "refused",
        "matrix",
        "rows",
        "named",
        "origins",
        "~",
        "no",
        "0401",
        "1.10",
        "&a ",
        "*a",
        "<<: ",
        "!!str ",
        "|\n",
        ">\n",
        "#",
        "---",
        "...",
        "\t",
        "ü",
        "\u{feff}",
        "\u{1b}[0m",
        "%YAML 1.2\n",
        "? ",
        "\\",
        "\r\n",
        "\0",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn read_all(text: &str) {
    for read in [0, 1, 2] {
        let source = source("x.yaml", text);
        let errors = match read {
            0 => read_target(source).map(drop),
            1 => read_scenario(source).map(drop),
            _ => read_check(source).map(drop),
        };
        if let Err(errors) = errors {
            assert!(!errors.is_empty());
            assert!(errors.to_string().contains("error"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reading_pieces_never_panics(text in pieces()) {
        read_all(&text);
    }

    #[test]
    fn reading_octets_never_panics(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        read_all(&String::from_utf8_lossy(&octets));
    }

    #[test]
    fn a_good_file_with_a_wound_never_panics(
        at in 0usize..4_000, length in 0usize..40, wound in pieces(), which in 0usize..3,
    ) {
        let Source { text, .. } = good(["target.yaml", "catalogue/token/forged.yaml", "catalogue/session/unknown-alike.yaml"][which]);
        let start = text.floor_char_boundary(at.min(text.len()));
        let end = text.floor_char_boundary((start + length).min(text.len()));
        read_all(&format!("{}{wound}{}", &text[..start], &text[end..]));
    }

    #[test]
    fn a_target_written_as_json_reads_back_equal(
        name in any::<String>(), attribute in any::<String>(), number in any::<i64>(), float in -1e9f64..1e9,
    ) {
        let mut target = target().target;
        target.name = name.clone();
        if let Some(Identity::Known(known)) = target.identities.get_mut("user") {
            known.attributes.insert("note".to_owned(), Attribute::Text(attribute.clone()));
        }
        if let Some(login) = target.operations.get_mut("login") {
            login.json = Some(serde_json::json!({ "number": number, "float": float, "none": null }));
        }
        // A `${` in free text would be a reference.
        prop_assume!(!name.contains("${") && !attribute.contains("${"));
        let text = serde_json::to_string(&target).expect("written");
        let read = read_target(source("x.yaml", text)).unwrap_or_else(|errors| panic!("{errors}"));
        prop_assert_eq!(read.target, target);
    }

    #[test]
    fn rows_of_a_target_have_ids_of_their_own_and_are_the_same_each_time(
        names in prop::collection::vec("[ab1,# /ü.-]{0,4}|.*", 1..12),
    ) {
        let mut target = target().target;
        let endings = target.contract.endings["lifetime"].clone();
        target.contract.endings = names.iter().map(|name| (name.clone(), endings.clone())).collect();
        if let Some(socket) = target.operations.get_mut("socket") {
            socket.subprotocols = names;
        }
        let text = serde_json::to_string(&target).expect("written");
        let read = read_target(source("x.yaml", text));
        prop_assume!(read.is_ok());
        let target = read.unwrap_or_else(|errors| panic!("{errors}"));
        let scenario = read_scenario(source("own.yaml", EACH)).unwrap_or_else(|errors| panic!("{errors}"));
        let plan = bind(&target, &[&scenario]).unwrap_or_else(|errors| panic!("{errors}"));
        let ids: HashSet<&str> = plan.cases.iter().map(|case| case.id.0.as_str()).collect();
        prop_assert_eq!(ids.len(), plan.cases.len());
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "/#,-_.".contains(letter);
        for id in ids {
            prop_assert!(id.chars().all(plain) && id.matches(',').count() == 1, "{}", id);
        }
        prop_assert_eq!(bind(&target, &[&scenario]), Ok(plan));
    }
}

/// Names as ids of rows, in two axes.
const EACH: &str = "id: own/each
title: A fault
matrix: { a: { each: contract.endings }, b: { each: operations.socket.subprotocols } }
steps:
  - call: { op: health, control: both }
  - call: { op: whoami, with: { access: \"${row.a}${row.b}\" }, probe: p }
expect:
  - { probe: p, is: not-accepted, level: must }
";
