//! A pair: one request of each class, in an order that a fair coin chose.

/// Nanoseconds above this count as this, so that differences never overflow.
const LONGEST_NS: u64 = 1 << 50;

/// Which class went first. Drawn before the pair, fair, and independent of all that came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coin {
    /// Class A first (eps = +1).
    AFirst,
    /// Class B first (eps = -1).
    BFirst,
}

impl Coin {
    /// eps: +1 when class A went first.
    pub(crate) fn sign(self) -> i64 {
        match self {
            Self::AFirst => 1,
            Self::BFirst => -1,
        }
    }

    /// The other side.
    pub fn flipped(self) -> Self {
        match self {
            Self::AFirst => Self::BFirst,
            Self::BFirst => Self::AFirst,
        }
    }
}

/// How the two requests of each pair of a run are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One after the other.
    Apart,
    /// In one segment (h2).
    Together,
}

/// In which order the answers to a pair in one segment came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// The first request was answered first.
    Kept,
    /// The second request was answered first.
    Swapped,
}

/// What was seen of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Seen {
    /// The time of each answer, in ns, of requests one after the other.
    Apart {
        /// Of the request that went first.
        first_ns: u64,
        /// Of the request that went second.
        second_ns: u64,
    },
    /// Of requests in one segment, the order of the answers and the time between them, in ns.
    Together {
        /// Which answer came first.
        order: Order,
        /// The time between the answers; 0 where both came in one segment.
        gap_ns: u64,
    },
}

/// One pair of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pair {
    /// Which class went first.
    pub coin: Coin,
    /// What was seen.
    pub seen: Seen,
}

impl Pair {
    /// How its requests were sent.
    pub fn kind(&self) -> Kind {
        match self.seen {
            Seen::Apart { .. } => Kind::Apart,
            Seen::Together { .. } => Kind::Together,
        }
    }

    /// The same pair under another coin. With fresh fair coins a run has no difference of classes.
    #[must_use]
    pub fn with_coin(self, coin: Coin) -> Self {
        Self { coin, ..self }
    }

    /// The pair as it would be if class B took `delta_ns` longer.
    #[must_use]
    pub fn delayed(self, delta_ns: u64) -> Self {
        let seen = match (self.seen, self.coin) {
            (
                Seen::Apart {
                    first_ns,
                    second_ns,
                },
                Coin::AFirst,
            ) => Seen::Apart {
                first_ns,
                second_ns: second_ns.saturating_add(delta_ns),
            },
            (
                Seen::Apart {
                    first_ns,
                    second_ns,
                },
                Coin::BFirst,
            ) => Seen::Apart {
                first_ns: first_ns.saturating_add(delta_ns),
                second_ns,
            },
            (Seen::Together { order, .. }, coin) => {
                let gap = self.gap() + coin.sign() * clamped(delta_ns);
                let order = match gap {
                    0 => order,
                    1.. => Order::Kept,
                    _ => Order::Swapped,
                };
                let gap_ns = gap.unsigned_abs();
                Seen::Together { order, gap_ns }
            }
        };
        Self { seen, ..self }
    }

    /// U = T2 - T1, in ns: how much later the second request was answered.
    pub(crate) fn gap(&self) -> i64 {
        match self.seen {
            Seen::Apart {
                first_ns,
                second_ns,
            } => clamped(second_ns) - clamped(first_ns),
            Seen::Together { order, gap_ns } => match order {
                Order::Kept => clamped(gap_ns),
                Order::Swapped => -clamped(gap_ns),
            },
        }
    }

    /// The times of the first and the second request, in ns, where they were sent apart.
    pub(crate) fn times(&self) -> Option<(i64, i64)> {
        match self.seen {
            Seen::Apart {
                first_ns,
                second_ns,
            } => Some((clamped(first_ns), clamped(second_ns))),
            Seen::Together { .. } => None,
        }
    }

    /// +1 when the first request was answered first, else -1.
    pub(crate) fn order(&self) -> f64 {
        match self.seen {
            Seen::Together {
                order: Order::Swapped,
                ..
            } => -1.0,
            Seen::Together { .. } => 1.0,
            Seen::Apart { .. } if self.gap() < 0 => -1.0,
            Seen::Apart { .. } => 1.0,
        }
    }
}

#[allow(clippy::cast_possible_wrap)] // At most 2^50.
fn clamped(ns: u64) -> i64 {
    ns.min(LONGEST_NS) as i64
}
