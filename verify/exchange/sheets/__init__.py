"""The desk's own spreadsheet: rows of text, what their columns mean, what a row says of footage."""
