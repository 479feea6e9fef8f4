"""The offline verifier, tested without Django and without anything of ours."""
