"""A partition: what is judged of any lines merges to what is judged of all of them."""

from __future__ import annotations

import io
import json
import pickle

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.archive.traffic import BROKEN, CLEAN, FAULTY, FOREIGN, LINES, REFUSED, lines, report_of, steps_of

from salesiq_validate import Validator
from salesiq_validate.archive import judge_partition
from salesiq_validate.archive import part as part_module
from salesiq_validate.archive.part import ArchivePart, Numbering, blocks_of, cut, parts_of
from salesiq_validate.exceptions import UnreadableRecording
from salesiq_validate.finding import Rule, Severity
from salesiq_validate.limits import Limits
from salesiq_validate.recordings.jsonl import split_lines
from salesiq_validate.reporters import REPORTERS
from salesiq_validate.rules.registry import REGISTRY
from salesiq_validate.run.partition import collect, count_partition

VALIDATOR = Validator(strict_json=False)
LIMITS = Limits()


def over_the_wire(value):
    return pickle.loads(pickle.dumps(value))


def lines_of(part, content, limits):
    return split_lines(blocks_of(part, io.BytesIO(content)), limits.max_line_bytes)


def parts_judged(content, part_bytes, limits):
    """Every part of a file, judged, sent and numbered."""
    numbering = Numbering()
    for part in cut("a.jsonl", len(content), part_bytes):
        judged = judge_partition(lines_of(part, content, limits), VALIDATOR, file=part.file, limits=limits)
        yield over_the_wire(judged).behind(*numbering.before(part, judged.lines, judged.entries))


@given(lines, st.booleans(), st.integers(1, 2000), st.sampled_from([LIMITS, Limits(max_line_bytes=20)]))
def test_lines_cut_anywhere_give_the_report_of_one_process(given_lines, is_ended, part_bytes, limits):
    content = b"\n".join(given_lines) + b"\n" * is_ended
    partitions = list(parts_judged(content, part_bytes, limits))
    shared = report_of(
        "json",
        (step for partition in partitions for step in partition.steps()),
        clean=(partition.clean for partition in partitions),
    )
    assert shared == report_of("json", steps_of(content, VALIDATOR, limits))


@pytest.mark.parametrize("format_", REPORTERS)
def test_every_format_is_the_same(format_):
    content = b"\n".join(LINES * 3) + b"\n\n"
    partitions = list(parts_judged(content, 700, LIMITS))
    assert len(partitions) > 4
    steps = (step for partition in partitions for step in partition.steps())
    shared = report_of(format_, steps, clean=[partition.clean for partition in partitions])
    assert shared == report_of(format_, steps_of(content, VALIDATOR, LIMITS))


@given(lines, st.integers(1, 2000))
def test_summaries_of_parts_merge_in_any_order(given_lines, part_bytes):
    content = b"\n".join(given_lines)
    whole = collect(steps_of(content, VALIDATOR, LIMITS)).summary()
    merged = None
    for partition in reversed(list(parts_judged(content, part_bytes, LIMITS))):
        merged = partition.summary() if merged is None else merged.merge(partition.summary())
    if merged is not None:
        assert (merged.total, merged.skipped, merged.codes) == (whole.total, whole.skipped, whole.codes)
        assert merged.groups == whole.groups
        assert merged.timeline == whole.timeline
        assert merged.by_operation == whole.by_operation


@given(
    st.lists(st.text("ab", max_size=40), max_size=12).map("\n".join).map(str.encode),
    st.integers(1, 30),
    st.integers(1, 10),
)
def test_every_line_is_in_one_part(content, part_bytes, overhang):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(part_module, "BLOCK", 7)
        patch.setattr(part_module, "_OVERHANG", overhang)
        pieces = [b"".join(blocks_of(part, io.BytesIO(content))) for part in cut("a", len(content), part_bytes)]
    assert b"".join(pieces) == content
    begins = [0, *(place + 1 for place, byte in enumerate(content) if byte == 10)]
    for number, piece in enumerate(pieces):
        mine = [at for at in begins if number * part_bytes <= at < min((number + 1) * part_bytes, len(content))]
        assert len(piece.splitlines()) == len(mine)


@given(lines, st.integers(1, 2000), st.sampled_from([LIMITS, Limits(max_line_bytes=20)]))
def test_lines_are_counted_as_they_are_judged(given_lines, part_bytes, limits):
    content = b"\n".join(given_lines)
    for part in cut("a.jsonl", len(content), part_bytes):
        judged = judge_partition(lines_of(part, content, limits), VALIDATOR, file="a.jsonl", limits=limits)
        counted = count_partition(lines_of(part, content, limits), limits)
        assert (counted.lines, counted.entries, counted.judged) == (judged.lines, judged.entries, ())


def test_what_does_not_move_is_the_same():
    partition = judge_partition([FAULTY], VALIDATOR, file="a")
    assert partition.behind(0, 0) is partition


def test_what_a_baseline_knows_is_told_where_it_is_collected():
    content = b"\n".join([FAULTY, REFUSED, BROKEN])

    def is_known(finding):
        return finding.rule.name in {"wrong-json-type", "unreadable-entry"}

    (partition,) = parts_judged(content, 10**6, LIMITS)
    shared = report_of("sarif", partition.steps(is_known), clean=[partition.clean])
    assert shared == report_of("sarif", steps_of(content, VALIDATOR, LIMITS, is_known=is_known))
    assert [len(step.findings) for step in partition.steps(is_known)] != [
        len(step.findings) for step in partition.steps()
    ]


