"""The desk's own spreadsheet: rows of text, what their columns mean, what a row says of footage."""

import os

# openpyxl reads strangers' XML by lxml where that is installed, for whatever other reason; only
# without it does it read by defusedxml. It asks once, when it is imported.
os.environ["OPENPYXL_LXML"] = "False"
