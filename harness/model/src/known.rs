//! Secrets that are none.

/// Secrets that everybody knows, because they stand in documentation, examples and templates: the row,
/// the secret, and where it comes from. Each row is signed with the HMAC of the token, else with HS256.
pub const KNOWN_SECRETS: &[(&str, &str, &str)] = &[
    ("known-secret/empty", "", "signed with the empty key"),
    ("known-secret/secret", "secret", "signed with `secret`"),
    (
        "known-secret/secretkey",
        "secretkey",
        "signed with `secretkey`",
    ),
    (
        "known-secret/secret-key",
        "secret-key",
        "signed with `secret-key`",
    ),
    (
        "known-secret/my-secret-key",
        "my-secret-key",
        "signed with `my-secret-key`",
    ),
    (
        "known-secret/your-secret-key",
        "your-secret-key",
        "signed with `your-secret-key`",
    ),
    (
        "known-secret/super-secret-key",
        "super-secret-key",
        "signed with `super-secret-key`",
    ),
    (
        "known-secret/supersecret",
        "supersecret",
        "signed with `supersecret`",
    ),
    (
        "known-secret/dev-secret-key",
        "dev-secret-key",
        "signed with `dev-secret-key`",
    ),
    (
        "known-secret/dev-secret",
        "dev-secret",
        "signed with `dev-secret`",
    ),
    (
        "known-secret/changeme",
        "changeme",
        "signed with `changeme`",
    ),
    (
        "known-secret/change-me",
        "change-me",
        "signed with `change-me`",
    ),
    (
        "known-secret/change-me-in-production",
        "change-me-in-production",
        "signed with `change-me-in-production`",
    ),
    (
        "known-secret/your-secret-key-change-in-production",
        "your-secret-key-change-in-production",
        "signed with `your-secret-key-change-in-production`",
    ),
    (
        "known-secret/jwt_secret",
        "jwt_secret",
        "signed with `jwt_secret`",
    ),
    (
        "known-secret/your_jwt_secret",
        "your_jwt_secret",
        "signed with `your_jwt_secret`",
    ),
    (
        "known-secret/password",
        "password",
        "signed with `password`",
    ),
    ("known-secret/test", "test", "signed with `test`"),
    ("known-secret/123456", "123456", "signed with `123456`"),
    (
        "known-secret/keyboard-cat",
        "keyboard cat",
        "signed with `keyboard cat`, of session examples for Node",
    ),
    (
        "known-secret/node-example",
        "shhhhh",
        "signed with `shhhhh`, of the documentation of jsonwebtoken",
    ),
    (
        "known-secret/go-example",
        "AllYourBase",
        "signed with `AllYourBase`, of the examples of golang-jwt",
    ),
    (
        "known-secret/gin-example",
        "secret key",
        "signed with `secret key`, of the example of gin-jwt",
    ),
    (
        "known-secret/fastapi-example",
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        "signed with the secret of the tutorial of FastAPI",
    ),
    (
        "known-secret/debugger",
        "your-256-bit-secret",
        "signed with `your-256-bit-secret`, which a well-known token debugger filled in",
    ),
    (
        "known-secret/debugger-long",
        "a-string-secret-at-least-256-bits-long",
        "signed with `a-string-secret-at-least-256-bits-long`, which it fills in today",
    ),
    (
        "known-secret/supabase-example",
        "super-secret-jwt-token-with-at-least-32-characters-long",
        "signed with the default of a local Supabase",
    ),
];
