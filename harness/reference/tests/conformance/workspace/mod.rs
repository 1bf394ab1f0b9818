//! The system `workspace`, line by line.

mod accounts;
mod admins;
mod pages;
mod sessions;
mod sockets;
