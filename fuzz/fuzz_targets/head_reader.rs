//! Fuzzes `gateproof_fuzz::head_reader`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| gateproof_fuzz::head_reader(octets));
