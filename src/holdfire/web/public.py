"""What the public will see of an incident, as the pages of incidents and reports tell it."""

from holdfire.bulletins.foreseen import Foreseen, foreseen
from holdfire.linking import repo as linking
from holdfire.reports.extract import KM
from holdfire.web.desk import Desk


def foreseen_of(desk: Desk, incident: str) -> Foreseen | None:
    """Foresee what a bulletin will give of an incident, if there is one.

    Where the public may be told a place more exactly than members are, an account is not told it here.
    """
    found = linking.get(desk.connection, incident, desk.at) if incident else None
    if found is None:
        return None
    made = foreseen(desk.agreement, found)
    area = next((desk.named(a.names) for a in desk.agreement.areas if a.id == made.area), made.area)
    finer = made.fine is not None and made.fine < KM
    return made._replace(area=area, spot=None if desk.visitor.locked and finer else made.spot)
