//! Which differences of time do not count.

use std::net::IpAddr;

use model::target::Target;

/// Differences of time that do not count, in nanoseconds: what the contract says, else what can be told
/// apart at this distance.
pub fn margin_ns(target: &Target) -> u64 {
    if let Some(timing) = &target.contract.timing {
        return u64::from(timing.margin_us) * 1_000;
    }
    let near = |host: &String| {
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>().ok();
        match address {
            _ if host == "localhost" => Distance::Loopback,
            Some(ip) if ip.is_loopback() => Distance::Loopback,
            Some(IpAddr::V4(ip)) if ip.is_private() || ip.is_link_local() => Distance::Network,
            Some(IpAddr::V6(ip)) if ip.is_unique_local() || ip.is_unicast_link_local() => {
                Distance::Network
            }
            _ => Distance::Far,
        }
    };
    match target.scope.hosts.iter().map(near).max() {
        Some(Distance::Loopback) => 1_000,
        Some(Distance::Network) => 5_000,
        Some(Distance::Far) | None => 100_000,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    Loopback,
    Network,
    Far,
}
