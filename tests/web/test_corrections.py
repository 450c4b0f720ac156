"""What the pages say of a report that was corrected."""

import pytest
from starlette.testclient import TestClient

from desk import row
from holdfire.web.app import create


@pytest.fixture
def corrected(file_desk):
    """A book in which entry 6 corrects entry 2, the founding report of incident i2."""
    file_desk.take(row(0), row(1))
    file_desk.link()
    file_desk.take(row(0, text="EXERCISE. As corrected.", killed=[3, 3, 3]))
    file_desk.link()
    with TestClient(create({"truce": file_desk.book}), base_url="http://127.0.0.1") as client:
        yield client


def test_a_corrected_report_leads_to_its_correction_and_its_incident(corrected):
    page = corrected.get("/truce/reports/2").text
    assert "it no longer counts" in page
    assert 'href="/truce/reports/6"' in page
    assert 'href="/truce/incidents/i2"' in page


def test_before_the_correction_it_stood(corrected):
    assert "it no longer counts" not in corrected.get("/truce/reports/2?at=6").text


def test_the_correction_stands_in_the_same_incident(corrected):
    page = corrected.get("/truce/reports/6").text
    assert "it no longer counts" not in page
    assert 'href="/truce/incidents/i2"' in page


def test_an_incident_shows_the_correction_under_the_claims_name(corrected):
    page = corrected.get("/truce/incidents/i2").text
    assert "EXERCISE. As corrected." in page
    assert "EXERCISE. Shelling, number 0." not in page
    assert '<a href="/truce/reports/6">2</a>' in page
