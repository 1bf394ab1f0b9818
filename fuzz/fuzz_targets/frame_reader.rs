//! Fuzzes `gateproof_fuzz::frame_reader`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| gateproof_fuzz::frame_reader(octets));
