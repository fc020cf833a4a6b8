"""Config: a project's settings for every run, in `pyproject.toml` or `salesiq-validate.toml`.

    [tool.salesiq-validate]
    screen-name = "example"
    data-center = "EU"
    ignore = ["SIQ408"]

    [tool.salesiq-validate.operations.create_department]
    allow-codes = [1302]

Each field of `Config` declares a key: its meaning, the schema of its value and its option on the command line. Paths
are relative to the file that names them. A value on the command line, or from an argument, replaces the file's value of
that key.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import Factory, evolve, fields, frozen

from salesiq_validate.config import keys
from salesiq_validate.config.keys import LIMITS, Key, key_of, setting
from salesiq_validate.exceptions import UnknownName, UnusableArgument
from salesiq_validate.finding import Severity
from salesiq_validate.judging.settings import OperationSettings, RuleSettings, selects
from salesiq_validate.limits import Limits

if TYPE_CHECKING:
    from salesiq_validate.validator import Validator


@frozen(kw_only=True, repr=False)
class Config:
    """All settings that a file or the command line can change, with their defaults."""

    screen_name: str | None = setting(
        keys.TEXT, "Your portal's screen name; a URL with another one is then an error.", "--screen-name", "NAME"
    )
    data_center: str | None = setting(
        keys.TEXT,
        "Your portal's data centre (US, EU, IN, AU, CN, JP, ...); a server of another one is then an error.",
        "--data-center",
        "CODE",
        example="EU",
    )
    scopes: tuple[str, ...] | None = setting(
        keys.TEXT_LIST,
        "OAuth scopes of your token; a call that needs another one is then an error. By default, none is checked.",
        "--scope",
        "SCOPE",
        example=["SalesIQ.departments.READ", "SalesIQ.operators.ALL"],
    )
    servers: tuple[str, ...] = setting(
        keys.TEXT_LIST,
        "More hosts to treat as SalesIQ, such as a gateway or a test server, with the port if there is one.",
        "--server",
        "HOST",
        default=(),
        example=["gateway.example.com", "localhost:8080"],
    )
    extensions: tuple[str, ...] = setting(
        keys.TEXT_LIST,
        "Extension files: operations and error codes of your own portal.",
        "--extend",
        "FILE",
        default=(),
    )
    public_keys: tuple[str, ...] = setting(
        keys.TEXT_LIST,
        "Files with the portal's public keys, oldest first; inbound messages must then have a valid signature.",
        "--public-key",
        "FILE",
        default=(),
        example=["salesiq.pem"],
    )
    select: tuple[str, ...] = setting(
        keys.SELECTORS,
        "Run only these rules: a code (SIQ403), a name (wrong-json-type) or the beginning of a code (SIQ4).",
        "--select",
        "RULE",
        default=(),
    )
    ignore: tuple[str, ...] = setting(keys.SELECTORS, "Skip these rules.", "--ignore", "RULE", default=())
    severities: Mapping[str, Severity] = setting(
        keys.table_of(keys.SEVERITY),
        "Change the severity of rules: error, warning or info; the most specific selector wins.",
        "--severity",
        "RULE=SEVERITY",
        default=Factory(dict),
        example={"unknown-json-key": "error", "SIQ7": "info"},
    )
    allow_codes: tuple[int, ...] = setting(
        keys.CODES,
        "Error codes of SalesIQ that you expect; a refusal with one of them is not a finding.",
        "--allow-code",
        "CODE",
        default=(),
    )
    operations: Mapping[str, OperationSettings] = setting(
        keys.table_of(keys.OWN_RULES),
        "Settings for one operation, by operationId, in addition to the settings for all.",
        default=Factory(dict),
        example={"create_department": {"ignore": ["unknown-json-key"], "allow-codes": [1302]}},
    )
    per_file: Mapping[str, OperationSettings] = setting(
        keys.table_of(keys.OWN_RULES),
        "Settings for some recordings, by a pattern for their names, in addition to the settings for all.",
        default=Factory(dict),
        example={"tests/cassettes/refused_*": {"allow-codes": [1019]}},
    )
    limits: Limits = setting(
        LIMITS,
        "Limits for reading recordings and bodies, like max-depth=50 or max-body-bytes=10M.",
        "--limit",
        "NAME=NUMBER",
        default=Factory(Limits),
    )
    #: They may be secrets.
    variables: Mapping[str, str] = setting(
        keys.table_of(keys.ANY_TEXT),
        "Values for the variables of Postman collections, instead of the collection's own.",
        "--variable",
        "NAME=VALUE",
        default=Factory(dict),
        example={"portal": "northwind-desk"},
        repr=False,
    )
    strict_json: bool = setting(
        keys.FLAG,
        "Also check recordings for duplicate keys and integers beyond 64 bits; slower.",
        "--strict-json/--lenient-json",
        default=False,
    )
    show_values: bool = setting(
        keys.FLAG,
        "Show the payload values that findings name; secrets and personal data stay hidden.",
        "--show-values/--hide-values",
        default=False,
    )
    fail_on: Severity | None = setting(
        keys.THRESHOLD,
        "Lowest severity for which the exit code is 1.",
        "--fail-on",
        default=Severity.ERROR,
    )
    allow_empty: bool = setting(
        keys.FLAG,
        "Whether a run without any call of the API succeeds.",
        "--allow-empty/--forbid-empty",
        default=False,
    )
    format: str = setting(keys.REPORT_FORMAT, "What to print.", "--format", default="text")
    outputs: tuple[str, ...] = setting(
        keys.TEXT_LIST,
        "More reports, each FORMAT=FILE; a FORMAT without a file is printed instead of the text.",
        "--output",
        "FORMAT=FILE",
        default=(),
        example=["sarif=report.sarif"],
    )
    baseline: str | None = setting(
        keys.TEXT, "Findings in this file do not count; see `baseline`.", "--baseline", "FILE"
    )
    strict_baseline: bool = setting(
        keys.FLAG,
        "Fail if an entry of the baseline no longer occurs in its recordings.",
        "--strict-baseline/--no-strict-baseline",
        default=False,
    )
    coverage: bool = setting(
        keys.FLAG,
        "Show which operations, error codes and scopes the traffic exercises.",
        "--coverage/--no-coverage",
        default=False,
    )
    fail_under: float | None = setting(
        keys.PERCENT,
        "Fail if the traffic exercises less than this percentage of the documented operations; implies --coverage.",
        "--fail-under",
        "PERCENT",
    )

    @property
    def rules(self) -> RuleSettings:
        """The settings of rules."""
        return RuleSettings(
            select=self.select,
            ignore=self.ignore,
            severities=self.severities,
            allow_codes=self.allow_codes,
            operations=self.operations,
        )

    def for_file(self, file: str) -> Config:
        """Return the settings for one recording.

        A pattern with a slash matches a path, any other a file name in any folder; `*` matches any characters,
        including slashes.
        """
        if not self.per_file:
            return self
        path = file if "://" in file else Path(os.path.abspath(file)).as_posix()  # noqa: PTH100 - links are not followed
        config = self
        for pattern, own in self.per_file.items():
            if fnmatchcase(path if "/" in pattern else path.rpartition("/")[2], pattern):
                config = evolve(
                    config, ignore=config.ignore + own.ignore, allow_codes=(*config.allow_codes, *own.allow_codes)
                )
        return config

    def validator(self, *, strict_json: bool | None = None, try_fixes: bool | None = None) -> Validator:
        """Build the validator for this configuration.

        Arguments:
            strict_json: replaces the configured value, which is for recordings.
            try_fixes: by default, try fixes if a format shows whether they are sure.

        Raises:
            UnknownName: the configuration names something that does not exist; the message has the nearest name.
            UnusableExtension: an extension file does not follow its schema.
            UnusableArgument: a public key cannot be read.
            UnusableRule: a selected rule of an installed package cannot be used.
        """
        from salesiq_validate.rules.others import rules_of_others
        from salesiq_validate.rules.registry import read_rule
        from salesiq_validate.validator import Validator

        settings = self.rules
        others = rules_of_others(settings.selectors)
        # Other packages' rules are off unless a selector names them.
        off = [rule.code for rule in map(read_rule, others) if not any(selects(word, rule) for word in self.select)]
        validator = Validator(
            screen_name=self.screen_name,
            data_center=self.data_center,
            scopes=self.scopes,
            servers=self.servers,
            extensions=self.extensions,
            settings=evolve(settings, ignore=(*settings.ignore, *off)),
            rules=others,
            limits=self.limits,
            strict_json=self.strict_json if strict_json is None else strict_json,
            verify_signature=self._verifier(),
            try_fixes=self._shows_fixes() if try_fixes is None else try_fixes,
        )
        own = (*self.operations.values(), *self.per_file.values())
        allowed = set(self.allow_codes).union(*(settings.allow_codes for settings in own))
        if allowed:  # reads the whole catalogue
            known = validator.known_codes
            for code in sorted(allowed - known):
                raise UnknownName("SalesIQ error code", str(code), tuple(map(str, sorted(known))))
        return validator

    def _shows_fixes(self) -> bool:
        from salesiq_validate.reporters import REPORTERS

        names = (self.format, *(output.partition("=")[0] for output in self.outputs))
        return any(name in REPORTERS and REPORTERS[name].shows_fixes for name in names)

    def _verifier(self) -> Callable[[bytes, str], bool] | None:
        if not self.public_keys:
            return None
        from salesiq_validate.inbound.signature import verifier

        texts = []
        for file in self.public_keys:
            try:
                texts.append(Path(file).read_bytes())
            except OSError as error:
                raise UnusableArgument(f"the public key {file} cannot be read: {error.strerror}") from None
        return verifier(texts)


#: Every key of the table, by its name.
KEYS: Final[Mapping[str, Key]] = {(key := key_of(attribute)).name: key for attribute in fields(Config)}


def config_schema() -> dict[str, Any]:
    """Return the JSON Schema of the table; `schemas/formats/config.schema.json` is the published copy."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "salesiq-validate configuration",
        "description": "The keys of [tool.salesiq-validate] in pyproject.toml, or of salesiq-validate.toml. Paths are "
        "relative to that file. The command line overrides a key of the file.",
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: key.described() for key in KEYS.values()},
    }
