//! Filters: what they take, what they leave out, and what is said when they name nothing.

use crate::common::{check, source, target};
use gateproof_scenario::{Choice, Filters, NoMatch, ScenarioFile, bind, read_scenario};

/// The good checks, and scenarios that the tests need beside them.
fn catalogue() -> Vec<ScenarioFile> {
    vec![
        check("token/forged"),
        check("socket-auth/foreign-origin"),
        check("session/unknown-alike"),
        made(
            "token/new",
            "status: nursery\nreferences: [{ doc: RFC 7636, section: \"4\" }]",
        ),
        made(
            "limit/slow",
            "tags: [slow, real-time]\nreferences: [{ doc: RFC 6585, section: \"4\" }, { doc: RFC 6455, section: \"4.2.2\" }]",
        ),
        made(
            "limit/forty",
            "references: [{ doc: RFC 6455, section: \"40\" }]",
        ),
    ]
}

fn own() -> Vec<ScenarioFile> {
    let rows = "status: nursery\ntags: [slow]\nmatrix: { who: { rows: { user: { role: user }, second: { role: user/tab2 } } }, place: { each: operations.whoami.needs } }";
    vec![made("own/rows", rows), made("own/plain", "")]
}

fn made(id: &str, metadata: &str) -> ScenarioFile {
    let steps = "steps:\n  - call: { op: whoami, control: both }\n  - call: { op: whoami, as: anonymous, probe: p }\nexpect:\n  - { probe: p, is: not-accepted, level: must }\n";
    let text = format!("id: {id}\ntitle: A fault\n{metadata}\n{steps}");
    read_scenario(source("made.yaml", text)).unwrap_or_else(|errors| panic!("{errors}"))
}

fn filters(take: &[&str], leave: &[&str]) -> Filters {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Filters {
        take: words(take),
        leave: words(leave),
    }
}

fn ids<'a>(choice: &'a Choice<'_>) -> Vec<&'a str> {
    let files = choice.files.iter();
    files.map(|file| file.scenario.id.0.as_str()).collect()
}

/// The ids of what filters choose in the catalogue.
fn chosen(take: &[&str], leave: &[&str]) -> Vec<String> {
    let all = catalogue();
    let choice = filters(take, leave).choose(&[], &all);
    let choice = choice.unwrap_or_else(|error| panic!("{error}"));
    ids(&choice).into_iter().map(str::to_owned).collect()
}

fn refused(own: &[ScenarioFile], take: &[&str], leave: &[&str]) -> NoMatch {
    let all = catalogue();
    filters(take, leave)
        .choose(own, &all)
        .expect_err("nothing is named")
}

#[test]
fn without_filters_all_is_taken_but_what_is_in_the_nursery() {
    let all = [
        "token/forged",
        "socket-auth/foreign-origin",
        "session/unknown-alike",
        "limit/slow",
        "limit/forty",
    ];
    assert_eq!(chosen(&[], &[]), all);
}

#[test]
fn a_filter_is_an_id_a_family_a_tag_or_a_clause_with_what_is_below_it() {
    for (filter, wanted) in [
        ("token/forged", &["token/forged"][..]),
        ("token", &["token/forged"]),
        ("token/new", &["token/new"]),
        ("tag:slow", &["limit/slow"]),
        ("cwe/204", &["session/unknown-alike"]),
        ("asvs/4.4.2", &["socket-auth/foreign-origin"]),
        ("asvs/4", &["socket-auth/foreign-origin"]),
        ("rfc6455/4", &["limit/slow"]),
        ("rfc6455/4.2", &["limit/slow"]),
        ("rfc6455/40", &["limit/forty"]),
        (
            "rfc6455",
            &["socket-auth/foreign-origin", "limit/slow", "limit/forty"],
        ),
        ("token/forged#none", &["token/forged"]),
    ] {
        assert_eq!(chosen(&[filter], &[]), wanted, "{filter}");
    }
    assert_eq!(
        chosen(&["cwe/204", "token"], &[]),
        ["token/forged", "session/unknown-alike"]
    );
}

#[test]
fn what_is_left_out_is_counted() {
    let all = catalogue();
    let choice = filters(&[], &["rfc6455", "tag:slow"])
        .choose(&[], &all)
        .expect("two are left");
    assert_eq!(ids(&choice), ["token/forged", "session/unknown-alike"]);
    assert_eq!(choice.left_out, 3);
    assert_eq!(chosen(&["limit"], &["tag:slow"]), ["limit/forty"]);
}

