"""Web pages, also those of Word and of content systems, and MHTML around them."""
