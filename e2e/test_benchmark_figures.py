"""What the benchmark says of figures: a bar that is missed is shown as missed, and nothing is shown that was not measured."""

import importlib.machinery
import importlib.util
import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
sys.path.append(str(SCRIPTS))

from benchmark import picture, table  # noqa: E402
from benchmark.rows import STAGES, judged  # noqa: E402


def figure(microseconds: float, floor: float = 25, **more) -> dict:
    return {"microseconds": microseconds, "floor": floor, "noisy": False, **more}


def row(name: str, figures: dict) -> dict:
    [found] = [row for row in judged(figures) if row["name"] == name]
    return found


def stages(**more: dict) -> dict:
    return {**{name: figure(10) for name, _ in STAGES}, "saml.accepted": figure(150), **more}


@pytest.mark.parametrize(("microseconds", "reached"), [(75, True), (80, True), (85, False)])
def test_a_figure_is_held_to_its_bar_as_a_multiple_of_the_floor(microseconds, reached):
    found = row("validate", {"validate": figure(microseconds)})
    assert found["value"] == pytest.approx(microseconds / 25)
    assert found["reached"] is reached
    assert table.cells(found)[3] == ("yes" if reached else "no")


@pytest.mark.parametrize(("rate", "reached"), [(6000, True), (5900, False)])
def test_a_share_is_held_to_the_least_that_it_may_be(rate, reached):
    figures = {"sts.small.identity-sessions": {"rate": rate}, "sts.small.health": {"rate": 10_000}}
    assert row("sts.identity", figures)["reached"] is reached


def test_what_was_not_measured_is_neither_reached_nor_missed():
    assert {row["reached"] for row in judged({})} == {None}
    assert row("sts.identity", {"sts.small.health": {"rate": 10_000}})["value"] is None
    assert table.cells(row("validate", {}))[1] == "not measured"


@pytest.mark.parametrize(("count", "value"), [(1_000_000, 90), (100_000, None)])
def test_a_quick_run_says_nothing_of_a_million_uses(count, value):
    assert row("memory.uses", {"uses.together": {"megabytes": 90, "count": count}})["value"] == value


def test_a_noisy_block_marks_times_and_no_sizes():
    noisy = {"validate": figure(75, noisy=True), "program.idle": {"megabytes": 29, "noisy": True}}
    assert row("validate", noisy)["noisy"]
    assert table.cells(row("validate", noisy))[1].endswith("~")
    assert not row("memory.idle", noisy)["noisy"]


def test_a_part_of_a_ratio_that_is_noisy_marks_it():
    figures = {"saml.refused": figure(50), "saml.accepted": figure(150, noisy=True)}
    assert row("saml.refused", figures)["noisy"]


def test_the_picture_holds_all_parts_as_text_and_the_rest():
    drawn = picture.svg(stages(), "a machine")
    texts = [element.text for element in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert {title for _, title in STAGES} <= set(texts)
    assert "80.0 µs" in texts  # 150 less seven times 10
    assert "6.0 × floor" in drawn


def test_parts_of_other_minutes_count_by_their_own_floor():
    shares = dict((title, multiples) for title, _, multiples in picture.parts(stages(**{"stage.parse": figure(20, 50)})))
    assert shares["parse"] == pytest.approx(0.4)
    assert sum(shares.values()) == pytest.approx(6)


@pytest.mark.parametrize("missing", ["stage.parse", "saml.accepted"])
def test_there_is_no_picture_of_what_was_not_measured(missing):
    figures = stages()
    del figures[missing]
    assert picture.svg(figures, "a machine") is None


@pytest.fixture
def instructions(tmp_path, monkeypatch):
    loader = importlib.machinery.SourceFileLoader("instructions", str(SCRIPTS / "instructions"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    monkeypatch.setitem(sys.modules, loader.name, module)
    loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "RECORD", tmp_path / "instructions.json")
    module.RECORD.write_text(json.dumps({"instructions": {"call": 1000}, "versions": {}}))
    return module


@pytest.mark.parametrize(("counted", "code"), [(900, 0), (1000, 0), (1050, 0), (1051, 1)])
def test_more_than_five_percent_more_instructions_fail(instructions, counted, code):
    assert instructions.judge({"call": counted}, update=False) == code
    assert json.loads(instructions.RECORD.read_text())["instructions"] == {"call": 1000}


def test_a_request_that_is_not_recorded_fails(instructions):
    assert instructions.judge({"call": 1000, "another": 1}, update=False) == 1


def test_an_update_writes_what_was_counted_with_versions(instructions):
    assert instructions.judge({"call": 2000}, update=True) == 0
    written = json.loads(instructions.RECORD.read_text())
    assert written["instructions"] == {"call": 2000}
    assert "swift" in written["versions"]