def test_clean_traffic_is_nothing_but_counts():
    few = judge_partition([CLEAN, FOREIGN] * 10, VALIDATOR, file="a")
    many = judge_partition([CLEAN, FOREIGN] * 1000, VALIDATOR, file="a")
    assert few.judged == many.judged == ()
    assert (many.clean.total.exchanges, many.clean.skipped) == (1000, 1000)
    assert len(pickle.dumps(many)) - len(pickle.dumps(few)) < 20


def test_findings_come_in_the_order_of_the_recording():
    partition = judge_partition([FAULTY, b"", CLEAN, FAULTY], VALIDATOR, file="a", first_line=7, first_entry=3)
    assert [(finding.origin.entry, finding.origin.line) for finding in partition.findings()] == [(3, 7), (5, 10)]


def test_rules_travel_as_their_codes():
    rule = REGISTRY.find("SIQ403")
    assert over_the_wire(rule) is rule
    assert len(pickle.dumps(rule)) < 100
    own = evolve(rule, code="OWN1", severity=Severity.INFO)
    assert isinstance(over_the_wire(own), Rule)
    assert over_the_wire(own) == own


def test_values_show_in_excerpts_only_when_asked():
    partition = judge_partition([FAULTY], VALIDATOR, file="a")
    texts = [
        next(iter(partition.summary(show_values=show).groups.values())).excerpt.line(200)[0] for show in (False, True)
    ]
    assert "object" in texts[0]
    assert '{"a": 1}' in texts[1]


def test_what_was_judged_before_a_recording_breaks_is_kept():
    def blocks():
        yield FAULTY + b"\n"
        raise UnreadableRecording("a", "it ends")

    partition = over_the_wire(judge_partition(split_lines(blocks(), 10**6), VALIDATOR, file="a"))
    assert len(partition.judged) == 1
    assert partition.stopped_by == UnreadableRecording("a", "it ends")


# --- which files are cut ----------------------------------------------------------------------------------------------


def parts_in(*files, limits=LIMITS, cut_from=1000, part_bytes=500):
    return list(parts_of(map(str, files), limits, cut_from=cut_from, part_bytes=part_bytes))


@pytest.fixture
def large(tmp_path):
    path = tmp_path / "large.jsonl"
    path.write_bytes(b"\n".join([CLEAN] * 20) + b"\n")
    return path


def test_a_large_file_of_lines_is_cut_and_read_in_parts(large):
    parts = parts_in(large)
    assert len(parts) > 3
    assert b"".join(block for part in parts for block in blocks_of(part)) == large.read_bytes()


def test_a_small_file_stays_whole_and_one_alone_is_not_shared(tmp_path, large):
    small = tmp_path / "small.jsonl"
    small.write_bytes(CLEAN)
    assert [(part.file, part.here) for part in parts_in(small)] == [(str(small), True)]
    assert [part.here for part in parts_in(small, small.with_name("none"))] == [True, True]
    parts = parts_in(small, large)
    assert (parts[0].begin, parts[0].here) == (None, False)
    assert all(part.begin is not None for part in parts[1:])


def test_what_cannot_be_cut_is_shared_when_there_are_several(tmp_path):
    import gzip

    text = json.dumps({"log": {"version": "1.2", "entries": [], "comment": "x" * 2000}}).encode()
    files = [tmp_path / name for name in ("a.har", "b.har", "c.jsonl.gz", "d.jsonl")]
    files[0].write_bytes(text)
    files[1].write_bytes(text)
    files[2].write_bytes(gzip.compress(b"\n".join([CLEAN] * 20), compresslevel=0))
    files[3].write_bytes(b"\n".join([CLEAN] * 20).decode().encode("utf-16"))
    assert [part.here for part in parts_in(files[0])] == [True]
    assert [(part.begin, part.here) for part in parts_in(*files)] == [(None, False)] * 4


def test_a_limit_of_entries_needs_one_reader(large):
    assert [part.here for part in parts_in(large, limits=Limits(max_entries=100))] == [True]


def test_what_is_no_file_is_judged_where_it_is_collected(tmp_path, large):
    parts = parts_in("-", tmp_path / "none.jsonl", large)
    assert [part.here for part in parts[:3]] == [True, True, False]


def test_a_file_that_becomes_shorter_is_told(large):
    parts = parts_in(large)
    large.write_bytes(large.read_bytes()[:-10])
    with pytest.raises(UnreadableRecording, match="became shorter"):
        list(blocks_of(parts[-1]))
    large.unlink()
    with pytest.raises(UnreadableRecording, match="no such file"):
        list(blocks_of(parts[-1]))


def test_what_was_read_before_a_disk_fails_is_judged():
    class Failing(io.BytesIO):
        def read(self, size=-1):
            if block := super().read(len(CLEAN) + 10):
                return block
            raise OSError("the disk is gone")

    part = ArchivePart("a", 0, 10**6)
    stream = Failing(b"\n".join([CLEAN] * 3))
    judged = judge_partition(split_lines(blocks_of(part, stream), 10**6), VALIDATOR, file="a")
    assert judged.stopped_by == UnreadableRecording("a", "it cannot be read")
    assert (judged.clean.total.exchanges, judged.lines) == (2, 2)
    stream.seek(0)
    counted = count_partition(split_lines(blocks_of(part, stream), 10**6))
    assert (counted.lines, counted.stopped_by) == (2, judged.stopped_by)


def test_what_is_no_name_of_a_file_is_told_where_it_is_collected():
    assert [part.here for part in parts_in("a\0b")] == [True]
