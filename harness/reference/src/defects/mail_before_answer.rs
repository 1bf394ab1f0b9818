//! Nobody else could write the mail: the answer waits for it.

use std::time::Duration;

use crate::{Defect, System, policy::Mailing};

pub const DEFECT: Defect = Defect {
    id: "mail-before-answer",
    summary: "a mail is written before its sender is answered, which takes ten milliseconds for an address with an account",
    systems: &[System::Documents],
    plant: |policy| policy.work.mailing = Mailing::First(Duration::from_millis(10)),
};
