"""The archive as pages for a browser on this machine: read-only, without JavaScript."""
