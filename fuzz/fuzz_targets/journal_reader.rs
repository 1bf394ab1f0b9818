//! Fuzzes `gateproof_fuzz::journal_reader`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| gateproof_fuzz::journal_reader(octets));
