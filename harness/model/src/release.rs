//! How requests were released together, and what shows that they were: without it nothing that a race
//! did not show means anything.

use serde::{Deserialize, Serialize};

/// One release of several lanes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// What was held back until all lanes were ready.
    pub held: Held,
    /// How many lanes were released.
    pub lanes: u32,
    /// Whether the target had acknowledged all the rest before (PING of HTTP/2, `TCP_INFO`).
    pub acknowledged: bool,
    /// Segments in which the last units left, where one is wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segments: Option<u32>,
    /// Nanoseconds between the first and the last of the last units.
    pub spread_ns: u64,
    /// The most lanes that waited for their answers at the same time.
    pub overlap: u32,
    /// The least time between the beginnings of two answers, in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closest_ns: Option<u64>,
    /// Lanes that answered before they were released: what was held back held nothing back.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub early: u32,
}

/// What is held back of each lane until all are ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Held {
    /// All of each, which leaves in one write (HTTP/2).
    Requests,
    /// The last frames of all streams, which leave in one write (HTTP/2).
    FinalFrames,
    /// The last octet of each head, and the body after it, each on a connection of its own: a limiter, or
    /// a handler, may begin with the head.
    EndOfHead,
    /// The last octet of each frame, on sockets that are open.
    EndOfFrame,
}

impl std::fmt::Display for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Held::Requests => "all of them in one write",
            Held::FinalFrames => "the last frames of all streams in one write",
            Held::EndOfHead => "the end of each head, with its body,",
            Held::EndOfFrame => "the end of each frame",
        })
    }
}

impl Release {
    /// Why it is not shown that the lanes met, if it is not.
    pub fn unproven(&self) -> Option<String> {
        if self.lanes < 2 {
            return Some("a single lane meets nobody".to_owned());
        }
        if self.early > 0 {
            let early = self.early;
            return Some(format!(
                "{early} lanes were answered, or had ended, before the release"
            ));
        }
        if !self.acknowledged {
            return Some("the target had not taken what stood before the release".to_owned());
        }
        match self.segments {
            Some(segments) if segments > 1 => {
                return Some(format!("what was held back left in {segments} segments"));
            }
            None if matches!(self.held, Held::Requests | Held::FinalFrames) => {
                return Some("nothing shows in how many segments they left".to_owned());
            }
            _ => {}
        }
        (self.overlap < 2).then(|| "no two lanes waited at the same time".to_owned())
    }
}

impl std::fmt::Display for Release {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Release { lanes, overlap, .. } = self;
        write!(f, "{lanes} lanes, {} ", self.held)?;
        match self.segments {
            Some(1) => f.write_str("and one segment")?,
            Some(segments) => write!(f, "and {segments} segments")?,
            None => write!(f, "within {} us", self.spread_ns.div_ceil(1_000))?,
        }
        write!(f, "; {overlap} waited at the same time")
    }
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release() -> Release {
        Release {
            held: Held::FinalFrames,
            lanes: 20,
            acknowledged: true,
            segments: Some(1),
            spread_ns: 0,
            overlap: 20,
            closest_ns: Some(900),
            early: 0,
        }
    }

    #[test]
    fn every_part_of_the_proof_is_needed() {
        assert_eq!(release().unproven(), None);
        let without: [fn(&mut Release); 6] = [
            |it| it.lanes = 1,
            |it| it.acknowledged = false,
            |it| it.segments = Some(2),
            |it| it.segments = None,
            |it| it.overlap = 1,
            |it| it.early = 1,
        ];
        for take in without {
            let mut release = release();
            take(&mut release);
            assert!(release.unproven().is_some(), "{release:?}");
        }
        let octets = Release {
            held: Held::EndOfHead,
            segments: None,
            ..release()
        };
        assert_eq!(octets.unproven(), None);
    }
}
