//! Fuzzes `gateproof_fuzz::scenario_reader`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| gateproof_fuzz::scenario_reader(octets));
