//! How a socket ends from our side: by the closing handshake, a FIN, or a reset.

use std::io;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use model::step::How;
use model::wire::End;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use crate::limits::GOODBYE;
use crate::wire::{Done, Wire};

impl Wire {
    /// Ends the socket; `done` hears when the target could know.
    pub async fn hang_up(mut self, how: How, grace: Duration, done: Done) {
        self.closing = true;
        self.ledger.end(End::HungUp);
        match how {
            How::Close => {
                let _ = timeout(grace, self.close()).await;
                let _ = done.send(Instant::now());
            }
            How::Fin => {
                let stream = self.socket.get_mut().stream();
                let _ = timeout(grace, stream.shutdown()).await;
                let _ = done.send(Instant::now());
                // Unread octets would turn the FIN into a reset.
                let _ = timeout(GOODBYE, drained(stream)).await;
            }
            How::Reset => {
                let reset = self.socket.get_mut().stream().tcp().set_zero_linger();
                drop(self.socket);
                if reset.is_ok() {
                    let _ = done.send(Instant::now());
                }
            }
        }
    }

    /// The closing handshake (RFC 6455 7.1.2): our close frame, what still comes, and the target's one.
    async fn close(&mut self) {
        let close = CloseFrame {
            code: 1000.into(),
            reason: "".into(),
        };
        if self.socket.send(Message::Close(Some(close))).await.is_err() {
            return;
        }
        while let Some(Ok(message)) = self.socket.next().await {
            if self.note(message) {
                return;
            }
        }
    }
}

async fn drained(stream: &mut (impl AsyncReadExt + Unpin)) -> io::Result<()> {
    let mut scratch = [0; 4096];
    while stream.read(&mut scratch).await? > 0 {}
    Ok(())
}
