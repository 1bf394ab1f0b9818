//! Symbolic source addresses: an address of loopback, or what the target takes for a client's address.

use std::net::{IpAddr, Ipv4Addr};

use model::name::Name;
use model::wire::Request;

use crate::wallet::Wallet;

impl Wallet<'_> {
    /// Lets a request come from a symbolic address, if its step names one: by the header that the target
    /// trusts for it, where there is one.
    pub fn send_from(&mut self, name: Option<&Name>, request: &mut Request) {
        let Some(name) = name else { return };
        match &self.target.client_address {
            // RFC 5737: an address that is nobody's.
            Some(learned) => {
                let address = Ipv4Addr::new(198, 51, 100, self.number_of(name)).to_string();
                let header = (learned.trusted_header.clone(), address.into_bytes());
                request.headers.push(header);
            }
            None => request.from = self.address(name),
        }
    }

    /// The address of loopback that a symbolic name stands for; none where a header tells it.
    pub fn address(&mut self, name: &str) -> Option<IpAddr> {
        let own = self.target.client_address.is_none();
        own.then(|| IpAddr::V4(Ipv4Addr::new(127, 0, 0, self.number_of(name))))
    }

    /// Each name has a number of its own, from 2 on.
    fn number_of(&mut self, name: &str) -> u8 {
        let index = match self.addresses.iter().position(|known| known == name) {
            Some(index) => index,
            None => {
                self.addresses.push(name.to_owned());
                self.addresses.len() - 1
            }
        };
        u8::try_from(index % 250).unwrap_or(0) + 2
    }
}
