"""What holds files: ZIP bundles, packages of XML, OLE compound files."""
