//! How many segments with data a connection has sent, as Linux tells (`TCP_INFO`, tcp(7)): what shows that
//! requests left in one.

#[cfg(target_os = "linux")]
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

use tokio::net::TcpStream;

/// Where `tcpi_snd_mss` and `tcpi_data_segs_out` stand in `struct tcp_info` of `linux/tcp.h`: the structure
/// only grows behind.
const LARGEST: usize = 16;
const DATA_SEGMENTS: usize = 156;

/// The count of one connection, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Segments(#[cfg(target_os = "linux")] OwnedFd);

impl Segments {
    /// That of a connection; none when it cannot be had.
    #[cfg(target_os = "linux")]
    pub fn of(tcp: &TcpStream) -> Option<Segments> {
        tcp.as_fd().try_clone_to_owned().ok().map(Segments)
    }

    /// Other systems do not tell.
    #[cfg(not(target_os = "linux"))]
    pub fn of(_: &TcpStream) -> Option<Segments> {
        None
    }

    /// Segments with data that it has sent so far; none where the system does not tell.
    pub fn sent(&self) -> Option<u32> {
        self.field(DATA_SEGMENTS)
    }

    /// Octets that fit into one; none where the system does not tell.
    pub fn largest(&self) -> Option<usize> {
        usize::try_from(self.field(LARGEST)?).ok()
    }

    #[cfg(target_os = "linux")]
    #[allow(
        unsafe_code,
        reason = "no safe crate reads these fields of `TCP_INFO`; it is one call on a descriptor of ours"
    )]
    fn field(&self, at: usize) -> Option<u32> {
        let mut info = [0_u8; 256];
        let mut length = libc::socklen_t::try_from(info.len()).ok()?;
        // SAFETY: the descriptor is ours and open, and the kernel writes at most `length` octets into a
        // buffer of that length.
        let done = unsafe {
            libc::getsockopt(
                self.0.as_raw_fd(),
                libc::IPPROTO_TCP,
                libc::TCP_INFO,
                info.as_mut_ptr().cast(),
                &mut length,
            )
        };
        let told = info.get(..usize::try_from(length).ok()?)?;
        let field = told.get(at..at + 4).filter(|_| done == 0)?;
        Some(u32::from_ne_bytes(field.try_into().ok()?))
    }

    #[cfg(not(target_os = "linux"))]
    fn field(&self, _: usize) -> Option<u32> {
        None
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn each_write_is_a_segment_and_what_is_read_is_none() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut client = TcpStream::connect(address).await.unwrap();
        client.set_nodelay(true).unwrap();
        let (mut server, _) = listener.accept().await.unwrap();
        let segments = Segments::of(&client).unwrap();
        assert_eq!(segments.sent(), Some(0));
        for sent in 1..=3 {
            client.write_all(b"abc").await.unwrap();
            server.read_exact(&mut [0; 3]).await.unwrap();
            assert_eq!(segments.sent(), Some(sent));
        }
        server.write_all(b"abc").await.unwrap();
        client.read_exact(&mut [0; 3]).await.unwrap();
        assert_eq!(segments.sent(), Some(3));
    }
}
