"""Live sessions: a small authenticated HTTP and WebSocket service."""
