//! Fuzzes `gateproof_fuzz::target_reader`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| gateproof_fuzz::target_reader(octets));
