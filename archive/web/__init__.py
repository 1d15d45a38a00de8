"""The archive as pages for a browser on this machine: for reading, without JavaScript."""
