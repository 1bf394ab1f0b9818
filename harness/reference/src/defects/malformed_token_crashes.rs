//! Splitting and decoding a token outside the block that turns its exceptions into a 401.

use crate::{Defect, System, policy::Malformed};

pub const DEFECT: Defect = Defect {
    id: "malformed-token-crashes",
    summary: "a token that is not three decodable segments gives HTTP 500",
    systems: &System::ALL,
    plant: |policy| policy.bearer.malformed = Malformed::Crashes,
};
