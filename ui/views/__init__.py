"""One file for each page; never named `pages`, which Streamlit would run past the entry script."""
