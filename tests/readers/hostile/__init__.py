"""Documents that attack their readers, built by code and small."""
