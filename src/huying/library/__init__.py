"""Library 文库: the register of policy documents, their duties, and what carries them out. Public facts only."""
