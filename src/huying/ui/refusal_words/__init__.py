"""Words for every refusal 拒绝用语: what is wrong and what to do, with the HTTP status."""
