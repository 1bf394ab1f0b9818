//! Bodies and messages that are not the JSON that was meant (RFC 8259), made from what is.

/// How deep the arrays of `deep` stand in each other: beyond any stack that is not guarded, and within any
/// limit of length that is worth having.
const DEEP: usize = 20_000;

/// `json` broken as the row of the set `broken-bodies` says; `None` where it cannot be.
pub fn broken(row: &str, json: &[u8]) -> Option<Vec<u8>> {
    Some(match row {
        "cut" => json.split_last()?.1.to_vec(),
        "words" => b"this is no JSON".to_vec(),
        "nothing" => Vec::new(),
        "two" => [json, json].concat(),
        "in-array" => [b"[", json, b"]"].concat(),
        "null" => b"null".to_vec(),
        "not-utf8" => {
            let end = json.iter().rposition(|octet| *octet == b'}')?;
            let before = json.get(..end)?;
            // A member more, so that what is asked for stays what it is: the first octet of two, and no
            // second one (RFC 3629 3).
            [before, b",\"x\":\"\xc3(\"}"].concat()
        }
        "deep" => [vec![b'['; DEEP], vec![b']'; DEEP]].concat(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use model::sets::BROKEN_BODIES;
    use serde_json::Value;

    use super::*;

    #[test]
    fn no_row_is_the_object_that_was_meant() {
        let json = br#"{"title":"Minutes"}"#;
        for (row, _) in BROKEN_BODIES {
            let broken = broken(row, json).unwrap();
            assert!(
                !serde_json::from_slice::<Value>(&broken).is_ok_and(|it| it.is_object()),
                "{row}"
            );
        }
        assert_eq!(broken("as-it-is", json), None);
    }

    #[test]
    fn what_is_no_utf_8_stands_in_a_member_more() {
        let broken = broken("not-utf8", br#"{"title":"Minutes"}"#).unwrap();
        assert!(String::from_utf8(broken.clone()).is_err());
        let mended = String::from_utf8_lossy(&broken);
        assert_eq!(mended, "{\"title\":\"Minutes\",\"x\":\"\u{fffd}(\"}");
    }
}
