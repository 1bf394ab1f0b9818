//! What a program prints, as a credential: run without a shell and without input, bounded in time and
//! output. What it writes besides is not read: it may quote secrets.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use model::secret::Secret;

/// How long a program may take.
pub const LIMIT: Duration = Duration::from_secs(30);

/// Octets that it may print.
const LONGEST: u64 = 64 * 1024;

/// How often it is looked whether a program has ended that closed its output.
const LOOK: Duration = Duration::from_millis(5);

/// Why a program gave no credential. What it printed is not shown.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// It could not be started.
    #[error("cannot be run: {0}")]
    NotRun(std::io::Error),
    /// Its output could not be read.
    #[error("cannot be read from: {0}")]
    NotRead(std::io::Error),
    /// It took too long.
    #[error("did not end within {0:?}")]
    TooSlow(Duration),
    /// It failed.
    #[error("failed: {0}")]
    Failed(std::process::ExitStatus),
    /// It printed too much.
    #[error("printed more than {LONGEST} octets")]
    TooMuch,
    /// It printed nothing.
    #[error("printed nothing")]
    Nothing,
    /// It printed several lines, or what is no text.
    #[error("printed more than one line of text: the credential must stand alone")]
    NotAlone,
}

/// Runs a program; what it prints, without white space around it.
pub fn run(program: &str, arguments: &[String], limit: Duration) -> Result<Secret, CommandError> {
    let until = Instant::now() + limit;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(CommandError::NotRun)?;
    let printed = read(&mut child, until).and_then(|printed| {
        ended(&mut child, until)?;
        Ok(printed)
    });
    if printed.is_err() {
        // It may have ended by itself in the meantime.
        let _ = child.kill();
        let _ = child.wait();
    }
    let printed = printed.map_err(|error| match error {
        CommandError::TooSlow(_) => CommandError::TooSlow(limit),
        other => other,
    })?;
    let text = std::str::from_utf8(&printed).map_err(|_| CommandError::NotAlone)?;
    match text.trim() {
        "" => Err(CommandError::Nothing),
        text if text.contains(char::is_control) => Err(CommandError::NotAlone),
        text => Ok(Secret::new(text)),
    }
}

/// What a program prints until it closes its output. It is read aside: a pipe knows no time limit.
fn read(child: &mut Child, until: Instant) -> Result<Vec<u8>, CommandError> {
    let Some(output) = child.stdout.take() else {
        return Err(CommandError::Nothing);
    };
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut printed = Vec::new();
        let read = output.take(LONGEST + 1).read_to_end(&mut printed);
        // Nobody waits any more when the time is over.
        let _ = sender.send(read.map(|_| printed));
    });
    let left = until.saturating_duration_since(Instant::now());
    let read = receiver.recv_timeout(left);
    let printed = read.map_err(|_| CommandError::TooSlow(left))?;
    let printed = printed.map_err(CommandError::NotRead)?;
    match printed.len() as u64 > LONGEST {
        true => Err(CommandError::TooMuch),
        false => Ok(printed),
    }
}

fn ended(child: &mut Child, until: Instant) -> Result<(), CommandError> {
    loop {
        match child.try_wait().map_err(CommandError::NotRead)? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(CommandError::Failed(status)),
            None if Instant::now() >= until => return Err(CommandError::TooSlow(LOOK)),
            None => thread::sleep(LOOK),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str, limit: Duration) -> Result<String, String> {
        let arguments = ["-c".to_owned(), script.to_owned()];
        let run = run("sh", &arguments, limit);
        run.map(|secret| secret.expose().to_owned())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn one_line_is_taken_and_everything_else_is_told_without_showing_it() {
        let second = Duration::from_secs(20);
        assert_eq!(
            sh("echo '  the-token '", second),
            Ok("the-token".to_owned())
        );
        // No input, and nothing of what it writes besides.
        assert_eq!(sh("cat; echo oops >&2; echo t", second), Ok("t".to_owned()));
        for (script, told) in [
            ("echo very-secret; exit 3", "failed: exit status: 3"),
            ("exit 0", "printed nothing"),
            ("echo ' '", "printed nothing"),
            (
                "echo hello; echo very-secret",
                "printed more than one line of text: the credential must stand alone",
            ),
            (
                "printf 'a\\377'",
                "printed more than one line of text: the credential must stand alone",
            ),
            ("head -c 70000 /dev/zero", "printed more than 65536 octets"),
            ("cat /dev/zero", "printed more than 65536 octets"),
        ] {
            assert_eq!(sh(script, second), Err(told.to_owned()), "{script}");
        }
    }

    #[test]
    fn no_program_is_waited_for_longer_than_it_may_take() {
        let began = Instant::now();
        let short = Duration::from_millis(100);
        for script in ["sleep 30", "exec >&-; sleep 30", "sleep 30 & exit"] {
            assert_eq!(
                sh(script, short),
                Err("did not end within 100ms".to_owned())
            );
        }
        assert!(began.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn there_is_no_shell() {
        let told = run("no-such-program-anywhere; echo t", &[], LIMIT);
        let told = told.map(drop).map_err(|error| error.to_string());
        assert!(told.is_err_and(|told| told.starts_with("cannot be run: ")));
        let arguments = ["$HOME".to_owned()];
        let printed = run("echo", &arguments, LIMIT).map(|secret| secret.expose().to_owned());
        assert_eq!(printed.ok().as_deref(), Some("$HOME"));
    }
}
