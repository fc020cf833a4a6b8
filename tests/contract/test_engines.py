"""Both engines say the same of what is generated for each operation, sound or broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contract.judged import ROUTABLE, examples

from salesiq_validate.engine.reference import ReferenceEngine
from salesiq_validate.judging.advisories import with_advisories
from salesiq_validate.strategies import from_schema, invalid, operations
from salesiq_validate.strategies.breaches import breaches

pytest.importorskip("jsonschema_rs")

from salesiq_validate.engine.fast import FastEngine

BODIES = [
    (name, media) for name, operation in ROUTABLE.items() for media in operation.bodies if media == "application/json"
]


@pytest.mark.parametrize(("name", "media"), BODIES)
def test_engines_agree_on_bodies(name, media):
    operation = ROUTABLE[name]
    schema = with_advisories(operations.bodies(operation)[media])
    fast, reference = FastEngine().compile(schema), ReferenceEngine().compile(schema)
    sound = from_schema(operations.bodies(operation)[media])
    ways = [
        invalid.broken(operation, breach)
        for breach in breaches(operation)
        if breach.where == "body" and breach.keyword not in ("no body", "malformed")
    ]

    @examples(6)
    @given(st.one_of(sound, *(way.map(lambda case: case[0].document) for way in ways)))
    def check(document):
        assert fast.violations(document) == reference.violations(document)

    check()
