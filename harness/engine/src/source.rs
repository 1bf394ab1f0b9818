//! Symbolic source addresses: an address of loopback, or what the target takes for a client's address. Each
//! case has addresses of its own, so that none finds the limits of another used up.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use model::name::Name;
use model::wire::Request;

use crate::wallet::Wallet;

/// The addresses of a case, by the names that steps use.
#[derive(Debug, Default)]
pub struct Addresses {
    /// How many the run has given away.
    given: Arc<AtomicU32>,
    names: HashMap<Name, u32>,
    /// Whether what names no address comes from one of the case's own as well, each session from another.
    always: bool,
}

impl Addresses {
    /// None so far; the first is that with this number.
    pub fn begin(first: u32) -> Addresses {
        Addresses {
            given: Arc::new(AtomicU32::new(first)),
            ..Addresses::default()
        }
    }

    /// None so far, of those that the run has.
    pub fn of(run: &Addresses, always: bool) -> Addresses {
        Addresses {
            given: Arc::clone(&run.given),
            names: HashMap::new(),
            always,
        }
    }

    /// The address that a step of this role means; none for the machine's own.
    fn meant(&self, name: Option<&Name>, role: &str) -> Option<Name> {
        // No step can name one like this.
        name.cloned()
            .or_else(|| self.always.then(|| format!("@{role}")))
    }

    /// What names meant so far is forgotten: from now on they are others.
    pub fn forget(&mut self) {
        self.names.clear();
    }

    /// The number of a name: one that no other case has.
    fn number(&mut self, name: &str) -> u32 {
        let given = &self.given;
        let numbers = self.names.entry(name.to_owned());
        *numbers.or_insert_with(|| given.fetch_add(1, Ordering::Relaxed))
    }
}

impl Wallet<'_> {
    /// Lets a request come from a symbolic address, if its step names one: by the header that the target
    /// trusts for it, where there is one.
    pub fn send_from(&mut self, (name, role): (Option<&Name>, &str), request: &mut Request) {
        let Some(name) = self.addresses.meant(name, role) else {
            return;
        };
        match &self.target.client_address {
            Some(learned) => {
                let address = self.client(&name).to_string();
                let header = (learned.trusted_header.clone(), address.into_bytes());
                request.headers.push(header);
            }
            None => request.from = self.address(&name),
        }
    }

    /// The address of loopback from which a step of this role comes; none where it is the machine's own, or
    /// a header tells it.
    pub fn address_of(&mut self, name: Option<&Name>, role: &str) -> Option<IpAddr> {
        let name = self.addresses.meant(name, role)?;
        self.address(&name)
    }

    /// The address that the target takes that of a step for; none when that is the machine's own.
    pub fn client_of(&mut self, name: Option<&Name>, role: &str) -> Option<IpAddr> {
        let name = self.addresses.meant(name, role)?;
        Some(self.client(&name))
    }

    /// The address that the target takes a symbolic one for.
    pub fn client(&mut self, name: &str) -> IpAddr {
        match self.address(name) {
            Some(own) => own,
            // RFC 2544: addresses that are nobody's.
            None => {
                let (third, last) = octets(self.addresses.number(name));
                IpAddr::V4(Ipv4Addr::new(198, 18, third, last))
            }
        }
    }

    /// The address of loopback that a symbolic name stands for; none where a header tells it.
    pub fn address(&mut self, name: &str) -> Option<IpAddr> {
        if self.target.client_address.is_some() {
            return None;
        }
        let (third, last) = octets(self.addresses.number(name));
        Some(IpAddr::V4(Ipv4Addr::new(127, 0, third, last)))
    }

    /// The number of a symbolic address.
    pub fn address_number(&mut self, name: Option<&Name>, role: &str) -> Option<u32> {
        let name = self.addresses.meant(name, role)?;
        Some(self.addresses.number(&name))
    }
}

/// The number of any address: a target remembers what it has counted for those of the last run.
pub fn any_address() -> u32 {
    rand::random_range(0..MANY)
}

/// How many addresses there are.
const MANY: u32 = 250 * 250;

/// The last two octets of the address with this number; 0.0 and 0.1 are somebody's.
fn octets(number: u32) -> (u8, u8) {
    let octet = |number: u32| u8::try_from(number % 250).unwrap_or_default();
    (octet(number / 250), octet(number) + 2)
}
