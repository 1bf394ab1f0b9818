//! What a peer has not acknowledged yet, as Linux tells of every TCP connection in `/proc/net/tcp`: the
//! length of its send queue, which is `write_seq - snd_una` (proc(5)).

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};

use tokio::net::TcpStream;

/// The two ends of a connection, as the table writes them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Pair {
    local: String,
    remote: String,
}

impl Pair {
    /// Those of a connection that is open.
    pub fn of(tcp: &TcpStream) -> Option<Pair> {
        Some(Pair {
            local: written(tcp.local_addr().ok()?),
            remote: written(tcp.peer_addr().ok()?),
        })
    }
}

/// Octets that are queued on all of these connections together; none when one is not in the table, or the
/// system has no table.
pub(crate) fn queued(pairs: &[Pair]) -> Option<u64> {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let (four, six) = (read("/proc/net/tcp"), read("/proc/net/tcp6"));
    let known: HashMap<Pair, u64> = four.lines().chain(six.lines()).filter_map(row).collect();
    pairs.iter().map(|pair| known.get(pair)).sum()
}

/// `sl local rem st tx_queue:rx_queue ...`
fn row(line: &str) -> Option<(Pair, u64)> {
    let mut words = line.split_ascii_whitespace().skip(1);
    let (local, remote) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (sent, _) = words.nth(1)?.split_once(':')?;
    let sent = u64::from_str_radix(sent, 16).ok()?;
    Some((Pair { local, remote }, sent))
}

/// Groups of four octets in the order of the machine, and the port.
fn written(address: SocketAddr) -> String {
    let octets = match address.ip() {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    };
    let groups = octets.chunks_exact(4).map(|group| {
        let group = <[u8; 4]>::try_from(group).unwrap_or_default();
        format!("{:08X}", u32::from_ne_bytes(group))
    });
    let groups: String = groups.collect();
    format!("{groups}:{:04X}", address.port())
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpListener;

    use super::*;

    #[test]
    #[cfg(target_endian = "little")]
    fn addresses_and_rows_are_those_of_the_table() {
        let written = |text: &str| written(text.parse().unwrap());
        assert_eq!(written("127.0.0.1:2024"), "0100007F:07E8");
        assert_eq!(written("[::1]:80"), "00000000000000000000000001000000:0050");
        let line = "   3: 0100007F:9C40 0100007F:07E8 01 0000000A:00000000 01:00000014 00000000";
        let (pair, queued) = row(line).unwrap();
        assert_eq!((pair.local.as_str(), queued), ("0100007F:9C40", 10));
        assert!(row("  sl  local_address rem_address   st tx_queue rx_queue").is_none());
    }

    #[tokio::test]
    #[cfg(target_os = "linux")]
    async fn what_the_peer_took_is_acknowledged_and_what_it_cannot_take_is_not() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap())
            .await
            .unwrap();
        let (_server, _) = listener.accept().await.unwrap();
        let pairs = [Pair::of(&client).unwrap()];
        assert_eq!(queued(&pairs), Some(0));
        // Nobody reads: the windows fill up.
        while client.try_write(&[0; 65_536]).is_ok() {}
        assert!(queued(&pairs).unwrap() > 0);
        let _ = client.shutdown().await;
        assert_eq!(
            queued(&[Pair {
                local: "0:0".into(),
                remote: "0:0".into()
            }]),
            None
        );
    }
}
