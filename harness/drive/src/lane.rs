//! One lane of a sample: a thread, a connection, and one buffer for whatever is sent, one request after the
//! other; `abreast` sends both at once.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::time::{Duration, Instant, SystemTime};

use model::wire::{Answer, End, Fault, Frame, FrameKind, Raw, SeenFrame};
use tokio::io::AsyncReadExt;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::Sender;

use crate::abreast::Abreast;
use crate::blocking::Blocking;
use crate::error::Stop;
use crate::sample::{Letter, Moments, Sampled, Work};
use crate::setup::Ground;
use crate::{body, frames, intake};

/// What sends the two requests of a pair.
pub(crate) trait Sends {
    /// Sends them; what came of each, and when, unless one had no whole answer.
    fn send(&mut self, letters: [&Letter; 2]) -> ([Raw; 2], Option<Moments>);

    /// The connection is of no more use.
    fn give_up(&mut self);
}

/// Sends pairs until all are sent, or nobody wants them any more.
pub(crate) fn run(work: &Work, ground: &Ground, events: &Sender<Sampled>) {
    // Opens connections, and parses answers; what is timed does not pass through it.
    let Ok(runtime) = Builder::new_current_thread().enable_all().build() else {
        return;
    };
    let mut lane: Box<dyn Sends> = match work.together {
        true => Box::new(Abreast::new(ground, runtime)),
        false => Box::new(Lane {
            ground,
            runtime,
            line: None,
            buffer: Vec::new(),
            arrived: vec![0; intake::CHUNK],
        }),
    };
    let mut known = HashSet::new();
    while let Some((numbers, letters)) = work.take() {
        for number in numbers {
            let Some(classes) = work.pairs.get(number).filter(|_| work.may(number)) else {
                return;
            };
            for event in pair(&mut *lane, (number, *classes), letters, &mut known) {
                if events.blocking_send(event).is_err() {
                    return;
                }
            }
            std::thread::sleep(work.pause);
        }
    }
}

/// Sends a pair; what is to be told of it.
fn pair(
    lane: &mut dyn Sends,
    (number, classes): (usize, [usize; 2]),
    letters: &[Letter; 2],
    known: &mut HashSet<(usize, u16)>,
) -> Vec<Sampled> {
    let (mut statuses, mut events, mut last) = ([0; 2], Vec::new(), Raw::default());
    let letters = classes.map(|class| &letters[class.min(1)]);
    let (raws, moments) = lane.send(letters);
    for (place, mut raw) in raws.into_iter().enumerate() {
        let (class, letter) = (classes[place], letters[place]);
        let status = raw.answer.as_ref().map(|answer| answer.status);
        raw.request = Some(letter.request.clone());
        let (Some(status), None) = (status, &raw.fault) else {
            lane.give_up();
            let raw = Box::new(raw);
            events.push(Sampled::Lost { number, raw });
            return events;
        };
        statuses[place] = status;
        if known.insert((class, status)) {
            let raw = Box::new(raw.clone());
            events.push(Sampled::Answer { class, raw });
        }
        last = raw;
    }
    let Some(moments) = moments else {
        // Both were answered, and not so that their times would tell anything.
        let raw = Box::new(last);
        events.push(Sampled::Lost { number, raw });
        return events;
    };
    events.push(Sampled::Pair {
        number,
        moments,
        statuses,
    });
    events
}

struct Lane<'g> {
    ground: &'g Ground,
    runtime: Runtime,
    line: Option<Line>,
    /// The one buffer for requests of either class.
    buffer: Vec<u8>,
    /// Where the first octets of an answer are read into.
    arrived: Vec<u8>,
}

/// A connection, and for which requests it is good.
struct Line {
    stream: Blocking,
    to: (String, Option<std::net::IpAddr>),
}

impl Sends for Lane<'_> {
    fn send(&mut self, letters: [&Letter; 2]) -> ([Raw; 2], Option<Moments>) {
        let mut took = [Took::default(); 2];
        let mut raws = [Raw::default(), Raw::default()];
        for (place, letter) in letters.into_iter().enumerate() {
            (raws[place], took[place]) = self.exchange(letter);
            let answer = raws[place].answer.as_ref();
            if answer.is_none_or(ends) {
                self.line = None;
            }
            if answer.is_none() || raws[place].fault.is_some() {
                return (raws, None);
            }
        }
        (raws, Some(Took::both(took)))
    }

    fn give_up(&mut self) {
        self.line = None;
    }
}

