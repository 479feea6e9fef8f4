"""What every app stands on: audit record, clocks, policies, outbox, cryptography. No domain words."""
