"""ODT, and what ODS shares with it: the elements of OpenDocument and what they hide."""
