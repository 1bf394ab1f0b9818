//! `new-check`: what it writes and says, and what it does not do.

use crate::support::{file, gateproof};

#[test]
fn a_skeleton_is_written_once_and_refused_until_it_is_filled_in() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("scenarios/catalogue")).unwrap();
    let ran = gateproof(folder.path(), &["new-check", "refresh/replayed-late"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    insta::assert_snapshot!(ran.out);
    let path = "scenarios/catalogue/refresh/replayed-late.yaml";
    let text = std::fs::read_to_string(folder.path().join(path)).unwrap();
    for command in ["lint", "run"] {
        let ran = gateproof(folder.path(), &[command, path]);
        assert_eq!(ran.code, 2, "{command}: {}", ran.out);
        assert!(ran.err.contains("this is not filled in yet"), "{}", ran.err);
    }
    let again = gateproof(folder.path(), &["new-check", "refresh/replayed-late"]);
    assert_eq!(again.code, 2, "{}", again.out);
    assert!(again.err.contains("it is there already"), "{}", again.err);
    assert_eq!(
        std::fs::read_to_string(folder.path().join(path)).unwrap(),
        text
    );
}

#[test]
fn what_is_no_new_check_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    for (id, said) in [
        ("refresh", "`refresh` is no id"),
        ("refres/x", "did you mean `refresh`?"),
        ("token/missing", "there is a check `token/missing` already"),
        ("token/new", "there is no folder scenarios/catalogue"),
    ] {
        let ran = gateproof(folder.path(), &["new-check", id]);
        assert_eq!(ran.code, 2, "{id}: {}", ran.out);
        assert!(ran.err.contains(said), "{id}: {}", ran.err);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_file_of_the_catalogue_is_linted_as_a_check_and_its_defects_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios");
    let text = std::fs::read_to_string(format!("{root}/catalogue/token/missing.yaml")).unwrap();
    let named = text.replace("token-missing-accepted", "token-missing-acepted");
    let short = text.lines().filter(|line| !line.starts_with("why:"));
    let short = short.collect::<Vec<_>>().join("\n");
    let family = folder.path().join("catalogue/token");
    std::fs::create_dir_all(&family).unwrap();
    for (text, said) in [
        (named, "did you mean `token-missing-accepted`?"),
        (short, "a check needs `why`"),
    ] {
        let path = file(&family, "missing.yaml", &text);
        let ran = gateproof(folder.path(), &["lint", path.to_str().unwrap()]);
        assert_eq!(ran.code, 2, "{}", ran.out);
        assert!(ran.err.contains(said), "{}", ran.err);
    }
}

#[test]
fn the_catalogue_is_clean_and_names_only_defects_that_can_be_planted() {
    let ran = gateproof(std::path::Path::new("."), &["lint"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}
