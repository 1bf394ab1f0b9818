//! The operations that checks of the catalogue use: a closed list, so that one thing has one name in
//! every check and in every target file. A target may declare others for scenarios of its own.

/// What kind of endpoint an operation is mapped to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A request, or a chain of them.
    Request,
    /// A socket.
    Socket,
    /// A message on a socket.
    Message,
    /// A request or a message, as the target likes.
    Either,
}

/// One operation of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// What it is mapped to.
    pub kind: Kind,
    /// What a step may give it, with what that is.
    pub inputs: &'static [(&'static str, &'static str)],
    /// What it yields beside credentials, with what that is.
    pub outputs: &'static [(&'static str, &'static str)],
    /// What its acceptance shows.
    pub proves: &'static str,
}

/// Credentials that checks name; what they are is for the target to say.
pub const CREDENTIALS: &[(&str, &str)] = &[
    ("access", "what requests prove themselves with"),
    ("refresh", "what yields a new `access`"),
    (
        "ws",
        "what a socket is opened with, where that is another than `access`",
    ),
    ("csrf", "what shows that the own page sent a request"),
];

use Kind::{Either, Message, Request, Socket};

const fn request(name: &'static str, proves: &'static str) -> Known {
    of(name, Request, proves)
}

const fn of(name: &'static str, kind: Kind, proves: &'static str) -> Known {
    Known {
        name,
        kind,
        inputs: &[],
        outputs: &[],
        proves,
    }
}

/// The list, by subject.
pub const OPERATIONS: &[Known] = &[
    request("health", "the service answers; nobody need be logged in"),
    Known {
        outputs: &[("connections", "how many sockets are open")],
        ..request("metrics", "the service tells its gauges")
    },
    Known {
        outputs: &[(
            "access",
            "the session of a visitor, where visitors have one",
        )],
        ..request("page", "a public page was served")
    },
    request("register", "an account was made for the identity"),
    request(
        "login",
        "the identity is logged in; it yields the credentials",
    ),
    Known {
        inputs: &[("password", "another than the identity's own")],
        ..request("login-password", "the password was right")
    },
    request("send-code", "a one-time code was sent to the identity"),
    Known {
        outputs: &[("code", "the code that was sent last")],
        ..request("read-code", "the code could be read, in place of a mailbox")
    },
    Known {
        inputs: &[("code", "a one-time code")],
        ..request(
            "verify-code",
            "the code was right, and the identity is logged in",
        )
    },
    request(
        "refresh",
        "the refresh token was good; it yields an access token",
    ),
    request("logout", "the session has ended"),
    request("logout-all", "all sessions of the identity have ended"),
    Known {
        outputs: &[("user", "what the service calls the identity in its records")],
        ..request("whoami", "who asks is the identity")
    },
    Known {
        inputs: &[("marker", "what is written")],
        ..request("mutate", "something of the identity's own was changed")
    },
    request("admin", "who asks has the role of an administrator"),
    Known {
        outputs: &[("session", "the id of the one that asks")],
        ..request(
            "list-sessions",
            "the sessions of the identity, and no others",
        )
    },
    Known {
        inputs: &[("session", "the id of a session")],
        ..request("revoke-session", "that session has ended")
    },
    request("issue-ticket", "a credential for a socket was issued"),
    Known {
        inputs: &[("channel", "what it listens to")],
        ..of(
            "socket",
            Socket,
            "the socket belongs to the identity, and answers",
        )
    },
    Known {
        inputs: &[("channel", "what it listens to")],
        ..of(
            "socket-late",
            Socket,
            "a socket that says who it is in its first message",
        )
    },
    of("ping", Message, "the socket answers"),
    Known {
        inputs: &[("message", "what is said")],
        ..of("chat", Message, "an answer to just this message came")
    },
    Known {
        inputs: &[("channel", "what is listened to")],
        ..of("subscribe", Message, "messages of the channel will come")
    },
    Known {
        inputs: &[("channel", "where it is said"), ("message", "what is said")],
        ..of("publish", Either, "the message was taken for its listeners")
    },
    Known {
        outputs: &[("channel", "the identity's own")],
        ..request("own-channel", "the identity has a channel of its own")
    },
    Known {
        inputs: &[
            ("email", "whose"),
            ("role", "the new role, `user` or `admin`"),
        ],
        ..request("set-role", "the role of a user was changed")
    },
    Known {
        inputs: &[("email", "the new address")],
        ..request(
            "set-email",
            "the e-mail address of the identity was changed",
        )
    },
    Known {
        inputs: &[("email", "whose")],
        ..request("disable-user", "the account of a user was disabled")
    },
    Known {
        inputs: &[("email", "whose")],
        ..request("enable-user", "a disabled account can be used again")
    },
    Known {
        inputs: &[("email", "whose")],
        ..request("end-access", "the access period of an account is over")
    },
    request(
        "register-demo",
        "an account to look around with was made for the identity",
    ),
    Known {
        inputs: &[("email", "whose")],
        ..request("delete-user", "the account of a user was removed")
    },
    request("rotate-key", "the service signs with a new key"),
    request("restart", "the service restarts"),
    Known {
        inputs: &[("duration", "how far, in seconds")],
        ..request("move-clock", "the clock of the service was moved")
    },
    request("read-audit", "the security events that it recorded"),
];

/// The operation of this name.
pub fn known(name: &str) -> Option<&'static Known> {
    OPERATIONS.iter().find(|known| known.name == name)
}