/// Whatever it is, what it takes and what is left without it are all.
#[test]
fn what_a_filter_takes_is_what_it_leaves_out() {
    let all = chosen(&[], &[]);
    for file in &catalogue() {
        let scenario = &file.scenario;
        let clauses = scenario.references.iter().filter_map(|it| it.clause());
        let mut filters: Vec<String> = clauses.collect();
        let above = filters.iter().filter_map(|it| it.rsplit_once(['.', '/']));
        let above: Vec<String> = above.map(|(above, _)| above.to_owned()).collect();
        filters.extend(above);
        filters.push(scenario.id.family().to_owned());
        filters.extend(scenario.tags.iter().map(|tag| format!("tag:{tag}")));
        if all.contains(&scenario.id.0) {
            filters.push(scenario.id.0.clone());
        }
        for filter in filters.iter().filter(|it| !it.starts_with("rfc7636")) {
            let taken = chosen(&[filter], &[]);
            let left = chosen(&[], &[filter]);
            assert_eq!(taken.len() + left.len(), all.len(), "{filter}");
            assert!(taken.iter().all(|id| !left.contains(id)), "{filter}");
        }
    }
}

#[test]
fn single_cases_are_taken_and_left_out_of_the_plan() {
    let all = catalogue();
    for (take, leave, wanted, left) in [
        (
            &["token/forged#none"][..],
            &[][..],
            &["none,get", "none,head"][..],
            0,
        ),
        (
            &["token/forged#none", "token"],
            &["token/forged#own"],
            &[],
            2,
        ),
        (
            &["token/forged#none", "token/forged#own"],
            &["token/forged#own"],
            &["none,get", "none,head"],
            2,
        ),
    ] {
        let choice = filters(take, leave)
            .choose(&[], &all)
            .expect("they are there");
        let plan = bind(&target(), &choice.files).expect("it binds");
        let whole = plan.cases.len();
        let (plan, count) = choice.keep(plan).expect("cases are left");
        let rows: Vec<&str> = plan
            .cases
            .iter()
            .filter_map(|case| case.id.0.split('#').nth(1))
            .collect();
        assert_eq!(count, left);
        match wanted {
            [] => assert_eq!(rows.len(), whole - left, "{rows:?}"),
            wanted => assert_eq!(rows, wanted),
        }
    }
}

#[test]
fn a_case_id_may_end_at_a_comma_and_rows_of_the_target_are_known_when_it_is_bound() {
    let own = own();
    let choose = |word| {
        let choice = filters(&[word], &[]).choose(&own[..1], &[])?;
        let plan = bind(&target(), &choice.files).expect("it binds");
        choice.keep(plan).map(|(plan, _)| plan.cases.len())
    };
    let all = bind(&target(), &[&own[0]]).expect("it binds").cases.len();
    assert_eq!(choose("own/rows#user"), Ok(all / 2));
    assert_eq!(
        choose("own/rows#user,nowhere").map_err(|error| error.to_string()),
        Err(
            "no case is called `own/rows#user,nowhere`; did you mean `own/rows#user,access`?"
                .to_owned()
        )
    );
}

#[test]
fn own_files_are_taken_whole_where_no_filter_names_them() {
    let (own, all) = (own(), catalogue());
    for (take, wanted) in [
        (&[][..], &["own/rows", "own/plain"][..]),
        (&["token"], &["own/rows", "own/plain", "token/forged"]),
        (&["own/rows#user"], &["own/rows", "own/plain"]),
        (&["tag:slow"], &["own/rows", "own/plain", "limit/slow"]),
    ] {
        let choice = filters(take, &[])
            .choose(&own, &all)
            .expect("they are there");
        assert_eq!(ids(&choice), wanted, "{take:?}");
        let single = choice.single(&own[0]);
        assert_eq!(single.len(), usize::from(take == ["own/rows#user"]));
    }
    let choice = filters(&[], &["own"]).choose(&own, &all);
    assert_eq!(choice.expect_err("nothing is left"), NoMatch::NothingLeft);
}

#[test]
fn a_filter_that_names_nothing_names_the_nearest() {
    let own = own();
    let said: Vec<String> = [
        "tokn",
        "token/forgd",
        "forged",
        "session/unknown-alik#x",
        "tag:slwo",
        "tag:none",
        "rfc6455/10.3",
        "RFC 6455",
        "rfc6455/4.2.2.1",
        "rfc9700",
        "cwe/205",
        "token/forged#non",
        "token/forged#late,gt",
        "token/forged#",
        "own/plain#x",
        "own/rows#usr,access",
        "rfc7636",
        "nothing-like-it-at-all",
        "",
    ]
    .into_iter()
    .map(|word| format!("{word}\n    {}\n", refused(&own, &[word], &[])))
    .collect();
    insta::assert_snapshot!(said.concat());
}

#[test]
fn what_is_to_be_left_out_must_be_there() {
    let said = refused(&[], &["token"], &["tag:slwo"]).to_string();
    assert!(said.contains("`tag:slow`"), "{said}");
    assert_eq!(refused(&[], &["token"], &["token"]), NoMatch::NothingLeft);
    // That it was not chosen is no fault.
    assert_eq!(chosen(&["token"], &["tag:slow"]), ["token/forged"]);
}
