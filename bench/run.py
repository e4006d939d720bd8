"""Cost of the whole analysis against bare decoding and against the naive pipeline, in one run.

`python -m bench.run`: prints figures, asserts nothing. Processor time is that of the whole process
tree, start-up and report included; runs alternate, so that a busy machine disturbs both alike.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import answer, archive, clips, features, jail, marginal, seen_before, uploads
from bench.measure import Cost, cost_of, median_cost
from verify.media import ffmpeg

_HERE = Path(__file__).resolve().parent
_NAIVE_PYTHON = _HERE.parent / ".venv-bench" / "bin" / "python"


def _inspect(clip: Path, folder: Path) -> Cost:
    result = folder / "result"
    command = [sys.executable, "-m", "verify", "inspect", clip, "-o", result, "--force"]
    return cost_of(command)


def _bare(clip: Path) -> Cost:
    return cost_of([ffmpeg.program(), "-nostdin", "-v", "error", "-i", clip, "-f", "null", "-"])


def _naive(clip: Path, folder: Path) -> Cost:
    return cost_of([_NAIVE_PYTHON, "-W", "ignore", _HERE / "naive.py", clip, folder])


def _line(name: str, cost: Cost, bare: Cost) -> str:
    return (
        f"  {name:<24}{cost.cpu_s:8.2f} s CPU {cost.wall_s:8.2f} s wall "
        f"{cost.peak_mb:7.0f} MB  {cost.cpu_s / bare.cpu_s:5.2f} x bare decoding"
    )


def against_decoding(rounds: int) -> None:
    """Print the cost on 60 s of 1080p H.264."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for clip in (clips.full_hd_minute(), clips.smooth_full_hd_minute()):
            ours, bare = [], []
            for _round in range(rounds):
                bare.append(_bare(clip))
                ours.append(_inspect(clip, folder))
            rate = clip.stat().st_size / 60e6 * 8
            print(f"60 s of 1080p H.264, {rate:.1f} Mb/s, median of {rounds}")
            whole = median_cost(bare)
            print(_line("ffmpeg -f null", whole, whole))
            print(_line("verify inspect", median_cost(ours), whole))

        short = clips.short_of(clips.full_hd_minute(), 16)
        ours, bare, naive = [], [], []
        for _round in range(rounds):
            bare.append(_bare(short))
            ours.append(_inspect(short, folder))
            naive.append(_naive(short, folder))
        print(f"16 s of the first, median of {rounds}")
        whole, mine, theirs = median_cost(bare), median_cost(ours), median_cost(naive)
        print(_line("ffmpeg -f null", whole, whole))
        print(_line("verify inspect", mine, whole))
        print(_line("naive pipeline", theirs, whole))
        print(f"  naive / verify: {theirs.cpu_s / mine.cpu_s:.2f} x")


def memory_through_time() -> None:
    """Print the peak memory for 1 and for 60 minutes."""
    print("Peak memory of the largest process, 640x360")
    with tempfile.TemporaryDirectory() as name:
        for minutes in (1, 60):
            cost = _inspect(clips.small_of_length(minutes), Path(name))
            print(f"  {minutes:>3} minutes: {cost.peak_mb:.0f} MB, {cost.cpu_s:.1f} s CPU")


def search(hash_count: int, *, has_hundred_million: bool) -> None:
    """Print what searching costs against FAISS, then what the archive costs on disk."""
    against_faiss = [_NAIVE_PYTHON, _HERE / "search.py"]
    subprocess.run([*against_faiss, "--rows", str(hash_count)], check=True)
    if has_hundred_million:
        subprocess.run([*against_faiss, "--hundred-million"], check=True)
    archive.main(hash_count)


def main() -> None:
    """Run what is asked for; all of it by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--only",
        choices=(
            *("decoding", "jail", "pdq", "marginal", "memory", "search", "features"),
            *("seen-before", "answer", "uploads"),
        ),
    )
    parser.add_argument("--hashes", type=int, default=10_000_000, help="made, to search among")
    parser.add_argument("--points", type=int, default=4_500_000, help="made, to search among")
    parser.add_argument("--hundred-million", action="store_true", help="hashes, if there is room")
    asked = parser.parse_args()
    if asked.only not in ("jail", "answer", "uploads") and shutil.which(str(_NAIVE_PYTHON)) is None:
        parser.error("the naive pipeline has no environment; run `make bench`")
    if asked.only in (None, "decoding"):
        against_decoding(asked.rounds)
    if asked.only in (None, "jail"):
        jail.main()
    if asked.only in (None, "pdq"):
        subprocess.run([_NAIVE_PYTHON, _HERE / "pdq.py"], check=True)
    if asked.only in (None, "marginal"):
        marginal.main()
    if asked.only in (None, "memory"):
        memory_through_time()
    if asked.only in (None, "search"):
        search(asked.hashes, has_hundred_million=asked.hundred_million)
    if asked.only in (None, "features"):
        features.main(asked.points)
    if asked.only in (None, "seen-before"):
        seen_before.main()
    if asked.only in (None, "answer"):
        answer.main()
    if asked.only in (None, "uploads"):
        uploads.main()


if __name__ == "__main__":
    main()
