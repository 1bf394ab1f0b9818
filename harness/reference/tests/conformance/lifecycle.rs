//! Starting, failing to start, stopping, and what the handles print.

use std::time::Duration;

use gateproof_reference::{Config, Server, StartError, System, UnknownSystem, defects, start};
use tokio::{io::AsyncReadExt, net::TcpStream, time::timeout};

use crate::support::{PATIENCE, Target};

fn config(system: System, defects: &[&str]) -> Config {
    let defects = defects.iter().map(|id| (*id).to_owned()).collect();
    Config {
        system,
        defects,
        tls: false,
        port: 0,
        delay: Duration::ZERO,
    }
}

#[tokio::test]
async fn the_environment_is_named_by_the_contract_and_random() {
    for (system, prefix) in [
        (System::Sessions, "SESSIONS"),
        (System::Assistant, "ASSISTANT"),
        (System::Workspace, "WORKSPACE"),
        (System::Quiz, "QUIZ"),
        (System::Documents, "DOCUMENTS"),
    ] {
        let (first, second) = (
            Target::start(system, &[]).await,
            Target::start(system, &[]).await,
        );
        let names: Vec<_> = first
            .server
            .environment()
            .iter()
            .map(|(name, _)| name.clone())
            .collect();
        let mut expected = match system {
            System::Quiz => vec![
                "PRIVATE_KEY",
                "PUBLIC_KEY",
                "PREVIOUS_PRIVATE_KEY",
                "PREVIOUS_PUBLIC_KEY",
                "RETIRED_PRIVATE_KEY",
                "RETIRED_PUBLIC_KEY",
            ],
            _ => vec!["SECRET"],
        };
        if system != System::Documents {
            expected.extend(["ALICE_PASSWORD", "BOB_PASSWORD"]);
        }
        if matches!(system, System::Workspace | System::Quiz) {
            expected.push("ADMIN_PASSWORD");
        }
        let expected: Vec<_> = expected.iter().map(|it| format!("{prefix}_{it}")).collect();
        assert_eq!(names, expected);
        let values = first
            .server
            .environment()
            .iter()
            .chain(second.server.environment());
        // Key pairs are made once in a process.
        let pairs = names.iter().filter(|name| name.ends_with("_KEY")).count();
        let distinct: std::collections::HashSet<_> = values.map(|(_, value)| value).collect();
        assert_eq!(distinct.len(), 2 * names.len() - pairs);
    }
}

#[tokio::test]
async fn a_known_secret_is_told_by_the_environment() {
    for system in [
        System::Sessions,
        System::Assistant,
        System::Workspace,
        System::Documents,
    ] {
        let target = Target::start(system, &["known-secret"]).await;
        assert_eq!(target.variable("SECRET"), "dev-secret-key");
        let knock = target.knock(Some(&target.forge().valid())).await;
        assert_eq!(knock.fate(&target).await, "open");
    }
}

#[tokio::test]
async fn nothing_prints_a_secret() {
    let target = Target::sessions().await;
    let printed = format!("{:?} {:?}", target.server, config(System::Sessions, &[]));
    assert!(printed.contains(target.server.http()));
    for (_, value) in target.server.environment() {
        assert!(!printed.contains(value));
    }
}

#[tokio::test]
async fn an_unknown_defect_names_its_neighbours() {
    let error = start(config(System::Sessions, &["alg-none-acceptd"]))
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with(
            "no defect is called `alg-none-acceptd`; did you mean `alg-none-accepted`"
        ),
        "{text}"
    );
    let StartError::UnknownDefect { nearest, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(nearest[0], "alg-none-accepted");
    let error = start(config(System::Sessions, &["zzz"])).await.unwrap_err();
    assert_eq!(error.to_string(), "no defect is called `zzz`");
}

#[tokio::test]
async fn a_defect_of_another_system_is_refused() {
    let error = start(config(System::Assistant, &["origin-not-checked"]))
        .await
        .unwrap_err();
    let expected = "the defect `origin-not-checked` cannot be planted in the system `assistant`";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn a_taken_port_is_told() {
    let target = Target::sessions().await;
    let port = target.address().port();
    let error = start(Config {
        port,
        delay: Duration::ZERO,
        ..config(System::Assistant, &[])
    })
    .await
    .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with(&format!("cannot listen on 127.0.0.1:{port}: "))
    );
}

#[tokio::test]
async fn several_defects_can_be_planted_together() {
    let both = ["nbf-not-checked", "exp-not-checked"];
    let target = Target::start(System::Assistant, &both).await;
    for (claim, value) in [("nbf", 9_999_999_999_u64), ("exp", 1)] {
        let token = target.forge().claiming(claim, value.into());
        assert_eq!(target.me_with(&token).await.status, 200, "{claim}");
    }
}

#[tokio::test]
async fn stopping_ends_connections_sockets_and_the_port() {
    ends_everything(|server| tokio::spawn(server.stop())).await;
}

#[tokio::test]
async fn dropping_ends_them_too() {
    ends_everything(|server| tokio::spawn(async move { drop(server) })).await;
}

async fn ends_everything(end: impl FnOnce(Server) -> tokio::task::JoinHandle<()>) {
    let target = Target::sessions().await;
    let address = target.address();
    let mut idle = target.connect().await;
    let knock = target.knock(Some(&target.login("alice").await)).await;
    let mut client = knock.open(&target).await;
    assert_eq!(client.fate().await, "open");
    end(target.server).await.unwrap();
    assert!(client.next().await.is_none(), "the socket ends");
    let mut rest = Vec::new();
    let _ = timeout(PATIENCE, idle.read_to_end(&mut rest))
        .await
        .expect("an end");
    assert!(rest.is_empty());
    let gone = async { while TcpStream::connect(address).await.is_ok() {} };
    timeout(PATIENCE, gone).await.expect("the port is closed");
}

#[test]
fn systems_are_parsed_and_printed() {
    for system in System::ALL {
        assert_eq!(system.to_string().parse(), Ok(system));
    }
    let error: UnknownSystem = "nothing".parse::<System>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "no system is called `nothing`; there are `sessions`, `assistant`, `workspace`, `quiz` and `documents`"
    );
}

#[test]
fn the_list_of_defects_is_public_and_sorted() {
    assert!(defects().is_sorted_by_key(|defect| defect.id));
    assert!(defects().iter().all(|defect| {
        defect
            .summary
            .chars()
            .next()
            .is_some_and(char::is_lowercase)
    }));
}
