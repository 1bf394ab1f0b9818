//! A connection that is read and written by one thread which waits for nothing else: between a stamp and
//! the octets it belongs to stands no other task.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant, SystemTime};

use rustls::{ClientConnection, StreamOwned};
use tokio::io::{AsyncRead, ReadBuf};

use crate::arrival::Arrival;
use crate::stream::Stream;

/// How long a read asks again and again before it lets the thread sleep: a thread that has to be woken
/// comes later, and by a time that tells of the machine and not of the target.
const AWAKE: Duration = Duration::from_micros(300);

/// A connection; its reads and writes wait where they stand.
pub(crate) struct Blocking {
    stream: Owned,
    /// After this nothing more is read or written: a peer that drips would never be timed out by tasks, of
    /// which none is asked while a read waits.
    until: Instant,
}

/// With or without TLS.
enum Owned {
    Plain(Arrival),
    Tls(Box<StreamOwned<ClientConnection, Arrival>>),
}

impl Blocking {
    /// Takes a connection over from the tasks that opened it. A read, or a write, waits so long at most.
    pub fn of(stream: Stream, patience: Duration) -> io::Result<Blocking> {
        let own = |tcp: tokio::net::TcpStream| {
            let tcp = tcp.into_std()?;
            tcp.set_read_timeout(Some(patience))?;
            tcp.set_write_timeout(Some(patience))?;
            Ok::<_, io::Error>(Arrival::of(tcp))
        };
        let stream = match stream {
            Stream::Plain(tcp) => Owned::Plain(own(tcp)?),
            Stream::Tls(tls) => {
                let (tcp, session) = tls.into_inner();
                Owned::Tls(Box::new(StreamOwned::new(session, own(tcp)?)))
            }
        };
        let until = Instant::now() + patience;
        Ok(Blocking { stream, until })
    }

    /// How long everything from now on may take, together.
    pub fn allow(&mut self, time: Duration) {
        self.until = Instant::now() + time;
    }

    /// Does it, awake for a while, and asleep after that.
    fn patiently(
        &mut self,
        mut what: impl FnMut(&mut dyn Both) -> io::Result<usize>,
    ) -> io::Result<usize> {
        let began = Instant::now();
        if began >= self.until {
            return Err(io::ErrorKind::TimedOut.into());
        }
        loop {
            match what(self.inner()) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                done => return done,
            }
            if began.elapsed() >= AWAKE {
                break;
            }
            std::hint::spin_loop();
        }
        self.tcp().set_nonblocking(false)?;
        let done = what(self.inner());
        self.tcp().set_nonblocking(true)?;
        done
    }

    fn inner(&mut self) -> &mut dyn Both {
        match &mut self.stream {
            Owned::Plain(tcp) => tcp,
            Owned::Tls(tls) => tls.as_mut(),
        }
    }

    /// What came before is of no interest.
    pub fn forget(&mut self) {
        match &mut self.stream {
            Owned::Plain(arrival) => arrival.forget(),
            Owned::Tls(tls) => tls.get_mut().forget(),
        }
    }

    /// When the octets came that were read first since then; none where the kernel does not tell.
    pub fn came(&self) -> Option<SystemTime> {
        self.arrival().came()
    }

    fn arrival(&self) -> &Arrival {
        match &self.stream {
            Owned::Plain(arrival) => arrival,
            Owned::Tls(tls) => tls.get_ref(),
        }
    }

    fn tcp(&self) -> &TcpStream {
        self.arrival().tcp()
    }
}

/// What is read and written.
trait Both: Read + Write {}

impl<T: Read + Write> Both for T {}

impl Read for Blocking {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.patiently(|inner| inner.read(into))
    }
}

impl Write for Blocking {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.patiently(|inner| inner.write(octets))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner().flush()
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
