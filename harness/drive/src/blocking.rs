//! A connection that is read and written by one thread which waits for nothing else: between a stamp and
//! the octets it belongs to stands no other task.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::{ClientConnection, StreamOwned};
use tokio::io::{AsyncRead, ReadBuf};

use crate::stream::Stream;

/// A connection, with or without TLS.
pub(crate) enum Blocking {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Blocking {
    /// Takes a connection over from the tasks that opened it. A read, or a write, waits so long at most.
    pub fn of(stream: Stream, patience: Duration) -> io::Result<Blocking> {
        let own = |tcp: tokio::net::TcpStream| {
            let tcp = tcp.into_std()?;
            tcp.set_nonblocking(false)?;
            tcp.set_read_timeout(Some(patience))?;
            tcp.set_write_timeout(Some(patience))?;
            Ok::<_, io::Error>(tcp)
        };
        match stream {
            Stream::Plain(tcp) => Ok(Blocking::Plain(own(tcp)?)),
            Stream::Tls(tls) => {
                let (tcp, session) = tls.into_inner();
                let stream = StreamOwned::new(session, own(tcp)?);
                Ok(Blocking::Tls(Box::new(stream)))
            }
        }
    }
}

impl Read for Blocking {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Blocking::Plain(tcp) => tcp.read(into),
            Blocking::Tls(tls) => tls.read(into),
        }
    }
}

impl Write for Blocking {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match self {
            Blocking::Plain(tcp) => tcp.write(octets),
            Blocking::Tls(tls) => tls.write(octets),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Blocking::Plain(tcp) => tcp.flush(),
            Blocking::Tls(tls) => tls.flush(),
        }
    }
}

/// For the readers of heads and bodies: each read waits where it stands.
impl AsyncRead for Blocking {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = self.get_mut().read(into.initialize_unfilled())?;
        into.advance(read);
        Poll::Ready(Ok(()))
    }
}
