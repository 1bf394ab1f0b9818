//! TLS settings, one set per service, and TLS errors in words.

use std::io;
use std::sync::Arc;

use model::target::Protocol;
use rustls::client::Resumption;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{CertificateError, ClientConfig, Error, RootCertStore};

use crate::error::DriveError;

/// The TLS settings of one service.
pub(crate) struct Tls {
    /// For own requests and handshakes: HTTP/1.1 only.
    pub own: Arc<ClientConfig>,
    /// For reqwest: what the service's protocol says, both when it says nothing.
    pub negotiated: ClientConfig,
    /// There is an authority to trust.
    pub anchored: bool,
}

impl Tls {
    /// Whom to trust, and which protocols to speak.
    pub fn new(trust: Trust<'_>, protocol: Option<Protocol>) -> Result<Tls, String> {
        let roots = trust.roots()?;
        let anchored = !roots.is_empty();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|why| why.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        // A resumed session would tie one case to another.
        config.resumption = Resumption::disabled();
        let with = |protocols: &[&[u8]]| {
            let mut config = config.clone();
            config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
            config
        };
        Ok(Tls {
            own: Arc::new(with(&[b"http/1.1"])),
            negotiated: match protocol {
                None => with(&[b"h2", b"http/1.1"]),
                Some(Protocol::H1) => with(&[b"http/1.1"]),
                Some(Protocol::H2) => with(&[b"h2"]),
            },
            anchored,
        })
    }
}

/// Whom to trust.
pub(crate) enum Trust<'a> {
    /// The authorities in a PEM file, and nobody else.
    File(&'a str),
    /// The authorities of this system.
    System,
    /// Nobody: the service does not use TLS.
    Nobody,
}

impl Trust<'_> {
    fn roots(self) -> Result<RootCertStore, String> {
        let mut roots = RootCertStore::empty();
        match self {
            Trust::Nobody => {}
            // Certificates that cannot be read are left out: the handshake says what is missing.
            Trust::System => {
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            }
            Trust::File(pem) => {
                for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
                    let certificate = certificate.map_err(|why| format!("it is not PEM: {why}"))?;
                    roots
                        .add(certificate)
                        .map_err(|why| format!("it is no certificate: {why}"))?;
                }
                if roots.is_empty() {
                    return Err("the file has no certificate".to_owned());
                }
            }
        }
        Ok(roots)
    }
}

/// No authority to check a certificate of this service with.
pub(crate) fn unanchored(service: &str) -> DriveError {
    DriveError::BadCertificate {
        service: service.to_owned(),
        reason: "no authority is known for it: name the PEM file of the one that \
                 signed its certificate as `ca` in the target file"
            .to_owned(),
    }
}

/// A failed TLS handshake, in words.
pub(crate) fn explain(error: &io::Error) -> String {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    match inner {
        Some(error) => explain_tls(error),
        None if error.kind() == io::ErrorKind::UnexpectedEof => {
            "the connection ended during the handshake".to_owned()
        }
        None => error.to_string(),
    }
}

/// A TLS error, in words.
pub(crate) fn explain_tls(error: &Error) -> String {
    use CertificateError as C;
    match error {
        Error::InvalidCertificate(why) => match why {
            C::NotValidForName | C::NotValidForNameContext { .. } => {
                format!("the certificate is for another name ({why})")
            }
            // A remade authority keeps its name, and only the signature tells.
            C::UnknownIssuer | C::BadSignature => {
                "the certificate's issuer is unknown: is `ca` the authority that signed it?"
                    .to_owned()
            }
            C::Expired | C::ExpiredContext { .. } => format!("the certificate has expired ({why})"),
            // What `openssl req -x509` makes without more words.
            C::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
                "the server shows the certificate of an authority (CA:TRUE) as its own: make one \
                 with `basicConstraints=critical,CA:FALSE`, or have the authority sign another"
                    .to_owned()
            }
            _ => format!("the certificate is not valid ({why})"),
        },
        Error::InvalidMessage(_) => "the answer is not TLS; is it plain HTTP?".to_owned(),
        _ => error.to_string(),
    }
}
