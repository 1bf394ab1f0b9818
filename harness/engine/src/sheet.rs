//! Who has heard which message of a broadcast.

use std::time::{Duration, Instant};

use model::clean::Clean;
use model::many::{Deliveries, DeliveryFault, Misdelivery};
use model::name::Name;
use model::observation::Outcome;

/// Faults that are told one by one.
const TOLD: usize = 20;
/// Digits of a message's number.
const DIGITS: usize = 6;

/// Messages and who has heard them.
pub struct Sheet {
    token: String,
    /// When each message was sent, by its number from 1.
    sent: Vec<Instant>,
    columns: Vec<Column>,
    slowest: Duration,
    /// The first message that was not accepted, and what became of it.
    pub untaken: Option<(u64, Outcome)>,
    /// It was not answered at all.
    pub stuck: bool,
}

/// What one socket has heard.
#[derive(Default)]
struct Column {
    heard: Vec<bool>,
    latest: usize,
    repeated: Vec<u64>,
    late: Vec<u64>,
    ended: Option<Clean>,
}

impl Sheet {
    /// Nothing was published.
    pub fn new(token: &str, sockets: usize) -> Sheet {
        Sheet {
            token: token.to_owned(),
            sent: Vec::new(),
            columns: (0..sockets).map(|_| Column::default()).collect(),
            slowest: Duration::ZERO,
            untaken: None,
            stuck: false,
        }
    }

    /// What a message is known by.
    pub fn mark(token: &str, number: u32) -> String {
        format!("{token}-{number:0DIGITS$}.")
    }

    /// The next message was sent.
    pub fn published(&mut self, number: u32, at: Instant) {
        let known = usize::try_from(number).unwrap_or(usize::MAX);
        self.sent.resize(known.min(1 << 20), at);
        for column in &mut self.columns {
            column.heard.resize(self.sent.len(), false);
        }
    }

    /// Something came on a socket.
    pub fn heard(&mut self, socket: usize, at: Instant, payload: &[u8]) {
        let text = String::from_utf8_lossy(payload);
        for (found, _) in text.match_indices(self.token.as_str()) {
            let start = found + self.token.len() + 1;
            let digits = text.get(start..start + DIGITS);
            let Some(number) = digits.and_then(|digits| digits.parse::<usize>().ok()) else {
                continue;
            };
            let Some(column) = self.columns.get_mut(socket) else {
                return;
            };
            // It may come before its publisher is answered.
            if column.heard.len() < number {
                column.heard.resize(number, false);
            }
            let Some(heard) = number
                .checked_sub(1)
                .and_then(|it| column.heard.get_mut(it))
            else {
                continue;
            };
            if std::mem::replace(heard, true) {
                column.repeated.push(number as u64);
                continue;
            }
            if number < column.latest {
                column.late.push(number as u64);
            }
            column.latest = column.latest.max(number);
            if let Some(sent) = self.sent.get(number - 1) {
                self.slowest = self.slowest.max(at.saturating_duration_since(*sent));
            }
        }
    }

    /// A socket has ended.
    pub fn ended(&mut self, socket: usize, how: Clean) {
        if let Some(column) = self.columns.get_mut(socket) {
            column.ended.get_or_insert(how);
        }
    }

    /// How many messages every socket must have heard: those that were accepted.
    fn due(&self) -> usize {
        self.sent.len() - usize::from(self.untaken.is_some() && !self.sent.is_empty())
    }

    /// Whether nothing more is waited for.
    pub fn is_whole(&self) -> bool {
        let due = self.due();
        let whole = |column: &Column| {
            column.ended.is_some() || column.heard.iter().take(due).all(|heard| *heard)
        };
        self.columns.iter().all(whole)
    }

    /// What became of all of them.
    pub fn told(self, sockets: &[Name]) -> Deliveries {
        let due = self.due();
        let mut told = Deliveries {
            published: due as u64,
            sockets: self.columns.len() as u64,
            slowest_us: u64::try_from(self.slowest.as_micros()).unwrap_or(u64::MAX),
            untaken: self.untaken,
            stuck: self.stuck,
            ..Deliveries::default()
        };
        for (column, socket) in self.columns.into_iter().zip(sockets) {
            let of = |what: Misdelivery| {
                move |message: &u64| DeliveryFault {
                    socket: socket.clone(),
                    message: *message,
                    what,
                }
            };
            let heard = column.heard.iter().take(due);
            let missing = (1..).zip(heard).filter(|(_, heard)| !**heard);
            let missing: Vec<u64> = missing.map(|(number, _)| number).collect();
            told.missing += missing.len() as u64;
            told.delivered += (due - missing.len()) as u64;
            told.repeated += column.repeated.len() as u64;
            told.out_of_order += column.late.len() as u64;
            let faults = missing.iter().map(of(Misdelivery::Missing));
            let faults = faults.chain(column.repeated.iter().map(of(Misdelivery::Repeated)));
            let faults = faults.chain(column.late.iter().map(of(Misdelivery::OutOfOrder)));
            let room = TOLD.saturating_sub(told.faults.len());
            told.faults.extend(faults.take(room));
            if let Some(how) = column.ended.filter(|_| told.ended.len() < TOLD) {
                told.ended.push((socket.clone(), how));
            }
        }
        told
    }
}
