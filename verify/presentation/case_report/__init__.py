"""The report of a case: composed once out of values, then written as HTML and as PDF."""
