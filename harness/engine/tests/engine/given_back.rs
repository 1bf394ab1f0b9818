//! Where a user may have five sessions and a sixth is refused: no run and no case leaves one behind.

use crate::support::workspace::Workspace;
use model::verdict::Kind;

/// Four sessions of its own, beside the one that it shares.
const FOUR: (&str, &str) = (
    r#"call: { op: whoami, control: both }
    burst: { do: { call: { op: login, as: "user/s*" } }, times: 4 }
    call: { op: whoami, as: user/s4 }
    call: { op: whoami, credential: [{ is: none }], probe: bare }"#,
    "{ probe: bare, is: { refused: unauthenticated }, level: must }",
);

/// Its tokens have expired when it ends.
const EXPIRED: (&str, &str) = (
    r#"call: { op: whoami, control: both }
    burst: { do: { call: { op: login, as: "user/s*" } }, times: 3, mark: in }
    advance: { past: { contract: lifetimes.access, since: in } }
    call: { op: whoami, as: user/s3, probe: late }"#,
    "{ probe: late, is: { refused: unauthenticated }, level: must }",
);

/// It has ended some of them itself.
const ENDED: (&str, &str) = (
    r#"call: { op: whoami, as: other, control: both }
    burst: { do: { call: { op: login, as: "user/s*" } }, times: 5 }
    call: { op: logout, as: user/s2 }
    call: { op: whoami, as: user/s2, credential: [{ is: none }], probe: bare }"#,
    "{ probe: bare, is: { refused: unauthenticated }, level: must }",
);

async fn passes_again_and_again(scenario: (&str, &str)) {
    let workspace = Workspace::start(&[]).await;
    for _ in 0..4 {
        workspace.play(scenario).await.is(Kind::Pass, "");
    }
}

#[tokio::test]
async fn sessions_of_a_case_and_shared_ones_are_given_back() {
    passes_again_and_again(FOUR).await;
}

#[tokio::test]
async fn an_expired_one_is_renewed_to_be_given_back() {
    passes_again_and_again(EXPIRED).await;
}

#[tokio::test]
async fn what_a_case_has_ended_itself_is_no_harm() {
    passes_again_and_again(ENDED).await;
}

#[tokio::test]
async fn what_gives_them_back_stands_in_the_journal() {
    let workspace = Workspace::start(&[]).await;
    let played = workspace.play(FOUR).await;
    let logouts = played.text.matches("/auth/logout").count();
    assert_eq!(logouts, 5, "{}", played.text);
}
