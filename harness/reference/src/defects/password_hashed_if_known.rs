//! Hashing a password for nobody looked like a waste.

use crate::{Defect, System, policy::Hashing};

pub const DEFECT: Defect = Defect {
    id: "password-hashed-if-known",
    summary: "a password is hashed by 5,000 rounds of PBKDF2 only where the user name has an account",
    systems: &[System::Sessions, System::Assistant, System::Quiz],
    plant: |policy| policy.work.hashing = Hashing::KnownOnly(5_000),
};
