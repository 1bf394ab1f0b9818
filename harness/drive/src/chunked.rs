//! A chunked body (RFC 9112 7.1), taken apart as it comes.

/// Octets of one chunk-size line or trailer line.
const LINE: usize = 8 << 10;
/// Octets of all trailers.
const TRAILERS: usize = 64 << 10;

/// Where in the body we are.
#[derive(Debug, Default)]
enum At {
    #[default]
    Size,
    Data(u64),
    DataEnd,
    Trailers(usize),
    Done,
}

/// The state between two runs of octets.
#[derive(Debug, Default)]
pub(crate) struct Chunked {
    at: At,
    line: Vec<u8>,
}

impl Chunked {
    /// Takes the next octets and appends the data among them to `body`; true when the body is whole.
    /// An error says what is wrong with the coding.
    pub fn feed(&mut self, mut octets: &[u8], body: &mut Vec<u8>) -> Result<bool, String> {
        while !octets.is_empty() {
            match self.at {
                At::Done => break,
                At::Data(left) => {
                    let now = octets
                        .len()
                        .min(usize::try_from(left).unwrap_or(usize::MAX));
                    body.extend_from_slice(&octets[..now]);
                    octets = &octets[now..];
                    self.at = match left - now as u64 {
                        0 => At::DataEnd,
                        left => At::Data(left),
                    };
                }
                At::Size | At::DataEnd | At::Trailers(_) => {
                    let end = octets.iter().position(|octet| *octet == b'\n');
                    let now = end.map_or(octets.len(), |at| at + 1);
                    self.line.extend_from_slice(&octets[..now]);
                    octets = &octets[now..];
                    if self.line.len() > LINE {
                        return Err("a line of the chunked body is too long".to_owned());
                    }
                    if end.is_some() {
                        let line = std::mem::take(&mut self.line);
                        self.at = self.after(&line)?;
                    }
                }
            }
        }
        Ok(matches!(self.at, At::Done))
    }

    /// What follows a whole line.
    fn after(&self, line: &[u8]) -> Result<At, String> {
        match self.at {
            At::DataEnd if line == b"\r\n" => Ok(At::Size),
            At::DataEnd => Err(format!("a chunk ends with `{}`", shown(line))),
            At::Trailers(_) if matches!(line, b"\r\n" | b"\n") => Ok(At::Done),
            At::Trailers(sum) if sum + line.len() > TRAILERS => {
                Err("the trailers are too long".to_owned())
            }
            At::Trailers(sum) => Ok(At::Trailers(sum + line.len())),
            _ => match httparse::parse_chunk_size(line) {
                Ok(httparse::Status::Complete((_, 0))) => Ok(At::Trailers(0)),
                Ok(httparse::Status::Complete((_, size))) => Ok(At::Data(size)),
                _ => Err(format!("`{}` is no chunk size", shown(line))),
            },
        }
    }
}

fn shown(line: &[u8]) -> impl std::fmt::Display {
    line[..line.len().min(16)].escape_ascii()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BODY: &[u8] = b"5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\nnext";

    #[test]
    fn wrong_codings_are_named() {
        for (octets, why) in [
            (&b"zz\r\n"[..], "no chunk size"),
            (b"1\r\nabb\r\n", "a chunk ends with"),
            (b"ffffffffffffffffff\r\n", "no chunk size"),
            (&[b'0'; LINE + 1], "too long"),
        ] {
            let error = Chunked::default()
                .feed(octets, &mut Vec::new())
                .unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_body(at in 0..BODY.len()) {
            let (mut chunked, mut body) = (Chunked::default(), Vec::new());
            chunked.feed(&BODY[..at], &mut body).unwrap();
            prop_assert!(chunked.feed(&BODY[at..], &mut body).unwrap());
            prop_assert_eq!(body, b"hello world");
        }

        #[test]
        fn no_octets_make_it_panic(octets: Vec<u8>) {
            let _ = Chunked::default().feed(&octets, &mut Vec::new());
        }
    }
}