impl Lane<'_> {
    /// One request and its answer, and the time until its first octet.
    fn exchange(&mut self, letter: &Letter) -> (Raw, Took) {
        let mut raw = Raw::default();
        let mut line = match self.line_for(letter) {
            Ok(line) => line,
            Err(fault) => {
                raw.fault = Some(fault);
                return (raw, Took::default());
            }
        };
        let limits = &self.ground.limits;
        line.stream.allow(limits.head + limits.body);
        self.buffer.clear();
        self.buffer.extend_from_slice(&letter.octets);

        line.stream.forget();

        let (sent, by_system) = (Instant::now(), SystemTime::now());
        let written = line.stream.write_all(&self.buffer);
        let read = written.and_then(|()| Read::read(&mut line.stream, &mut self.arrived));
        let mut took = Took::of(&line.stream, (sent, by_system));

        let octets = read.unwrap_or_default();
        if octets == 0 {
            raw.fault = Some(Fault::Cut { octets: 0 });
        } else {
            let first = self.arrived.get(..octets).unwrap_or_default();
            let mut reader = AsyncReadExt::chain(first, &mut line.stream);
            let method = &letter.request.method;
            let rest = self.runtime.block_on(async {
                match intake::receive(&mut reader, limits).await {
                    Ok(head) if head.answer.status == 101 => {
                        raw.answer = Some(head.answer);
                        return Some(head.rest);
                    }
                    Ok(head) => body::receive(&mut reader, head, method, limits, &mut raw).await,
                    Err(fault) => raw.fault = Some(fault),
                }
                None
            });
            if let Some(mut rest) = rest {
                // A socket that was opened is refused by what comes next.
                if rest.is_empty() {
                    line.stream.forget();
                    let read = Read::read(&mut line.stream, &mut self.arrived).unwrap_or_default();
                    took = Took::of(&line.stream, (sent, by_system));
                    rest.extend(self.arrived.get(..read).unwrap_or_default());
                }
                refusal(&rest, &mut raw);
            }
            self.line = Some(line);
        }
        raw.elapsed = sent.elapsed();
        (raw, took)
    }

    /// The connection that is open, where it is good for this request, or a new one.
    fn line_for(&mut self, letter: &Letter) -> Result<Line, Fault> {
        let to = (letter.place.authority.clone(), letter.from);
        if let Some(line) = self.line.take_if(|line| line.to == to) {
            return Ok(line);
        }
        let opening = async {
            let (place, service) = self.ground.admit(&letter.request)?;
            let connector = &self.ground.connector;
            connector.open(&place, letter.from, &service.tls.own).await
        };
        let opened = self.runtime.block_on(opening);
        let patience = self.ground.limits.head;
        match opened {
            Ok(stream) => Blocking::of(stream, patience)
                .map(|stream| Line { stream, to })
                .map_err(|error| Fault::Unreachable(error.to_string())),
            Err(Stop::Fault(fault)) => Err(fault),
            Err(Stop::Drive(error)) => Err(Fault::Unreachable(error.to_string())),
        }
    }
}

/// How long an answer took.
#[derive(Debug, Clone, Copy, Default)]
struct Took {
    /// Until it was read here.
    read: Duration,
    /// Until the kernel had it, where that is told.
    came: Option<Duration>,
}

impl Took {
    /// Since then, by the clock of this process and by that of the system.
    fn of(stream: &Blocking, (sent, by_system): (Instant, SystemTime)) -> Took {
        let read = sent.elapsed();
        let came = stream
            .came()
            .and_then(|came| came.duration_since(by_system).ok());
        Took {
            read,
            // The clock of the system may be set meanwhile.
            came: came.filter(|came| *came <= read),
        }
    }

    /// Those of a pair, both by the same clock.
    fn both(pair: [Took; 2]) -> Moments {
        let ns = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let (ns, by_kernel) = match pair.map(|it| it.came) {
            [Some(first), Some(second)] => ([first, second].map(ns), true),
            _ => (pair.map(|it| ns(it.read)), false),
        };
        Moments {
            ns,
            swapped: false,
            by_kernel,
        }
    }
}

/// What came on a socket right after it was opened.
fn refusal(octets: &[u8], raw: &mut Raw) {
    let read = frames::read(octets);
    let Some(first) = read.frames.first() else {
        raw.end = Some(match read.violation {
            Some(violation) => End::Violation(violation),
            None => End::Dropped,
        });
        return;
    };
    let kind = match first.opcode {
        1 => FrameKind::Text,
        2 => FrameKind::Binary,
        8 => {
            let (code, reason) = frames::close(&first.payload);
            raw.end = Some(End::Closed(code, reason.to_vec()));
            return;
        }
        _ => return,
    };
    raw.frames.push(SeenFrame {
        at: Duration::ZERO,
        sent: false,
        frame: Frame {
            kind,
            payload: first.payload.clone(),
        },
    });
}

/// Whether nothing can follow this answer on its connection (RFC 9112 9.3).
fn ends(answer: &Answer) -> bool {
    let has = |name: &str, word: &str| {
        let mut values = answer
            .headers
            .iter()
            .filter(|(own, _)| own.eq_ignore_ascii_case(name));
        values.any(|(_, value)| {
            let value = String::from_utf8_lossy(value).to_ascii_lowercase();
            value.split(',').any(|part| part.trim() == word)
        })
    };
    let framed = |name: &str| {
        answer
            .headers
            .iter()
            .any(|(own, _)| own.eq_ignore_ascii_case(name))
    };
    let without = matches!(answer.status, 204 | 304);
    let stays = answer.version != "HTTP/1.0" || has("connection", "keep-alive");
    has("connection", "close")
        || !stays
        || answer.cut
        || !(framed("content-length") || framed("transfer-encoding") || without)
}
