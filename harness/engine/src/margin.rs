//! Which differences of time do not count.

use std::net::IpAddr;
use std::time::Duration;

use model::target::Target;

/// Differences of time that do not count, in nanoseconds: what the contract says, else what can be told
/// apart at this distance.
/// Of requests that are sent at once, half of what is on the way counts for both.
pub fn margin_ns(target: &Target, together: bool) -> u64 {
    if let Some(timing) = &target.contract.timing {
        return u64::from(timing.margin_us) * 1_000;
    }
    match (distance(target), together) {
        (Distance::Loopback, _) => 1_000,
        (Distance::Network, _) => 5_000,
        (Distance::Far, true) => 50_000,
        (Distance::Far, false) => 100_000,
    }
}

/// How long is waited between pairs: on a long way, what one has left in queues would delay the next.
pub fn pause(target: &Target) -> Duration {
    match distance(target) {
        Distance::Loopback | Distance::Network => Duration::ZERO,
        Distance::Far => Duration::from_millis(5),
    }
}

fn distance(target: &Target) -> Distance {
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
    let farthest = target.scope.hosts.iter().map(near).max();
    farthest.unwrap_or(Distance::Far)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    Loopback,
    Network,
    Far,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn margin(host: &str, timing: serde_json::Value) -> u64 {
        let target = json!({
            "name": "t",
            "services": { "app": { "http": format!("http://{host}") } },
            "scope": { "hosts": [host], "impact": "read" },
            "contract": { "timing": timing },
        });
        margin_ns(&serde_json::from_value(target).unwrap(), false)
    }

    #[test]
    fn the_contract_decides_and_else_the_distance() {
        let of = |host| margin(host, serde_json::Value::Null);
        assert_eq!(of("localhost"), 1_000);
        assert_eq!(of("[::1]"), 1_000);
        assert_eq!(of("10.0.0.7"), 5_000);
        assert_eq!(of("fd00::1"), 5_000);
        assert_eq!(of("service.example"), 100_000);
        assert_eq!(margin("localhost", json!({ "margin-us": 40 })), 40_000);
    }
}
