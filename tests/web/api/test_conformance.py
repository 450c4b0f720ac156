"""Whatever is asked of the API, by whomever: no fault of ours, and an answer as its OpenAPI document has it."""

import warnings

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ROLES = ["monitor", "party officer", "nobody"]
EXAMPLES = settings(
    max_examples=12,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def operations(app):
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers={"host": "127.0.0.1"})
    return [found.ok() for found in schema.get_all_operations()]


def test_every_operation_is_tried(operations):
    assert len(operations) == 25


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_as_the_document_has_it(operations, bearers, there, role):
    silent = {o.label for o in operations if not {200, 201} & tried(o, bearers[role], there)}
    if role == "monitor":
        assert silent == {"POST /api/v1/{slug}/submit"}


def filled(there, name, path):
    """What fills a place of a path, which may depend on the noun before it."""
    value = there[name]
    return value if isinstance(value, str) else next(v for noun, v in value.items() if noun in path)


def tried(operation, bearer, there):
    """Ask an operation what its schema allows, every other time of things that there are; with which statuses."""
    headers = {"authorization": f"Bearer {bearer}"} if bearer else {}
    statuses = set()

    @seed(16)
    @EXAMPLES
    @given(case=operation.as_strategy(), real=st.booleans())
    def ask(case, real):
        places = {**case.path_parameters}
        for name in places:
            if name == "slug" or real:
                places[name] = filled(there, name, case.path)
        case.path_parameters = places
        if real:
            sought = {"q": "tarn"} if case.path.endswith("/search") else {}
            case.query = {k: v for k, v in case.query.items() if k not in ("cursor", "at")} | sought
        answer = case.call_and_validate(checks=CHECKS, headers={**headers, "host": "127.0.0.1"})
        statuses.add(answer.status_code)

    ask()
    return statuses
