//! A connection whose octets come with the time at which the kernel saw them (`SO_TIMESTAMPNS`, socket(7)): no
//! thread has to wake up for that, and no read to return. Linux tells it on TCP as well; elsewhere nobody does.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::SystemTime;

/// A connection, and when what was read first came.
#[derive(Debug)]
pub(crate) struct Arrival {
    tcp: TcpStream,
    came: Option<SystemTime>,
    #[cfg(target_os = "linux")]
    told: Option<linux::Told>,
}

impl Arrival {
    pub fn of(tcp: TcpStream) -> Arrival {
        Arrival {
            #[cfg(target_os = "linux")]
            told: linux::Told::of(&tcp),
            tcp,
            came: None,
        }
    }

    /// The connection itself.
    pub fn tcp(&self) -> &TcpStream {
        &self.tcp
    }

    /// What came before is of no interest.
    pub fn forget(&mut self) {
        self.came = None;
    }

    /// When the octets came that were read first since then, by the system's clock: the last of them, where
    /// one read took several segments. None where the kernel does not tell.
    pub fn came(&self) -> Option<SystemTime> {
        self.came
    }
}

impl Read for Arrival {
    #[cfg(target_os = "linux")]
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(told) = self.told.as_mut().filter(|_| self.came.is_none()) else {
            return self.tcp.read(into);
        };
        let (octets, came) = told.read(&self.tcp, into)?;
        self.came = came;
        Ok(octets)
    }

    #[cfg(not(target_os = "linux"))]
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.tcp.read(into)
    }
}

impl Write for Arrival {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.tcp.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{self, IoSliceMut};
    use std::net::TcpStream;
    use std::os::fd::AsRawFd;
    use std::time::{Duration, SystemTime};

    use nix::sys::socket::sockopt::ReceiveTimestampns;
    use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg, setsockopt};
    use nix::sys::time::TimeSpec;

    /// Room for what the kernel tells beside the octets: made once, for nothing is allocated while a time
    /// is taken.
    #[derive(Debug)]
    pub struct Told(Vec<u8>);

    impl Told {
        /// Asks the kernel to tell; none when it will not.
        pub fn of(tcp: &TcpStream) -> Option<Told> {
            setsockopt(tcp, ReceiveTimestampns, &true).ok()?;
            Some(Told(nix::cmsg_space!(TimeSpec)))
        }

        /// Reads, and says when that came.
        pub fn read(
            &mut self,
            tcp: &TcpStream,
            into: &mut [u8],
        ) -> io::Result<(usize, Option<SystemTime>)> {
            let mut slices = [IoSliceMut::new(into)];
            let flags = MsgFlags::empty();
            let read = recvmsg::<()>(tcp.as_raw_fd(), &mut slices, Some(&mut self.0), flags)?;
            let came = read.cmsgs().ok().and_then(|mut told| {
                told.find_map(|message| match message {
                    ControlMessageOwned::ScmTimestampns(at) => since_epoch(at),
                    _ => None,
                })
            });
            Ok((read.bytes, came))
        }
    }

    fn since_epoch(at: TimeSpec) -> Option<SystemTime> {
        let (seconds, ns) = (at.tv_sec().try_into().ok()?, at.tv_nsec().try_into().ok()?);
        SystemTime::UNIX_EPOCH.checked_add(Duration::new(seconds, ns))
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::net::TcpListener;
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_kernel_tells_when_octets_came_and_not_when_they_are_read() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = Arrival::of(TcpStream::connect(listener.local_addr().unwrap()).unwrap());
        let (mut server, _) = listener.accept().unwrap();
        let mut told = 0;
        for _ in 0..6 {
            client.forget();
            let before = SystemTime::now();
            server.write_all(b"abc").unwrap();
            let after = SystemTime::now();
            // They wait there, and are not younger for it.
            std::thread::sleep(Duration::from_millis(20));
            client.read_exact(&mut [0; 3]).unwrap();
            let Some(came) = client.came() else { continue };
            told += 1;
            assert!(
                before <= came && came <= after,
                "{before:?} {came:?} {after:?}"
            );
        }
        // It begins to tell a little after it was asked to.
        assert!(told >= 3, "{told} of 6");
    }
}
