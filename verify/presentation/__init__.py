"""From findings to bytes: tables, plots, sheets, pages. Blind to media, analysis and storage."""
