//! Requests as one HTTP/2 connection carries them, where it can.

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use http::{Uri, Version};
use model::target::Protocol;

use crate::carry;
use crate::error::DriveError;
use crate::release::Asking;
use crate::setup::Ground;

/// A request, ready for HTTP/2.
#[derive(Clone)]
pub(crate) struct Carried {
    pub head: http::Request<()>,
    pub body: Bytes,
}

impl Carried {
    /// Octets that it takes at most: what is compressed is shorter (RFC 7541 6.2).
    pub fn size(&self) -> usize {
        let line =
            |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len() + 8;
        let lines: usize = self.head.headers().iter().map(line).sum();
        let own = self.head.uri().to_string().len() + self.head.method().as_str().len();
        // Four fields of its own, and the heads of two frames.
        lines + own + 4 * 8 + 2 * 9 + self.body.len()
    }
}

/// All of them; none when one connection cannot carry them: they go to several places, or from several
/// addresses, or the service speaks HTTP/1.1, or one has something that HTTP/2 has not.
pub(crate) fn carried(
    ground: &Ground,
    requests: &[Asking],
) -> Result<Option<Vec<Carried>>, DriveError> {
    let Some(Asking { request: first, .. }) = requests.first() else {
        return Ok(None);
    };
    let (to, service) = ground.admit(first)?;
    let may = match service.protocol {
        Some(Protocol::H2) => true,
        // What they agree on decides.
        None => to.tls,
        Some(Protocol::H1) => false,
    };
    if !may {
        return Ok(None);
    }
    let mut all = Vec::new();
    for asking in requests {
        let Asking {
            request,
            ours,
            upgrades,
        } = asking;
        let (place, _) = ground.admit(request)?;
        let same = place.authority == to.authority
            && place.tls == to.tls
            && request.service == first.service
            && request.from == first.from;
        if *upgrades || !same {
            return Ok(None);
        }
        let Ok(known) = carry::by_reqwest(&place, request, Some(Protocol::H2)) else {
            return Ok(None);
        };
        let Ok(uri) = known.url().as_str().parse::<Uri>() else {
            return Ok(None);
        };
        let mut head = http::Request::new(());
        *head.version_mut() = Version::HTTP_2;
        *head.method_mut() = known.method().clone();
        *head.uri_mut() = uri;
        *head.headers_mut() = known.headers().clone();
        // The authority of the URL says it.
        head.headers_mut().remove(http::header::HOST);
        for (name, value) in ours {
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
                head.headers_mut().entry(name).or_insert(value);
            }
        }
        let body = Bytes::from(request.body.clone());
        all.push(Carried { head, body });
    }
    Ok(Some(all))
}
