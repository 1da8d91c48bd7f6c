"""Word documents: DOCX, the binary DOC with WPS, and RTF."""
