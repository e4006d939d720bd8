"""Templates are compiled once for all pages, where that may be written down."""

import sys
from pathlib import Path

import jinja2
import pytest

from verify.presentation import pages


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let compiled templates lie in a folder of their own, as if Python might write."""
    folder = tmp_path / "compiled"
    monkeypatch.setattr(pages, "_COMPILED", folder)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return folder


def test_a_template_is_compiled_once_for_all_processes(
    compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pages.template_environment().get_template("triage.html.j2")

    def compile_again(*_: object, **__: object) -> None:
        raise AssertionError("it was compiled again")

    monkeypatch.setattr(jinja2.Environment, "compile", compile_again)
    again = pages.template_environment().get_template("triage.html.j2")
    assert len(list(compiled.iterdir())) == 1
    assert again.name == first.name


def test_a_page_needs_no_place_to_keep_what_was_compiled(
    compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled.write_text("a file stands where the folder would be")
    assert pages.template_environment().get_template("triage.html.j2").render
    compiled.unlink()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert pages.template_environment().get_template("triage.html.j2").render
    assert not compiled.exists()
