"""One search in a new process, from its start to the answer: `python -m bench.first_answer`."""

import argparse
from pathlib import Path
from time import process_time

import numpy as np

from verify.storage.database import open_store
from verify.storage.hamming import HashKind, keep_columns, open_index


def main() -> None:
    """Search for 30 strange hashes, print the processor time until then, and end.

    Columns are kept, if that is asked for, after the answer.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    store = open_store(f"sqlite:///{asked.database}")
    index = open_index(store, HashKind.PDQ, asked.folder, asked.folder)
    queries = np.random.default_rng(3).integers(0, 2**64, (30, 4), dtype=np.uint64)
    index.search(queries, 31)
    print(process_time(), flush=True)
    if asked.keep:
        keep_columns(index, store, asked.folder)
    index.close()
    store.close()


if __name__ == "__main__":
    main()
