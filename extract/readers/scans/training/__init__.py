"""What makes the files of samples and weights that the reader of scans uses; nothing here runs when a scan is read."""
