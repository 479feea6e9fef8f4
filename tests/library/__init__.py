"""The register of policy documents."""
