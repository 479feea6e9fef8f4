"""The seal of the audit log 审计封存: leaves, heads, sinks, bundles (docs/reference/bundle-format.md)."""
